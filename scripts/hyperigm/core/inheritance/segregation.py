"""What relatives say for or against one allele, or a pair, as the cause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.inheritance.case import Case, Hit
from hyperigm.core.inheritance.genotypes import State, copies
from hyperigm.core.inheritance.phase import Pairing, full_siblings, relative_ploidy
from hyperigm.core.kinship import may_share
from hyperigm.core.variant import Call

NONE, ONE, BOTH = frozenset((0,)), frozenset((1,)), frozenset((2,))
ORDER = ("against", "without", "doubt", "mendel")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one relative says. word: fact `family` of the rules; key: a phrase; fields: for it."""

    word: str
    key: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """Which genotype is weighed. mode: of the rules; on_x: the gene is X-linked; state: of the call; pairing:
    the second hit, where a pair is weighed."""

    mode: str
    on_x: bool
    sex: Sex
    state: State
    pairing: Pairing | None


def heard(case: Case, hit: Hit, question: Question) -> tuple[Statement, ...]:
    """The statements of the strongest kind; none where no relative has anything to say."""
    found = list(_statements(case, hit, question))
    strongest = min((s.word for s in found), key=ORDER.index, default="")
    return tuple(statement for statement in found if statement.word == strongest)


def _statements(case: Case, hit: Hit, question: Question) -> Iterator[Statement]:
    for person in case.family:
        if _has_a_say(case, question, person):
            yield from _of_relative(case, hit, question, person)
            if question.pairing and person.affected is Affected.NO:
                yield from _of_partner(case, question, question.pairing.partner, person)
    if question.pairing and question.pairing.family:
        yield from _by_pair(question.pairing)
    elif (
        not question.pairing
        and question.state is State.DOUBLE
        and not (question.on_x and question.sex is Sex.MALE)
    ):
        yield from _missing_parents(case, hit, question)


def _has_a_say(case: Case, question: Question, person: Person) -> bool:
    """Whether the status is known; one who is ill speaks only of what both can have by descent."""
    if person.affected is Affected.YES:
        return may_share(case.proband, person, case.family, question.on_x)
    return person.affected is Affected.NO


def _of_relative(case: Case, hit: Hit, question: Question, person: Person) -> Iterator[Statement]:
    """What one relative says of `hit`; where the sex is open, only what both readings of it say."""
    call = hit.relatives.get(person.sample)
    said = [
        _by_mode(case, hit, question, person, ploidy, copies(call, ploidy, case.thresholds))
        for ploidy in _ploidies(case, person, question.on_x)
    ]
    found = {one for one in said if one}
    if not found or None in said or len({word for word, _ in found}) > 1:
        return
    word, key = found.pop()
    yield Statement(
        word,
        "unaffected_either" if found else key,
        {"name": person.sample, "gt": call.genotype.text if call else "."},
    )


def _of_partner(case: Case, question: Question, partner: Hit, person: Person) -> Iterator[Statement]:
    """What one who is well says of the other half of the pair: what speaks against one half speaks against
    the pair, which is then not two causes."""
    for found in _of_relative(case, partner, question, person):
        yield Statement(found.word, f"partner_{found.word}", {**found.fields, "partner": partner.key})


def _ploidies(case: Case, person: Person, on_x: bool) -> tuple[int, ...]:
    """Copies the relative may have of the gene: both readings where the sex of a non-parent is open."""
    role = _role(case, person)
    ploidy = relative_ploidy(case, person, on_x, role)
    if ploidy is not None:
        return (ploidy,)
    return () if role else (1, 2)


def _role(case: Case, person: Person) -> Sex | None:
    return {case.proband.father: Sex.MALE, case.proband.mother: Sex.FEMALE}.get(person.sample)


def _by_mode(
    case: Case, hit: Hit, question: Question, person: Person, ploidy: int, there: frozenset[int]
) -> tuple[str, str] | None:
    well = person.affected is Affected.NO
    if question.mode == "dominant":
        return _dominant(well, there)
    if question.pairing and not well:
        return _of_pair(case, question, question.pairing.partner, person, ploidy, there)
    if question.on_x:
        return _on_x(hit, question.mode, well, ploidy, there)
    if well:
        return ("against", "unaffected_same") if there == BOTH else None
    if there == ONE:
        return "doubt", "affected_one"
    return ("without", "affected_without") if there == NONE else None


def _dominant(well: bool, there: frozenset[int]) -> tuple[str, str] | None:
    if well:
        return ("against", "unaffected_same") if there in (ONE, BOTH) else None
    return ("without", "affected_without") if there == NONE else None


def _on_x(hit: Hit, mode: str, well: bool, ploidy: int, there: frozenset[int]) -> tuple[str, str] | None:
    """A woman with one copy says nothing either way: X-inactivation. An allele that men do not survive is
    spoken against by any man who is well with it; whether relatives have hyper-IgM says nothing of it."""
    if ploidy == 1 and well and there == ONE:
        return (
            ("doubt", "unaffected_pseudogene") if hit.in_pseudogene else ("against", "unaffected_hemizygous")
        )
    if mode == "x_male_lethal":
        return None
    if well:
        return ("against", "unaffected_same") if mode == "x_recessive" and there == BOTH else None
    return ("without", "affected_without") if there == NONE else None


def _of_pair(
    case: Case, question: Question, partner: Hit, person: Person, ploidy: int, there: frozenset[int]
) -> tuple[str, str] | None:
    """An ill relative beyond parents and full siblings, whose genotypes the ways of the family leave out.
    On X one of the two may be enough."""
    near = {case.proband.father, case.proband.mother, *(sibling.sample for sibling in full_siblings(case))}
    if person.sample in near:
        return None
    other = copies(partner.relatives.get(person.sample), ploidy, case.thresholds)
    if there == other == NONE:
        return "without", "affected_without"
    lacks_one = {there, other} == {NONE, ONE}
    return ("doubt", "affected_half") if lacks_one and not question.on_x else None


def _by_pair(pairing: Pairing) -> Iterator[Statement]:
    family = pairing.family
    if family is None or pairing.word == "cis" or not family.phases:
        return
    if family.against:
        yield Statement("against", "family_unaffected")
    if family.without:
        yield Statement("without", "family_affected")
    if family.doubt:
        yield Statement("doubt", "family_affected")


def _missing_parents(case: Case, hit: Hit, question: Question) -> Iterator[Statement]:
    """Parents of a homozygous child who are called without the allele."""
    for role, name in (("father", case.proband.father), ("mother", case.proband.mother)):
        person, call = case.person(name), hit.relatives.get(name or "")
        if person is None or call is None:
            continue
        ploidy = relative_ploidy(case, person, question.on_x, _role(case, person))
        if ploidy and copies(call, ploidy, case.thresholds) == NONE:
            yield Statement("mendel", "parent_without", {"parent": role, "gt": call.genotype.text})


def genotypes_of(people: Sequence[tuple[str, Person | None]], *hits: Hit) -> str:
    """`father 0/1 and 0/0, mother not called`: the calls of these relatives at each hit."""
    said = []
    for label, person in people:
        if person is not None:
            texts = [_text(hit.relatives.get(person.sample)) for hit in hits]
            said.append(f"{label} {' and '.join(texts)}")
    return ", ".join(said) or "no relative called"


def _text(call: Call | None) -> str:
    return "not in the file" if call is None else call.genotype.text
