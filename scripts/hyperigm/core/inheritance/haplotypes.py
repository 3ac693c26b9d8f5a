"""Every way two alleles can lie on the chromosomes of a nuclear family, given what each member shows.

No recombination inside a gene. An allele that no parent is shown to carry may be new in the child, on either
copy; one that a parent carries is not. Copies are sets of possible numbers, and all where nothing is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations_with_replacement, product

from hyperigm.core.family import Affected
from hyperigm.core.verdict import Phase

Haplotype = tuple[int, int]
"""Whether one chromosome copy carries the first and the second allele."""
Chromosomes = tuple[Haplotype, ...]

SIDES = ("father", "mother")
_HAPLOTYPES: tuple[Haplotype, ...] = ((0, 0), (0, 1), (1, 0), (1, 1))


@dataclass(frozen=True, slots=True)
class Member:
    """One member at two alleles. first, second: how many copies may carry each. single: has one chromosome
    (a man's X). phase: how the two lie in this very member, by its own reads; UNKNOWN or NONE where open."""

    first: frozenset[int]
    second: frozenset[int]
    single: bool = False
    affected: Affected = Affected.UNKNOWN
    phase: Phase = Phase.UNKNOWN


@dataclass(frozen=True, slots=True)
class Ways:
    """What all ways have in common. phases: of the two alleles in the child; empty where there is no way.
    sides: whose copy carries the first allele (`father`, `mother`, `new`).

    against: no way gives the child a hit on each copy and spares every unaffected relative, while each
    affected one has a hit at all. doubt: the same, asking that each affected relative has both copies hit;
    on X a woman with one is not asked for another, as she may be ill where X-inactivation is skewed.
    """

    phases: frozenset[Phase]
    against: bool = False
    without: bool = False
    doubt: bool = False
    sides: frozenset[str] = frozenset()

    @property
    def phase(self) -> Phase:
        """The one phase left, or UNKNOWN."""
        return next(iter(self.phases)) if len(self.phases) == 1 else Phase.UNKNOWN


@lru_cache(maxsize=65536)
def ways(child: Member, father: Member, mother: Member, siblings: tuple[Member, ...]) -> Ways:
    """All ways of a family in which `child` has both alleles. A father's one X goes to every daughter."""
    phases: set[Phase] = set()
    sides: set[str] = set()
    fresh = (0 in father.first & mother.first, 0 in father.second & mother.second)
    spared = weak = strong = False
    for of_father, of_mother in product(_chromosomes(father), _chromosomes(mother)):
        litters = [list(_children(of_father, of_mother, sibling)) for sibling in siblings]
        inherited = list(_children(of_father, of_mother, child))
        new = list(_mutants(of_father, of_mother, child, fresh))
        found = inherited + new
        if not found or not all(litters):
            continue
        phases.update(_phase(way) for way in found)
        sides.update("new" for _ in new)
        sides.update(side for way in inherited for side, copy in zip(SIDES, way, strict=False) if copy[0])
        if any(_is_hit(way) for way in found):
            groups = [(father, [of_father]), (mother, [of_mother]), *zip(siblings, litters, strict=True)]
            unhurt = all(_spared(member, options) for member, options in groups)
            spared |= unhurt
            weak |= unhurt and all(_explained(member, options, False) for member, options in groups)
            strong |= unhurt and all(
                _explained(member, options, member.single or not father.single) for member, options in groups
            )
    return Ways(frozenset(phases), not spared, spared and not weak, weak and not strong, frozenset(sides))


@lru_cache(maxsize=4096)
def _chromosomes(member: Member) -> tuple[Chromosomes, ...]:
    """Every set of chromosomes the member may have."""
    options: Iterator[Chromosomes] = combinations_with_replacement(_HAPLOTYPES, 1 if member.single else 2)
    return tuple(way for way in options if _shows(member, way))


def _children(father: Chromosomes, mother: Chromosomes, child: Member) -> Iterator[Chromosomes]:
    """Every set of chromosomes a child of these two may have; a son gets no X from his father."""
    if child.single:
        options: Iterator[Chromosomes] = ((copy,) for copy in mother)
    else:
        options = product(father, mother)
    return (way for way in options if _shows(child, way))


def _mutants(
    father: Chromosomes, mother: Chromosomes, child: Member, fresh: tuple[bool, bool]
) -> Iterator[Chromosomes]:
    """Children in whom one of the alleles marked `fresh` is new."""
    anything = Member(frozenset((0, 1, 2)), frozenset((0, 1, 2)), child.single)
    for way, copy in product(list(_children(father, mother, anything)), range(1 if child.single else 2)):
        one, two = way[copy]
        changed = [(1, two)] if fresh[0] and not one else []
        changed += [(one, 1)] if fresh[1] and not two else []
        for new in changed:
            mutant = (*way[:copy], new, *way[copy + 1 :])
            if _shows(child, mutant):
                yield mutant


def _shows(member: Member, way: Chromosomes) -> bool:
    counts = sum(copy[0] for copy in way), sum(copy[1] for copy in way)
    if counts[0] not in member.first or counts[1] not in member.second:
        return False
    return member.phase not in (Phase.TRANS, Phase.CIS) or _phase(way) is member.phase


def _phase(way: Chromosomes) -> Phase:
    """Trans where one copy has the first allele and another the second; cis where only one copy has both."""
    if len(way) < 2:
        return Phase.NONE
    one, other = way
    if (one[0] and other[1]) or (one[1] and other[0]):
        return Phase.TRANS
    return Phase.CIS if (1, 1) in way else Phase.NONE


def _is_hit(way: Chromosomes) -> bool:
    """Whether every copy carries at least one of the alleles."""
    return all(any(copy) for copy in way)


def _spared(member: Member, options: list[Chromosomes]) -> bool:
    return member.affected is not Affected.NO or any(not _is_hit(way) for way in options)


def _explained(member: Member, options: list[Chromosomes], fully: bool) -> bool:
    if member.affected is not Affected.YES:
        return True
    return any(_is_hit(way) if fully else any(any(copy) for copy in way) for way in options)
