"""datapackage.json: what a folder's text tables are, for programs that read Data Packages (frictionless)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from hyperigm import __version__
from hyperigm.core.columns import COVERAGE_COLUMNS, FINDING_COLUMNS, SUMMARY_COLUMNS, Column
from hyperigm.core.dictionary import DICTIONARY_COLUMNS, table_schema
from hyperigm.edges.store import write_text

NAME = "datapackage.json"
Resource = dict[str, object]


def write_cohort_package(folder: Path) -> None:
    """The package of cohort/: every row of the findings is of a sample of the summary."""
    summary = _resource(
        "summary", "summary.tsv", "One row per sample", SUMMARY_COLUMNS, {"primaryKey": "sample"}
    )
    link = {"fields": "sample", "reference": {"resource": "summary", "fields": "sample"}}
    findings = _resource(
        "findings",
        "findings.tsv",
        "One row per variant and disease entity",
        FINDING_COLUMNS,
        {"foreignKeys": [link]},
    )
    words = _resource(
        "data_dictionary", "data_dictionary.tsv", "Columns and words, with what they mean", DICTIONARY_COLUMNS
    )
    _write(folder, "cohort", "Findings of a run of hyperigm", (summary, findings, words))


def write_sample_package(folder: Path, sample: str) -> None:
    """The package of samples/S/."""
    findings = _resource(
        "findings", f"{sample}.findings.tsv", "One row per variant and disease entity", FINDING_COLUMNS
    )
    coverage = _resource(
        "coverage", f"{sample}.coverage.tsv", "One row per coding exon or known site", COVERAGE_COLUMNS
    )
    _write(folder, "sample", f"Findings of sample {sample}", (findings, coverage))


def _resource(
    name: str,
    path: str,
    title: str,
    columns: Sequence[Column[Any]],
    keys: dict[str, object] | None = None,
) -> Resource:
    return {
        "name": name,
        "path": path,
        "title": title,
        "profile": "tabular-data-resource",
        "format": "tsv",
        "mediatype": "text/tab-separated-values",
        "encoding": "utf-8",
        "dialect": {"delimiter": "\t", "lineTerminator": "\n"},
        "schema": {**table_schema(columns), **(keys or {})},
    }


def _write(folder: Path, kind: str, title: str, resources: Sequence[Resource]) -> None:
    package = {
        "name": f"hyperigm-{kind}",
        "title": title,
        "description": "Research use only. A text cell with a leading apostrophe is the text behind it.",
        "profile": "tabular-data-package",
        "version": __version__,
        "resources": list(resources),
    }
    text = msgspec.json.format(msgspec.json.encode(package), indent=1).decode("utf-8")
    write_text(folder / NAME, f"{text}\n")
