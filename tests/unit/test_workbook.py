"""The workbook. Oracles: openpyxl as its reader, Excel's published limits, and the lines that went in."""

import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.made_up import EVIL, cohort_of, failed, finding, result

from hyperigm.core.columns import COVERAGE_COLUMNS, FINDING_COLUMNS, SUMMARY_COLUMNS
from hyperigm.core.dictionary import MAX_FINDINGS, WITHOUT
from hyperigm.core.finding import Conclusion, Tier
from hyperigm.edges.workbook import MAX_TEXT, Rows, fitting, lines_of, write_workbook
from hyperigm.errors import OutputError

load_workbook = import_module("openpyxl").load_workbook
ACTIVE = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "http://example.org", "MARCH1", "1/1")


def summary(sample: str, calls: str = "3", error: str = ".") -> str:
    """A line of the summary."""
    cells = [sample, "ok", "none_found", "male", "male", "GRCh38", calls, "0", "0", "0", ".", ".", ".", error]
    return "\t".join(cells)


def sheet_of(path: Path, name: str) -> list[list[Any]]:
    """All cells of a sheet."""
    return [[cell.value for cell in row] for row in load_workbook(path)[name].iter_rows()]


def test_sheets_headers_and_types(tmp_path: Path) -> None:
    folder = cohort_of(tmp_path, [result("007", [finding("007", genotype="1/1")], Conclusion.DIAGNOSTIC)])
    book = load_workbook(folder / "hyperigm.xlsx")
    assert book.sheetnames == ["summary", "findings", "coverage", "data dictionary"]
    for name, columns in (("summary", SUMMARY_COLUMNS), ("findings", FINDING_COLUMNS)):
        sheet = book[name]
        assert [cell.value for cell in sheet[1]] == [column.name for column in columns]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
    row = dict(zip((c.name for c in FINDING_COLUMNS), book["findings"][2], strict=True))
    assert [
        (row[name].value, row[name].data_type) for name in ("sample", "genotype", "mim", "pos", "depth")
    ] == [
        ("007", "s"),
        ("1/1", "s"),
        ("308230", "s"),
        (136648355, "n"),
        (41, "n"),
    ]
    assert row["af"].value is None
    coverage = book["coverage"]
    assert [cell.value for cell in coverage[1]] == ["sample", *(column.name for column in COVERAGE_COLUMNS)]
    assert coverage.max_row > 40


@pytest.mark.parametrize("text", ACTIVE)
def test_no_cell_is_a_formula_or_a_link(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    apostrophe = "'" if text.startswith(("=", "+", "-", "@")) else ""
    write_workbook(path, Rows([summary("a", error=apostrophe + text)], [], [], []), tmp_path)
    cell = load_workbook(path)["summary"]["N2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix == bool(apostrophe)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_a_hostile_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    results = [result("a", [finding("a", text=EVIL)], warnings=(EVIL,)), failed("b", EVIL, EVIL)]
    folder = cohort_of(tmp_path, results)
    cells = sheet_of(folder / "hyperigm.xlsx", "findings")
    assert cells[1][-1] == EVIL
    said = sheet_of(folder / "hyperigm.xlsx", "summary")
    assert (said[1][-2], said[2][-1]) == (EVIL, EVIL)


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, Rows([summary(f"s{n}") for n in range(7)], [], [], []), tmp_path, max_rows=4)
    book = load_workbook(path)
    assert book.sheetnames[:3] == ["summary", "summary 2", "summary 3"]
    rows = [row[0].value for name in book.sheetnames[:3] for row in book[name].iter_rows(min_row=2)]
    assert rows == [f"s{n}" for n in range(7)]
    assert book["summary 3"].max_row == 2


@pytest.mark.parametrize("letter", ["q", "\U0001f9ec"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(letter: str) -> None:
    """Excel counts UTF-16 units: a letter beyond the basic plane is two."""
    cut = fitting(letter * 40_000)
    assert len(cut.encode("utf-16-le")) // 2 <= MAX_TEXT
    kept = cut.count(letter)
    assert cut.endswith(f"[cut: {40_000 - kept:,} characters more are in the text table]")
    whole = letter * (MAX_TEXT // 2)
    assert fitting(whole) == whole


def test_the_same_lines_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_workbook(tmp_path / name / "x.xlsx", Rows([summary("s")], [], [], []), tmp_path)
    assert (tmp_path / "a" / "x.xlsx").read_bytes() == (tmp_path / "b" / "x.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "a" / "x.xlsx") as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_lines_of_texts() -> None:
    assert list(lines_of(["a\nb\n", "", "c\n"])) == ["a", "b", "c"]


@pytest.mark.parametrize(("more", "name", "rows"), [(0, "findings", MAX_FINDINGS), (1, WITHOUT, 2)])
def test_of_many_findings_background_is_left_to_the_text_table(
    tmp_path: Path, more: int, name: str, rows: int
) -> None:
    """The sheet and the dictionary say so; findings.tsv has every row."""
    background = [finding("a", pos, Tier.BACKGROUND) for pos in range(1, MAX_FINDINGS - 1 + more)]
    others = [finding("a", tier=Tier.CARRIER), finding("a", tier=Tier.UNCERTAIN)]
    folder = cohort_of(tmp_path, [result("a", [others[0], *background, others[1]])])
    with (folder / "findings.tsv").open() as lines:
        assert sum(1 for _ in lines) == 1 + MAX_FINDINGS + more
    book = load_workbook(folder / "hyperigm.xlsx", read_only=True)
    assert book.sheetnames == ["summary", name, "coverage", "data dictionary"]
    tiers = [row[1].value for row in book[name].iter_rows(min_row=2)]
    assert (len(tiers), tiers[0], tiers[-1]) == (rows, "carrier", "uncertain")
    said = [cell.value for cell in next(book["data dictionary"].iter_rows(min_row=2))]
    left = f"{len(background):,} findings of tier background are not in this workbook"
    assert (said[0] == WITHOUT and said[4].startswith(left)) is bool(more)


def test_no_file_of_the_library_lies_beside_the_workbook_meanwhile_nor_after_a_fault(tmp_path: Path) -> None:
    """A reader of cohort/ meets files under their final names alone; a name with a dot is none."""
    cohort, work = tmp_path / "cohort", tmp_path / "work"
    work.mkdir()

    def rows() -> Iterator[str]:
        yield summary("s")
        assert [path.name for path in cohort.iterdir() if not path.name.startswith(".")] == []
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError):
        write_workbook(cohort / "x.xlsx", Rows(rows(), [], [], []), work)
    assert [*cohort.iterdir(), *work.iterdir()] == []


def test_a_text_that_looks_like_the_librarys_own_markup_is_a_text(tmp_path: Path) -> None:
    """XlsxWriter takes a text of `<r>` to `</r>` for its own markup of letters, and writes it as it is."""
    path, text = tmp_path / "a.xlsx", "<r>a<b</r>"
    write_workbook(path, Rows([summary("a", error=text)], [], [], []), tmp_path)
    assert load_workbook(path)["summary"]["N2"].value == f" {text}"
