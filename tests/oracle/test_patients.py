"""Real people through all steps: three published patients, two exome trios, one exome."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pysam
import pysam.bcftools
import pytest

from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.reference import Reference, load_reference

Run = Callable[[Path, Path, Settings], None]
PATIENTS = (
    "PMID_11047757_family_1_proband_III_1",
    "PMID_11047757_family_2_proband_III_1",
    "PMID_35572607_Case_presentation",
)
HEADER = (
    "##fileformat=VCFv4.2\n##contig=<ID=chrX,length=156040895>\n"
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tpatient\n"
)
EXOMES = {
    "t1_child": ("trio1_grch37.vcf.gz", "CHILD", "male", "T1", "t1_father", "t1_mother"),
    "t1_father": ("trio1_grch37.vcf.gz", "FATHER", "male", "T1", ".", "."),
    "t1_mother": ("trio1_grch37.vcf.gz", "MOTHER", "female", "T1", ".", "."),
    "t2_child": ("trio2_grch37.vcf.gz", "CHILD", "male", "T2", "t2_father", "t2_mother"),
    "t2_father": ("trio2_grch37.vcf.gz", "FATHER", "male", "T2", ".", "."),
    "t2_mother": ("trio2_grch37.vcf.gz", "MOTHER", "female", "T2", ".", "."),
    "single": ("exome_single_grch37.vcf.gz", "manuel", ".", ".", ".", "."),
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


@pytest.mark.parametrize("genotype", ["1", "1/1"])
@pytest.mark.parametrize("name", PATIENTS)
def test_published_patients_are_named_as_published(
    name: str, genotype: str, shared: Path, run_steps: Run, tmp_path: Path
) -> None:
    """Oracle: the phenopackets' own HGVS expressions, allelic state and disease."""
    packet = json.loads((shared / "truth" / "phenopackets" / f"{name}.json").read_text(encoding="utf-8"))
    diagnosis = packet["interpretations"][0]["diagnosis"]
    variant = diagnosis["genomicInterpretations"][0]["variantInterpretation"]["variationDescriptor"]
    vcf = variant["vcfRecord"]
    record = (vcf["chrom"], vcf["pos"], ".", vcf["ref"], vcf["alt"], ".", ".", ".", "GT", genotype)
    (tmp_path / "p.vcf").write_text(HEADER + "\t".join(map(str, record)) + "\n", encoding="ascii")
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("sample\tvcf\tsex\taffected\npatient\tp.vcf\tmale\tyes\n", encoding="ascii")
    run_steps(sheet, tmp_path / "out", Settings())
    first = rows(tmp_path / "out" / "samples" / "patient" / "patient.findings.tsv")[0]
    names = {expression["syntax"]: expression["value"] for expression in variant["expressions"]}
    assert first["hgvs_c"] == names["hgvs.c"]
    assert first["hgvs_p"] == names["hgvs.p"]
    assert first["hgvs_g"] == names["hgvs.g"]
    assert first["zygosity"] == variant["allelicState"]["label"] == "hemizygous"
    assert first["inheritance_match"] == "yes"
    assert f"OMIM:{first['mim']}" == diagnosis["disease"]["id"]
    assert first["genotype"] == genotype


def test_two_variants_of_one_codon_on_one_x_are_weighed_together(run_steps: Run, tmp_path: Path) -> None:
    """By the genetic code: CD40LG codon 36 is ATG (Met); c.106A>T alone is TTG (Leu), c.107T>A alone is AAG
    (Lys), both on a man's only X are TAG (stop), which is of high impact (VEP)."""
    records = ("chrX\t136648354\t.\tA\tT\t.\t.\t.\tGT\t1\n", "chrX\t136648355\t.\tT\tA\t.\t.\t.\tGT\t1\n")
    (tmp_path / "p.vcf").write_text(HEADER + "".join(records), encoding="ascii")
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("sample\tvcf\tsex\npatient\tp.vcf\tmale\n", encoding="ascii")
    run_steps(sheet, tmp_path / "out", Settings())
    found = rows(tmp_path / "out" / "samples" / "patient" / "patient.findings.tsv")
    assert {row["hgvs_p"]: row["tier"] for row in found} == {
        "NP_000065.1:p.(Met36Lys)": "diagnostic",
        "NP_000065.1:p.(Met36Leu)": "candidate",
    }
    for row in found:
        assert "mnv_part" in row["flags"].split(";")
        assert row["explanation"].startswith("It lies on one copy with chrX-13664835")
        assert "together they are NP_000065.1:p.(Met36Ter), stop gained" in row["explanation"]


