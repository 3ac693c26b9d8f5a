"""The end of a run: says which samples failed, and whether that makes the run fail."""

import csv
from pathlib import Path

from hyperigm.core.settings import Settings
from hyperigm.edges.store import write_text
from hyperigm.errors import FailedSamplesError, Problem


def finish(summary: Path, settings: Settings, out: Path) -> str:
    """Writes to `out` how many samples are done and which failed, from cohort/summary.tsv.

    Returns the first line: how many are done.

    Raises FailedSamplesError, one problem per failed sample, and writes nothing, unless
    `on_failed_sample` is `tolerate`.
    """
    with summary.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    failed = [row for row in rows if row["status"] == "failed"]
    if failed and settings.on_failed_sample == "report":
        raise FailedSamplesError(*(_problem(row, summary) for row in failed))
    done = f"{len(rows) - len(failed)} of {len(rows)} samples finished"
    write_text(out, "\n".join([done, *(f"failed: {row['sample']}: {row['error']}" for row in failed)]) + "\n")
    return done


def _problem(row: dict[str, str], summary: Path) -> Problem:
    name = row["sample"]
    notes = summary.parent.parent / "samples" / name / f"{name}.error.txt"
    return Problem(f"sample {name}", f"failed: {row['error']}", f"see {notes}", name)
