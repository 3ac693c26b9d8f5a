"""Structural calls from a file of their own; expectations follow from the rows written here, by hand."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.family import Person
from hyperigm.core.plan import Batch, Plan, SampleEntry
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_value, write_value
from hyperigm.steps.screen import screen

CHROM, START = "chr20", 46_118_320
BASES = load_reference(Build.GRCH38).fetch(CHROM, START, START + 60)
OTHER = {"A": "C", "C": "G", "G": "T", "T": "A"}
DELETION = "SVTYPE=DEL;END=46122000;CIPOS=-3,4"


def small(folder: Path) -> Path:
    """Six substitutions of CD40, which prove the build."""
    rows = [row(CHROM, START + at, BASES[at], OTHER[BASES[at]], "GT", "0/1") for at in range(0, 30, 5)]
    return write_vcf(folder / "small.vcf", header(["S1"]), rows)


def structural(folder: Path, sample: str = "S1") -> Path:
    """A deletion of CD40's exon 2 (46121820-46121898), heterozygous."""
    line = row(CHROM, 46_121_000, "N", "<DEL>", "GT", "0/1", info=DELETION)
    return write_vcf(folder / "sv.vcf", header([sample]), [line])


def screened(folder: Path, sv_vcf: Path | None, build: str = "auto") -> SampleScreen:
    entry = SampleEntry(Person("S1"), str(small(folder)), "S1", sv_vcf=str(sv_vcf) if sv_vcf else None)
    write_value(folder / "plan.json", Plan((Batch("b1", (entry,)),)))
    screen(folder / "plan.json", "b1", replace(Settings(), build=build), folder / "screen.json")
    return read_value(folder / "screen.json", Screened).samples[0]


def test_calls_of_both_files_in_genome_order(tmp_path: Path) -> None:
    found = screened(tmp_path, structural(tmp_path))
    assert found.error is None
    assert found.build is Build.GRCH38
    assert len(found.calls) == 7
    last = found.calls[-1]
    assert (last.allele.pos, last.allele.alt, last.allele.end) == (46_121_000, "<DEL>", 46_122_000)
    assert last.record.intervals == (-3, 4, 0, 0)
    assert found.records_read == 7
    assert [call.allele.pos for call in found.calls] == sorted(call.allele.pos for call in found.calls)


def test_without_such_a_file(tmp_path: Path) -> None:
    assert len(screened(tmp_path, None).calls) == 6


@pytest.mark.parametrize("content", ["", "no VCF at all\n"])
def test_a_file_that_is_no_vcf_fails_the_sample(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.vcf"
    path.write_text(content)
    found = screened(tmp_path, path)
    assert found.build is None
    assert found.error is not None
    assert "sv_vcf" in found.error
    assert found.mend
    assert found.calls == ()


def test_another_persons_file_fails_the_sample(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "two.vcf", header(["S7", "S8"]), [])
    found = screened(tmp_path, path)
    assert found.error is not None
    assert "sv_vcf" in found.error
