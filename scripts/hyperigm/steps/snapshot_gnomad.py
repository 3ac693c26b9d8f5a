"""Builds the bundled frequencies: a gnomAD r2 browser table of one gene as VCFs in gnomAD's own format."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.variant import Allele, Build
from hyperigm.edges.bgzip import write_indexed_vcf
from hyperigm.edges.normalise import normalise
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.errors import Problem, ResourceError

GROUPS = {
    "afr": "African",
    "amr": "Latino",
    "asj": "Ashkenazi Jewish",
    "eas": "East Asian",
    "fin": "European (Finnish)",
    "nfe": "European (Non-Finnish)",
    "oth": "Other",
    "sas": "South Asian",
}
"""gnomAD r2's group codes -> the browser table's words."""
BOTTLENECKED = ("asj", "fin", "oth")
"""Groups that gnomAD r2 leaves out of popmax. Source: gnomAD v2 release notes."""
HEADER = (
    "##fileformat=VCFv4.2",
    "##source=gnomAD r2 browser export",
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Alternate allele count">',
    '##INFO=<ID=AN,Number=1,Type=Integer,Description="Total number of alleles">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Alternate allele frequency">',
    '##INFO=<ID=nhomalt,Number=A,Type=Integer,Description="Count of homozygous individuals">',
    '##INFO=<ID=popmax,Number=A,Type=String,Description="Group with the highest frequency">',
    '##INFO=<ID=AC_popmax,Number=A,Type=Integer,Description="Allele count in that group">',
    '##INFO=<ID=AN_popmax,Number=A,Type=Integer,Description="Total number of alleles in that group">',
    '##INFO=<ID=AF_popmax,Number=A,Type=Float,Description="Allele frequency in that group">',
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Alleles of one group: ac of an carry it; nhomalt people have two copies."""

    ac: int
    an: int
    nhomalt: int

    @property
    def af(self) -> float:
        return self.ac / self.an if self.an else 0.0


def snapshot_gnomad(table: Path, gene: str, out: Path) -> None:
    """Writes gnomad_r2_GENE.{GRCh37,GRCh38}.vcf.gz (+ .tbi) from the browser's table (GRCh37, CSV).

    Raises ResourceError where a row's REF is not the reference's, or the gene lies differently on the builds.
    """
    with table.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    start = load_reference(Build.GRCH37)
    for build in Build:
        reference = load_reference(build)
        records = _records(rows, reference, _offset(gene, start, reference), table)
        groups = [_group_header(code, words) for code, words in GROUPS.items()]
        columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
        text = "\n".join([*HEADER, *groups, f"##reference={build.value}", columns, *records]) + "\n"
        write_indexed_vcf(out / f"gnomad_r2_{gene}.{build.value}.vcf.gz", text)


def _offset(gene: str, start: Reference, end: Reference) -> int:
    """How far the gene lies from its place on the first build: one number for every exon, or an error."""
    pairs = zip(start.mane(gene).exons, end.mane(gene).exons, strict=True)
    offsets = {moved for a, b in pairs for moved in (b.start - a.start, b.end - a.end)}
    if len(offsets) != 1:
        raise ResourceError(
            Problem(
                gene, f"its exons lie at {len(offsets)} distances on the two builds", "lift the table over"
            )
        )
    return offsets.pop()


def _records(rows: Iterable[dict[str, str]], reference: Reference, offset: int, table: Path) -> list[str]:
    written = {
        Allele(f"chr{row['Chrom']}", int(row["Position"]) + offset, row["Reference"], row["Alternate"]): row
        for row in rows
    }
    placed = normalise(written, reference)
    wrong = [
        Problem(
            str(table),
            f"{allele.key} on {reference.build.value}: {', '.join(placed[allele].flags)}",
            "mend it",
        )
        for allele in written
        if placed[allele].flags
    ]
    if wrong:
        raise ResourceError(*wrong)
    normal = sorted((placed[allele].allele, row) for allele, row in written.items())
    return [_record(allele, row) for allele, row in normal]


def _record(allele: Allele, row: dict[str, str]) -> str:
    whole = Counts(int(row["Allele Count"]), int(row["Allele Number"]), int(row["Number of Homozygotes"]))
    groups = {code: _counts(row, words) for code, words in GROUPS.items()}
    info = [f"AC={whole.ac}", f"AN={whole.an}", f"AF={whole.af:.6g}", f"nhomalt={whole.nhomalt}"]
    for code, counts in groups.items():
        info += [f"AC_{code}={counts.ac}", f"AN_{code}={counts.an}", f"nhomalt_{code}={counts.nhomalt}"]
    spread = {code: counts for code, counts in groups.items() if code not in BOTTLENECKED and counts.ac}
    if spread:
        top = max(spread, key=lambda code: spread[code].af)
        info += [f"popmax={top}", f"AC_popmax={spread[top].ac}", f"AN_popmax={spread[top].an}"]
        info.append(f"AF_popmax={spread[top].af:.6g}")
    chrom = allele.chrom.removeprefix("chr")
    rsid = row["RSID"] or "."
    return f"{chrom}\t{allele.pos}\t{rsid}\t{allele.ref}\t{allele.alt}\t.\t.\t{';'.join(info)}"


def _counts(row: dict[str, str], words: str) -> Counts:
    return Counts(
        int(row[f"Allele Count {words}"]),
        int(row[f"Allele Number {words}"]),
        int(row[f"Homozygote Count {words}"]),
    )


def _group_header(code: str, words: str) -> str:
    return "\n".join(
        (
            f'##INFO=<ID=AC_{code},Number=A,Type=Integer,Description="Alternate allele count, {words}">',
            f'##INFO=<ID=AN_{code},Number=1,Type=Integer,Description="Total number of alleles, {words}">',
            f'##INFO=<ID=nhomalt_{code},Number=A,Type=Integer,Description="Homozygous individuals, {words}">',
        )
    )
