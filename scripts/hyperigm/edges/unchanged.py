"""Whether a file is the same when it has been read as when reading began."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hyperigm.errors import InputError, Problem


@contextmanager
def unchanged(path: Path) -> Iterator[None]:
    """Raises InputError where, at the end of the block, `path` is another file, or has another size or time.

    It takes the place of an InputError of the block, for a file that is being written looks broken.
    """
    before = _state(path)
    try:
        yield
    except InputError as error:
        if _state(path) != before:
            raise _changed(path) from error
        raise
    if _state(path) != before:
        raise _changed(path)


def _state(path: Path) -> tuple[int, ...]:
    """Device, inode, bytes and time of a file; nothing of one that is not there."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _changed(path: Path) -> InputError:
    what = "changed while it was read" if path.exists() else "was removed while it was read"
    return InputError(Problem(str(path), what, "run again once nothing writes to it any more"))
