"""A Slurm for the tests, the shipped profiles filled in, and the demo batch's results without a cluster."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cluster.service import PARTITION, Slurm, slurm
from tests.workflow.conftest import Cohort, three_boys

ACCOUNT = "lab"
TABLES = ("samples/*/*", "cohort/*")
TOOLS = str(Path(sys.executable).parent)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Slurm]:
    with slurm() as made:
        yield made
        print(made.log())  # `pytest -s` shows it


@pytest.fixture
def people(tmp_path: Path, root: Path) -> Cohort:
    return three_boys(tmp_path, root)


@pytest.fixture
def slurm_profile(tmp_path: Path, root: Path) -> Path:
    """A copy of the shipped profile with partition and account filled in, as docs/cluster.md says."""
    made = tmp_path / "profile"
    shutil.copytree(root / "workflow" / "profiles" / "slurm", made)
    text = (made / "config.yaml").read_text()
    (made / "config.yaml").write_text(text.replace("PARTITION", PARTITION).replace("ACCOUNT", ACCOUNT))
    return made


@pytest.fixture(scope="session")
def at_home(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, bytes]:
    """The demo batch's results without a cluster."""
    out = tmp_path_factory.mktemp("home") / "out"
    done = subprocess.run(
        [*run_demo(root, out), "--cores", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return results(out)


def run_demo(root: Path, out: Path) -> list[str]:
    """`hyperigm run` on the demo batch."""
    sheet = root / "resources" / "demo" / "samples.tsv"
    return [sys.executable, "-m", "hyperigm", "run", "--samples", str(sheet), "--outdir", str(out)]


def results(out: Path) -> dict[str, bytes]:
    """The files that samples and cohort got."""
    found = {path for pattern in TABLES for path in out.glob(pattern) if path.is_file()}
    assert found
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(found)}


def shim(folder: Path, step: str, first: str, path: str) -> str:
    """`path`, on which the first `hyperigm STEP` runs a line of shell before itself; `first` may end it."""
    folder.mkdir()
    script = folder / "hyperigm"
    script.write_text(
        f'#!/bin/bash\nif [ "$1" = {step} ] && mkdir {folder}/once 2>/dev/null; then\n    {first}\nfi\n'
        f'exec {TOOLS}/hyperigm "$@"\n'
    )
    script.chmod(0o755)
    return os.pathsep.join((str(folder), TOOLS, path))
