"""One VCF from its header to what its samples need: read once, whatever container, naming and build."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from hyperigm.core.build import (
    BuildDecision,
    claimed_build,
    decide,
    needs_other_build,
)
from hyperigm.core.callability import Silence
from hyperigm.core.contigs import is_human
from hyperigm.core.junction import Junction, Place, junction, unread
from hyperigm.core.looked import Looked
from hyperigm.core.record import FIXED_COLUMNS, RecordError, not_reference, position
from hyperigm.core.record_evidence import Least
from hyperigm.core.sex_sites import SexCounter, windows
from hyperigm.core.silence import ENOUGH, silences
from hyperigm.core.sites import GivenUpError, SiteCollector, Wanted
from hyperigm.core.variant import Build
from hyperigm.core.warning import SampleWarning, WarningKind, about
from hyperigm.edges.assemblies import claim_of
from hyperigm.edges.header import Header
from hyperigm.edges.limits import wanted_places
from hyperigm.edges.normalise import bases_at
from hyperigm.edges.recalled import RecalledLines
from hyperigm.edges.record_lines import Columns, Lines, overlaps
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.resources import remembered
from hyperigm.edges.vcf import open_lines
from hyperigm.errors import Problem

SHOWN = 5
"""Names of contigs that a warning has."""
SEX_CHROMOSOMES = ("chrX", "chrY")


@dataclass(slots=True)
class FileScreen:
    """What one file says: on the decided build, or, with `problem`, why that can't be used.

    counters: genotypes on chrX and chrY. contigs: the panel's name of a chromosome to the file's. silences:
    chromosomes that it does not speak of; joined: those of which a column's junctions leave a gene unknown.
    """

    decision: BuildDecision
    sites: SiteCollector
    problem: Problem | None = None
    counters: Mapping[str, SexCounter] = field(default_factory=dict)
    contigs: dict[str, str] = field(default_factory=dict)
    warnings: tuple[SampleWarning, ...] = ()
    silences: tuple[Silence, ...] = ()
    joined: Mapping[int, tuple[Silence, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class _Run:
    """One file against one build. keep: False where only REF is compared."""

    reference: Reference
    sites: SiteCollector
    counters: Mapping[str, SexCounter]
    keep: bool
    contigs: dict[str, str]

    def take(self, chrom: str, columns: Columns) -> None:
        """A record at a region."""
        if self.keep:
            self.contigs.setdefault(chrom, columns[0])
        self.sites.take(chrom, columns)

    def spans(self, chrom: str) -> list[tuple[int, int]]:
        """All that is wanted of a chromosome."""
        counter = self.counters.get(chrom) if self.keep else None
        return [*self.sites.spans.get(chrom, ()), *(counter.stretches if counter else ())]


def read_file(path: Path, header: Header, wanted: Wanted, configured: str) -> FileScreen:
    """Reads a file for the wanted samples. configured: `auto`, or the build that the config names.

    Raises InputError where the file can't be read to its end.
    """
    claim = claim_of(header.contigs, header.lengths)
    claimed = claimed_build(claim, configured)
    if isinstance(claimed, BuildDecision):
        unread = _run(path, Build.GRCH38, wanted, keep=False)
        return FileScreen(claimed, unread.sites, _refusal(path, claimed))
    runs = {build: _run(path, build, wanted, claimed in (None, build)) for build in Build}
    with open_lines(path) as opened:
        lines = RecalledLines(opened) if header.combined else opened
        names = _known_names(header.contigs, lines.contigs or frozenset())
        doubt = lines.stale
        with suppress(GivenUpError):
            if lines.contigs is None or lines.stale or header.reaches_far:
                _stream(lines, names, runs)
            elif not _fetch(lines, names, runs, claimed):
                _stream(lines, names, runs)
                doubt = _overlooked(path, lines, runs)
        told = lines.warning(path.name) if isinstance(lines, RecalledLines) else ()
        decision = decide(claim, configured, {build: run.sites.check for build, run in runs.items()})
        run = runs[decision.build or Build.GRCH38]
        silent = _silences(header.contigs, lines, run)
        joined = _joined(lines, run, wanted) if header.reaches_far else {}
        strange = _strange(path, header.contigs, lines)
    broken = [problem for run in runs.values() for problem in run.sites.problems]
    return FileScreen(
        decision=decision,
        sites=run.sites,
        problem=_broken(broken) if broken else _refusal(path, decision),
        counters=run.counters,
        contigs=_named(header.contigs, run),
        warnings=about(WarningKind.FILE, (*((doubt,) if doubt else ()), *told, *strange)),
        silences=silent,
        joined=joined,
    )


@remembered
def _known_names(declared: tuple[str, ...], indexed: frozenset[str]) -> tuple[str, ...]:
    """The file's names of the panel's chromosomes, of whatever build."""
    references = [load_reference(build) for build in Build]
    names = dict.fromkeys((*declared, *sorted(indexed)))
    return tuple(name for name in names if any(reference.canonical(name) for reference in references))


def _silences(declared: Sequence[str], lines: Lines, run: _Run) -> tuple[Silence, ...]:
    """The gene's chromosomes that a file without reference blocks does not speak of. A gVCF says by its
    blocks what was read. Records are counted only where one of these chromosomes had none at its genes."""
    if run.sites.looked is None or run.sites.looked.gvcf or run.sites.spans.keys() <= run.contigs.keys():
        return ()
    canonical = run.reference.canonical
    records = Counter({chrom: 0 for region in run.reference.regions for chrom in (region.chrom,)})
    for name, number in lines.counted(ENOUGH).items():
        records[canonical(name) or ""] += number
    lengths = {
        region.chrom: run.reference.chromosome(region.chrom).length for region in run.reference.regions
    }
    return silences(
        {chrom for name in declared if (chrom := canonical(name))}, bool(declared), records, lengths
    )


def _joined(lines: Lines, run: _Run, wanted: Wanted) -> dict[int, tuple[Silence, ...]]:
    """Of each column that carries them: the junctions that concern a gene and are not read there."""
    regions, name = run.reference.regions, run.reference.canonical
    begun: set[Place] = set()
    near: list[tuple[Junction, Columns]] = []
    for columns in lines.junctions():
        if found := junction(columns):
            begun.add(found.here)
            if any(unread(found, (), regions, name)):
                near.append((found, columns))
    told: dict[int, list[Silence]] = {}
    for found, columns in near:
        said = [*unread(found, begun, regions, name)]
        if said and len(columns) > FIXED_COLUMNS:
            samples = columns[FIXED_COLUMNS].split("\t")
            for column in not_reference(columns[8].split(":"), samples, wanted.columns):
                told.setdefault(column, []).extend(Silence(chrom, False, text, True) for chrom, text in said)
    return {column: tuple(dict.fromkeys(silent)) for column, silent in told.items()}


def _strange(path: Path, declared: Sequence[str], lines: Lines) -> tuple[str, ...]:
    """A warning of records under names that the header does not declare and that are no chromosome's."""
    odd = sorted(name for name in lines.names() - set(declared) if not is_human(name.strip()))
    if not odd:
        return ()
    shown = ", ".join(repr(name) for name in odd[:SHOWN]) + (", ..." if len(odd) > SHOWN else "")
    return (
        f"{path.name} has records on contigs that its header does not declare and that are no chromosome's "
        f"name: {shown}; what is called there was not read",
    )


