"""Lines of a BCF, each record written out as text by htslib."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pysam

from hyperigm.edges.index_doubt import counted, doubt, led, sure_of, told
from hyperigm.edges.own_index import OwnIndex, no_index, read_index
from hyperigm.edges.record_lines import Columns, Spans, overlaps, split

PIECE = 1 << 17
"""Bases whose bins are asked at once before a BCF is read there."""


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch in pieces, each twice as long as the one before: a reader may have enough of it soon."""
    length = PIECE
    while start <= end:
        yield start, min(start + length - 1, end)
        start, length = start + length, 2 * length


def _numbers(header: pysam.VariantHeader) -> dict[str, int]:
    """The contigs of a BCF. pysam asserts what a damaged header may break."""
    try:
        return {str(name): contig.id for name, contig in header.contigs.items()}
    except AssertionError as error:
        raise OSError("its header is broken") from error


def _of_bcf(record: pysam.VariantRecord) -> Columns:
    try:
        return split(str(record))
    except ValueError as error:
        raise OSError(f"record {record.contig}:{record.pos} is broken") from error


class BcfLines:
    """BCF, each record written out as text by htslib."""

    def __init__(self, path: Path, index: Path | None) -> None:
        layout = read_index(index) if index else None
        try:
            self._file = pysam.VariantFile(str(path), index_filename=str(index) if layout else None)
        except ValueError as error:
            raise OSError(str(error)) from error
        if index and self._file.index is None:
            raise no_index(index)
        numbers = _numbers(self._file.header)
        self._lengths = "SVLEN" in self._file.header.info
        self._far_ends = "CHR2" in self._file.header.info
        self._path = path
        self._own = OwnIndex(path, layout, numbers, bcf=True) if layout else None
        self.stale = doubt(path, index, self._own)
        self.contigs: frozenset[str] | None = frozenset(numbers) if index else None
        self._seen: Counter[str] = Counter()

    def fetch(self, contig: str, start: int, end: int) -> Iterator[Columns]:
        if self.contigs is None or contig not in self.contigs:
            return
        for first, last in _pieces(start, end):
            sure_of(self._path, self._own, contig, first, last)
            for record in told(partial(self._file.fetch, contig, first - 1, last)):
                if first == start or record.pos >= first:  # else a piece before has it
                    yield _of_bcf(record)

    def sure(self, contig: str, start: int, end: int, led_to: int) -> None:
        led(self._path, self._own, contig, (start, end), led_to)

    def stream(self, spans: Spans) -> Iterator[Columns]:
        for record in told(lambda: self._file):
            self._seen[record.contig] += 1
            near = spans.get(record.contig)
            if near and any(record.start < end and self._reaches(record, start) for start, end in near):
                columns = _of_bcf(record)
                if overlaps(columns, near):
                    yield columns

    def _reaches(self, record: pysam.VariantRecord, start: int) -> bool:
        """False only where a record surely ends before; a BCF of an older htslib does not count SVLEN."""
        return record.stop >= start or (self._lengths and any(alt[:1] == "<" for alt in record.alts or ()))

    def counted(self, enough: int) -> Counter[str]:
        if self.contigs is not None and not self._seen:
            fetch = self._file.fetch
            return counted(lambda contig: told(partial(fetch, contig)), sorted(self.contigs), enough)
        return Counter(self._seen)

    def names(self) -> frozenset[str]:
        return frozenset(self._seen)

    def junctions(self) -> Iterator[Columns]:
        self._file.reset()
        for record in told(lambda: self._file):
            alts = record.alts or ()
            if any("[" in alt or "]" in alt for alt in alts) or (self._far_ends and "CHR2" in record.info):
                yield _of_bcf(record)

    def close(self) -> None:
        self._file.close()
        if self._own is not None:
            self._own.close()
