"""PP1 and BS4: affected first-degree relatives who share the genotype, or lack it."""

from collections.abc import Iterable
from dataclasses import dataclass

from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.inheritance.case import Case, Hit
from hyperigm.core.inheritance.genotypes import copies
from hyperigm.core.inheritance.phase import relative_ploidy
from hyperigm.core.panel import Entity, Inheritance
from hyperigm.core.verdict import Match, Mechanism, Verdict

SIBLING_HALVINGS = 2
"""An affected full sibling shares both alleles of a recessive pair by chance in 1 of 4."""


@dataclass(frozen=True, slots=True)
class Segregation:
    """sharing, lacking: names of affected relatives with and without the genotype. halvings: how often the
    chance of that sharing is halved (3 is 1/8)."""

    sharing: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    halvings: int = 0


def segregation(case: Case, entity: Entity, verdict: Verdict) -> Segregation:
    """What the affected first-degree relatives show of the genotype that the verdict names.

    A relative who was not called, or called too weakly, shows nothing. One speaks against the allele only
    where the engine's own verdict says so, and carries no part of the genotype: beside one part of it,
    another second hit is possible.
    """
    against = verdict.match is Match.NO and "segregation_against" in verdict.flags
    sharing: list[str] = []
    lacking: list[str] = []
    halvings = 0
    for person in _affected(case, entity):
        shares = _shares(case, entity, verdict, person)
        if shares is None or not (shares or against):
            continue
        (sharing if shares else lacking).append(person.sample)
        halvings += shares * (SIBLING_HALVINGS if entity.inheritance is Inheritance.RECESSIVE else 1)
    return Segregation(tuple(sharing), tuple(lacking), halvings)


def _affected(case: Case, entity: Entity) -> list[Person]:
    """Affected full siblings, and parents where one copy suffices."""
    people = list(case.family.siblings(case.proband))
    if entity.inheritance is not Inheritance.RECESSIVE:
        parents = (case.family.person(name) for name in (case.proband.father, case.proband.mother))
        people += [person for person in parents if person]
    on_x = entity.inheritance is Inheritance.X_LINKED
    return [
        person
        for person in people
        if person.affected is Affected.YES and case.family.may_share(case.proband, person, on_x)
    ]


def _shares(case: Case, entity: Entity, verdict: Verdict, person: Person) -> bool | None:
    hits = {hit.key: hit for hit in case.hits}
    mine = hits[verdict.allele]
    on_x = entity.inheritance is Inheritance.X_LINKED
    if verdict.mechanism is Mechanism.COMPOUND_HETEROZYGOUS:
        both = mine, hits[verdict.partners[0]]
        return _has_all(_carries(case, hit, person, 1, on_x) for hit in both)
    if entity.inheritance is Inheritance.RECESSIVE:
        if verdict.mechanism is not Mechanism.HOMOZYGOUS:
            return None
        return _has_all(_carries(case, mine, person, least) for least in (1, 2))
    if on_x and entity.dominance != "dominant" and person.sex is not Sex.MALE:
        return None
    return _carries(case, mine, person, 1, on_x)


def _has_all(parts: Iterable[bool | None]) -> bool | None:
    """True where the relative has every part of the genotype, False where none; None in between or open."""
    found = set(parts)
    return found.pop() if len(found) == 1 else None


def _carries(case: Case, hit: Hit, person: Person, least: int, on_x: bool = False) -> bool | None:
    """Whether the relative has that many copies or more; None where the call leaves it open."""
    ploidy = relative_ploidy(case, person, on_x, person.sex if person.sex is not Sex.UNKNOWN else None)
    if ploidy is None:
        return None
    there = {number >= least for number in copies(hit.relatives.get(person.sample), ploidy, case.thresholds)}
    return there.pop() if len(there) == 1 else None
