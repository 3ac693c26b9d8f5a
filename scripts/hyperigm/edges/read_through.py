"""Whether an index leads to all records of a place: the file is read through, from before it to behind it.

Of an index only a beginning is believed, and that only where the record there lies before the place. The
records of a contig are in order in every file that has an index, so none of the place lies before that one.
Not told by this: a record that begins before it and reaches into the place.
"""

import struct
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, pairwise

from hyperigm.core.bins import Bins
from hyperigm.core.chunks import Layout
from hyperigm.core.tabix import MAX_BLOCK

MAX_LINE = 64 * 1024 * 1024
"""Bytes of one record: three thousand samples need about one tenth of a million; more than this is no VCF."""
NEAR = 64
"""Windows (16,384 bases in a .tbi) before a place that are looked at one by one for records."""
Place = tuple[bytes | int, int]
"""Contig, by its name in the file or, in a BCF, its number; and position (1-based)."""


class ReadThrough:
    """A file beside its index. blocks: unpacked, each with where it is, from a byte on; ValueError where none
    begins there. bins: those of a contig by its number."""

    def __init__(
        self,
        blocks: Callable[[int], Iterator[tuple[int, bytes]]],
        layout: Layout,
        contigs: Mapping[str, int],
        bins: Callable[[int], Bins],
        bcf: bool,
    ) -> None:
        self._blocks, self._layout, self._bins, self._bcf = blocks, layout, bins, bcf
        self._numbers = {name: number for name, number in contigs.items() if self._many(number)}
        self._keys: dict[int, bytes | int] = {
            number: number if bcf else name.encode() for name, number in contigs.items()
        }
        self._whole: bool | None = None

    def has(self, contig: str, start: int, end: int, records: int) -> bool:
        """Whether no more than so many records begin in start..end (1-based, inclusive)."""
        number = self._numbers.get(contig)
        try:
            return self.is_whole() if number is None else self._count(number, start, end) <= records
        except (ValueError, struct.error):
            return False

    def is_whole(self) -> bool:
        """Whether the index has every contig of the file: each begins where the one before it ends."""
        if self._whole is None:
            try:
                self._whole = self._is_tiled()
            except (ValueError, struct.error):
                self._whole = False
        return self._whole

    def _many(self, number: int) -> int:
        return self._layout.places[number][1] if number < len(self._layout.places) else 0

    def _count(self, number: int, start: int, end: int) -> int:
        key = self._keys[number]
        begin = self._before(number, start)
        found, inside = 0, False
        for first, (contig, pos) in enumerate(self._places(begin)):
            if begin and not first and (pos >= start if contig == key else contig not in self._keys.values()):
                raise ValueError("a beginning that is none")
            if contig == key and pos <= end:
                inside = True
                found += pos >= start
            elif contig == key or inside:
                return found
        return found

    def _before(self, number: int, start: int) -> int:
        """Where a record before a place begins, by the index; 0, where the file does, if it has none."""
        bins = self._bins(number)
        leaves, window = self._layout.first_leaf, (start - 1) >> self._layout.min_shift
        for near in range(window - 1, max(window - 1 - NEAR, -1), -1):
            if (begin := bins.begin(leaves + near)) is not None:
                return begin
        begins = self._layout.begins(number)
        before = [begin for found, begin in begins.items() if self._layout.span(found).stop < start]
        if before:
            return max(before)
        first = min(begins.values(), default=0)
        others = [other for other in self._numbers.values() if other != number]
        ends = (at for other in others for at in self._layout.begins(other).values())
        return max((at for at in ends if at < first), default=0)

    def _is_tiled(self) -> bool:
        parts = sorted((*self._layout.extent(number), number) for number in self._numbers.values())
        firsts = [(0, parts[0][2])] if parts else []
        for begin, contig in (*firsts, *((begin, number) for begin, _, number in parts)):
            if next(self._places(begin), (b"", 0))[0] != self._keys[contig]:
                return False
        if not parts:
            return next(self._places(0), None) is None
        return all(self._is_nothing(before[1], behind[0]) for before, behind in pairwise(parts))

    def _is_nothing(self, end: int, begin: int) -> bool:
        """Whether no record stands between two virtual offsets."""
        if end == begin:
            return True
        between = b""
        for at, data in self._blocks(end >> 16):
            low = end & 0xFFFF if at == end >> 16 else 0
            between += data[low : begin & 0xFFFF] if at == begin >> 16 else data[low:]
            if at >= begin >> 16 or len(between) > MAX_BLOCK:
                break
        return not between.strip() and end < begin

    def _places(self, begin: int) -> Iterator[Place]:
        data, inside = (block for _, block in self._blocks(begin >> 16)), begin & 0xFFFF
        if not self._bcf:
            return _of_text(data, inside)
        if begin:
            return _of_bcf(data, inside)
        first = next(data, b"")
        return _of_bcf(chain((first,), data), 9 + int.from_bytes(first[5:9], "little"))


def _of_text(data: Iterator[bytes], inside: int) -> Iterator[Place]:
    """ValueError at a header among the records: whose they are, only a reader of the whole file tells."""
    seen = False
    for line in lines_of(data, inside):
        if _is_record(line):
            seen = True
            yield _place(line)
        elif seen and line[:6] == b"#CHROM":
            raise ValueError("a header among the records")


def lines_of(data: Iterator[bytes], inside: int) -> Iterator[bytes]:
    """The lines of blocks, from a byte of the first on, without ends. OSError where one is too long."""
    rest: list[bytes] = []
    for number, block in enumerate(data):
        lines = (block if number else block[inside:]).split(b"\n")
        rest.append(lines[0])
        if len(lines) > 1:
            yield b"".join(rest)
            yield from lines[1:-1]
            rest = [lines[-1]]
        if len(rest) * MAX_BLOCK > MAX_LINE:
            raise OSError(f"a line is longer than {MAX_LINE} bytes")
    yield b"".join(rest)


def _of_bcf(data: Iterator[bytes], skip: int) -> Iterator[Place]:
    """skip: bytes before the first record."""
    rest = b""
    for block in data:
        rest, skip, at = rest + block[skip:], max(skip - len(block), 0), 0
        while at + 16 <= len(rest):
            shared, own, contig, pos = struct.unpack_from("<2I2i", rest, at)
            yield contig, pos + 1
            at += 8 + shared + own
        rest, skip = rest[at:], skip + max(at - len(rest), 0)


def _is_record(line: bytes) -> bool:
    return line[:1] != b"#" and bool(line.strip())


def _place(line: bytes) -> Place:
    """Position 0 where it can't be told."""
    contig, _, behind = line[:300].partition(b"\t")
    pos = behind.partition(b"\t")[0]
    return contig, int(pos) if pos.isdigit() and len(pos) < 12 else 0
