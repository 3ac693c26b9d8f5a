"""A BED of what was covered, at the wanted places: plain, of mosdepth, bedtools or GATK CallableLoci; gzip or
not. What its lines may be is told in core/callable_line.py."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from hyperigm.core.callability import Callability, Mark, flatten
from hyperigm.core.callable_line import (
    LineError,
    is_target,
    joined_word,
    limits_of,
    mark,
    name_of,
    of_piece,
    place,
)
from hyperigm.core.looked import Places, inside
from hyperigm.core.record_evidence import Least
from hyperigm.core.warning import SampleWarning, WarningKind, about
from hyperigm.edges.bed_build import BedWatch
from hyperigm.edges.lines import require_file
from hyperigm.edges.packing import unpacked
from hyperigm.edges.panel import load_panel
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows
from hyperigm.errors import InputError, Problem

NAME = "callable BED"
MAX_LINE = 1024 * 1024
"""Bytes of a line; one of a BED has less than a hundred."""
MAX_LINES = 1_000_000
"""Lines in the genes, which have 149,000 bases."""
NOT_DATA = (b"#", b"track", b"browser")
MEND = (
    "keep the first three columns (tab-separated) of what was covered, or use the words of "
    "resources/panel/callable_states.tsv, or a file of mosdepth with its header"
)


@dataclass(frozen=True, slots=True)
class State:
    """A row of callable_states.tsv: what a word of a fourth column means. assessed: yes, no, or `name` for a
    word that names of targets are made of, which says neither."""

    state: str
    assessed: str
    meaning: str
    source: str


@cache
def states() -> Mapping[str, bool]:
    """Joined word -> whether a base of that state was assessed."""
    return {joined_word(row.state): row.assessed == "yes" for row in _rows() if row.assessed != "name"}


@cache
def name_words() -> frozenset[str]:
    """Words in upper case that say nothing of what was covered."""
    return frozenset(row.state for row in _rows() if row.assessed == "name")


@cache
def _rows() -> tuple[State, ...]:
    return read_rows(shipped("resources") / "panel" / "callable_states.tsv", State)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that reaches into a place. chrom: panel name; limits: depths of the header above it; pieces:
    what lies inside (1-based, inclusive); exons: the same of what is watched for the build."""

    number: int
    chrom: str
    columns: list[str]
    limits: tuple[int, ...]
    pieces: list[tuple[int, int]]
    exons: list[tuple[int, int]]


def read_callable(
    path: Path,
    places: Places,
    canonical: Callable[[str], str | None],
    needed: Least,
    watch: BedWatch | None = None,
) -> tuple[Callability, tuple[SampleWarning, ...]]:
    """What the BED says of the wanted places, and warnings. canonical: the panel's name of a contig; watch:
    for signs of another build.

    Raises InputError where the file can't be read, is of another build, has a line that is none of a BED, or
    a word that may be a state.
    """
    marks: dict[str, list[Mark]] = {}
    words: dict[str, list[int]] = {}
    lines = 0
    for line in _at(path, places, canonical, watch):
        try:
            said = mark(line.columns, states(), needed, line.limits)
        except LineError as error:
            raise _no_bed(path, line.number, error) from error
        if watch:
            watch.take(line.chrom, [replace(said, start=start, end=end) for start, end in line.exons])
        if not line.pieces:
            continue
        lines += 1
        if lines > MAX_LINES:
            what = f"has more than {MAX_LINES:,} lines in the genes"
            raise InputError(Problem(str(path), what, "merge what overlaps (bedtools merge)"))
        if name := name_of(line.columns, states(), line.limits):
            words.setdefault(name, []).append(line.number)
        marks.setdefault(line.chrom, []).extend(of_piece(said, *piece) for piece in line.pieces)
    _refuse_states(path, words)
    stretches = tuple(part for chrom in sorted(marks) for part in flatten(chrom, marks[chrom]))
    told = watch.warnings() if watch else ()
    told = (*_warnings(path, tuple(words), bool(stretches)), *told)
    return Callability(NAME, True, stretches), about(WarningKind.COVERAGE, told)


def _refuse_states(path: Path, words: Mapping[str, list[int]]) -> None:
    """Raises InputError of a word that may be a state. words: with the numbers of their lines."""
    known = name_words() | {gene.symbol.upper() for gene in load_panel().genes}
    for word, lines in words.items():
        if not is_target(word, known):
            what = f"{word[:40]!r} in the fourth column is no state that is known, and no name of a target"
            raise InputError(Problem(f"{path}:{lines[0]}", what, MEND))


def _no_bed(path: Path, number: int, error: LineError) -> InputError:
    return InputError(Problem(f"{path}:{number}", f"is no line of a BED of coverage: {error}", MEND))


def _at(
    path: Path, places: Places, canonical: Callable[[str], str | None], watch: BedWatch | None
) -> Iterator[Line]:
    limits: tuple[int, ...] = ()
    exons = watch.exons if watch else {}
    for number, line in enumerate(_lines(path), start=1):
        if line.startswith(b"#"):
            limits = limits_of(line.decode("utf-8", "replace")) or limits
        if not line.strip() or line.startswith(NOT_DATA):
            if watch:
                watch.header(number, line.decode("utf-8", "replace"))
            continue
        contig = line[: line.find(b"\t")].decode("utf-8", "replace")
        chrom = canonical(contig)
        if chrom is None and watch:
            watch.unknown(number, contig)
        if chrom is None or not (watch or chrom in places):
            continue
        columns = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        try:
            start, end = place(columns)
        except LineError as error:
            raise _no_bed(path, number, error) from error
        if watch:
            watch.reach(number, chrom, end)
        pieces, near = inside(places, chrom, start, end), inside(exons, chrom, start, end)
        if pieces or near:
            yield Line(number, chrom, columns, limits, pieces, near)


def _warnings(path: Path, names: tuple[str, ...], lists: bool) -> tuple[str, ...]:
    found = []
    if names:
        shown = ", ".join(names[:3])
        found.append(
            f"the fourth column of {path.name} ({shown}) is taken for names: such a line counts as covered"
        )
    if not lists:
        found.append(f"{path.name} lists nothing in the genes: check build, contig names and tabs")
    return tuple(found)


def _lines(path: Path) -> Iterator[bytes]:
    require_file(path)
    try:
        with unpacked(path) as stream:
            while line := stream.readline(MAX_LINE):
                if len(line) == MAX_LINE:
                    raise OSError(f"a line is longer than {MAX_LINE} bytes")
                yield line
    except OSError as error:
        what = f"can't be read to its end: {error}"
        raise InputError(Problem(str(path), what, "copy or write the file again")) from error
