"""Rows of the transcript tables, and the transcripts they make. Coordinates 1-based, both ends inclusive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hyperigm.core.panel import Exon, Transcript
from hyperigm.core.variant import Build

STRANDS = {"+": 1, "-": -1}


@dataclass(frozen=True, slots=True)
class ManeExon:
    """One exon of a MANE Select transcript on one build, as the table has it.

    cds_start, cds_end, frame: of the coding part, None where the exon has none; frame is GFF's phase.
    """

    gene: str
    refseq: str
    refseq_protein: str
    ensembl: str
    ensembl_protein: str
    chrom: str
    accession: str
    strand: Literal["+", "-"]
    exon_number: int
    exon_start: int
    exon_end: int
    cds_start: int | None
    cds_end: int | None
    frame: int | None

    @property
    def name(self) -> str:
        """How problems name it."""
        return f"{self.refseq} exon {self.exon_number}"


@dataclass(frozen=True, slots=True)
class ManeSummary:
    """One gene of the MANE summary file (GRCh38)."""

    HGNC_ID: str
    symbol: str
    RefSeq_nuc: str
    RefSeq_prot: str
    Ensembl_nuc: str
    chr_start: int
    chr_end: int
    chr_strand: str


@dataclass(frozen=True, slots=True)
class TranscriptRow:
    """One transcript of the table of all transcripts. Lists of exon ends are in genome order, `,`-joined."""

    gene: str
    build: str
    transcript: str
    protein: str
    chrom: str
    strand: Literal["+", "-"]
    exon_starts_1based: str
    exon_ends: str
    cds_start: int | None
    cds_end_incl_stop: int | None
    aa_len: int | None


def numbered(spans: Sequence[tuple[int, int]], strand: int) -> tuple[Exon, ...]:
    """Exons in transcript order, numbered from 1, from spans in any order."""
    ordered = sorted(spans, reverse=strand == -1)
    return tuple(Exon(number, start, end) for number, (start, end) in enumerate(ordered, start=1))


def mane_transcript(rows: Sequence[ManeExon], build: Build) -> Transcript:
    """The transcript of one gene's rows, exons in the table's own order and numbers."""
    first = rows[0]
    coding = [(row.cds_start, row.cds_end) for row in rows]
    ends = [place for pair in coding for place in pair if place is not None]
    return Transcript(
        accession=first.refseq,
        protein=first.refseq_protein,
        gene=first.gene,
        build=build,
        chrom=first.chrom,
        strand=STRANDS[first.strand],
        exons=tuple(Exon(row.exon_number, row.exon_start, row.exon_end) for row in rows),
        cds=(min(ends), max(ends)) if ends else None,
        mane=True,
        ensembl=first.ensembl,
        ensembl_protein=first.ensembl_protein,
    )


def legacy_transcript(row: TranscriptRow) -> Transcript:
    """The transcript of a row; its protein is None where the table names none.

    Raises ValueError where the lists of exon ends are no numbers or of different length.
    """
    strand = STRANDS[row.strand]
    starts = [int(start) for start in row.exon_starts_1based.split(",")]
    ends = [int(end) for end in row.exon_ends.split(",")]
    coding = row.cds_start is not None and row.cds_end_incl_stop is not None
    return Transcript(
        accession=row.transcript,
        protein=row.protein or None,
        gene=row.gene,
        build=Build(row.build),
        chrom=row.chrom,
        strand=strand,
        exons=numbered(list(zip(starts, ends, strict=True)), strand),
        cds=(row.cds_start or 0, row.cds_end_incl_stop or 0) if coding else None,
        mane=False,
    )
