"""Whether an allele is of the kind that causes an entity: `Entity.variants`, by the panel's data."""

from hyperigm.core.annotation import TranscriptEffect
from hyperigm.core.panel import AlleleClass

YES, POSSIBLE, NO = "yes", "possible", "no"


def fit(effect: TranscriptEffect, word: str, classes: tuple[AlleleClass, ...]) -> str:
    """`yes`, `possible` or `no`. KeyError where the panel does not say what the word means.

    A place (exons, introns) that the annotation does not state leaves the allele possible; the escape from
    nonsense-mediated decay limits a class only where there is a truncation at all.
    """
    by_word = {item.word: item for item in classes}
    return _fit(effect, by_word[word], by_word)


def _fit(effect: TranscriptEffect, wanted: AlleleClass, classes: dict[str, AlleleClass]) -> str:
    if wanted.excludes is not None:
        excluded = _fit(effect, classes[wanted.excludes], classes)
        return {YES: NO, POSSIBLE: POSSIBLE, NO: YES}[excluded]
    if not wanted.certain and not wanted.possible:
        return YES
    by_term = _by_term(effect, wanted)
    limits = (_by_place(effect, wanted), _by_decay(effect, wanted))
    return max((by_term, *limits), key=(YES, POSSIBLE, NO).index)


def _by_term(effect: TranscriptEffect, wanted: AlleleClass) -> str:
    terms = set(effect.consequence)
    if terms & set(wanted.certain):
        return YES
    return POSSIBLE if terms & set(wanted.possible) else NO


def _by_place(effect: TranscriptEffect, wanted: AlleleClass) -> str:
    if not wanted.exons and not wanted.introns:
        return YES
    if effect.exon is None and effect.intron is None:
        return POSSIBLE
    return YES if _meets(effect.exon, wanted.exons) or _meets(effect.intron, wanted.introns) else NO


def _meets(place: str | None, allowed: tuple[str, ...]) -> bool:
    """Whether "3" or "3-5" touches one of the numbers allowed."""
    if place is None:
        return False
    first, _, last = place.partition("-")
    return any(int(first) <= int(number) <= int(last or first) for number in allowed)


def _by_decay(effect: TranscriptEffect, wanted: AlleleClass) -> str:
    if wanted.nmd_escape is None or effect.nmd_escape is None:
        return YES
    return YES if effect.nmd_escape == wanted.nmd_escape else NO
