"""Tables as tab-separated text: UTF-8, `\\n`, one header line, `.` for what is missing.

A text cell is one line: tabs, line ends and other control characters become blanks. A text cell that a
spreadsheet would run as a formula (it begins with `=`, `+`, `-` or `@`, also of full width) or that would
open a quoted field (`"`) gets a leading apostrophe; so does one that has one already, and `plain` can always
take it away again. Numbers are not touched.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from hyperigm.core.columns import MISSING, Cell, Column, Row
from hyperigm.edges.store import write_text

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
APOSTROPHE = "'"
FORMULA = tuple("=+-@＝＋－＠")
"""What a text begins with that a spreadsheet runs, in full width too."""
_QUOTED = (*FORMULA, '"', APOSTROPHE)


def cell_text(cell: Cell) -> str:
    """One cell as the file has it."""
    if cell is None:
        return MISSING
    if isinstance(cell, str):
        return _written(cell)
    if isinstance(cell, float):
        return f"{cell:.6g}"
    return str(cell)


@lru_cache(maxsize=65536)
def _written(text: str) -> str:
    """A text cell; samples of a cohort say the same in most of them."""
    text = _CONTROL.sub(" ", text).strip()
    if not text:
        return MISSING
    return f"{APOSTROPHE}{text}" if text.startswith(_QUOTED) else text


def plain(cell: str) -> str:
    """The text of a cell of a file without the apostrophe that `cell_text` may have put before it."""
    return cell.removeprefix(APOSTROPHE)


def header_line(columns: tuple[Column[Row], ...]) -> str:
    """The first line of a table, with its end."""
    return "\t".join(column.name for column in columns) + "\n"


def row_line(columns: tuple[Column[Row], ...], row: Row) -> str:
    """One row as a line, with its end."""
    cells = [column.value(row) for column in columns]
    return "\t".join([_written(cell) if cell.__class__ is str else cell_text(cell) for cell in cells]) + "\n"


def text_line(cells: Iterable[str]) -> str:
    """A row of texts as a line, with its end."""
    return "\t".join([_written(cell) for cell in cells]) + "\n"


def table_text(columns: tuple[Column[Row], ...], rows: Iterable[Row]) -> str:
    """The whole file: the header line and a line per row."""
    return header_line(columns) + "".join(row_line(columns, row) for row in rows)


def write_table(path: Path, columns: tuple[Column[Row], ...], rows: Iterable[Row]) -> None:
    """Writes the table, whole or not at all."""
    write_text(path, table_text(columns, rows))


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table of ours, by column; a cell may be as long as an allele is. Raises OSError."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        header = next(lines, "").rstrip("\n").split("\t")
        for line in lines:
            yield dict(zip(header, line.rstrip("\n").split("\t"), strict=True))
