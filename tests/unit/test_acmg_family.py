"""PP1 and BS4: who of the family shares the genotype, and by what chance.

Oracle: Mendel. An affected brother has his X allele from his mother in 1 of 2, an affected full sibling both
alleles of a recessive pair in 1 of 4 (Jarvik 2016, PMID 27236918). A person who was not called shows nothing.
"""

from dataclasses import replace

import pytest

from hyperigm.core.acmg.family import Segregation, segregation
from hyperigm.core.annotation import Annotation, Impact, TranscriptEffect
from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.genotype import parse_genotype, seen_from
from hyperigm.core.inheritance.case import Case, Hit, build_case, related
from hyperigm.core.inheritance.engine import verdicts
from hyperigm.core.relatives import Family
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Thresholds
from hyperigm.core.variant import Allele, Build, Call, Record
from hyperigm.core.verdict import Match
from hyperigm.edges.inheritance_rules import load_rulebook
from hyperigm.edges.panel import load_panel

PANEL = load_panel()
X = Allele("chrX", 136648355, "T", "A")
A = Allele("chr12", 8605226, "A", "G")
B = Allele("chr12", 8605308, "G", "A")
N = Allele("chrX", 154564450, "T", "C")
GENES = {X: "CD40LG", A: "AICDA", B: "AICDA", N: "IKBKG"}
NAMES = {"M": Sex.MALE, "F": Sex.FEMALE}


def annotation(allele: Allele) -> Annotation:
    effect = TranscriptEffect("NM_1.1", None, None, ("missense_variant",), Impact.MODERATE)
    if allele == N:
        effect = replace(effect, consequence=("stop_gained",), impact=Impact.HIGH, nmd_escape=False)
    return Annotation(allele.key, GENES[allele], None, effect)


def call(allele: Allele, text: str) -> Call:
    record = Record(allele.chrom, allele.pos, allele.ref, (allele.alt,), (), "")
    return Call(allele, seen_from(parse_genotype(text), 1), record, depth=40, quality=99.0)


def seen(gene: str, siblings: dict[str, Affected], genotypes: dict[str, dict[Allele, str]]) -> Segregation:
    """What the family shows of the proband, `M1`: of his first allele, under the gene's first disease."""
    people = [
        Person("M1", Sex.MALE, "F", "M8", "F9", Affected.YES),
        Person("M8", Sex.MALE, "F", affected=Affected.NO),
        Person("F9", Sex.FEMALE, "F", affected=Affected.NO),
        *(Person(name, NAMES[name[0]], "F", "M8", "F9", affected) for name, affected in siblings.items()),
    ]
    screens = {}
    for person in people:
        calls = [call(allele, text) for allele, text in genotypes.get(person.sample, {}).items()]
        carried = tuple(item for item in calls if item.genotype.copies or item.genotype.missing)
        lacking = tuple(item for item in calls if item not in carried)
        screens[person.sample] = SampleScreen(person.sample, Build.GRCH38, "", carried, lacking)
    known = {allele.key: annotation(allele) for allele in GENES}
    case = build_case(
        PANEL.gene(gene),
        people[0],
        screens["M1"].calls,
        related(Family(people), screens.values()),
        known,
        panel=PANEL,
        rules=load_rulebook(),
        thresholds=Thresholds(),
    )
    entity = PANEL.gene(gene).entities[0]
    return segregation(case, entity, next(item for item in verdicts(case) if item.entity == entity.id))


@pytest.mark.parametrize(
    ("brother", "expected"),
    [
        ("1", Segregation(("M2",), (), 1)),
        ("1/1", Segregation(("M2",), (), 1)),
        ("0", Segregation((), ("M2",), 0)),
        ("./.", Segregation()),
        ("0/1", Segregation()),
    ],
)
def test_an_affected_brother_on_x(brother: str, expected: Segregation) -> None:
    found = seen("CD40LG", {"M2": Affected.YES}, {"M1": {X: "1"}, "M2": {X: brother}})
    assert found == expected


def test_only_affected_relatives_are_asked() -> None:
    assert seen("CD40LG", {"M2": Affected.NO}, {"M1": {X: "1"}, "M2": {X: "0"}}) == Segregation()


def test_a_sister_shows_nothing_of_a_recessive_disease_on_x() -> None:
    assert seen("CD40LG", {"F2": Affected.YES}, {"M1": {X: "1"}, "F2": {X: "0/0"}}) == Segregation()


