"""`hyperigm schema`: the published JSON Schema of S.report.json, made anew from the types."""

from pathlib import Path

from hyperigm.edges.report_schema import schema_text
from hyperigm.edges.store import write_text


def schema(out: Path) -> None:
    """Writes the schema to `out`."""
    write_text(out, schema_text())
