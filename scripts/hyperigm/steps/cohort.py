"""The tables of all samples, in the order of the sample sheet."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hyperigm.core.columns import FINDING_COLUMNS, SUMMARY_COLUMNS, SummaryRow
from hyperigm.core.coverage import not_assessed
from hyperigm.core.finding import SampleResult
from hyperigm.core.first_seen import note
from hyperigm.core.plan import Plan
from hyperigm.edges.first_seen import read_first_seen, write_first_seen
from hyperigm.edges.multiqc import write_multiqc
from hyperigm.edges.store import read_results, read_value, write_text
from hyperigm.edges.tables import header_line, row_line


def cohort(plan: Path, work: Path, outdir: Path, today: date | None = None) -> None:
    """Writes the tables and cohort/multiqc/ from the batches' interpret.json in `work`.

    One batch is held at a time; of the others only the lines of the tables are kept.
    provenance/first_seen.tsv is added to: the date at which a run in this folder first had each finding.
    """
    batches = read_value(plan, Plan).batches
    order = {entry.person.sample: entry.line for batch in batches for entry in batch.samples}
    known, day = read_first_seen(outdir), (today or date.today()).isoformat()
    lines: list[tuple[int, str, str]] = []
    for batch in batches:
        for result in results(work / batch.id):
            if result.sample in order:
                lines.append((order[result.sample], summary_line(result), finding_lines(result)))
                note(known, result.findings, day)
    lines.sort()
    summary = header_line(SUMMARY_COLUMNS) + "".join(line for _, line, _ in lines)
    findings = header_line(FINDING_COLUMNS) + "".join(line for _, _, line in lines)
    write_text(outdir / "cohort" / "summary.tsv", summary)
    write_text(outdir / "cohort" / "findings.tsv", findings)
    write_multiqc(outdir / "cohort")
    write_first_seen(outdir, known)


def results(folder: Path) -> Iterator[SampleResult]:
    """The results of one batch."""
    yield from read_results(folder / "interpret.json")


def summary_line(result: SampleResult) -> str:
    """The sample's line of cohort/summary.tsv."""
    return row_line(SUMMARY_COLUMNS, SummaryRow(result, not_assessed(result.exons)))


def finding_lines(result: SampleResult) -> str:
    """The sample's lines of cohort/findings.tsv."""
    return "".join(row_line(FINDING_COLUMNS, finding) for finding in result.findings)
