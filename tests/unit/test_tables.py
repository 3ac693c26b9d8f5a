"""TSV cells. Oracles: the contract (missing is `.`, one header line), and what spreadsheets run as a formula
(OWASP, "CSV injection": a cell that begins with = + - @)."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from hyperigm.core.columns import COVERAGE_COLUMNS, FINDING_COLUMNS, SUMMARY_COLUMNS, Column
from hyperigm.edges.tables import cell_text, table_text, write_table

CONTRACT_FINDINGS = (
    "sample tier gene inheritance disease mim hgvs_c hgvs_p hgvs_g consequence genotype zygosity"
    " inheritance_match mechanism partner phase origin acmg_class acmg_criteria clinvar clinvar_stars"
    " clinvar_id af hemizygotes depth allele_fraction filter flags chrom pos ref alt build vrs_id explanation"
)
CONTRACT_SUMMARY = (
    "sample status conclusion sex_declared sex_inferred build n_calls n_diagnostic n_candidate n_carrier"
    " top_finding exons_not_assessed warnings error"
)
CONTRACT_COVERAGE = "gene exon region_start region_end status reason"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, "."),
        ("", "."),
        ("  ", "."),
        (0, "0"),
        (-3, "-3"),
        (0.5, "0.5"),
        (1e-05, "1e-05"),
        (-0.25, "-0.25"),
        ("a\tb\nc\r\nd", "a b c d"),
        ("a\x00b\x1bc\u2028d\x85e", "a b c d e"),
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1+2", "'-1+2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ('"quoted', "'\"quoted"),
        ("\t=1", "'=1"),
        ("./1", "./1"),
        ("NM_000074.3:c.107T>A", "NM_000074.3:c.107T>A"),
        ("NA", "NA"),
    ],
)
def test_cells(cell: str | int | float | None, expected: str) -> None:
    assert cell_text(cell) == expected


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ([c.name for c in FINDING_COLUMNS], CONTRACT_FINDINGS),
        ([c.name for c in SUMMARY_COLUMNS], CONTRACT_SUMMARY),
        ([c.name for c in COVERAGE_COLUMNS], CONTRACT_COVERAGE),
    ],
)
def test_the_columns_are_the_contracts(columns: list[str], names: str) -> None:
    assert columns == names.split()


def test_what_is_written_reads_back_in_two_readers(tmp_path: Path) -> None:
    columns: tuple[Column[str], ...] = (
        Column("sample", "string", "", str),
        Column("n", "integer", "", len),
    )
    rows = ["NA", 'a"b', "ä\tö", "=1", "001"]
    path = tmp_path / "t.tsv"
    write_table(path, columns, rows)
    expected = ["NA", 'a"b', "ä ö", "'=1", "001"]
    frame = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
    assert list(frame["sample"]) == expected
    with path.open(encoding="utf-8", newline="") as handle:
        assert [row["sample"] for row in csv.DictReader(handle, delimiter="\t")] == expected
    assert path.read_bytes().count(b"\n") == len(rows) + 1
    assert b"\r" not in path.read_bytes()


def test_an_empty_table_is_its_header() -> None:
    assert table_text(COVERAGE_COLUMNS, ()) == CONTRACT_COVERAGE.replace(" ", "\t") + "\n"
