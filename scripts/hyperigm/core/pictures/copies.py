"""The two chromosome copies of a person, and which of them a variant, or a pair of variants, lies on.

Drawn only where the verdict says it: a mosaic call, a half call or a man with two X alleles has no picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hyperigm.core.finding import Finding
from hyperigm.core.pictures.gene import cut, short_name
from hyperigm.core.verdict import Origin, Phase, Zygosity

LONGEST = 22
"""Letters of a label."""
SIDES = {
    Origin.MATERNAL: "from the mother",
    Origin.PATERNAL: "from the father",
    Origin.DE_NOVO: "new in this person",
}


class Kind(StrEnum):
    """What a copy is. LOST: the gene, or a part of it, is deleted; Y: has no copy of the gene."""

    COPY = "copy"
    LOST = "lost"
    Y = "y"


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of the gene. hits: (place in percent, label) of the variants on it, left to right."""

    kind: Kind
    hits: tuple[tuple[float, str], ...] = ()
    side: str = ""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way the variants may lie. words: what it means."""

    words: str
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class CopiesPicture:
    """The arrangements that the data leave open; one where they leave none."""

    title: str
    ways: tuple[Arrangement, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    label: str
    place: float
    lost: bool
    side: str


def copies_picture(
    finding: Finding, others: Mapping[str, Finding], male: bool = False
) -> CopiesPicture | None:
    """The picture of a finding; others: the sample's findings under the same entity, by allele key; male:
    sheet and calls agree that there is a Y."""
    verdict = finding.verdict
    if verdict.partners:
        partner = others.get(verdict.partners[0])
        return _of_pair(*_pair(finding, partner), verdict.phase) if partner else None
    hit = _hit(finding, 50)
    if verdict.zygosity is Zygosity.HOMOZYGOUS:
        both = tuple(Copy(Kind.COPY, ((50, hit.label),)) for _ in range(2))
        return CopiesPicture("Homozygous", (Arrangement("the same variant on both copies", both),))
    if verdict.zygosity is Zygosity.HEMIZYGOUS and finding.gene.x_linked:
        x = Copy(Kind.COPY, ((50, hit.label),), hit.side or "X")
        y = (Copy(Kind.Y, (), "Y"),) if male else ()
        return CopiesPicture("Hemizygous", (Arrangement("the only X is hit", (x, *y)),))
    if verdict.zygosity is Zygosity.HETEROZYGOUS:
        ways = (Arrangement("one copy is hit; on the other nothing was seen", (_copy(hit), Copy(Kind.COPY))),)
        return CopiesPicture("Heterozygous", ways)
    return None


def _of_pair(mine: _Hit, other: _Hit, phase: Phase) -> CopiesPicture | None:
    apart = Arrangement("both copies are hit", (_copy(mine), _copy(other)))
    if phase is Phase.TRANS:
        return CopiesPicture("In trans", (apart,))
    hits = tuple(sorted((hit.place, hit.label) for hit in (mine, other)))
    together = Arrangement(
        "one copy has both; on the other nothing was seen", (Copy(Kind.COPY, hits), Copy(Kind.COPY))
    )
    if phase is Phase.CIS:
        return CopiesPicture("In cis", (together,))
    return CopiesPicture("Phase unknown", (apart, together)) if phase is Phase.UNKNOWN else None


def _pair(finding: Finding, partner: Finding) -> tuple[_Hit, _Hit]:
    """Both hits, placed in the order of the transcript."""
    first = finding.call.allele.pos * finding.gene.strand <= partner.call.allele.pos * finding.gene.strand
    left, right = 27.0, 73.0
    return _hit(finding, left if first else right), _hit(partner, right if first else left)


def _hit(finding: Finding, place: float) -> _Hit:
    lost = finding.call.allele.alt.startswith("<DEL")
    label = cut(short_name(finding), LONGEST)
    return _Hit(label, place, lost, SIDES.get(finding.verdict.origin, ""))


def _copy(hit: _Hit) -> Copy:
    return Copy(Kind.LOST if hit.lost else Kind.COPY, ((hit.place, hit.label),), hit.side)
