"""How many reads speak for an allele, from the FORMAT fields that the callers write.

| fields | callers |
|---|---|
| AD with one value per allele, REF first | GATK, DeepVariant, bcftools, DRAGEN, Strelka |
| LAD with one value for REF and for each ALT of LAA | local alleles (VCF 4.5, section 1.6.2) |
| RD and AD with one value per ALT | VarScan |
| RO and AO | freebayes |
| VAF, AF or FREQ with one value per ALT | DeepVariant, Mutect2, VarScan |
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hyperigm.core.genotype import MISSING

DEPTH_KEYS = ("MIN_DP", "DP")
QUALITY_KEYS = ("GQ", "GQX", "RGQ")
"""FORMAT keys of depth and of quality, the first that says one counts. MIN_DP: the least of a block. GQX:
Strelka's; RGQ: of GATK's all-sites files."""
FRACTION_KEYS = ("VAF", "AF", "FREQ")
_NUMBER = re.compile(r"[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?|[0-9]+\.")


@dataclass(frozen=True, slots=True)
class Support:
    """Reads at a site and for one ALT; fraction 0-1; quality: Phred. None where it is not said."""

    depth: int | None = None
    alt_depth: int | None = None
    fraction: float | None = None
    quality: float | None = None


@dataclass(frozen=True, slots=True)
class Reads:
    """A column's numbers of reads, parsed once for all ALTs.

    counts: by allele, REF first, or nothing; fractions: each field with one value per ALT.
    """

    counts: Sequence[int | None]
    total: int | None
    depth: int | None
    quality: float | None
    fractions: tuple[Sequence[str], ...]

    def of(self, index: int) -> Support:
        """The support of ALT `index` (from 1)."""
        alt_depth = self.counts[index] if self.counts else None
        fraction = round(alt_depth / self.total, 4) if alt_depth is not None and self.total else None
        return Support(
            depth=self.depth if self.depth is not None else self.total,
            alt_depth=alt_depth,
            fraction=_stated_fraction(self.fractions, index) if fraction is None else fraction,
            quality=self.quality,
        )


def reads(fields: Mapping[str, str], alts: int) -> Reads:
    """What a column says of its record's `alts` ALTs; a field with too many or too few values is unused."""
    counts = _allele_depths(fields, alts)
    stated = [fields[key].split(",") for key in FRACTION_KEYS if key in fields]
    qualities = (_number(fields[key]) for key in QUALITY_KEYS if key in fields)
    return Reads(
        counts=counts,
        total=_total(counts),
        depth=next((count for key in DEPTH_KEYS for count in _counts(fields.get(key))), None),
        quality=next((value for value in qualities if value is not None), None),
        fractions=tuple([parts for parts in stated if len(parts) == alts]),
    )


def support(fields: Mapping[str, str], index: int, alts: int) -> Support:
    """The support of ALT `index` (from 1) of `alts`."""
    return reads(fields, alts).of(index)


def _allele_depths(fields: Mapping[str, str], alts: int) -> Sequence[int | None]:
    """Reads per allele, REF first, or nothing where no pair of fields fits the number of alleles."""
    depths = _counts(fields.get("AD"))
    if len(depths) == alts + 1:
        return depths
    for ref_key, alt_depths in (("RD", depths), ("RO", _counts(fields.get("AO")))):
        ref_depth = _counts(fields.get(ref_key))
        if len(ref_depth) == 1 and len(alt_depths) == alts:
            return [*ref_depth, *alt_depths]
    return _local_depths(fields, alts)


def _local_depths(fields: Mapping[str, str], alts: int) -> Sequence[int | None]:
    """Reads per allele from LAD; an ALT that LAA does not list was not observed in the sample."""
    local = [0, *(number for number in _counts(fields.get("LAA")) if number)]
    depths = _counts(fields.get("LAD"))
    if not depths or len(depths) != len(local) or max(local) > alts or len(set(local)) < len(local):
        return ()
    found: list[int | None] = [0] * (alts + 1)
    for number, depth in zip(local, depths, strict=True):
        found[number] = depth
    return found


def _stated_fraction(fractions: Sequence[Sequence[str]], index: int) -> float | None:
    for parts in fractions:
        value = _number(parts[index - 1].rstrip("%"))
        if value is not None:
            value = value / 100 if parts[index - 1].endswith("%") else value
            return round(value, 4) if value <= 1 else None
    return None


def _total(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


@lru_cache(maxsize=4096)
def _counts(text: str | None) -> tuple[int | None, ...]:
    """Whole numbers of a list; None for each that is missing, negative or no number."""
    if text is None or text == MISSING:
        return ()
    return tuple(
        int(part) if part.isascii() and part.isdigit() and len(part) < 12 else None
        for part in text.split(",")
    )


@lru_cache(maxsize=4096)
def _number(text: str) -> float | None:
    """A finite number that is not negative, or None."""
    value = float(text) if _NUMBER.fullmatch(text) else -1.0
    return value if 0 <= value < math.inf else None
