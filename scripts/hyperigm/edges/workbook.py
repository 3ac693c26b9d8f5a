"""cohort/hyperigm.xlsx: the tables of the run as sheets, where each text is a text and each number a number.

The rows are those of the text tables, so that both say the same. XlsxWriter writes row after row to disk
(`constant_memory`); pandas would hold all of it, and writes column after column, which that mode loses.
Of a run with many findings those of tier background are left to the text table: the sheet's name says so, and
the first row of the dictionary how many they are.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from hyperigm.core.columns import COVERAGE_COLUMNS, FINDING_COLUMNS, MISSING, SUMMARY_COLUMNS, Column
from hyperigm.core.dictionary import DICTIONARY_COLUMNS, WITHOUT, left_out
from hyperigm.edges.store import scratch, written_whole
from hyperigm.edges.tables import FORMULA, plain, row_line

Book = Any
Sheet = Any
"""XlsxWriter's Workbook and Worksheet: the library has no types."""
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
"""Rows of a sheet and UTF-16 units of a cell: Excel specifications and limits, support.microsoft.com."""
NOTE = 100
"""Units kept free for the note that a text was cut."""
MADE = datetime(2000, 1, 1)
"""The date the file says it was made on: the same inputs give the same bytes."""
WIDTHS = {"explanation": 80, "meaning": 90, "reason": 70, "warnings": 60, "error": 60, "disease": 34}
NAMES = {"hgvs_c": 32, "hgvs_p": 32, "hgvs_g": 32, "top_finding": 36, "sample": 20, "consequence": 26}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
SAMPLE: Column[Any] = Column("sample", "string", "Sample name of the sheet", str)
SHEETS: tuple[tuple[str, Sequence[Column[Any]]], ...] = (
    ("summary", SUMMARY_COLUMNS),
    ("findings", FINDING_COLUMNS),
    ("coverage", (SAMPLE, *COVERAGE_COLUMNS)),
    ("data dictionary", DICTIONARY_COLUMNS),
)
"""The sheets and their columns, in order."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of SHEETS, as lines of the text tables. background: findings of that tier left out."""

    summary: Iterable[str]
    findings: Iterable[str]
    coverage: Iterable[str]
    dictionary: Iterable[str]
    background: int = 0


def write_workbook(
    path: Path, rows: Rows, meanwhile: Path, held_against: str = "", max_rows: int = MAX_ROWS
) -> None:
    """Writes the sheets of SHEETS, whole or not at all.

    held_against: the releases of evidence, and the program, for the document's properties.
    meanwhile: a folder in which XlsxWriter's own files may lie, which no reader should meet.
    max_rows: of a sheet, header included; one that is full goes on in `findings 2`.
    """
    said = [row_line(DICTIONARY_COLUMNS, left_out(rows.background))] if rows.background else []
    tables = (rows.summary, rows.findings, rows.coverage, chain(lines_of(said), rows.dictionary))
    with written_whole(path) as part, scratch(meanwhile) as folder:
        book = import_module("xlsxwriter").Workbook(str(part), {**OPTIONS, "tmpdir": str(folder)})
        book.use_zip64()
        book.set_properties(
            {
                "title": "hyperigm: findings of a run",
                "comments": f"Research use only. Held against {held_against}.",
                "created": MADE,
            }
        )
        looks = _Looks(book)
        for (name, columns), lines in zip(SHEETS, tables, strict=True):
            shown = WITHOUT if name == "findings" and rows.background else name
            _write_table(looks, shown, columns, lines, max_rows)
        book.close()


class _Looks:
    """The formats of a workbook."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bg_color": "#E8F4F4", "bottom": 1, "num_format": "@"})
        self.text = book.add_format({"num_format": "@"})
        self.active = book.add_format({"num_format": "@", "quote_prefix": True})


def _write_table(
    looks: _Looks, name: str, columns: Sequence[Column[Any]], lines: Iterable[str], max_rows: int
) -> None:
    """The header line, then the rows; a sheet that is full goes on in another."""
    numbers = [column.type != "string" for column in columns]
    sheet, row, part = _sheet(looks, name, columns), 0, 1
    for line in lines:
        if row + 1 == max_rows:
            _close(sheet, columns, row)
            part += 1
            sheet, row = _sheet(looks, f"{name} {part}", columns), 0
        row += 1
        for place, (number, cell) in enumerate(zip(numbers, line.split("\t"), strict=True)):
            if cell == MISSING:
                continue
            if number:
                sheet.write_number(row, place, float(cell))
            else:
                text = plain(cell)
                look = looks.active if text.startswith(FORMULA) else looks.text
                sheet.write_string(row, place, fitting(text), look)
    _close(sheet, columns, row)


def _sheet(looks: _Looks, name: str, columns: Sequence[Column[Any]]) -> Sheet:
    """A sheet whose header line is written."""
    sheet = looks.book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        width = WIDTHS.get(column.name) or NAMES.get(column.name) or max(12, len(column.name) + 4)
        look = looks.text if column.type == "string" else None
        sheet.set_column(place, place, width, look)
        sheet.write_string(0, place, column.name, looks.head)
    return sheet


def _close(sheet: Sheet, columns: Sequence[Column[Any]], rows: int) -> None:
    """The filter over all rows; digits that are names are not marked as numbers gone wrong."""
    sheet.autofilter(0, 0, rows, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{rows + 1}"})


def fitting(text: str) -> str:
    """The text, or as much as a cell holds and how many characters are only in the text table.

    XlsxWriter takes a text of `<r>` to `</r>` for its own markup; a blank before it leaves it a text.
    """
    if text.startswith("<r>"):
        text = f" {text}"
    if len(text) <= MAX_TEXT // 2 or _units(text) <= MAX_TEXT:
        return text
    room = MAX_TEXT - NOTE
    kept = text[: room if _units(text) == len(text) else room // 2]
    return f"{kept}… [cut: {len(text) - len(kept):,} characters more are in the text table]"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def lines_of(texts: Iterable[str]) -> Iterator[str]:
    """The lines of texts that hold whole lines, without their ends."""
    for text in texts:
        yield from text.split("\n")[:-1]
