"""Whether an index is that of the file beside it, as the file is now.

An index of an earlier version leads past records that were added since, and nothing else would tell.
"""

import gzip
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from io import BytesIO
from itertools import chain, pairwise
from pathlib import Path

from hyperigm.core.chunks import MAX_BITS, Chunk, Layout, read_layout
from hyperigm.core.record import MAX_DIGITS
from hyperigm.core.tabix import MAX_BLOCK, block_length, unpack_block
from hyperigm.edges.blocks import KEPT, Blocks
from hyperigm.edges.header import GZIP, is_bgzf
from hyperigm.edges.read_through import ReadThrough, lines_of
from hyperigm.errors import InputError, Problem

MAX_INDEX = 128 * 1024 * 1024
"""Bytes of an unpacked index: that of a genome takes about five million."""
BEHIND = 256 * 1024
"""Bytes of a file that may follow the last record of its index: a few empty blocks do."""
ASKED = 8
"""Contigs at which an index is asked, beside its end."""
FEW = 32
"""Bins of an index that are all asked."""
LONGEST = 1 << MAX_BITS
"""Bases: no contig is longer."""
_PLACE = 400
"""Bytes of a record that hold its contig and position."""


def read_index(index: Path) -> Layout:
    """Raises InputError where it is none, before htslib sees it: a damaged one can hang it."""
    try:
        return read_layout(_unpacked(index))
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise no_index(index) from error


def no_index(index: Path) -> InputError:
    """The error of an index that neither we nor htslib can read."""
    return InputError(
        Problem(str(index), "is no index that can be read", "remove it, or index the file again")
    )


def is_of(index: Path, path: Path) -> bool:
    """Whether an index of text is one, and ends where the file does: that of an earlier release does not."""
    try:
        own = OwnIndex(path, read_index(index), {}, bcf=False)
    except InputError:
        return False
    with closing(own):
        return own.ends()


def _unpacked(index: Path) -> bytes | bytearray:
    with index.open("rb") as raw:
        packed = raw.read() if os.fstat(raw.fileno()).st_size <= MAX_INDEX else b""
    if is_bgzf(packed[:18]):
        return _blocks_of(packed)
    data = gzip.GzipFile(fileobj=BytesIO(packed)).read(MAX_INDEX + 1) if packed[:2] == GZIP else packed
    if not data or len(data) > MAX_INDEX:
        raise ValueError("larger than any index, or empty")
    return data


def _blocks_of(packed: bytes) -> bytearray:
    """Block by block into one piece of memory, so that the next file's index can take its place."""
    ends = [0]
    while ends[-1] < len(packed):
        ends.append(ends[-1] + block_length(packed, ends[-1]))
    sizes = [int(*struct.unpack_from("<I", packed, end - 4)) for end in ends[1:]]  # unpack_block checks them
    if sum(sizes) > MAX_INDEX:
        raise ValueError("larger than any index")
    data = bytearray(sum(sizes))
    to = 0
    for (at, end), size in zip(pairwise(ends), sizes, strict=True):
        data[to : to + size] = unpack_block(packed[at:end])
        to += size
    return data


