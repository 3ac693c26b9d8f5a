"""Reads the tier and the evidence table (resources/panel/tiers.tsv, evidence.tsv) into rules of the core.

The words of the column `rule` are ids of the inheritance tables beside them.
"""

from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.finding import Tier
from hyperigm.core.tier import CONDITIONS, DOMINANT_FEMALE, Evidence, TierRule, WeighRule
from hyperigm.core.verdict import Match, Mechanism, Zygosity
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows

TIER_WORDS = {
    "evidence": tuple(Evidence),
    "partner": (*Evidence, "none"),
    "zygosity": tuple(Zygosity),
    "match": tuple(Match),
    "mechanism": (*Mechanism, DOMINANT_FEMALE),
    "secondary": ("yes", "no"),
}
WEIGH_WORDS = {
    "evidence": tuple(Evidence),
    "stars": ("sure", "fewer"),
    "acmg": (
        "pathogenic",
        "commonly_benign",
        "benign",
        "weakly_benign",
        "predicted",
        "splicing_open",
        "uncertain",
    ),
}


@dataclass(frozen=True, slots=True)
class _TierRow:
    evidence: frozenset[str]
    partner: frozenset[str]
    zygosity: frozenset[str]
    match: frozenset[str]
    mechanism: frozenset[str]
    rule: frozenset[str]
    secondary: frozenset[str]
    tier: Tier
    reason: str
    source: str


def load_tiers(path: Path | None = None) -> tuple[TierRule, ...]:
    """The rules of the table, in its order. Raises ResourceError that names every wrong line."""
    rows = read_rows(path or shipped("resources") / "panel" / "tiers.tsv", _TierRow, TIER_WORDS)
    return tuple(
        TierRule(tuple(getattr(row, name) for name in CONDITIONS), row.tier, row.reason, row.source)
        for row in rows
    )


def load_weighing(path: Path | None = None) -> tuple[WeighRule, ...]:
    """What a computed class makes of the evidence. Raises ResourceError that names every wrong line."""
    return read_rows(path or shipped("resources") / "panel" / "evidence.tsv", WeighRule, WEIGH_WORDS)
