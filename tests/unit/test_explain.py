"""Explain: what each step said of an allele. Expected words: the contract, the tables' own rows, and the
files the tests write; alleles: domain.md (CD40LG c.107T>A, AICDA), REF bases: the bundled assembly."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.gvcf_styles import GATK, REFERENCE, base, blocks, coding, write_gvcf
from tests.vcf_files import header, row, write_vcf

from hyperigm.cli import main
from hyperigm.core.explanation import as_text
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.allele_name import parse_allele, placed_allele
from hyperigm.edges.inheritance_rules import load_rulebook
from hyperigm.edges.reference import load_reference
from hyperigm.errors import ExitCode, InputError
from hyperigm.steps.explain import explain, show

RUN = (
    row("X", 136648355, "T", "A", "GT:AD:DP:GQ", "1:0,40:40:99", filters="q10"),
    row("X", 136648400, base("chrX", 136648400), "<DEL>", "GT", "0", info="END=136648500"),
)


def insertion() -> tuple[int, str, int, str]:
    """A one-base deletion in a run of equal bases of CD40LG: (leftmost anchor, REF there, the same one base
    further right, REF there). Both spell the same allele (VCF 4.5: left-aligned is the normal form)."""
    _, start, end = coding("CD40LG", 1)
    for pos in range(start, end):
        two = REFERENCE.fetch("chrX", pos, pos + 2)
        if two[0] != two[1] == two[2]:
            return pos, two[:2], pos + 1, two[1:]
    raise AssertionError("no run of equal bases")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, run_steps: Callable[..., None]) -> Path:
    """boy: CD40LG c.107T>A with a failed filter, contigs without chr. negative: a GATK gVCF, all assessed but
    exon 2 of CD40LG. bad: no VCF."""
    folder = tmp_path_factory.mktemp("explain")
    names = {item.name: item.name.removeprefix("chr") for item in REFERENCE.chromosomes}
    pos, ref, _, _ = insertion()
    rows = (*RUN, row("X", pos, ref, ref[0], "GT", "./."))
    ordered = sorted(rows, key=lambda line: int(line.split("\t")[1]))
    write_vcf(folder / "boy.vcf", header(["boy"], names=names), ordered)
    write_gvcf(folder / "negative.vcf", GATK, blocks(without=[("CD40LG", 2)]))
    (folder / "bad.vcf").write_text("no VCF\n")
    sheet = ("sample\tvcf\tsex\taffected", "boy\tboy.vcf\tmale\tyes", "negative\tnegative.vcf\tmale\tyes")
    (folder / "samples.tsv").write_text("\n".join((*sheet, "bad\tbad.vcf\tmale\tyes")) + "\n")
    run_steps(folder / "samples.tsv", folder / "out", Settings())
    (folder / "boy.vcf").unlink()
    return folder / "out"


def test_a_call_is_followed_through_every_step(out: Path) -> None:
    """The patient's VCF is gone by now. Oracle: the record above; ClinVar's name in domain.md."""
    words = {word.step: word for word in explain("boy", "chrX-136648355-T-A", out).steps}
    assert words["check"].verdict == "the sample is in the plan"
    assert words["screen"].verdict == "in the file: GT 1, 1 of 1 copies carry it"
    assert "FILTER q10, which does not drop it" in words["screen"].lines
    assert "depth 40, reads with it 40, share of reads 1, quality 99" in words["screen"].lines
    assert words["annotate"].verdict == "CD40LG NM_000074.3:c.107T>A"
    text = "\n".join(words["interpret"].lines)
    assert text.startswith("Hyper-IgM syndrome type 1 (X-linked): ")
    book = load_rulebook()
    known = {rule.rule for rule in book.genotype} | {doubt.rule for doubt in book.doubts}
    assert {line.split()[1].rstrip(":") for line in text.splitlines() if line.startswith("  rule ")} <= known
    assert "    source: " in text
    assert "tier rule tiers.tsv:" in text
    assert words["report"].verdict == "1 row in samples/boy/boy.findings.tsv"
    line = int(words["report"].lines[0].split()[1].rstrip(":"))
    table = (out / "samples" / "boy" / "boy.findings.tsv").read_text().splitlines()
    assert "\t136648355\tT\tA\t" in table[line - 1]


@pytest.mark.parametrize("contig", ["X", "23", "chrX", "NC_000023.11"])
def test_any_naming_of_the_contig(out: Path, contig: str) -> None:
    assert explain("boy", f"{contig}-136648355-T-A", out).allele == "chrX-136648355-T-A"


def test_an_allele_that_is_not_left_aligned(out: Path) -> None:
    """Oracle: VCF 4.5, left alignment; the run of equal bases is looked up in the assembly."""
    left, left_ref, right, right_ref = insertion()
    found = explain("boy", f"X-{right}-{right_ref}-{right_ref[0]}", out)
    assert found.allele == f"chrX-{left}-{left_ref}-{left_ref[0]}"
    assert found.steps[1].verdict == "in the file, genotype not called: GT ./."


def test_more_bases_than_needed(out: Path) -> None:
    before = base("chrX", 136648354)
    assert explain("boy", f"X-136648354-{before}T-{before}A", out).allele == "chrX-136648355-T-A"


def test_a_symbolic_allele_by_its_end(out: Path) -> None:
    """The boy's record has GT 0, so the allele is not carried; the key is that of core.variant."""
    anchor = base("chrX", 136648400)
    found = explain("boy", f"X-136648400-{anchor}-<DEL>-136648500", out)
    assert found.steps[1].verdict.startswith("not called; exon 1")


