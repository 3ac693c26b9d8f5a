"""Since when each finding is known, across the runs of one folder of results. Pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from hyperigm.core.columns import Column
from hyperigm.core.earlier import Key
from hyperigm.core.finding import Finding

ABSENT = "."


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


def reported(known: Mapping[Key, First], withheld: Collection[str]) -> dict[Key, First]:
    """What is known, without the findings of the withheld entities (ids of the panel)."""
    return {key: first for key, first in known.items() if key[3] not in withheld}


def note(known: dict[Key, First], findings: Iterable[Finding], today: str) -> None:
    """Adds the findings that are not known yet; the others keep their date, also where they are gone."""
    for finding in findings:
        record = finding.annotation.clinvar
        key = (finding.sample, finding.build.value, finding.annotation.key, finding.entity.id)
        known.setdefault(key, First(today, finding.tier.value, record.significance if record else ABSENT))
