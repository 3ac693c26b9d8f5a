"""Edits of a sequence: trimmed, moved 3', and classed as HGVS does. Names and consequences share them.

Offsets are 0-based gaps between bases, so that an insertion is an edit of no width.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from hyperigm.core.strand import reverse_complement

UNKNOWN_BASE = "N"


class Edit(NamedTuple):
    """Bases [start, end) of a sequence become `alt` (0-based, half-open)."""

    start: int
    end: int
    alt: str

    @property
    def growth(self) -> int:
        """Bases gained (negative: lost)."""
        return len(self.alt) - (self.end - self.start)

    def applied(self, bases: str) -> str:
        """The sequence after the edit."""
        return bases[: self.start] + self.alt + bases[self.end :]

    def hits(self, start: int, end: int) -> bool:
        """True where the edit changes a base of [start, end) or inserts strictly inside."""
        return self.start < end and self.end > start


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a chromosome as one strand reads it.

    first, last: genome positions (1-based, inclusive) of its lowest and highest base; bases: on `strand`
    (1 or -1), so that bases[0] lies at `first` on the plus strand and at `last` on the minus strand.
    """

    chrom: str
    first: int
    last: int
    strand: int
    bases: str

    def offset(self, pos: int) -> int:
        """The 0-based offset of the base at that genome position (1-based)."""
        return pos - self.first if self.strand > 0 else self.last - pos

    def position(self, offset: int) -> int:
        """The genome position (1-based) of the base at that offset."""
        return self.first + offset if self.strand > 0 else self.last - offset

    def edit(self, pos: int, ref: str, alt: str) -> Edit:
        """A VCF allele (`pos` 1-based, plus strand) as an edit of this stretch."""
        if self.strand > 0:
            start = pos - self.first
            return Edit(start, start + len(ref), alt)
        end = self.last - pos + 1
        return Edit(end - len(ref), end, reverse_complement(alt))

    def contains(self, edit: Edit) -> bool:
        """True where the edit lies within the stretch."""
        return 0 <= edit.start <= edit.end <= len(self.bases)


def trimmed(bases: str, edit: Edit) -> Edit:
    """The edit without the bases that reference and alternate share at its ends."""
    start, end, alt = edit
    while end > start and alt and bases[end - 1] == alt[-1]:
        end, alt = end - 1, alt[:-1]
    while end > start and alt and bases[start] == alt[0]:
        start, alt = start + 1, alt[1:]
    return Edit(start, end, alt)


def shifted(bases: str, edit: Edit) -> Edit:
    """A pure insertion or deletion moved as far 3' as it says the same; other edits as they are."""
    start, end, alt = edit
    if start == end:
        return _insertion_shifted(bases, start, alt)
    if alt:
        return edit
    size = len(bases)
    while end < size and bases[start] == bases[end] != UNKNOWN_BASE:
        start, end = start + 1, end + 1
    return Edit(start, end, "")


def _insertion_shifted(bases: str, gap: int, alt: str) -> Edit:
    size, length, turn = len(bases), len(alt), 0
    while length and gap < size and bases[gap] == alt[turn]:
        gap += 1
        turn = (turn + 1) % length
    return Edit(gap, gap, alt[turn:] + alt[:turn])


def one_before(bases: str, edit: Edit) -> Edit | None:
    """A pure insertion or deletion one base further 5', where it says the same there, else None."""
    start, end, alt = edit
    last = alt[-1:] if start == end else bases[end - 1]
    if (start < end and alt) or not start or not last or bases[start - 1] != last or last == UNKNOWN_BASE:
        return None
    return Edit(start - 1, end - 1, last + alt[:-1] if alt else "")


def changed_runs(bases: str, edit: Edit) -> tuple[Edit, ...]:
    """The runs of changed bases of an edit that keeps the length and lies in `bases`; another edit is one."""
    if edit.growth or not edit.alt or edit.start < 0 or edit.end > len(bases):
        return (edit,)
    runs: list[Edit] = []
    for at, base in enumerate(edit.alt, start=edit.start):
        if base == bases[at]:
            continue
        if runs and runs[-1].end == at:
            runs[-1] = Edit(runs[-1].start, at + 1, runs[-1].alt + base)
        else:
            runs.append(Edit(at, at + 1, base))
    return tuple(runs) or (edit,)


def touches_unknown(bases: str, edit: Edit) -> bool:
    """True where the edit or a base beside it has no known sequence, so that it can't be moved for sure."""
    return UNKNOWN_BASE in bases[max(0, edit.start - 1) : edit.end + 1]


class Kind(StrEnum):
    """The HGVS types of a change."""

    IDENTITY = "="
    SUBSTITUTION = ">"
    DELETION = "del"
    DUPLICATION = "dup"
    INVERSION = "inv"
    INSERTION = "ins"
    DELINS = "delins"


class Change(NamedTuple):
    """An edit as HGVS classes it: bases [start, end) that the name points at, and its tail.

    For an insertion start == end: the gap. tail: what stands after the positions (`G>A`, `del`, `insTT`).
    """

    kind: Kind
    start: int
    end: int
    tail: str


def described(bases: str, edit: Edit) -> Change:
    """The HGVS class of a trimmed, shifted edit: duplication before insertion, inversion before delins.

    Source: HGVS nomenclature 21, priority of types at the DNA level.
    """
    start, end, alt = edit
    width = end - start
    if not alt:
        kind = Kind.DELETION if width else Kind.IDENTITY
        return Change(kind, start, end, kind.value)
    if not width:
        source = start - len(alt)
        if source >= 0 and bases[source:start] == alt:
            return Change(Kind.DUPLICATION, source, start, "dup")
        return Change(Kind.INSERTION, start, end, f"ins{alt}")
    ref = bases[start:end]
    if width == 1 == len(alt):
        return Change(Kind.SUBSTITUTION, start, end, f"{ref}>{alt}")
    if width == len(alt) and reverse_complement(alt) == ref:
        return Change(Kind.INVERSION, start, end, "inv")
    return Change(Kind.DELINS, start, end, f"delins{alt}")
