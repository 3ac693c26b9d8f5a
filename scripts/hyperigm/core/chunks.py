"""A .tbi or .csi index as bytes: whether it is whole, where it ends, where its chunks begin. Pure.

Source: the tabix and CSI specifications (hts-specs); virtual offsets are those of core/tabix.py.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hyperigm.core.bins import Bins, Data, bins_at, runs_of

MIN_SHIFTS = range(10, 31)
DEPTHS = range(1, 11)
MAX_BITS = 40
"""Bits of a position: no sequence is longer. Beyond these three limits of ours no tool writes an index."""
MAX_CONTIGS = 100_000
"""Contigs of an index: that of a human assembly with all its decoys has under four thousand."""
MAX_WINDOWS = 1 << 16
"""Windows of 16,384 bases of a contig of a .tbi, which knows positions up to 2^29: half as many."""
LEAVES = 4681
"""The first bin of 16,384 bases in a .tbi."""
SKIMMED = 1024 * 1024
"""Bytes of an index beyond which only the lengths of its bins are read, and the counts of each contig."""
PRESET_VCF = 2
"""The format of a .tbi that was made of a VCF (tabix specification)."""
MIN_NAMES = 28
"""Bytes of a .csi's auxiliary data from which on it holds the names of contigs, as a .tbi does."""


Place = tuple[int, int, int]
"""The byte at which a contig's bins begin, how many there are, and the byte behind them."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where a run of records begins. number: of its contig in the index; span: 0-based, half-open, in which
    each of its records lies."""

    number: int
    span: range
    begin: int


@dataclass(frozen=True, slots=True)
class Layout:
    """An index that is whole. names: of its contigs, empty where it has none (BCF). last: the largest virtual
    offset, where the last record ends; 0 without records. places: of each
    contig. of_vcf: it was made of a VCF as such, not of columns of a table, of which it knows no END."""

    names: tuple[str, ...]
    last: int
    min_shift: int
    depth: int
    csi: bool
    data: Data
    places: tuple[Place, ...]
    of_vcf: bool = True

    @property
    def skimmed(self) -> bool:
        """Whether it is so large that its bins were not looked at one by one."""
        return len(self.data) > SKIMMED

    def chunks(self, number: int) -> Iterator[Chunk]:
        """The first chunk of each bin of a contig (from 0)."""
        for found, begin in self.begins(number).items():
            yield Chunk(number, self.span(found), begin)

    def bins(self, number: int) -> Bins:
        """The bins of a contig; the counts among them are as a bin."""
        begin, bins, _ = self.places[number]
        return bins_at(self.data, begin, bins, self.csi)

    def begins(self, number: int) -> dict[int, int]:
        """Bin to where its first chunk begins, of a contig."""
        found = self.bins(number).begins()
        found.pop(_bins(self.depth) + 1, None)
        return found

    def has_records(self, bins: Bins) -> bool:
        """Whether a contig has a bin beside its counts."""
        return len(bins.low) > (bins.begin(_bins(self.depth) + 1) is not None)

    def chunks_at(self, number: int, bins: Bins, start: int, end: int) -> Iterator[Chunk]:
        """The first chunk of each bin that may hold records of start..end (0-based, half-open)."""
        first = 0
        for level in range(self.depth + 1):
            shift = self.min_shift + 3 * (self.depth - level)
            for found in range(first + (start >> shift), first + (end - 1 >> shift) + 1):
                if (begin := bins.begin(found)) is not None:
                    yield Chunk(number, self.span(found), begin)
            first += 1 << 3 * level

    def floor(self, number: int, bins: Bins, start: int) -> int:
        """Before where no record reaches base `start` (0-based) or a later one; 0: it does not say."""
        if not self.csi:
            behind = self.places[number][2]
            (windows,) = struct.unpack_from("<i", self.data, behind)
            window = min(start >> 14, windows - 1)
            return int(*struct.unpack_from("<Q", self.data, behind + 4 + 8 * window)) if windows else 0
        found = self.first_leaf + (start >> self.min_shift)
        while (floor := bins.floor(found)) is None and found:  # the bin before, or their parent
            parent = (found - 1) >> 3
            found = found - 1 if found > (parent << 3) + 1 else parent
        return floor or 0

    @property
    def first_leaf(self) -> int:
        """The first of the smallest bins."""
        return _bins(self.depth - 1)

    def extent(self, number: int) -> tuple[int, int]:
        """Where the first record of a contig begins and the last one ends, of one that has records."""
        at, bins, _ = self.places[number]
        first, last = 1 << 64, 0
        for _ in range(bins):
            found, offsets, at = _bin(self.data, at, self.csi)
            if found < _bins(self.depth):
                first, last = min(first, offsets[0]), max(last, offsets[-1])
        return first, last

    def span(self, found: int) -> range:
        """Where the records of a bin lie, 0-based, half-open."""
        level, first = 0, 0
        while found >= first + (1 << 3 * level):
            first += 1 << 3 * level
            level += 1
        shift = self.min_shift + 3 * (self.depth - level)
        return range((found - first) << shift, (found - first + 1) << shift)


def read_layout(data: Data) -> Layout:
    """The index from its unpacked bytes. ValueError where it is none, is cut off, or can't be true."""
    try:
        return _read(data)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError("an index that is cut off") from error


