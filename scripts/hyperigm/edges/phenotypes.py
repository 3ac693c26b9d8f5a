"""Reads the published features of each disease (resources/panel/phenotypes.tsv)."""

from functools import cache
from pathlib import Path

from hyperigm.core.phenotype import WEIGHTS, Feature
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows
from hyperigm.errors import Problem, ResourceError


@cache
def load_features(path: Path | None = None) -> tuple[Feature, ...]:
    """All rows. Raises ResourceError where a row has a kind that is no word of the table."""
    path = path or shipped("resources") / "panel" / "phenotypes.tsv"
    rows = read_rows(path, Feature)
    wrong = [f"{row.entity} {row.hpo}: kind {row.kind}" for row in rows if row.kind not in WEIGHTS]
    if wrong:
        raise ResourceError(
            *(Problem(str(path), what, f"write one of: {', '.join(WEIGHTS)}") for what in wrong)
        )
    return tuple(
        Feature(row.entity, row.hpo, row.label, row.kind, tuple(t for t in row.also if t != "-"), row.source)
        for row in rows
    )
