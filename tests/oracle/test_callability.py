"""What each exon's status is, from gVCFs in the callers' styles and from BEDs, through all steps.

Oracle: the fixtures say what was read (tests/gvcf_styles.py names where each style was learnt); exons and
pseudogene classes are those of MANE v1.5 and the contract (IKBKG 3-10; PMS2 9, 11-15).
"""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from tests.gvcf_styles import (
    BCFTOOLS,
    DEEPVARIANT,
    DRAGEN,
    FLANK,
    GATK,
    STRELKA,
    STYLES,
    Block,
    base,
    blocks,
    blocks_around,
    coding,
    coding_exons,
    combined,
    write_glnexus,
    write_gvcf,
)
from tests.vcf_files import CONTAINERS, contain

from hyperigm.core.family import Person
from hyperigm.core.plan import SampleEntry
from hyperigm.core.settings import Settings, Thresholds
from hyperigm.steps.screen import screen_samples

COPIES = {("IKBKG", n) for n in range(3, 11)} | {("PMS2", n) for n in (9, *range(11, 16))}
LEFT_OUT = (("CD40LG", 3), ("UNG", 4), ("PMS2", 2))
"""Exons of a gene on X, of one on the plus strand, of one on the minus strand."""
NO_SITE = ("PMS2", 0)


@dataclass
class Results:
    """The output folder of one run."""

    folder: Path

    def statuses(self, sample: str) -> dict[tuple[str, int], tuple[str, str]]:
        """(gene, exon) -> (status, reason); exon 0 is a known site outside the exons."""
        with (self.folder / "samples" / sample / f"{sample}.coverage.tsv").open() as handle:
            rows = list(csv.DictReader(handle, delimiter="\t"))
        return {
            (row["gene"], 0 if row["exon"] == "." else int(row["exon"])): (row["status"], row["reason"])
            for row in rows
        }

    def words(self, sample: str) -> dict[tuple[str, int], str]:
        return {exon: status for exon, (status, _) in self.statuses(sample).items() if exon[1]}

    def summary(self, sample: str) -> dict[str, str]:
        with (self.folder / "cohort" / "summary.tsv").open() as handle:
            return next(row for row in csv.DictReader(handle, delimiter="\t") if row["sample"] == sample)

    def report(self, sample: str) -> dict[str, Any]:
        text = (self.folder / "samples" / sample / f"{sample}.report.json").read_text()
        found: dict[str, Any] = json.loads(text)["result"]
        return found

    def html(self, sample: str) -> str:
        return (self.folder / "samples" / sample / f"{sample}.report.html").read_text()


def expected(without: set[tuple[str, int]], missing: str = "not_assessed") -> dict[tuple[str, int], str]:
    return {
        exon: "unassessable" if exon in COPIES else missing if exon in without else "assessed"
        for exon in coding_exons()
    }


PLAIN = """##fileformat=VCFv4.2
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Reads">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality">
##contig=<ID=chr7,length=159345973>
##contig=<ID=chr12,length=133275309>
##contig=<ID=chr20,length=64444167>
##contig=<ID=chrX,length=156040895>
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO	FORMAT	S
"""


def plain(path: Path) -> Path:
    """A plain VCF with one harmless deep intronic variant of CD40."""
    ref = base("chr20", 46119500)
    alt = "A" if ref != "A" else "C"
    path.write_text(f"{PLAIN}chr20\t46119500\t.\t{ref}\t{alt}\t50\tPASS\t.\tGT:DP:GQ\t0/1:30:99\n")
    return path


def cut_down(path: Path, records: int) -> Path:
    """A plain VCF of chrX alone, as `bcftools view -r chrX` leaves it: all contigs in the header."""
    lines = []
    for pos in range(136648500, 136648500 + records):
        ref = base("chrX", pos)
        lines.append(f"chrX\t{pos}\t.\t{ref}\t{ref}AA\t50\tPASS\t.\tGT:DP:GQ\t0/0:30:99\n")
    path.write_text(PLAIN + "".join(lines))
    return path


