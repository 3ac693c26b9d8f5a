"""`hyperigm verify`: a run's results held against what its inputs give now, byte by byte."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from hyperigm import __version__
from hyperigm.core.earlier import ReportThen
from hyperigm.core.plan import Plan
from hyperigm.core.screened import Screened
from hyperigm.edges.config import dump_config, read_config
from hyperigm.edges.packing import INDEXES_THEN, OLDER
from hyperigm.edges.panel_folder import use_panel
from hyperigm.edges.resources import table_sums
from hyperigm.edges.store import read_value, write_text
from hyperigm.errors import DifferentError, ExitCode, HyperigmError, InputError, Problem, ResourceError

COMPARED = ("samples", "cohort")
"""Folders of results; dates and times are elsewhere."""
INPUTS, TIME = "inputs.tsv", "modified"
"""The table of inputs, and its column that is not compared: a copy of a file has another time."""
RECORDED = (INPUTS, "resources.tsv", "versions.tsv")
"""What provenance/ says without a time of day: sums of the inputs and resources, and versions."""
BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Verified:
    """files: how many results were compared, and are the same. samples: whose they are."""

    files: int
    samples: int


def verify(outdir: Path) -> Verified:
    """Runs the workflow again on the inputs that `outdir` names, elsewhere, and compares every result.

    Needs the inputs at the paths of provenance/config.yaml; where those are relative, the working directory
    of the run. Raises DifferentError with a problem per file that is not what the inputs give, and InputError
    where the folder is no finished run's or where it can't be run again.
    """
    kept = outdir / "provenance" / "config.yaml"
    if not (outdir / "cohort" / "summary.tsv").is_file() or not kept.is_file():
        raise InputError(Problem(str(outdir), "is no folder of a finished run", "give the run's --outdir"))
    then = _results(outdir)
    use_panel(read_config(kept).get("panel"))
    with TemporaryDirectory(prefix="hyperigm-verify-") as folder:
        again = Path(folder) / "again"
        _run_again(kept, again, Path(folder), _old_indexes(outdir))
        problems = tuple(_differences(outdir, then, again))
        ours = {path.name for path in (again / "samples").iterdir()}
    if problems:
        raise DifferentError(*_other_version(outdir), *problems)
    compared = [name for name in then if not name.startswith("samples/") or name.split("/")[1] in ours]
    return Verified(len(compared), len(ours))


def _old_indexes(outdir: Path) -> list[str]:
    """What the run said of indexes older than their files; of reports that can't be read, nothing."""
    said: set[str] = set()
    for report in sorted(outdir.glob("samples/*/*.report.json")):
        with suppress(ResourceError):
            said.update(read_value(report, ReportThen).result.warnings)
    return sorted(text for text in said if OLDER in text)


def _run_again(config: Path, outdir: Path, folder: Path, old_indexes: list[str]) -> None:
    """The whole workflow, quietly; an index is old where it was then.

    Raises InputError with its last words where it can't be finished.
    """
    copy = folder / "config.yaml"
    write_text(copy, dump_config({**read_config(config), "outdir": str(outdir)}))
    command = [sys.executable, "-m", "hyperigm", "run", "--configfile", str(copy)]
    then = folder / "indexes.json"
    write_text(then, json.dumps(old_indexes))
    known = {**os.environ, INDEXES_THEN: str(then)}
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=known, check=False)
    if done.returncode not in (ExitCode.OK, ExitCode.FAILED_SAMPLES):
        said = done.stdout.decode("utf-8", "replace").strip().splitlines()[-8:]
        what = "its inputs can't be run again: " + " | ".join(line.strip() for line in said)
        raise InputError(
            Problem(str(config), what, "put the inputs where they were at the run, or run it anew")
        )


def _results(outdir: Path) -> dict[str, str]:
    """Path below `outdir` -> SHA-256, of every result."""
    found = (path for name in COMPARED for path in sorted((outdir / name).rglob("*")) if path.is_file())
    recorded = (outdir / "provenance" / name for name in RECORDED if (outdir / "provenance" / name).is_file())
    return {path.relative_to(outdir).as_posix(): _digest(path) for path in (*found, *recorded)}


def _digest(path: Path) -> str:
    if path.name == INPUTS:
        return sha256(_without_times(path).encode()).hexdigest()
    total = sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            total.update(block)
    return total.hexdigest()


def _without_times(path: Path) -> str:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8", errors="replace").split("\n")]
    left_out = [at for at, name in enumerate(rows[0]) if name == TIME]
    return "\n".join("\t".join(cell for at, cell in enumerate(row) if at not in left_out) for row in rows)


def _differences(outdir: Path, then: dict[str, str], again: Path) -> Iterator[Problem]:
    now = _results(again)
    of_run = set((again / "samples").iterdir()) if (again / "samples").is_dir() else set()
    names = {path.name for path in of_run}
    changed = _changed_calls(outdir, again)
    for path in sorted({*then, *now}):
        sample = path.split("/")[1] if path.startswith("samples/") else None
        if then.get(path) == now.get(path) or (sample and sample not in names):
            continue
        where, mend = str(outdir / path), "run it anew, and compare with `hyperigm diff`"
        if path not in then:
            yield Problem(where, "is missing", mend, sample)
        elif path not in now:
            yield Problem(where, "is no result of this run's inputs", mend, sample)
        elif sample in changed:
            what = (
                "is not what the inputs give: the sample's VCF (or its BED) says other things than at the run"
            )
            yield Problem(where, what, mend, sample)
        else:
            what = "is not what the inputs give"
            yield Problem(where, what, mend, sample)


def _changed_calls(outdir: Path, again: Path) -> frozenset[str]:
    """Samples of which screen reads other things now."""
    before, after = _screened(outdir), _screened(again)
    return frozenset(name for name, read in before.items() if after.get(name) != read)


def _screened(outdir: Path) -> dict[str, object]:
    """What screen read of each sample; of files that can't be read, nothing."""
    found: dict[str, object] = {}
    try:
        batches = read_value(outdir / "work" / "plan.json", Plan).batches
        for batch in batches:
            screened = read_value(outdir / "work" / batch.id / "screen.json", Screened)
            found.update({item.sample: item for item in screened.samples})
    except ResourceError:
        return found
    return found


def _other_version(outdir: Path) -> Iterator[Problem]:
    """Says so where the run was made by another version or with other tables."""
    report = next(iter(sorted(outdir.glob("samples/*/*.report.json"))), None)
    if report is None:
        return
    try:
        made = read_value(report, ReportThen)
    except HyperigmError:
        return
    if made.hyperigm != __version__:
        what = f"was made by hyperigm {made.hyperigm}, and this is {__version__}"
        yield Problem(str(outdir), what, "verify with the version that made it")
    elif made.knowledge != table_sums():
        yield Problem(
            str(outdir), "was made with other tables of knowledge", "verify with the same resources"
        )
