"""datapackage.json. Oracle: the frictionless library, which holds every cell against the schema."""

import json
from pathlib import Path

from frictionless import Package, validate
from tests.conftest import ROOT, Run
from tests.made_up import EVIL, cohort_of, failed, finding, result

from hyperigm.core.settings import Settings


def faults(path: Path) -> list[str]:
    """What frictionless finds wrong."""
    report = validate(str(path))
    return [str(note) for note in report.flatten(["fieldName", "rowNumber", "message"])] + list(
        report.warnings
    )


def test_the_demo_is_a_valid_package_in_cohort_and_samples(tmp_path: Path, run_steps: Run) -> None:
    run_steps(ROOT / "resources" / "demo" / "samples.tsv", tmp_path, Settings())
    package = Package(str(tmp_path / "cohort" / "datapackage.json"))
    assert package.resource_names == ["summary", "findings", "data_dictionary"]
    (first, *_) = package.get_table_resource("findings").read_rows()
    assert (type(first["pos"]), type(first["mim"]), first["af"]) == (int, str, None)
    paths = [tmp_path / "cohort", *(tmp_path / "samples" / name for name in ("cd40lg_boy", "pms2_carrier"))]
    for folder in paths:
        assert faults(folder / "datapackage.json") == []


def test_a_hostile_run_is_valid_too(tmp_path: Path) -> None:
    results = [result("a", [finding("a", text=EVIL)], warnings=(EVIL, '"x')), failed("b", '"=1\t2\n', EVIL)]
    assert faults(cohort_of(tmp_path, results) / "datapackage.json") == []


def test_a_wrong_cell_is_found(tmp_path: Path) -> None:
    """The check can fail: a word that no tier has, and a sample that is not in the summary."""
    folder = cohort_of(tmp_path, [result("a", [finding("a")])])
    text = (folder / "findings.tsv").read_text(encoding="utf-8")
    (folder / "findings.tsv").write_text(text.replace("diagnostic", "diagnosed"), encoding="utf-8")
    assert any("tier" in fault for fault in faults(folder / "datapackage.json"))
    (folder / "findings.tsv").write_text(text.replace("\na\t", "\nz\t"), encoding="utf-8")
    assert any("foreign key" in fault.lower() for fault in faults(folder / "datapackage.json"))


def test_no_path_leaves_the_folder(tmp_path: Path) -> None:
    package = json.loads(
        (cohort_of(tmp_path, [result("a")]) / "datapackage.json").read_text(encoding="utf-8")
    )
    for resource in package["resources"]:
        assert (tmp_path / "cohort" / resource["path"]).is_file()
        assert "/" not in resource["path"]
