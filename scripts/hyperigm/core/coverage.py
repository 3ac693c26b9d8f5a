"""What of each coding exon the file could have shown. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from hyperigm.core.panel import Panel, Transcript
from hyperigm.core.variant import Call


class Assessed(StrEnum):
    """Whether an exon was looked at."""

    ASSESSED = "assessed"
    NOT_ASSESSED = "not_assessed"
    UNASSESSABLE = "unassessable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ExonStatus:
    """The coding part of one MANE Select exon (1-based, inclusive) in one sample, and the reason."""

    gene: str
    exon: int
    start: int
    end: int
    status: Assessed
    reason: str


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


def exon_statuses(
    panel: Panel, transcripts: tuple[Transcript, ...], calls: tuple[Call, ...]
) -> tuple[ExonStatus, ...]:
    """One row per coding exon of each gene, panel order. calls: the sample's, no-calls among them."""
    mane = {transcript.gene: transcript for transcript in transcripts if transcript.mane}
    return tuple(
        _status(panel, mane[gene.symbol], part, calls)
        for gene in panel.genes
        if gene.symbol in mane
        for part in coding_parts(mane[gene.symbol])
    )


def _status(
    panel: Panel, transcript: Transcript, part: tuple[int, int, int], calls: tuple[Call, ...]
) -> ExonStatus:
    number, start, end = part
    reasons: list[tuple[Assessed, str]] = [
        (
            Assessed.UNASSESSABLE,
            f"{caveat.flag} ({caveat.grade.replace('_', ' ')}): short reads can't settle it; {caveat.assay}",
        )
        for caveat in panel.caveats
        if caveat.gene == transcript.gene and caveat.first_exon <= number <= caveat.last_exon
    ]
    holes = {
        call.allele.key
        for call in calls
        if call.allele.chrom == transcript.chrom
        and call.allele.pos <= end
        and call.allele.last >= start
        and call.genotype.missing
        and not call.genotype.copies
    }
    if holes:
        reasons.append((Assessed.NOT_ASSESSED, f"genotype not called at {', '.join(sorted(holes))}"))
    status = reasons[0][0] if reasons else Assessed.UNKNOWN
    text = "; ".join(reason for _, reason in reasons) or UNKNOWN_REASON
    return ExonStatus(transcript.gene, number, start, end, status, text)


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
