"""What of each coding exon, and of known sites elsewhere, the file could have shown. Pure.

The status of a stretch is that of the first row that applies:

| stretch                                               | status       |
|-------------------------------------------------------|--------------|
| a gene that the panel has on the other build alone    | not_assessed |
| an exon with a copy elsewhere (panel, `caveats`)      | unassessable |
| a hole: no call, too few reads, outside what was read | not_assessed |
| the VCF's header has no such chromosome               | not_assessed |
| the VCF has many records, and none on its chromosome  | unknown      |
| every base is in what the sources list as read        | assessed     |
| none of these: a plain VCF                            | unknown      |
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from hyperigm.core.callability import Callability, Stretch, least
from hyperigm.core.panel import Panel, Transcript
from hyperigm.core.variant import Call

FLANK = 20
"""Bases on each side of a coding exon that are looked at with it: splice sites and their neighbours."""
LONG_INTRON = 1000
"""Bases from which on an intron has a middle that no exome reads."""


ADDED_CODING = "coding bases of an added transcript, "
"""How the name of a site begins that is an exon of a transcript which a user's panel adds."""


class Assessed(StrEnum):
    """Whether an exon was looked at."""

    ASSESSED = "assessed"
    NOT_ASSESSED = "not_assessed"
    UNASSESSABLE = "unassessable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ExonStatus:
    """The coding part of one MANE Select exon with its flanks (1-based, inclusive) in one sample.

    start, end: None where the panel does not have the gene on the sample's build. reason: why that status.
    depth: least number of reads where it was assessed and the source says it. reading: of an exon with a copy
    elsewhere the status that it would have without the copy.
    """

    gene: str
    exon: int
    start: int | None
    end: int | None
    status: Assessed
    reason: str
    depth: int | None = None
    reading: Assessed | None = None

    @property
    def unread(self) -> bool:
        """Whether bases of it were not read or not called, a copy elsewhere or not."""
        return Assessed.NOT_ASSESSED in (self.status, self.reading)


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A place outside the coding exons where a pathogenic allele is known (1-based, inclusive)."""

    gene: str
    chrom: str
    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """A known site in one sample; it has no exon."""

    gene: str
    start: int
    end: int
    status: Assessed
    reason: str
    name: str

    @property
    def exon(self) -> None:
        return None

    @property
    def of_added(self) -> bool:
        """Whether it is coding in a transcript that a user's panel adds."""
        return self.name.startswith(ADDED_CODING)


@dataclass(frozen=True, slots=True)
class Reading:
    """Whether a stretch was read, copies elsewhere left aside. reasons: why not, or why that is unknown;
    names: of the sources that list it; depth, mean: the least of what they state."""

    status: Assessed
    reasons: tuple[str, ...] = ()
    names: str = ""
    depth: int | None = None
    mean: int | None = None

    @property
    def reason(self) -> str:
        """As the coverage table says it."""
        if self.status is not Assessed.ASSESSED:
            return "; ".join(self.reasons)
        reads = f", every base at depth {self.depth} or more" if self.depth is not None else ""
        reads += f", {mean_depth(self.mean)}" if self.mean is not None else ""
        return f"read according to {self.names}{reads}"


UNKNOWN_REASON = "a plain VCF lists differences only: reference and not covered look the same"


def coding_parts(transcript: Transcript) -> tuple[tuple[int, int, int], ...]:
    """(exon number, first, last) of each exon's coding bases, transcript order (1-based, inclusive)."""
    if transcript.cds is None:
        return ()
    first, last = transcript.cds
    return tuple(
        (exon.number, max(exon.start, first), min(exon.end, last))
        for exon in transcript.exons
        if exon.start <= last and exon.end >= first
    )


def places(transcripts: Iterable[Transcript], sites: Iterable[KnownSite]) -> Iterator[tuple[str, int, int]]:
    """(chromosome, start, end) of all that a source is asked for: exons, known sites, middles of introns."""
    for transcript in transcripts:
        if transcript.mane:
            for _, start, end in coding_parts(transcript):
                yield transcript.chrom, start - FLANK, end + FLANK
            yield from intron_middles(transcript)
    for site in sites:
        yield site.chrom, site.start, site.end


