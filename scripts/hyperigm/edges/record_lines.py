"""Record lines, and the protocol by which they are read from whatever container. Positions are 1-based and
inclusive."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from hyperigm.core.record import FIXED_COLUMNS, RecordError, last_base, position
from hyperigm.errors import InputError, Problem

ENCODING = "latin-1"
"""Never fails, and leaves ASCII as it is; only ID and FILTER may hold anything else."""
Columns = list[str]
"""A record: nine fixed columns, then all the samples' columns as one text; fewer where the line is broken."""
Spans = Mapping[str, Sequence[tuple[int, int]]]


class Lines(Protocol):
    """An open file. contigs: names its index knows, or None without an index. stale: a warning where the
    index must not be trusted: it is older than the file, or that of another one."""

    contigs: frozenset[str] | None
    stale: str | None

    def fetch(self, contig: str, start: int, end: int) -> Iterator[Columns]:
        """Records that overlap start..end by the index; needs one."""

    def sure(self, contig: str, start: int, end: int, led_to: int) -> None:
        """Raises InputError where more records of the file begin in start..end than the index led to; of a
        contig that the index has not, where it has not all contigs of the file."""

    def stream(self, spans: Spans) -> Iterator[Columns]:
        """Records that overlap one of the spans of their contig, and those whose place can't be told; the
        whole file is read once. A span that the reader takes out meanwhile is no longer wanted."""

    def counted(self, enough: int) -> Counter[str]:
        """How many records each contig has: of the whole file where it was streamed, else by the index, and
        then no more than one of each further contig once `enough` were counted."""

    def names(self) -> frozenset[str]:
        """Contigs of the index, and of the records where the file was streamed, as they are spelled."""

    def junctions(self) -> Iterator[Columns]:
        """Records that join two places (breakends, and others with CHR2), wherever they are, once the whole
        file was streamed."""

    def close(self) -> None:
        """Gives the file back."""


def may_join(text: bytes) -> bool:
    """False only where no record of it surely joins two places, as breakends do, and others with CHR2."""
    return b"[" in text or b"]" in text or b"CHR2=" in text


def refused(path: Path, what: str, mend: str) -> InputError:
    """The error of a whole file."""
    return InputError(Problem(str(path), what, mend))


def split(line: str) -> Columns:
    """A record line as columns."""
    return line.rstrip("\r\n").split("\t", FIXED_COLUMNS)


def split_latin(line: str) -> Columns:
    """A line read as ENCODING, as columns; those of them that are UTF-8, as that. Others stay as they are."""
    columns = line.rstrip("\r\n").split("\t", FIXED_COLUMNS)
    return columns if line.isascii() else [_utf8(column) for column in columns]


def _utf8(column: str) -> str:
    try:
        return column.encode(ENCODING).decode("utf-8")
    except UnicodeDecodeError:
        return column


def overlaps(columns: Columns, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a record reaches into a span, by POS, REF, END or SVLEN; True where its place can't be told."""
    try:
        pos = position(columns[1])
        reaching = [start for start, end in spans if pos <= end]
        if not reaching:
            return False
        first = min(reaching)
        return pos >= first or last_base(pos, columns[3], columns[4], columns[7]) >= first
    except (RecordError, IndexError):
        return True


def may_overlap(line: bytes, pos: bytes, spans: Sequence[tuple[int, int]]) -> bool:
    """False only where a record surely lies outside: REF is not longer than its line."""
    if not pos.isdigit() or len(pos) > 12:
        return True
    at = int(pos)
    for start, end in spans:
        if at > end:
            continue
        if at >= start or may_reach(line, start - at):
            return True
    return False


def may_reach(line: bytes, bases: int) -> bool:
    """False only where a record surely ends before so many bases behind its first."""
    return bases < len(line) or b"END=" in line or b"SVLEN=" in line