def quantized(chrom: str, start: int, end: int) -> str:
    """mosdepth -q 0:4:20: as its manual has it: ranges of depth, the exon between two shallow pieces."""
    return f"{chrom}\t{start - 31}\t{start - 1}\t4:20\n{chrom}\t{start - 1}\t{end}\t20:inf\n"


BEDS: dict[str, Callable[[str, int, int], str]] = {
    "plain": lambda chrom, start, end: f"{chrom}\t{start - 1}\t{end}\n",
    "quantized": quantized,
    "regions": lambda chrom, start, end: f"{chrom}\t{start - 1}\t{end}\t41.53\n",
    "named_regions": lambda chrom, start, end: f"{chrom}\t{start - 1}\t{end}\texon\t38.20\n",
    "callable_loci": lambda chrom, start, end: (
        f"{chrom}\t{start - 31}\t{start - 1}\tPOOR_MAPPING_QUALITY\n{chrom}\t{start - 1}\t{end}\tCALLABLE\n"
    ),
    "coverage_mean": lambda chrom, start, end: f"{chrom}\t{start - 1}\t{end}\texon\t0\t+\t38.2000000\n",
    "named": lambda chrom, start, end: f"{chrom}\t{start - 1}\t{end}\tNM_000535.7_exon\n",
    "no_chr": lambda chrom, start, end: f"{chrom[3:]}\t{start - 1}\t{end}\n",
}


def write_bed(path: Path, kind: str, without: tuple[str, int] | None = None) -> Path:
    exons = [(coding(*exon), exon) for exon in coding_exons() if exon != without]
    lines = [BEDS[kind](chrom, start - FLANK, end + FLANK) for (chrom, start, end), _ in sorted(exons)]
    path.write_text("track name=covered\n" + "".join(lines))
    return path


def _weak(block: Block, **change: Any) -> list[Block]:
    """All blocks, the first one of CD40 exon 3 changed."""
    _, start, _ = coding("CD40", 3)
    return [
        replace(item, **change) if (item.chrom, item.start) == ("chr20", start - FLANK) else item
        for item in (*blocks(), block)
    ]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, run_steps: Callable[..., None]) -> Results:
    """One run over every style, whole and with one exon left out, BEDs, and weak blocks."""
    folder = tmp_path_factory.mktemp("callability")
    intron = Block("chr20", 46119000, 46119010)
    files: dict[str, tuple[Path, Path | None]] = {
        style.name: (write_gvcf(folder / f"{style.name}.vcf", style, blocks()), None) for style in STYLES
    }
    for style in STYLES:
        for gene, exon in LEFT_OUT:
            name = f"{style.name}_{gene}_{exon}"
            files[name] = (write_gvcf(folder / f"{name}.vcf", style, blocks([(gene, exon)])), None)
    for name, style, change in (
        ("shallow", GATK, {"depth": 4}),
        ("doubtful", GATK, {"quality": 12}),
        ("uncalled", DRAGEN, {"genotype": "./."}),
        ("filtered", STRELKA, {"quality": 3}),
        ("thin", BCFTOOLS, {"depth": 9}),
        ("cut", GATK, {"end": coding("CD40", 3)[1] + 4}),
    ):
        files[name] = (write_gvcf(folder / f"{name}.vcf", style, _weak(intron, **change)), None)
    files["plain"] = (plain(folder / "plain.vcf"), None)
    for kind in BEDS:
        files[f"bed_{kind}"] = (plain(folder / f"bed_{kind}.vcf"), write_bed(folder / f"{kind}.bed", kind))
        short = write_bed(folder / f"{kind}_short.bed", kind, ("CD40LG", 3))
        files[f"bed_{kind}_short"] = (plain(folder / f"{kind}_short.vcf"), short)
    exons = write_bed(folder / "exons.bed", "plain")
    no_chr12 = plain(folder / "no_chr12.vcf")
    no_chr12.write_text(no_chr12.read_text().replace("##contig=<ID=chr12,length=133275309>\n", ""))
    files["no_chr12"] = (no_chr12, exons)
    files["cut_down"] = (cut_down(folder / "cut_down.vcf", 145), exons)
    files["perhaps_whole"] = (cut_down(folder / "perhaps_whole.vcf", 58), exons)
    both = write_gvcf(folder / "both.vcf", GATK, blocks())
    files["both"] = (both, write_bed(folder / "both.bed", "plain", ("UNG", 4)))
    rows = [f"{name}\t{vcf}\tS\t{bed or '.'}\tfemale\tyes" for name, (vcf, bed) in files.items()]
    sheet = folder / "samples.tsv"
    sheet.write_text("\n".join(("sample\tvcf\tvcf_sample\tcallable\tsex\taffected", *rows)) + "\n")
    run_steps(sheet, folder / "out", Settings())
    return Results(folder / "out")


