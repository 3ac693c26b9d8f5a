"""Step 5: the files of each sample, samples/S/, and a manifest of what was written."""

from datetime import date
from pathlib import Path

from hyperigm.core.columns import COVERAGE_COLUMNS, FINDING_COLUMNS
from hyperigm.core.coverage import ExonStatus, SiteStatus
from hyperigm.core.evidence_used import evidence_of
from hyperigm.core.finding import SampleResult
from hyperigm.core.panel import Panel
from hyperigm.core.settings import Settings
from hyperigm.edges.calls_vcf import write_calls
from hyperigm.edges.data_package import NAME as PACKAGE
from hyperigm.edges.data_package import write_sample_package
from hyperigm.edges.html import report_html
from hyperigm.edges.panel import load_panel
from hyperigm.edges.phenopacket import phenopacket_json
from hyperigm.edges.report_json import ReportFile
from hyperigm.edges.store import read_results, write_text, write_value
from hyperigm.edges.tables import write_table

GOOD = (
    "findings.tsv",
    "coverage.tsv",
    "report.json",
    "report.html",
    "phenopacket.json",
    "calls.vcf.gz",
    "calls.vcf.gz.tbi",
)
ERROR = "error.txt"


def report(interpreted: Path, settings: Settings, outdir: Path, out: Path) -> None:
    """Writes every sample of a batch, and to `out` the list of files, relative to `outdir`.

    A sample that failed gets S.error.txt alone; what an earlier run left of the other kind is removed.
    """
    panel = load_panel()
    today = date.today()
    written: list[str] = []
    for result in read_results(interpreted):
        folder = outdir / "samples" / result.sample
        if result.error is None:
            _write_good(folder, result, panel, settings, today)
        else:
            write_text(folder / f"{result.sample}.{ERROR}", error_text(result))
        good, bad = [*(f"{result.sample}.{ending}" for ending in GOOD), PACKAGE], [f"{result.sample}.{ERROR}"]
        kept, stale = (good, bad) if result.error is None else (bad, good)
        for name in stale:
            (folder / name).unlink(missing_ok=True)
        written += [f"samples/{result.sample}/{name}" for name in kept]
    write_value(out, written)


def _write_good(folder: Path, result: SampleResult, panel: Panel, settings: Settings, today: date) -> None:
    base = folder / result.sample
    write_table(_file(base, "findings.tsv"), FINDING_COLUMNS, result.findings)
    looked_at: tuple[ExonStatus | SiteStatus, ...] = (*result.exons, *result.limits.sites)
    write_table(_file(base, "coverage.tsv"), COVERAGE_COLUMNS, looked_at)
    write_value(_file(base, "report.json"), ReportFile.of(result))
    page = report_html(result, panel, settings.thresholds.clinvar_max_age_days, today)
    write_text(_file(base, "report.html"), page)
    write_text(_file(base, "phenopacket.json"), phenopacket_json(result))
    write_sample_package(folder, result.sample, evidence_of(result))
    write_calls(_file(base, "calls.vcf.gz"), result)


def _file(base: Path, ending: str) -> Path:
    return base.with_name(f"{base.name}.{ending}")


def error_text(result: SampleResult) -> str:
    """S.error.txt: what, where, how to mend."""
    return (
        f"sample: {result.sample}\nstatus: failed\nwhat: {result.error}\n"
        f"mend: {result.mend or 'see what is wrong above'}\n"
    )
