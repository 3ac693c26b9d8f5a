"""The run's tables opened by a real spreadsheet. Oracle: LibreOffice (Debian), which opens a file and writes
what it has understood; openpyxl reads that."""

import csv
import subprocess
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT, Run
from tests.made_up import EVIL, PANEL, cohort_of, finding, result

from hyperigm.core.settings import Settings

load_workbook = import_module("openpyxl").load_workbook
TABS, NO_GUESSES = "CSV:9,34,76", "CSV:9,34,76,1,,1033,false,false"
"""LibreOffice's import of text: tab, quote, UTF-8; and as its dialog does it, without guessing at dates."""
NAMES = ("007", "MARCH1", "SEPT2", "1E5", "a", "1-2", "2024-01-02", "12345678901234567890")


def opened(path: Path, folder: Path, how: str = "") -> Any:
    """The file as LibreOffice understands it."""
    asked = [f"--infilter={how}"] if how else []
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command: list[str | Path] = [
        "soffice",
        profile,
        "--headless",
        *asked,
        "--convert-to",
        "xlsx",
        "--outdir",
        folder / "out",
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return load_workbook(folder / "out" / f"{path.stem}.xlsx")


def values(book: Any) -> dict[str, list[list[Any]]]:
    """All values of all sheets, without empty cells at the end of a row."""
    found = {}
    for sheet in book.worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        found[sheet.title] = [
            row[: max((n for n, v in enumerate(row, 1) if v is not None), default=0)] for row in rows
        ]
    return found


def kinds(book: Any) -> set[str]:
    """The kinds of all cells: s text, n number, f formula, d date."""
    return {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """cohort/ of a run whose names and texts spreadsheets like to change."""
    text = (
        EVIL,
        '=HYPERLINK("http://example.org","x")',
        "+1",
        "-1+2",
        "@SUM(A1)",
        "＝1+1",
        "http://example.org",
        '"a',
    )
    results = [
        result(name, [finding(name, genotype="1/1", text=text[place])], warnings=(text[place],))
        for place, name in enumerate(NAMES)
    ]
    return cohort_of(tmp_path_factory.mktemp("hard"), results)


def test_the_workbook_says_the_same_in_libreoffice(tmp_path: Path, run_steps: Run, hard: Path) -> None:
    run_steps(ROOT / "resources" / "demo" / "samples.tsv", tmp_path / "demo", Settings())
    for name, cohort in (("demo", tmp_path / "demo" / "cohort"), ("hard", hard)):
        mine = load_workbook(cohort / "hyperigm.xlsx")
        theirs = opened(cohort / "hyperigm.xlsx", tmp_path / f"read {name}")
        assert values(theirs) == values(mine)
        assert kinds(mine) | kinds(theirs) <= {"s", "n"}


def test_the_workbook_says_the_same_as_the_text_tables(hard: Path) -> None:
    book = load_workbook(hard / "hyperigm.xlsx")
    for name in ("summary", "findings"):
        with (hard / f"{name}.tsv").open(encoding="utf-8", newline="") as handle:
            rows = list(csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
        cells = [[cell.value for cell in row] for row in book[name].iter_rows()]
        assert len(cells) == len(rows) > len(NAMES)
        for row, line in zip(cells, rows, strict=True):
            for cell, text in zip(row, line, strict=True):
                if isinstance(cell, str):
                    assert cell == text.removeprefix("'")
                else:
                    assert cell == (None if text == "." else float(text))


def test_genes_names_and_genotypes_are_texts_in_the_workbook(tmp_path: Path, hard: Path) -> None:
    sheet = opened(hard / "hyperigm.xlsx", tmp_path)["findings"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    seen = [
        [sheet.cell(row, columns[name]).value for name in ("sample", "genotype", "mim")]
        for row in range(2, 10)
    ]
    mim = PANEL.gene("CD40LG").entities[0].mim
    assert seen == [[name, "1/1", mim] for name in NAMES]


@pytest.mark.parametrize("how", [TABS, NO_GUESSES])
def test_no_cell_of_a_text_table_is_run(tmp_path: Path, hard: Path, how: str) -> None:
    """Either way of import: no formula, and every text that looks like one is there with its apostrophe."""
    for name in ("findings", "summary", "data_dictionary"):
        book = opened(hard / f"{name}.tsv", tmp_path / name, how)
        assert "f" not in kinds(book)
        assert not [c for s in book.worksheets for row in s.iter_rows() for c in row if c.hyperlink]
    cells = {
        cell
        for row in values(opened(hard / "findings.tsv", tmp_path / "again", how))["findings"]
        for cell in row
    }
    assert {"'+1", "'-1+2", "'@SUM(A1)", "'＝1+1", "'\"a"} <= cells


def test_the_import_dialogs_way_keeps_genotypes_and_genes(tmp_path: Path, hard: Path) -> None:
    """What the dictionary tells a reader to look out for: digits alone become numbers all the same."""
    sheet = opened(hard / "findings.tsv", tmp_path, NO_GUESSES)["findings"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    assert {sheet.cell(row, columns["genotype"]).value for row in range(2, 10)} == {"1/1"}
    names = [sheet.cell(row, columns["sample"]).value for row in range(2, 10)]
    assert names[1:3] == ["MARCH1", "SEPT2"]
    assert names[0] == 7
