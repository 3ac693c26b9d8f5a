"""Known pathogenic alleles in the style of real files and of callers: how many come out.

Oracle: ../shared/truth/clinvar (which alleles are pathogenic, and how many there are per gene); domain.md
(which genotype fits); the style's own source (tests/gvcf_styles.py) and bcftools for what was written. The
tables are printed with `pytest -s`.
"""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pysam
import pysam.bcftools
import pytest
from tests.gvcf_styles import (
    DEEPVARIANT,
    DRAGEN,
    FREEBAYES,
    GATK,
    GT,
    REFERENCE,
    Style,
    base,
    blocks,
    write_gvcf,
)

from hyperigm.core.settings import Settings
from hyperigm.core.spikes import State
from hyperigm.steps.validate import Validation, validate

PATHOGENIC = {"Pathogenic", "P/LP", "Likely pathogenic"}
LEAST = 0.99
INTRONS = {"chrX": (136650000, 136655000), "chr7": (5983500, 5984500)}
"""Places of made-up harmless calls: introns of CD40LG and PMS2."""
DEPTHS = (
    '##FORMAT=<ID=RO,Number=1,Type=Integer,Description="Reference allele observation count">',
    '##FORMAT=<ID=AO,Number=A,Type=Integer,Description="Alternate allele observation count">',
)
GATK_PHASE = (
    '##FORMAT=<ID=PGT,Number=1,Type=String,Description="Physical phasing haplotype information">',
    '##FORMAT=<ID=PID,Number=1,Type=String,Description="Physical phasing ID information">',
)
PHASE_SET = ('##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Physical phasing ID information">',)
VAF = ('##FORMAT=<ID=VAF,Number=A,Type=Float,Description="Variant allele fractions.">',)


@dataclass(frozen=True)
class Like:
    """A file whose style is taken. states: those that its style has."""

    name: str
    path: Path
    states: frozenset[State]


COMMON = frozenset({State.HOMOZYGOUS, State.CARRIER, State.ONE_CODON_BOTH, State.ONE_CODON_MNV})
UNPHASED = frozenset({State.COMPOUND_UNPHASED, State.ONE_CODON_UNPHASED})
PHASED = frozenset({State.COMPOUND_PHASED, State.ONE_CODON_TRANS, State.ONE_CODON_CIS})


@dataclass(frozen=True)
class Caller:
    """How a caller writes a call. tail: ALT after the real one; middle: QUAL, FILTER, INFO; x: on one X."""

    tail: str
    middle: str
    keys: str
    x: str
    het: str


# HaplotypeCaller in GVCF mode, --ploidy 1 on a man's X; heterozygotes of one piece of reads have PGT, PID.
BY_GATK = Caller(
    ",<NON_REF>",
    "800.6\t.\tDP=31",
    "GT:AD:DP:GQ:PGT:PID:PL",
    "1:0,31,0:31:99:.:.:1200,0,1200",
    "0/1:15,16,0:31:99:0|1:{pos}_{ref}_A:500,0,480,540,530,1070",
)
# DeepVariant calls every contig with two copies unless it is told which have one (--haploid_contigs).
BY_DEEPVARIANT = Caller(
    ",<*>",
    "48.5\tPASS\t.",
    "GT:GQ:DP:AD:VAF:PL",
    "1/1:48:30:0,30,0:1,0:50,60,0,990,990,990",
    "0/1:45:30:14,16,0:0.533,0:45,0,50,990,990,990",
)
# DRAGEN writes one copy on a man's X, and phased calls as `|` with PS.
BY_DRAGEN = Caller(
    ",<NON_REF>",
    "50.1\tPASS\tDP=33",
    "GT:AD:DP:GQ:PL:PS",
    "1:0,33,0:33:60:900,0,900:.",
    "0|1:16,17,0:33:60:500,0,480,540,530,1070:{pos}",
)
# freebayes without a CNV map: two copies of X; RO and AO in place of AD.
BY_FREEBAYES = Caller("", "1034.2\t.\tDP=35", "GT:DP:RO:AO:GQ", "1/1:35:0:35:120", "0/1:35:17:18:120")


def alt(ref: str) -> str:
    return "A" if ref != "A" else "C"


