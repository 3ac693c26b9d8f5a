"""Which parent an allele came from, by Mendel; a parent who was not called leaves it open."""

from hyperigm.core.family import Sex
from hyperigm.core.inheritance.case import Case, Hit
from hyperigm.core.inheritance.genotypes import State, copies, is_firm, is_shallow, state
from hyperigm.core.inheritance.phase import relative_ploidy
from hyperigm.core.variant import Call
from hyperigm.core.verdict import Origin

NONE = frozenset((0,))
CARRIES_IN_FULL = (State.SINGLE, State.DOUBLE, State.HET)


def origin(case: Case, hit: Hit, on_x: bool, sex: Sex, unmasked: bool) -> tuple[Origin, str]:
    """The origin, and the key of the phrase that tells why; "" where the person has no parent to ask.

    unmasked: a deletion takes away the other copy, so that the person has the allele once.
    """
    parents = [case.family.person(name) for name in (case.proband.father, case.proband.mother)]
    if not any(parents) or state(hit.call) not in CARRIES_IN_FULL:
        return Origin.UNKNOWN, ""
    father, mother = (
        _copies(case, hit, name, on_x, role)
        for name, role in ((case.proband.father, Sex.MALE), (case.proband.mother, Sex.FEMALE))
    )
    if on_x and sex is Sex.MALE:
        return _of_son(case, hit, mother)
    once = state(hit.call) is State.HET or unmasked
    found = _of_one_copy(case, hit, father, mother) if once else _of_two_copies(father, mother)
    if found is not Origin.UNKNOWN:
        return found, f"origin_{found.value}"
    if father[0] == mother[0] == NONE:
        return found, "origin_own_weak" if once else "origin_twice"
    return found, _why_unknown(case, hit, father, mother)


def _copies(case: Case, hit: Hit, name: str | None, on_x: bool, role: Sex) -> tuple[frozenset[int], int]:
    """How many copies a parent may have, out of how many."""
    person = case.family.person(name)
    ploidy = relative_ploidy(case, person, on_x, role) if person else None
    if person is None or ploidy is None:
        ploidy = 1 if on_x and role is Sex.MALE else 2
        return frozenset(range(ploidy + 1)), ploidy
    return copies(hit.relatives.get(person.sample), ploidy, case.thresholds), ploidy


def _of_son(case: Case, hit: Hit, mother: tuple[frozenset[int], int]) -> tuple[Origin, str]:
    """A son has his X from his mother. Beside a father who was not called nothing is said to be new, as the
    report contract asks, though his genotype does not matter here."""
    there, _ = mother
    if 0 not in there:
        return Origin.MATERNAL, "origin_maternal"
    father = hit.relatives.get(case.proband.father or "")
    called = father is None or state(father) is not State.NO_CALL
    clear = state(hit.call) in (State.SINGLE, State.DOUBLE) and is_firm(hit.call, case.thresholds, True)
    if there == NONE and called and clear:
        return Origin.DE_NOVO, "origin_de_novo_son"
    if there == NONE:
        return Origin.UNKNOWN, "origin_own_weak" if called else "origin_not_called"
    return Origin.UNKNOWN, _why_unread(case, hit.relatives.get(case.proband.mother or ""))


def _of_one_copy(
    case: Case, hit: Hit, father: tuple[frozenset[int], int], mother: tuple[frozenset[int], int]
) -> Origin:
    by_father = 0 not in father[0] and _withholds(mother)
    by_mother = 0 not in mother[0] and _withholds(father)
    if by_father and not (max(mother[0]) and _withholds(father)):
        return Origin.PATERNAL
    if by_mother and not (max(father[0]) and _withholds(mother)):
        return Origin.MATERNAL
    if father[0] == mother[0] == NONE and is_firm(hit.call, case.thresholds):
        return Origin.DE_NOVO
    return Origin.UNKNOWN


def _withholds(parent: tuple[frozenset[int], int]) -> bool:
    """Whether the parent can give a chromosome without the allele."""
    there, ploidy = parent
    return min(there) < ploidy


def _of_two_copies(father: tuple[frozenset[int], int], mother: tuple[frozenset[int], int]) -> Origin:
    if 0 not in father[0] and 0 not in mother[0]:
        return Origin.BIPARENTAL
    if father[0] == NONE and 0 not in mother[0]:
        return Origin.MATERNAL
    if mother[0] == NONE and 0 not in father[0]:
        return Origin.PATERNAL
    return Origin.UNKNOWN


def _why_unknown(
    case: Case, hit: Hit, father: tuple[frozenset[int], int], mother: tuple[frozenset[int], int]
) -> str:
    """The phrase for an origin that the parents leave open: because of a call, or of what they carry."""
    names = ((case.proband.father, father), (case.proband.mother, mother))
    whys = [_why_unread(case, hit.relatives.get(name or "")) for name, (there, _) in names if len(there) > 1]
    return min(whys, key=UNREAD.index, default="origin_open")


UNREAD = ("origin_not_called", "origin_unclear")


def _why_unread(case: Case, call: Call | None) -> str:
    """Whether a parent's call is missing or weak, or there and not one that can be right or sure."""
    if (
        call is None
        or state(call) not in (*CARRIES_IN_FULL, State.REFERENCE)
        or is_shallow(call, case.thresholds)
    ):
        return "origin_not_called"
    return "origin_unclear"
