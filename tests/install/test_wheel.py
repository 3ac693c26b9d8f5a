"""The installed wheel, in a folder that is no clone: the clone's own tables are the oracle, byte by byte."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

TABLES = ("samples/*/*.findings.tsv", "samples/*/*.coverage.tsv", "samples/*/*.error.txt", "cohort/*.tsv")


def call(command: Sequence[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command without this interpreter's own scripts on the PATH."""
    here = str(Path(sys.executable).parent)
    path = os.pathsep.join(part for part in os.environ["PATH"].split(os.pathsep) if part != here)
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**env, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def succeed(command: Sequence[str | Path], folder: Path) -> str:
    done = call(command, folder)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    succeed([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], root)
    (built,) = folder.glob("hyperigm-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment with the wheel; its dependencies are lent by this one."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    succeed(
        [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel], folder
    )
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return folder / "bin"


def test_the_wheel_holds_what_a_run_needs(wheel: Path, root: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("workflow", "config", "resources"):
        tracked = succeed(["git", "ls-files", folder], root).splitlines()
        assert tracked
        assert {f"hyperigm/{name}" for name in tracked} <= inside
    assert "hyperigm/templates/report.css" in inside
    assert not any(name.startswith(("tests/", "scripts/")) for name in inside)


def test_it_is_the_wheel_that_runs(installed: Path, tmp_path: Path) -> None:
    where = succeed([installed / "python", "-c", "import hyperigm; print(hyperigm.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_a_run_outside_a_clone_gives_the_clones_tables(installed: Path, tmp_path: Path, root: Path) -> None:
    abroad = tmp_path / "abroad"
    abroad.mkdir()
    sheet = "import hyperigm.edges.resources as r; print(r.shipped('resources') / 'demo' / 'samples.tsv')"
    samples = succeed([installed / "python", "-c", sheet], abroad).strip()
    succeed([installed / "hyperigm", "run", "--samples", samples, "--outdir", "out", "--cores", "2"], abroad)

    clone = tmp_path / "clone"
    clone.mkdir()
    for folder in ("workflow", "config", "resources"):
        (clone / folder).symlink_to(root / folder)
    command = f'PATH="{Path(sys.executable).parent}:$PATH" exec snakemake --cores 2'
    succeed(["bash", "-c", command], clone)

    ours = {path.relative_to(abroad / "out") for pattern in TABLES for path in (abroad / "out").glob(pattern)}
    theirs = {
        path.relative_to(clone / "results")
        for pattern in TABLES
        for path in (clone / "results").glob(pattern)
    }
    assert ours == theirs
    assert len(ours) > 20, "eleven people have two tables each"
    for name in sorted(ours):
        assert (abroad / "out" / name).read_bytes() == (clone / "results" / name).read_bytes(), name


def test_bad_input_ends_in_words_abroad(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "s.tsv").write_text("sample\tvcf\na b\tx.vcf\n")
    done = call([installed / "hyperigm", "run", "--samples", "s.tsv", "--outdir", "out"], tmp_path)
    assert done.returncode == 3
    assert "can't be used" in done.stdout
    assert "Traceback" not in done.stdout