def _overlooked(path: Path, lines: Lines, runs: Mapping[Build, _Run]) -> str | None:
    """A warning where the index led to nothing, and the file has records all the same."""
    if lines.contigs is None or not any(run.sites.records for run in runs.values()):
        return None
    return (
        f"the index of {path.name} leads to none of its records, as that of another file would: the whole "
        "file was read; index it again"
    )


def _broken(problems: Sequence[Problem]) -> Problem:
    """The first broken record, and how many more there are."""
    more = f", and {len(problems) - 1} more records are broken" if len(problems) > 1 else ""
    return replace(problems[0], what=problems[0].what + more)


def _refusal(path: Path, decision: BuildDecision) -> Problem | None:
    return Problem(str(path), decision.error, decision.mend or "") if decision.error else None


def _named(declared: tuple[str, ...], run: _Run) -> dict[str, str]:
    """The panel's name of each chromosome to the file's: what its records use, else what it declares."""
    return dict(sorted({**_declared(declared, run.reference.build), **run.contigs}.items()))


@remembered
def _declared(contigs: tuple[str, ...], build: Build) -> Mapping[str, str]:
    """The panel's name of each chromosome to the first that the header has for it."""
    reference = load_reference(build)
    return {chrom: name for name in reversed(contigs) if (chrom := reference.canonical(name))}


