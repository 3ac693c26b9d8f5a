"""The data dictionary is whole. Oracles: the declarations of the tables, and the flags of the rule tables."""

import csv
import re
from pathlib import Path

import pytest

from hyperigm.core import codon, undone
from hyperigm.core.annotation import OTHER_STRONGER
from hyperigm.core.calls import DUPLICATE
from hyperigm.core.columns import FINDING_COLUMNS, SUMMARY_COLUMNS
from hyperigm.core.dictionary import (
    ABSENT,
    DICTIONARY_COLUMNS,
    FLAGS,
    TABLES,
    UNSAID,
    entries,
    table_schema,
    words_of,
)
from hyperigm.edges import normalise
from hyperigm.edges.panel import load_panel
from hyperigm.edges.tables import table_text
from hyperigm.edges.words import load_meanings

WHOLE = tuple(entries(load_meanings()))


def flags_of_tables(root: Path) -> set[str]:
    """The words of the column `flag` of the inheritance tables, and those of the panel's caveats."""
    found = {caveat.flag for caveat in load_panel().caveats}
    for name in ("inheritance_rules.tsv", "inheritance_doubts.tsv"):
        with (root / "resources" / "panel" / name).open(encoding="utf-8", newline="") as handle:
            found |= {row["flag"] for row in csv.DictReader(handle, delimiter="\t")}
    return found - {"."}


def test_every_column_of_every_table_and_every_word_has_a_meaning() -> None:
    assert [one for one in WHOLE if one.meaning in ("", UNSAID)] == []
    for table in TABLES:
        said = [one for one in WHOLE if one.table == table.name]
        columns = [one.column for one in said if one.column and one.word is None]
        assert columns == [column.name for column in table.columns]
        words = [(one.column, one.word) for one in said if one.word is not None]
        declared = [(c.name, w) for c in table.columns for w in words_of(c, load_meanings())]
        assert words == [(column, ABSENT if word == "." else word) for column, word in declared]


def test_no_meaning_is_of_a_word_that_nothing_says() -> None:
    used = {
        (c.name, word) for table in TABLES for c in table.columns for word in words_of(c, load_meanings())
    }
    assert set(load_meanings()) == used


def test_every_flag_is_in_it(root: Path) -> None:
    """The flags of the rule tables, and those that code sets: constants, and three literals of the core."""
    said = {one.word for one in WHOLE if one.column == FLAGS and one.word}
    constants = {normalise.REF_MISMATCH, normalise.REFERENCE_UNAVAILABLE, normalise.AMBIGUOUS_ALT, DUPLICATE}
    constants |= {codon.FLAG, undone.FLAG, OTHER_STRONGER}
    literals = {"mnv_part", "mnv_phase_unknown", "clinvar_disagrees"}
    assert said == flags_of_tables(root) | constants | literals


def test_nothing_of_secondary_findings_is_in_it() -> None:
    """Oracle: the names OMIM 614337 has."""
    text = table_text(DICTIONARY_COLUMNS, WHOLE)
    assert not re.search(r"lynch|614337|colorectal", text, re.IGNORECASE)


def test_cells_are_whole_lines() -> None:
    lines = table_text(DICTIONARY_COLUMNS, WHOLE).splitlines()
    assert len(lines) == len(WHOLE) + 1
    assert {line.count("\t") for line in lines} == {4}


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("clinvar_stars", {"minimum": 0, "maximum": 4}),
        ("phase", {"enum": ["trans", "cis", "unknown"]}),
        ("sample", None),
    ],
)
def test_a_schema_says_the_limits_of_the_contract(name: str, limits: object) -> None:
    fields = table_schema(FINDING_COLUMNS)["fields"]
    assert isinstance(fields, list)
    assert next(f for f in fields if f["name"] == name).get("constraints") == limits
    assert table_schema(SUMMARY_COLUMNS)["missingValues"] == ["."]
