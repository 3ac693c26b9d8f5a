"""A transcript as somebody's GFF3 has it, and what it takes to be one of ours. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from hyperigm.core.gene_model import numbered
from hyperigm.core.panel import Transcript
from hyperigm.core.splice import Fault
from hyperigm.core.variant import Build


@dataclass(frozen=True, slots=True)
class ForeignModel:
    """One transcript. accession: with its version, where the file has one; gene: its symbol by the file, ""
    where it does not say; exons, coding: spans (1-based, inclusive), any order. mane: tagged as MANE Select.
    line: of the file, from 1."""

    accession: str
    gene: str
    contig: str
    strand: str
    exons: tuple[tuple[int, int], ...]
    coding: tuple[tuple[int, int], ...]
    protein: str | None
    mane: bool
    line: int

    def on(self, build: Build, chrom: str, accession: str, gene: str, main: bool) -> Transcript:
        """The model on a chromosome, under the name that the panel gives it. main: reports go by it."""
        strand = -1 if self.strand == "-" else 1
        places = [place for span in self.coding for place in span]
        return Transcript(
            accession=accession,
            protein=self.protein,
            gene=gene,
            build=build,
            chrom=chrom,
            strand=strand,
            exons=numbered(self.exons, strand),
            cds=(min(places), max(places)) if places else None,
            mane=main,
        )


def model_faults(model: ForeignModel, label: str) -> Iterator[Fault]:
    """What is wrong with the spans themselves: no exon, no coding part, exons that overlap, coding parts that
    are not what the exons have between the first and the last coding base."""
    if model.strand not in ("+", "-"):
        yield label, f"has the strand {model.strand!r}, not + or - for itself and all its parts"
    if not model.exons:
        yield label, "has no exon in the GFF"
        return
    if not model.coding:
        yield label, "has no CDS in the GFF: a transcript must have a coding sequence"
        return
    ordered = sorted(model.exons)
    for before, after in pairwise(ordered):
        if before[1] >= after[0]:
            yield label, f"has exons that overlap: {before[0]}-{before[1]} and {after[0]}-{after[1]}"
            return
    first, last = min(start for start, _ in model.coding), max(end for _, end in model.coding)
    inside = [(max(start, first), min(end, last)) for start, end in ordered if start <= last and end >= first]
    if inside != sorted(model.coding):
        yield (
            label,
            "has coding parts that leave out, or reach beyond, bases of its exons between start and stop",
        )
