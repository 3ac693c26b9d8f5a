"""Transcripts of a build laid out on their own strand, with the bases of their own records.

Models and records come from the reference bundle. A record may differ from an assembly in single bases.
"""

from dataclasses import dataclass

from hyperigm.core.annotation import Impact
from hyperigm.core.consequence import Severity
from hyperigm.core.edit import Stretch
from hyperigm.core.panel import Region, Transcript
from hyperigm.core.splice_sites import SiteColumn, SiteProfile, site_profiles
from hyperigm.core.strand import reverse_complement
from hyperigm.core.transcript import SplicedTranscript, lay_out
from hyperigm.edges.reference import Reference
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """One term of resources/consequences/so_terms.tsv; rank 1 is the most severe."""

    rank: int
    term: str
    impact: Impact


@dataclass(frozen=True, slots=True)
class GeneTranscripts:
    """One screened region: the genome as the plus strand reads it, and its transcripts, MANE Select first."""

    gene: str
    plus: Stretch
    transcripts: tuple[SplicedTranscript, ...]


def load_severity() -> Severity:
    """The table of Sequence Ontology terms."""
    rows = read_rows(shipped("resources") / "consequences" / "so_terms.tsv", SeverityRow)
    return Severity({row.term: row.rank for row in rows}, {row.term: row.impact for row in rows})


def load_site_profiles() -> dict[str, SiteProfile]:
    """The profiles of splice donor and acceptor."""
    return site_profiles(read_rows(shipped("resources") / "consequences" / "splice_sites.tsv", SiteColumn))


def load_genes(reference: Reference) -> tuple[GeneTranscripts, ...]:
    """Every screened region of a build with its coding transcripts."""
    return tuple(_gene(reference, region) for region in reference.regions)


def _gene(reference: Reference, region: Region) -> GeneTranscripts:
    bases = reference.fetch(region.chrom, region.start, region.end)
    plus = Stretch(region.chrom, region.start, region.end, 1, bases)
    models = [
        lay_out(transcript, _with_record(reference, _oriented(plus, transcript.strand), transcript))
        for transcript in reference.transcripts
        if transcript.gene == region.gene and transcript.cds is not None
    ]
    return GeneTranscripts(
        region.gene, plus, tuple(sorted(models, key=lambda model: not model.transcript.mane))
    )


def _oriented(plus: Stretch, strand: int) -> Stretch:
    if strand > 0:
        return plus
    return Stretch(plus.chrom, plus.first, plus.last, -1, reverse_complement(plus.bases))


def _with_record(reference: Reference, stretch: Stretch, transcript: Transcript) -> Stretch:
    """The stretch with the exons as the transcript's record has them, where the bundle has the record."""
    try:
        record = reference.cdna(transcript.accession)
    except KeyError:
        return stretch
    if len(record) != sum(exon.end - exon.start + 1 for exon in transcript.exons):
        return stretch
    bases, at = stretch.bases, 0
    for exon in transcript.exons:
        start, last = sorted((stretch.offset(exon.start), stretch.offset(exon.end)))
        size = last + 1 - start
        bases = bases[:start] + record[at : at + size] + bases[last + 1 :]
        at += size
    return Stretch(stretch.chrom, stretch.first, stretch.last, stretch.strand, bases)
