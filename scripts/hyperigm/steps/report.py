"""Step 5: the files of each sample, samples/S/, and a manifest of what was written."""

from datetime import date
from functools import partial
from pathlib import Path

from hyperigm.core.alike import Alike
from hyperigm.core.columns import COVERAGE_COLUMNS, FINDING_COLUMNS
from hyperigm.core.coverage import ExonStatus, SiteStatus
from hyperigm.core.evidence_used import evidence_of
from hyperigm.core.finding import SampleResult
from hyperigm.core.kept import Kept
from hyperigm.core.panel import Panel
from hyperigm.core.settings import Settings
from hyperigm.edges.calls_vcf import CallsVcf, write_calls
from hyperigm.edges.data_package import NAME as PACKAGE
from hyperigm.edges.data_package import write_sample_package
from hyperigm.edges.finding_lines import FindingLines
from hyperigm.edges.html import report_html, template
from hyperigm.edges.panel import load_panel
from hyperigm.edges.phenopacket import Packets
from hyperigm.edges.report_json import ReportJson
from hyperigm.edges.report_page.texts import Texts
from hyperigm.edges.store import read_results, write_bytes, write_text, write_value
from hyperigm.edges.tables import header_line, table_text

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
    written: list[str] = []
    files = _Files(panel, settings.thresholds.clinvar_max_age_days, date.today())
    for result in read_results(interpreted):
        folder = outdir / "samples" / result.sample
        if result.error is None:
            files.write(folder, result)
        else:
            write_text(folder / f"{result.sample}.{ERROR}", error_text(result))
        good, bad = [*(f"{result.sample}.{ending}" for ending in GOOD), PACKAGE], [f"{result.sample}.{ERROR}"]
        kept, stale = (good, bad) if result.error is None else (bad, good)
        for name in stale:
            (folder / name).unlink(missing_ok=True)
        written += [f"samples/{result.sample}/{name}" for name in kept]
    write_value(out, written)


class _Files:
    """Writes the files of samples; what findings that are alike have in common is put together once."""

    def __init__(self, panel: Panel, max_age_days: int, today: date) -> None:
        alike = Alike()
        self._lines, self._json, self._vcf = FindingLines(alike), ReportJson(alike), CallsVcf(alike)
        self._packets = Packets(alike)
        self._coverage = Kept[str](500)
        self._page = partial(
            report_html,
            panel=panel,
            max_age_days=max_age_days,
            today=today,
            texts=Texts(alike, template().environment),
        )

    def write(self, folder: Path, result: SampleResult) -> None:
        """The files of a sample that did not fail."""
        base = folder / result.sample
        header = header_line(FINDING_COLUMNS).encode("utf-8")
        write_bytes(_file(base, "findings.tsv"), header + self._lines.lines(result.findings))
        looked_at: tuple[ExonStatus | SiteStatus, ...] = (*result.exons, *result.limits.sites)
        coverage = self._coverage.get(looked_at, partial(table_text, COVERAGE_COLUMNS, looked_at))
        write_text(_file(base, "coverage.tsv"), coverage)
        write_bytes(_file(base, "report.json"), self._json.encoded(result))
        write_text(_file(base, "report.html"), self._page(result))
        write_text(_file(base, "phenopacket.json"), self._packets.text(result))
        write_sample_package(folder, result.sample, evidence_of(result))
        write_calls(_file(base, "calls.vcf.gz"), result, self._vcf)


def _file(base: Path, ending: str) -> Path:
    return base.with_name(f"{base.name}.{ending}")


def error_text(result: SampleResult) -> str:
    """S.error.txt: what, where, how to mend."""
    return (
        f"sample: {result.sample}\nstatus: failed\nwhat: {result.error}\n"
        f"mend: {result.mend or 'see what is wrong above'}\n"
    )
