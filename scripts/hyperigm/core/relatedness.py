"""Whether the people of a file are who the sheet says: Mendelian errors and kinship from a sample of sites.

A fingerprint has one bit per site in each of three sets. Kinship is the within-family estimator of KING
(Manichaikul 2010, PMC3025716, equation 9): heterozygous in both, less twice opposite homozygotes, over the
heterozygotes of both. It needs no allele frequencies.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from hyperigm.core.family import Person, Sex
from hyperigm.core.relatives import relatives
from hyperigm.core.variant import Build
from hyperigm.core.warning import SampleWarning, WarningKind, about

MIN_SITES = 300
"""Sites called in both (or all three) below which nothing is said."""
SAME = 0.354
FIRST_DEGREE = 0.177
SECOND_DEGREE = 0.0884
"""Lower bounds of kinship: the same person or identical twins; parent, child or sibling; half-sibling,
grandparent, uncle (Manichaikul 2010, table 1)."""
MAX_ERRORS = 0.05
"""Share of a trio's sites against Mendel above which a parent is doubted. Calling errors make about 1 %; a
parent who is not one makes about 20 % at sites that vary in the trio."""
REGIONAL = 4.0
REGIONAL_MIN = 8
"""A chromosome stands out by this many times the share of errors of the others, and by that many errors."""
MAX_PEOPLE = 1000
"""People of one file whose every pair is compared; with more, only families are."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Sets of sites as bits: where a sample is called without the ALT, with one copy, and with two."""

    reference: int = 0
    het: int = 0
    hom: int = 0

    @property
    def called(self) -> int:
        return self.reference | self.het | self.hom


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Those of one file. samples: sheet's name -> fingerprint; chromosomes: name -> the bits of its sites."""

    samples: Mapping[str, Fingerprint] = field(default_factory=dict)
    chromosomes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Errors:
    """Sites of a trio against Mendel, out of those where all three are called."""

    wrong: int
    sites: int

    @property
    def share(self) -> float:
        return self.wrong / self.sites if self.sites else 0.0


def kinship(one: Fingerprint, other: Fingerprint) -> float | None:
    """Kinship of two samples; None where too few sites are called in both or either has no heterozygote."""
    both = one.called & other.called
    het = (one.het & both).bit_count() + (other.het & both).bit_count()
    if both.bit_count() < MIN_SITES or not het:
        return None
    opposite = (one.reference & other.hom).bit_count() + (one.hom & other.reference).bit_count()
    return ((one.het & other.het).bit_count() - 2 * opposite) / het


def mendelian_errors(child: Fingerprint, father: Fingerprint, mother: Fingerprint, where: int = -1) -> Errors:
    """Autosomal sites (of the set `where`) at which no gamete of each parent makes the child."""
    called = child.called & father.called & mother.called & where
    lacks = (father.reference | mother.reference) & child.hom
    keeps = (father.hom | mother.hom) & child.reference
    both_without = father.reference & mother.reference & child.het
    both_full = father.hom & mother.hom & child.het
    wrong = (lacks | keeps | both_without | both_full) & called
    return Errors(wrong.bit_count(), called.bit_count())


Said = dict[str, tuple[SampleWarning, ...]]
"""Sample -> sentences on what speaks against the sheet."""


def kinship_warnings(people: Sequence[Person], prints: Fingerprints) -> Said:
    """What the genotypes of one file say of parents and pairs. Nothing is said where sites are too few."""
    inside = [person for person in people if person.sample in prints.samples]
    said: dict[str, list[str]] = {
        person.sample: [*_parents(person, prints), *_trio(person, prints)] for person in inside
    }
    kin = relatives(inside)
    for one, other in combinations(inside, 2):
        if len(inside) <= MAX_PEOPLE or other.sample in kin[one.sample]:
            for name, sentence in _pair(one.sample, other.sample, kin, prints):
                said[name].append(sentence)
    return {name: about(WarningKind.IDENTITY, told) for name, told in said.items() if told}


