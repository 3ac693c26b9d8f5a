"""Lines of VCF text: plain, gzip or BGZF. By an index text is read by ourselves (own_index.py)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from hyperigm.edges.blocks import Blocks
from hyperigm.edges.header import is_bgzf
from hyperigm.edges.index_doubt import counted, doubt, led, sure_of
from hyperigm.edges.own_index import LONGEST, OwnIndex, read_index
from hyperigm.edges.packing import DAMAGED, unpacked
from hyperigm.edges.read_through import MAX_LINE
from hyperigm.edges.record_lines import (
    ENCODING,
    Columns,
    Spans,
    may_join,
    may_overlap,
    may_reach,
    overlaps,
    refused,
    split_latin,
)

CHUNK = 1024 * 1024
"""Bytes read at once from a file without an index."""
NO_NAME = b"(none)"
"""Stands for the contig of a line that begins with a tab."""
MAX_NAMES = 10_000
"""Spellings of contigs that are kept in mind."""
_HEAD = 200
"""Bytes of a line that hold its contig and position."""
_EMPTY = re.compile(rb"(?:\r?\n){2,}")
_PEOPLE = re.compile(rb"^#CHROM[^\r\n]*", re.MULTILINE)


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


class TextLines:
    """VCF text: plain, gzip or BGZF."""

    def __init__(self, path: Path, index: Path | None) -> None:
        self._path = path
        self._own = _own_index(path, index) if index else None
        self.stale = doubt(path, index, self._own)
        self._seen: Counter[bytes] = Counter()
        self._joins = False
        self.contigs: frozenset[str] | None = frozenset(self._own.contigs) if self._own else None

    def fetch(self, contig: str, start: int, end: int) -> Iterator[Columns]:
        if self._own is not None and contig in self._own.contigs:
            sure_of(self._path, self._own, contig, start, end)
            near = ((start, end),)
            for line, pos in self._own.lines(contig, start, end):
                if pos is not None and pos >= start:  # nor behind the end
                    yield split_latin(line.decode(ENCODING))
                elif pos is None or may_reach(line, start - pos):
                    columns = split_latin(line.decode(ENCODING))
                    if overlaps(columns, near):
                        yield columns

    def sure(self, contig: str, start: int, end: int, led_to: int) -> None:
        led(self._path, self._own, contig, (start, end), led_to)

    def stream(self, spans: Spans) -> Iterator[Columns]:
        wanted = {contig.encode(): near for contig, near in spans.items()}
        for line, contig in self._lines_near(wanted):
            columns = split_latin(line.decode(ENCODING))
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
            self._joins = self._joins or may_join(piece)
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
                if may_overlap(line, fields[1] if len(fields) > 1 else b"", wanted[name]):
                    yield line, name

    def _see(self, contig: bytes, records: int) -> None:
        if contig in self._seen or (len(self._seen) < MAX_NAMES and contig and contig[:1] != b"#"):
            self._seen[contig] += records

    def counted(self, enough: int) -> Counter[str]:
        if (own := self._own) is not None and not self._seen:
            return counted(lambda contig: own.lines(contig, 1, LONGEST), own.contigs, enough)
        return Counter({name.strip().decode(ENCODING): number for name, number in self._seen.items()})

    def names(self) -> frozenset[str]:
        return (self.contigs or frozenset()) | {name.strip().decode(ENCODING) for name in self._seen}

    def junctions(self) -> Iterator[Columns]:
        for piece in self._chunks() if self._joins else ():
            for line in piece.split(b"\n") if may_join(piece) else ():
                if line[:1] != b"#" and may_join(line):
                    yield split_latin(line.decode(ENCODING))

    def _chunks(self) -> Iterator[bytes]:
        """The file in pieces that end with a line's end."""
        rest: list[bytes] = []
        for piece in _pieces(self._path):
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


def _pieces(path: Path) -> Iterator[bytes]:
    """The text of a file, so much at once. OSError where it is damaged, and where anything, be it zeros,
    stands between two blocks of a BGZF file: it may have been a block."""
    with path.open("rb") as raw:
        bgzf = is_bgzf(raw.read(18))
    if not bgzf:
        with unpacked(path) as data:
            while piece := data.read(CHUNK):
                yield piece
        return
    found: list[bytes] = []
    length = 0
    with closing(Blocks(path)) as blocks:
        try:
            for block in filter(None, blocks.data(0)):
                found.append(block)
                length += len(block)
                if length >= CHUNK:
                    yield b"".join(found)
                    found, length = [], 0
        except ValueError as error:
            raise OSError(DAMAGED) from error
    yield b"".join(found)


def _own_index(path: Path, index: Path) -> OwnIndex:
    layout = read_index(index)
    return OwnIndex(path, layout, {name: number for number, name in enumerate(layout.names)}, bcf=False)
