"""datapackage.json: what a folder's text tables are, for programs that read Data Packages (frictionless)."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from hyperigm import __version__
from hyperigm.core.columns import COVERAGE_COLUMNS, FINDING_COLUMNS, SUMMARY_COLUMNS, Column
from hyperigm.core.dictionary import DICTIONARY_COLUMNS, table_schema
from hyperigm.core.evidence_used import NOT_USED, EvidenceUsed, sources
from hyperigm.edges.store import write_text

NAME = "datapackage.json"
Resource = dict[str, object]


def write_cohort_package(folder: Path, used: Iterable[EvidenceUsed]) -> None:
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
    text = _text("cohort", "Findings of a run of hyperigm", (summary, findings, words), used)
    write_text(folder / NAME, text)


def write_sample_package(folder: Path, sample: str, used: Iterable[EvidenceUsed]) -> None:
    """The package of samples/S/."""
    name = msgspec.json.encode(sample).decode("utf-8")[1:-1]
    write_text(folder / NAME, _sample_package(tuple(used)).replace(SAMPLE, name))


SAMPLE = "\\u0000"
"""Stands for the sample's name where one text is kept for all: what JSON makes of a character no name has."""


@lru_cache(maxsize=64)
def _sample_package(used: tuple[EvidenceUsed, ...]) -> str:
    findings = _resource(
        "findings", "\0.findings.tsv", "One row per variant and disease entity", FINDING_COLUMNS
    )
    coverage = _resource(
        "coverage", "\0.coverage.tsv", "One row per coding exon or known site", COVERAGE_COLUMNS
    )
    return _text("sample", "Findings of sample \0", (findings, coverage), used)


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


def read_evidence(folder: Path) -> tuple[EvidenceUsed, ...]:
    """What the package in the folder says that its samples were held against; nothing where it says none."""
    path = folder / NAME
    found = json.loads(path.read_text(encoding="utf-8")).get("sources", []) if path.exists() else []
    said = {(one["build"], one["title"]): one["version"] for one in found}
    return tuple(
        EvidenceUsed(build, _named(said[build, "ClinVar"]), _named(said[build, "gnomAD"]))
        for build in dict.fromkeys(build for build, _ in said)
    )


def _named(version: str) -> tuple[str, ...]:
    return () if version == NOT_USED else tuple(version.split(", "))


def _text(kind: str, title: str, resources: Sequence[Resource], used: Iterable[EvidenceUsed]) -> str:
    package = {
        "name": f"hyperigm-{kind}",
        "title": title,
        "description": "Research use only. A text cell with a leading apostrophe is the text behind it.",
        "profile": "tabular-data-package",
        "version": __version__,
        **({"sources": listed} if (listed := sources(used)) else {}),
        "resources": list(resources),
    }
    return msgspec.json.format(msgspec.json.encode(package), indent=1).decode("utf-8") + "\n"
