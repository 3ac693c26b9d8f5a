"""The published JSON Schema of S.report.json, made from the types that write the file."""

import inspect
import json
from typing import Any

import msgspec

from hyperigm.edges.report_json import SCHEMA_VERSION, ReportFile
from hyperigm.edges.resources import shipped

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PUBLISHED = shipped("resources") / "schemas" / "report.schema.json"


def report_schema() -> dict[str, Any]:
    """The schema, JSON Schema draft 2020-12. Every key is written, so each is required, and no other may be.

    `schema` of a report names the version of the schema that it fits.
    """
    (root,), parts = msgspec.json.schema_components((ReportFile,), schema_hook=lambda _: {"type": "string"})
    for part in parts.values():
        _strict(part)
    parts[ReportFile.__name__]["properties"]["schema"] = {"const": SCHEMA_VERSION}
    return {
        "$schema": DIALECT,
        "$id": f"urn:hyperigm:report:{SCHEMA_VERSION}",
        "title": "hyperigm S.report.json",
        "version": SCHEMA_VERSION,
        **root,
        "$defs": parts,
    }


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(report_schema(), indent=1, ensure_ascii=False) + "\n"


def _strict(part: dict[str, Any]) -> None:
    """Tightens one type's schema in place, and sets its docstring flush left."""
    if "description" in part:
        part["description"] = inspect.cleandoc(part["description"])
    if "properties" in part:
        part["required"] = list(part["properties"])
        part["additionalProperties"] = False
        for of_field in part["properties"].values():
            of_field.pop("default", None)
