"""GA4GH VRS 2 allele ids and SPDI names: fully justified, so that one change has one name.

Sources: VRS 2.0 (allele normalisation, computed identifiers); Holmes 2020, doi:10.1093/bioinformatics/btz856
(SPDI and the variant overprecision correction algorithm).
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from hyperigm.core.edit import UNKNOWN_BASE, Edit, shifted, trimmed


@dataclass(frozen=True, slots=True)
class Justified:
    """Bases [start, end) of the plus strand (0-based on the chromosome) become `alt`.

    repeat: length of the unit that the reference repeats to give `alt`; 0 where it does not.
    """

    start: int
    end: int
    ref: str
    alt: str
    repeat: int = 0


def justify(bases: str, first: int, edit: Edit) -> Justified | None:
    """The edit of a plus-strand stretch, over everything it can slide over; None where it would slide out of
    the known sequence. first: genome position (1-based) of bases[0]."""
    edit = trimmed(bases, edit)
    start, end, alt = edit
    moved = alt or bases[start:end]
    repeat = 0
    if start == end or not alt:
        left, right = _room_before(bases, start, moved), shifted(bases, edit).start - start
        start, end, alt = (
            start - left,
            end + right,
            bases[start - left : start] + alt + bases[end : end + right],
        )
        if start == 0 or end == len(bases) or UNKNOWN_BASE in bases[start - 1 : end + 1]:
            return None
        repeat = _repeat(bases[start:end], alt, len(moved))
    origin = first - 1
    return Justified(start + origin, end + origin, bases[start:end], alt, repeat)


def _room_before(bases: str, start: int, moved: str) -> int:
    """How many bases a deletion or insertion of `moved` at `start` can slide 5'."""
    room = 0
    while room < start and bases[start - 1 - room] == moved[-1 - room % len(moved)]:
        room += 1
    return room


def _repeat(ref: str, alt: str, moved: int) -> int:
    """The unit of the repeat; an insertion takes the longest that fits the reference it slides over."""
    if not ref:
        return 0
    if len(alt) < len(ref):
        return moved
    for unit in _divisors(moved):
        if unit <= len(ref) and _repeats(ref[-unit:], alt[len(ref) :]):
            return unit
    return 0


def _divisors(number: int) -> Iterator[int]:
    """All divisors, largest first."""
    return (unit for unit in range(number, 0, -1) if number % unit == 0)


def _repeats(unit: str, bases: str) -> bool:
    return all(base == unit[at % len(unit)] for at, base in enumerate(bases))


def spdi(accession: str, allele: Justified) -> str:
    """SPDI: accession, 0-based position, deleted and inserted bases."""
    return f"{accession}:{allele.start}:{allele.ref}:{allele.alt}"


def vrs_id(refget: str, allele: Justified) -> str:
    """The computed identifier `ga4gh:VA.…`. refget: the digest of the chromosome (`SQ.…`)."""
    location = _digest(
        f'{{"end":{allele.end},"sequenceReference":{{"refgetAccession":"{refget}","type":"SequenceReference"}},'
        f'"start":{allele.start},"type":"SequenceLocation"}}'
    )
    if allele.repeat:
        length, unit = len(allele.alt), allele.repeat
        state = f'{{"length":{length},"repeatSubunitLength":{unit},"type":"ReferenceLengthExpression"}}'
    else:
        state = f'{{"sequence":"{allele.alt}","type":"LiteralSequenceExpression"}}'
    allele_digest = _digest(f'{{"location":"{location}","state":{state},"type":"Allele"}}')
    return f"ga4gh:VA.{allele_digest}"


def _digest(text: str) -> str:
    """sha512t24u: the first 24 bytes of SHA-512, base64url."""
    return urlsafe_b64encode(hashlib.sha512(text.encode()).digest()[:24]).decode()
