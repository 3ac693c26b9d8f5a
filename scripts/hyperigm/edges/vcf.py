"""Lines of a VCF, as the file has them, from whatever container it comes in.

The record is kept as text, because text is exact: htslib's decoded genotype can't tell a haploid call from a
phased one, and it drops records it can't parse. By an index text is read by ourselves (own_index.py); htslib
unpacks a whole file, and writes a BCF out as text, record by record. Positions are 1-based and inclusive.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

import pysam

from hyperigm.core.record import FIXED_COLUMNS, RecordError, last_base, position
from hyperigm.edges.header import GZIP, is_bgzf
from hyperigm.edges.memory import MOST, bounded_memory
from hyperigm.edges.own_index import LONGEST, MAX_LINE, OwnIndex, no_index, read_index
from hyperigm.edges.packing import index_of, packing_problems, stale_index
from hyperigm.errors import InputError, Problem

CHUNK = 1024 * 1024
"""Bytes read at once from a file without an index."""
ENCODING = "latin-1"
"""Never fails, and leaves ASCII as it is; only ID and FILTER may hold anything else."""
JOINS = re.compile(rb"[\[\]]|CHR2=")
"""What a record that joins two places has."""
NO_NAME = b"(none)"
"""Stands for the contig of a line that begins with a tab."""
MAX_NAMES = 10_000
"""Spellings of contigs that are kept in mind."""
NO_MEMORY = -3
"""What htslib's iterator ends with where an allocation fails."""
PIECE = 1 << 17
"""Bases whose bins are asked at once before a BCF is read there."""
_HEAD = 200
"""Bytes of a line that hold its contig and position."""
_EMPTY = re.compile(rb"(?:\r?\n){2,}")
_PEOPLE = re.compile(rb"^#CHROM[^\r\n]*", re.MULTILINE)
Record = TypeVar("Record")
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
        """Records that join two places (breakends, and others with CHR2), wherever they are; the whole file
        is read."""

    def close(self) -> None:
        """Gives the file back."""


def refused(path: Path, what: str, mend: str) -> InputError:
    """The error of a whole file."""
    return InputError(Problem(str(path), what, mend))


def split(line: str) -> Columns:
    """A record line as columns."""
    return line.rstrip("\r\n").split("\t", FIXED_COLUMNS)


def _split(line: str) -> Columns:
    """A line read as ENCODING, as columns; those of them that are UTF-8, as that. Others stay as they are."""
    columns = split(line)
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


def _may_overlap(line: bytes, pos: bytes, spans: Sequence[tuple[int, int]]) -> bool:
    """False only where a record surely lies outside: REF is not longer than its line."""
    if not pos.isdigit() or len(pos) > 12:
        return True
    at = int(pos)
    for start, end in spans:
        if at <= end and (at >= start or start - at < len(line) or b"END=" in line or b"SVLEN=" in line):
            return True
    return False


def container(path: Path) -> Container:
    """Looks at the first and last bytes. Raises InputError where the file has lost its end."""
    try:
        with path.open("rb") as raw:
            start = raw.read(18)
        if problems := tuple(packing_problems(path, None)):
            raise InputError(*problems)
    except OSError as error:
        raise unreadable(path, error) from error
    bcf, bgzf = _is_bcf(path, start), is_bgzf(start)
    return Container(bcf, bgzf, index_of(path, bcf) if bgzf else None)


def _is_bcf(path: Path, start: bytes) -> bool:
    if start[:2] != GZIP:
        return start[:3] == b"BCF"
    with pysam.BGZFile(str(path), "rb", None) as inside:
        return inside.read(3) == b"BCF"


def unreadable(path: Path, error: Exception) -> InputError:
    """The error of a file whose container broke while it was read."""
    what = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if "BGZFile" in what:  # pysam's words, of its own object
        what = "its compressed data are cut off or damaged"
    return refused(path, f"can't be read to its end: {what}", "copy or write the file again")


@contextmanager
def quiet() -> Iterator[None]:
    """htslib prints nothing meanwhile: what it has to say comes as an error."""
    before = pysam.set_verbosity(0)
    try:
        yield
    finally:
        pysam.set_verbosity(before)


@contextmanager
def open_lines(path: Path) -> Iterator[Lines]:
    """The file, open for lines. Raises InputError for whatever its container breaks with, then or later."""
    try:
        with quiet(), bounded_memory():
            packed = container(path)
            lines: Lines = _BcfLines(path, packed) if packed.bcf else _TextLines(path, packed)
            try:
                yield lines
            finally:
                lines.close()
    except MemoryError as error:
        what = f"a record, or the header, takes more than {MOST // 1024**3} GB of memory"
        raise refused(path, what, "write the file again: this is no VCF of a patient") from error
    except (OSError, EOFError, UnicodeError, NotImplementedError) as error:
        raise unreadable(path, error) from error


