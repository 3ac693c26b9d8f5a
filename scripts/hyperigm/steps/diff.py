"""`hyperigm diff`: two runs side by side: what changed for each sample, and by which evidence."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hyperigm.core.difference import CHANGE_COLUMNS, Change, Kind, compare
from hyperigm.edges.finished_run import read_run
from hyperigm.edges.store import write_text
from hyperigm.edges.tables import table_text
from hyperigm.errors import InputError, Problem, reason

if TYPE_CHECKING:
    from rich.console import Console


def diff(old: Path, new: Path, out: Path | None) -> tuple[Change, ...]:
    """The changes between two folders of results; written to `out` as a table where asked.

    Raises InputError where a folder is no finished run's, or `out` can't be written.
    """
    changes = compare(read_run(old), read_run(new))
    if out:
        try:
            write_text(out, table_text(CHANGE_COLUMNS, changes))
        except OSError as error:
            what = f"can't be written: {reason(error)}"
            raise InputError(Problem(str(out), what, "choose another --out")) from error
    return changes


def show(changes: tuple[Change, ...], plain: bool = False) -> str:
    """The changes for a person at a terminal; as tab-separated text where the output goes elsewhere."""
    if plain or not sys.stdout.isatty():
        return table_text(CHANGE_COLUMNS, changes)
    from rich.console import Console

    console = Console()
    with console.capture() as captured:
        render(changes, console)
    return captured.get()


def render(changes: tuple[Change, ...], console: "Console") -> None:
    """A table per sample, the run's own changes first, and the count of each kind last.

    Stars that changed with ClinVar's word have no row of their own here: the word's row names them.
    """
    from rich.table import Table
    from rich.text import Text

    for sample in dict.fromkeys(change.sample for change in changes):
        title = "the run" if sample == "." else sample
        table = Table(title=title, title_justify="left", expand=False)
        for name in ("change", "finding", "old", "new", "because"):
            table.add_column(name, overflow="fold")
        for change in (one for one in _worth_a_row(changes) if one.sample == sample):
            cells = (change.kind, _subject(change), change.old, change.new, change.because)
            table.add_row(*(Text(str(cell)) for cell in cells))
        console.print(table)
    counts = [f"{sum(one.kind is kind for one in changes)} {kind}" for kind in Kind if _has(changes, kind)]
    console.print(Text(", ".join(counts) or "no difference"))


def _worth_a_row(changes: tuple[Change, ...]) -> Iterator[Change]:
    worded = {(c.sample, c.allele, c.disease) for c in changes if c.kind is Kind.CLINVAR}
    for one in changes:
        if one.kind is not Kind.CLINVAR_STARS or (one.sample, one.allele, one.disease) not in worded:
            yield one


def _has(changes: tuple[Change, ...], kind: Kind) -> bool:
    return any(change.kind is kind for change in changes)


def _subject(change: Change) -> str:
    if change.kind is Kind.RUN:
        return change.what
    if change.allele == ".":
        return ""
    since = "" if change.first_seen == "." else f"\nfirst seen {change.first_seen}"
    return f"{change.gene} {change.hgvs_c}\n{change.allele}\n{change.disease}{since}"