@pytest.mark.parametrize("style", [style.name for style in STYLES])
def test_every_exon_of_a_whole_gvcf_is_assessed(results: Results, style: str) -> None:
    """Blocks lie over every coding exon and 20 bases around it, none over the known intronic site."""
    assert results.words(style) == expected(set())
    assert results.statuses(style)[NO_SITE][0] == "not_assessed"
    summary = results.summary(style)
    assert (summary["conclusion"], summary["exons_not_assessed"]) == (
        "none_found",
        "14",
    )  # 8 and 6 with copies
    assert "IKBKG 3-10; PMS2 9, 11-15" in results.report(style)["conclusion_sentence"]


@pytest.mark.parametrize("style", [style.name for style in STYLES])
@pytest.mark.parametrize("exon", LEFT_OUT)
def test_taking_one_exons_blocks_away_flips_it_alone(
    results: Results, style: str, exon: tuple[str, int]
) -> None:
    sample = f"{style}_{exon[0]}_{exon[1]}"
    assert results.words(sample) == expected({exon})
    chrom, start, end = coding(*exon)
    assert f"not covered at {chrom}:{start - FLANK}-{end + FLANK}" in results.statuses(sample)[exon][1]
    assert results.summary(sample)["conclusion"] == "not_assessable"
    sentence = results.report(sample)["conclusion_sentence"]
    assert f"Not assessed: {exon[0]} {exon[1]}." in sentence
    assert sentence != results.report(style)["conclusion_sentence"]


@pytest.mark.parametrize(
    ("sample", "reason"),
    [
        ("shallow", "depth below 10"),
        ("doubtful", "quality below 20"),
        ("uncalled", "no call"),
        ("filtered", "filter LowGQX"),
        ("thin", "depth below 10"),
        ("cut", "not covered"),
    ],
)
def test_a_part_of_an_exon_that_was_not_read_is_named(results: Results, sample: str, reason: str) -> None:
    """Limits of the config: 10 reads, Phred 20. The block is the first 70 bases; `cut` ends it after 5 coding
    ones, so that bases 6 to 50 of the coding part are missing."""
    assert results.words(sample) == expected({("CD40", 3)})
    chrom, start, _ = coding("CD40", 3)
    where = (start + 5, start + 49) if sample == "cut" else (start - 20, start + 49)
    assert results.statuses(sample)["CD40", 3][1] == f"{reason} at {chrom}:{where[0]}-{where[1]}"


def test_a_plain_vcf_says_unknown_everywhere(results: Results) -> None:
    found = results.words("plain")
    assert {found[exon] for exon in coding_exons() if exon not in COPIES} == {"unknown"}
    assert results.statuses("plain")[NO_SITE][0] == "unknown"
    assert results.summary("plain")["conclusion"] == "not_assessable"
    assert results.summary("plain")["exons_not_assessed"] == "."


def test_no_report_says_no_variant_found(results: Results) -> None:
    pages = [page for page in results.folder.glob("samples/*/*") if page.suffix in (".html", ".json", ".tsv")]
    assert {page.suffix for page in pages if page.parent.name == "plain"} == {".html", ".json", ".tsv"}
    assert [page for page in pages if "no variant found" in page.read_text().lower()] == []