def build_warnings(people: Sequence[Person], builds: Mapping[str, Build | None]) -> Said:
    """Parents whose file is on another assembly than the child's: no allele of one is found in the other."""
    said: Said = {}
    for person in people:
        ours = builds.get(person.sample)
        for word, name in (("father", person.father), ("mother", person.mother)):
            theirs = builds.get(name or "")
            if ours and theirs and ours is not theirs:
                what = f"{word} {name!r} is on {theirs}, this sample on {ours}: they are not compared"
                said[person.sample] = (*said.get(person.sample, ()), SampleWarning(what, WarningKind.BUILD))
    return said


def proven_parents(people: Sequence[Person], prints: Fingerprints) -> frozenset[str]:
    """Samples whose father and mother of the sheet are theirs by genotype: both of the first degree, and the
    trio's sites fit Mendel. Nobody is where sites are too few."""
    return frozenset(person.sample for person in people if _proven(person, prints))


def _proven(person: Person, prints: Fingerprints) -> bool:
    child, father, mother = (
        prints.samples.get(name or "") for name in (person.sample, person.father, person.mother)
    )
    if child is None or father is None or mother is None:
        return False
    total = mendelian_errors(child, father, mother)
    if total.sites < MIN_SITES or total.share > MAX_ERRORS:
        return False
    found = (kinship(child, parent) for parent in (father, mother))
    return all(value is not None and FIRST_DEGREE <= value < SAME for value in found)


def role_warnings(people: Sequence[Person], seen: Mapping[str, Sex]) -> Said:
    """Fathers whose X calls speak for a woman, and mothers whose speak for a man. seen: sample -> sex."""
    said: Said = {}
    for person in people:
        wrong = [
            f"{name} is the {role} in the sheet, and the X calls of {name} speak for a {sex} sample"
            for role, name, sex in (
                ("father", person.father, Sex.FEMALE),
                ("mother", person.mother, Sex.MALE),
            )
            if name is not None and seen.get(name) is sex
        ]
        if wrong:
            what = f"{' and '.join(wrong)}: check for swapped parents or samples"
            said[person.sample] = about(WarningKind.SEX, (what,))
    return said


def _parents(person: Person, prints: Fingerprints) -> Iterator[str]:
    for role, name in (("father", person.father), ("mother", person.mother)):
        if name is None or name not in prints.samples:
            continue
        found = kinship(prints.samples[person.sample], prints.samples[name])
        if found is not None and found < SECOND_DEGREE:
            yield (
                f"{name} is not the {role} of {person.sample} by genotype (kinship {found:.2f}, a parent has "
                "0.25): check the sheet for swapped or wrong samples"
            )


def _trio(person: Person, prints: Fingerprints) -> Iterator[str]:
    trio = [prints.samples.get(name or "") for name in (person.sample, person.father, person.mother)]
    child, father, mother = trio
    if child is None or father is None or mother is None:
        return
    total = mendelian_errors(child, father, mother)
    if total.sites < MIN_SITES:
        return
    if total.share > MAX_ERRORS:
        yield (
            f"{total.wrong} of {total.sites} sampled sites of {person.sample} contradict {person.father} and "
            f"{person.mother} as parents ({total.share:.0%}): a parent may be wrong"
        )
    for name, sites in prints.chromosomes.items():
        here = mendelian_errors(child, father, mother, sites)
        rest = Errors(total.wrong - here.wrong, total.sites - here.sites)
        if here.wrong >= REGIONAL_MIN and here.share > max(MAX_ERRORS, REGIONAL * rest.share):
            yield (
                f"{here.wrong} of {here.sites} sampled sites on chromosome {name} contradict the parents "
                f"({here.share:.0%}; elsewhere {rest.share:.1%}): uniparental disomy or a large deletion"
            )


def _pair(
    one: str, other: str, kin: Mapping[str, frozenset[str]], prints: Fingerprints
) -> Iterator[tuple[str, str]]:
    """Sample and sentence, for both of a pair that is closer than the sheet says."""
    found = kinship(prints.samples[one], prints.samples[other])
    if found is None or found < FIRST_DEGREE:
        return
    for name, mate in ((one, other), (other, one)):
        if found >= SAME:
            what = f"the same genotypes as {mate} (kinship {found:.2f}): one sample twice, or identical twins"
            yield name, what
        elif mate not in kin[name]:
            what = (
                f"closely related to {mate} by genotype (kinship {found:.2f}), and the sheet does not say so"
            )
            yield name, what
