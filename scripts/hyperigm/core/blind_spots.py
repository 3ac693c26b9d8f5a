"""What the assay can't see whatever the file holds: rows of a table, each with its conditions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from hyperigm.core.callability import Callability
from hyperigm.core.coverage import introns_read
from hyperigm.core.panel import Transcript

CONDITIONS = frozenset(
    {
        "always",
        "no_sv_vcf",
        "sv_vcf",
        "no_breakends",
        "exome",
        "introns_unknown",
        "genome",
        "plain_vcf",
    }
)


@dataclass(frozen=True, slots=True)
class BlindSpot:
    """One row. condition: words of CONDITIONS, joined by `&`, that must all hold. gene: "." for all."""

    id: str
    condition: str
    gene: str
    sentence: str
    source: str


def conditions(
    transcripts: Iterable[Transcript],
    sources: Sequence[Callability],
    sv_vcf: bool,
    breakends: bool = False,
) -> frozenset[str]:
    """The words that hold for a sample. sv_vcf: there is a file of structural calls whose header declares
    deletions or duplications; breakends: its header declares translocations.

    A file is an exome or a panel where most middles of long introns were not read, a genome where they were;
    a file that does not say what was read may be either.
    """
    read = introns_read(tuple(transcripts), sources)
    words = {"always", "sv_vcf" if sv_vcf else "no_sv_vcf"}
    words |= set() if breakends else {"no_breakends"}
    words.add("introns_unknown" if read is None else "genome" if read else "exome")
    if not any(source.closed for source in sources):
        words.add("plain_vcf")
    return frozenset(words)


def blind_spots(table: Iterable[BlindSpot], words: Collection[str]) -> tuple[BlindSpot, ...]:
    """The rows that hold, in the table's order."""
    return tuple(row for row in table if all(word in words for word in row.condition.split("&")))