@pytest.mark.parametrize("kind", BEDS)
def test_a_bed_assesses_its_exons_and_one_left_out_flips_alone(results: Results, kind: str) -> None:
    assert results.words(f"bed_{kind}") == expected(set())
    assert results.summary(f"bed_{kind}")["conclusion"] == "none_found"
    assert results.words(f"bed_{kind}_short") == expected({("CD40LG", 3)})
    assert results.summary(f"bed_{kind}_short")["conclusion"] == "not_assessable"
    assert "Not assessed: CD40LG 3." in results.report(f"bed_{kind}_short")["conclusion_sentence"]


@pytest.mark.parametrize(
    ("kind", "said", "unsaid"),
    [("regions", "mean depth of 41", "every base"), ("quantized", "every base at depth 20 or more", "mean")],
)
def test_a_mean_is_not_told_as_a_minimum(results: Results, kind: str, said: str, unsaid: str) -> None:
    """mosdepth's manual: regions have means (41.53 here), quantized files ranges of each base (20:inf)."""
    reason = results.statuses(f"bed_{kind}")["CD40", 3][1]
    assert said in reason
    assert f", {unsaid}" not in reason


CHROM12 = {exon for exon in coding_exons() if exon[0] in ("AICDA", "UNG")}
ON_X = {exon for exon in coding_exons() if exon[0] in ("CD40LG", "IKBKG")}


def test_a_bed_does_not_speak_for_a_chromosome_that_the_vcf_leaves_out(results: Results) -> None:
    """A BED says that reads were there, not that a caller looked. AICDA and UNG lie on chr12 (MANE)."""
    assert results.words("no_chr12") == expected(CHROM12)
    assert "no contig that is chr12" in results.statuses("no_chr12")["UNG", 1][1]
    assert results.summary("no_chr12")["conclusion"] == "not_assessable"


def test_a_file_cut_down_to_one_chromosome_is_not_read_on_the_others(results: Results) -> None:
    """Rule of three (Hanley 1983): 3 / (64,444,167 / 3.1e9) = 144.3 records before chr20 should have 3; with
    58 none of chr20, chr12, chr7 (159,345,973 bases: 58.4) is missed."""
    assert results.words("cut_down") == expected(set(coding_exons()) - ON_X, "unknown")
    reason = results.statuses("cut_down")["CD40", 3][1]
    assert "the VCF has no record on chr20, though it has 145 elsewhere" in reason
    assert results.summary("cut_down")["conclusion"] == "not_assessable"
    assert results.words("perhaps_whole") == expected(set())


def test_a_gvcf_and_a_bed_must_agree(results: Results) -> None:
    assert results.words("both") == expected({("UNG", 4)})


def test_blind_spots_are_printed_for_the_kind_of_file(results: Results) -> None:
    """The fixtures have no reads in introns: like an exome; a plain VCF does not say."""
    ids = {
        sample: [spot["id"] for spot in results.report(sample)["limits"]["blind_spots"]]
        for sample in ("gatk", "plain")
    }
    assert "deep_introns_exome" in ids["gatk"]
    assert "plain" not in ids["gatk"]
    assert {"deep_introns_unknown", "plain"} <= set(ids["plain"])
    for found in ids.values():
        assert {
            "deletions",
            "cd40lg_translocation",
            "ikbkg_deletion",
            "pms2_rearrangement",
            "mosaicism",
        } <= set(found)
    assert "exons 4-10" in results.html("gatk")