def calls(caller: Caller) -> Iterator[str]:
    for chrom, positions in INTRONS.items():
        for pos in positions:
            ref = base(chrom, pos)
            column = (caller.x if chrom == "chrX" else caller.het).format(pos=pos, ref=ref)
            place = f"{chrom}\t{pos}\t.\t{ref}\t{alt(ref)}{caller.tail}"
            yield f"{place}\t{caller.middle}\t{caller.keys}\t{column}"


def fixture(folder: Path, style: Style, caller: Caller, more: tuple[str, ...]) -> Path:
    """A gVCF of a man without a finding."""
    whole = Style(style.name, (*style.header, *more), style.record)
    return write_gvcf(folder / f"{style.name}.vcf", whole, blocks(), calls(caller))


@pytest.fixture(scope="module")
def likes(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Like]:
    folder, real = tmp_path_factory.mktemp("likes"), shared / "truth" / "vcf"
    one, two = State.HEMIZYGOUS, State.HEMIZYGOUS_DIPLOID
    found = (
        Like("trio1", real / "trio1_grch37.vcf.gz", COMMON | UNPHASED | {two}),
        Like("single", real / "exome_single_grch37.vcf.gz", COMMON | UNPHASED | {one, two}),
        Like("gatk", fixture(folder, GATK, BY_GATK, GATK_PHASE), COMMON | UNPHASED | PHASED | {one}),
        Like(
            "deepvariant", fixture(folder, DEEPVARIANT, BY_DEEPVARIANT, VAF), COMMON | UNPHASED | {one, two}
        ),
        Like("dragen", fixture(folder, DRAGEN, BY_DRAGEN, PHASE_SET), COMMON | UNPHASED | PHASED | {one}),
        Like("freebayes", fixture(folder, FREEBAYES, BY_FREEBAYES, DEPTHS), COMMON | UNPHASED | {one, two}),
    )
    return {like.name: like for like in found}


NAMES = ("trio1", "single", "gatk", "deepvariant", "dragen", "freebayes")


@pytest.fixture(scope="module")
def ran(
    likes: dict[str, Like], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Validation]]:
    """Each file's folder of results, and what came out."""
    out = tmp_path_factory.mktemp("validate")
    return {name: (out / name, validate(like.path, out / name, Settings())) for name, like in likes.items()}


@pytest.mark.parametrize("name", NAMES)
def test_known_alleles_come_out(
    name: str, likes: dict[str, Like], ran: dict[str, tuple[Path, Validation]]
) -> None:
    """At least 99 % in each class and zygosity, and a reason for each that is missed."""
    found = ran[name][1]
    print(f"\n{name}\n{found.as_text()}", end="")
    totals = [row for row in found.rows if row.gene == "all"]
    assert {row.state for row in totals} - {"all"} == {state.value for state in likes[name].states}
    for row in totals:
        assert row.share >= LEAST, row
    for one in found.outcomes:
        assert bool(one.why) == (one.found is not True), one


def test_every_published_allele_is_put_in(
    root: Path, shared: Path, ran: dict[str, tuple[Path, Validation]]
) -> None:
    """Pathogenic rows of the table per gene, without those that the snapshot leaves out and says why."""
    left_out = _rows(root / "resources" / "evidence" / "clinvar_2018-06.left_out.tsv")
    rows = list(enumerate(_rows(shared / "truth" / "clinvar" / "clinvar_2018.tsv"), start=2))
    for name, (_, found) in ran.items():
        build = "GRCh37" if name in ("trio1", "single") else "GRCh38"
        lines = {int(row["line"]) for row in left_out if row["build"] == build}
        expected = Counter(r["gene"] for n, r in rows if r["significance"] in PATHOGENIC and n not in lines)
        spiked = {
            (o.spike.known.gene, o.spike.known.allele)
            for o in found.outcomes
            if o.found is not None and o.spike.state is not State.ONE_CODON_MNV
        }
        assert Counter(gene for gene, _ in spiked) == expected, name


