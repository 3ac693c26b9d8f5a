"""A Locus Reference Genomic record: its fixed sequence, and how assemblies and transcripts differ from it.

LRG coordinates are 1-based, both ends inclusive, on the gene's own strand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hyperigm.core.strand import reverse_complement
from hyperigm.core.variant import Build

MISMATCH, LRG_INSERTION, OTHER_INSERTION = "mismatch", "lrg_ins", "other_ins"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where another sequence differs from the LRG's (bases on the gene's strand, "" for none).

    kind: `mismatch`; `lrg_ins`, bases only the LRG has; `other_ins`, bases only the other has, and then
    start and end are the two LRG bases beside them.
    """

    kind: str
    start: int
    end: int
    lrg: str
    other: str


@dataclass(frozen=True, slots=True)
class AlignedSpan:
    """A stretch of the LRG and where it lies in another sequence; strand -1 where it runs backwards there."""

    lrg_start: int
    lrg_end: int
    start: int
    end: int
    strand: int
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Locus:
    """One record. exons, cds: of the fixed transcript t1, LRG coordinates, stop included.

    placements: build -> (RefSeq accession of the chromosome, span). transcripts: RefSeq accession -> spans.
    """

    id: str
    gene: str
    sequence: str
    cdna: str
    protein: str
    exons: tuple[tuple[int, int], ...]
    cds: tuple[int, int]
    placements: dict[Build, tuple[str, AlignedSpan]]
    transcripts: dict[str, tuple[AlignedSpan, ...]]


@dataclass(frozen=True, slots=True)
class FixedSequence:
    """The digest a record's fixed sequence must have."""

    lrg: str
    digest: str
    source: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a gene model for which there is no sequence (1-based, both ends inclusive)."""

    build: Build
    gene: str
    chrom: str
    start: int
    end: int
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class IntronException:
    """An intron (numbered in transcript order) that is not GT-AG, and what it is instead."""

    transcript: str
    number: int
    donor: str
    acceptor: str
    source: str


@dataclass(frozen=True, slots=True)
class ProteinDifference:
    """A residue (1-based) in which the MANE Select protein differs from the LRG's."""

    gene: str
    position: int
    lrg: str
    mane: str
    source: str


@dataclass(frozen=True, slots=True)
class Exceptions:
    """What the bundle may differ in from the plain rules."""

    fixed_sequences: tuple[FixedSequence, ...]
    gaps: tuple[Gap, ...]
    introns: tuple[IntronException, ...]
    proteins: tuple[ProteinDifference, ...]


def aligned_sequence(sequence: str, span: AlignedSpan) -> str:
    """The other sequence of a span, on the gene's strand: the LRG's with the differences applied."""
    pieces = []
    cursor = span.lrg_start
    for difference in _in_order(span):
        kept = difference.start if difference.kind == OTHER_INSERTION else difference.start - 1
        pieces += [sequence[cursor - 1 : kept], difference.other]
        cursor = kept + 1 if difference.kind == OTHER_INSERTION else difference.end + 1
    return "".join([*pieces, sequence[cursor - 1 : span.lrg_end]])


def plus_strand(sequence: str, span: AlignedSpan) -> str:
    """The other sequence of a span, 5' to 3' of that sequence."""
    aligned = aligned_sequence(sequence, span)
    return aligned if span.strand == 1 else reverse_complement(aligned)


def lift(position: int, source: AlignedSpan, target: AlignedSpan) -> int | None:
    """The place in `target` of a place in `source`, through the LRG both are aligned to.

    Outside the LRG the offset of its nearest end is kept. None for a base the LRG or the target lacks.
    """
    offset = position - source.start if source.strand == 1 else source.end - position
    in_lrg = _step(offset, [(there, here, length) for here, there, length in _blocks(source)])
    if in_lrg is None:
        return None
    reached = _step(in_lrg, list(_blocks(target)))
    if reached is None:
        return None
    return target.start + reached if target.strand == 1 else target.end - reached


def _step(position: int, blocks: list[tuple[int, int, int]]) -> int | None:
    """Moves a place along blocks of (from, to, length); before the first and after the last by offset."""
    first, last = blocks[0], blocks[-1]
    if position < first[0]:
        return position - first[0] + first[1]
    if position >= last[0]:
        return position - last[0] + last[1]
    for start, other, length in blocks:
        if start <= position < start + length:
            return position - start + other
    return None


def _blocks(span: AlignedSpan) -> Iterator[tuple[int, int, int]]:
    """Gapless stretches: (LRG start, 0-based offset in the other sequence on the gene's strand, length)."""
    cursor, offset = span.lrg_start, 0
    for difference in _in_order(span):
        if difference.kind == MISMATCH:
            continue
        inserted = difference.kind == OTHER_INSERTION
        kept = difference.start if inserted else difference.start - 1
        yield cursor, offset, kept - cursor + 1
        offset += kept - cursor + 1 + len(difference.other)
        cursor = kept + 1 if inserted else difference.end + 1
    yield cursor, offset, span.lrg_end - cursor + 1


def _in_order(span: AlignedSpan) -> list[Difference]:
    return sorted(span.differences, key=lambda difference: difference.start)
