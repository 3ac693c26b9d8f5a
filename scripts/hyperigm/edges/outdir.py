"""The folder of results: nothing in it may lead elsewhere, and it is the user's alone where asked."""

import os
from collections.abc import Iterator
from pathlib import Path

from hyperigm.errors import Problem

OURS = ("benchmarks", "cohort", "logs", "provenance", "samples", "work")
"""What a run writes to."""


def links_out(outdir: Path) -> tuple[Problem, ...]:
    """A problem per symbolic link, in the folders a run writes to, that leads out of `outdir`.

    The folder itself may be a link: the user named it.
    """
    home = outdir.resolve()
    found = (link for name in OURS for link in _links(outdir / name))
    return tuple(
        Problem(str(link), what, "remove the link") for link in found if (what := _leads_out(link, home))
    )


def _leads_out(link: Path, home: Path) -> str:
    """What is wrong with a link, or nothing."""
    try:
        end = link.resolve()
    except (OSError, RuntimeError):  # before Python 3.13, a link to itself is a RuntimeError
        return "is a link that leads nowhere"
    return "" if end.is_relative_to(home) else f"is a link out of the folder of results, to {end}"


def _links(path: Path) -> Iterator[Path]:
    """Links at and below a path; they are not followed."""
    if path.is_symlink():
        yield path
    elif path.is_dir():
        for folder, folders, files in os.walk(path):
            yield from (found for name in (*folders, *files) if (found := Path(folder, name)).is_symlink())


def make_private(outdir: Path) -> None:
    """What this process and its children write is the user's alone; so is what an earlier run left in
    `outdir`, which is made if need be."""
    os.umask(0o077)
    outdir.mkdir(parents=True, exist_ok=True)
    outdir.chmod(0o700)
    for name in OURS:
        for folder, _, files in os.walk(outdir / name):
            Path(folder).chmod(0o700)
            for path in (Path(folder, file) for file in files):
                if not path.is_symlink():
                    path.chmod(0o600)
