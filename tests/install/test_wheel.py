"""The installed wheel, in a folder that is no clone: the clone's own tables are the oracle, byte by byte."""

import os
import subprocess
import sys
import sysconfig
import tarfile
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


def tracked(root: Path, *folders: str) -> set[str]:
    names = set(filter(None, succeed(["git", "ls-files", "-z", *folders], root).split("\0")))
    assert names
    return names


def test_the_wheel_holds_what_a_run_needs_and_nothing_else(wheel: Path, root: Path) -> None:
    """The package (templates and the logger plugin are in it), and the three folders beside it in a clone."""
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    beside = {f"hyperigm/{name}" for name in tracked(root, "workflow", "config", "resources")}
    assert inside == beside | {name.removeprefix("scripts/") for name in tracked(root, "scripts")}


def test_the_source_distribution_is_the_repository(wheel: Path, root: Path, tmp_path: Path) -> None:
    """Every tracked file, so that its tests run; and the wheel made of it is the same."""
    succeed([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path], root)
    (packed,) = tmp_path.glob("hyperigm-*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = tmp_path / packed.name.removesuffix(".tar.gz")
    inside = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    assert inside == tracked(root) | {"PKG-INFO"}
    succeed([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], unpacked)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_two_builds_are_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """Of two copies, one with other file times and another umask; SOURCE_DATE_EPOCH is the specification of
    reproducible-builds.org, and the date inside: 1700000000 is 2023-11-14, 22:13:20 UTC."""
    built = []
    for number in (1, 2):
        copy = tmp_path / str(number)
        for name in tracked(root):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((root / name).read_bytes())
            mode = (root / name).stat().st_mode
            (copy / name).chmod(mode if number == 1 else mode & 0o700)
            os.utime(copy / name, (number * 10**9, number * 10**9))
        dist = tmp_path / f"dist{number}"
        build = [sys.executable, "-m", "hatchling", "build", "-d", str(dist)]
        succeed(["env", "SOURCE_DATE_EPOCH=1700000000", *build], copy)
        built.append({path.name: path.read_bytes() for path in dist.iterdir()})
    assert len(built[0]) == 2
    assert built[0] == built[1]
    (wheel,) = (tmp_path / "dist1").glob("*.whl")
    assert {entry.date_time for entry in zipfile.ZipFile(wheel).infolist()} == {(2023, 11, 14, 22, 13, 20)}


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
