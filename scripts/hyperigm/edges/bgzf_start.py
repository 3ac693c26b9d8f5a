"""The start of a BGZF file, unpacked. What the files of one laboratory begin with is unpacked once."""

from functools import lru_cache
from typing import BinaryIO

from hyperigm.core.tabix import MAX_BLOCK, block_length, unpack_block


class BgzfStart:
    """A stream of what is packed. EOFError where a block is cut off or damaged."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._packed = self._data = b""

    def read(self, size: int) -> bytes:
        """So many bytes, fewer only at the end."""
        pieces, length = [self._data], len(self._data)
        while length < size and (piece := self._block()):
            pieces.append(piece)
            length += len(piece)
        data = b"".join(pieces)
        self._data = data[size:]
        return data[:size]

    def _block(self) -> bytes:
        """The next block with anything in it; nothing at the end."""
        while True:
            if len(self._packed) < MAX_BLOCK:
                self._packed += self._raw.read(MAX_BLOCK)
            if not self._packed:
                return b""
            try:
                length = block_length(self._packed, 0)
                data = _unpacked(self._packed[:length])
            except ValueError as error:
                raise EOFError(str(error)) from error
            self._packed = self._packed[length:]
            if data:
                return data


@lru_cache(maxsize=64)
def _unpacked(block: bytes) -> bytes:
    return unpack_block(block)
