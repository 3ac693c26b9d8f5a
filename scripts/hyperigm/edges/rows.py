"""Tab-separated data tables read as typed rows; whatever does not fit its type is refused by line.

In a decision table a condition is `*` or words joined by `|`: a field of type `frozenset[str]`.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import EnumType
from pathlib import Path
from typing import TypeVar, get_type_hints

import msgspec

from hyperigm.errors import Problem, ResourceError

T = TypeVar("T")
ANY = "*"
MISSING = ("", "-", ".")
MEND = "correct this line of the table"
Words = Mapping[str, Collection[str]]
"""Column -> the words that its cells, and each part of a condition, may have."""


def read_rows(path: Path, kind: type[T], words: Words | None = None) -> tuple[T, ...]:
    """Every line as a `kind` (a dataclass); columns it has no field for are left out.

    Empty, `-` and `.` are None where the field may be None; a tuple of text is joined by `;`, a frozenset by
    `|`; `yes` and `no` are a bool too. words: what columns may say beside what their types ask; a source must
    be given. Raises ResourceError naming every line that does not fit.
    """
    rows, problems = [], []
    hints = get_type_hints(kind)
    words = {
        **{name: tuple(hint) for name, hint in hints.items() if isinstance(hint, EnumType)},
        **(words or {}),
    }
    for line, cells in _lines(path, tuple(hints)):
        values = {name: _value(cells[name], hints[name]) for name in hints}
        wrong = list(_wrong_words(values, words))
        try:
            if not wrong:
                rows.append(msgspec.convert(values, kind, strict=False))
        except msgspec.ValidationError as error:
            wrong.append((str(error), MEND))
        problems += [Problem(f"{path}:{line}", *said) for said in wrong]
    if problems:
        raise ResourceError(*problems)
    return tuple(rows)


def _wrong_words(values: Mapping[str, object], words: Words) -> Iterator[tuple[str, str]]:
    """What is wrong, and how to mend it."""
    for name, known in words.items():
        value = values[name]
        said = value - {ANY} if isinstance(value, frozenset) else {value}
        if unknown := sorted(map(str, said - set(known))):
            what = f"column {name} has {', '.join(unknown)}, which is no such word"
            yield what, f"known: {', '.join(known)}"
    if values.get("source") == "":
        yield "no source is given", MEND


def _lines(path: Path, names: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number (from 1) and cells by column name."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(Problem(str(path), f"can't be read: {error}", "restore the file")) from error
    header = lines[0].lstrip("#").split("\t") if lines else []
    missing = [name for name in names if name not in header]
    if missing:
        raise ResourceError(Problem(f"{path}:1", f"no column {', '.join(missing)}", "restore the file"))
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            what = f"{len(cells)} cells, the header has {len(header)}"
            raise ResourceError(Problem(f"{path}:{number}", what, MEND))
        yield number, dict(zip(header, cells, strict=True))


def _value(text: str, hint: object) -> object:
    if hint == tuple[str, ...]:
        return () if text in MISSING else tuple(part for part in text.split(";") if part)
    if hint == frozenset[str]:
        return frozenset(text.split("|"))
    if hint is bool:
        return {"yes": True, "no": False}.get(text, text)
    allowed_none = hint in (str | None, int | None, float | None)
    return None if allowed_none and text in MISSING else text
