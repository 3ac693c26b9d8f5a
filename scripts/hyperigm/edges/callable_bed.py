"""A BED of what was covered, at the wanted places: plain, mosdepth's, or GATK CallableLoci's; gzip or not."""

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hyperigm.core.callability import Callability, Mark, flatten
from hyperigm.core.callable_line import LineError, is_named, mark, place
from hyperigm.core.record_evidence import Least
from hyperigm.edges.looked import Places, inside
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows
from hyperigm.errors import InputError, Problem

NAME = "callable BED"
NOT_DATA = (b"#", b"track", b"browser")


@dataclass(frozen=True, slots=True)
class State:
    """A row of callable_states.tsv: what a word of a fourth column means."""

    state: str
    assessed: str
    meaning: str
    source: str


@cache
def states() -> Mapping[str, bool]:
    """Word -> whether a base of that state was assessed."""
    rows = read_rows(shipped("resources") / "panel" / "callable_states.tsv", State)
    return {row.state: row.assessed == "yes" for row in rows}


def read_callable(
    path: Path, places: Places, canonical: Callable[[str], str | None], needed: Least
) -> tuple[Callability, tuple[str, ...]]:
    """What the BED says of the wanted places, and warnings. canonical: the panel's name of a contig.

    Raises InputError where the file can't be read, or has a line that is none of a BED.
    """
    marks: dict[str, list[Mark]] = {}
    names: dict[str, None] = {}
    for chrom, columns, pieces in _at(path, places, canonical):
        said = mark(columns, states(), needed)
        if is_named(columns, states()):
            names.setdefault(columns[3])
        marks.setdefault(chrom, []).extend(
            Mark(start, end, said.level, said.reason, said.depth) for start, end in pieces
        )
    stretches = tuple(part for chrom in sorted(marks) for part in flatten(chrom, marks[chrom]))
    return Callability(NAME, True, stretches), _warnings(path, tuple(names), bool(stretches))


def _at(
    path: Path, places: Places, canonical: Callable[[str], str | None]
) -> Iterator[tuple[str, list[str], list[tuple[int, int]]]]:
    """Of each line that reaches into a place: chromosome (panel name), columns, what lies inside."""
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip() or line.startswith(NOT_DATA):
            continue
        chrom = canonical(line[: line.find(b"\t")].decode("utf-8", "replace"))
        if chrom is None or chrom not in places:
            continue
        columns = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
        try:
            pieces = inside(places, chrom, *place(columns))
        except LineError as error:
            what = f"is no line of a BED: {error}"
            raise InputError(Problem(f"{path}:{number}", what, "give a BED, tab-separated")) from error
        if pieces:
            yield chrom, columns, pieces


def _warnings(path: Path, names: tuple[str, ...], lists: bool) -> tuple[str, ...]:
    found = []
    if names:
        shown = ", ".join(names[:3])
        found.append(
            f"the fourth column of {path.name} ({shown}) is taken for names: every line counts as covered"
        )
    if not lists:
        found.append(f"{path.name} lists nothing in the genes: check build, contig names and tabs")
    return tuple(found)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            yield from gzip.GzipFile(fileobj=raw) if zipped else raw
    except (OSError, EOFError, zlib.error) as error:
        what = f"can't be read to its end: {error}"
        raise InputError(Problem(str(path), what, "copy or write the file again")) from error