def test_not_called_where_it_was_assessed(out: Path) -> None:
    """Oracle: the blocks of the fixture have depth 31; exon 2 has none."""
    _, third, _ = coding("CD40LG", 3)
    ref = base("chrX", third)
    alt = "A" if ref != "A" else "C"
    found = explain("negative", f"chrX-{third}-{ref}-{alt}", out)
    assert found.steps[1].verdict == "not called; exon 3 was assessed at depth 31 (gVCF blocks)"
    assert all(word.verdict.startswith("not reached") for word in found.steps[2:])
    _, second, _ = coding("CD40LG", 2)
    ref = base("chrX", second)
    found = explain("negative", f"chrX-{second}-{ref}-{'A' if ref != 'A' else 'C'}", out)
    assert (
        found.steps[1].verdict == f"not called; exon 2 was not assessed there: not covered at chrX:{second}"
    )


def test_not_called_in_a_plain_file(out: Path) -> None:
    found = explain("boy", f"chrX-136648356-{base('chrX', 136648356)}-A", out)
    assert found.steps[1].verdict.startswith("not called; exon 1 may or may not have been read")


def test_outside_the_regions(out: Path) -> None:
    assert explain("boy", "1-1000-G-T", out).steps[1].verdict.startswith("outside the regions")


def test_a_place_in_the_gene_on_the_other_build_is_named(out: Path) -> None:
    """CD40LG c.107T>A lies at chrX:136648355 on GRCh38 and, 917,841 bases before, at 135730514 on GRCh37 (the
    bundles' own bases and models prove the shift: exon 1 begins with the same 60 bases)."""
    other = load_reference(Build.GRCH37)
    cds = other.mane("CD40LG").cds
    assert cds
    pos = 136648355 - (coding("CD40LG", 1)[1] - cds[0])
    assert pos == 135730514
    assert other.fetch("chrX", pos - 30, pos + 30) == REFERENCE.fetch("chrX", 136648325, 136648385)
    word = explain("boy", f"X-{pos}-T-A", out).steps[1]
    assert word.verdict.endswith("on GRCh37 the place lies in CD40LG, and REF fits there")
    assert word.lines == ("this sample is on GRCh38, so give the allele as on GRCh38",)
    word = explain("boy", f"X-{pos}-G-A", out).steps[1]
    assert word.verdict.endswith("on GRCh37 the place lies in CD40LG, and REF does not fit there (T)")


@pytest.mark.parametrize(
    "contig", ["1", "chrM", "chr1_KI270706v1_random", "GL000192.1", "hs37d5", "NC_000001.11", "HLA:HLA00001"]
)
def test_contigs_without_a_gene_are_outside(out: Path, contig: str) -> None:
    """Names of UCSC, 1000 Genomes and RefSeq headers."""
    word = explain("boy", f"{contig}-1000-G-T", out).steps[1]
    assert word.verdict == "outside the regions: what lies there is not read"
    assert word.lines == ("REF is not checked there: only the genes' bases are bundled",)


def test_a_sample_that_was_refused(out: Path) -> None:
    found = explain("bad", "X-136648355-T-A", out)
    assert found.steps[0].verdict.startswith("refused: ")
    assert "the gate refused the sample" in as_text(found)


