"""Which bases of a sample were read well enough to call them reference: stretches, and the gaps they leave.

Positions are 1-based, both ends inclusive. A source is closed where what it does not list was not read (a
gVCF, a BED), and open where nothing can be said of it (a plain VCF).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

NOT_LISTED = "not covered"


class Level(IntEnum):
    """What a record says of its bases in one sample; of two records at a base the higher level holds.

    REFERENCE: called without a variant. HALF: some copy was not called. CARRIED: the sample has a variant
    there, which is told by its own call. HOLE: not called, or not well enough.
    """

    REFERENCE = 0
    HALF = 1
    CARRIED = 2
    HOLE = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """One record's word on a stretch of bases. reason: why it does not count, "" where it does. depth: reads
    of each base, at least; mean: reads of a base on average, which says nothing of the single one."""

    start: int
    end: int
    level: Level
    reason: str = ""
    depth: int | None = None
    mean: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring bases of one standing. depth: least number of reads that the source states for them; mean:
    the least of the means that it states."""

    chrom: str
    start: int
    end: int
    assessed: bool
    reason: str = ""
    depth: int | None = None
    mean: int | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A chromosome that a VCF does not speak of, so that nothing a BED says of it makes it assessed.

    left_out: the header shows that it is not in the file; else the file has no record on it, though it has so
    many elsewhere that there should be some. joined: a junction that makes no finding concerns a gene of it.
    """

    chrom: str
    left_out: bool
    reason: str
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Callability:
    """One source of one sample. name: as the report says it. stretches: apart from each other, by chromosome
    in genome order."""

    name: str
    closed: bool
    stretches: tuple[Stretch, ...] = ()
    silences: tuple[Silence, ...] = ()

    def silence(self, chrom: str) -> Silence | None:
        """Why the source can't speak of a chromosome; None where it can."""
        return next((silence for silence in self.silences if silence.chrom == chrom), None)

    def at(self, chrom: str, start: int, end: int) -> Iterator[Stretch]:
        """The stretches that reach into start..end, cut to it."""
        for item in self.stretches:
            if item.chrom == chrom and item.start <= end and item.end >= start:
                yield replace(item, start=max(item.start, start), end=min(item.end, end))

    def gaps(self, chrom: str, start: int, end: int) -> tuple[Stretch, ...]:
        """What of start..end was not assessed: holes, and in a closed source what it does not list."""
        found = list(self.at(chrom, start, end))
        holes = [item for item in found if not item.assessed]
        missing = _between(found, chrom, start, end) if self.closed else ()
        return tuple(sorted((*holes, *missing), key=lambda item: item.start))

    def covers(self, chrom: str, start: int, end: int) -> bool:
        """Every base of start..end is assessed."""
        good = [item for item in self.at(chrom, start, end) if item.assessed]
        return not any(True for _ in _between(good, chrom, start, end))


def _between(found: Iterable[Stretch], chrom: str, start: int, end: int) -> Iterator[Stretch]:
    """What of start..end none of the stretches (in order) has."""
    at = start
    for item in found:
        if item.start > at:
            yield Stretch(chrom, at, item.start - 1, assessed=False, reason=NOT_LISTED)
        at = max(at, item.end + 1)
    if at <= end:
        yield Stretch(chrom, at, end, assessed=False, reason=NOT_LISTED)


def flatten(chrom: str, marks: Iterable[Mark]) -> tuple[Stretch, ...]:
    """The marks of one chromosome as stretches apart from each other; neighbours alike are one."""
    flat: list[Stretch] = []
    for start, end, mark in _pieces(sorted(set(marks), key=lambda mark: (mark.start, mark.end, mark.level))):
        piece = Stretch(chrom, start, end, not mark.reason, mark.reason, mark.depth, mark.mean)
        last = flat[-1] if flat else None
        if last and last.end + 1 == start and (last.assessed, last.reason) == (piece.assessed, piece.reason):
            means = least(last.mean, piece.mean)
            flat[-1] = replace(last, end=end, depth=least(last.depth, piece.depth), mean=means)
        else:
            flat.append(piece)
    return tuple(flat)


def _pieces(marks: list[Mark]) -> Iterator[tuple[int, int, Mark]]:
    """Stretches without overlap (start, end, mark that holds there); marks sorted by start."""
    edges = sorted({edge for mark in marks for edge in (mark.start, mark.end + 1)})
    active: list[Mark] = []
    coming = iter(marks)
    following = next(coming, None)
    for start, after in pairwise(edges):
        while following is not None and following.start <= start:
            active.append(following)
            following = next(coming, None)
        active = [mark for mark in active if mark.end >= start]
        if active:
            yield start, after - 1, max(active, key=lambda mark: (mark.level, mark.reason))


def least(one: int | None, other: int | None) -> int | None:
    """The lower of two depths; one that is not stated does not count."""
    return other if one is None else one if other is None else min(one, other)
