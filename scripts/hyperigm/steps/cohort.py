"""The tables of all samples, in the order of the sample sheet."""

from pathlib import Path

from hyperigm.core.columns import FINDING_COLUMNS, SUMMARY_COLUMNS, SummaryRow
from hyperigm.core.coverage import not_assessed
from hyperigm.core.finding import SampleResult
from hyperigm.core.plan import Plan
from hyperigm.edges.store import read_value
from hyperigm.edges.tables import write_table


def cohort(plan: Path, work: Path, outdir: Path) -> None:
    """Writes cohort/summary.tsv and cohort/findings.tsv from the batches' interpret.json in `work`."""
    batches = read_value(plan, Plan).batches
    results = {
        result.sample: result
        for batch in batches
        for result in read_value(work / batch.id / "interpret.json", tuple[SampleResult, ...])
    }
    entries = sorted((entry for batch in batches for entry in batch.samples), key=lambda entry: entry.line)
    ordered = [results[entry.person.sample] for entry in entries if entry.person.sample in results]
    rows = [SummaryRow(result, not_assessed(result.exons)) for result in ordered]
    write_table(outdir / "cohort" / "summary.tsv", SUMMARY_COLUMNS, rows)
    findings = [finding for result in ordered for finding in result.findings]
    write_table(outdir / "cohort" / "findings.tsv", FINDING_COLUMNS, findings)
