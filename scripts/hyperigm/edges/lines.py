"""Text files of a user: read whole, decoded strictly, line by line."""

import stat
from collections.abc import Iterator
from pathlib import Path

from hyperigm.errors import InputError, Problem, reason

MAX_BYTES = 256 * 1024 * 1024
"""A sheet of a million samples is smaller; anything larger is some other file."""


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """(line number from 1, line without its end) of a UTF-8 file; a byte order mark and CRLF are tolerated.

    Raises InputError where the file is missing, no text, or not UTF-8 (with every such line).
    """
    require_file(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(Problem(str(path), "is larger than 256 MiB", "give the right file"))
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    return iter(list(_decoded(path, data)))


def require_file(path: Path) -> None:
    """Raises InputError for what can't be opened, and for a folder, pipe or device, which may have no end."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError(Problem(str(path), "can't be read: it is no file", "give the path of a file"))
        with path.open("rb"):
            return
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> InputError:
    return InputError(Problem(str(path), f"can't be read: {reason(error)}", "check the path"))


def _decoded(path: Path, data: bytes) -> Iterator[tuple[int, str]]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise InputError(Problem(str(path), "is no UTF-8 text (UTF-16, or binary)", "save it as UTF-8 text"))
    broken: list[Problem] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            yield number, line.removesuffix(b"\r").decode("utf-8")
        except UnicodeDecodeError as error:
            broken.append(Problem(f"{path}:{number}", f"is not UTF-8: {error}", "save it as UTF-8"))
    if broken:
        raise InputError(*broken)
