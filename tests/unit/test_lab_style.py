"""A lab's style learnt from its records, and columns written in it. Oracle: VCF 4.5 (GT, AD, PL order in
section 1.6.2, PS), GATK's PGT and PID, and hand arithmetic."""

from dataclasses import replace

import pytest

from hyperigm.core.lab_style import (
    PhaseStyle,
    Seen,
    Style,
    Written,
    as_reference,
    column,
    of_a_man,
    site_keys,
    style_of,
    with_copies,
)

KEYS = ("GT", "AD", "DP", "GQ", "PL")
GATK = Style(KEYS, ("<NON_REF>",), "50", "PASS", 30, 99, PhaseStyle.PGT, True, 9)


def seen(gt: str, alt: str = "T", keys: str = "GT:AD:DP:GQ", rest: str = "15,15:30:99") -> Seen:
    return Seen((alt,), "50", "PASS", tuple(keys.split(":")), (gt, *rest.split(":")))


@pytest.mark.parametrize(
    ("copies", "expected"),
    [
        ((0, 1), "0/1:15,15,0:30:99:500,0,500,500,500,500"),
        ((1, 1), "1/1:0,30,0:30:99:500,500,0,500,500,500"),
        ((0, 0), "0/0:30,0,0:30:99:0,500,500,500,500,500"),
        ((1,), "1:0,30,0:30:99:500,0,500"),
    ],
)
def test_a_column_has_one_value_per_allele_and_per_genotype(copies: tuple[int, ...], expected: str) -> None:
    """Three alleles (REF, ALT, <NON_REF>): six diploid genotypes in the order 00 01 11 02 12 22, three
    haploid ones."""
    assert column(GATK, KEYS, Written(copies)) == expected


def test_each_style_of_phase() -> None:
    pair = (Written((0, 1), "10_A_T"), Written((1, 0), "10_A_T"))
    keys = site_keys(GATK, phased=True)
    assert keys == (*KEYS, "PGT", "PID")
    assert [column(GATK, keys, one).split(":")[0] for one in pair] == ["0/1", "0/1"]
    assert [column(GATK, keys, one).split(":")[-2:] for one in pair] == [["0|1", "10_A_T"], ["1|0", "10_A_T"]]
    by_ps = replace(GATK, phase=PhaseStyle.PS, keys=("GT",))
    assert [column(by_ps, site_keys(by_ps, phased=True), one) for one in pair] == ["0|1:10", "1|0:10"]
    assert column(by_ps, ("GT", "PS"), Written((0, 1))) == "0/1:."
    throughout = replace(GATK, phase=PhaseStyle.THROUGHOUT, keys=("GT",))
    assert column(throughout, ("GT",), Written((0, 1))) == "0|1"


def test_what_is_learnt() -> None:
    """Medians of 30, 30, 10 reads; the block and the reference call are no variant calls."""
    records = [seen("0/1"), seen("1/1"), seen("1", rest="0,10:10:20"), seen("0/0"), seen("0/0", "<NON_REF>")]
    found = style_of(records, frozenset(KEYS), haploid_x=True)
    assert (found.depth, found.quality, found.learnt) == (30, 99, 3)
    assert (found.keys, found.tail, found.phase) == (("GT", "AD", "DP", "GQ"), (), PhaseStyle.NONE)


def test_a_file_of_blocks_shows_its_symbolic_allele() -> None:
    found = style_of([seen("0/0", "<*>")], frozenset({"GT", "DP"}), haploid_x=None)
    assert (found.tail, found.keys, found.learnt) == (("<*>",), ("GT", "DP"), 0)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([seen("0|1"), seen("1/1")], PhaseStyle.THROUGHOUT),
        ([seen("0|1"), seen("0/1")], PhaseStyle.NONE),
        ([seen("0|1", keys="GT:PS", rest="7"), seen("0/1")], PhaseStyle.PS),
        ([seen("0/1", keys="GT:PGT:PID", rest="0|1:7_A_T")], PhaseStyle.PGT),
    ],
)
def test_the_style_of_phase(records: list[Seen], expected: PhaseStyle) -> None:
    assert style_of(records, frozenset(), haploid_x=None).phase is expected


def test_background_is_fitted_to_the_copies_of_x() -> None:
    assert with_copies("1:30", ("GT", "DP"), 2) == "1/1:30"
    assert with_copies("0/1:30", ("GT", "DP"), 1) == "1:30"
    assert with_copies("./.:0", ("GT", "DP"), 1) == ".:0"
    assert with_copies("0/1:30", ("GT", "DP"), 2) == "0/1:30"
    assert as_reference("0|1:30", ("GT", "DP")) == "0|0:30"
    assert with_copies("30", ("DP",), 1) == "30"


def test_a_man_has_no_heterozygous_x() -> None:
    """AD has a count of each of the three alleles, as in the record; what he can have stays as it is."""
    alts = ("T", "<NON_REF>")
    assert of_a_man("0/1:15,15,0:30", alts, ("GT", "AD", "DP"), GATK, 2) == "0/0:30,0,0:30"
    assert of_a_man("0|1:15,15,0:30", alts, ("GT", "AD", "DP"), GATK, 1) == "0:30,0,0:30"
    assert of_a_man("1/2:9", ("T", "C"), ("GT", "XX"), GATK, 1) == "0:."
    assert of_a_man("1/1:30", alts, ("GT", "DP"), GATK, 1) == "1:30"
    assert of_a_man("1/1:30", alts, ("GT", "DP"), GATK, 2) == "1/1:30"