def intron_middles(transcript: Transcript) -> Iterator[tuple[str, int, int]]:
    """The middle base of each long intron: where a genome has reads and an exome has none."""
    exons = sorted(transcript.exons, key=lambda exon: exon.start)
    for one, following in pairwise(exons):
        if following.start - one.end > LONG_INTRON:
            middle = (one.end + following.start) // 2
            yield transcript.chrom, middle, middle


def introns_read(transcripts: Iterable[Transcript], sources: Sequence[Callability]) -> bool | None:
    """Whether most middles of long introns were read; None where no source can tell."""
    middles = [at for transcript in transcripts if transcript.mane for at in intron_middles(transcript)]
    if not middles or not any(source.closed for source in sources):
        return None
    read = sum(all(not source.gaps(*at) for source in sources) for at in middles)
    return 2 * read > len(middles)


def exon_statuses(
    panel: Panel,
    transcripts: tuple[Transcript, ...],
    calls: tuple[Call, ...],
    sources: tuple[Callability, ...] = (),
    elsewhere: tuple[Transcript, ...] = (),
) -> tuple[ExonStatus, ...]:
    """One row per coding exon of each gene, panel order. calls: the sample's, no-calls among them.

    sources: what says which bases were read; a base counts where none of them speaks against it. elsewhere:
    the transcripts of the other build, for genes of a user's panel that this one lacks.
    """
    mane = {transcript.gene: transcript for transcript in transcripts if transcript.mane}
    calls = not_called(calls)
    other = {transcript.gene: transcript for transcript in elsewhere if transcript.mane}
    return tuple(
        _status(panel, mane[gene.symbol], part, calls, sources)
        if gene.symbol in mane
        else _absent(other[gene.symbol], part[0], gene.added_by)
        for gene in panel.genes
        if gene.symbol in mane or gene.symbol in other
        for part in coding_parts(mane.get(gene.symbol) or other[gene.symbol])
    )


def _absent(transcript: Transcript, number: int, panel: str) -> ExonStatus:
    """An exon of a gene that only the other build has."""
    reason = f"not looked at: the panel {panel} has {transcript.gene} on {transcript.build} alone"
    return ExonStatus(transcript.gene, number, None, None, Assessed.NOT_ASSESSED, reason)


def site_statuses(
    sites: Iterable[KnownSite], calls: tuple[Call, ...], sources: tuple[Callability, ...]
) -> tuple[SiteStatus, ...]:
    """One row per known site outside the coding exons."""
    found = []
    calls = not_called(calls)
    for site in sites:
        read = reading(site.chrom, site.start, site.end, calls, sources)
        where = site.name if site.name.startswith(ADDED_CODING) else f"{site.name}, outside the coding exons"
        text = f"{where}: {read.reason}"
        found.append(SiteStatus(site.gene, site.start, site.end, read.status, text, site.name))
    return tuple(found)


def not_called(calls: Iterable[Call]) -> tuple[Call, ...]:
    """Those whose genotype was not called, or only in part and without the allele."""
    return tuple([call for call in calls if call.genotype.missing and not call.genotype.copies])


def _status(
    panel: Panel,
    transcript: Transcript,
    part: tuple[int, int, int],
    calls: tuple[Call, ...],
    sources: tuple[Callability, ...],
) -> ExonStatus:
    number, start, end = part[0], part[1] - FLANK, part[2] + FLANK
    read = reading(transcript.chrom, start, end, calls, sources)
    copies = [
        f"{caveat.flag} ({caveat.grade.replace('_', ' ')}): short reads can't settle it; {caveat.assay}"
        for caveat in panel.caveats
        if caveat.gene == transcript.gene and caveat.first_exon <= number <= caveat.last_exon
    ]
    if not copies:
        return ExonStatus(transcript.gene, number, start, end, read.status, read.reason, read.depth)
    told = "; ".join((f"{_READINGS[read.status]} ({read.reason})", *copies))
    return ExonStatus(
        transcript.gene, number, start, end, Assessed.UNASSESSABLE, told, read.depth, read.status
    )


