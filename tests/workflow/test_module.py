"""The workflow inside another one, by Snakemake's `module`. Oracle: the same samples without a detour."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.workflow.conftest import Cohort

DEPLOYED = """\
configfile: "config/config.yaml"


module hyperigm:
    snakefile:
        {snakefile!r}
    config:
        config


use rule * from hyperigm
"""
"""What `snakedeploy deploy-workflow` writes to workflow/Snakefile; its snakefile is on a git server."""


def snakemake(folder: Path, snakefile: Path, *options: str) -> str:
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(snakefile), "--cores", "2", *options]
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def results(outdir: Path) -> dict[str, bytes]:
    """Every file of samples/ and cohort/, by its path."""
    found = [path for part in ("samples", "cohort") for path in (outdir / part).rglob("*") if path.is_file()]
    return {str(path.relative_to(outdir)): path.read_bytes() for path in found}


def test_another_workflow_imports_it_with_its_own_paths_and_rules(people: Cohort, root: Path) -> None:
    """tests/workflow/module_example: part of the config, `pathvars`, renamed rules, a rule behind ours."""
    (people.folder / "eight.yaml").write_text("thresholds:\n  min_depth: 8\n")
    direct = people.snakemake(files=("eight.yaml",))
    assert direct.code == 0, direct.text
    example = root / "tests" / "workflow" / "module_example"
    shutil.copytree(example / "config", people.folder / "config")
    snakemake(people.folder, example / "workflow" / "Snakefile")

    analysis = people.folder / "analysis"
    ours = results(analysis / "hyperigm")
    assert len(ours) > 20
    assert ours == results(people.out)
    assert (analysis / "to_sequence_again.txt").read_text() == "C\n", "the boy with nothing in a plain VCF"
    merged = (analysis / "hyperigm" / "provenance" / "config.yaml").read_text()
    assert "outdir: analysis/hyperigm\n" in merged
    assert "min_depth: 8\n" in merged
    assert (analysis / "hyperigm" / "logs" / "check.log").is_file(), "logs follow the results"
    assert list((analysis / "hyperigm" / "benchmarks").glob("*/screen.tsv"))


def test_private_results_are_private_where_the_importer_puts_them(people: Cohort, root: Path) -> None:
    example = root / "tests" / "workflow" / "module_example"
    (people.folder / "config").mkdir()
    text = (example / "config" / "config.yaml").read_text()
    (people.folder / "config" / "config.yaml").write_text(f"{text}  private: true\n")
    snakemake(people.folder, example / "workflow" / "Snakefile")
    outdir = people.folder / "analysis" / "hyperigm"
    assert outdir.stat().st_mode & 0o777 == 0o700
    reports = list(outdir.glob("samples/*/*.report.html"))
    assert [report.stat().st_mode & 0o777 for report in reports] == [0o600] * 3


@pytest.mark.parametrize("where", ["folder", "git"])
def test_the_layout_that_snakedeploy_makes(where: str, people: Cohort, root: Path) -> None:
    """A copy of config/, and a Snakefile that imports ours: from a folder, or from a branch of a git
    repository, out of which Snakemake takes each file of the workflow by itself."""
    direct = people.snakemake()
    assert direct.code == 0, direct.text
    away = people.folder / "away"
    shutil.copytree(root / "config", away / "config")
    snakefile = str(root / "workflow" / "Snakefile")
    if where == "git":
        snakefile = f"git+file://{committed(root, people.folder / 'repository')}/workflow/Snakefile@main"
    (away / "workflow").mkdir()
    (away / "workflow" / "Snakefile").write_text(DEPLOYED.format(snakefile=snakefile))
    sheet = people.folder / "samples.tsv"
    snakemake(away, away / "workflow" / "Snakefile", "--config", f"samples={sheet}")
    assert results(away / "results") == results(people.out)


def committed(root: Path, repository: Path) -> Path:
    """A git repository that has the workflow as it is now."""
    shutil.copytree(root / "workflow", repository / "workflow")
    as_nobody = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    for words in (("init", "-q", "-b", "main"), ("add", "."), (*as_nobody, "commit", "-q", "-m", "workflow")):
        subprocess.run(["git", *words], cwd=repository, check=True)
    return repository
