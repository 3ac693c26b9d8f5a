"""Reads the tables of resources/acmg, and refuses what contradicts itself."""

from pathlib import Path

from hyperigm.core.acmg.rules import (
    AcmgRules,
    AlternativeStart,
    CasePoints,
    CaseStrength,
    ClassFloor,
    EntityRule,
    Population,
    ProteinRegion,
    Pvs1Leaf,
    ScoreRange,
    StrengthPoints,
)
from hyperigm.core.acmg.trace import Strength
from hyperigm.edges.resources import knowledge, remembered
from hyperigm.edges.rows import read_rows
from hyperigm.errors import Problem, ResourceError

USES = ("critical", "hotspot", "not_relevant", "lof_frequent")


@remembered
def load_acmg_rules(folder: Path | None = None) -> AcmgRules:
    """The rules of a folder, by default those in force. Raises ResourceError naming every wrong row."""

    def table(name: str) -> Path:
        return folder / name if folder else knowledge("acmg", name)

    rules = AcmgRules(
        entities={row.entity: row for row in read_rows(table("entities.tsv"), EntityRule)},
        leaves=read_rows(table("pvs1.tsv"), Pvs1Leaf, {"strength": (*Strength, "none")}),
        regions=read_rows(table("regions.tsv"), ProteinRegion, {"use": USES}),
        starts=read_rows(table("starts.tsv"), AlternativeStart),
        scores=read_rows(table("scores.tsv"), ScoreRange),
        populations=read_rows(table("populations.tsv"), Population),
        points=read_rows(table("points.tsv"), StrengthPoints),
        classes=read_rows(table("classes.tsv"), ClassFloor),
        case_points=read_rows(table("case_points.tsv"), CasePoints),
        case_strengths=read_rows(table("case_strengths.tsv"), CaseStrength),
    )
    where, mend = str(folder or knowledge("acmg")), "correct this row of the table"
    problems = [Problem(where, what, mend) for what in _wrong(rules)]
    if problems:
        raise ResourceError(*problems)
    return rules


def _wrong(rules: AcmgRules) -> list[str]:
    found = [
        f"entities.tsv: {row.entity}: frequencies must rise from PM2 over BS1 to BA1"
        for row in rules.entities.values()
        if not 0 < row.pm2_below <= row.bs1_from <= (1 if row.ba1_from is None else row.ba1_from) <= 1
    ]
    floors = [row.at_least for row in rules.classes]
    if floors != sorted(floors, reverse=True):
        found.append("classes.tsv: rows must run from the most points down")
    missing = set(Strength) - {row.strength for row in rules.points}
    return [*found, *(f"points.tsv: no row for {strength}" for strength in sorted(missing))]