@pytest.mark.parametrize("name", NAMES)
def test_the_made_up_file_is_like_the_lab_file(
    name: str, likes: dict[str, Like], ran: dict[str, tuple[Path, Validation]]
) -> None:
    """bcftools reads it; the header lines and contig names are the lab's own."""
    spiked = ran[name][0] / "run" / "spiked.vcf.gz"
    header = [line for line in _header(spiked) if line.startswith("##")]
    assert header == [line for line in _header(likes[name].path) if line.startswith("##")]
    text = str(pysam.bcftools.view("-H", str(spiked)))
    contigs = {line.split("\t", 1)[0] for line in _lines(likes[name].path) if line[:1] != "#"}
    assert {line.split("\t")[0] for line in text.splitlines()} <= contigs
    people = [row["sample"] for row in _rows(ran[name][0] / "run" / "samples.tsv") if row["sex"] == "male"]
    text = str(pysam.bcftools.query("-s", ",".join(people), "-f", "[%CHROM %GT\n]", str(spiked)))
    ploidies = {
        len(line.split()[1].replace("|", "/").split("/")) for line in text.splitlines() if "X " in line
    }
    one, two = State.HEMIZYGOUS in likes[name].states, State.HEMIZYGOUS_DIPLOID in likes[name].states
    assert ploidies == {n for n, said in ((1, one), (2, two)) if said}


def test_a_womans_column_makes_no_man_with_two_different_xs(root: Path, tmp_path: Path) -> None:
    """domain.md: a man has one X, so no call on it is heterozygous; the woman's are, in her file."""
    like = root / "resources" / "demo" / "aicda_family.vcf.gz"
    hers = str(pysam.bcftools.query("-s", "aicda_girl", "-f", "[%CHROM %GT\n]", str(like)))
    assert re.search(r"X (0[/|]1|1[/|]0)", hers)
    found = validate(like, tmp_path, Settings(), "aicda_girl")
    men = [row["sample"] for row in _rows(tmp_path / "run" / "samples.tsv") if row["sex"] == "male"]
    spiked = str(tmp_path / "run" / "spiked.vcf.gz")
    theirs = str(pysam.bcftools.query("-s", ",".join(men), "-f", "[%CHROM %GT\n]", spiked))
    assert not re.search(r"X (0[/|]1|1[/|]0)", theirs)
    hemizygous = [row for row in found.rows if "hemizygous" in row.state and row.gene != "all"]
    assert {row.gene for row in hemizygous} == {"CD40LG", "IKBKG"}
    assert all(row.share == 1 for row in hemizygous), hemizygous


def _header(path: Path) -> list[str]:
    return [line for line in _lines(path) if line.startswith("#")]


def _lines(path: Path) -> list[str]:
    packed = path.read_bytes()
    return (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode().splitlines()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open() as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def test_the_files_for_the_lab(ran: dict[str, tuple[Path, Validation]]) -> None:
    folder, found = ran["trio1"]
    assert len(_rows(folder / "validation.tsv")) == len(found.rows)
    assert len(_rows(folder / "validation.spikes.tsv")) == len(found.outcomes)
    page = (folder / "validation.html").read_text()
    assert "<script" not in page
    assert "src=" not in page
    assert "trio1_grch37.vcf.gz" in page


@pytest.mark.parametrize(
    ("depth", "filters", "word"), [("3", "PASS", "read"), ("40", "q10", "q10")], ids=["shallow", "filtered"]
)
def test_a_style_that_hides_alleles_is_told(tmp_path: Path, depth: str, filters: str, word: str) -> None:
    """It can fail: where a lab's calls are three reads deep, or all fail a filter, a homozygote is no longer
    diagnostic (threshold min_depth is 10; the caller's filter is a doubt), and each miss says so."""
    lines = ["##fileformat=VCFv4.2", '##FILTER=<ID=q10,Description="Low">', GT]
    lines += ['##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">']
    lines += [f"##contig=<ID={item.name},length={item.length}>" for item in REFERENCE.chromosomes]
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS")
    for pos in (5983500, 5984500):
        ref = base("chr7", pos)
        lines.append(f"chr7\t{pos}\t.\t{ref}\t{alt(ref)}\t9\t{filters}\t.\tGT:DP\t0/1:{depth}")
    (tmp_path / "like.vcf").write_text("\n".join(lines) + "\n")
    found = validate(tmp_path / "like.vcf", tmp_path / "out", Settings())
    shares = {row.state: row.share for row in found.rows if (row.gene, row.kind) == ("all", "SNV")}
    assert shares["homozygous"] < LEAST
    missed = [one for one in found.outcomes if one.found is False]
    assert missed
    for one in missed:
        assert word in one.why, one
    assert "Missed" in (tmp_path / "out" / "validation.html").read_text()
