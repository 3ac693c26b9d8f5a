"""The tables, the workbook and the page of all samples, in the order of the sample sheet."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from hyperigm import __version__
from hyperigm.core.cohort import Cohort, Collector
from hyperigm.core.columns import COVERAGE_COLUMNS, FINDING_COLUMNS, SUMMARY_COLUMNS, SummaryRow
from hyperigm.core.coverage import ExonStatus, SiteStatus, not_assessed
from hyperigm.core.dictionary import DICTIONARY_COLUMNS, MAX_FINDINGS, entries
from hyperigm.core.evidence_used import sentence
from hyperigm.core.finding import Finding
from hyperigm.core.first_seen import First, Part, first_of, reported
from hyperigm.core.kept import Kept
from hyperigm.core.kinds import Kind, SampleKinds, kind_of
from hyperigm.core.plan import Plan
from hyperigm.edges.cohort_page import cohort_html
from hyperigm.edges.data_package import write_cohort_package
from hyperigm.edges.finding_lines import between, own_cells
from hyperigm.edges.first_seen import FirstSeen
from hyperigm.edges.multiqc import write_multiqc
from hyperigm.edges.panel import load_panel
from hyperigm.edges.ro_crate import METADATA
from hyperigm.edges.run_times import write_run_times
from hyperigm.edges.spool import Spool, spool
from hyperigm.edges.store import read_kinds, read_value, write_parts, write_text
from hyperigm.edges.tables import cell_text, header_line, row_line, table_text
from hyperigm.edges.words import load_meanings
from hyperigm.edges.workbook import Rows, lines_of, write_workbook


def cohort(
    plan: Path, work: Path, outdir: Path, today: date | None = None, secondary_findings: bool = False
) -> None:
    """Writes cohort/ from the batches' interpret.json in `work`, and provenance/run_times.html.

    One batch is held at a time; of the others, what the page shows, their lines being put aside on disk.
    provenance/first_seen.tsv is added to: the date at which a run in this folder first had each finding.
    Without secondary_findings, those that an earlier run with them left there are removed. The RO-Crate goes
    first: it tells of a run that was completed, which this one is not yet.
    """
    batches, folder = read_value(plan, Plan).batches, outdir / "cohort"
    order = {entry.person.sample: entry.line for batch in batches for entry in batch.samples}
    (outdir / METADATA).unlink(missing_ok=True)
    day = (today or date.today()).isoformat()
    collector = Collector()
    with ExitStack() as stack:
        lines = _Lines(*(stack.enter_context(spool(folder)) for _ in range(4)))
        kept = _reported(secondary_findings)
        first_seen = FirstSeen(outdir, order, kept, stack.enter_context(spool(folder)))
        for batch in batches:
            collector.add_people(entry.person for entry in batch.samples)
            for told in read_kinds(work / batch.id / "interpret.json", partial(_told, today=day)):
                sample = told.result.sample
                if sample in order:
                    lines.put(order[sample], told)
                    collector.add(told)
                    first_seen.add(sample, [kind.first for kind, _ in told.rows])
        _write(folder, lines, collector.cohort(order), work)
        first_seen.write()
    write_run_times(outdir, [batch.id for batch in batches])


def _reported(secondary: bool) -> Callable[[Mapping[Part, First]], dict[Part, First]]:
    """What of the findings that are known this run may report."""
    entities = (entity for gene in load_panel().genes for entity in gene.entities)
    return partial(reported, withheld={one.id for one in entities if one.secondary and not secondary})


@dataclass(frozen=True, slots=True)
class _Told(Kind):
    """between: what a line of the table has between the cells that are the finding's own; first: what is told
    of one that is not known yet."""

    between: tuple[str, ...]
    first: tuple[Part, First]


def _told(finding: Finding, today: str) -> _Told:
    kind = kind_of(finding)
    first = first_of(finding, today)
    return _Told(kind.finding, kind.allele, kind.variant, kind.copies, between(finding), first)


class _Lines:
    """The lines of the tables, put aside on disk until all samples are read. shown: those of the findings
    above background; rows: how many findings there are, of which so many are of tier background."""

    def __init__(self, summary: Spool, findings: Spool, shown: Spool, coverage: Spool) -> None:
        self.summary, self.findings, self.shown, self.coverage = summary, findings, shown, coverage
        self.rows = self.background = 0
        self._coverage_lines = Kept[list[str]](500)

    def put(self, line: int, told: SampleKinds[_Told]) -> None:
        """The lines of a sample. line: its line of the sheet."""
        result = told.result
        self.summary.put(line, row_line(SUMMARY_COLUMNS, SummaryRow(result, not_assessed(result.exons))))
        self._put_findings(line, told)
        looked_at: tuple[ExonStatus | SiteStatus, ...] = (*result.exons, *result.limits.sites)
        name = cell_text(result.sample)
        rows = self._coverage_lines.get(
            looked_at, lambda: [row_line(COVERAGE_COLUMNS, one) for one in looked_at]
        )
        self.coverage.put(line, "".join([f"{name}\t{row}" for row in rows]))

    def _put_findings(self, line: int, told: SampleKinds[_Told]) -> None:
        own = [own_cells(told.result.sample, call) for call in told.calls]
        texts = [
            "".join(chain.from_iterable(zip(own[place], kind.between, strict=True)))
            for kind, place in told.rows
        ]
        shown = [text for text, (kind, _) in zip(texts, told.rows, strict=True) if not kind.background]
        self.findings.put(line, "".join(texts))
        self.shown.put(line, "".join(shown))
        self.rows += len(texts)
        self.background += len(texts) - len(shown)


def _write(folder: Path, lines: _Lines, whole: Cohort, meanwhile: Path) -> None:
    """The files of cohort/. meanwhile: the folder for what is there only until they are written."""
    held_against = f"{sentence(whole.evidence)}, by hyperigm {__version__}"
    dictionary = table_text(DICTIONARY_COLUMNS, entries(load_meanings(), held_against))
    write_parts(folder / "summary.tsv", header_line(SUMMARY_COLUMNS), lines.summary.parts())
    write_parts(folder / "findings.tsv", header_line(FINDING_COLUMNS), lines.findings.parts())
    write_text(folder / "data_dictionary.tsv", dictionary)
    write_multiqc(folder, whole.variants, held_against)
    write_cohort_package(folder, whole.evidence)
    genes = dict.fromkeys(gene.symbol for gene in load_panel().genes)
    genes |= dict.fromkeys(gene for line in whole.lines for gene, _, _ in line.hits)
    write_text(folder / "index.html", cohort_html(whole, tuple(genes)))
    write_workbook(folder / "hyperigm.xlsx", _rows(lines, dictionary), meanwhile, held_against)


def _rows(lines: _Lines, dictionary: str) -> Rows:
    """What the workbook has: of many findings, those above background."""
    many = lines.rows > MAX_FINDINGS and lines.background
    findings = lines.shown if many else lines.findings
    summary, rows, coverage = (lines_of(put.texts()) for put in (lines.summary, findings, lines.coverage))
    return Rows(summary, rows, coverage, dictionary.splitlines()[1:], lines.background if many else 0)
