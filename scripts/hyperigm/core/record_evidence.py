"""What one record says of one sample's bases: called well enough, or why not.

Read from the fields that callers write, in gVCF blocks as well as at variants:

| what | field | callers |
|---|---|---|
| depth | MIN_DP, else DP; else MIN_DP of INFO | GATK, DeepVariant, DRAGEN; Strelka; bcftools |
| quality | GQ, else GQX, else RGQ | GATK, DeepVariant, DRAGEN; Strelka; GATK all-sites |
| why there is no call | RNC | GLnexus |
| failed filter | FILTER of a block, FT of a sample | Strelka, DRAGEN |

A block without GT (freebayes) counts by its depth and quality. Genotypes that GATK CombineGVCFs took
out are put back before (core/uncalled.py).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from hyperigm.core.callability import Level, Mark
from hyperigm.core.calls import read_genotype
from hyperigm.core.genotype import MISSING, GenotypeError
from hyperigm.core.record import Site
from hyperigm.core.support import DEPTH_KEYS, QUALITY_KEYS

_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]*)?")
UNSTATED = "neither depth nor quality is stated"
NO_FAILURE = frozenset({"PASS", "RefCall"})
"""RefCall: DeepVariant's word for a candidate that it calls reference."""
RNC = {
    "M": "missing data",
    "P": "partial data",
    "I": "not called in the gVCF",
    "D": "insufficient depth",
    "-": "unrepresentable overlapping deletion",
    "L": "allele lost in the merge",
    "U": "unphased variants together",
    "O": "overlapping variants",
    "1": "monoallelic site",
}
"""Source: the RNC line of the header that GLnexus writes."""


@dataclass(frozen=True, slots=True)
class Least:
    """What a call needs for its bases to count as read. depth: reads; quality: Phred."""

    depth: int
    quality: float


class RecordEvidence:
    """Reads the sample columns of one record. info_depth: MIN_DP of INFO, where FORMAT has no depth."""

    def __init__(self, site: Site, needed: Least, info_depth: str = MISSING) -> None:
        self._site, self._needed, self._info_depth = site, needed, info_depth
        self._gt = _places(site.keys, ("GT",))
        self._depths = _places(site.keys, DEPTH_KEYS)
        self._qualities = _places(site.keys, QUALITY_KEYS)
        self._ft = _places(site.keys, ("FT",))
        self._rnc = _places(site.keys, ("RNC",))
        self._levels: dict[str, Level] = {}
        failed = [word for word in site.record.filters if word not in NO_FAILURE]
        self._failed = f"filter {','.join(failed)}" if failed and site.is_block else ""

    def marks(
        self, samples: Sequence[str], columns: Iterable[int], start: int, end: int
    ) -> Iterator[tuple[int, Mark]]:
        """The word on start..end of each of the columns; none of a column whose GT can't be read.

        Columns that agree in all fields that count are read once: a joint file has thousands of each kind.
        """
        counting = (*self._gt, *self._depths, *self._qualities, *self._ft, *self._rnc)
        pick = itemgetter(*(counting or (0,)))
        known: dict[object, Mark | None] = {}
        for column in columns:
            text = samples[column]
            try:
                key: object = pick(text.split(":"))
            except IndexError:
                key = text
            if key not in known:
                known[key] = self._mark_or_none(text, start, end)
            mark = known[key]
            if mark is not None:
                yield column, mark

    def _mark_or_none(self, text: str, start: int, end: int) -> Mark | None:
        try:
            return self.mark(text, start, end)
        except GenotypeError:
            return None

    def mark(self, column: str, start: int, end: int) -> Mark:
        """The word on start..end of a sample's column. Raises GenotypeError where its GT can't be read."""
        values = column.split(":")
        level = self._level(_first(values, self._gt) or MISSING) if self._gt else Level.REFERENCE
        stated = _first(values, self._depths, _WHOLE) or self._info_depth
        depth = int(stated) if _WHOLE.fullmatch(stated) else None
        called = level in (Level.REFERENCE, Level.CARRIED)
        reason = self._weakness(values, depth, level) if called else self._no_call(values)
        return Mark(start, end, Level.HOLE if called and reason else level, reason, depth)

    def _level(self, text: str) -> Level:
        known = self._levels.get(text)
        if known is None:
            known = self._levels[text] = self._level_of(text)
        return known

    def _level_of(self, text: str) -> Level:
        indices = read_genotype(self._site, text).indices
        alts = [index for index in indices if index]
        if any(self._site.alleles[index - 1] is not None for index in alts):
            return Level.CARRIED
        unnamed = [index for index in alts if index not in self._site.spanned]
        if unnamed or all(index is None for index in indices):
            return Level.HOLE
        return Level.HALF if None in indices else Level.REFERENCE

    def _no_call(self, values: Sequence[str]) -> str:
        codes = _first(values, self._rnc)
        why = [RNC[code] for code in dict.fromkeys(codes) if code in RNC]
        why += [word for word in _first(values, self._ft).split(";") if word and word not in NO_FAILURE]
        return f"no call ({', '.join(why)})" if why else "no call"

    def _weakness(self, values: Sequence[str], depth: int | None, level: Level) -> str:
        """Why a call is not enough; "" where it is. A variant needs no field that says how well it was read,
        but one that says badly counts."""
        failed = [word for word in _first(values, self._ft).split(";") if word and word not in NO_FAILURE]
        if self._failed or failed:
            return self._failed or f"filter {','.join(failed)}"
        quality = _first(values, self._qualities, _DECIMAL)
        if depth is not None and depth < self._needed.depth:
            return f"depth below {self._needed.depth}"
        if quality and float(quality) < self._needed.quality:
            return f"quality below {self._needed.quality:g}"
        stated = quality or depth is not None or level is Level.CARRIED
        return "" if stated else UNSTATED


def _places(keys: Sequence[str], wanted: Sequence[str]) -> tuple[int, ...]:
    return tuple(keys.index(key) for key in wanted if key in keys)


def _first(values: Sequence[str], places: Sequence[int], form: re.Pattern[str] | None = None) -> str:
    """The first value at these places that is stated (and of that form), or ""."""
    for place in places:
        if place < len(values) and values[place] != MISSING and (not form or form.fullmatch(values[place])):
            return values[place]
    return ""
