"""What must never change a verdict, and what must never raise one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle.inheritance.families import EFFECTS, PANEL, RULES, annotation, call, snv

from hyperigm.core.family import Affected, Person, Sex, SexEvidence
from hyperigm.core.inheritance.case import Case, build_case, related
from hyperigm.core.inheritance.engine import verdicts
from hyperigm.core.relatives import Family, relatives
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Thresholds
from hyperigm.core.variant import Allele, Build, Call
from hyperigm.core.verdict import Match, Verdict

T = TypeVar("T")
MANY = settings(max_examples=300, deadline=None)
UNPHASED = ("0/1", "1/1", "./1", "./.", "0/.", "1", "0/1:4:0.5", "0/1:60:0.1", "1/1:40:0.6", "1/2")
PHASED = ("0|1@7", "1|0@7", "0|1@8", "1|0@*", "0|1@*")
RELATIVES = ("0/0", "0/1", "1/1", "0", "1", "./.", "./1", "0|1@3", "1|0@3", "0/0:4", None)
ROLES = ("father", "mother", "brother", "sister", "grandfather")
SEX_OF = {
    "father": Sex.MALE,
    "mother": Sex.FEMALE,
    "brother": Sex.MALE,
    "sister": Sex.FEMALE,
    "grandfather": Sex.MALE,
}


@dataclass(frozen=True)
class World:
    """A family as the steps hand it on. calls: sample -> its genotype at each allele, None for nothing."""

    symbol: str
    effects: tuple[str, ...]
    people: tuple[Person, ...]
    calls: dict[str, tuple[str | None, ...]]
    seen: dict[str, Sex]

    def case(self, order: int = 0, contig: str | None = None) -> Case:
        """The case of the child. order: how far to rotate samples and records."""
        gene = PANEL.gene(self.symbol)
        alleles = [snv(gene, number) for number in range(len(self.effects))]
        screens = {
            sample: SampleScreen(
                sample,
                Build.GRCH38,
                "",
                calls=tuple(
                    self._call(allele, text, contig)
                    for allele, text in zip(alleles, said, strict=True)
                    if text
                ),
                sex=SexEvidence(inferred=self.seen.get(sample, Sex.UNKNOWN)),
            )
            for sample, said in self.calls.items()
        }
        if order:
            screens = {s: replace(x, calls=_rotated(x.calls, order)) for s, x in reversed(screens.items())}
        known = {a.key: annotation(gene, a, effect) for a, effect in zip(alleles, self.effects, strict=True)}
        child = next(person for person in self.people if person.sample == "child")
        kin = relatives(self.people)["child"]
        family = Family(one for one in _rotated(self.people, order) if one is child or one.sample in kin)
        found = related(family, (screens[one.sample] for one in family.people if one.sample in screens))
        return build_case(
            gene,
            child,
            screens["child"].calls,
            found,
            known,
            panel=PANEL,
            rules=RULES,
            thresholds=Thresholds(),
        )

    def _call(self, allele: Allele, text: str, contig: str | None) -> Call:
        made = call(allele, text)
        return made if contig is None else replace(made, record=replace(made.record, contig=contig))


def _rotated(items: Sequence[T], order: int) -> tuple[T, ...]:
    turn = order % len(items) if items else 0
    return (*items[turn:], *items[:turn])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    symbol = draw(st.sampled_from(("CD40", "CD40LG", "IKBKG", "AICDA")))
    effects = tuple(draw(st.lists(st.sampled_from(sorted(EFFECTS)), min_size=1, max_size=3)))
    there = tuple(role for role in ROLES if draw(st.booleans()))
    parents = tuple(role if role in there else None for role in ("father", "mother"))
    child = Person(
        "child",
        draw(st.sampled_from(Sex)),
        "F",
        parents[0],
        parents[1],
        draw(st.sampled_from((Affected.YES, Affected.YES, Affected.UNKNOWN, Affected.NO))),
    )
    people = [child]
    for role in there:
        of: tuple[str | None, ...] = parents if role in ("brother", "sister") else (None, None)
        if role == "mother" and "grandfather" in there:
            of = ("grandfather", None)
        people.append(Person(role, SEX_OF[role], "F", of[0], of[1], draw(st.sampled_from(Affected))))
    calls: dict[str, tuple[str | None, ...]] = {
        role: tuple(draw(st.sampled_from(RELATIVES)) for _ in effects) for role in there
    }
    calls["child"] = tuple(draw(st.sampled_from((*UNPHASED, *PHASED, *PHASED))) for _ in effects)
    seen = {"child": draw(st.sampled_from(Sex))}
    return World(symbol, effects, tuple(people), calls, seen)


def decided(case: Case) -> list[tuple[object, ...]]:
    """All that a verdict decides; not its sentence, which quotes genotypes, nor the order of pairs."""
    return sorted(map(_decision, verdicts(case)))


def _decision(v: Verdict) -> tuple[object, ...]:
    partners, pairs = sorted(v.partners), sorted((pair.partner, pair.phase.value) for pair in v.pairs)
    words = (v.zygosity, v.match, v.mechanism, v.phase, v.origin, v.rule, *sorted(v.flags))
    return v.allele, v.entity, tuple(str(word) for word in words), tuple(partners), tuple(pairs)


@MANY
@given(worlds(), st.sampled_from(RELATIVES[:-1]), st.sampled_from(Affected), st.sampled_from(Sex))
def test_an_unrelated_sample_changes_nothing(world: World, gt: str, affected: Affected, sex: Sex) -> None:
    stranger = Person("stranger", sex, "G", affected=affected)
    crowd = replace(
        world,
        people=(stranger, *world.people),
        calls={"stranger": tuple(gt for _ in world.effects), **world.calls},
    )
    assert verdicts(crowd.case()) == verdicts(world.case())


@MANY
@given(worlds(), st.integers(1, 5))
def test_the_order_of_samples_and_records_changes_nothing(world: World, order: int) -> None:
    assert decided(world.case(order)) == decided(world.case())


@MANY
@given(worlds())
def test_both_halves_of_a_pair_say_the_same(world: World) -> None:
    """What speaks against one of two hits speaks against the pair. A hit on both copies stands by itself, and
    the reads of each call are weighed in both rows."""
    found = {(v.allele, v.entity): {pair.partner: pair for pair in v.pairs} for v in verdicts(world.case())}
    for (allele, entity), pairs in found.items():
        for partner, pair in pairs.items():
            other = found[partner, entity].get(allele)
            if other:
                assert pair.match is other.match, (pair, other)


@MANY
@given(worlds(), st.sampled_from(("X", "chrX", "23", "NC_000023.11", "12")))
def test_the_name_of_a_contig_changes_nothing(world: World, contig: str) -> None:
    assert verdicts(world.case(contig=contig)) == verdicts(world.case())


@MANY
@given(worlds())
def test_phasing_that_carries_no_information_changes_nothing(world: World) -> None:
    """Two equal copies have no order, and a call that is alone in its phase set is phased with nobody."""
    bars = {
        sample: tuple(_barred(text, f"{sample}{number}") for number, text in enumerate(said))
        for sample, said in world.calls.items()
    }
    assert decided(replace(world, calls=bars).case()) == decided(world.case())


def _barred(text: str | None, phase_set: str) -> str | None:
    """The same genotype with a bar, in a phase set of its own; a call that is phased already stays."""
    if text is None or "/" not in text or ":" in text:
        return text
    return f"{text.replace('/', '|')}@{phase_set}"


REMOVALS = (
    "uncall",
    "half",
    "unphase",
    "reads",
    "relative",
    "relative_call",
    "relative_status",
    "sex",
    "seen_sex",
)


@MANY
@given(worlds(), st.sampled_from(REMOVALS), st.integers(0, 9))
def test_removing_information_never_makes_a_yes(world: World, removal: str, which: int) -> None:
    """Only where the verdict rested on evidence against (the table says which rules do) may it rise."""
    before = {(v.allele, v.entity): v for v in verdicts(world.case())}
    for after in verdicts(_removed(world, removal, which).case()):
        found = before[after.allele, after.entity]
        rules = {found.rule, *(pair.rule for pair in found.pairs)}
        if found.match is not Match.YES and not rules & RULES.against:
            assert after.match is not Match.YES, (found.reason, after.reason)


def _removed(world: World, removal: str, which: int) -> World:
    others = [person.sample for person in world.people if person.sample != "child"]
    if removal in ("relative", "relative_call", "relative_status"):
        return _without_relative(world, removal, others[which % len(others)]) if others else world
    if removal == "sex":
        return replace(
            world, people=tuple(replace(p, sex=Sex.UNKNOWN) for p in world.people[:1]) + world.people[1:]
        )
    if removal == "seen_sex":
        return replace(world, seen={})
    said = list(world.calls["child"])
    number = which % len(said)
    text = said[number] or ""
    left = {"uncall": "./.", "half": "./1", "unphase": _unphased(text), "reads": text.partition(":")[0]}
    said[number] = left[removal]
    return replace(world, calls={**world.calls, "child": tuple(said)})


def _unphased(text: str) -> str:
    return text.partition("@")[0].replace("|", "/")


def _without_relative(world: World, removal: str, name: str) -> World:
    if removal == "relative_call":
        return replace(world, calls={**world.calls, name: tuple(None for _ in world.effects)})
    if removal == "relative_status":
        people = tuple(replace(p, affected=Affected.UNKNOWN) if p.sample == name else p for p in world.people)
        return replace(world, people=people)
    people = tuple(
        replace(
            p,
            father=None if p.father == name else p.father,
            mother=None if p.mother == name else p.mother,
        )
        for p in world.people
        if p.sample != name
    )
    return replace(world, people=people, calls={s: c for s, c in world.calls.items() if s != name})
