"""Where a copy elsewhere in the genome misleads short reads, and what a finding there must say. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from hyperigm.core.coverage import FLANK
from hyperigm.core.finding import Finding
from hyperigm.core.panel import CaveatRegion, Panel, Transcript

GRADES = ("identical", "conversion_prone", "distinguishable")
"""Worst first."""
Span = tuple[CaveatRegion, str, int, int]


def span(
    transcript: Transcript, caveat: CaveatRegion, caveats: Iterable[CaveatRegion]
) -> tuple[str, int, int]:
    """Chromosome, first and last position (1-based) of a caveat region: its exons, the introns between them
    and towards neighbours with the same copy, and elsewhere the flanks."""
    same = {
        number
        for other in caveats
        if (other.gene, other.flag) == (caveat.gene, caveat.flag)
        for number in range(other.first_exon, other.last_exon + 1)
    }
    own = [exon for exon in transcript.exons if caveat.first_exon <= exon.number <= caveat.last_exon]
    first, last = min(exon.start for exon in own) - FLANK, max(exon.end for exon in own) + FLANK
    for exon in transcript.exons:
        if exon.number in (caveat.first_exon - 1, caveat.last_exon + 1) and exon.number in same:
            first, last = min(first, exon.end + 1), max(last, exon.start - 1)
    return transcript.chrom, first, last


def spans(panel: Panel, transcripts: Iterable[Transcript]) -> tuple[Span, ...]:
    """Each caveat region with its span on its gene's MANE Select transcript."""
    mane = {transcript.gene: transcript for transcript in transcripts if transcript.mane}
    return tuple(
        (caveat, *span(mane[caveat.gene], caveat, panel.caveats))
        for caveat in panel.caveats
        if caveat.gene in mane
    )


def touched(known: Iterable[Span], chrom: str, start: int, end: int) -> tuple[CaveatRegion, ...]:
    """Those of the known regions that start..end (1-based, inclusive) touches, worst grade first."""
    found = [
        caveat for caveat, place, first, last in known if place == chrom and start <= last and end >= first
    ]
    return tuple(sorted(found, key=lambda caveat: GRADES.index(caveat.grade)))


def with_caveats(findings: Iterable[Finding], known: tuple[Span, ...]) -> tuple[Finding, ...]:
    """The findings, those inside a caveat region with its class and the assay that would settle them."""
    told = []
    for finding in findings:
        allele = finding.call.allele
        caveats = touched(known, allele.chrom, allele.pos, allele.last)
        if caveats:
            text = f"{finding.explanation.rstrip('.')}; {advice(caveats[0])}."
            finding = replace(finding, caveats=caveats, explanation=text)
        told.append(finding)
    return tuple(told)


def advice(caveat: CaveatRegion) -> str:
    """What a finding inside says of its place."""
    copy = caveat.flag.removeprefix("pseudogene_")
    grade = caveat.grade.replace("_", " ")
    return f"reads here may come from the copy {copy} (class: {grade}), so confirm by {caveat.assay}"
