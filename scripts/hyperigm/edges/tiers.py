"""Reads the tier table (resources/panel/tiers.tsv) into rules of the core, and checks its words.

The words of the column `rule` are ids of the inheritance tables beside it.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.finding import Tier
from hyperigm.core.tier import ANY, CONDITIONS, DOMINANT_FEMALE, Evidence, TierRule, WeighRule
from hyperigm.core.verdict import Match, Mechanism, Zygosity
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows
from hyperigm.errors import Problem, ResourceError

WORDS: dict[str, frozenset[str]] = {
    "evidence": frozenset(Evidence),
    "partner": frozenset((*Evidence, "none")),
    "zygosity": frozenset(Zygosity),
    "match": frozenset(Match),
    "mechanism": frozenset((*Mechanism, DOMINANT_FEMALE)),
    "secondary": frozenset(("yes", "no")),
    "tier": frozenset(Tier),
}
HEADER = [*CONDITIONS, "tier", "reason", "source"]


def load_tiers(path: Path | None = None) -> tuple[TierRule, ...]:
    """The rules of the table, in its order. Raises ResourceError that names every wrong line."""
    path = path or shipped("resources") / "panel" / "tiers.tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        if reader.fieldnames != HEADER:
            raise ResourceError(
                Problem(str(path), "the header is not the tier table's", f"write it as: {' '.join(HEADER)}")
            )
        rows = list(reader)
    problems = [
        Problem(f"{path}:{line}", what, "use only the words of the report contract")
        for line, row in enumerate(rows, start=2)
        for what in _wrong(row)
    ]
    if problems:
        raise ResourceError(*problems)
    return tuple(_rule(row) for row in rows)


WEIGH_WORDS: dict[str, frozenset[str]] = {
    "evidence": frozenset(Evidence),
    "stars": frozenset(("sure", "fewer")),
    "acmg": frozenset(
        (
            "pathogenic",
            "commonly_benign",
            "benign",
            "weakly_benign",
            "predicted",
            "splicing_open",
            "uncertain",
        )
    ),
}


@dataclass(frozen=True, slots=True)
class _WeighRow:
    evidence: str
    stars: str
    acmg: str
    becomes: Evidence
    source: str


def load_weighing(path: Path | None = None) -> tuple[WeighRule, ...]:
    """What a computed class makes of the evidence. Raises ResourceError that names every wrong row."""
    path = path or shipped("resources") / "panel" / "evidence.tsv"
    rows = read_rows(path, _WeighRow)
    problems = [
        Problem(f"{path}:{line}", f"column {name} has words that are none", "use only the words of the table")
        for line, row in enumerate(rows, start=2)
        for name, allowed in WEIGH_WORDS.items()
        if _cell(getattr(row, name)) - allowed - {ANY}
    ]
    if problems:
        raise ResourceError(*problems)
    return tuple(
        WeighRule(_cell(row.evidence), _cell(row.stars), _cell(row.acmg), row.becomes, row.source)
        for row in rows
    )


def _wrong(row: dict[str, str]) -> Iterable[str]:
    for name, allowed in WORDS.items():
        unknown = _cell(row[name] or "") - allowed - ({ANY} if name != "tier" else set())
        if unknown:
            yield f"column {name} has {', '.join(sorted(unknown))}, which is no such word"
    if not row["source"]:
        yield "no source is given"


def _cell(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


def _rule(row: dict[str, str]) -> TierRule:
    return TierRule(
        cells=tuple(_cell(row[name]) for name in CONDITIONS),
        tier=Tier(row["tier"]),
        reason=row["reason"],
        source=row["source"],
    )
