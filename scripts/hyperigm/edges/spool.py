"""Texts put aside on disk as they come and taken back in order: what a run of thousands need not hold."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hyperigm.errors import cannot_write

PART = 1 << 20
"""Bytes that are read at once, or a text more."""


class Spool:
    """Texts by number; only where each lies is held in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[int, list[tuple[int, int]]] = {}
        self._end = 0

    def put(self, number: int, text: str) -> None:
        """Puts a text aside; the texts of one number stay in the order they came."""
        data = text.encode("utf-8")
        self._file.seek(self._end)
        self._file.write(data)
        self._places.setdefault(number, []).append((self._end, len(data)))
        self._end += len(data)

    def texts(self) -> Iterator[str]:
        """All texts by rising number."""
        for start, length in self._in_order():
            yield self._read(start, length).decode("utf-8")

    def parts(self) -> Iterator[bytes]:
        """The same as it lies on disk, in larger parts where one text follows the other."""
        begin = end = 0
        for start, length in self._in_order():
            if start != end or end - begin > PART:
                yield self._read(begin, end - begin)
                begin = start
            end = start + length
        yield self._read(begin, end - begin)

    def _in_order(self) -> Iterator[tuple[int, int]]:
        for number in sorted(self._places):
            yield from self._places[number]

    def _read(self, start: int, length: int) -> bytes:
        self._file.seek(start)
        return self._file.read(length)


@contextmanager
def spool(folder: Path) -> Iterator[Spool]:
    """A spool on a nameless file of `folder`, which is made; gone when the block ends.

    Raises OutputError where it can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            yield Spool(file)
    except OSError as error:
        if error.filename is None:  # the nameless file's own
            raise cannot_write(folder, error) from error
        raise