class _Meant(dict[bytes, bytes | None]):
    """A line's first column to the wanted contig that it means, whatever its case and the blanks around it.

    Blanks where tabs should be make a line of one column: it is broken, and must not be passed over."""

    def __init__(self, wanted: Iterable[bytes]) -> None:
        super().__init__({name: name for name in wanted})
        self._lower = {name.lower(): name for name in reversed(list(wanted))}

    def __missing__(self, name: bytes) -> bytes | None:
        first = name.split(None, 1)
        found = self._lower.get(first[0].lower()) if first else None
        if len(self) < MAX_NAMES:
            self[name] = found
        return found


class _TextLines:
    """VCF text: plain, gzip or BGZF."""

    def __init__(self, path: Path, packed: Container) -> None:
        self._path = path
        self._own = _own_index(path, packed.index) if packed.index else None
        self.stale = _doubt(path, packed.index, self._own)
        self._seen: Counter[bytes] = Counter()
        self.contigs: frozenset[str] | None = frozenset(self._own.contigs) if self._own else None

    def fetch(self, contig: str, start: int, end: int) -> Iterator[Columns]:
        if self._own is not None and contig in self._own.contigs:
            _sure(self._path, self._own, contig, start, end)
            near = ((start, end),)
            for line, pos in self._own.lines(contig, start, end):
                if pos.isdigit() and int(pos) >= start:  # nor behind the end
                    yield _split(line.decode(ENCODING))
                elif _may_overlap(line, pos, near):
                    columns = _split(line.decode(ENCODING))
                    if overlaps(columns, near):
                        yield columns

    def sure(self, contig: str, start: int, end: int, led_to: int) -> None:
        _led(self._path, self._own, contig, (start, end), led_to)

    def stream(self, spans: Spans) -> Iterator[Columns]:
        wanted = {contig.encode(): near for contig, near in spans.items()}
        for line, contig in self._lines_near(wanted):
            columns = _split(line.decode(ENCODING))
            columns[0] = contig.decode()
            if overlaps(columns, spans[columns[0]]):
                yield columns

    def _lines_near(self, wanted: Mapping[bytes, Sequence[tuple[int, int]]]) -> Iterator[tuple[bytes, bytes]]:
        """Lines that may overlap, each with the wanted contig that it is of. A chunk that lies on one contig
        that is not wanted is not taken apart."""
        meant = _Meant(wanted)
        people: set[bytes] = set()
        for piece in self._chunks():
            if not piece.strip():
                continue
            people.update(_PEOPLE.findall(piece) if b"#CHROM" in piece else ())
            if len(people) > 1:
                what = "has another header among its records, with other samples"
                raise refused(self._path, what, "give each header's records as a file of their own")
            chunk = _EMPTY.sub(b"\n", piece) if b"\n\n" in piece or b"\n\r\n" in piece else piece
            contig = chunk[: chunk.find(b"\t")]
            alone = chunk.count(b"\n" + contig + b"\t") + 1 == chunk.count(b"\n")
            if alone:
                self._see(contig, chunk.count(b"\n"))
            if alone and meant[contig] is None:
                continue
            for line in chunk.split(b"\n"):
                fields = line[:_HEAD].split(b"\t", 2)
                if not alone:
                    self._see(fields[0] or (NO_NAME if len(fields) > 1 else b""), 1)
                name = meant[fields[0]]
                if name is None:
                    continue
                if _may_overlap(line, fields[1] if len(fields) > 1 else b"", wanted[name]):
                    yield line, name

    def _see(self, contig: bytes, records: int) -> None:
        if contig in self._seen or (len(self._seen) < MAX_NAMES and contig and contig[:1] != b"#"):
            self._seen[contig] += records

    def counted(self, enough: int) -> Counter[str]:
        if (own := self._own) is not None and not self._seen:
            return _counted(lambda contig: own.lines(contig, 1, LONGEST), own.contigs, enough)
        return Counter({name.strip().decode(ENCODING): number for name, number in self._seen.items()})

    def names(self) -> frozenset[str]:
        return (self.contigs or frozenset()) | {name.strip().decode(ENCODING) for name in self._seen}

    def junctions(self) -> Iterator[Columns]:
        for piece in self._chunks():
            for line in piece.split(b"\n") if JOINS.search(piece) else ():
                if line[:1] != b"#" and JOINS.search(line):
                    yield _split(line.decode(ENCODING))

    def _chunks(self) -> Iterator[bytes]:
        """The file in pieces that end with a line's end."""
        rest: list[bytes] = []
        with pysam.BGZFile(str(self._path), "rb", None) as data:
            while piece := data.read(CHUNK):
                cut = piece.rfind(b"\n") + 1
                if cut:
                    yield b"".join((*rest, piece[:cut]))
                    rest = []
                rest.append(piece[cut:])
                if len(rest) * CHUNK > MAX_LINE:
                    raise OSError(f"a line is longer than {MAX_LINE} bytes")
        if any(rest):
            yield b"".join((*rest, b"\n"))

    def close(self) -> None:
        if self._own is not None:
            self._own.close()


