"""What transcripts that a user's panel adds to a gene say beyond its main one. Pure.

added: accessions of such transcripts. The shipped transcripts beside MANE Select are not among them: on those
alleles are named, and no more.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from hyperigm.core.annotation import OTHER_STRONGER, Annotation, Impact, TranscriptEffect
from hyperigm.core.coverage import ADDED_CODING, FLANK, Assessed, KnownSite, SiteStatus, coding_parts
from hyperigm.core.panel import Transcript

_ORDER = tuple(Impact)
_TELLS = (Impact.HIGH, Impact.MODERATE)


def effect_flags(
    effect: TranscriptEffect, others: Iterable[TranscriptEffect], added: Collection[str]
) -> tuple[str, ...]:
    """The flag of an allele that does more to an added transcript than to the main one."""
    mine = [other for other in others if other.transcript in added]
    return (OTHER_STRONGER,) if any(_stronger(other, effect) for other in mine) else ()


def _stronger(other: TranscriptEffect, effect: TranscriptEffect) -> bool:
    return other.impact in _TELLS and _ORDER.index(other.impact) < _ORDER.index(effect.impact)


def stronger_phrase(annotation: Annotation) -> str:
    """`, but stop gained (high impact) on NM_9.1`, "" for an allele without the flag."""
    if OTHER_STRONGER not in annotation.flags:
        return ""
    found = [other for other in annotation.others if _stronger(other, annotation.effect)]
    return f", but {' and '.join(f'{other.phrase} on {other.transcript}' for other in found)}"


def own_coding(transcripts: Sequence[Transcript], added: Collection[str]) -> tuple[KnownSite, ...]:
    """The coding bases of added transcripts, with flanks, that are not all looked at as the main one's."""
    main = {model.gene: coding_parts(model) for model in transcripts if model.mane}
    return tuple(
        KnownSite(
            model.gene, model.chrom, start - FLANK, end + FLANK, f"{ADDED_CODING}{model.accession} {number}"
        )
        for model in transcripts
        if model.accession in added
        for number, start, end in coding_parts(model)
        if not any(first <= start and end <= last for _, first, last in main.get(model.gene, ()))
    )


def unseen(
    sites: Iterable[SiteStatus],
    elsewhere: Iterable[Transcript],
    here: Iterable[Transcript],
    added: Collection[str],
) -> tuple[str, ...]:
    """Of added transcripts what was not shown to be read: coding parts, and all that this build lacks."""
    there = {model.accession for model in here}
    return tuple(dict.fromkeys((*_unread(sites), *_lacking(elsewhere, there, added))))


def _unread(sites: Iterable[SiteStatus]) -> Iterator[str]:
    for site in sites:
        if site.of_added and site.status is not Assessed.ASSESSED:
            yield f"{site.gene} {site.name.removeprefix(ADDED_CODING)}"


def _lacking(
    elsewhere: Iterable[Transcript], there: Collection[str], added: Collection[str]
) -> Iterator[str]:
    for model in elsewhere:
        if model.accession in added and model.accession not in there:
            yield f"{model.gene} {model.accession}, which is there on {model.build} alone"
