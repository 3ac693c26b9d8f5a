"""The bins of one contig of a .tbi or .csi, looked up without taking all of them apart. Pure.

A genome's index has two hundred thousand bins, in any order, and a few genes ask for some dozens of them.
"""

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

Data = bytes | bytearray
"""An unpacked index; it is not changed."""
FIRST, MOST = 1 << 14, 1 << 20
"""Bins that are looked at together: at first, and at most."""
FEWEST = 64
_ONES = re.compile(rb"\x01*")


@dataclass(frozen=True, slots=True)
class Bins:
    """runs: the byte at which bins of one chunk each begin, and how many they are; 0: one of more chunks.

    before: how many bins stand before each run. low, high: the first and second byte of each bin's number.
    """

    data: Data
    csi: bool
    runs: tuple[tuple[int, int], ...]
    before: tuple[int, ...]
    low: bytes
    high: bytes

    def begin(self, number: int) -> int | None:
        """Where the first chunk of a bin begins; None where the contig has no such bin."""
        at = self._byte(number)
        return None if at is None else int(*struct.unpack_from("<Q", self.data, at + _head(self.csi)))

    def floor(self, number: int) -> int | None:
        """Of a .csi: before where no record lies that reaches the bin's first bases, or later ones."""
        at = self._byte(number)
        return None if at is None else int(*struct.unpack_from("<Q", self.data, at + 4))

    def begins(self) -> dict[int, int]:
        """Each bin's number to where its first chunk begins."""
        first = struct.Struct("<I8xiQ" if self.csi else "<IiQ")
        alone = struct.Struct("<I12xQ8x" if self.csi else "<I4xQ8x")
        found: dict[int, int] = {}
        for at, many in self.runs:
            if many:
                found.update(alone.iter_unpack(self.data[at : at + many * alone.size]))
            else:
                name, _, found[name] = first.unpack_from(self.data, at)
        return found

    def _byte(self, number: int) -> int | None:
        """Where a bin begins: at the next place, from the first on, that has both bytes of its number."""
        low, high, at = number & 255, number >> 8 & 255, 0
        while (there := self.low.find(low, at)) >= 0 and (at := self.high.find(high, there)) >= 0:
            if at == there:
                run = bisect_right(self.before, at) - 1
                byte = self.runs[run][0] + (at - self.before[run]) * (_head(self.csi) + 16)
                if self.data[byte : byte + 4] == number.to_bytes(4, "little"):
                    return byte
                at += 1
        return None


def bins_at(data: Data, at: int, bins: int, csi: bool) -> Bins:
    """The bins of the contig whose first one begins at this byte. ValueError where one is empty."""
    step = _head(csi) + 16
    runs = tuple(runs_of(data, at, bins, csi))
    before, count = [], 0
    for _, many in runs:
        before.append(count)
        count += many or 1
    low, high = (
        b"".join([data[begin + byte : begin + byte + step * (many or 1) : step] for begin, many in runs])
        for byte in (0, 1)
    )
    return Bins(data, csi, runs, tuple(before), low, high)


def runs_of(data: Data, at: int, bins: int, csi: bool) -> Iterator[tuple[int, int]]:
    """The bins of a contig, by the byte where they begin: so many of one chunk each, or 0, for one with more.

    Nearly all have one, and are all as long: they are told together, by every so manyth byte.
    """
    head = _head(csi)
    step, most = head + 16, FIRST
    while bins:
        count = at + head - 4
        ones = data[count : count + step * min(bins, most) : step]
        found = _ONES.match(ones)
        alone = found.end() if found else 0
        zeros = bytes(alone)
        if any(data[count + byte : count + step * alone : step] != zeros for byte in (1, 2, 3)):
            alone = 0
        most = min(most * 4, MOST) if alone == len(ones) else max(2 * alone, FEWEST)
        if alone:
            yield at, alone
            at, bins = at + step * alone, bins - alone
        else:
            (chunks,) = struct.unpack_from("<i", data, count)
            if chunks <= 0:
                raise ValueError("an index with an empty bin")
            yield at, 0
            at, bins = at + head + 16 * chunks, bins - 1


def _head(csi: bool) -> int:
    """Bytes of a bin before its chunks."""
    return 16 if csi else 8