def test_the_residual_chance_is_that_of_the_hand_sum(results: Results) -> None:
    """By hand, from resources/evidence and Lee 2005. Whole gVCF: CD40LG 10 of 10 alleles x 0.95; AICDA 7/7;
    UNG 1/1; IKBKG 1 of 20 (exon 2). Missed: 98 x 0.05 + 1 x 0.95 = 5.85; others 33 + 3 (BTK) = 36;
    5.85 / 41.85 = 0.1398. A plain VCF may have shown as much or nothing: 104 / 140 = 0.7429."""
    whole = results.report("gatk")["limits"]["residual"]
    assert (whole["missed_low"], whole["missed_high"], whole["others"]) == (5.85, 5.85, 36)
    assert (whole["chance_low"], whole["chance_high"]) == (0.1398, 0.1398)
    assert "33 had no known cause" in whole["sentence"]
    assert "14 %" in whole["sentence"]
    assert whole["sentence"] in results.html("gatk")
    unknown = results.report("plain")["limits"]["residual"]
    assert (unknown["chance_low"], unknown["chance_high"]) == (0.1398, 0.7429)
    assert "14 to 74 %" in unknown["sentence"]
    by_disease = {(gene["gene"], gene["disease"]): gene for gene in whole["genes"]}
    ip = by_disease["IKBKG", "Incontinentia pigmenti"]  # 1/20 x 0.17 and 0.35
    assert (ip["share_low"], ip["share_high"]) == (0.0085, 0.0175)


def test_a_joint_file_of_glnexus_says_why_a_genotype_is_missing(
    tmp_path: Path, run_steps: Callable[..., None]
) -> None:
    """GLnexus drops the blocks: only no-calls are known, and its codes say why (M missing, D depth)."""
    chrom, pos, _ = coding("CD40", 3)
    write_glnexus(
        tmp_path / "joint.vcf",
        chrom,
        pos + 9,
        {
            "carrier": "0/1:31:15,16:45:45,0,60:..",
            "reference": "0/0:30:30,0:50:0,90,899:..",
            "missing": "./.:.:.:.:.:MM",
            "shallow": "./.:4:4,0:9:0,9,99:DD",
        },
    )
    names = ("carrier", "reference", "missing", "shallow")
    rows = "".join(f"{name}\tjoint.vcf\n" for name in names)
    (tmp_path / "samples.tsv").write_text(f"sample\tvcf\n{rows}")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    found = {name: Results(tmp_path / "out").statuses(name) for name in names}
    assert {name: found[name]["CD40", 3][0] for name in names} == {
        "carrier": "unknown",
        "reference": "unknown",
        "missing": "not_assessed",
        "shallow": "not_assessed",
    }
    assert found["missing"]["CD40", 3][1] == f"no call (missing data) at {chrom}:{pos + 9}"
    assert found["shallow"]["CD40", 3][1] == f"no call (insufficient depth) at {chrom}:{pos + 9}"
    assert {found[name]["CD40", 4][0] for name in names} == {"unknown"}


def test_a_combined_gvcf_says_what_its_parts_said(tmp_path: Path, run_steps: Callable[..., None]) -> None:
    """CombineGVCFs takes every genotype out (`./.`) and keeps PL. Oracle: the gVCF it was made of. The
    variant is CD40LG c.107T>A of domain.md, hemizygous, and one heterozygous base of CD40."""
    chrom, first, _ = coding("CD40", 3)
    ref = base(chrom, first + 40)
    alt = "A" if ref != "A" else "C"
    het = f"{chrom}\t{first + 40}\t.\t{ref}\t{alt},<NON_REF>\t500\t.\tDP=31\tGT:AD:DP:GQ:PL\t"
    het += "0/1:15,16,0:31:99:400,0,380,450,430,900"
    boy = "chrX\t136648355\t.\tT\tA,<NON_REF>\t900\t.\tDP=30\tGT:AD:DP:GQ:PL\t1:0,30,0:30:99:1200,0,1200"
    whole = [
        piece
        for item in blocks_around("chr20", first + 40, first + 40)
        for piece in (
            (replace(item, end=136648354), replace(item, start=136648356))
            if item.chrom == "chrX" and item.start <= 136648355 <= item.end
            else (item,)
        )
    ]
    whole = [item for item in whole if item not in set(blocks()) or item in set(blocks([("UNG", 4)]))]
    path = write_gvcf(tmp_path / "one.vcf", GATK, whole, (het, boy))
    (tmp_path / "both.vcf").write_text(combined(path.read_text()))
    rows = "apart\tone.vcf\tS\tmale\nboth\tboth.vcf\tS\tmale\nempty\tboth.vcf\tT\tmale\n"
    (tmp_path / "samples.tsv").write_text(f"sample\tvcf\tvcf_sample\tsex\n{rows}")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    found = Results(tmp_path / "out")
    assert found.words("apart") == expected({("UNG", 4)})
    assert found.statuses("both") == found.statuses("apart")
    assert found.summary("both")["conclusion"] == found.summary("apart")["conclusion"] == "diagnostic"
    assert found.words("empty") == expected(set(coding_exons()))
    assert found.summary("empty")["conclusion"] == "not_assessable"
    tables = {
        name: (tmp_path / "out" / "samples" / name / f"{name}.findings.tsv").read_text().replace(name, "S")
        for name in ("apart", "both")
    }
    assert tables["apart"] == tables["both"]
    assert "CombineGVCFs" in found.html("both")
    assert "CombineGVCFs" not in found.html("apart")


