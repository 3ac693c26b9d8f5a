"""Tab-separated data tables read as typed rows; whatever does not fit its type is refused by line."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar, get_type_hints

import msgspec

from hyperigm.errors import Problem, ResourceError

T = TypeVar("T")
MISSING = ("", "-", ".")


def read_rows(path: Path, kind: type[T]) -> tuple[T, ...]:
    """Every line as a `kind` (a dataclass); columns it has no field for are left out.

    Empty, `-` and `.` are None where the field may be None; a tuple of text is joined by `;`. Raises
    ResourceError naming every line that does not fit.
    """
    rows, problems = [], []
    hints = get_type_hints(kind)
    for line, cells in _lines(path, tuple(hints)):
        values = {name: _value(cells[name], hints[name]) for name in hints}
        try:
            rows.append(msgspec.convert(values, kind, strict=False))
        except msgspec.ValidationError as error:
            problems.append(Problem(f"{path} line {line}", str(error), "correct this line of the table"))
    if problems:
        raise ResourceError(*problems)
    return tuple(rows)


def _lines(path: Path, names: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number (from 1) and cells by column name."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(Problem(str(path), f"can't be read: {error}", "restore the file")) from error
    header = lines[0].lstrip("#").split("\t") if lines else []
    missing = [name for name in names if name not in header]
    if missing:
        raise ResourceError(Problem(f"{path} line 1", f"no column {', '.join(missing)}", "restore the file"))
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            what = f"{len(cells)} cells, the header has {len(header)}"
            raise ResourceError(Problem(f"{path} line {number}", what, "correct this line of the table"))
        yield number, dict(zip(header, cells, strict=True))


def _value(text: str, hint: object) -> object:
    if hint == tuple[str, ...]:
        return tuple(part for part in text.split(";") if part)
    allowed_none = hint in (str | None, int | None, float | None)
    return None if allowed_none and text in MISSING else text
