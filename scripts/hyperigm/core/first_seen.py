"""Since when each finding is known, across the runs of one folder of results. Pure."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from hyperigm.core.columns import Column
from hyperigm.core.earlier import Key
from hyperigm.core.finding import Finding

ABSENT = "."
Part = tuple[str, str, str]
"""Build, allele and disease entity: what makes a finding of a sample the same one."""


class First(NamedTuple):
    """The first run of a finding. date: YYYY-MM-DD; tier, clinvar: what the finding had then."""

    date: str
    tier: str
    clinvar: str


FIRST_SEEN_COLUMNS: tuple[Column[tuple[Key, First]], ...] = (
    Column("sample", "string", "Sample name of the sheet", lambda row: row[0][0]),
    Column("build", "string", "Reference assembly", lambda row: row[0][1]),
    Column("allele", "string", "CHROM-POS-REF-ALT, normalised", lambda row: row[0][2]),
    Column("entity", "string", "Disease entity of the panel", lambda row: row[0][3]),
    Column("first_seen", "string", "Date of the run that first had the finding", lambda row: row[1].date),
    Column("tier", "string", "Its tier in that run", lambda row: row[1].tier),
    Column("clinvar", "string", "ClinVar's words in that run", lambda row: row[1].clinvar),
)


def reported(known: Mapping[Part, First], withheld: Collection[str]) -> dict[Part, First]:
    """What is known, without the findings of the withheld entities (ids of the panel)."""
    return {part: first for part, first in known.items() if part[2] not in withheld}


def first_of(finding: Finding, today: str) -> tuple[Part, First]:
    """What is told of a finding that is not known yet; one that is keeps its date, also where it is gone."""
    record = finding.annotation.clinvar
    part = (finding.build.value, finding.annotation.key, finding.entity.id)
    return part, First(today, finding.tier.value, record.significance if record else ABSENT)
