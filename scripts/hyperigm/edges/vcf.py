"""Lines of a VCF, as the file has them, from whatever container it comes in.

htslib does the container (BGZF, gzip, index, BCF); the record is kept as text, because text is exact:
htslib's decoded genotype can't tell a haploid call from a phased one, and it drops records it can't parse.
A BCF is written out as text by htslib, record by record. Positions are 1-based and inclusive.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pysam

from hyperigm.core.record import FIXED_COLUMNS, RecordError, last_base, position
from hyperigm.errors import InputError, Problem

CHUNK = 1024 * 1024
"""Bytes read at once from a file without an index."""
MAX_LINE = 256 * 1024 * 1024
"""Bytes of one record: three thousand samples need about one tenth of a million; more than this is no VCF."""
ENCODING = "latin-1"
"""Never fails, and leaves ASCII as it is; only ID and FILTER may hold anything else."""
BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_HEAD = 200
"""Bytes of a line that hold its contig and position."""
Columns = list[str]
"""A record: nine fixed columns, then all the samples' columns as one text; fewer where the line is broken."""
Spans = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Container:
    """How a file is packed. index: its .csi or .tbi, only where htslib can use it."""

    bcf: bool
    bgzf: bool
    index: Path | None


class Lines(Protocol):
    """An open file. contigs: names its index knows, or None without an index. stale: a warning where the
    index is older than the file and must not be trusted."""

    contigs: frozenset[str] | None
    stale: str | None

    def fetch(self, contig: str, start: int, end: int) -> Iterator[Columns]:
        """Records that overlap start..end by the index; needs one."""

    def stream(self, spans: Spans) -> Iterator[Columns]:
        """Records that overlap one of the spans of their contig, and those whose place can't be told; the
        whole file is read once. A span that the reader takes out meanwhile is no longer wanted."""

    def close(self) -> None:
        """Gives the file back."""


def refused(path: Path, what: str, mend: str) -> InputError:
    """The error of a whole file."""
    return InputError(Problem(str(path), what, mend))


def split(line: str) -> Columns:
    """A record line as columns."""
    return line.rstrip("\r\n").split("\t", FIXED_COLUMNS)


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


def _may_overlap(line: bytes, pos: bytes, spans: Sequence[tuple[int, int]]) -> bool:
    """False only where a record surely lies outside: REF is not longer than its line."""
    if not pos.isdigit():
        return True
    at = int(pos[:12])
    for start, end in spans:
        if at <= end and (at >= start or start - at < len(line) or b"END=" in line or b"SVLEN=" in line):
            return True
    return False


def container(path: Path) -> Container:
    """Looks at the first and last bytes. Raises InputError where a BGZF file has lost its end."""
    try:
        with path.open("rb") as raw:
            start = raw.read(18)
            bgzf = start[:4] == BGZF_END[:4] and start[12:14] == b"BC"
            raw.seek(0, 2)
            if bgzf:
                raw.seek(max(raw.tell() - len(BGZF_END), 0))
                if raw.read() != BGZF_END:
                    raise refused(path, "is cut off (no BGZF end)", "copy or write the file again")
    except OSError as error:
        raise unreadable(path, error) from error
    bcf = _is_bcf(path, start)
    kinds = (".csi",) if bcf else (".csi", ".tbi")
    index = next((found for kind in kinds if (found := Path(f"{path}{kind}")).exists()), None)
    return Container(bcf, bgzf, index if bgzf else None)


def _is_bcf(path: Path, start: bytes) -> bool:
    if start[:2] != BGZF_END[:2]:
        return start[:3] == b"BCF"
    with pysam.BGZFile(str(path), "rb", None) as inside:
        return inside.read(3) == b"BCF"


def unreadable(path: Path, error: Exception) -> InputError:
    """The error of a file whose container broke while it was read."""
    what = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return refused(path, f"can't be read to its end: {what}", "copy or write the file again")


