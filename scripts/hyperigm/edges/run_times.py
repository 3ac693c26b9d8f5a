"""provenance/run_times.html: how long the jobs of a run took, from what Snakemake wrote to benchmarks/."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hyperigm import __version__
from hyperigm.edges.html import template
from hyperigm.edges.store import write_text

ORDER = ("check", "screen", "annotate", "interpret", "report")
"""The steps that are done when the cohort's page is made."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job. wall, cpu: seconds; memory: resident, MB; batch: "" for a job of the whole run."""

    step: str
    batch: str
    wall: float
    cpu: float
    memory: float


@dataclass(frozen=True, slots=True)
class StepTimes:
    """All jobs of a step. wall, cpu: seconds of all together; longest: of one, the batch `slowest`;
    memory: most of one, MB."""

    name: str
    jobs: int
    wall: float
    cpu: float
    longest: float
    slowest: str
    memory: float


def write_run_times(outdir: Path, batches: Iterable[str]) -> None:
    """Writes the page of a run; what a job did not leave, or is not readable, is left out."""
    steps = tuple(filter(None, (_together(step, _jobs(outdir, step, batches)) for step in ORDER)))
    peak = max((max(step.wall, step.cpu) for step in steps), default=0.0) or 1.0
    page = (
        template()
        .environment.get_template("run_times.html.j2")
        .render(steps=steps, peak=peak, version=__version__)
    )
    write_text(outdir / "provenance" / "run_times.html", page)


def _jobs(outdir: Path, step: str, batches: Iterable[str]) -> list[Job]:
    folder = outdir / "benchmarks"
    places = [("", folder / f"{step}.tsv"), *((batch, folder / batch / f"{step}.tsv") for batch in batches)]
    return [job for batch, path in places if (job := _job(step, batch, path))]


def _job(step: str, batch: str, path: Path) -> Job | None:
    """The last line of a benchmark file; `-` is Snakemake's word for a job too short to measure."""
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t"))
        row = {name: 0.0 if cell == "-" else float(cell) for name, cell in rows[-1].items() if name in FIELDS}
        return Job(step, batch, row["s"], row["cpu_time"], row["max_rss"])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return None


FIELDS = ("s", "cpu_time", "max_rss")


def _together(step: str, jobs: list[Job]) -> StepTimes | None:
    if not jobs:
        return None
    slowest = max(jobs, key=lambda job: job.wall)
    return StepTimes(
        name=step,
        jobs=len(jobs),
        wall=sum(job.wall for job in jobs),
        cpu=sum(job.cpu for job in jobs),
        longest=slowest.wall,
        slowest=slowest.batch,
        memory=max(job.memory for job in jobs),
    )
