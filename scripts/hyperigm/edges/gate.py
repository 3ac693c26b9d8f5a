"""What can be said of a VCF before it is read: header, packing, index, contigs and build.

Cheap enough for thousands of files. REF is compared with the bundled genomes only in files that are indexed
or small, at the first records of each gene, and of many files with the same contigs in the first hundred;
what is then not proven is left to the screen step.
"""

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from hyperigm.core.build import (
    MIN_INFERRED,
    MIN_OTHER,
    SET_BUILD,
    BuildDecision,
    RefCheck,
    claimed_build,
    decide,
    needs_other_build,
    ref_agrees,
)
from hyperigm.core.contigs import renamed, undeclared
from hyperigm.core.record import RecordError, position
from hyperigm.core.variant import Build
from hyperigm.core.warning import SampleWarning, WarningKind, about
from hyperigm.edges.assemblies import claim_of, load_assemblies
from hyperigm.edges.header import GZIP, Header, read_header
from hyperigm.edges.normalise import bases_at
from hyperigm.edges.packing import index_of, packing_problems, stale_index
from hyperigm.edges.record_lines import Columns, Lines, Spans
from hyperigm.edges.reference import load_reference
from hyperigm.edges.resources import remembered
from hyperigm.edges.vcf import open_lines, unreadable
from hyperigm.errors import InputError, Problem

SMALL = 256 * 1024
"""Bytes of a file without an index that is read for its REF."""
MOST_BYTES = 64 * 1024 * 1024
MOST_LINES = 100_000
"""Of such a file, unpacked, beyond which its REF is left to the screen step."""
LARGE_INDEX = 512 * 1024
"""Bytes of an index (that of a genome is larger) beyond which opening it for REF would take too long."""
PROVEN = 100
"""Files with the same contigs whose index is asked and whose REF is compared."""
FIRST = 5
"""Records of each gene whose REF is compared."""
RENAME = "rename the contigs (bcftools annotate --rename-chrs)"


@dataclass(frozen=True, slots=True)
class FileLook:
    """header: None where it can't be read. build: as header and config say; None where they do not."""

    header: Header | None
    build: Build | None = None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[SampleWarning, ...] = ()


def look_at_all(paths: Iterable[Path], configured: str) -> Iterator[FileLook]:
    """What `look_at` says of each, with REF of the first PROVEN files of the same contigs."""
    proven: Counter[tuple[str, ...]] = Counter()
    for path in paths:
        look = look_at(path, configured, lambda header: proven[header.contigs] < PROVEN)
        if look.header:
            proven[look.header.contigs] += 1
        yield look


def look_at(path: Path, configured: str, prove: Callable[[Header], bool] = lambda _: True) -> FileLook:
    """Everything that is wrong with the file. configured: `auto`, `GRCh37` or `GRCh38`. prove: whether its
    index is asked and its REF compared."""
    header: Header | None = None
    problems: list[Problem] = []
    try:
        header = read_header(path)
        problems += packing_problems(path, header)
    except InputError as error:
        problems += error.problems
    except OSError as error:
        problems.append(unreadable(path, error).problems[0])
    if header is None:
        return FileLook(None, problems=tuple(problems))
    build, said, warnings = _header_says(header.contigs, header.lengths, configured)
    problems += (Problem(str(path), what, mend) for what, mend in said)
    if not problems:
        try:
            more, refused = _proof(path, header, configured, build) if prove(header) else (_age(path), [])
            warnings, problems = (*warnings, *more), refused
        except InputError as error:
            problems += error.problems
    return FileLook(header, build, tuple(problems), warnings)


Said = tuple[str, str]
"""What is wrong, and how to mend it."""


@remembered
def _header_says(
    contigs: tuple[str, ...], lengths: tuple[int | None, ...], configured: str
) -> tuple[Build | None, tuple[Said, ...], tuple[SampleWarning, ...]]:
    """The build, what is wrong with the contigs, and warnings. The files of one laboratory share these."""
    assemblies = load_assemblies()
    declared = dict(zip(contigs, lengths, strict=True))
    if len(set(zip(contigs, lengths, strict=True))) > len(declared):
        return None, (("declares a contig twice, with two lengths", "keep the header of one assembly"),), ()
    if names := renamed(declared, assemblies):
        told = ", ".join(f"{name!r} has the length of {chrom}" for name, chrom in names.items())
        return None, ((f"{told}, and a name that is not known", RENAME),), ()
    regions = (region for build in reversed(Build) for region in load_reference(build).regions)
    needed = tuple(dict.fromkeys(region.chrom for region in regions))
    missing = undeclared(contigs, needed, assemblies)
    if configured == "auto" and contigs and len(missing) == len(needed):
        what = f"has no contig of the panel's ({', '.join(needed)}); its first is {contigs[0]!r}"
        return None, ((what, f"{RENAME}, or set `build` in the config"),), ()
    claim = claim_of(contigs, lengths)
    build = claimed_build(claim, configured)
    if isinstance(build, BuildDecision):
        return None, ((build.error or "", build.mend or ""),), ()
    if build is not None:
        here = {region.chrom for region in load_reference(build).regions}
        missing = [chrom for chrom in missing if chrom in here]
    lacks = [f"the header declares no contig for {', '.join(missing)}"] if contigs and missing else []
    need = f"REF must tell the assembly, which takes {MIN_INFERRED} records"
    unsure = [f"{claim.why}: {need}; {SET_BUILD}"] if build is None else []
    return build, (), (*about(WarningKind.FILE, lacks), *about(WarningKind.BUILD, unsure))


