"""Findings that are alike: what is written of one can be written of all. Pure.

Most of a genome's findings are background, and a cohort has the same ones again and again.
"""

from collections.abc import Hashable, Sequence
from operator import attrgetter

from hyperigm.core.finding import SHARED, Finding
from hyperigm.core.kept import MOST

_OBJECTS = attrgetter("call.allele", "call.genotype", *SHARED)


class Alike:
    """Gives findings of which all is the same but the sample and, of the call, reads, quality, phase and ID,
    the same number. No number is used twice."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, tuple[int, Finding]] = {}
        self._spots: dict[int, tuple[str, str]] = {}
        self._next = 0
        self._last: tuple[Sequence[Finding], list[int]] = ((), [])
        self._rows: tuple[list[int], list[list[int]]] = (self._last[1], [])

    def numbers(self, findings: Sequence[Finding]) -> list[int]:
        """The number of each; those of the findings asked for last are known."""
        if self._last[0] is not findings:
            if len(self._numbers) > MOST:
                self._numbers.clear()
                self._spots.clear()
            self._last = (findings, [self._number(finding) for finding in findings])
        return self._last[1]

    def _number(self, finding: Finding) -> int:
        call = finding.call
        like = (*map(id, _OBJECTS(finding)), call.record.filters, call.flags)
        known = self._numbers.get(like)
        if known is None:
            self._next += 1
            known = self._numbers[like] = (self._next, finding)  # kept, for an id is that of a living object
            self._spots[self._next] = (finding.gene.symbol, call.allele.key)
        return known[0]

    def rows(self, findings: Sequence[Finding]) -> list[list[int]]:
        """The places of the findings of each variant and gene, in the order of the first of each; those of
        the findings asked for last are known."""
        numbers = self.numbers(findings)
        if self._rows[0] is not numbers:
            found: dict[tuple[str, str], list[int]] = {}
            for place, number in enumerate(numbers):
                found.setdefault(self._spots[number], []).append(place)
            self._rows = (numbers, list(found.values()))
        return self._rows[1]
