"""One run at a time in a folder of results, by a lock that the system gives back however the run ends."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hyperigm.edges.store import PART
from hyperigm.errors import InputError, Problem, cannot_write

AT_WORK = b"at work"
"""In the lock's file while a run lasts; found by the next run, it says that this one was killed."""
FOLDERS = ("work", "samples", "cohort", "provenance")
LEAST = 1024 * 1024
"""Bytes free below which a disk counts as full."""


@contextmanager
def alone(outdir: Path) -> Iterator[int | None]:
    """Holds OUTDIR/work/run.lock, and sweeps up after a run that was killed.

    Yields its file descriptor, which a child that inherits it holds as well; None where the file system knows
    no such lock. Raises InputError where another run holds it, OutputError where nothing can be written.
    """
    path = outdir / "work" / "run.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise cannot_write(outdir, error) from error
    try:
        locked = _lock(descriptor, outdir)
        if locked:
            if os.read(descriptor, 1):
                sweep(outdir)
            os.pwrite(descriptor, AT_WORK, 0)
        yield descriptor if locked else None
        if locked:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, outdir: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        mend = "wait until it ends, or choose another --outdir"
        raise InputError(Problem(str(outdir), "another run is at work in this folder", mend)) from error
    except OSError:
        return False
    return True


def sweep(outdir: Path) -> None:
    """Removes what only a killed run leaves: files half written beside their place, and empty work files."""
    for folder in FOLDERS:
        for part in tuple((outdir / folder).rglob(f".*{PART}")):
            if part.is_dir():
                shutil.rmtree(part)
            else:
                part.unlink(missing_ok=True)
    for file in (outdir / "work").glob("**/*.json"):
        if not file.stat().st_size:
            file.unlink()


def refuse_full(outdir: Path) -> None:
    """Raises OutputError where the folder's disk is full: then even the logs can't say so."""
    if shutil.disk_usage(outdir).free < LEAST:
        raise cannot_write(outdir, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