_READINGS = {
    Assessed.ASSESSED: "read, but its copy makes it unsettled",
    Assessed.NOT_ASSESSED: "not even read in full",
    Assessed.UNKNOWN: "whether it was read is unknown",
}
"""How the reading of an exon with a copy elsewhere is said."""


def reading(
    chrom: str, start: int, end: int, calls: tuple[Call, ...], sources: tuple[Callability, ...]
) -> Reading:
    """Whether start..end (1-based, inclusive) was read. calls: of the sample, those that are `not_called`."""
    gaps = tuple(gap for source in sources for gap in source.gaps(chrom, start, end))
    reasons = [*_gap_reasons(gaps), *_uncalled(chrom, start, end, calls, gaps)]
    if reasons:
        return Reading(Assessed.NOT_ASSESSED, tuple(reasons))
    silent = [silence for source in sources if (silence := source.silence(chrom))]
    if silent:
        left_out = any(silence.left_out for silence in silent)
        status = Assessed.NOT_ASSESSED if left_out else Assessed.UNKNOWN
        return Reading(status, tuple(silence.reason for silence in silent))
    if not any(source.closed or source.covers(chrom, start, end) for source in sources):
        return Reading(Assessed.UNKNOWN, (UNKNOWN_REASON,))
    depth = mean = None
    for source in sources:
        for stretch in source.at(chrom, start, end):
            depth, mean = least(depth, stretch.depth), least(mean, stretch.mean)
    names = " and ".join(source.name for source in sources if any(source.at(chrom, start, end)))
    return Reading(Assessed.ASSESSED, (), names, depth, mean)


def mean_depth(mean: int) -> str:
    """How a mean is said: it is no depth of every base."""
    return f"at a mean depth of {mean}, which does not say that every base was read so deep"


def _gap_reasons(gaps: Iterable[Stretch]) -> list[str]:
    """Each reason once, with the stretches it holds for: "not covered at chr7:10-20, chr7:30"."""
    where: dict[str, dict[str, None]] = {}
    for gap in gaps:
        span = str(gap.start) if gap.start == gap.end else f"{gap.start}-{gap.end}"
        where.setdefault(gap.reason, {})[f"{gap.chrom}:{span}"] = None
    return [f"{reason} at {', '.join(stretches)}" for reason, stretches in where.items()]


def _uncalled(
    chrom: str, start: int, end: int, calls: tuple[Call, ...], gaps: Sequence[Stretch]
) -> list[str]:
    """Sequence alleles of calls that are `not_called`, where no gap says so already."""
    keys = {
        call.allele.key
        for call in calls
        if call.allele.chrom == chrom
        and call.allele.is_sequence
        and call.allele.pos <= end
        and call.allele.last >= start
        and not any(gap.start <= call.allele.last and gap.end >= call.allele.pos for gap in gaps)
    }
    return [f"genotype not called at {', '.join(sorted(keys))}"] if keys else []


def not_assessed(exons: tuple[ExonStatus, ...]) -> int | None:
    """How many coding exons were not assessed; None where that is not known of some, or of all."""
    if not exons or any(exon.status is Assessed.UNKNOWN for exon in exons):
        return None
    return sum(exon.status is not Assessed.ASSESSED for exon in exons)


def ranges(numbers: tuple[int, ...]) -> str:
    """Exon numbers as a reader writes them: (9, 11, 12, 13) is "9, 11-13"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def by_gene(exons: tuple[ExonStatus, ...], status: Assessed) -> str:
    """The exons of that status as "PMS2 9, 11-15; IKBKG 3-10", panel order, "" where there are none."""
    genes = dict.fromkeys(exon.gene for exon in exons if exon.status is status)
    return "; ".join(
        f"{gene} {ranges(tuple(e.exon for e in exons if e.gene == gene and e.status is status))}"
        for gene in genes
    )


def unread_copies(exons: Iterable[ExonStatus]) -> str:
    """The exons with a copy elsewhere that were not even read in full, as of `by_gene`."""
    return by_gene(tuple(exon for exon in exons if exon.unread), Assessed.UNASSESSABLE)