DEEP = "GT:GQ:DP:AD:VAF:PL"
VARIANTS = {
    "gatk": (
        GATK,
        "{alt},<NON_REF>",
        "500",
        ".",
        "GT:AD:DP:GQ:PL",
        "0/1:15,16,0:31:99:400,0,380,450,430,900",
    ),
    "deepvariant": (DEEPVARIANT, "{alt},<*>", "40.3", "PASS", DEEP, "0/1:40:31:15,16,0:0.51,0:40,0,45"),
    "refcall": (DEEPVARIANT, "{alt},<*>", "0", "RefCall", DEEP, "0/0:40:31:29,2,0:0.06,0:0,40,45"),
    "strelka": (STRELKA, "{alt}", "300", "PASS", "GT:GQX:DP:DPF:AD:FT", "0/1:30:31:0:15,16:PASS"),
}


@pytest.mark.parametrize("length", [1, 4])
@pytest.mark.parametrize("style", VARIANTS)
def test_a_variant_between_blocks_leaves_no_gap(
    tmp_path: Path, run_steps: Callable[..., None], style: str, length: int
) -> None:
    """The record of an SNV, or of a deletion of three bases, speaks for the bases of its REF; the blocks
    begin again behind it. DeepVariant's RefCall is a candidate that it calls reference."""
    caller, alts, quality, passed, keys, column = VARIANTS[style]
    chrom, first, _ = coding("CD40", 3)
    pos = first + 40
    ref = "".join(base(chrom, at) for at in range(pos, pos + length))
    alt = ref[0] if length > 1 else "A" if ref != "A" else "C"
    record = (chrom, str(pos), ".", ref, alts.format(alt=alt), quality, passed, "DP=31", keys, column)
    write_gvcf(tmp_path / "a.vcf", caller, blocks_around("chr20", pos, pos + length - 1), ["\t".join(record)])
    (tmp_path / "samples.tsv").write_text("sample\tvcf\nA\ta.vcf\n")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    found = Results(tmp_path / "out")
    assert found.words("A") == expected(set())
    assert len(found.report("A")["findings"]) == (style != "refcall")


BADLY = {
    "fail": "FAIL",
    "not_covered": "not_covered",
    "coverage": "exon1\t0\t0\t400\t0.0000000",
    "thresholds": "exon\t0\t0\t0",
}


