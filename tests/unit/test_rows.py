"""Tables as typed rows. Oracle: the rules that `read_rows` states, on tables written by hand."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from hyperigm.edges.rows import read_rows
from hyperigm.errors import ResourceError


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Row:
    size: frozenset[str]
    colour: Colour
    sure: bool
    number: int | None
    names: tuple[str, ...]
    source: str


WORDS = {"size": ("small", "large")}
HEADER = "size\tcolour\tsure\tnumber\tnames\tsource\tnote\n"


def table(folder: Path, *lines: str) -> Path:
    (folder / "t.tsv").write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder / "t.tsv"


def test_a_row_has_the_types_of_its_fields(tmp_path: Path) -> None:
    """A column without a field (`note`) is left out."""
    path = table(tmp_path, "small|large\tred\tyes\t3\ta;b\tx\t-", "*\tblue\tno\t.\t-\ty\tn")
    assert read_rows(path, Row, WORDS) == (
        Row(frozenset({"small", "large"}), Colour.RED, True, 3, ("a", "b"), "x"),
        Row(frozenset({"*"}), Colour.BLUE, False, None, (), "y"),
    )


@pytest.mark.parametrize(
    ("line", "what", "mend"),
    [
        ("tiny|small\tred\tyes\t3\t-\tx\t-", "column size has tiny,", "known: small, large"),
        ("*\tpink\tyes\t3\t-\tx\t-", "column colour has pink,", "known: red, blue"),
        ("*\t*\tyes\t3\t-\tx\t-", "column colour has *,", "known: red, blue"),
        ("*\tred\tperhaps\t3\t-\tx\t-", "Expected `bool`", "correct this line of the table"),
        ("*\tred\tyes\tthree\t-\tx\t-", "Expected `int | null`", "correct this line of the table"),
        ("*\tred\tyes\t3\t-\t\t-", "no source is given", "correct this line of the table"),
        ("*\tred\tyes", "3 cells, the header has 7", "correct this line of the table"),
    ],
)
def test_what_does_not_fit_is_told_by_its_line(tmp_path: Path, line: str, what: str, mend: str) -> None:
    path = table(tmp_path, "*\tred\tyes\t3\t-\tx\t-", line)
    with pytest.raises(ResourceError) as caught:
        read_rows(path, Row, WORDS)
    (problem,) = caught.value.problems
    assert problem.where == f"{path}:3"
    assert problem.what.startswith(what)
    assert problem.mend == mend


def test_every_wrong_line_is_told_at_once(tmp_path: Path) -> None:
    path = table(tmp_path, "tiny\tpink\tyes\t3\t-\t\t-", "*\tred\tyes\tthree\t-\tx\t-")
    with pytest.raises(ResourceError) as caught:
        read_rows(path, Row, WORDS)
    assert [problem.where.rpartition(":")[2] for problem in caught.value.problems] == ["2", "2", "2", "3"]


def test_a_column_that_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("size\tcolour\n")
    with pytest.raises(ResourceError, match="no column sure, number, names, source"):
        read_rows(tmp_path / "t.tsv", Row)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="can't be read"):
        read_rows(tmp_path / "t.tsv", Row)