def _read(data: Data) -> Layout:
    csi = data[:4] == b"CSI\x01"
    if csi:
        min_shift, depth, extra = struct.unpack_from("<3i", data, 4)
        names_at, at = 16, 16 + extra
        bits = min_shift + 3 * depth
        if extra < 0 or min_shift not in MIN_SHIFTS or depth not in DEPTHS or bits > MAX_BITS:
            raise ValueError("an index of impossible bins")
        (count,) = struct.unpack_from("<i", data, at)
        at += 4
        named = extra >= MIN_NAMES
    elif data[:4] == b"TBI\x01":
        min_shift, depth, names_at, named = 14, 5, 8, True
        (count,) = struct.unpack_from("<i", data, 4)
        at = 36 + struct.unpack_from("<i", data, 32)[0]
    else:
        raise ValueError("no index")
    if not 0 <= count <= MAX_CONTIGS:
        raise ValueError("an index with an impossible number of contigs")
    names = _names(data, names_at) if named else ()
    if named and len(names) != count:
        raise ValueError("an index with another number of contigs than names")
    places: list[Place] = []
    last = 0
    read = _contig if len(data) <= SKIMMED else _skimmed
    for _ in range(count):
        place, at, end = read(data, at, csi, _bins(depth))
        places.append(place)
        last = max(last, end)
    of_vcf = not named or struct.unpack_from("<i", data, names_at)[0] & 0xFFFF == PRESET_VCF
    return Layout(names, last, min_shift, depth, csi, data, tuple(places), of_vcf)


def _names(data: Data, at: int) -> tuple[str, ...]:
    """at: of the six numbers before the length of the names."""
    (length,) = struct.unpack_from("<i", data, at + 24)
    if not 0 <= length <= len(data):
        raise ValueError("an index with impossible names")
    names = data[at + 28 : at + 28 + length]
    if names.count(b"\0") > MAX_CONTIGS:
        raise ValueError("an index with more names than contigs")
    return tuple(name.decode("utf-8") for name in names.split(b"\0")[:-1])


def _contig(data: Data, at: int, csi: bool, most: int) -> tuple[Place, int, int]:
    """(its place, the byte behind it, the largest offset). most: bins there can be.

    The floor, below which no record of a place lies, is that of each bin (.csi) or of each 16,384 bases.
    """
    (bins,) = struct.unpack_from("<i", data, at)
    if not 0 <= bins <= most + 1:
        raise ValueError("an index with an impossible number of bins")
    begin = at = at + 4
    last = 0
    leaves: list[tuple[int, int]] = []
    for _ in range(bins):
        floor = struct.unpack_from("<Q", data, at + 4)[0] if csi else 0
        found, offsets, at = _bin(data, at, csi)
        if found < most:
            if floor > offsets[0] or list(offsets) != sorted(offsets):
                raise ValueError("an index whose offsets go back")
            last = max(last, offsets[-1])
            leaves.append((found - LEAVES, offsets[0]))
        elif found != most + 1 or len(offsets) != 4:  # the counts of the contig
            raise ValueError("an index with an impossible bin")
    return (begin, bins, at), at if csi else _behind_floors(data, at, leaves), last


def _skimmed(data: Data, at: int, csi: bool, most: int) -> tuple[Place, int, int]:
    """As `_contig`, by the counts of the contig, which say where its last record ends."""
    (bins,) = struct.unpack_from("<i", data, at)
    if not 0 <= bins <= most + 1:
        raise ValueError("an index with an impossible number of bins")
    head = struct.Struct("<I8xi" if csi else "<Ii")
    behind, last = at + 4, 0
    for begin, many in runs_of(data, at + 4, bins, csi):
        behind = begin + many * (head.size + 16)
        if not many:
            found, chunks = head.unpack_from(data, begin)
            behind += head.size + 16 * chunks
            if found == most + 1:
                (last,) = struct.unpack_from("<Q", data, begin + head.size + 8)
    if bins and not last:
        return _contig(data, at, csi, most)
    if behind > len(data):
        raise ValueError("an index that is cut off")
    return (at + 4, bins, behind), behind if csi else _behind_floors(data, behind, ()), last


def _behind_floors(data: Data, at: int, leaves: Sequence[tuple[int, int]]) -> int:
    """The byte behind a .tbi's floors. leaves: window of 16,384 bases (or less than 0), first record."""
    windows: int
    (windows,) = struct.unpack_from("<i", data, at)
    if not 0 <= windows <= MAX_WINDOWS:
        raise ValueError("an index that is cut off")
    end = at + 4 + 8 * windows
    if len(data) < end:
        raise ValueError("an index that is cut off")
    floors = struct.unpack_from(f"<{windows}Q", data, at + 4) if leaves else ()
    if any(0 <= window < windows and floors[window] > first for window, first in leaves):
        raise ValueError("an index whose offsets go back")
    return end


def _bin(data: Data, at: int, csi: bool) -> tuple[int, tuple[int, ...], int]:
    """(number of the bin, offsets of its chunks, the byte behind it)."""
    found: int
    chunks: int
    found, chunks = struct.unpack_from("<I8xi" if csi else "<Ii", data, at)
    at += 16 if csi else 8
    if not 0 < chunks <= len(data):
        raise ValueError("an index with an empty bin")
    return found, struct.unpack_from(f"<{2 * chunks}Q", data, at), at + 16 * chunks


def _bins(depth: int) -> int:
    return int(((1 << 3 * (depth + 1)) - 1) // 7)
