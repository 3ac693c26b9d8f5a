"""The blocks of a BGZF file, unpacked from any byte on at which one begins; the last few are kept."""

import os
from collections.abc import Iterator
from pathlib import Path

from hyperigm.core.tabix import MAX_BLOCK, block_length, unpack_block

KEPT = 8
"""Blocks that are kept unpacked: the large bins of a region begin before it."""
AHEAD = 4
"""Blocks of the largest size that are read at once by who reads on."""


class Blocks:
    """An open file."""

    def __init__(self, path: Path) -> None:
        self._raw = path.open("rb", buffering=0)
        self._kept: dict[int, tuple[bytes, int]] = {}
        self._read, self._from, self._next = b"", 0, 0

    def data(self, at: int) -> Iterator[bytes]:
        """Each block unpacked, from a byte on. ValueError where none begins there, or one is damaged."""
        return (block for _, block in self.placed(at))

    def placed(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The same, each with where it is."""
        while block := self._block(at):
            yield at, block[0]
            at = block[1]

    def _block(self, at: int) -> tuple[bytes, int] | None:
        """(a block unpacked, the byte behind it); None at the file's end."""
        if at not in self._kept:
            self._read_on(at)
            begin = at - self._from
            if begin == len(self._read):
                return None
            length = block_length(self._read, begin)
            if len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._next = at + length
            self._kept[at] = (unpack_block(self._read[begin : begin + length]), self._next)
        return self._kept[at]

    def _read_on(self, at: int) -> None:
        """Has a whole block from that byte on, or all that is left; more where block is read after block."""
        if at < self._from or at + MAX_BLOCK > self._from + len(self._read):
            many = AHEAD if at == self._next else 1
            self._read, self._from = os.pread(self._raw.fileno(), many * MAX_BLOCK, at), at

    def close(self) -> None:
        """Gives the file back."""
        self._raw.close()
