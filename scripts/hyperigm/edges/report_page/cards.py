"""The cards: one per variant that a reader must see first, with its copies and its family."""

from collections.abc import Mapping
from dataclasses import dataclass

from hyperigm.core.family import Affected, Sex
from hyperigm.core.finding import NAMED, Finding, SampleResult, Tier
from hyperigm.core.pictures.copies import CopiesPicture, copies_picture
from hyperigm.core.pictures.gene import cut, short_name
from hyperigm.core.pictures.pedigree import Pedigree, pedigree

STEP, SYMBOL, LINE = 104, 26, 14
"""Pixels: between neighbours of a pedigree, of a symbol, of a line under it."""
TAIL = 46
"""Pixels of a row of a pedigree below its symbols, apart from the lines."""
BESIDE = 270
"""Pixels of a pedigree that still fits beside the words of a card."""
LONGEST = 14
"""Letters of a line under a symbol."""
AFFECTED = {
    Affected.YES: "affected",
    Affected.NO: "not affected",
    Affected.UNKNOWN: "not known whether affected",
}
NO_DATA = "no data"


@dataclass(frozen=True, slots=True)
class Relative:
    """A symbol with its place in pixels and the lines under it. words: the same for who can't see it."""

    sex: str
    affected: str
    proband: bool
    x: float
    y: float
    name: str
    lines: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class FamilyPicture:
    """A pedigree in pixels. paths: of its lines, `M x y H x V y` as SVG takes them."""

    width: int
    height: int
    relatives: tuple[Relative, ...]
    paths: tuple[str, ...]
    apart: tuple[str, ...]

    @property
    def wide(self) -> bool:
        """Whether it needs the whole width of a card."""
        return self.width > BESIDE

    @property
    def words(self) -> str:
        return "; ".join(relative.words for relative in self.relatives)


@dataclass(frozen=True, slots=True)
class Card:
    """A variant on a card: its findings under each entity, most important first. clinvar_used: a ClinVar file
    of the sample's build was read."""

    tier: Tier
    findings: tuple[Finding, ...]
    copies: CopiesPicture | None = None
    family: FamilyPicture | None = None
    clinvar_used: bool = True

    @property
    def first(self) -> Finding:
        return self.findings[0]


def cards(result: SampleResult) -> tuple[Card, ...]:
    """One card per variant of the upper tiers; its findings under other entities come along.

    Within a tier, cards and entities that fit the person's signs better come first.
    """
    drawing = pedigree(result.people)
    heads: dict[str, list[Finding]] = {}
    for finding in result.findings:
        if finding.tier in NAMED:
            heads.setdefault(finding.call.allele.key, []).append(finding)
    found = [_card(tuple(sorted(mine, key=_card_order)), result, drawing) for mine in heads.values()]
    return tuple(sorted(found, key=lambda card: _card_order(card.first)))


def _card_order(finding: Finding) -> tuple[int, float]:
    """Tier, then how well the person's signs fit."""
    return NAMED.index(finding.tier), -finding.fit.score if finding.fit else 0.0


def _card(mine: tuple[Finding, ...], result: SampleResult, drawing: Pedigree | None) -> Card:
    first = mine[0]
    paired = result.findings if first.verdict.partners else ()
    others = {f.call.allele.key: f for f in paired if f.entity.id == first.entity.id}
    partner = others.get(first.verdict.partners[0]) if first.verdict.partners else None
    shown = [first, partner] if partner else [first]
    family = _family(drawing, shown, result.genotypes) if drawing else None
    return Card(first.tier, mine, copies_picture(first, others, _male(result)), family, bool(result.clinvar))


def _male(result: SampleResult) -> bool:
    """Whether sheet or calls say male, and neither says female."""
    said = {result.sex_declared, result.sex_inferred}
    return Sex.MALE in said and Sex.FEMALE not in said


def _family(
    drawing: Pedigree, shown: list[Finding], genotypes: Mapping[str, Mapping[str, str]]
) -> FamilyPicture:
    """The pedigree with the genotype of each person at the variant, and at its partner."""

    def lines(name: str, proband: bool) -> list[str]:
        found = []
        for finding in shown:
            called = genotypes.get(name, {}).get(finding.call.allele.key, NO_DATA)
            text = finding.call.genotype.text if proband else called
            found.append(f"{short_name(finding)} {text}" if len(shown) > 1 else text)
        return found

    row = SYMBOL + TAIL + LINE * len(shown)
    relatives = []
    for symbol in drawing.symbols:
        person, under = symbol.person, lines(symbol.person.sample, symbol.proband)
        relatives.append(
            Relative(
                sex=person.sex,
                affected=person.affected,
                proband=symbol.proband,
                x=STEP * (symbol.x + 0.5),
                y=SYMBOL / 2 + 2 + row * symbol.row,
                name=cut(person.sample, LONGEST),
                lines=tuple(cut(line, LONGEST + 2) for line in under),
                words=f"{person.sample} ({person.sex}, {AFFECTED[person.affected]}): {', '.join(under)}",
            )
        )
    apart = tuple(f"{other.sample} ({', '.join(lines(other.sample, False))})" for other in drawing.apart)
    height = row * drawing.rows - TAIL + 24
    return FamilyPicture(
        round(STEP * drawing.width), height, tuple(relatives), tuple(_paths(drawing, row)), apart
    )


def _paths(drawing: Pedigree, row: int) -> list[str]:
    """Couples, the drop to their children, and the line the children hang on."""
    found = []
    for sibship in drawing.sibships:
        y = SYMBOL / 2 + 2 + row * sibship.row
        bar, child = y + row - SYMBOL / 2 - 12, y + row
        parents = [STEP * (x + 0.5) for x in sibship.parents]
        children = [STEP * (x + 0.5) for x in sibship.children]
        middle = STEP * (sibship.middle + 0.5)
        if len(parents) == 2:
            found += [f"M{parents[0]:g} {y + gap:g}H{parents[1]:g}" for gap in _strokes(sibship.related)]
        left, right = min(*children, middle), max(*children, middle)
        found.append(f"M{middle:g} {y:g}V{bar:g}M{left:g} {bar:g}H{right:g}")
        found += [f"M{x:g} {bar:g}V{child:g}" for x in children]
    return found


def _strokes(related: bool) -> tuple[float, ...]:
    return (-2.0, 2.0) if related else (0.0,)
