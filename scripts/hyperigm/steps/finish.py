"""The end of a run: says which samples failed, and whether that makes the run fail."""

from pathlib import Path

from hyperigm.core.settings import Settings
from hyperigm.edges.store import write_text
from hyperigm.edges.tables import read_table
from hyperigm.errors import FailedSamplesError, Problem


def finish(summary: Path, settings: Settings, out: Path, reasons: bool = True) -> str:
    """Writes to `out` how many samples are done, which failed, and which folders are not of this run, from
    cohort/summary.tsv.

    reasons: False where what is said goes to a log, which must not hold what a record says. Returns the first
    line: how many are done.

    Raises FailedSamplesError, one problem per failed sample, and writes nothing, unless
    `on_failed_sample` is `tolerate`.
    """
    rows = list(read_table(summary))
    failed = [row for row in rows if row["status"] == "failed"]
    if failed and settings.on_failed_sample == "report":
        raise FailedSamplesError(*(_problem(row, summary, reasons) for row in failed))
    done = f"{len(rows) - len(failed)} of {len(rows)} samples finished"
    lines = [done, *(f"failed: {row['sample']}: {row['error']}" for row in failed), *left_over(summary)]
    write_text(out, "\n".join(lines) + "\n")
    return done


def left_over(summary: Path) -> tuple[str, ...]:
    """A sentence for each folder in samples/ that is no sample of cohort/summary.tsv; nothing is removed."""
    folders = summary.parent.parent / "samples"
    if not folders.is_dir():
        return ()
    names = {row["sample"] for row in read_table(summary)}
    found = sorted(folder.name for folder in folders.iterdir() if folder.is_dir())
    return tuple(
        f"{folders / name}: of an earlier run, for this one has no sample {name!r}"
        for name in found
        if name not in names
    )


def _problem(row: dict[str, str], summary: Path, reasons: bool) -> Problem:
    name = row["sample"]
    notes = summary.parent.parent / "samples" / name / f"{name}.error.txt"
    what = f"failed: {row['error']}" if reasons else "failed"
    return Problem(f"sample {name}", what, f"see {notes}", name)