def _proof(
    path: Path, header: Header, configured: str, build: Build | None
) -> tuple[tuple[SampleWarning, ...], list[Problem]]:
    """Warnings of the index, and the problem where REF surely proves the other build than the one claimed.

    Raises InputError where the file breaks while it is read.
    """
    if not _is_cheap(path):
        return _age(path), []
    with open_lines(path) as lines:
        doubt = about(WarningKind.FILE, filter(None, (lines.stale,)))
        unindexed = lines.contigs is None or lines.stale is not None
        if build is None or (unindexed and path.stat().st_size > SMALL):
            return doubt, []
        look = _check(lines, header, build, 1)
        if look.agree >= MIN_OTHER and not look.disagree:
            return doubt, []
        checks = {build: _check(lines, header, build, FIRST)}
        if needs_other_build(build, checks):
            checks |= {other: _check(lines, header, other, FIRST) for other in Build if other is not build}
    found = decide(claim_of(header.contigs, header.lengths), configured, checks)
    if found.error and any(check.names for other, check in checks.items() if other is not build):
        return doubt, [Problem(str(path), found.error, found.mend or "")]
    return doubt, []


def _age(path: Path) -> tuple[SampleWarning, ...]:
    """A warning where the index is older than the file."""
    stale = stale_index(path, index_of(path, bcf=False))
    return about(WarningKind.FILE, filter(None, (stale,)))


def _is_cheap(path: Path) -> bool:
    index = index_of(path, bcf=False)
    if index:
        return index.stat().st_size <= LARGE_INDEX
    return path.stat().st_size <= SMALL and _unpacks_small(path)


def _unpacks_small(path: Path) -> bool:
    """Whether a small file stays small unpacked: a few bytes can hold any number of lines."""
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
        raw.seek(0)
        data: BinaryIO = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if packed else raw
        size = lines = 0
        with suppress(EOFError, zlib.error, gzip.BadGzipFile):
            while (piece := data.read(SMALL)) and size <= MOST_BYTES and lines <= MOST_LINES:
                size, lines = size + len(piece), lines + piece.count(b"\n")
    return size <= MOST_BYTES and lines <= MOST_LINES


def _check(lines: Lines, header: Header, build: Build, first: int) -> RefCheck:
    """REF of the first records of each gene against an assembly; of all records where there is no index."""
    reference = load_reference(build)
    spans = _spans(build, header.contigs, tuple(sorted(lines.contigs or ())))
    agree = disagree = 0
    for columns in _records(lines, spans, first):
        with suppress(RecordError, IndexError):
            chrom, ref = reference.canonical(columns[0]) or "", columns[3].upper()
            found = ref_agrees(ref, bases_at(reference, chrom, position(columns[1]), len(ref)))
            agree, disagree = agree + (found is True), disagree + (found is False)
    return RefCheck(agree, disagree)


@remembered
def _spans(build: Build, declared: tuple[str, ...], indexed: tuple[str, ...]) -> Spans:
    """The regions of a build by the file's names of their contigs."""
    reference = load_reference(build)
    regions: dict[str, list[tuple[int, int]]] = {}
    for region in reference.regions:
        regions.setdefault(region.chrom, []).append((region.start, region.end))
    names = dict.fromkeys((*declared, *indexed))
    found = {name: regions.get(reference.canonical(name) or "", []) for name in names}
    return {name: near for name, near in found.items() if near}


def _records(lines: Lines, spans: Spans, first: int) -> Iterator[Columns]:
    if lines.contigs is None or lines.stale:
        yield from lines.stream(spans)
        return
    for name, near in spans.items():
        for start, end in near:
            yield from islice(lines.fetch(name, start, end), first)
