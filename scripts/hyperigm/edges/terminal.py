"""What a person at a terminal sees of a run: a bar while it goes on, and conclusions after it."""

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

WIDEST = 48
"""Characters of a cell of the table of conclusions: a longer one has dots in its middle."""
FEW = 20
"""Up to that many samples are listed one by one; of more, only the counts."""


def someone_watches() -> bool:
    """Whether messages go to a terminal that can redraw a line."""
    return sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def show_progress(lines: IO[str]) -> None:
    """Draws a bar on standard error from the lines of our logger plugin, until they end."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("jobs"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        for line in lines:
            kind, *words = line.split()
            if kind == "progress" and len(words) == 2:
                bar.update(task, completed=int(words[0]), total=int(words[1]))
            elif kind == "job" and words:
                bar.update(task, description=words[0])


@contextmanager
def working(what: str) -> Iterator[Callable[[str], None]]:
    """A moving line on standard error while a person watches, nothing otherwise; gone at the end.

    Gives what changes its words.
    """
    if not someone_watches():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as status:
        yield status.update


@contextmanager
def pipe() -> Iterator[tuple[IO[str], int]]:
    """A pipe: what to read from, and the number of the descriptor to hand to a child; both are closed."""
    read, write = os.pipe()
    with os.fdopen(read, encoding="utf-8", errors="replace") as lines:
        try:
            yield lines, write
        finally:
            _close(write)


def _close(descriptor: int) -> None:
    try:
        os.close(descriptor)
    except OSError:  # the caller has closed it, so that the lines can end
        return


def conclusions(summary: Path, named: bool = True) -> str:
    """Counts of conclusions, the samples where they are few, and where the reports are, or the errors if
    there is no report; from summary.tsv.

    named: False where it goes to a log, which must not hold the name of a variant.
    """
    # after the run: its start does not wait for them
    from hyperigm.core.finding import Conclusion
    from hyperigm.edges.tables import read_table

    rows = list(read_table(summary))
    counts = Counter(row["conclusion"] for row in rows)
    said = [(conclusion, str(counts[conclusion])) for conclusion in Conclusion if counts[conclusion]]
    lines = [*_aligned([("conclusion", "samples"), *said])]
    if len(rows) <= FEW:
        keys = ("sample", "conclusion", "top_finding")[: 3 if named else 2]
        found = [tuple("" if row[key] == "." else row[key] for key in keys) for row in rows]
        lines += ["", *_aligned([("sample", "conclusion", "first finding")[: len(keys)], *found])]
    made = any(row["conclusion"] != Conclusion.FAILED for row in rows)
    what, ending = ("reports", "report.html") if made else ("errors", "error.txt")
    samples = summary.parent.parent / "samples"
    return "\n".join([*lines, "", f"{what}: {samples}{os.sep}S{os.sep}S.{ending}"])


def _aligned(whole: list[tuple[str, ...]]) -> Iterator[str]:
    rows = [tuple(map(_cut, row)) for row in whole]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _cut(cell: str) -> str:
    """Both ends of a long cell: names of one laboratory differ in either."""
    half = (WIDEST - 3) // 2
    return cell if len(cell) <= WIDEST else f"{cell[:half]}...{cell[-half:]}"
