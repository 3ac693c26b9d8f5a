"""provenance/first_seen.tsv: the one place of a run's results that is carried over to the next run."""

from collections.abc import Mapping
from pathlib import Path

from hyperigm.core.earlier import Key
from hyperigm.core.first_seen import FIRST_SEEN_COLUMNS, First
from hyperigm.edges.store import write_text
from hyperigm.edges.tables import header_line, text_line
from hyperigm.errors import Problem, ResourceError


def read_first_seen(outdir: Path) -> dict[Key, First]:
    """Finding -> its first run; empty where no run has written any. ResourceError where it can't be read."""
    path = _path(outdir)
    if not path.is_file():
        return {}
    try:
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")[1:] if line]
        return {(row[0], row[1], row[2], row[3]): First(row[4], row[5], row[6]) for row in rows}
    except (OSError, UnicodeDecodeError, IndexError) as error:
        mend = "restore the file, or remove it: dates then begin anew"
        raise ResourceError(Problem(str(path), f"can't be read: {error}", mend)) from error


def write_first_seen(outdir: Path, known: Mapping[Key, First]) -> None:
    """Writes the rows in the order of their keys."""
    rows = (text_line((*key, *first)) for key, first in sorted(known.items()))
    write_text(_path(outdir), "".join((header_line(FIRST_SEEN_COLUMNS), *rows)))


def _path(outdir: Path) -> Path:
    return outdir / "provenance" / "first_seen.tsv"
