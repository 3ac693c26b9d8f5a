"""How two hits of one person lie: by the record, a deletion, phased reads, one base, or the family."""

from collections.abc import Iterator
from dataclasses import dataclass

from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.inheritance import alleles
from hyperigm.core.inheritance.case import Case, Hit
from hyperigm.core.inheritance.genotypes import DIPLOID, State, copies, state
from hyperigm.core.inheritance.haplotypes import Member, Ways, ways
from hyperigm.core.inheritance.places import is_structural, lies_inside, replace_same_base
from hyperigm.core.panel import Entity
from hyperigm.core.variant import Call, Slot
from hyperigm.core.verdict import Phase

UNKNOWN_MEMBER = Member(DIPLOID, DIPLOID)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two hits of one person. word: `trans`, `unmasked`, `unknown`, `conflict` or `cis`; key: the phrase that
    tells by what; family: what the family leaves possible, or None where it was not asked."""

    partner: Hit
    word: str
    key: str
    family: Ways | None = None

    @property
    def phase(self) -> Phase:
        if self.word == "unmasked":
            return Phase.TRANS
        return Phase.UNKNOWN if self.word == "conflict" else Phase(self.word)


def partners(case: Case, hit: Hit, entity: Entity) -> Iterator[Hit]:
    """The other hits that may be the second one: they carry their allele and may cause the disease. A hit on
    both copies needs no second one, but is the second one of a hit on one copy."""
    if not counts(hit):
        return
    for other in case.hits:
        if other.key == hit.key or not counts(other):
            continue
        if alleles.fit(other.annotation.effect, entity.variants, case.allele_classes) == alleles.NO:
            continue
        twice = State.DOUBLE in (state(hit.call), state(other.call))
        if not twice or _on_every_copy(hit, other) or _nested(hit, other):
            yield other


CARRIES = (State.HALF, State.SINGLE, State.DOUBLE, State.HET)


def counts(hit: Hit) -> bool:
    """Whether the hit may be one of two: it carries its allele, which may cause the disease."""
    return not hit.background and state(hit.call) in CARRIES


def _on_every_copy(hit: Hit, other: Hit) -> bool:
    """Whether `hit` is on one copy and `other` on both, so on the one that `hit` is not on, too."""
    return state(hit.call) is State.HET and state(other.call) is State.DOUBLE


def _nested(hit: Hit, other: Hit) -> bool:
    """Whether one of them lies inside the other, a deletion of a copy, or of both."""
    return any(
        lies_inside(inner.call.allele, outer.call.allele) and state(outer.call) in (State.HET, State.DOUBLE)
        for inner, outer in ((hit, other), (other, hit))
    )


def pairing(case: Case, hit: Hit, other: Hit, on_x: bool) -> Pairing:
    """How `hit` and `other` lie. on_x: the two lie on a woman's X chromosomes."""
    found = by_deletion(hit, other)
    if found in ("unmasked", "conflict"):
        return Pairing(other, found, _deletion_phrase(found, hit, other))
    phase, key = direct_phase(hit.call, other.call)
    if found == "trans":
        phase, key = Phase.TRANS, _deletion_phrase(found, hit, other)
    elif _on_every_copy(hit, other):
        phase, key = Phase.TRANS, "trans_homozygous"
    family = by_family(case, hit, other, on_x, Phase.UNKNOWN)
    if not family.phases and (phase is Phase.UNKNOWN or key == "trans_homozygous"):
        return Pairing(other, "conflict", "conflict_mendel", family)
    if phase is Phase.UNKNOWN:
        return _by_family_alone(case, other, family)
    if family.phases and phase not in family.phases:
        return Pairing(other, "conflict", "conflict_family", None)
    return Pairing(other, phase.value, key, by_family(case, hit, other, on_x, phase))


def _by_family_alone(case: Case, other: Hit, family: Ways) -> Pairing:
    if family.phase in (Phase.TRANS, Phase.CIS):
        return Pairing(other, family.phase.value, f"{family.phase.value}_family", family)
    key = "unknown_family" if _parents(case) else "unknown_alone"
    return Pairing(other, "unknown", key, family)


def by_deletion(hit: Hit, other: Hit) -> str | None:
    """`unmasked`, `trans` or `conflict` where one is a deletion and the other lies inside it. Nothing can lie
    inside a deletion of both copies."""
    if not _nested(hit, other):
        return None
    inner, outer = (hit, other) if lies_inside(hit.call.allele, other.call.allele) else (other, hit)
    found = state(inner.call)
    if state(outer.call) is State.DOUBLE:
        return "conflict"
    large = is_structural(outer.call.allele)
    if found in (State.SINGLE, State.DOUBLE) or (large and Slot.SPANNED in inner.call.genotype.slots):
        return "unmasked"
    if found is State.HALF:
        return "trans"
    return "conflict" if large else "trans"


