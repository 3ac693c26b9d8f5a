"""Published alleles inside pseudogene regions are kept, flagged, and tiered like those elsewhere.

Oracle: ../shared/truth/clinvar (alleles, significance); exons of MANE v1.5; the contract (IKBKG 3-10; PMS2 9,
11-15 are regions with a copy; a finding inside carries its class and the assay). The tier inside must be the
tier that the same genotype and evidence have outside.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.gvcf_styles import FLANK, REFERENCE, coding, coding_exons

from hyperigm.core.settings import Settings

PATHOGENIC = {"Pathogenic", "P/LP", "Likely pathogenic"}
COPIES = {"IKBKG": set(range(3, 11)), "PMS2": {9, *range(11, 16)}}
CLASSES = {
    **{("PMS2", n): "distinguishable" for n in (9, 11, 12)},
    **{("PMS2", n): "conversion_prone" for n in (13, 14)},
    ("PMS2", 15): "identical",
    **{("IKBKG", n): "identical" for n in range(3, 11)},
}
ORDER = ["diagnostic", "candidate", "carrier", "uncertain", "background"]
FLAGS = {"IKBKG": "pseudogene_IKBKGP1", "PMS2": "pseudogene_PMS2CL"}


@dataclass(frozen=True)
class Known:
    """A published allele (GRCh38, as the table writes it). exon: that it lies in, flanks included, else 0."""

    line: int
    gene: str
    chrom: str
    pos: int
    ref: str
    alt: str
    significance: str
    exon: int

    @property
    def sample(self) -> str:
        return f"{self.gene}_{self.line}"

    @property
    def inside(self) -> bool:
        return self.exon in COPIES[self.gene]


def exon_of(gene: str, start: int, end: int) -> int:
    for of, number in coding_exons():
        _, first, last = coding(of, number)
        if of == gene and start <= last + FLANK and end >= first - FLANK:
            return number
    return 0


def known(shared: Path) -> list[Known]:
    with (shared / "truth" / "clinvar" / "clinvar_2018.tsv").open() as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    found = []
    for line, row in enumerate(rows, start=2):
        if row["gene"] in COPIES and row["significance"] in PATHOGENIC:
            pos = int(row["pos_grch38"])
            if REFERENCE.fetch(f"chr{row['chrom']}", pos, pos + len(row["ref"]) - 1) == row["ref"]:
                exon = exon_of(row["gene"], pos, pos + len(row["ref"]) - 1)
                place = (row["gene"], f"chr{row['chrom']}", pos, row["ref"], row["alt"])
                found.append(Known(line, *place, row["significance"], exon))
    return found


@dataclass
class Judged:
    alleles: list[Known]
    folder: Path

    def findings(self, allele: Known) -> list[dict[str, str]]:
        path = self.folder / "samples" / allele.sample / f"{allele.sample}.findings.tsv"
        with path.open() as handle:
            return list(csv.DictReader(handle, delimiter="\t"))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, shared: Path, run_steps: Callable[..., None]) -> Judged:
    """One joint VCF with a person for each allele: two copies in PMS2, a male with one in IKBKG."""
    folder = tmp_path_factory.mktemp("pseudogenes")
    alleles = known(shared)
    names = [allele.sample for allele in alleles]
    lines = ["##fileformat=VCFv4.2", '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">']
    lines += [f"##contig=<ID={item.name},length={item.length}>" for item in REFERENCE.chromosomes]
    lines.append("\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *names]))
    for allele in sorted(alleles, key=lambda allele: (allele.chrom == "chrX", allele.pos)):
        carried, none = ("1", "0") if allele.gene == "IKBKG" else ("1/1", "0/0")
        genotypes = [carried if name == allele.sample else none for name in names]
        record = [allele.chrom, str(allele.pos), ".", allele.ref, allele.alt, "50", "PASS", ".", "GT"]
        lines.append("\t".join([*record, *genotypes]))
    (folder / "all.vcf").write_text("\n".join(lines) + "\n")
    rows = [f"{name}\tall.vcf\tmale\tyes" for name in names]
    (folder / "samples.tsv").write_text("\n".join(("sample\tvcf\tsex\taffected", *rows)) + "\n")
    run_steps(folder / "samples.tsv", folder / "out", Settings())
    return Judged(alleles, folder / "out")


def test_the_truth_has_alleles_in_each_region(judged: Judged) -> None:
    exons = {(allele.gene, allele.exon) for allele in judged.alleles if allele.inside}
    assert {("IKBKG", 10), *(("PMS2", n) for n in range(11, 16))} <= exons


def test_every_allele_is_kept_and_flagged(judged: Judged) -> None:
    for allele in judged.alleles:
        rows = judged.findings(allele)
        assert rows, allele
        for row in rows:
            assert (FLAGS[allele.gene] in row["flags"].split(";")) == allele.inside, allele


def test_a_finding_inside_carries_its_class_and_the_assay(judged: Judged) -> None:
    for allele in judged.alleles:
        path = judged.folder / "samples" / allele.sample / f"{allele.sample}.report.json"
        for finding in json.loads(path.read_text())["result"]["findings"]:
            grades = [caveat["grade"] for caveat in finding["caveats"]]
            assert bool(grades) == allele.inside
            if allele.inside:
                assert CLASSES[allele.gene, allele.exon] in grades
                assert finding["caveats"][0]["assay"] in finding["explanation"]


def test_tiers_inside_are_those_of_elsewhere(judged: Judged) -> None:
    """PMS2, by significance: alleles inside have the tiers that alleles outside have. IKBKG has one allele
    outside, a stop in exon 2: a stop or frameshift before the last exon is no better inside. In the last exon
    truncations escape decay and are the immunodeficiency's own alleles (domain.md)."""
    tiers: dict[tuple[str, str, bool], set[str]] = {}
    null: dict[bool, set[str]] = {False: set(), True: set()}
    for allele in judged.alleles:
        rows = judged.findings(allele)
        best = min((row["tier"] for row in rows), key=ORDER.index)
        if allele.gene == "PMS2":
            tiers.setdefault((allele.gene, allele.significance, allele.inside), set()).add(best)
        elif allele.exon == 10:
            assert best == "diagnostic", allele
        elif {"stop_gained", "frameshift_variant"} & set(rows[0]["consequence"].split("&")):
            null[allele.inside].add(best)
        else:
            assert best in ("diagnostic", "candidate"), allele
    assert null[True] == null[False] != set()
    for (gene, significance, inside), found in tiers.items():
        if inside:
            assert found <= tiers[gene, significance, False], significance
    assert tiers["PMS2", "Pathogenic", True] == {"diagnostic"}
