"""Builds the bundled ClinVar snapshot: a table of alleles as VCFs in ClinVar's own format."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.variant import Allele, Build
from hyperigm.edges.bgzip import write_indexed_vcf
from hyperigm.edges.normalise import REF_MISMATCH, normalise
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.store import write_text
from hyperigm.errors import Problem, ResourceError

RELEASE = "2018-06-01"
"""Date of the newest release in the table (ClinVar, June 2018); older releases fill what it lacks."""
NAME = f"clinvar_{RELEASE[:7]}"
SIGNIFICANCE = {
    "Pathogenic": "Pathogenic",
    "P/LP": "Pathogenic/Likely_pathogenic",
    "Likely pathogenic": "Likely_pathogenic",
    "VUS": "Uncertain_significance",
    "Conflicting": "Conflicting_interpretations_of_pathogenicity",
    "Likely benign": "Likely_benign",
    "B/LB": "Benign/Likely_benign",
    "Benign": "Benign",
    "none/not provided": "not_provided",
}
"""The table's short words -> ClinVar's own of 2018."""
HEADER = (
    "##fileformat=VCFv4.1",
    f"##fileDate={RELEASE}",
    "##source=ClinVar",
    '##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="ClinVar review status for the Variation ID">',
    '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="Clinical significance for this single variant">',
    '##INFO=<ID=GENEINFO,Number=1,Type=String,Description="Gene symbol:NCBI Gene ID">',
    '##INFO=<ID=MC,Number=.,Type=String,Description="Molecular consequence: SO ID|term">',
)
GENE_IDS = {"AICDA": 57379, "CD40": 958, "CD40LG": 959, "IKBKG": 8517, "PMS2": 5395, "UNG": 7374}
"""NCBI Gene IDs. Source: MANE v1.5 summary."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table on one build. allele: as the table has it, with the panel's chromosome name."""

    line: int
    fields: dict[str, str]
    allele: Allele


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that has no record of its own in the VCF of that build, and why."""

    build: Build
    row: Row
    reason: str


def snapshot(table: Path, out: Path) -> None:
    """Writes clinvar_2018-06.{GRCh37,GRCh38}.vcf.gz (+ .tbi) and the list of rows left out, with reasons.

    Every row of the table is a record or is listed. Raises ResourceError for a word that is not known.
    """
    left_out: list[LeftOut] = []
    for build in Build:
        reference = load_reference(build)
        rows, missing = _placed(_rows(table, build), build, reference)
        left_out += missing
        write_indexed_vcf(out / f"{NAME}.{build.value}.vcf.gz", _vcf(build, rows))
    write_text(out / f"{NAME}.left_out.tsv", _listed(left_out))


def _rows(table: Path, build: Build) -> list[Row]:
    with table.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
    unknown = [
        Problem(f"{table}:{line}", f"{row['significance']!r} is no word of the table", "add it to the step")
        for line, row in enumerate(rows, start=2)
        if row["significance"] not in SIGNIFICANCE
    ]
    if unknown:
        raise ResourceError(*unknown)
    column = f"pos_{build.value.lower()}"
    return [
        Row(line, row, Allele(f"chr{row['chrom']}", int(row[column]), row["ref"], row["alt"]))
        for line, row in enumerate(rows, start=2)
    ]


def _placed(
    rows: list[Row], build: Build, reference: Reference
) -> tuple[list[tuple[Allele, Row]], list[LeftOut]]:
    """The rows by normalised allele in genome order, the better of two of one allele; and the others."""
    placed = normalise((row.allele for row in rows), reference)
    kept: dict[Allele, Row] = {}
    left_out: list[LeftOut] = []
    for row in sorted(rows, key=_rank):
        normal = placed[row.allele]
        if normal.flags:
            bases = reference.fetch(row.allele.chrom, row.allele.pos, row.allele.last)
            why = (
                f"REF is {bases} on {build.value}"
                if REF_MISMATCH in normal.flags
                else ", ".join(normal.flags)
            )
            left_out.append(LeftOut(build, row, why))
        elif normal.allele in kept:
            why = f"the same allele as line {kept[normal.allele].line}, written otherwise"
            left_out.append(LeftOut(build, row, why))
        else:
            kept[normal.allele] = row
    order = {chromosome: number for number, chromosome in enumerate(("chr7", "chr12", "chr20", "chrX"))}
    return sorted(kept.items(), key=lambda item: (order[item[0].chrom], item[0])), left_out


def _rank(row: Row) -> tuple[bool, bool, int]:
    """Rows with a review status, then with a VariationID, then in the table's order."""
    return not row.fields["review_status"], not row.fields["clinvar_variation_id"], row.line


def _vcf(build: Build, rows: Iterable[tuple[Allele, Row]]) -> str:
    lines = [*HEADER[:3], f"##reference={build.value}", *HEADER[3:]]
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    lines += [_record(allele, row.fields) for allele, row in rows]
    return "\n".join(lines) + "\n"


def _record(allele: Allele, fields: dict[str, str]) -> str:
    review = fields["review_status"].replace(" ", "_")
    info = {
        "CLNREVSTAT": review,
        "CLNSIG": SIGNIFICANCE[fields["significance"]],
        "GENEINFO": f"{fields['gene']}:{GENE_IDS[fields['gene']]}",
        "MC": fields["molecular_consequence"],
    }
    text = ";".join(f"{key}={value}" for key, value in info.items() if value)
    chrom = allele.chrom.removeprefix("chr")
    number = fields["clinvar_variation_id"] or "."
    return f"{chrom}\t{allele.pos}\t{number}\t{allele.ref}\t{allele.alt}\t.\t.\t{text}"


def _listed(left_out: list[LeftOut]) -> str:
    lines = ["build\tline\tgene\tchrom\tpos\tref\talt\treason"]
    for item in left_out:
        allele = item.row.allele
        place = (item.build.value, item.row.line, item.row.fields["gene"], allele.chrom, allele.pos)
        lines.append("\t".join(map(str, (*place, allele.ref, allele.alt, item.reason))))
    return "\n".join(lines) + "\n"
