"""The same inputs give the same bytes, however the samples are batched and on however many cores."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

OWN_TIME = {"provenance", "ro-crate-metadata.json", "logs", "benchmarks", "work", ".snakemake"}
"""What may say when and how a run was made: the RO-Crate lists the run's actions with their times."""


def files(root: Path, outdir: Path, batch_size: str, cores: int) -> dict[str, bytes]:
    """The demo batch, run from its sheet: every file of the results that must not differ."""
    demo = root / "resources" / "demo" / "samples.tsv"
    command = [sys.executable, "-m", "hyperigm", "run", "--samples", str(demo), "--outdir", str(outdir)]
    command += ["--cores", str(cores), "--config", f"batch_size={batch_size}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stdout + done.stderr
    found = (path for path in outdir.rglob("*") if path.is_file())
    named = {str(path.relative_to(outdir)): path for path in found}
    return {name: path.read_bytes() for name, path in named.items() if Path(name).parts[0] not in OWN_TIME}


@pytest.fixture(scope="module")
def usual(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files(root, tmp_path_factory.mktemp("usual") / "out", "null", 2)


@pytest.mark.parametrize(("batch_size", "cores"), [("1", 1), ("3", 2)])
def test_batches_and_cores_change_no_byte(
    batch_size: str, cores: int, root: Path, usual: dict[str, bytes], tmp_path: Path
) -> None:
    other = files(root, tmp_path / "out", batch_size, cores)
    assert other.keys() == usual.keys()
    assert "cohort/findings.tsv" in usual
    assert [name for name, content in other.items() if content != usual[name]] == []
