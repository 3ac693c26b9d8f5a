"""A pathogenic substitution whose codon was read only in part: what it does is not known. Pure.

A file that lists what was read (a gVCF, a BED) or a genotype that was not called may leave out a base of the
codon that the substitution lies in. A second change there would make another amino acid of it, a stop may be
none, so such a finding is at most a `candidate`. A plain VCF that is silent of the base says nothing of
either; that is its ordinary state, told as such of the exon, and the finding stays as it is.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from hyperigm.core.callability import Callability
from hyperigm.core.coverage import coding_parts, not_called
from hyperigm.core.finding import Finding, Tier
from hyperigm.core.panel import Transcript
from hyperigm.core.record_evidence import UNSTATED
from hyperigm.core.variant import Allele, Call

FLAG = "codon_not_read"
BY_CODON = frozenset({"stop_gained", "stop_lost", "missense_variant"})
"""What a substitution does by the other bases of its codon. A start lost is lost whatever they are."""
_CONCERNED = (Tier.DIAGNOSTIC, Tier.CANDIDATE, Tier.CARRIER)


@cache
def _codons(transcript: Transcript) -> dict[int, tuple[int, ...]]:
    """Position (1-based) of each coding base -> the three of its codon, which may lie in two exons."""
    places: list[int] = []
    for _, start, end in coding_parts(transcript):
        places += range(start, end + 1) if transcript.strand > 0 else range(end, start - 1, -1)
    codons = (tuple(places[at : at + 3]) for at in range(0, len(places), 3))
    return {place: codon for codon in codons for place in codon}


def codon_mates(transcript: Transcript, allele: Allele) -> tuple[int, ...]:
    """The other bases (1-based) of the codons that a substitution changes; none of any other allele."""
    if not allele.is_sequence or len(allele.ref) != len(allele.alt):
        return ()
    own = set(range(allele.pos, allele.last + 1))
    near = {place for base in own for place in _codons(transcript).get(base, ())}
    return tuple(sorted(near - own))


def with_unread_codons(
    findings: Iterable[Finding],
    transcripts: Iterable[Transcript],
    calls: Iterable[Call],
    sources: Iterable[Callability],
) -> tuple[Finding, ...]:
    """The findings, those with an unread base in their codon marked and at most `candidate`; so is one whose
    other hit is such a one. calls: the sample's."""
    items, told = tuple(findings), tuple(sources)
    if not any(finding.tier in _CONCERNED for finding in items):
        return items
    mane = {transcript.gene: transcript for transcript in transcripts if transcript.mane}
    unread: dict[str, tuple[str, ...]] = {}
    called = tuple(calls)
    for finding in items:
        if finding.tier in _CONCERNED and BY_CODON & set(finding.annotation.effect.consequence):
            allele = finding.call.allele
            mates = codon_mates(mane[finding.gene.symbol], allele) if finding.gene.symbol in mane else ()
            if missing := tuple(_unread(allele.chrom, mates, called, told)):
                unread[allele.key] = missing
    return tuple(_marked(finding, unread) for finding in items) if unread else items


def _unread(
    chrom: str, places: Iterable[int], calls: Iterable[Call], sources: tuple[Callability, ...]
) -> Iterator[str]:
    """Each base that was not read, with why. One that a call carries was, and one that is called reference
    without a word on how well is not said to be unread."""
    wanted = tuple(places)
    first, last = min(wanted, default=0), max(wanted, default=0)
    near = [call for call in calls if call.allele.pos <= last and call.allele.chrom == chrom]
    here = [call for call in near if call.allele.last >= first and call.allele.is_sequence]
    missing = not_called(here)
    for place in wanted:
        if any(_at(call, place) and call.genotype.copies for call in here):
            continue
        gaps = (gap.reason for source in sources for gap in source.gaps(chrom, place, place))
        reasons = [reason for reason in gaps if reason != UNSTATED]
        reasons += ["no call"] if not reasons and any(_at(call, place) for call in missing) else []
        if reasons:
            yield f"{chrom}:{place} ({', '.join(dict.fromkeys(reasons))})"


def _at(call: Call, place: int) -> bool:
    return call.allele.pos <= place <= call.allele.last


def _marked(finding: Finding, unread: Mapping[str, tuple[str, ...]]) -> Finding:
    partners = finding.verdict.partners[:1] if finding.tier is Tier.DIAGNOSTIC else ()
    key = next((key for key in (finding.call.allele.key, *partners) if key in unread), None)
    if key is None or finding.tier not in _CONCERNED:
        return finding
    own = key == finding.call.allele.key
    whose = "its codon" if own else f"the codon of the other hit {key}"
    text = (
        f"{finding.explanation.rstrip('.')}; of {whose} was not read: {', '.join(unread[key])}, and a second"
        " change there would make another amino acid of it."
    )
    verdict = replace(finding.verdict, flags=(*finding.verdict.flags, FLAG))
    tier = Tier.CANDIDATE if finding.tier is Tier.DIAGNOSTIC else finding.tier
    return replace(finding, verdict=verdict, tier=tier, explanation=text)