@pytest.mark.parametrize(
    ("sister", "expected"),
    [
        ({A: "1/1"}, Segregation(("F2",), (), 2)),
        ({A: "0/0"}, Segregation((), ("F2",), 0)),
        ({A: "0/1"}, Segregation()),
        ({}, Segregation()),
    ],
)
def test_an_affected_sister_of_a_homozygote(sister: dict[Allele, str], expected: Segregation) -> None:
    """One who has one copy may have another second hit, so only one without any lacks the genotype."""
    assert seen("AICDA", {"F2": Affected.YES}, {"M1": {A: "1/1"}, "F2": sister}) == expected


def test_an_affected_sister_with_another_second_hit_is_no_evidence_against() -> None:
    """Pseudodominance: the father's A and B are in trans (he is ill), the mother carries A; one child is A/A
    and the other A/B, both ill of the same gene (BS4, Richards 2015, PMID 25741868, asks for a lack of
    segregation, which this is not)."""
    family = {
        "M1": {A: "1/1", B: "0/0"},
        "M8": {A: "0/1", B: "0/1"},
        "F9": {A: "0/1", B: "0/0"},
        "F2": {A: "0/1", B: "0/1"},
    }
    assert seen("AICDA", {"F2": Affected.YES}, family) == Segregation()


@pytest.mark.parametrize(
    ("sister", "expected"),
    [
        ({A: "0/1", B: "0/1"}, Segregation(("F2",), (), 2)),
        ({A: "0/0", B: "0/0"}, Segregation((), ("F2",), 0)),
        ({A: "0/1", B: "0/0"}, Segregation()),
        ({A: "0/1"}, Segregation()),
    ],
)
def test_an_affected_sister_of_a_compound_heterozygote(
    sister: dict[Allele, str], expected: Segregation
) -> None:
    """Father 0/1 and 0/0, mother 0/0 and 0/1: the pair is in trans."""
    family = {
        "M1": {A: "0/1", B: "0/1"},
        "M8": {A: "0/1", B: "0/0"},
        "F9": {A: "0/0", B: "0/1"},
        "F2": sister,
    }
    assert seen("AICDA", {"F2": Affected.YES}, family) == expected


def test_a_healthy_homozygote_does_not_make_a_sister_with_one_copy_evidence_against() -> None:
    """The brother who is well speaks against it (full penetrance); she, ill with one copy, does not."""
    family = {"M1": {A: "1/1"}, "F2": {A: "0/1"}, "M3": {A: "1/1"}}
    assert seen("AICDA", {"F2": Affected.YES, "M3": Affected.NO}, family) == Segregation()


def test_relatives_say_nothing_of_an_allele_that_the_disease_does_not_come_from() -> None:
    """Ectodermal dysplasia with immunodeficiency comes of alleles that leave some function (PMID 11047757),
    so a brother who is ill without a null one says nothing of it."""
    assert seen("IKBKG", {"M2": Affected.YES}, {"M1": {N: "1"}, "M2": {N: "0"}}) == Segregation()


def test_the_other_half_of_a_pair_on_x_is_another_hit() -> None:
    """A father ill with the one hit lacks the other, which his daughter has from her mother: no BS4."""
    gene = PANEL.gene("CD40LG")
    second = Allele("chrX", 136650325, "C", "A")
    people = (
        Person("M8", Sex.MALE, "F", affected=Affected.YES),
        Person("F9", Sex.FEMALE, "F", "M0"),
        Person("M0", Sex.MALE, "F", affected=Affected.NO),
    )
    written = {
        X: {"F1": "0/1", "M8": "1", "F9": "0/0", "M0": "0"},
        second: {"F1": "0/1", "M8": "0", "F9": "0/1", "M0": "1"},
    }
    hits = tuple(
        Hit(
            call(allele, texts["F1"]),
            replace(annotation(X), key=allele.key),
            {name: call(allele, text) for name, text in texts.items() if name != "F1"},
        )
        for allele, texts in written.items()
    )
    child = Person("F1", Sex.FEMALE, "F", "M8", "F9", Affected.YES)
    case = Case(gene, child, hits, load_rulebook(), PANEL.allele_classes, Family((child, *people)))
    entity = gene.entities[0]
    found = [item for item in verdicts(case) if item.entity == entity.id]
    assert [item.match for item in found] == [Match.NO, Match.NO]
    assert [segregation(case, entity, item) for item in found] == [Segregation(), Segregation()]


def test_two_affected_siblings_multiply() -> None:
    """1/4 times 1/4."""
    family = {"M1": {A: "1/1"}, "F2": {A: "1/1"}, "M3": {A: "1/1"}}
    found = seen("AICDA", {"F2": Affected.YES, "M3": Affected.YES}, family)
    assert found == Segregation(("F2", "M3"), (), 4)
