"""What Snakemake's workflow catalog asks of a repository, and the recipes that can't be run here."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml


@pytest.fixture(scope="module")
def clone(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean one: the tracked files alone, as they stand."""
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((root / name).read_bytes())
    return folder


@pytest.mark.parametrize("options", [("--lint",), ("--dry-run", "--cores", "1")])
def test_a_clean_clone_is_linted_and_planned_without_our_package(
    options: tuple[str, ...], clone: Path, tmp_path: Path
) -> None:
    """As the catalog does it, with Snakemake alone: a package of our name that can't be imported is first."""
    (tmp_path / "hyperigm.py").write_text("raise ImportError('the workflow imports our package')\n")
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", *options],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    if options == ("--lint",):
        assert "Congratulations" in done.stdout


def test_the_catalogs_standardised_usage(clone: Path) -> None:
    """Its three files, and what it reads of the third: `report` stands under `usage`."""
    assert (clone / "workflow" / "Snakefile").is_file()
    assert (clone / "config" / "README.md").is_file()
    said = yaml.safe_load((clone / ".snakemake-workflow-catalog.yml").read_text())
    assert set(said) == {"usage"}
    assert said["usage"]["report"] is True, "tests/workflow/test_provenance.py makes one"
    assert set(said["usage"]["software-stack-deployment"]) == {"conda", "apptainer", "apptainer+conda"}


CONDA_NAMES = {"snakemake-minimal": "snakemake", "python-isal": "isal"}
"""Names of packages on conda-forge and bioconda, and on the Python index."""


def test_the_conda_environment_has_what_the_package_needs(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    needed = {re.sub(r"\s", "", item) for item in project["dependencies"]}
    *listed, by_pip = yaml.safe_load((root / "workflow" / "envs" / "hyperigm.yaml").read_text())[
        "dependencies"
    ]
    names = [item.partition(" ") for item in listed]
    given = {CONDA_NAMES.get(name, name) + bounds.replace(" ", "") for name, _, bounds in names}
    assert given - {"pip"} | set(by_pip["pip"]) == needed | {f"python{project['requires-python']}"}


def test_the_image_is_installed_as_the_readme_says(root: Path) -> None:
    """The same two commands of pip, the second without `-e`; and what it copies is there."""
    recipe = (root / "Dockerfile").read_text()
    readme = (root / "README.md").read_text()
    for command in re.findall(r"pip install -q [^&\n]+", readme)[:2]:
        assert command.strip().replace("-e .", ".") in recipe
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", recipe, re.M)
    assert all((root / name).exists() for names in copied for name in names.split())
    assert "requirements.lock" in " ".join(copied)
