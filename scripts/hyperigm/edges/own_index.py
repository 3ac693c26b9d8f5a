"""Whether an index is that of the file beside it, as the file is now.

An index of an earlier version leads past records that were added since, and nothing else would tell.
"""

import gzip
import struct
import zlib
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from hyperigm.core.chunks import Chunk, Layout, read_layout
from hyperigm.core.tabix import MAX_BLOCK, block_length
from hyperigm.edges.header import GZIP
from hyperigm.edges.read_through import ReadThrough
from hyperigm.errors import InputError, Problem

MAX_INDEX = 128 * 1024 * 1024
"""Bytes of an unpacked index: that of a genome takes about five million."""
BEHIND = 256 * 1024
"""Bytes of a file that may follow the last record of its index: a few empty blocks do."""
ASKED = 8
"""Contigs at which an index is asked, beside its end."""
FEW = 32
"""Bins of an index that are all asked."""
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


def _unpacked(index: Path) -> bytes:
    with index.open("rb") as raw:
        packed = raw.read(2) == GZIP
        raw.seek(0)
        data = gzip.GzipFile(fileobj=raw).read(MAX_INDEX + 1) if packed else raw.read(MAX_INDEX + 1)
    if len(data) > MAX_INDEX:
        raise ValueError("larger than any index")
    return data


class OwnIndex:
    """An index beside its file. contigs: the number of each in the index."""

    def __init__(self, path: Path, layout: Layout, contigs: Mapping[str, int], bcf: bool) -> None:
        self._path, self._layout, self._bcf = path, layout, bcf
        self._contigs = {name: number for name, number in contigs.items() if number < len(layout.places)}
        self._names = {number: name.encode() for name, number in contigs.items()}
        self._chunks: dict[int, tuple[Chunk, ...]] = {}
        self._starts: dict[int, dict[int, int]] = {}
        self._last_block: tuple[int, bytes, int] = (-1, b"", 0)
        self._right: dict[Chunk, bool] = {}
        self.through = ReadThrough(path, layout, contigs, self.starts, bcf)

    def fits(self) -> bool:
        """Whether the file ends where the index does, and some chunks begin with a record of their own.

        Of a genome's index the chunks are asked as they are fetched.
        """
        return self._ends() and all(map(self._begins, self._some()))

    def fits_at(self, contig: str, start: int, end: int) -> bool:
        """Whether every bin that may hold records of start..end (1-based, inclusive) begins with its own."""
        number = self._contigs.get(contig)
        if number is None:
            return True
        return all(map(self._begins, self._layout.chunks_at(number, self.starts(number), start - 1, end)))

    def starts(self, number: int) -> Mapping[int, int]:
        """Bin to where its first record begins, of a contig."""
        if number not in self._starts:
            self._starts[number] = self._layout.begins(number)
        return self._starts[number]

    def _of(self, number: int) -> tuple[Chunk, ...]:
        if number not in self._chunks:
            self._chunks[number] = tuple(self._layout.chunks(number))
        return self._chunks[number]

    def _some(self) -> Iterator[Chunk]:
        used = [number for number, (_, bins) in enumerate(self._layout.places) if bins]
        if self._layout.skimmed:
            return
        if sum(bins for _, bins in self._layout.places) <= FEW:
            yield from chain.from_iterable(map(self._of, used))
            return
        for number in dict.fromkeys((*used[:: max(1, len(used) // ASKED)], *used[-1:])):
            if chunk := max(self._of(number), key=lambda chunk: chunk.begin, default=None):
                yield chunk

    def _ends(self) -> bool:
        """No record follows the last one of the index."""
        first, inside = self._layout.last >> 16, self._layout.last & 0xFFFF
        behind = self._path.stat().st_size - first
        if behind > BEHIND + MAX_BLOCK or behind <= 0:
            return False
        try:
            rest = b"".join(self._blocks(first))
        except (ValueError, zlib.error):
            return False
        if self._bcf and not self._layout.last:  # no record: nothing behind the header
            inside = 9 + int.from_bytes(rest[5:9], "little")
        if inside > len(rest):
            return False
        if self._bcf:
            return inside == len(rest)
        return all(not line.strip() or line[:1] == b"#" for line in rest[inside:].split(b"\n"))

    def _begins(self, chunk: Chunk) -> bool:
        if chunk not in self._right:
            self._right[chunk] = self._begins_with(chunk)
        return self._right[chunk]

    def _begins_with(self, chunk: Chunk) -> bool:
        data = b""
        inside = chunk.begin & 0xFFFF
        try:
            for block in self._blocks(chunk.begin >> 16):
                data += block
                if len(data) >= inside + _PLACE:
                    break
        except (ValueError, zlib.error):
            return False
        if inside > len(data) or (inside and not self._bcf and data[inside - 1 : inside] != b"\n"):
            return False
        return self._is_in(data[inside : inside + _PLACE], chunk)

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

    def _blocks(self, at: int) -> Iterator[bytes]:
        """The unpacked blocks from a byte on. ValueError where none begins there."""
        while block := self._block(at):
            unpacked, at = block
            yield unpacked

    def _block(self, at: int) -> tuple[bytes, int] | None:
        """(a block unpacked, the byte behind it), the last one kept; None at the file's end."""
        if self._last_block[0] != at:
            with self._path.open("rb") as raw:
                raw.seek(at)
                data = raw.read(MAX_BLOCK)
            if not data:
                return None
            length = block_length(data, 0)
            self._last_block = (at, zlib.decompress(data[:length], wbits=31), at + length)
        return self._last_block[1:]
