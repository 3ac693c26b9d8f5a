"""The facts the rules of inheritance ask for, each by hand from the genotype grammar or by arithmetic."""

import pytest
from tests.oracle.inheritance.families import PANEL, call, gene_of, snv

from hyperigm.core.annotation import Impact, TranscriptEffect
from hyperigm.core.family import Person, Sex, SexEvidence, unusual_karyotype
from hyperigm.core.inheritance import alleles
from hyperigm.core.inheritance.case import sex_readings
from hyperigm.core.inheritance.genotypes import DIPLOID, HAPLOID, Reads, State, copies, reads, state
from hyperigm.core.inheritance.haplotypes import Member, ways
from hyperigm.core.inheritance.places import deleted, is_structural, lies_inside, replace_same_base
from hyperigm.core.settings import Thresholds
from hyperigm.core.variant import Allele
from hyperigm.core.verdict import Phase

GENE = gene_of("HIGM3")
SITE = snv(GENE, 0)
LIMITS = Thresholds()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("./.", State.NO_CALL),
        (".", State.NO_CALL),
        ("./1", State.HALF),
        ("1|.", State.HALF),
        ("0/.", State.UNSEEN),
        ("./2", State.UNSEEN),
        ("0/0", State.REFERENCE),
        ("0", State.REFERENCE),
        ("2/2", State.REFERENCE),
        ("1", State.SINGLE),
        ("1/1", State.DOUBLE),
        ("0/1", State.HET),
        ("1/2", State.HET),
        ("1/*", State.HET),
    ],
)
def test_state_of_a_genotype(text: str, expected: State) -> None:
    """By the grammar of GT (VCF 4.5, section 1.6.2), seen from the first ALT."""
    assert state(call(SITE, text)) is expected


@pytest.mark.parametrize(
    ("written", "single_x", "expected"),
    [
        ("0/1", False, Reads.PLAIN),
        ("0/1:9", False, Reads.SHALLOW),
        ("0/1:10", False, Reads.PLAIN),
        ("0/1:40:0.5", False, Reads.PLAIN),
        ("0/1:40:0.1", False, Reads.LOW),
        ("0/1:12:0.24", False, Reads.PLAIN),
        ("0/1:40:0.25", False, Reads.PLAIN),
        ("0/1:40:0.9", False, Reads.HIGH),
        ("0/1:10:0.9", False, Reads.PLAIN),
        ("1/1:40:0.8", False, Reads.PLAIN),
        ("1/1:40:0.8", True, Reads.MIXED),
        ("1/1:40:0.74", False, Reads.MIXED),
        ("1/1:40:0.2", False, Reads.LOW),
        ("1:40:0.85", True, Reads.PLAIN),
    ],
)
def test_reads_of_a_call(written: str, single_x: bool, expected: Reads) -> None:
    """By the thresholds 10 reads, 0.25 and 0.85, and the binomial: 3 of 12 or fewer has chance 0.073, 4 of
    40 or fewer 1e-7, 9 of 10 or more 0.011."""
    assert reads(call(SITE, written), LIMITS, single_x) is expected


@pytest.mark.parametrize(
    ("written", "ploidy", "expected"),
    [
        ("0/0", 2, {0}),
        ("0/1", 2, {1}),
        ("1/1", 2, {2}),
        ("0/0:9", 2, DIPLOID),
        ("0/0:30:0.06", 2, DIPLOID),
        ("./1", 2, DIPLOID),
        ("1", 2, DIPLOID),
        ("1", 1, {1}),
        ("1/1", 1, {1}),
        ("0/0", 1, {0}),
        ("0/1", 1, HAPLOID),
        ("./.", 1, HAPLOID),
        (None, 2, DIPLOID),
    ],
)
def test_copies_a_call_may_stand_for(written: str | None, ploidy: int, expected: set[int]) -> None:
    """Only a firm call of the right ploidy decides."""
    assert copies(call(SITE, written) if written else None, ploidy, LIMITS) == expected


def allele(pos: int, ref: str, alt: str, end: int = 0) -> Allele:
    return Allele("chr20", pos, ref, alt, end)


@pytest.mark.parametrize(
    ("deletion", "expected"),
    [
        (allele(100, "GAT", "G"), (101, 102)),
        (allele(100, "GAT", "GA"), (102, 102)),
        (allele(100, "GAT", "C"), (100, 102)),
        (allele(100, "G", "<DEL>", 160), (101, 160)),
        (allele(100, "G", "<CN0>", 160), (101, 160)),
        (allele(100, "G", "<DUP>", 160), None),
        (allele(100, "G", "GAT"), None),
        (allele(100, "G", "A"), None),
    ],
)
def test_bases_a_deletion_takes(deletion: Allele, expected: tuple[int, int] | None) -> None:
    """VCF: the base before a deletion is kept; a symbolic deletion begins after POS."""
    assert deleted(deletion) == expected


def test_what_lies_inside_a_deletion() -> None:
    large, small = allele(100, "G", "<DEL>", 160), allele(100, "GAT", "G")
    assert lies_inside(allele(101, "A", "C"), large)
    assert lies_inside(allele(160, "A", "C"), large)
    assert not lies_inside(allele(100, "G", "C"), large)
    assert not lies_inside(allele(161, "A", "C"), large)
    assert lies_inside(allele(102, "T", "C"), small)
    assert not lies_inside(allele(102, "T", "TA"), small), "the insertion reaches the base after the deletion"
    assert not lies_inside(large, large)
    assert not lies_inside(Allele("chr12", 101, "A", "C"), large)
    assert is_structural(large)
    assert not is_structural(small)


