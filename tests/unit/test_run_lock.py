"""The lock of a folder of results: one holder, freed by the system, and what a killed holder leaves."""

import errno
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from hyperigm.edges.run_lock import alone, refuse_full, sweep
from hyperigm.edges.store import scratch, written_whole
from hyperigm.errors import ExitCode, InputError, OutputError

DIES = """
import os, signal, sys
from pathlib import Path
from hyperigm.edges.run_lock import alone
from hyperigm.edges.store import written_whole
out = Path(sys.argv[1])
with alone(out), written_whole(out / "samples" / "A" / "A.findings.tsv") as part:
    part.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_there_is_one_holder(tmp_path: Path) -> None:
    with alone(tmp_path) as lock:
        assert lock is not None
        with pytest.raises(InputError, match="another run is at work in this folder"), alone(tmp_path):
            pass
    with alone(tmp_path) as lock:
        assert lock is not None, "it was given back"
    assert (tmp_path / "work" / "run.lock").read_bytes() == b"", "nothing of a run stays in it"


def test_after_a_killed_holder_its_half_files_are_removed(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", DIES, str(tmp_path)], env=dict(os.environ), check=False)
    assert done.returncode == -9
    (left,) = (tmp_path / "samples" / "A").iterdir()
    assert left.name.startswith(".A.findings.tsv.")
    (tmp_path / "work" / "batch-0001").mkdir()
    for name, text in (("empty.json", ""), ("full.json", "[]")):
        (tmp_path / "work" / "batch-0001" / name).write_text(text)
    with alone(tmp_path):
        assert not list((tmp_path / "samples" / "A").iterdir())
        assert [path.name for path in (tmp_path / "work" / "batch-0001").iterdir()] == ["full.json"]


def test_a_scratch_folder_is_gone_after_the_block_and_swept_after_a_kill(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    with scratch(work) as folder:
        (folder / "rows").write_text("half")
    assert list(work.iterdir()) == []
    left = work / ".x.part"
    left.mkdir()
    (left / "rows").write_text("half")
    sweep(tmp_path)
    assert list(work.iterdir()) == []


def test_a_file_system_without_locks_leaves_it_to_snakemake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with alone(tmp_path) as lock:
        assert lock is None


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_full(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**9, 10**9, 0))
    with pytest.raises(OutputError, match="no space left on device") as caught:
        refuse_full(tmp_path)
    assert caught.value.exit_code is ExitCode.CANNOT_WRITE


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    with pytest.raises(OutputError, match=r"x\.tsv: can't be written: no space left"), written_whole(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert not list(tmp_path.iterdir())
