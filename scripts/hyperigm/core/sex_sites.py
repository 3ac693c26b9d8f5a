"""Genotypes on X and Y outside the pseudoautosomal regions, sampled: a genome costs no more than an exome.

From each of a few places the first non-reference genotypes of each sample are counted, whichever way the file
is read, so that an indexed file and the same file without its index give the same counts. Pure.
"""

from collections import Counter
from collections.abc import Sequence

from hyperigm.core.assembly import Assembly
from hyperigm.core.genotype import GenotypeError, parse_genotype
from hyperigm.core.record import FIXED_COLUMNS, UNSPECIFIED, not_reference

WINDOWS = {"chrX": 8, "chrY": 4}
"""Places at which counting begins, evenly spread between the pseudoautosomal regions."""
SITES = 60
"""Non-reference genotypes of a sample that are counted from one place."""
RECORDS = 1500
"""Records looked at from one place: an end where a sample has few non-reference genotypes."""
LEAD = 1 / 3
"""How far into its stretch counting begins: past the edges of the pseudoautosomal regions, and before the
X-transposed region."""
_PASSED = frozenset({"PASS", "."})
_BASES = frozenset("ACGTacgt")


def windows(assembly: Assembly, chrom: str) -> list[tuple[int, int]]:
    """Stretches of a chromosome between its pseudoautosomal regions (1-based, inclusive)."""
    shared = sorted((par.start, par.end) for par in assembly.pseudoautosomal if par.chrom == chrom)
    if len(shared) < 2:
        return []
    low, high = shared[0][1] + 1, shared[-1][0] - 1
    step = (high - low) / WINDOWS[chrom]
    starts = [int(low + (number + LEAD) * step) for number in range(WINDOWS[chrom])]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), high], strict=True))


class SexCounter:
    """Counts GT texts of each wanted column on one chromosome; total: how many columns the file has."""

    def __init__(self, stretches: Sequence[tuple[int, int]], columns: Sequence[int], total: int) -> None:
        self._total = total
        self.stretches = stretches
        self.counts: dict[int, Counter[str]] = {column: Counter() for column in columns}
        self._records = [0] * len(stretches)
        self._left = [dict.fromkeys(columns, SITES) for _ in stretches]
        self._counted: dict[str, bool] = {}

    def window(self, pos: int) -> int | None:
        """The number of the stretch a position lies in."""
        return next((n for n, (start, end) in enumerate(self.stretches) if start <= pos <= end), None)

    def take(self, number: int, columns: Sequence[str]) -> bool:
        """Counts one record that begins in stretch `number`; False where that stretch needs no more."""
        left = self._left[number]
        if not left or self._records[number] >= RECORDS:
            return False
        self._records[number] += 1
        if len(columns) <= FIXED_COLUMNS or not _is_clean_snv(columns):
            return True
        samples = columns[FIXED_COLUMNS].split("\t")
        inside = left if len(samples) == self._total else ()
        for column in not_reference(("GT",), samples, inside):
            text = samples[column].partition(":")[0]
            if self._counts(text):
                self.counts[column][text] += 1
                left[column] -= 1
                if not left[column]:
                    del left[column]
        return True

    def _counts(self, text: str) -> bool:
        known = self._counted.get(text)
        if known is None:
            known = self._counted[text] = _is_called_variant(text)
        return known


def _is_called_variant(text: str) -> bool:
    try:
        indices = parse_genotype(text).indices
    except GenotypeError:
        return False
    return None not in indices and any(indices)


def _is_clean_snv(columns: Sequence[str]) -> bool:
    """A single-base variant that passed its filters, with GT first. Indels are miscalled more often."""
    if len(columns[3]) != 1 or columns[6] not in _PASSED or not columns[8].startswith("GT"):
        return False
    if columns[4] in _BASES:
        return True
    alts = columns[4].split(",")
    return alts[0] in _BASES and all(alt in _BASES or alt in UNSPECIFIED for alt in alts)