@pytest.fixture(scope="module")
def exomes(shared: Path, run_steps: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exomes")
    folder = shared / "truth" / "vcf"
    lines = ["sample\tvcf\tvcf_sample\tsex\tfamily\tfather\tmother"]
    for sample, (vcf, *rest) in EXOMES.items():
        lines.append("\t".join((sample, str(folder / vcf), *rest)))
    (out / "samples.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run_steps(out / "samples.tsv", out, Settings())
    return out


def test_build_sex_and_status(exomes: Path) -> None:
    """Oracle: shared README (GRCh37; PED sexes); the single exome's sex is not stated, so not compared."""
    found = rows(exomes / "cohort" / "summary.tsv")
    assert [row["sample"] for row in found] == list(EXOMES)
    assert {row["status"] for row in found} == {"ok"}
    assert {row["build"] for row in found} == {"GRCh37"}
    assert {row["sample"]: row["sex_inferred"] for row in found if row["sample"] != "single"} == {
        sample: sex for sample, (_, _, sex, *_) in EXOMES.items() if sample != "single"
    }


def shown_by_bcftools(path: Path, sample: str, folder: Path) -> dict[str, set[str]]:
    """Gene -> alleles that `bcftools view` and `bcftools norm` show as carried by the sample."""
    reference = load_reference(Build.GRCH37)
    bed, names = folder / "panel.bed", folder / "names.txt"
    regions = [(r.chrom, r.start - 1, r.end) for r in reference.regions]
    bare = [(chrom.removeprefix("chr"), start, end) for chrom, start, end in regions]
    bed.write_text("".join(f"{c}\t{s}\t{e}\n" for c, s, e in (*regions, *bare)), encoding="ascii")
    names.write_text("".join(f"{c.removeprefix('chr')} {c}\n" for c, _, _ in regions), encoding="ascii")
    seen, renamed, split = (str(folder / f"{sample}.{n}.vcf") for n in (1, 2, 3))
    pysam.bcftools.view("-T", str(bed), "-s", sample, "-o", seen, str(path), catch_stdout=False)
    pysam.bcftools.annotate("--rename-chrs", str(names), "-o", renamed, seen, catch_stdout=False)
    pysam.bcftools.norm("-m", "-any", "-f", str(reference.fasta), "-o", split, renamed, catch_stdout=False)
    found: dict[str, set[str]] = {}
    for line in Path(split).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        chrom, pos, _, ref, alt, *_, values = line.split("\t")
        if alt != "*" and "1" in values.split(":")[0]:
            found.setdefault(gene_at(reference, chrom, int(pos)), set()).add(f"{chrom}-{pos}-{ref}-{alt}")
    return found


def gene_at(reference: Reference, chrom: str, pos: int) -> str:
    return next(r.gene for r in reference.regions if r.chrom == chrom and r.start - 50 <= pos <= r.end)


@pytest.mark.parametrize("sample", list(EXOMES))
def test_each_call_that_bcftools_shows_is_in_the_table(
    sample: str, exomes: Path, shared: Path, tmp_path: Path
) -> None:
    vcf, inside, *_ = EXOMES[sample]
    expected = shown_by_bcftools(shared / "truth" / "vcf" / vcf, inside, tmp_path)
    found: dict[str, set[str]] = {}
    for row in rows(exomes / "samples" / sample / f"{sample}.findings.tsv"):
        if row["zygosity"] != "no_call":
            chrom = "chr" + row["chrom"].removeprefix("chr")
            key = f"{chrom}-{row['pos']}-{row['ref']}-{row['alt']}"
            found.setdefault(row["gene"], set()).add(key)
    counts = {gene: (len(expected.get(gene, ())), len(found.get(gene, ()))) for gene in {*expected, *found}}
    print(f"{sample}: gene (bcftools, ours): {dict(sorted(counts.items()))}")
    assert found == expected
    assert sum(len(alleles) for alleles in expected.values()) > 0


def test_inheritance_columns(exomes: Path) -> None:
    """Oracle: domain.md, table of entities."""
    modes = {
        "CD40LG": {"X-linked"},
        "IKBKG": {"X-linked"},
        "AICDA": {"autosomal recessive", "autosomal dominant"},
        "CD40": {"autosomal recessive"},
        "UNG": {"autosomal recessive"},
        "PMS2": {"autosomal recessive"},
    }
    found: dict[str, set[str]] = {}
    for row in rows(exomes / "cohort" / "findings.tsv"):
        found.setdefault(row["gene"], set()).add(row["inheritance"])
    assert found == {gene: modes[gene] for gene in found}


def test_nothing_is_invented_in_the_trios(exomes: Path) -> None:
    """Seven healthy-looking people: no de novo, nothing pathogenic in ClinVar, and no candidate, though six
    have PMS2 c.2570G>C, c.1621A>G or c.1408C>T in stretches that PMS2CL copies: gnomAD r2 has 7,810, 101,241
    and 21,332 homozygotes."""
    found = rows(exomes / "cohort" / "findings.tsv")
    assert Counter(row["origin"] for row in found)["de_novo"] == 0
    assert {row["tier"] for row in found}.isdisjoint({"diagnostic", "candidate", "carrier"})
    assert {"c.2570G>C", "c.1621A>G", "c.1408C>T"} < {row["hgvs_c"].split(":")[-1] for row in found}


def test_half_missing_genotypes_stay_half_missing(exomes: Path, shared: Path) -> None:
    """Oracle: the text of trio2's records at chr12:8757522 (domain.md)."""
    path = shared / "truth" / "vcf" / "trio2_grch37.vcf.gz"
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        lines = [line.split("\t") for line in handle if line.startswith("chr12\t8757522\t")]
    for sample, column in {"t2_child": 9, "t2_father": 10, "t2_mother": 11}.items():
        genotypes = {line[column].split(":")[0] for line in lines}
        shown = {
            row["genotype"]
            for row in rows(exomes / "samples" / sample / f"{sample}.findings.tsv")
            if row["zygosity"] in ("half_called", "no_call")
        }
        assert shown == {text for text in genotypes if "." in text} != set()


def test_the_tables_follow_the_sheet_whatever_the_batches(run_steps: Run, tmp_path: Path) -> None:
    """Five samples, families of which two are apart in the sheet, in batches of two."""
    (tmp_path / "p.vcf").write_text(HEADER + "chrX\t136648355\t.\tT\tA\t.\t.\t.\tGT\t1\n", encoding="ascii")
    names = {"e": "F1", "a": "F2", "d": "F1", "b": ".", "c": "F2"}
    lines = ["sample\tvcf\tsex\tfamily"]
    for name, family in names.items():
        (tmp_path / f"{name}.vcf").write_bytes((tmp_path / "p.vcf").read_bytes())
        lines.append(f"{name}\t{name}.vcf\tmale\t{family}")
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("\n".join(lines) + "\n", encoding="ascii")
    run_steps(sheet, tmp_path / "out", Settings(batch_size=2))
    cohort = tmp_path / "out" / "cohort"
    assert [row["sample"] for row in rows(cohort / "summary.tsv")] == list(names)
    assert list(dict.fromkeys(row["sample"] for row in rows(cohort / "findings.tsv"))) == list(names)


def test_a_sample_that_fails_leaves_the_others(shared: Path, run_steps: Run, tmp_path: Path) -> None:
    """Contract: error.txt and a row with status=failed; the others are finished."""
    packet_vcf = HEADER + "chrX\t136648355\t.\tT\tA\t.\t.\t.\tGT\t1\n"
    (tmp_path / "good.vcf").write_text(packet_vcf, encoding="ascii")
    (tmp_path / "bad.vcf").write_text("this is no VCF\n", encoding="ascii")
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("sample\tvcf\tsex\nbad\tbad.vcf\tmale\ngood\tgood.vcf\tmale\n", encoding="ascii")
    assert shared.is_dir()
    run_steps(sheet, tmp_path / "out", Settings())
    bad, good = rows(tmp_path / "out" / "cohort" / "summary.tsv")
    assert (bad["sample"], bad["status"], bad["conclusion"]) == ("bad", "failed", "failed")
    assert "bad.vcf" in bad["error"]
    assert (good["status"], good["conclusion"]) == ("ok", "diagnostic")
    folder = tmp_path / "out" / "samples" / "bad"
    assert [path.name for path in folder.iterdir()] == ["bad.error.txt"]
