"""What is kept of a record at the regions, and what is said of it; no file is read. Oracle: VCF 4.5,
section 1.6.2 (GT: `.` is a copy not called, `/` is unphased), and what each docstring promises."""

from collections.abc import Sequence

import pytest

from hyperigm.core.panel import Region
from hyperigm.core.sites import (
    MAX_OF_RECORD,
    MAX_PROBLEMS,
    GivenUpError,
    SiteCollector,
    Wanted,
)

REGIONS = (Region("B", "chr1", 100, 200), Region("A", "chr1", 10, 50))
TRIO = Wanted((0, 1, 2), 3, kin={0: frozenset({1, 2})})


def collector(wanted: Wanted = TRIO, keep: bool = True) -> SiteCollector:
    """On an assembly that is A throughout, on a chromosome of 1,000 bases."""
    return SiteCollector("x.vcf", REGIONS, lambda _, __, length: "A" * length, wanted, keep, {"chr1": 1000})


def record(*genotypes: str, pos: int = 20, ref: str = "A", alt: str = "C", info: str = ".") -> Sequence[str]:
    return ["1", str(pos), ".", ref, alt, ".", "PASS", info, "GT", "\t".join(genotypes)]


def test_the_carriers_column_is_kept_and_its_relatives() -> None:
    sites = collector()
    sites.take("chr1", record("0/1", "0/0", "0|0"))
    (kept,) = sites.sites
    assert kept.speaking == {0: "0/1"}
    assert kept.reference == {1: "0/0", 2: "0|0"}
    assert sites.unphased == {0}


def test_where_nobody_has_a_variant_nothing_is_kept() -> None:
    sites = collector()
    sites.take("chr1", record("0/0", "0/0", "0/0"))
    assert (sites.sites, sites.records) == ([], 1)


def test_a_relative_in_another_file_needs_reference_genotypes_and_blocks() -> None:
    sites = collector(Wanted((0,), 1, abroad=frozenset({0})))
    sites.take("chr1", record("0/0"))
    sites.take("chr1", record("0/0", pos=30, alt="<NON_REF>", info="END=40"))
    (kept,), (block,) = sites.sites, sites.blocks
    assert (kept.speaking, kept.reference) == ({}, {0: "0/0"})
    assert (block.chrom, block.start, block.end, block.columns) == ("chr1", 30, 40, {0: "0/0"})


def test_a_genotype_that_is_none_spoils_its_own_column_alone() -> None:
    sites = collector()
    sites.take("chr1", record("0/1", "0/9", "./."))
    sites.take("chr1", record("0/1", "x", "0/0", pos=21))
    assert {column: problem.what for column, problem in sites.spoiled.items()} == {
        1: "GT '0/9' is no genotype of a record with 1 ALT"
    }
    assert [set(kept.speaking) for kept in sites.sites] == [{0, 2}, {0}], "a no-call speaks too"


def test_an_allele_without_a_name_is_told_of_its_carrier() -> None:
    sites = collector()
    sites.take("chr1", record("0/2", "0/1", "0/0", alt="C,<NON_REF>"))
    assert sites.unnamed == {0: ["1:20"]}


def test_ref_is_counted_as_it_agrees() -> None:
    """A and AA are the assembly's, C is not, N tells nothing. Where only REF is asked, nothing is kept."""
    sites = collector(keep=False)
    for ref, alt in (("A", "C"), ("AA", "A"), ("C", "A"), ("N", "A")):
        sites.take("chr1", record("0/1", "0/1", "0/1", ref=ref, alt=alt))
    assert (sites.check.agree, sites.check.disagree, sites.sites) == (2, 1, [])


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (record("0/1", "0/1"), "2 sample columns, the header names 3"),
        (record("0/1", "0/1", "0/1", pos=900, alt="<DEL>", info="END=2000"), "reaches to base 2000"),
        (
            record("0/1", "0/1", "0/1", alt=",".join(["C"] * (MAX_OF_RECORD + 1))),
            "1,001 ALTs, and no record of a few genes has more than 1,000",
        ),
    ],
)
def test_a_broken_record_is_noted(columns: Sequence[str], said: str) -> None:
    sites = collector()
    sites.take("chr1", columns)
    (problem,) = sites.problems
    assert problem.what.startswith(said)
    assert problem.where == f"x.vcf: record 1:{columns[1]}"


def test_the_file_is_given_up_after_so_many_broken_records() -> None:
    sites = collector()
    for _ in range(MAX_PROBLEMS - 1):
        sites.take("chr1", record("0/1"))
    with pytest.raises(GivenUpError):
        sites.take("chr1", record("0/1"))


def test_regions_apart() -> None:
    """In genome order; a record up to base 50 that reaches into the second was taken with the first."""
    assert collector().spans_apart("chr1") == [(10, 50, 0), (100, 200, 50)]
    assert collector().spans_apart("chr2") == []
