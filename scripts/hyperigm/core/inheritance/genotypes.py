"""What one call says: its state, how well the reads support it, and how many copies it may stand for."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import comb

from hyperigm.core.settings import Thresholds
from hyperigm.core.variant import Call, Slot
from hyperigm.core.verdict import Zygosity

DIPLOID = frozenset((0, 1, 2))
HAPLOID = frozenset((0, 1))
CHANCE = 0.01
"""Below this chance a heterozygote does not give so uneven a share of reads (binomial, 1:1)."""


class State(StrEnum):
    """A genotype seen from one ALT. unseen: half-called, and the called copy does not carry the ALT."""

    NO_CALL = "no_call"
    UNSEEN = "unseen"
    HALF = "half"
    SINGLE = "single"
    DOUBLE = "double"
    HET = "het"
    REFERENCE = "reference"


class Reads(StrEnum):
    """How the reads support a call. mixed: too many reads without the ALT for a call that has only it."""

    PLAIN = "plain"
    SHALLOW = "shallow"
    LOW = "low"
    MIXED = "mixed"
    HIGH = "high"


def state(call: Call) -> State:
    """The state of a call, from its slots alone. Polyploid calls with every copy the ALT count as double."""
    return _state(call.genotype.slots)


@lru_cache(maxsize=1024)
def _state(slots: tuple[Slot, ...]) -> State:
    copies, missing, ploidy = slots.count(Slot.THIS), slots.count(Slot.MISSING), len(slots)
    if missing == ploidy:
        return State.NO_CALL
    if missing:
        return State.HALF if copies else State.UNSEEN
    if not copies:
        return State.REFERENCE
    if ploidy == 1:
        return State.SINGLE
    return State.DOUBLE if copies == ploidy else State.HET


def failed_filters(call: Call) -> tuple[str, ...]:
    """The FILTER words by which the caller doubts the call; `PASS` and no filtering at all are none."""
    return tuple(word for word in call.record.filters if word not in ("PASS", "."))


def is_shallow(call: Call, thresholds: Thresholds) -> bool:
    """Whether the file says that too little stands behind the call; silence is not weakness."""
    few = call.depth is not None and call.depth < thresholds.min_depth
    poor = call.quality is not None and call.quality < thresholds.min_gq
    return few or poor


def reads(call: Call, thresholds: Thresholds, on_single_x: bool = False) -> Reads:
    """How the reads support the call. on_single_x: read as a man's X, where no reference reads belong."""
    if is_shallow(call, thresholds):
        return Reads.SHALLOW
    fraction = call.allele_fraction
    if fraction is None:
        return Reads.PLAIN
    if state(call) is State.HET:
        return _het_reads(call, fraction, thresholds)
    if fraction < thresholds.mosaic_max_fraction:
        return Reads.LOW
    least = thresholds.hemizygous_min_fraction if on_single_x else 1 - thresholds.mosaic_max_fraction
    return Reads.MIXED if fraction < least else Reads.PLAIN


def _het_reads(call: Call, fraction: float, thresholds: Thresholds) -> Reads:
    if fraction < thresholds.mosaic_max_fraction and _uneven(call, fraction):
        return Reads.LOW
    if fraction >= thresholds.hemizygous_min_fraction and _uneven(call, fraction):
        return Reads.HIGH
    return Reads.PLAIN


def _uneven(call: Call, fraction: float) -> bool:
    """Whether a 1:1 mix would hardly give this share; taken as said where the depth is not known."""
    if not call.depth:
        return True
    rarer = round(min(fraction, 1 - fraction) * call.depth)
    chance: float = sum(comb(call.depth, k) for k in range(rarer + 1)) / 2**call.depth
    return chance < CHANCE


def copies(call: Call | None, ploidy: int, thresholds: Thresholds) -> frozenset[int]:
    """How many of `ploidy` copies (1 or 2) may carry the allele.

    A call that is absent, missing, half-called or weak, or that does not suit the ploidy, leaves every number
    open: such calls never decide.
    """
    anything = HAPLOID if ploidy == 1 else DIPLOID
    if call is None or not is_firm(call, thresholds, ploidy == 1):
        return anything
    found = state(call)
    if ploidy == 1:
        one = {State.SINGLE: 1, State.DOUBLE: 1, State.REFERENCE: 0}.get(found)
        return anything if one is None else frozenset((one,))
    if call.genotype.ploidy == 1:
        return anything
    known = {State.REFERENCE: 0, State.HET: 1, State.DOUBLE: 2}.get(found)
    return anything if known is None else frozenset((known,))


def is_firm(call: Call, thresholds: Thresholds, on_single_x: bool = False) -> bool:
    """Whether a relative's call may decide: deep enough, and its reads agree with it."""
    if state(call) is State.REFERENCE:
        clean = (call.allele_fraction or 0.0) <= thresholds.parent_max_fraction
        return clean and not is_shallow(call, thresholds)
    return reads(call, thresholds, on_single_x) is Reads.PLAIN


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a call is read. on_x: the gene is X-linked; male: the sample is read as male; unmasked: the other
    copy is deleted."""

    on_x: bool
    male: bool
    unmasked: bool = False


def zygosity(found: State, support: Reads, setting: Setting) -> Zygosity:
    """The zygosity word of a call. A male's heterozygous X call is never anything else."""
    if found is State.NO_CALL:
        return Zygosity.NO_CALL
    if found in (State.HALF, State.UNSEEN):
        return Zygosity.HALF_CALLED
    single_x = setting.on_x and setting.male
    if found is State.HET and single_x:
        return Zygosity.HETEROZYGOUS_MALE_X
    if support is Reads.LOW:
        return Zygosity.MOSAIC
    if found is State.HET:
        return Zygosity.HETEROZYGOUS
    one_copy = found is State.SINGLE or single_x or setting.unmasked
    return Zygosity.HEMIZYGOUS if one_copy else Zygosity.HOMOZYGOUS