def _deletion_phrase(word: str, hit: Hit, other: Hit) -> str:
    inside = lies_inside(hit.call.allele, other.call.allele)
    if word == "conflict":
        twice = state((other if inside else hit).call) is State.DOUBLE
        return ("conflict_inside" if inside else "conflict_around") if twice else "conflict_het"
    if word == "unmasked":
        return "unmasked_by" if inside else "unmasked_deletion"
    return "trans_deletion" if inside else "trans_deleting"


def direct_phase(one: Call, other: Call) -> tuple[Phase, str]:
    """Phase by the record, phased reads, or one base replaced by both; with the phrase that says so."""
    if other.allele.key in one.siblings or one.allele.key in other.siblings:
        return Phase.TRANS, "trans_record"
    phase = by_phase_set(one, other)
    if phase is not Phase.UNKNOWN:
        return phase, f"{phase.value}_phase_set"
    if replace_same_base(one.allele, other.allele):
        return Phase.TRANS, "trans_same_base"
    return Phase.UNKNOWN, ""


def by_phase_set(one: Call, other: Call) -> Phase:
    """Phase by the haplotype of one phase set that each allele is on; UNKNOWN where they share no set."""
    same_set = one.phase_set is not None and one.phase_set == other.phase_set
    same_contig = one.allele.chrom == other.allele.chrom
    both = one.genotype.ploidy == other.genotype.ploidy == 2
    if not (same_set and same_contig and both and one.genotype.copies == other.genotype.copies == 1):
        return Phase.UNKNOWN
    here, there = (call.genotype.slots.index(Slot.THIS) for call in (one, other))
    return Phase.CIS if here == there else Phase.TRANS


def by_family(case: Case, hit: Hit, other: Hit, on_x: bool, phase: Phase) -> Ways:
    """What the nuclear family leaves possible for two hits, given a phase of the child's own (or none)."""
    person = case.proband
    twice = frozenset((2,)) if _on_every_copy(hit, other) else _carried(other)
    child = Member(_carried(hit), twice, phase=phase)
    father = _member(case, case.family.person(person.father), hit, other, on_x, Sex.MALE)
    mother = _member(case, case.family.person(person.mother), hit, other, on_x, Sex.FEMALE)
    if father is None:
        father = Member(frozenset((0, 1)), frozenset((0, 1)), single=True) if on_x else UNKNOWN_MEMBER
    return ways(child, father, mother or UNKNOWN_MEMBER, _siblings(case, hit, other, on_x))


def _carried(hit: Hit) -> frozenset[int]:
    """How many copies the child may have of an allele it carries."""
    return frozenset((1,)) if state(hit.call) is State.HET else frozenset((1, 2))


def _siblings(case: Case, hit: Hit, other: Hit, on_x: bool) -> tuple[Member, ...]:
    """Full siblings whose X can be read, in a fixed order."""
    found = (_member(case, person, hit, other, on_x, None) for person in case.family.siblings(case.proband))
    members = (member for member in found if member is not None)
    return tuple(
        sorted(members, key=lambda m: (sorted(m.first), sorted(m.second), m.single, m.affected, m.phase))
    )


def _parents(case: Case) -> bool:
    return any(case.family.person(name) for name in (case.proband.father, case.proband.mother))


def _member(
    case: Case, person: Person | None, hit: Hit, other: Hit, on_x: bool, role: Sex | None
) -> Member | None:
    """A relative at both alleles; None where there is nobody, or the X can't be read for want of a sex.

    One who was not called at either allele is not heard as to the disease.
    """
    if person is None:
        return None
    ploidy = relative_ploidy(case, person, on_x, role)
    if ploidy is None:
        return None
    calls = hit.relatives.get(person.sample), other.relatives.get(person.sample)
    first, second = (copies(call, ploidy, case.thresholds) for call in calls)
    phase = Phase.UNKNOWN
    if calls[0] and calls[1] and first == second == frozenset((1,)) and ploidy == 2:
        phase = direct_phase(calls[0], calls[1])[0]
    called = len(first) == len(second) == 1
    return Member(first, second, ploidy == 1, person.affected if called else Affected.UNKNOWN, phase)


def relative_ploidy(case: Case, person: Person, on_x: bool, role: Sex | None) -> int | None:
    """Copies a relative has of the gene: 2, or on X by sex. role: a father's or mother's, taken where the
    sheet does not say. None where the X can't be read."""
    if not on_x:
        return 2
    sexes = case.sexes(person)
    if len(sexes) != 1:
        evidence = case.evidence.get(person.sample)
        silent = person.sex is Sex.UNKNOWN and (evidence is None or evidence.inferred is Sex.UNKNOWN)
        sexes = (role,) if role and silent else ()
    if not sexes or (role and sexes[0] is not role):
        return None
    return 1 if sexes[0] is Sex.MALE else 2
