"""What relatives say for or against one allele, or a pair, as the cause."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.inheritance.case import Case, Hit
from hyperigm.core.inheritance.genotypes import State, copies
from hyperigm.core.inheritance.phase import Pairing, relative_ploidy
from hyperigm.core.variant import Call

NONE, ONE, BOTH = frozenset((0,)), frozenset((1,)), frozenset((2,))
ORDER = ("against", "without", "doubt", "mendel")
PARENTS = {Sex.MALE: "father", Sex.FEMALE: "mother"}


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


class Voice(NamedTuple):
    """What a member of the family says. place: of the person in the family."""

    place: int
    person: Person
    said: Statement


Voices = Mapping[str, Sequence[Voice]]
"""By the word of the statement, in the order of the family."""


@dataclass(frozen=True, slots=True)
class _Hearing:
    """What the proband is told of one hit, or by the ill of both hits of a pair. told: by all members;
    by_role: by parents whose part tells how to read them, in place of that; silent: who is not heard.

    well: only those who are well are heard; partner: the hit that they speak of, where it is the other one.
    """

    told: Voices
    by_role: Voices
    silent: frozenset[str | None]
    well: bool = False
    partner: Hit | None = None


def heard(case: Case, hit: Hit, question: Question) -> tuple[Statement, ...]:
    """The statements of the strongest kind; none where no relative has anything to say."""
    whole = list(_of_nuclear_family(case, hit, question))
    hearings = _hearings(case, hit, question)
    for word in ORDER:
        voices = [voice for hearing in hearings for voice in _voices(case, question, hearing, word)]
        if len(hearings) > 1:
            voices.sort(key=attrgetter("place"))
        found = [voice.said for voice in voices]
        found += [statement for statement in whole if statement.word == word]
        if found:
            return tuple(found)
    return ()


def _of_nuclear_family(case: Case, hit: Hit, question: Question) -> Iterator[Statement]:
    if question.pairing and question.pairing.family:
        yield from _by_pair(question.pairing)
    elif (
        not question.pairing
        and question.state is State.DOUBLE
        and not (question.on_x and question.sex is Sex.MALE)
    ):
        yield from _missing_parents(case, hit, question)


def _hearings(case: Case, hit: Hit, question: Question) -> list[_Hearing]:
    """Of a pair, the ill speak of both hits, and the well of either."""
    if question.pairing is None:
        return [_hearing(case, hit, question)]
    alone, partner = replace(question, pairing=None), question.pairing.partner
    return [
        replace(_hearing(case, hit, alone), well=True),
        replace(_hearing(case, partner, alone), well=True, partner=partner),
        _hearing(case, hit, question),
    ]


def _hearing(case: Case, hit: Hit, question: Question) -> _Hearing:
    """Of a pair, only those beyond the nuclear family are heard, whose ways tell more."""
    proband, on_x = case.proband, question.on_x
    silent: set[str | None] = {proband.sample}
    roles: dict[str, Sex] = {}
    if question.pairing:
        near = (one.sample for one in case.family.siblings(proband))
        silent |= {proband.father, proband.mother, *near}
    elif on_x:
        roles = {name: role for name, role in _roles(proband) if _reads_by_role(case, name, role)}
        silent |= roles.keys()
    partner = question.pairing.partner.key if question.pairing else None
    asked = (hit.key, hit.in_pseudogene, question.mode, on_x, partner)
    told: Voices = case.heard.get(asked, partial(_raised, case, hit, question))
    return _Hearing(told, _raised(case, hit, question, roles) if roles else {}, frozenset(silent))


def _voices(case: Case, question: Question, hearing: _Hearing, word: str) -> list[Voice]:
    """The statements of that word, in the order of the family; one who is ill speaks only of what both can
    have by descent."""
    found = [voice for voice in hearing.told.get(word, ()) if voice.person.sample not in hearing.silent]
    if own := hearing.by_role.get(word):
        found = sorted((*found, *own), key=attrgetter("place"))
    proband, may_share = case.proband, case.family.may_share
    heard = [
        voice
        for voice in found
        if voice.person.affected is Affected.NO
        or (not hearing.well and may_share(proband, voice.person, question.on_x))
    ]
    if (partner := hearing.partner) is None:
        return heard
    return [voice._replace(said=_of_partner(voice.said, partner)) for voice in heard]


def _raised(case: Case, hit: Hit, question: Question, roles: Mapping[str, Sex] | None = None) -> Voices:
    """The statements of all members, or of parents read by their role: they depend on the allele, the partner
    and the mode, and not on the proband. Of a pair, only the ill are asked."""
    found: dict[str, list[Voice]] = {}
    asked = (Affected.YES,) if question.pairing else (Affected.YES, Affected.NO)
    family = case.family
    people = family.people if roles is None else [one for name in roles if (one := family.person(name))]
    for person in people:
        if person.affected in asked:
            role = roles[person.sample] if roles else None
            for said in _of_relative(case, hit, question, person, role):
                voice = Voice(family.places[person.sample], person, said)
                found.setdefault(said.word, []).append(voice)
    return found


def _roles(proband: Person) -> Iterator[tuple[str, Sex]]:
    for name, role in ((proband.father, Sex.MALE), (proband.mother, Sex.FEMALE)):
        if name is not None:
            yield name, role


def _reads_by_role(case: Case, name: str, role: Sex) -> bool:
    """Whether it matters for a parent's X that the person is father or mother."""
    person = case.family.person(name)
    return person is not None and case.sexes(person) != (role,)


def _of_relative(
    case: Case, hit: Hit, question: Question, person: Person, role: Sex | None
) -> Iterator[Statement]:
    """What one relative says of `hit`; where the sex is open, only what both readings of it say."""
    call = hit.relatives.get(person.sample)
    if call is None:
        return
    said = [
        _by_mode(case, hit, question, person, ploidy, copies(call, ploidy, case.thresholds))
        for ploidy in _ploidies(case, person, question.on_x, role)
    ]
    found = {one for one in said if one}
    if not found or None in said or len({word for word, _ in found}) > 1:
        return
    word, key = found.pop()
    yield Statement(
        word,
        "unaffected_either" if found else key,
        {"name": person.sample, "gt": call.genotype.text},
    )


def _of_partner(found: Statement, partner: Hit) -> Statement:
    """What one who is well says of the other half of the pair: what speaks against one half speaks against
    the pair, which is then not two causes."""
    return Statement(found.word, f"partner_{found.word}", {**found.fields, "partner": partner.key})


def _ploidies(case: Case, person: Person, on_x: bool, role: Sex | None) -> tuple[int, ...]:
    """Copies the relative may have of the gene: both readings where the sex of a non-parent is open. role: of
    a parent whose sex decides."""
    ploidy = relative_ploidy(case, person, on_x, role)
    if ploidy is not None:
        return (ploidy,)
    return () if role else (1, 2)


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
    """An ill relative of both hits. On X one of the two may be enough."""
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
    for name, role in _roles(case.proband):
        person, call = case.family.person(name), hit.relatives.get(name)
        if person is None or call is None:
            continue
        ploidy, parent = relative_ploidy(case, person, question.on_x, role), PARENTS[role]
        if ploidy and copies(call, ploidy, case.thresholds) == NONE:
            yield Statement("mendel", "parent_without", {"parent": parent, "gt": call.genotype.text})


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
