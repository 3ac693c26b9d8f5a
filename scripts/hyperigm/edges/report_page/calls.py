"""The table of every call: one row per variant and gene, the rows under each disease folded into it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hyperigm.core.finding import NAMED, Finding, Tier
from hyperigm.core.pictures.gene import short_name

ROOM = 190_000
"""Characters of the page for this table and the cards, so that it stays under 300 kB; a sample with more has
the rest in its table of findings alone."""
LINE, CARD, WORDS = 900, 9_000, 800
"""Characters of a line without its reasons, of a card, and of a reason at most (as the templates clip it)."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """One variant in one gene. number: its place in the order of the report; rest: under other diseases."""

    number: int
    first: Finding
    rest: tuple[Finding, ...]

    @property
    def short(self) -> str:
        """The c. name, or what else there is, without its accession."""
        return short_name(self.first)

    @property
    def protein(self) -> str:
        """The p. name without its accession, "" where there is none."""
        return (self.first.annotation.effect.hgvs_p or "").rpartition(":")[2]

    @property
    def names(self) -> str:
        """All its names, with accessions."""
        effect, allele = self.first.annotation.effect, self.first.call.allele
        place = f"{self.first.contig}-{allele.pos}-{allele.ref}-{allele.alt}"
        return ", ".join(filter(None, (effect.hgvs_c, effect.hgvs_p, self.first.annotation.hgvs_g, place)))

    @property
    def length(self) -> int:
        """About how many characters of the page it takes."""
        reasons = [min(len(finding.explanation), WORDS) for finding in (self.first, *self.rest)]
        return LINE + 300 * len(reasons) + sum(reasons)

    @property
    def carded(self) -> bool:
        """Whether the variant has a card of its own."""
        return self.first.tier in NAMED


@dataclass(frozen=True, slots=True)
class Calls:
    """rows: those shown; left: how many are not; tiers: those that occur, with their rows; genes: symbols."""

    rows: tuple[CallRow, ...]
    left: int
    tiers: tuple[tuple[Tier, int], ...]
    genes: tuple[str, ...]


def calls_of(findings: Sequence[Finding], places: Iterable[Sequence[int]], cards: int = 0) -> Calls:
    """Every variant, in report order; where there are too many, those without a card are left out first.
    places: those of the findings of each variant and gene; cards: how many the page has."""
    rows = [
        CallRow(number, findings[first], tuple([findings[at] for at in rest]))
        for number, (first, *rest) in enumerate(places)
    ]
    shown = tuple(_shown(rows, ROOM - CARD * cards))
    tiers = Counter(row.first.tier for row in shown)
    return Calls(
        rows=shown,
        left=len(rows) - len(shown),
        tiers=tuple((tier, tiers[tier]) for tier in Tier if tier in tiers),
        genes=tuple(sorted({row.first.gene.symbol for row in shown})),
    )


def _shown(rows: Sequence[CallRow], room: int) -> Sequence[CallRow]:
    """As many as there is room for, those with a card first; in report order."""
    lengths = [row.length for row in rows]
    if sum(lengths) <= room:
        return rows
    kept: list[CallRow] = []
    for row in sorted(rows, key=lambda row: (not row.carded, row.number)):
        room -= lengths[row.number]
        if room < 0:
            break
        kept.append(row)
    return sorted(kept, key=lambda row: row.number)
