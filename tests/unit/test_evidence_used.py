"""The releases that a run was held against, in every place where a reader may look for them.

Oracle: the releases that the results name, and MultiQC's, Excel's and VCF's own readers.
"""

import gzip
import json
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from tests.made_up import EVIL, cohort_of, failed, finding, result

from hyperigm.core.variant import Build
from hyperigm.edges.calls_vcf import write_calls
from hyperigm.edges.data_package import read_evidence
from hyperigm.steps.run import _old_evidence

CLINVAR, GNOMAD = "2025-06-01", "gnomad_joint_v4.1.GRCh38.vcf.gz"


def made(folder: Path, gnomad: str = GNOMAD) -> Path:
    """Two samples on GRCh38 with evidence, one on GRCh37 whose ClinVar file is of the other build, one that
    failed."""
    base = result("a", [finding("a")])
    with_both = [
        replace(result(name, [finding(name)]), build=Build.GRCH38, clinvar=(CLINVAR,), gnomad=(gnomad,))
        for name in ("a", "b")
    ]
    without = replace(base, sample="c", findings=(), build=Build.GRCH37, clinvar=(), gnomad=())
    return cohort_of(folder, [*with_both, without, failed("d", "x", "y")])


def test_every_file_of_the_cohort_names_them(tmp_path: Path) -> None:
    folder = made(tmp_path)
    assert (folder / "index.html").read_text().count(CLINVAR) == 1
    assert GNOMAD in (folder / "index.html").read_text()
    for path in (folder / "multiqc").iterdir():
        (said,) = [
            line for line in path.read_text().splitlines() if '"description": ' in line and "Held" in line
        ]
        assert f"GRCh37: no ClinVar, no gnomAD; GRCh38: ClinVar of {CLINVAR}, gnomAD ({GNOMAD})" in said
    sheet = import_module("openpyxl").load_workbook(folder / "hyperigm.xlsx")["data dictionary"]
    (cell,) = [row[4].value for row in sheet.iter_rows(min_row=2) if row[0].value == "evidence"]
    assert CLINVAR in str(cell)
    assert GNOMAD in str(cell)
    assert json.loads((folder / "datapackage.json").read_text())["sources"] == [
        {"title": "ClinVar", "version": "not used", "build": "GRCh37"},
        {"title": "gnomAD", "version": "not used", "build": "GRCh37"},
        {"title": "ClinVar", "version": CLINVAR, "build": "GRCh38"},
        {"title": "gnomAD", "version": GNOMAD, "build": "GRCh38"},
    ]


def test_the_header_of_the_calls_names_them(tmp_path: Path) -> None:
    one = replace(result("a", [finding("a")]), clinvar=(CLINVAR,), gnomad=("bad\nname.vcf",))
    for case, clinvar, gnomad in (
        (one, CLINVAR, "bad_name.vcf"),
        (replace(one, clinvar=(), gnomad=()), "not used", "not used"),
    ):
        write_calls(tmp_path / "a.vcf.gz", case)
        head = gzip.decompress((tmp_path / "a.vcf.gz").read_bytes()).decode().split("#CHROM")[0].splitlines()
        assert f"##clinvar={clinvar}" in head
        assert f"##gnomad={gnomad}" in head


def test_a_file_with_a_hostile_name_stays_text(tmp_path: Path) -> None:
    folder = made(tmp_path, EVIL)
    for path in (folder / "index.html", *(folder / "multiqc").iterdir()):
        assert "<script>alert" not in path.read_text()


@pytest.mark.parametrize(("days", "warned"), [(365, 0), (366, 1)])
def test_the_run_ends_with_one_warning_for_each_build(tmp_path: Path, days: int, warned: int) -> None:
    """config/README: a release older than clinvar_max_age_days (365) is warned of."""
    old = (date.today() - timedelta(days=days)).isoformat()
    one = replace(result("a"), build=Build.GRCH38, clinvar=(old,), gnomad=())
    other = replace(result("b"), build=Build.GRCH37, clinvar=(), gnomad=())
    folder = cohort_of(tmp_path, [one, replace(one, sample="c"), other])
    said = list(_old_evidence(folder, 365))
    assert sum(text.startswith("GRCh37: No ClinVar file was used") for text in said) == 1
    assert sum(text.startswith(f"GRCh38: ClinVar is of {old}") for text in said) == warned
    assert read_evidence(tmp_path / "nowhere") == ()
