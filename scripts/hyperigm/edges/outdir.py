"""The folder of results: nothing in it may lead elsewhere, and it is the user's alone where asked."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from hyperigm.errors import Problem

OURS = (".snakemake", "benchmarks", "cohort", "logs", "provenance", "samples", "work")
"""What a run writes to."""
INSTALLED = ("conda", "conda-archive", "singularity")
"""Folders of .snakemake with other people's programs, whose links and modes are their own."""
SHEET = "samples.tsv"
"""The sheet that a run makes where VCFs are given."""


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
        for folder, folders, files in _walk(path):
            yield from (found for name in (*folders, *files) if (found := Path(folder, name)).is_symlink())


def _walk(path: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """As os.walk; what Snakemake has installed is named, not entered."""
    for folder, folders, files in os.walk(path):
        yield folder, folders, files
        if Path(folder).name == ".snakemake":
            folders[:] = [name for name in folders if name not in INSTALLED]


def make_private(outdir: Path) -> None:
    """What this process and its children write is the user's alone; so is what an earlier run left in
    `outdir`, which is made if need be."""
    os.umask(0o077)
    outdir.mkdir(parents=True, exist_ok=True)
    outdir.chmod(0o700)
    for name in OURS:
        for folder, _, files in _walk(outdir / name):
            _set_mode(Path(folder), 0o700)
            _make_files_private(Path(folder, file) for file in files)
    _make_files_private(path for path in (outdir / SHEET,) if path.exists())


def _make_files_private(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.is_symlink():
            _set_mode(path, 0o600)


def _set_mode(path: Path, mode: int) -> None:
    with suppress(FileNotFoundError):  # Snakemake may be at work in its folder
        path.chmod(mode)
