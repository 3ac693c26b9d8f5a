"""Junctions whose record lies elsewhere. Oracle: VCF 4.5, section 5.4; CHR2 and END as Delly has them."""

from pathlib import Path

import pytest
from tests.unit.test_screen import screened, snv
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.callability import Silence
from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference

GENE = next(region for region in load_reference(Build.GRCH38).regions if region.gene == "CD40LG")
INSIDE = GENE.start + 3000
OWN = [snv(0, "0/1"), snv(9, "1/1")]


def silences(tmp_path: Path, *rows: str) -> tuple[tuple[Silence, ...], int]:
    """(what is left unknown by junctions, calls beside the two SNVs)."""
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), [*rows, *OWN]))
    assert sample.error is None
    found = tuple(one for source in sample.sources for one in source.silences if one.joined)
    assert {one.reason for one in found} <= set(sample.warnings)
    return found, len(sample.calls) - len(OWN)


@pytest.mark.parametrize(
    ("alt", "info"),
    [
        (f"N[chrX:{INSIDE}[", "SVTYPE=BND"),
        (f"]chrX:{INSIDE}]N", "SVTYPE=BND"),
        ("<TRA>", f"SVTYPE=TRA;CHR2=chrX;END={INSIDE}"),
        ("<BND>", f"SVTYPE=BND;CHR2=chrX;POS2={INSIDE};END=1000001"),
    ],
)
def test_a_break_in_a_gene_that_is_written_elsewhere(tmp_path: Path, alt: str, info: str) -> None:
    found, calls = silences(tmp_path, row("chr7", 1000000, "N", alt, "GT", "0/1", info=info))
    assert [one.chrom for one in found] == ["chrX"]
    assert "in CD40LG" in found[0].reason
    assert calls == 0


def test_a_line_cut_off_before_its_info_costs_the_file_nothing(tmp_path: Path) -> None:
    """It says of no place that it is joined; the breakend that makes the file be read whole is told."""
    whole = row("chr7", 1000000, "N", f"N[chrX:{INSIDE}[", "GT", "0/1", info="SVTYPE=BND")
    found, calls = silences(tmp_path, "chr1\t100\t.[", whole)
    assert ([one.chrom for one in found], calls) == (["chrX"], 0)


def test_who_does_not_carry_it_is_told_nothing(tmp_path: Path) -> None:
    junction = row("chr7", 1000000, "N", f"N[chrX:{INSIDE}[", "GT", "0/0", info="SVTYPE=BND")
    assert silences(tmp_path, junction) == ((), 0)


def test_both_ends_are_written(tmp_path: Path) -> None:
    """The record in the gene is the finding."""
    one = row("chr7", 1000000, "N", f"N[chrX:{INSIDE}[", "GT", "0/1", info="SVTYPE=BND;MATEID=b")
    other = row("chrX", INSIDE, "N", "]chr7:1000000]N", "GT", "0/1", info="SVTYPE=BND;MATEID=a")
    assert silences(tmp_path, one, other) == ((), 1)


def test_both_ends_lie_around_a_gene(tmp_path: Path) -> None:
    low, high = GENE.start - 90_000, GENE.end + 90_000
    found, calls = silences(
        tmp_path, row("chrX", low, "N", f"N[chrX:{high}[", "GT", "0/1", info="SVTYPE=BND")
    )
    assert "lies around CD40LG" in found[0].reason
    assert calls == 0


@pytest.mark.parametrize("place", [("chrX", 1000000, "chr2"), ("chr20", 1000000, "chr1")])
def test_the_far_end_is_no_length(tmp_path: Path, place: tuple[str, int, str]) -> None:
    """END is a place on CHR2: no deletion up to there, and none past the end of the chromosome."""
    chrom, pos, far = place
    translocation = row(chrom, pos, "N", "<TRA>", "GT", "0/1", info=f"SVTYPE=TRA;CHR2={far};END=150000000")
    assert silences(tmp_path, translocation) == ((), 0)