def _told(records: Callable[[], Iterable[Record]]) -> Iterator[Record]:
    """htslib's records; what breaks it on the way (a damaged block, no memory) as the error of a file."""
    try:
        yield from records()
    except ValueError as error:
        if f"error code {NO_MEMORY}" in str(error):
            raise MemoryError from error
        raise OSError(str(error)) from error


def _doubt(path: Path, index: Path | None, own: OwnIndex | None) -> str | None:
    """Why an index must not be trusted: it is older than the file, or that of another one."""
    stale = stale_index(path, index)
    if own is not None and not own.of_vcf:
        return f"{index} is no index of a VCF, so the whole file was read: make it by tabix -p vcf"
    if stale or own is None or own.fits():
        return stale
    return (
        f"{index} is the index of another file, or of an earlier version of it, so the whole file was read: "
        "index it again"
    )


def _sure(path: Path, own: OwnIndex | None, contig: str, start: int, end: int) -> None:
    if own is not None and not own.fits_at(contig, start, end):
        what = f"its index leads to other records than those of {contig}"
        raise refused(path, what, "index it again, or remove the index")


def _led(path: Path, own: OwnIndex | None, contig: str, span: tuple[int, int], led_to: int) -> None:
    if own is not None and not own.through.has(contig, *span, led_to):
        what = f"its index leads past records of {contig}"
        raise refused(path, what, "index it again, or remove the index")


def _counted(records: Callable[[str], Iterable[object]], contigs: Iterable[str], enough: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for contig in contigs:
        most = max(1, enough - found.total())
        found[contig] = sum(1 for _ in islice(records(contig), most))
    return found


def _own_index(path: Path, index: Path) -> OwnIndex:
    layout = read_index(index)
    return OwnIndex(path, layout, {name: number for number, name in enumerate(layout.names)}, bcf=False)


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch in pieces, each twice as long as the one before: a reader may have enough of it soon."""
    length = PIECE
    while start <= end:
        yield start, min(start + length - 1, end)
        start, length = start + length, 2 * length


def _numbers(header: pysam.VariantHeader) -> dict[str, int]:
    """The contigs of a BCF. pysam asserts what a damaged header may break."""
    try:
        return {str(name): contig.id for name, contig in header.contigs.items()}
    except AssertionError as error:
        raise OSError("its header is broken") from error


def _of_bcf(record: pysam.VariantRecord) -> Columns:
    try:
        return split(str(record))
    except ValueError as error:
        raise OSError(f"record {record.contig}:{record.pos} is broken") from error


class _BcfLines:
    """BCF, each record written out as text by htslib."""

    def __init__(self, path: Path, packed: Container) -> None:
        layout = read_index(packed.index) if packed.index else None
        try:
            self._file = pysam.VariantFile(str(path), index_filename=str(packed.index) if layout else None)
        except ValueError as error:
            raise OSError(str(error)) from error
        if packed.index and self._file.index is None:
            raise no_index(packed.index)
        numbers = _numbers(self._file.header)
        self._lengths = "SVLEN" in self._file.header.info
        self._path = path
        self._own = OwnIndex(path, layout, numbers, bcf=True) if layout else None
        self.stale = _doubt(path, packed.index, self._own)
        self.contigs: frozenset[str] | None = frozenset(numbers) if packed.index else None
        self._seen: Counter[str] = Counter()

    def fetch(self, contig: str, start: int, end: int) -> Iterator[Columns]:
        if self.contigs is None or contig not in self.contigs:
            return
        for first, last in _pieces(start, end):
            _sure(self._path, self._own, contig, first, last)
            for record in _told(partial(self._file.fetch, contig, first - 1, last)):
                if first == start or record.pos >= first:  # else a piece before has it
                    yield _of_bcf(record)

    def sure(self, contig: str, start: int, end: int, led_to: int) -> None:
        _led(self._path, self._own, contig, (start, end), led_to)

    def stream(self, spans: Spans) -> Iterator[Columns]:
        for record in _told(lambda: self._file):
            self._seen[record.contig] += 1
            near = spans.get(record.contig)
            if near and any(record.start < end and self._reaches(record, start) for start, end in near):
                columns = _of_bcf(record)
                if overlaps(columns, near):
                    yield columns

    def _reaches(self, record: pysam.VariantRecord, start: int) -> bool:
        """False only where a record surely ends before; a BCF of an older htslib does not count SVLEN."""
        return record.stop >= start or (self._lengths and any(alt[:1] == "<" for alt in record.alts or ()))

    def counted(self, enough: int) -> Counter[str]:
        if self.contigs is not None and not self._seen:
            fetch = self._file.fetch
            return _counted(lambda contig: _told(partial(fetch, contig)), sorted(self.contigs), enough)
        return Counter(self._seen)

    def names(self) -> frozenset[str]:
        return frozenset(self._seen)

    def junctions(self) -> Iterator[Columns]:
        self._file.reset()
        for record in _told(lambda: self._file):
            columns = _of_bcf(record)
            if JOINS.search("\t".join(columns[:FIXED_COLUMNS]).encode()):
                yield columns

    def close(self) -> None:
        self._file.close()
        if self._own is not None:
            self._own.close()
