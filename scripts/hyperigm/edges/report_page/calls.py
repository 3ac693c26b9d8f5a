"""The table of every call: one row per variant and gene, the rows under each disease folded into it."""

from collections.abc import Sequence
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
        reasons = (self.first, *self.rest)
        return LINE + sum(300 + min(len(finding.explanation), WORDS) for finding in reasons)

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


def calls_of(findings: Sequence[Finding], cards: int = 0) -> Calls:
    """Every variant, in report order; where there are too many, those without a card are left out first.
    cards: how many the page has."""
    grouped: dict[tuple[str, str], list[Finding]] = {}
    keys = {id(finding.call): finding.call.allele.key for finding in findings}
    for finding in findings:
        grouped.setdefault((finding.gene.symbol, keys[id(finding.call)]), []).append(finding)
    rows = [CallRow(number, mine[0], tuple(mine[1:])) for number, mine in enumerate(grouped.values())]
    shown = tuple(_shown(rows, ROOM - CARD * cards))
    tiers = [row.first.tier for row in shown]
    return Calls(
        rows=shown,
        left=len(rows) - len(shown),
        tiers=tuple((tier, tiers.count(tier)) for tier in Tier if tier in tiers),
        genes=tuple(sorted({row.first.gene.symbol for row in shown})),
    )


def _shown(rows: Sequence[CallRow], room: int) -> list[CallRow]:
    """As many as there is room for, those with a card first; in report order."""
    kept: list[CallRow] = []
    for row in sorted(rows, key=lambda row: (not row.carded, row.number)):
        room -= row.length
        if room < 0:
            break
        kept.append(row)
    return sorted(kept, key=lambda row: row.number)
