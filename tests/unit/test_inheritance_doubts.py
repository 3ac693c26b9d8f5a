"""What is doubtful is said and flagged, beside any match; who may be heard; why an origin is open.

Oracle: config/README.md (a call with fewer reads is flagged `low_depth`), Mendel, and full penetrance.
"""

from dataclasses import replace

import pytest
from tests.oracle.inheritance.families import (
    RULES,
    call,
    calls_of,
    gene_of,
    hit,
    household,
    judged,
    relative,
    snv,
)

from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.inheritance.case import Hit
from hyperigm.core.variant import Allele
from hyperigm.core.verdict import Match, Mechanism, Origin, Verdict

HIGM3, HIGM1, IKBKG = gene_of("HIGM3"), gene_of("HIGM1"), gene_of("EDAID1")
WOMAN, MAN = Person("child", Sex.FEMALE), Person("child", Sex.MALE)


def higm3(*written: str, own: Affected = Affected.YES) -> Verdict:
    hits = tuple(hit(HIGM3, snv(HIGM3, number), text) for number, text in enumerate(written))
    return judged(HIGM3, "HIGM3", hits, replace(WOMAN, affected=own))[0]


@pytest.mark.parametrize(
    ("written", "match", "flag", "said"),
    [
        (("0/1:3:0.33",), Match.NO, "low_depth", "3 reads, fewer than 10"),
        (("0/1:40:0.08",), Match.NO, "mosaic", "only 8 % of the reads"),
        (("0/1:3:0.33", "0/1"), Match.POTENTIAL, "low_depth", "3 reads, fewer than 10"),
        (("0/1:40:0.08", "0/1"), Match.POTENTIAL, "mosaic", "only 8 % of the reads"),
        (("./1:3:1",), Match.POTENTIAL, "low_depth", "3 reads, fewer than 10"),
        (("1/1:3:1",), Match.POTENTIAL, "low_depth", "3 reads, fewer than 10"),
        (("1/1:40:0.6",), Match.POTENTIAL, "mixed_reads", "60 % of the reads"),
    ],
)
def test_weak_reads_are_always_said(written: tuple[str, ...], match: Match, flag: str, said: str) -> None:
    found = higm3(*written)
    assert found.match is match
    assert flag in found.flags
    assert said in found.reason


@pytest.mark.parametrize("written", ["./.", "0/."])
def test_a_copy_that_was_not_called_has_no_reads_to_doubt(written: str) -> None:
    assert not {"low_depth", "mosaic", "segregation_doubt"} & set(higm3(written, own=Affected.NO).flags)


@pytest.mark.parametrize(
    ("written", "flag"),
    [("0/1:4:0.5", "low_depth"), ("0/1:40:0.08", "mosaic")],
)
def test_a_mans_heterozygous_call_on_x_is_flagged_and_says_it_once(written: str, flag: str) -> None:
    found = judged(HIGM1, "HIGM1", (hit(HIGM1, snv(HIGM1, 0), written),), MAN)[0]
    assert {"male_het_on_x", flag} <= set(found.flags)
    assert found.reason.count("reads") <= 2
    assert "; but" not in found.reason


def test_an_unaffected_sample_with_a_possible_pair_is_told_so() -> None:
    found = higm3("0/1", "0/1", own=Affected.NO)
    assert found.match is Match.POTENTIAL
    assert "segregation_doubt" in found.flags
    assert "declared unaffected" in found.reason


def test_an_unaffected_man_heterozygous_on_x_is_told_so() -> None:
    person = replace(MAN, affected=Affected.NO)
    found = judged(HIGM1, "HIGM1", (hit(HIGM1, snv(HIGM1, 0), "0/1"),), person)[0]
    assert (found.match, "declared unaffected" in found.reason) == (Match.POTENTIAL, True)


def test_a_healthy_carrier_is_as_expected() -> None:
    """One copy in a recessive gene: that the sample is well is no doubt."""
    found = higm3("0/1", own=Affected.NO)
    assert (found.match, found.flags) == (Match.NO, ())


@pytest.mark.parametrize(("weak", "firm"), [("1/1:4:1", "1/1"), ("1/1:40:0.2", "1/1"), ("1/1:40:0.6", "1/1")])
def test_what_rests_on_weak_reads_is_evidence_against(weak: str, firm: str) -> None:
    """Without the depth and the share of reads the same genotype fits, so the rule takes something away."""
    assert higm3(weak).rule in RULES.against
    assert higm3(weak).match is Match.POTENTIAL
    assert higm3(firm).match is Match.YES


def ectodermal(partner: str) -> Verdict:
    hits = (hit(IKBKG, snv(IKBKG, 0), "0|1@7"), hit(IKBKG, snv(IKBKG, 1), "1|0@7", effect=partner))
    return judged(IKBKG, "EDAID1", hits, WOMAN)[0]


def test_a_partner_that_may_not_cause_the_disease_makes_the_pair_doubtful() -> None:
    """EDA-ID comes of alleles that leave some function (PMID 11047757); a splice variant may leave none."""
    assert (ectodermal("missense").match, ectodermal("missense").rule) == (Match.YES, "x_female_trans")
    assert (ectodermal("splice").match, ectodermal("splice").rule) == (Match.POTENTIAL, "partner_unfit")


def deletion_of_both(inner: str) -> list[Verdict]:
    one = snv(HIGM3, 0)
    outer = Allele(HIGM3.chrom, one.pos - 50, "A", "<DEL>", one.pos + 50)
    return judged(HIGM3, "HIGM3", (hit(HIGM3, one, inner), hit(HIGM3, outer, "1/1")), WOMAN)


