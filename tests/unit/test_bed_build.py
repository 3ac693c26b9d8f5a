"""Signs of the build in a callable BED. Oracle: lengths of the chromosomes in the assembly reports (chrX:
155270560 bases on GRCh37, 156040895 on GRCh38), accessions of RefSeq, and each build's MANE exons."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.record_evidence import Least
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.bed_build import BedWatch, coding_exons
from hyperigm.edges.callable_bed import read_callable
from hyperigm.edges.limits import wanted_places
from hyperigm.edges.reference import load_reference
from hyperigm.errors import InputError

NEEDED = Least(10, 20.0)
G37, G38 = Build.GRCH37, Build.GRCH38


def exons(build: Build, flank: int = 20, chroms: tuple[str, ...] = ()) -> Iterator[str]:
    """A line per coding exon of a build."""
    for chrom, start, end in coding_exons(build):
        if not chroms or chrom in chroms:
            yield f"{chrom}\t{start - 1 - flank}\t{end + flank}\n"


def read(folder: Path, text: str, build: Build = G38) -> tuple[str, ...]:
    """The warnings of a BED beside a VCF of that build."""
    path, reference = folder / "c.bed", load_reference(build)
    path.write_text(text)
    watch = BedWatch(path, reference)
    return read_callable(path, wanted_places(reference), reference.canonical, NEEDED, watch)[1]


def refused(folder: Path, text: str, build: Build = G38) -> str:
    with pytest.raises(InputError) as told:
        read(folder, text, build)
    (problem,) = told.value.problems
    assert problem.mend == f"give a BED of {build}"
    return f"{problem.where.removeprefix(str(folder))}: {problem.what}"


@pytest.mark.parametrize("build", [G37, G38])
def test_exons_of_this_build_need_no_word(tmp_path: Path, build: Build) -> None:
    """50 coding exons in six genes; those of an X-only panel are 14 (5 and 9)."""
    assert len(coding_exons(build)) == 50
    assert read(tmp_path, "".join(exons(build)), build) == ()
    assert len(list(exons(build, chroms=("chrX",)))) == 14
    assert read(tmp_path, "".join(exons(build, chroms=("chrX",))), build) == ()


def test_exons_of_the_other_build_are_refused(tmp_path: Path) -> None:
    for there, here in ((G37, G38), (G38, G37)):
        said = refused(tmp_path, "".join(exons(there)), here)
        assert said == (
            f"/c.bed: it covers 50 coding exons as a whole where {there} has them, and 0 where {here} has: "
            f"it is of {there}, and the VCF is of {here}"
        )


def test_a_few_stray_exons_are_warned_of(tmp_path: Path) -> None:
    """Four exons of chr12 where GRCh37 has them: no proof, and no trust without a word."""
    lines = list(exons(G37, chroms=("chr12",)))[:4]
    (warning,) = [one for one in read(tmp_path, "".join(lines)) if "GRCh37" in one]
    assert warning == (
        "c.bed may be of GRCh37: it covers 4 coding exons as a whole where GRCh37 has them, and 0 where "
        "GRCh38 has"
    )


def test_what_covers_both_is_taken_on_trust_and_said(tmp_path: Path) -> None:
    """Whole genes of both builds, as a genome's BED has them, ends of chromosomes left out."""
    text = "".join(f"{c}\t1000000\t{e}\n" for c, e in (("chr7", 9 * 10**6), ("chr12", 11 * 10**7)))
    text += "chr20\t40000000\t50000000\nchrX\t130000000\t155000000\n"
    (warning,) = read(tmp_path, text)
    assert warning == (
        "nothing in c.bed tells its build: that it is of GRCh38, as the VCF is, is taken on trust"
    )


def test_lines_that_end_where_a_chromosome_ends_tell_the_build(tmp_path: Path) -> None:
    """mosdepth writes up to the end of each chromosome: chrX ends at 155270560 on GRCh37, and on GRCh38 at
    156040895."""
    genome = "chr7\t0\t100000000\t10:inf\nchr20\t0\t60000000\t10:inf\nchr12\t0\t120000000\t10:inf\n"
    assert read(tmp_path, genome + "chrX\t0\t156000000\t10:inf\nchrX\t156000000\t156040895\t0:1\n") == ()
    said = refused(tmp_path, genome + "chrX\t0\t155270560\t10:inf\n")
    assert said == (
        "/c.bed: its lines on chrX end at 155270560, where chrX of GRCh37 ends: it is not of GRCh38, the "
        "build of the VCF"
    )


@pytest.mark.parametrize(
    ("line", "build", "said"),
    [
        (
            "chrX\t0\t156040895\n",
            G37,
            "/c.bed:1: ends at 156040895, and chrX of GRCh37, the VCF's build, at 155270560",
        ),
        (
            "7\t5\t159345973\n",
            G37,
            "/c.bed:1: ends at 159345973, and chr7 of GRCh37, the VCF's build, at 159138663",
        ),
        ("NC_000023.10\t5\t10\n", G38, "/c.bed:1: NC_000023.10 is of GRCh37, and the VCF is of GRCh38"),
        ("track name=x db=hg19\n", G38, "/c.bed:1: the track is of hg19, and the VCF is of GRCh38"),
        ('browser x\ntrack db="hg38"\n', G37, "/c.bed:2: the track is of hg38, and the VCF is of GRCh37"),
    ],
)
def test_a_line_that_contradicts_the_build_is_told(
    tmp_path: Path, line: str, build: Build, said: str
) -> None:
    assert refused(tmp_path, line + "".join(exons(build)), build) == said


def test_a_track_of_this_build_passes(tmp_path: Path) -> None:
    assert read(tmp_path, "track db=hg38\n" + "".join(exons(G38))) == ()


def test_stretches_that_were_not_covered_are_no_sign(tmp_path: Path) -> None:
    """A BED of states lists all of both builds' exons; those of GRCh38 alone are callable."""
    lines = [line.replace("\n", "\tCALLABLE\n") for line in exons(G38)]
    lines += [line.replace("\n", "\tLOW_COVERAGE\n") for line in exons(G37)]
    assert read(tmp_path, "".join(lines)) == ()


def test_the_report_says_it_and_a_wrong_build_fails_its_sample_alone(
    tmp_path: Path, run_steps: Callable[..., None]
) -> None:
    call = row("chrX", 136648355, "T", "A", "GT:DP:GQ", "1:30:99", "1:30:99")
    write_vcf(tmp_path / "a.vcf", header(["wrong", "trust"]), [call])
    (tmp_path / "wrong.bed").write_text("".join(exons(G37)))
    whole = "".join(
        f"{c}\t0\t{e}\n" for c, e in (("chr7", 10**8), ("chr12", 12 * 10**7), ("chr20", 6 * 10**7))
    )
    with gzip.open(tmp_path / "trust.bed.gz", "wt") as handle:
        handle.write(f"{whole}chrX\t0\t155000000\n")
    rows = "wrong\ta.vcf\tmale\twrong.bed\ntrust\ta.vcf\tmale\ttrust.bed.gz\n"
    (tmp_path / "samples.tsv").write_text(f"sample\tvcf\tsex\tcallable\n{rows}")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    samples = tmp_path / "out" / "samples"
    assert "it is of GRCh37, and the VCF is of GRCh38" in (samples / "wrong" / "wrong.error.txt").read_text()
    assert "is taken on trust" in (samples / "trust" / "trust.report.html").read_text()
