"""The shipped files held against their checksums, byte by byte: a run on changed knowledge does not start."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from hyperigm.edges.resources import shipped
from hyperigm.errors import Problem, ResourceError

SUMS = "SHA256SUMS"
"""A list as `sha256sum` writes it: digest, two blanks, path below the list's own folder."""
MEND = "reinstall hyperigm; a table changed on purpose needs its checksum anew (CONTRIBUTING.md)"


def verify_resources(folder: Path | None = None) -> None:
    """Holds every bundled file against its checksum.

    folder: one with its own list, by default what is shipped. Raises ResourceError with every file that
    differs or is missing. Costs about 10 ms.
    """
    resources = shipped("resources")
    folders = (folder,) if folder else (resources, resources / "reference")
    problems = [problem for where in folders for problem in _differing(where)]
    if problems:
        raise ResourceError(*problems)


def sum_of(path: Path) -> str:
    """The SHA-256 of a file, which may be large, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _differing(folder: Path) -> Iterator[Problem]:
    try:
        lines = (folder / SUMS).read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        yield Problem(str(folder / SUMS), f"can't be read: {error}", MEND)
        return
    for line in lines:
        expected, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file():
            yield Problem(str(path), "is missing", MEND)
        elif sum_of(path) != expected:
            yield Problem(str(path), f"is not the file that {SUMS} lists", MEND)