@pytest.mark.parametrize("inner", ["0/1", "1/1", "./1", "1"])
def test_nothing_lies_inside_a_deletion_of_both_copies(inner: str) -> None:
    """By hand: no copy is left there, so one of the two calls is wrong, and neither is sure."""
    for found in deletion_of_both(inner):
        assert found.match is Match.POTENTIAL
        assert "leaves nothing there" in found.pairs[0].evidence


def test_the_homozygous_half_of_a_pair_stands_by_itself() -> None:
    hits = (hit(HIGM3, snv(HIGM3, 0), "0/1"), hit(HIGM3, snv(HIGM3, 1), "1/1"))
    first, second = judged(HIGM3, "HIGM3", hits, WOMAN)
    assert (first.mechanism, first.phase.value) == (Mechanism.COMPOUND_HETEROZYGOUS, "trans")
    assert "lies on both copies, so on the other one too" in first.reason
    assert (second.mechanism, second.partners) == (Mechanism.HOMOZYGOUS, ())


# --- who may be heard on X


def boy(cells: dict[str, str], sexes: dict[str, Sex], written: str = "1") -> Verdict:
    child, family = household(cells, Sex.MALE, Affected.YES)
    people = tuple(replace(person, sex=sexes.get(person.sample, person.sex)) for person in family)
    found: Hit = hit(HIGM1, snv(HIGM1, 0), written, calls_of(cells))
    return judged(HIGM1, "HIGM1", (found,), child, people)[0]


PARENTS = {"father": "0,no", "mother": "0/1,no"}


@pytest.mark.parametrize(
    ("sibling", "match"),
    [("1/1,no", Match.NO), ("0/1,no", Match.YES), ("1/1,unknown", Match.YES), ("0/0,yes", Match.NO)],
)
def test_a_sibling_of_unknown_sex_is_heard_where_both_readings_say_the_same(
    sibling: str, match: Match
) -> None:
    """A healthy man with it on his X, or a healthy woman with it on both, speaks against it; one het call is
    a carrier's or an artefact, and says nothing."""
    found = boy({**PARENTS, "brother": sibling}, {"brother": Sex.UNKNOWN})
    assert found.match is match


def test_a_parent_whose_sex_clashes_with_the_role_is_not_heard() -> None:
    """A healthy `father` with the allele would speak against it; one declared a woman is somebody else."""
    cells = {"father": "1/1,no", "mother": "0/1,no"}
    assert boy(cells, {}).match is Match.NO
    assert boy(cells, {"father": Sex.FEMALE}).match is Match.YES


# --- why an origin is open


def origin_of(
    gene_id: str, sex: Sex, written: str, father: str, mother: str, effect: str = "missense"
) -> Verdict:
    gene = gene_of(gene_id)
    cells = {"father": f"{father},unknown", "mother": f"{mother},unknown"}
    child, family = household(cells, sex, Affected.YES)
    found = hit(gene, snv(gene, 0), written, {}, effect)
    there = {role: call(snv(gene, 0), (relative(cell) or ([""], None))[0][0]) for role, cell in cells.items()}
    return judged(gene, gene_id, (replace(found, relatives=there),), child, family)[0]


@pytest.mark.parametrize(
    ("entity", "sex", "written", "father", "mother", "said"),
    [
        (
            "HIGM1",
            Sex.FEMALE,
            "0/1",
            "0/1",
            "0/0",
            "a parent is called, but with reads or a number of copies",
        ),
        ("HIGM1", Sex.FEMALE, "0/1", ".", "0/0", "a parent was not called"),
        ("HIGM1", Sex.MALE, "1", ".", "0/0", "a parent was not called"),
        ("HIGM1", Sex.MALE, "1", "0", "0/0:40:0.08", "a parent is called, but with reads"),
        ("HIGM2_AD", Sex.MALE, "0/1:40:0.08", "0/0", "0/0", "the call itself is not sure enough"),
        ("HIGM2_AD", Sex.MALE, "0/1", "0/1", "0/1", "the parents' genotypes leave it open"),
        ("HIGM2_AD", Sex.MALE, "0/1", "0/0:4", "0/0", "not with enough reads"),
        ("HIGM2_AD", Sex.MALE, "1/1", "0/0", "0/0", "if all calls hold it is new, but the same"),
    ],
)
def test_the_reason_of_an_open_origin(
    entity: str, sex: Sex, written: str, father: str, mother: str, said: str
) -> None:
    """By hand: a man has no two copies of X to be heterozygous with, and so on, row by row."""
    found = origin_of(entity, sex, written, father, mother, "cterm" if entity == "HIGM2_AD" else "missense")
    assert found.origin is Origin.UNKNOWN
    assert said in found.reason


# --- both readings of the sex


def test_readings_that_end_in_one_doubt_keep_its_name() -> None:
    """Tier table: an allele that is not of the disease's kind is background, whatever the sex."""
    found = judged(
        IKBKG, "EDAID1", (hit(IKBKG, snv(IKBKG, 0), "0/1", effect="null"),), Person("child", Sex.UNKNOWN)
    )[0]
    assert (found.match, found.rule) == (Match.NO, "allele_unfit")


def test_the_readings_are_one_sentence() -> None:
    found = judged(HIGM1, "HIGM1", (hit(HIGM1, snv(HIGM1, 0), "0/1"),), Person("child", Sex.UNKNOWN))[0]
    assert "read as a woman's: heterozygous" in found.reason
    assert "read as a man's: heterozygous" in found.reason