@contextmanager
def open_lines(path: Path) -> Iterator[Lines]:
    """The file, open for lines. Raises InputError for whatever its container breaks with, then or later."""
    silence = pysam.set_verbosity(0)
    try:
        packed = container(path)
        lines: Lines = _BcfLines(path, packed) if packed.bcf else _TextLines(path, packed)
        try:
            yield lines
        finally:
            lines.close()
    except (OSError, EOFError, UnicodeError, NotImplementedError) as error:
        raise unreadable(path, error) from error
    finally:
        pysam.set_verbosity(silence)


class _TextLines:
    """VCF text: plain, gzip or BGZF."""

    def __init__(self, path: Path, packed: Container) -> None:
        self._path = path
        self.stale = _stale(path, packed.index)
        self._indexed = _opened_by_index(path, packed.index) if packed.index else None
        self.contigs: frozenset[str] | None = frozenset(self._indexed.contigs) if self._indexed else None

    def fetch(self, contig: str, start: int, end: int) -> Iterator[Columns]:
        if self._indexed is not None and self.contigs is not None and contig in self.contigs:
            for line in self._indexed.fetch(contig, start - 1, end):
                yield split(line)

    def stream(self, spans: Spans) -> Iterator[Columns]:
        wanted = {contig.encode(): near for contig, near in spans.items()}
        for line in self._lines_near(wanted):
            columns = split(line.decode(ENCODING))
            if overlaps(columns, spans[columns[0]]):
                yield columns

    def _lines_near(self, wanted: Mapping[bytes, Sequence[tuple[int, int]]]) -> Iterator[bytes]:
        """Lines that may overlap. A chunk that lies on one contig that is not wanted is not taken apart."""
        for chunk in self._chunks():
            contig = chunk[: chunk.find(b"\t")]
            if contig not in wanted and chunk.count(b"\n" + contig + b"\t") + 1 == chunk.count(b"\n"):
                continue
            for line in chunk.split(b"\n"):
                fields = line[:_HEAD].split(b"\t", 2)
                spans = wanted.get(fields[0])
                if spans and _may_overlap(line, fields[1] if len(fields) > 1 else b"", spans):
                    yield line

    def _chunks(self) -> Iterator[bytes]:
        """The file in pieces that end with a line's end."""
        rest = b""
        with pysam.BGZFile(str(self._path), "rb", None) as data:
            while piece := data.read(CHUNK):
                rest += piece
                cut = rest.rfind(b"\n") + 1
                if cut:
                    yield rest[:cut]
                    rest = rest[cut:]
                elif len(rest) > MAX_LINE:
                    raise OSError(f"a line is longer than {MAX_LINE} bytes")
        if rest:
            yield rest + b"\n"

    def close(self) -> None:
        if self._indexed is not None:
            self._indexed.close()


def _stale(path: Path, index: Path | None) -> str | None:
    """A warning where the index is older than the file by a second or more."""
    if index is None or index.stat().st_mtime + 1 > path.stat().st_mtime:
        return None
    return f"{index} is older than {path.name}, so the whole file was read: index it again"


def _opened_by_index(path: Path, index: Path) -> pysam.TabixFile:
    try:
        return pysam.TabixFile(str(path), index=str(index), encoding=ENCODING)
    except (OSError, ValueError, NotImplementedError) as error:
        raise refused(index, "is no index that can be read", "remove it, or index the file again") from error


class _BcfLines:
    """BCF, each record written out as text by htslib."""

    def __init__(self, path: Path, packed: Container) -> None:
        index = str(packed.index) if packed.index else None
        self.stale = _stale(path, packed.index)
        try:
            self._file = pysam.VariantFile(str(path), index_filename=index)
        except ValueError as error:
            raise OSError(str(error)) from error
        self.contigs: frozenset[str] | None = (
            frozenset(map(str, self._file.header.contigs)) if packed.index else None
        )

    def fetch(self, contig: str, start: int, end: int) -> Iterator[Columns]:
        if self.contigs is not None and contig in self.contigs:
            for record in self._file.fetch(contig, start - 1, end):
                yield split(str(record))

    def stream(self, spans: Spans) -> Iterator[Columns]:
        for record in self._file:
            near = spans.get(record.contig)
            if near and any(record.start < end and record.stop >= start for start, end in near):
                columns = split(str(record))
                if overlaps(columns, near):
                    yield columns

    def close(self) -> None:
        self._file.close()
