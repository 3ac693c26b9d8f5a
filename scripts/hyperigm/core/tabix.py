"""A tabix index as bytes, and where in a BGZF file the records of a place lie. Pure.

Source: SAM/BAM and tabix specifications (hts-specs): bins of 2^29 ... 2^14 bases, virtual offsets
(offset of the block in the file, shifted by 16 bits, plus the offset inside the unpacked block).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from isal import igzip_lib

Damaged: type[Exception] = vars(igzip_lib)["IsalError"]
"""What ISA-L raises; its stubs take the class for an instance."""
MAX_BLOCK = 1 << 16
"""Bytes of a BGZF block, packed or not."""
NEAR = 1 << 17
"""Bytes between two stretches that are rather read than asked for apart."""
LEVELS = ((1, 26), (9, 23), (73, 20), (585, 17), (4681, 14))
"""First bin and shift of each level below the whole sequence, which is bin 0."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Records between two virtual offsets; the second is where the last record ends."""

    begin: int
    end: int

    @property
    def first_byte(self) -> int:
        return self.begin >> 16

    @property
    def last_byte(self) -> int:
        """The last byte that may belong to the block in which the stretch ends (from 0, included)."""
        return (self.end >> 16) + (MAX_BLOCK if self.end & 0xFFFF else 0) - 1


@dataclass(frozen=True, slots=True)
class Sequence:
    """One contig of the index. bins: bin -> stretches; linear: smallest offset of each 16,384 bases."""

    bins: dict[int, tuple[Stretch, ...]]
    linear: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Contig name -> its part of the index."""

    sequences: dict[str, Sequence]

    @property
    def first_record(self) -> int:
        """Virtual offset of the first record, where the header ends; 0 where there is no record."""
        offsets = [
            s.begin for item in self.sequences.values() for stretches in item.bins.values() for s in stretches
        ]
        return min(offsets, default=0)

    def stretches(self, contig: str, start: int, end: int) -> tuple[Stretch, ...]:
        """Where records that overlap start..end (1-based, inclusive) may lie, in the file's order."""
        sequence = self.sequences.get(contig)
        if sequence is None:
            return ()
        window = (start - 1) >> 14
        floor = sequence.linear[window] if window < len(sequence.linear) else 0
        found = sorted(
            (stretch.begin, stretch.end)
            for number in _bins(start - 1, end)
            for stretch in sequence.bins.get(number, ())
            if stretch.end > floor
        )
        return tuple(_joined(found))


def parse_index(data: bytes) -> Index:
    """The index from the bytes of a .tbi, unpacked. ValueError where they are none."""
    if data[:4] != b"TBI\x01":
        raise ValueError("no tabix index")
    try:
        return _parsed(data)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError("a tabix index that is cut off") from error


def unpack(data: bytes, stretch: Stretch) -> bytes:
    """The records of a stretch. data: the file's bytes from `stretch.first_byte` on.

    Each block's own checksum is held against it. ValueError where a block is cut off or damaged.
    """
    unpacked: list[bytes] = []
    at, base = 0, stretch.first_byte
    last, inside = stretch.end >> 16, stretch.end & 0xFFFF
    while base + at < last or (base + at == last and inside):
        length = block_length(data, at)
        try:
            block = unpack_block(data[at : at + length])
        except ValueError as error:
            raise ValueError(f"at byte {base + at}: {error}") from error
        unpacked.append(block[:inside] if base + at == last else block)
        at += length
    return b"".join(unpacked)[stretch.begin & 0xFFFF :]


def block_length(data: bytes, at: int) -> int:
    """Bytes of the packed block at a byte. ValueError where none stands there whole."""
    if (
        data[at : at + 4] != b"\x1f\x8b\x08\x04"
        or len(data) < at + 18
        or data[at + 12 : at + 16] != b"BC\x02\x00"
    ):
        raise ValueError("cut off, or not packed by bgzip")
    length: int = struct.unpack_from("<H", data, at + 16)[0] + 1
    if at + length > len(data):
        raise ValueError("cut off inside a block")
    return length


def unpack_block(block: bytes) -> bytes:
    """A block as it was packed. ValueError where it is damaged: checksum and length are held against it."""
    unpacker = igzip_lib.IgzipDecompressor(igzip_lib.DECOMP_GZIP)
    try:
        data = unpacker.decompress(block, MAX_BLOCK)
    except Damaged as error:
        raise ValueError(f"damaged: {error}") from error
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("damaged: a block that is too long, or does not end where it says")
    return data


def _parsed(data: bytes) -> Index:
    count, *_, names_length = struct.unpack_from("<8i", data, 4)
    names = data[36 : 36 + names_length].split(b"\0")[:count]
    at = 36 + names_length
    sequences: dict[str, Sequence] = {}
    for name in names:
        bins: dict[int, tuple[Stretch, ...]] = {}
        (n_bins,) = struct.unpack_from("<i", data, at)
        at += 4
        for _ in range(n_bins):
            number, n_chunks = struct.unpack_from("<Ii", data, at)
            offsets = struct.unpack_from(f"<{2 * n_chunks}Q", data, at + 8)
            at += 8 + 16 * n_chunks
            if number < 37450:  # the bin after the last one holds counts
                bins[number] = tuple(map(Stretch, offsets[::2], offsets[1::2]))
        (n_windows,) = struct.unpack_from("<i", data, at)
        linear = struct.unpack_from(f"<{n_windows}Q", data, at + 4)
        at += 4 + 8 * n_windows
        sequences[name.decode("ascii")] = Sequence(bins, linear)
    return Index(sequences)


def _bins(begin: int, end: int) -> Iterator[int]:
    """Bins that may hold records of begin..end (0-based, half-open)."""
    yield 0
    for first, shift in LEVELS:
        yield from range(first + (begin >> shift), first + ((end - 1) >> shift) + 1)


def _joined(found: list[tuple[int, int]]) -> Iterator[Stretch]:
    """Stretches that overlap or lie near each other, as one."""
    current: tuple[int, int] | None = None
    for begin, end in found:
        if current is None:
            current = (begin, end)
        elif (begin >> 16) <= (current[1] >> 16) + NEAR:
            current = (current[0], max(current[1], end))
        else:
            yield Stretch(*current)
            current = (begin, end)
    if current is not None:
        yield Stretch(*current)