def test_one_base_has_one_letter() -> None:
    assert replace_same_base(allele(100, "A", "C"), allele(100, "A", "G"))
    assert not replace_same_base(allele(100, "A", "C"), allele(100, "A", "C"))
    assert not replace_same_base(allele(100, "A", "C"), allele(101, "A", "G"))
    assert not replace_same_base(allele(100, "A", "C"), allele(100, "A", "AC"))


def effect(*terms: str, exon: str | None = None, escape: bool | None = None) -> TranscriptEffect:
    return TranscriptEffect("NM_1.1", None, None, terms, Impact.HIGH, exon, None, escape)


@pytest.mark.parametrize(
    ("named", "word", "expected"),
    [
        (effect("synonymous_variant"), "any", "yes"),
        (effect("stop_gained", exon="3", escape=False), "null", "yes"),
        (effect("stop_gained", exon="10", escape=True), "null", "no"),
        (effect("transcript_ablation"), "null", "yes"),
        (effect("splice_donor_variant"), "null", "possible"),
        (effect("missense_variant", exon="3"), "null", "no"),
        (effect("stop_gained", exon="3", escape=False), "hypomorph", "no"),
        (effect("stop_gained", exon="10", escape=True), "hypomorph", "yes"),
        (effect("missense_variant", exon="3"), "hypomorph", "yes"),
        (effect("splice_donor_variant"), "hypomorph", "possible"),
        (effect("stop_gained", exon="5", escape=True), "dominant_negative", "yes"),
        (effect("stop_gained", exon="4-5", escape=True), "dominant_negative", "yes"),
        (effect("frameshift_variant", exon="5", escape=True), "dominant_negative", "possible"),
        (effect("stop_gained", exon="4", escape=True), "dominant_negative", "no"),
        (effect("stop_gained", escape=True), "dominant_negative", "possible"),
        (effect("missense_variant", exon="5"), "dominant_negative", "no"),
    ],
)
def test_whether_an_allele_is_of_an_entitys_kind(named: TranscriptEffect, word: str, expected: str) -> None:
    """Domain: null alleles of IKBKG make incontinentia pigmenti, those that escape decay EDA-ID (PMID
    11047757); truncations in the last exon of AICDA act in one copy (PMID 15893695)."""
    assert alleles.fit(named, word, PANEL.allele_classes) == expected


MALE, FEMALE, UNKNOWN = Sex.MALE, Sex.FEMALE, Sex.UNKNOWN


@pytest.mark.parametrize(
    ("declared", "inferred", "assumed", "expected"),
    [
        (MALE, UNKNOWN, UNKNOWN, (MALE,)),
        (MALE, MALE, UNKNOWN, (MALE,)),
        (MALE, FEMALE, UNKNOWN, (MALE, FEMALE)),
        (FEMALE, MALE, UNKNOWN, (FEMALE, MALE)),
        (UNKNOWN, MALE, UNKNOWN, (MALE,)),
        (UNKNOWN, UNKNOWN, UNKNOWN, (FEMALE, MALE)),
        (FEMALE, UNKNOWN, MALE, (FEMALE, MALE)),
        (MALE, UNKNOWN, MALE, (MALE,)),
    ],
)
def test_how_x_is_read(declared: Sex, inferred: Sex, assumed: Sex, expected: tuple[Sex, ...]) -> None:
    """Sheet and calls agree or one is silent: one reading. They clash, or both are silent: both."""
    evidence = SexEvidence(inferred=inferred, assumed=assumed)
    assert sex_readings(Person("s", declared), evidence) == expected


ONE, NONE = frozenset((1,)), frozenset((0,))


def test_ways_of_two_carriers_of_one_allele_each() -> None:
    """Mendel: the child has one from each, so they lie in trans, and the first is the father's."""
    found = ways(Member(ONE, ONE), Member(ONE, NONE), Member(NONE, ONE), ())
    assert found.phases == {Phase.TRANS}
    assert found.sides == {"father"}


def test_an_allele_nobody_carries_may_be_new_on_either_copy() -> None:
    found = ways(Member(ONE, ONE), Member(NONE, NONE), Member(NONE, ONE), ())
    assert found.phases == {Phase.TRANS, Phase.CIS}
    assert found.sides == {"new"}


def test_an_impossible_family_has_no_way() -> None:
    """A child with one copy of what both parents have twice."""
    twice = Member(frozenset((2,)), NONE)
    assert ways(Member(ONE, NONE), twice, twice, ()).phases == frozenset()


@pytest.mark.parametrize(
    ("declared", "inferred", "on_y", "expected"),
    [
        (MALE, FEMALE, 0, "47,XXY"),
        (MALE, FEMALE, 100, "47,XXY"),
        (FEMALE, FEMALE, 100, "47,XXY"),
        (UNKNOWN, FEMALE, 100, "47,XXY"),
        (FEMALE, FEMALE, 6, ""),
        (FEMALE, MALE, 0, "45,X"),
        (FEMALE, MALE, 100, ""),
        (MALE, MALE, 100, ""),
        (MALE, UNKNOWN, 0, ""),
    ],
)
def test_unusual_karyotypes(declared: Sex, inferred: Sex, on_y: int, expected: str) -> None:
    """Two X beside a Y is 47,XXY, one X without a Y is 45,X; six calls on Y are what women's exomes show."""
    assert unusual_karyotype(declared, SexEvidence(inferred=inferred, y_calls=on_y)) == expected
