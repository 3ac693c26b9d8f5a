"""The cohort step at scale: a made-up run of thousands from the results of the demo; time, memory, sizes.

Usage: python benchmarks/cohort.py FOLDER [SAMPLES]. FOLDER gets interpret.json of each batch of 50
(about 13 MB each), and the run's cohort/.
"""

import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

from hyperigm.core.family import Person, Sex
from hyperigm.core.finding import Conclusion, Finding, SampleResult
from hyperigm.core.plan import Batch, Plan, SampleEntry
from hyperigm.core.settings import Settings
from hyperigm.edges.store import read_results, write_results, write_value
from hyperigm.steps.annotate import annotate
from hyperigm.steps.check import check
from hyperigm.steps.cohort import cohort
from hyperigm.steps.interpret import interpret
from hyperigm.steps.screen import screen

ROOT = Path(__file__).resolve().parent.parent
BATCH = 50


def demo_results(folder: Path) -> tuple[SampleResult, ...]:
    """The demo's results."""
    plan, settings = folder / "plan.json", Settings()
    found: list[SampleResult] = []
    for batch in check(ROOT / "resources" / "demo" / "samples.tsv", None, settings, plan).batches:
        files = [folder / f"{name}.json" for name in ("screen", "annotations", "interpret")]
        screen(plan, batch.id, settings, files[0])
        annotate(files[0], settings, (), files[1])
        interpret(plan, batch.id, files[0], files[1], settings, files[2])
        found += read_results(files[2])
    return tuple(found)


def made_up(number: int, demo: tuple[SampleResult, ...]) -> SampleResult:
    """A sample like one of the demo's, with depths of its own; one in fifty fails, some have warnings."""
    like = demo[number % len(demo)]
    name = f"S{number:05d}"
    if number % 50 == 7:
        what = f"/data/run/{name}.vcf.gz can't be read to its end: the block at byte {number * 977} is cut"
        return SampleResult(
            name, Conclusion.FAILED, f"This sample could not be processed: {what}", "female", "unknown", "",
            None, "", 0, (), error=what, mend="copy or write the file again",
        )  # fmt: skip
    return replace(
        like,
        sample=name,
        findings=tuple(_of(name, number, finding) for finding in like.findings if _kept(number, finding)),
        n_calls=sum(_kept(number, finding) for finding in like.findings),
        sex_inferred=Sex.FEMALE if number % 97 == 3 else like.sex_inferred,
        warnings=(f"REF disagrees with GRCh38 at {number % 7 + 1} of 200 records",)
        if number % 9 == 1
        else (),
    )


def _kept(number: int, finding: Finding) -> bool:
    """Each sample has most of the calls, chosen by its number."""
    return (number * 2654435761 + finding.call.allele.pos * 40503) % 1000 < 850


def _of(name: str, number: int, finding: Finding) -> Finding:
    depth = 20 + (number + finding.call.allele.pos) % 40
    return replace(finding, sample=name, call=replace(finding.call, depth=depth))


def write_run(folder: Path, total: int) -> Path:
    """The plan and the batches of a run of `total` samples; the plan's path."""
    demo = demo_results(folder / "demo")
    batches = []
    for first in range(0, total, BATCH):
        results = tuple(made_up(number, demo) for number in range(first, min(first + BATCH, total)))
        batch = f"batch-{first // BATCH + 1:04d}"
        entries = tuple(
            SampleEntry(Person(one.sample, Sex(one.sex_declared)), "x.vcf", line=first + place + 2)
            for place, one in enumerate(results)
        )
        batches.append(Batch(batch, entries))
        write_results(folder / "work" / batch / "interpret.json", results)
    write_value(folder / "work" / "plan.json", Plan(tuple(batches)))
    return folder / "work" / "plan.json"


def main(folder: Path, total: int) -> None:
    """Makes the run, does the step, and prints what it took."""
    plan = folder / "work" / "plan.json"
    if not plan.exists():
        write_run(folder, total)
        print("made; run again to measure")
        return
    start, used = time.perf_counter(), time.process_time()
    cohort(plan, folder / "work", folder)
    print(f"wall {time.perf_counter() - start:.1f} s, CPU {time.process_time() - used:.1f} s")
    print(f"memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
    for path in sorted((folder / "cohort").iterdir()):
        print(f"{path.name}\t{path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5000)