@pytest.mark.parametrize(
    ("sample", "allele", "said"),
    [
        ("bo", "X-136648355-T-A", "did you mean 'boy'?"),
        ("boy", "X-136648355-T", "is not CHROM-POS-REF-ALT"),
        ("boy", "X-136648355-T-Q", "is not a sequence of bases"),
        ("boy", "X-136648355-T-T", "ALT is the same as REF"),
        ("boy", "X-136648355-G-A", "REF is T on GRCh38"),
        ("boy", "X-156040896-G-A", "lies behind the end"),
        ("boy", "X-999999999-G-A", "no human chromosome has a base 999999999"),
        ("boy", "chr99-1000-G-T", "'chr99' is the name of no human contig"),
        ("boy", "Xq26-1000-G-T", "'Xq26' is the name of no human contig"),
        ("boy", "X-136648400-T-<DEL>-136648300", "ends at 136648300, before its position 136648400"),
        ("boy", "1-2000-T-<DEL>-1000", "ends at 1000, before its position 2000"),
        ("boy", "X-136648400-T-foo-136648500", "is no symbolic allele and no breakend"),
        ("boy", "NC_000023.10-135730514-T-A", "is chrX of GRCh37, and the sample is on GRCh38"),
    ],
)
def test_what_cannot_be_explained_ends_with_3(out: Path, sample: str, allele: str, said: str) -> None:
    """Exit code: README. REF of chrX:136648355 is T (domain.md)."""
    result = CliRunner().invoke(main, ["explain", sample, allele, "--outdir", str(out)])
    assert result.exit_code == ExitCode.BAD_INPUT
    assert said in result.output


def test_json_has_the_same_words(out: Path) -> None:
    args = ["explain", "boy", "X-136648355-T-A", "--outdir", str(out), "--json"]
    found = json.loads(CliRunner().invoke(main, args).output)
    assert [word["step"] for word in found["steps"]] == ["check", "screen", "annotate", "interpret", "report"]


def test_no_run_in_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        explain("boy", "X-136648355-T-A", tmp_path)


def test_the_parts_of_an_allele() -> None:
    """Oracle: the key's grammar in core.variant."""
    assert parse_allele("chrX-5-a-<DEL>-9").key == "chrX-5-A-<DEL>-9"
    assert placed_allele("chrX-136648355-t-a", REFERENCE).key == "chrX-136648355-T-A"


def test_a_record_that_stands_twice_and_a_shared_codon(
    tmp_path: Path, run_steps: Callable[..., None]
) -> None:
    """Oracle: codon 36 of CD40LG is ATG (domain.md: c.107T>A is p.Met36Lys); with c.106A>T it is TAG, a stop
    (standard genetic code). AT>AA is T>A one base further on (VCF 4.5, parsimony)."""
    rows = (
        row("chrX", 136648354, "AT", "AA", "GT", "1"),
        row("chrX", 136648354, "A", "T", "GT", "1"),
        row("chrX", 136648355, "T", "A", "GT", "1"),
    )
    write_vcf(tmp_path / "p.vcf", header(["p"]), rows)
    (tmp_path / "samples.tsv").write_text("sample\tvcf\tsex\np\tp.vcf\tmale\n")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    found = explain("p", "X-136648355-T-A", tmp_path / "out")
    words = {word.step: word for word in found.steps}
    assert json.loads(show(found, True))["steps"][1]["lines"] == list(words["screen"].lines)
    assert "record chrX:136648354 AT AA, ID ." in words["screen"].lines
    assert "normalised to chrX-136648355-T-A" in words["screen"].lines
    assert any("stands in 2 records" in line for line in words["screen"].lines)
    joint = [line for line in words["annotate"].lines if line.startswith("lies on one copy with")]
    assert len(joint) == 1
    assert "chrX-136648354-A-T" in joint[0]
    assert "p.(Met36Ter)" in joint[0]


def test_a_substitution_that_was_merged_into_an_mnv_follows_it(
    tmp_path: Path, run_steps: Callable[..., None]
) -> None:
    """Codon 35 of CD40LG is CAG (MANE Select, GRCh38 chrX:136648351); CA>TT holds C>T and A>T, and no A>C."""
    write_vcf(tmp_path / "boy.vcf", header(["boy"]), [row("chrX", 136648351, "CA", "TT", "GT:DP", "1:30")])
    (tmp_path / "samples.tsv").write_text("sample\tvcf\tsex\taffected\nboy\tboy.vcf\tmale\tyes\n")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    whole = "chrX-136648351-CA-TT"
    tier = explain("boy", whole, tmp_path / "out").steps[3].verdict
    assert tier.startswith("candidate")
    for part in ("chrX-136648351-C-T", "chrX-136648352-A-T"):
        steps = {word.step: word for word in explain("boy", part, tmp_path / "out").steps}
        assert steps["screen"].verdict.startswith(f"in the file as part of {whole}: in the file: GT 1")
        assert steps["interpret"].verdict == tier
        assert steps["report"].verdict.startswith("1 row")
    other = {word.step: word for word in explain("boy", "chrX-136648352-A-C", tmp_path / "out").steps}
    assert other["screen"].verdict.startswith("not called")