class OwnIndex:
    """An index beside its file. contigs: the number of each in the index."""

    def __init__(self, path: Path, layout: Layout, contigs: Mapping[str, int], bcf: bool) -> None:
        self._path, self._layout, self._bcf = path, layout, bcf
        self.contigs = {name: number for name, number in contigs.items() if number < len(layout.places)}
        self._names = {number: name.encode() for name, number in contigs.items()}
        self._chunks: dict[int, tuple[Chunk, ...]] = {}
        self._bins = cache(layout.bins)
        self.of_vcf = layout.of_vcf
        self._blocks = Blocks(path)
        self._right: dict[Chunk, bool] = {}
        self.through = ReadThrough(self._blocks.placed, layout, contigs, self._bins, bcf)

    def fits(self) -> bool:
        """Whether the file ends where the index does, and some chunks begin with a record of their own.

        Of a genome's index the chunks are asked as they are fetched.
        """
        return self.ends() and all(map(self._begins, self._some()))

    def fits_at(self, contig: str, start: int, end: int) -> bool:
        """Whether reading start..end (1-based, inclusive) would begin with a record of the contig, and every
        bin that may hold records of `start` begins with its own; in a BCF, of which htslib reads bin by bin,
        every bin of start..end does."""
        number = self.contigs.get(contig)
        if number is None or not self._has_records(number):
            return True
        first = Chunk(number, range(LONGEST), self._floor(number, start))
        last = end if self._bcf else start
        bins = self._layout.chunks_at(number, self._bins(number), start - 1, last)
        return all(map(self._begins, chain((first,), bins)))

    def lines(self, contig: str, start: int, end: int) -> Iterator[tuple[bytes, int | None]]:
        """Each line of text, and its position, None where that can't be told, from the first that may reach
        start..end (1-based, inclusive) to the last that begins there. OSError where a block is damaged.

        Records are in order, so all that lies between is read, whatever the index says of it.
        """
        name, number = contig.encode() + b"\t", self.contigs[contig]
        begin, behind = len(name), len(name) + _PLACE
        for line in self._lines_from(self._floor(number, start)) if self._has_records(number) else ():
            if not line.startswith(name):
                if line[:1] == b"#" or not line.strip():
                    continue
                if line != name[:-1]:
                    return
            text = line[begin:behind].partition(b"\t")[0]
            pos = int(text) if text.isdigit() else None
            if pos is not None and pos > end:
                return
            yield line, pos if len(text) <= MAX_DIGITS else None

    def _lines_from(self, begin: int) -> Iterator[bytes]:
        try:
            yield from lines_of(self._blocks.data(begin >> 16), begin & 0xFFFF)
        except ValueError as error:
            raise OSError(str(error)) from error

    def _floor(self, number: int, start: int) -> int:
        bins = self._bins(number)
        return self._layout.floor(number, bins, start - 1) or min(self._layout.begins(number).values())

    def _has_records(self, number: int) -> bool:
        return self._layout.has_records(self._bins(number))

    def _of(self, number: int) -> tuple[Chunk, ...]:
        if number not in self._chunks:
            self._chunks[number] = tuple(self._layout.chunks(number))
        return self._chunks[number]

    def _some(self) -> Iterator[Chunk]:
        used = [number for number, (_, bins, _) in enumerate(self._layout.places) if bins]
        if self._layout.skimmed:
            return
        if sum(bins for _, bins, _ in self._layout.places) <= FEW:
            yield from chain.from_iterable(map(self._of, used))
            return
        for number in dict.fromkeys((*used[:: max(1, len(used) // ASKED)], *used[-1:])):
            if chunk := max(self._of(number), key=lambda chunk: chunk.begin, default=None):
                yield chunk

    def ends(self) -> bool:
        """No record follows the last one of the index."""
        first, inside = self._layout.last >> 16, self._layout.last & 0xFFFF
        behind = self._path.stat().st_size - first
        if behind > BEHIND + MAX_BLOCK or behind <= 0:
            return False
        try:
            blocks = self._blocks.data(first)
            if self._bcf:
                return _ends_at(blocks, inside if self._layout.last else None)
            return _has_no_record(blocks, inside)
        except ValueError:
            return False

    def _begins(self, chunk: Chunk) -> bool:
        if chunk not in self._right:
            self._right[chunk] = self._begins_with(chunk)
        return self._right[chunk]

    def _begins_with(self, chunk: Chunk) -> bool:
        data = record = b""
        inside = chunk.begin & 0xFFFF
        try:
            for block in self._blocks.data(chunk.begin >> 16):
                data += block
                record = data[inside:] if self._bcf else _behind_comments(data[inside:])
                if len(record) >= _PLACE or len(data) > MAX_BLOCK * KEPT:
                    break
        except ValueError:
            return False
        if inside > len(data) or (inside and not self._bcf and data[inside - 1 : inside] != b"\n"):
            return False
        return self._is_in(record[:_PLACE], chunk)

    def _is_in(self, record: bytes, chunk: Chunk) -> bool:
        """Whether a record, by its contig and position, is one of the chunk's."""
        if self._bcf:
            if len(record) < 16:
                return False
            number, pos = struct.unpack_from("<2i", record, 8)
            return number == chunk.number and max(pos, 0) in chunk.span
        name, _, behind = record.partition(b"\t")
        text = behind.partition(b"\t")[0]
        known = name == self._names.get(chunk.number)
        return known and text.isdigit() and max(int(text) - 1, 0) in chunk.span

    def close(self) -> None:
        """Gives the file back."""
        self._blocks.close()


def _ends_at(blocks: Iterator[bytes], inside: int | None) -> bool:
    """Whether a BCF ends so many bytes behind a block's first; None: with its header, which begins there."""
    length = 0
    for block in blocks:
        inside = 9 + int.from_bytes(block[5:9], "little") if inside is None else inside
        length += len(block)
        if length > inside:
            return False
    return length == inside


def _behind_comments(text: bytes) -> bytes:
    """The text from its first line that is no comment; a second header is none, for it may name others."""
    at = 0
    while text[at : at + 1] == b"#" and text[at : at + 6] != b"#CHROM":
        at = text.find(b"\n", at) + 1 or len(text)
    return text[at:]


def _has_no_record(blocks: Iterator[bytes], inside: int) -> bool:
    """Whether text has only lines of a header, and empty ones, so many bytes behind a block's first."""
    begun = b""
    for block in blocks:
        if inside > len(block):
            return False
        *lines, last = (begun + block[inside:]).split(b"\n")
        inside = 0
        if any(line.strip() and line[:1] != b"#" for line in (*lines, last)):
            return False
        begun = last[:1]
    return not inside
