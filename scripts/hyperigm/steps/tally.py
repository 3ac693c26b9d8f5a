"""Counts the pathogenic alleles of ClinVar by gene, exon and class, and lists those outside exons."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.annotation import Annotation
from hyperigm.core.clinvar import Significance, classify
from hyperigm.core.coverage import FLANK, coding_parts
from hyperigm.core.residual import NONCODING, allele_class
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.clinvar import read_clinvar
from hyperigm.edges.limits import COUNTS, SITES
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.store import write_text

PATHOGENIC = (Significance.PATHOGENIC, Significance.LIKELY_PATHOGENIC)


@dataclass(frozen=True, slots=True)
class _Published:
    """A pathogenic allele. exon: of MANE Select, 0 outside the coding exons and their flanks."""

    allele: Allele
    annotation: Annotation
    exon: int
    source: str


def tally(out: Path, clinvar: tuple[Path, ...] = ()) -> None:
    """Writes pathogenic_counts.tsv and noncoding_sites.tsv to `out`; without files, of the snapshot."""
    found = {build: list(_published(build, clinvar)) for build in Build}
    counts = Counter(
        (item.annotation.gene, item.exon, allele_class(item.annotation.effect.consequence), item.source)
        for item in found[Build.GRCH38]
    )
    lines = ["gene\texon\tallele_class\talleles\tsource"]
    lines += [
        f"{gene}\t{exon}\t{kind}\t{number}\t{source}"
        for (gene, exon, kind, source), number in sorted(counts.items())
    ]
    write_text(out / COUNTS, "\n".join(lines) + "\n")
    sites = ["build\tgene\tchrom\tstart\tend\tname\tsource"]
    sites += [
        f"{build.value}\t{item.annotation.gene}\t{item.allele.chrom}\t{item.allele.pos}\t{item.allele.last}"
        f"\t{item.annotation.effect.hgvs_c or item.allele.key}\t{item.source}"
        for build, items in found.items()
        for item in items
        if item.exon == NONCODING
    ]
    write_text(out / SITES, "\n".join(sites) + "\n")


def _published(build: Build, clinvar: tuple[Path, ...]) -> Iterator[_Published]:
    reference = load_reference(build)
    records = read_clinvar(clinvar, build, reference.regions)
    annotator = Annotator(reference, records.alleles)
    for key, record in records.alleles.items():
        if classify(record.significance) in PATHOGENIC:
            chrom, pos, ref, alt = key.split("-")
            allele = Allele(chrom, int(pos), ref, alt)
            known = annotator.annotation(allele)
            yield _Published(allele, known, _exon(reference, known.gene, allele), f"ClinVar {record.release}")


def _exon(reference: Reference, gene: str, allele: Allele) -> int:
    for number, first, last in coding_parts(reference.mane(gene)):
        if allele.pos <= last + FLANK and allele.last >= first - FLANK:
            return number
    return NONCODING
