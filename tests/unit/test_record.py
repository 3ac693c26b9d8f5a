"""Records by the VCF specification, and what is refused."""

import pytest

from hyperigm.core import record
from hyperigm.core.genotype import GenotypeError
from hyperigm.core.record import (
    LONG,
    RecordError,
    check_indices,
    format_keys,
    not_reference,
    parse_site,
    sample_fields,
    sample_genotype,
)
from hyperigm.core.variant import Allele


def columns(ref: str = "A", alt: str = "C", info: str = ".", pos: str = "100", keys: str = "GT") -> list[str]:
    return ["X", pos, ".", ref, alt, ".", "PASS", info, keys]


def test_a_plain_record() -> None:
    site = parse_site(["X", "100", "rs1", "a", "c,g", "50", "q10;s50", ".", "GT:DP"], "chrX")
    assert site.record.contig == "X"
    assert site.record.vcf_id == "rs1"
    assert site.record.filters == ("q10", "s50")
    assert site.keys == ("GT", "DP")
    assert site.alleles == (Allele("chrX", 100, "A", "C"), Allele("chrX", 100, "A", "G"))
    assert (site.last, site.name) == (100, "X:100")


def test_long_records_are_not_kept() -> None:
    """Sixteen thousand of a megabase would be sixteen gigabytes."""
    short, long = columns(ref="ACGTACGTGG"), columns(ref="ACGT" * LONG)
    for given, kept in ((short, 1), (long, 0)):
        before = record._known_site.cache_info().currsize
        parse_site(given, "chrX")
        assert record._known_site.cache_info().currsize - before == kept


def test_alleles_that_are_no_variants_keep_their_number() -> None:
    """Section 1.6.1: `*` is a deletion called elsewhere; section 5.5: `<*>`, in GATK's words `<NON_REF>`."""
    site = parse_site(columns(alt="*,C,<NON_REF>"), "chrX")
    assert site.alleles == (None, Allele("chrX", 100, "A", "C"), None)
    assert site.spanned == frozenset({1})
    assert [number for number, _ in site.variants] == [2]
    assert not site.is_block


@pytest.mark.parametrize("alt", [".", "<NON_REF>", "<*>", "<X>"])
def test_a_block_of_reference(alt: str) -> None:
    site = parse_site(columns(alt=alt, info="END=250"), "chrX")
    assert site.is_block
    assert site.last == 250


@pytest.mark.parametrize(
    ("ref", "alt", "info", "last", "end"),
    [
        # by hand, from the specification's definitions of END and SVLEN
        ("ACGT", "A", ".", 103, 0),
        ("A", "<DEL>", "END=300", 300, 300),
        ("A", "<DEL>", "SVLEN=-200", 300, 300),
        ("A", "<DEL>", "SVLEN=200;END=300", 300, 300),
        ("A", "<DUP:TANDEM>", "SVTYPE=DUP;END=150", 150, 150),
        ("A", "<INS>", "SVLEN=500", 100, 100),
        ("A", "<DEL>", ".", 100, 100),
        ("A", "<DEL>", "END=50", 100, 100),
        ("A", "A[chr2:321[", "SVTYPE=BND", 100, 100),
        ("A", "]chr2:321]A", ".", 100, 100),
        ("A", "A.", ".", 100, 100),
        ("A", "C", "END=900", 100, 0),  # bases say their own length
    ],
)
def test_how_far_a_record_reaches(ref: str, alt: str, info: str, last: int, end: int) -> None:
    site = parse_site(columns(ref, alt, info), "chrX")
    assert site.last == last
    assert site.alleles[0] is not None
    assert (site.alleles[0].alt, site.alleles[0].end) == (alt, end)


def test_two_symbolic_alleles_have_their_own_ends() -> None:
    """VCF 4.5: SVLEN has one value for each ALT."""
    site = parse_site(columns(alt="<DEL>,<DUP>", info="SVLEN=-50,80"), "chrX")
    assert [allele.end for _, allele in site.variants] == [150, 180]


@pytest.mark.parametrize(
    "row",
    [
        columns(ref=""),
        columns(ref="A1"),
        columns(ref="<DEL>"),
        columns(alt=""),
        columns(alt="C,"),
        columns(alt="A"),
        columns(alt="<DEL"),
        columns(alt="C T"),
        columns(alt="=HYPERLINK()"),
        columns(pos="-5"),
        columns(pos="x"),
        columns(pos="1e5"),
        columns(pos="9" * 30),
        columns(keys="DP"),
        columns(keys="."),
        columns(keys="GT:DP:DP"),
        columns()[:8],
        [],
    ],
)
def test_broken_records_are_refused_with_words(row: list[str]) -> None:
    with pytest.raises(RecordError, match=r"\w+"):
        parse_site(row, "chrX")


def test_trailing_values_may_be_left_out_and_no_more_may_come() -> None:
    """Section 1.6.2: trailing fields can be dropped."""
    keys = format_keys("GT:AD:DP")
    assert sample_fields(keys, "0/1") == {"GT": "0/1", "AD": ".", "DP": "."}
    with pytest.raises(RecordError):
        sample_fields(keys, "0/1:1,2:3:4")


def test_gt_is_found_wherever_it_stands() -> None:
    """The specification wants it first; files exist where it is not."""
    assert sample_genotype(("GT", "DP"), "0/1:9") == "0/1"
    assert sample_genotype(("DP", "GT"), "9:0/1") == "0/1"
    assert sample_genotype(("DP", "GT"), "9") == "."


def test_an_allele_the_record_lacks_is_refused() -> None:
    check_indices((0, 2, None), 2)
    with pytest.raises(GenotypeError):
        check_indices((0, 3), 2)


@pytest.mark.parametrize("text", ["0/1:3", "./.:0", ".", "1", "0", "0/0/1:2", "0/01:3", "1|0", "", "0/0x"])
def test_only_plain_reference_is_skipped(text: str) -> None:
    """By the grammar: exactly `0/0` and `0|0` are two reference copies."""
    samples = [text, "0/0:9", "0|0", "0/0", "0|0:1"]
    assert not_reference(("GT", "DP"), samples, range(5)) == [0]
    assert not_reference(("DP", "GT"), samples, range(5)) == [0, 1, 2, 3, 4]
