"""hgvs-weaver on the bundled transcripts: a library of other people to hold names against.

The transcript models it is given come from the GFF3 and cDNA files, not from the project's own layout.
"""

from importlib import import_module
from typing import Any

from hyperigm.core.panel import Transcript
from hyperigm.core.variant import Build
from hyperigm.edges.reference import Reference, load_reference


class Provider:
    """hgvs-weaver's data provider."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.transcripts = {item.accession: item for item in reference.transcripts}
        self.chromosomes = {item.refseq: item for item in reference.chromosomes}

    def get_seq(self, accession: str, start: int, end: int | None, _kind: object) -> str:
        if accession in self.transcripts:
            return self.reference.cdna(accession)[start:end]
        chromosome = self.chromosomes[accession]
        stop = chromosome.length if end is None else min(end, chromosome.length)
        return self.reference.fetch(chromosome.name, start + 1, stop)

    def get_transcript(self, accession: str, _reference: str | None) -> dict[str, object]:
        transcript = self.transcripts[accession]
        exons, at = [], 0
        for exon in transcript.exons:
            size = exon.end - exon.start + 1
            exons.append(
                {
                    "transcript_start": at,
                    "transcript_end": at + size,
                    "reference_start": exon.start - 1,
                    "reference_end": exon.end - 1,
                    "alt_strand": transcript.strand,
                    "cigar": f"{size}=",
                }
            )
            at += size
        first, last = _coding(transcript)
        return {
            "ac": accession,
            "gene": transcript.gene,
            "cds_start_index": first,
            "cds_end_index": last,
            "strand": transcript.strand,
            "reference_accession": self.reference.chromosome(transcript.chrom).refseq,
            "exons": exons,
        }

    def get_symbol_accessions(self, _symbol: str, _source: str, _target: str) -> list[tuple[str, str]]:
        return []

    def get_identifier_type(self, identifier: str) -> str:
        kinds = {"NC": "genomic_accession", "NM": "transcript_accession"}
        return kinds.get(identifier[:2], "protein_accession")


def _coding(transcript: Transcript) -> tuple[int, int]:
    """First and last coding base in the transcript (0-based, inclusive)."""
    assert transcript.cds is not None
    bases = [
        pos
        for exon in transcript.exons
        for pos in range(exon.start, exon.end + 1)[:: 1 if transcript.strand == 1 else -1]
    ]
    first, last = sorted(bases.index(pos) for pos in transcript.cds)
    return first, last


def mapper(build: Build) -> Any:
    """A VariantMapper on the bundle of a build."""
    return import_module("weaver").VariantMapper(Provider(load_reference(build)))


def parse(name: str) -> Any:
    """A parsed HGVS name."""
    return import_module("weaver").parse(name)