def _run(path: Path, build: Build, wanted: Wanted, keep: bool) -> _Run:
    reference = load_reference(build)
    lengths = {item.name: item.length for item in reference.chromosomes}
    sites = SiteCollector(str(path), reference.regions, partial(bases_at, reference), wanted, keep, lengths)
    needed = Least(wanted.thresholds.min_depth, wanted.thresholds.min_gq)
    sites.looked = Looked(wanted_places(reference), wanted.columns, needed)
    counters = {
        chrom: SexCounter(windows(reference.assembly, chrom), wanted.columns, wanted.total)
        for chrom in SEX_CHROMOSOMES
    }
    return _Run(reference, sites, counters, keep, {})


def _fetch(lines: Lines, names: Sequence[str], runs: Mapping[Build, _Run], claimed: Build | None) -> bool:
    """By the index: the regions, the windows on X and Y, and other builds' regions where proof is wanting.

    False where the index led to no record at all: it may be that of another file.
    """
    read = False
    for run in runs.values():
        if run.keep:
            read |= _fetch_regions(lines, names, run)
            read |= _fetch_windows(lines, names, run)
    checks = {build: run.sites.check for build, run in runs.items()}
    if claimed is not None and needs_other_build(claimed, checks):
        for run in runs.values():
            if not run.keep:
                read |= _fetch_regions(lines, names, run)
    return read


def _on(chroms: Sequence[str], names: Sequence[str], run: _Run) -> Iterator[tuple[str, str]]:
    """(the panel's name, the file's name) of each chromosome that the file has."""
    for name in names:
        chrom = run.reference.canonical(name)
        if chrom is not None and chrom in chroms:
            yield chrom, name


def _fetch_regions(lines: Lines, names: Sequence[str], run: _Run) -> bool:
    """Takes the records of the regions; False where there is none."""
    read = False
    missing = dict.fromkeys(run.sites.spans)
    for chrom, name in _on(tuple(run.sites.spans), names, run):
        missing.pop(chrom, None)
        for start, end, after in run.sites.spans_apart(chrom):
            begun = 0
            for columns in lines.fetch(name, start, end):
                read = True
                pos = _position(columns)
                begun += pos is None or pos >= start
                if (pos is None or pos > after) and (
                    (pos is not None and start <= pos <= end) or overlaps(columns, ((start, end),))
                ):
                    run.take(chrom, columns)
            if run.keep:
                lines.sure(name, start, end, begun)
    for chrom in missing if run.keep else ():
        lines.sure(chrom, 1, 1, 0)
    return read


def _position(columns: Columns) -> int | None:
    """None where it can't be told."""
    try:
        return position(columns[1])
    except (RecordError, IndexError):
        return None


def _fetch_windows(lines: Lines, names: Sequence[str], run: _Run) -> bool:
    """Counts in the windows; False where there is no record."""
    read = False
    for chrom, name in _on(SEX_CHROMOSOMES, names, run):
        counter = run.counters[chrom]
        for number, (start, end) in enumerate(counter.stretches):
            for columns in lines.fetch(name, start, end):
                read = True
                pos = _position(columns)
                if (pos is None or pos >= start) and not counter.take(number, columns):
                    break
    return read


def _stream(lines: Lines, names: Sequence[str], runs: Mapping[Build, _Run]) -> None:
    """From start to end: whatever overlaps, of every build at once."""
    aliases = [alias for run in runs.values() for item in run.reference.chromosomes for alias in item.aliases]
    wanted: dict[str, list[tuple[_Run, str]]] = {}
    for name in dict.fromkeys((*names, *aliases)):
        runs_on = [(run, chrom) for run in runs.values() if (chrom := run.reference.canonical(name))]
        if any(run.spans(chrom) for run, chrom in runs_on):
            wanted[name] = runs_on
    spans = {name: [span for run, chrom in on for span in run.spans(chrom)] for name, on in wanted.items()}
    for columns in lines.stream(spans):
        for run, chrom in wanted[columns[0]]:
            near = run.sites.spans.get(chrom)
            if near and overlaps(columns, near):
                run.take(chrom, columns)
            if run.keep and chrom in run.counters:
                done = _count(run.counters[chrom], columns)
                if done in spans[columns[0]]:
                    spans[columns[0]].remove(done)


def _count(counter: SexCounter, columns: Columns) -> tuple[int, int] | None:
    """Counts a record. The stretch it lies in, if that needs no more of them."""
    pos = _position(columns)
    number = None if pos is None else counter.window(pos)
    return None if number is None or counter.take(number, columns) else counter.stretches[number]