def test_exons_that_a_bed_says_were_not_read_are_no_negative(
    tmp_path: Path, run_steps: Callable[..., None]
) -> None:
    """States in plain words; bedtools coverage (reads, bases read, length, fraction); mosdepth's thresholds
    under its header (bases at each depth). A word that is no known state fails its sample instead."""
    header = "#chrom\tstart\tend\tregion\t1X\t10X\t30X\n"
    for name, behind in (*BADLY.items(), ("weak", "weak")):
        plain(tmp_path / f"{name}.vcf")
        exons = sorted(coding(*exon) for exon in coding_exons())
        lines = [f"{chrom}\t{start - 21}\t{end + 20}\t{behind}\n" for chrom, start, end in exons]
        (tmp_path / f"{name}.bed").write_text(header + "".join(lines))
    rows = "".join(f"{name}\t{name}.vcf\tS\t{name}.bed\n" for name in (*BADLY, "weak"))
    (tmp_path / "samples.tsv").write_text(f"sample\tvcf\tvcf_sample\tcallable\n{rows}")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    found = Results(tmp_path / "out")
    for name in BADLY:
        assert found.words(name) == expected(set(coding_exons())), name
        assert found.summary(name)["conclusion"] == "not_assessable"
    assert found.summary("weak")["conclusion"] == "failed"
    text = (tmp_path / "out" / "samples" / "weak" / "weak.error.txt").read_text()
    assert "weak.bed:2" in text


def test_a_variant_read_by_two_reads_leaves_its_exon_open(
    tmp_path: Path, run_steps: Callable[..., None]
) -> None:
    """Limits of the config: 10 reads, Phred 20. The record has 2 and 3; its base alone is open."""
    chrom, first, _ = coding("CD40", 3)
    pos = first + 40
    ref = base(chrom, pos)
    alts = f"{'A' if ref != 'A' else 'C'},<NON_REF>"
    fields = (
        chrom,
        str(pos),
        ".",
        ref,
        alts,
        "5",
        ".",
        "DP=2",
        "GT:AD:DP:GQ:PL",
        "0/1:1,1,0:2:3:9,0,9,12,12,30",
    )
    write_gvcf(tmp_path / "a.vcf", GATK, blocks_around("chr20", pos, pos), ["\t".join(fields)])
    (tmp_path / "samples.tsv").write_text("sample\tvcf\nA\ta.vcf\n")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    found = Results(tmp_path / "out")
    assert found.words("A") == expected({("CD40", 3)})
    assert found.statuses("A")["CD40", 3][1] == f"depth below 10 at {chrom}:{pos}"
    assert found.summary("A")["conclusion"] != "none_found"


def test_a_bed_that_is_none_fails_its_sample_by_line(tmp_path: Path, run_steps: Callable[..., None]) -> None:
    plain(tmp_path / "a.vcf")
    (tmp_path / "a.bed").write_text("chr20\t46122000\t46123000\nchr20\tx\t46124000\n")
    (tmp_path / "samples.tsv").write_text("sample\tvcf\tcallable\nA\ta.vcf\ta.bed\n")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    text = (tmp_path / "out" / "samples" / "A" / "A.error.txt").read_text()
    assert "a.bed:2" in text
    assert "mend:" in text


def test_other_limits_of_the_config_are_used(tmp_path: Path, run_steps: Callable[..., None]) -> None:
    """Blocks of 31 reads at quality 90: assessed with a limit of 31, not with 32."""
    write_gvcf(tmp_path / "a.vcf", GATK, blocks())
    (tmp_path / "samples.tsv").write_text("sample\tvcf\nA\ta.vcf\n")
    for limit, word in ((31, "assessed"), (32, "not_assessed")):
        settings = Settings(thresholds=Thresholds(min_depth=limit))
        run_steps(tmp_path / "samples.tsv", tmp_path / f"out{limit}", settings)
        found = Results(tmp_path / f"out{limit}").words("A")
        assert {found[exon] for exon in coding_exons() if exon not in COPIES} == {word}


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_container_changes_nothing(tmp_path: Path, container: str) -> None:
    """The same records as text, compressed, indexed or BCF: the same stretches."""
    text = write_gvcf(tmp_path / "a.vcf", GATK, _weak(Block("chr20", 46119000, 46119010), depth=4))
    packed = contain(text, container)
    (plainly,) = screen_samples([SampleEntry(Person("S"), str(text))], Settings())
    (other,) = screen_samples([SampleEntry(Person("S"), str(packed))], Settings())
    assert plainly.sources[0].closed
    assert other.sources == plainly.sources
