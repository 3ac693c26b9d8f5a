"""MultiQC itself reads what a run leaves for it, and shows a table and a plot with the run's own numbers."""

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from tests import vcf_files

from hyperigm.core.settings import Settings

Run = Callable[[Path, Path, Settings], None]


@pytest.fixture(scope="module")
def results(root: Path, run_steps: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    run_steps(root / "resources" / "demo" / "samples.tsv", out, Settings())
    return out


NAMES = (
    *(
        "P1",
        "P1.sorted",
        "P1.bam",
        "P1_val_1",
        "P1_val",
        "P1.vcf.gz",
        "P1_summary",
        "trio+child._-",
        "ccs",
        "P1_mqc",
    ),
    *("007", "7", "7.0", "1e5", "0x10", "inf", "true", "null.x", "Sample", "Aligned", "P1__", "x-"),
    *(f"{'n._+-9' * 33}z", f"{'n._+-9' * 33}q"),
)
"""What MultiQC takes for a file's ending or for a number; all of them names that the gate lets through."""


@pytest.fixture(scope="module")
def page(results: Path) -> Path:
    """The folder that MultiQC writes, given the whole folder of results."""
    return multiqc(results)


def multiqc(results: Path) -> Path:
    """Plain `multiqc .` in that folder."""
    command = [str(Path(sys.executable).with_name("multiqc")), "--no-version-check", "--outdir", "multiqc"]
    env = {**os.environ, "MULTIQC_NO_VERSION_CHECK": "1"}
    done = subprocess.run(
        [*command, "."],
        cwd=results,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return results / "multiqc"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def parsed(page: Path, name: str) -> dict[str, dict[str, str]]:
    """What MultiQC parsed, by its first column."""
    return {row.pop("Sample"): row for row in rows(page / "multiqc_data" / f"multiqc_{name}.txt")}


def test_the_table_has_every_sample(results: Path, page: Path) -> None:
    """Oracle: cohort/summary.tsv, as MultiQC parsed it from the other file."""
    shown = parsed(page, "hyperigm_samples_table")
    summary = rows(results / "cohort" / "summary.tsv")
    assert sorted(shown) == sorted(row["sample"] for row in summary)
    for row in summary:
        for name in ("conclusion", "n_calls", "n_diagnostic", "n_candidate", "n_carrier"):
            assert shown[row["sample"]][name] == row[name]


def test_the_plot_counts_each_variant_once(results: Path, page: Path) -> None:
    """Oracle: the rows of the samples' own tables, where a variant's first row has its best tier."""
    first: dict[tuple[str, ...], str] = {}
    for path in (results / "samples").glob("*/*.findings.tsv"):
        for row in rows(path):
            key = ("sample", "gene", "chrom", "pos", "ref", "alt")
            first.setdefault(tuple(row[name] for name in key), row["tier"])
    expected = Counter((key[0], tier) for key, tier in first.items())
    shown = parsed(page, "hyperigm_variants_plot")
    assert {
        (gene, tier): int(count)
        for gene, tiers in shown.items()
        for tier, count in tiers.items()
        if int(count)
    } == expected


def test_each_name_has_its_own_row(run_steps: Run, tmp_path: Path) -> None:
    """Oracle: the sheet. The first of each file carries nothing. Two runs are shown together."""
    for folder, names in (("one", NAMES), ("two", ("P2", "P2.sorted"))):
        carried = vcf_files.row("chrX", 136648355, "T", "A", "GT", *("0/0", *["1/1"] * (len(names) - 1)))
        vcf_files.write_vcf(tmp_path / f"{folder}.vcf", vcf_files.header(names), [carried])
        sheet = tmp_path / f"{folder}.tsv"
        sheet.write_text("sample\tvcf\n" + "".join(f"{name}\t{folder}.vcf\n" for name in names))
        run_steps(sheet, tmp_path / folder, Settings())
    summary = [row for folder in ("one", "two") for row in rows(tmp_path / folder / "cohort" / "summary.tsv")]
    assert [row["sample"] for row in summary] == [*NAMES, "P2", "P2.sorted"]
    made = multiqc(tmp_path)
    shown = parsed(made, "hyperigm_samples_table")
    assert {name: row["conclusion"] for name, row in shown.items()} == {
        row["sample"]: row["conclusion"] for row in summary
    }
    bars = parsed(made, "hyperigm_variants_plot")
    called = {row["sample"] for row in summary if row["n_calls"] != "0"}
    assert set(bars) == called


def test_the_page_shows_both(page: Path) -> None:
    text = (page / "multiqc_report.html").read_text(encoding="utf-8")
    sections = set(re.findall(r'id="mqc-section-wrapper-([\w-]+)"', text))
    assert {"hyperigm_samples-section", "hyperigm_variants-section"} <= sections
    assert "cd40lg_boy" in text
    assert 'id="hyperigm_variants_plot-wrapper"' in text
    for name in ("NM_000074.3:c.107T", "chrX-136648355"):
        assert name not in text, "no variant's name travels with the quality reports"
