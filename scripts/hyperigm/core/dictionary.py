"""The data dictionary: every table, its columns, and the words each may hold, with what they mean. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hyperigm.core.columns import COVERAGE_COLUMNS, FINDING_COLUMNS, MISSING, SUMMARY_COLUMNS, Column
from hyperigm.core.difference import CHANGE_COLUMNS
from hyperigm.core.first_seen import FIRST_SEEN_COLUMNS
from hyperigm.core.validation import OUTCOME_COLUMNS, SENSITIVITY_COLUMNS

ABSENT = "(missing)"
"""How the dictionary writes the word for what is missing, which in a cell would be missing itself."""
UNSAID = "(resources/panel/words.tsv does not say)"
MAX_FINDINGS = 10_000
"""Findings of a run that are all in the workbook; of more, those above tier background."""
WITHOUT = "findings without background"
"""The name of the sheet of findings then."""
FLAGS = "flags"
"""The column whose words are open: a panel with more genes may add some."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that a column may hold (resources/panel/words.tsv)."""

    column: str
    word: str
    meaning: str
    source: str


Meanings = Mapping[tuple[str, str], str]
"""Column and word -> meaning."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a run. where: its files, S being a sample; meaning: what one row is."""

    name: str
    where: str
    meaning: str
    columns: Sequence[Column[Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the dictionary: of a table (no column), a column (no word) or a word."""

    table: str
    column: str | None
    type: str | None
    word: str | None
    meaning: str


DICTIONARY_COLUMNS: tuple[Column[Entry], ...] = (
    Column("table", "string", "The table", lambda e: e.table),
    Column(
        "column", "string", "Its column; missing in the row that says what the table is", lambda e: e.column
    ),
    Column("type", "string", "`string`, `integer` or `number`", lambda e: e.type),
    Column(
        "word", "string", "A word that the column may hold; missing in the column's own row", lambda e: e.word
    ),
    Column("meaning", "string", "What it means", lambda e: e.meaning),
)

TABLES = (
    Table(
        "findings",
        f"samples/S/S.findings.tsv; cohort/findings.tsv; sheet findings, or {WITHOUT}",
        "One row per variant and disease entity; all that was called in the genes is there",
        FINDING_COLUMNS,
    ),
    Table(
        "coverage",
        "samples/S/S.coverage.tsv; sheet coverage, with the sample's name before it",
        "One row per coding exon, and per known pathogenic site outside them",
        COVERAGE_COLUMNS,
    ),
    Table("summary", "cohort/summary.tsv; sheet summary", "One row per sample of the sheet", SUMMARY_COLUMNS),
    Table(
        "data_dictionary",
        "cohort/data_dictionary.tsv; sheet data dictionary",
        "One row per table, column and word",
        DICTIONARY_COLUMNS,
    ),
    Table(
        "first_seen",
        "provenance/first_seen.tsv",
        "One row per finding, with the first run in this folder that had it",
        FIRST_SEEN_COLUMNS,
    ),
    Table("changes", "`hyperigm diff`", "One row per change between two runs", CHANGE_COLUMNS),
    Table(
        "sensitivity",
        "`hyperigm validate`",
        "One row per gene, class and zygosity of the alleles put in",
        SENSITIVITY_COLUMNS,
    ),
    Table("outcomes", "`hyperigm validate`", "One row per allele and person", OUTCOME_COLUMNS),
)

FORMAT = (
    (
        "format",
        "Text tables are UTF-8 with tabs, one header line, and `.` for what is missing. A cell is one line.",
    ),
    (
        "spreadsheets",
        "A text that a spreadsheet would run as a formula (it begins with = + - @, in full width too) or"
        " take for a quoted field has an apostrophe before it in the text tables; take one leading apostrophe"
        " away to have the text as it was. Everything else is as it is, so that a spreadsheet that"
        " opens a text table may make a date of the genotype 1/1 and a number of the sample 007:"
        " import such columns as text, or open cohort/hyperigm.xlsx, where each text is a text, each"
        " number a number, and what is missing is an empty cell.",
    ),
    (
        "cut",
        "A cell of the workbook holds 32,767 characters at most; a longer text is cut there and says"
        " so, and is whole in the text table. A sheet that is full goes on in the next of its name.",
    ),
    (
        "background",
        f"Of a run with more than {MAX_FINDINGS:,} findings, the workbook has those of other tiers than"
        f" background, in the sheet `{WITHOUT}`; its dictionary begins with how many were left out. All of"
        " them are in cohort/findings.tsv.",
    ),
)


def entries(meanings: Meanings, evidence: str = "") -> Iterator[Entry]:
    """The whole dictionary: how files are written, then table by table, column by column, word by word.

    evidence: the releases that the run's samples were held against, as a sentence."""
    held = (("evidence", f"What the samples were held against. {evidence}"),) if evidence else ()
    for name, text in (*FORMAT, *held):
        yield Entry(name, None, None, None, text)
    for table in TABLES:
        yield Entry(table.name, None, None, None, f"{table.meaning} ({table.where})")
        for column in table.columns:
            yield from _column(table.name, column, meanings)


def left_out(background: int) -> Entry:
    """The row that says how many findings of tier background a workbook leaves to the text table."""
    what = f"{background:,} findings of tier background are not in this workbook, but in cohort/findings.tsv"
    return Entry(WITHOUT, None, None, None, what)


def _column(table: str, column: Column[Any], meanings: Meanings) -> Iterator[Entry]:
    yield Entry(table, column.name, column.type, None, column.meaning)
    for word in words_of(column, meanings):
        shown = ABSENT if word == MISSING else word
        meaning = meanings.get((column.name, word), UNSAID)
        yield Entry(table, column.name, column.type, shown, meaning)


def words_of(column: Column[Any], meanings: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The words of a column, as declared; of the flags, all that have a meaning."""
    if column.name != FLAGS:
        return tuple(str(word) for word in column.words)
    return tuple(word for name, word in meanings if name == FLAGS)


def table_schema(columns: Iterable[Column[Any]]) -> dict[str, object]:
    """The Table Schema of frictionless of such columns."""
    return {"fields": [_field(column) for column in columns], "missingValues": [MISSING]}


def _field(column: Column[Any]) -> dict[str, object]:
    limits: dict[str, object] = {}
    words = [str(word) for word in column.words if word != MISSING]
    if words:
        limits["enum"] = words
    if column.least is not None:
        limits["minimum"] = column.least
    if column.most is not None:
        limits["maximum"] = column.most
    described: dict[str, object] = {"name": column.name, "type": column.type, "description": column.meaning}
    return {**described, "constraints": limits} if limits else described
