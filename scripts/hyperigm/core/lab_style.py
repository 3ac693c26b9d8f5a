"""How one laboratory's caller writes a sample, and a made-up sample's columns written the same way. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations_with_replacement
from statistics import median

from hyperigm.core.genotype import GenotypeError, parse_genotype
from hyperigm.core.record import UNSPECIFIED

DEFAULT_KEYS = ("GT", "AD", "DP", "GQ", "PL")
"""FORMAT of a file that holds no variant call to learn from: those of these that its header declares."""
UNLIKELY = 500
"""Phred-scaled likelihood written for every genotype but the called one."""


class PhaseStyle(StrEnum):
    """How a file states phase: by PS, by GATK's PGT and PID, by `|` throughout the file, or not at all."""

    NONE = "none"
    PS = "PS"
    PGT = "PGT/PID"
    THROUGHOUT = "| throughout"


@dataclass(frozen=True, slots=True)
class Seen:
    """One record and one sample's column of it, as text."""

    alts: tuple[str, ...]
    qual: str
    filters: str
    keys: tuple[str, ...]
    values: tuple[str, ...]

    @property
    def fields(self) -> Mapping[str, str]:
        return dict(zip(self.keys, self.values, strict=False))


@dataclass(frozen=True, slots=True)
class Style:
    """What of a file's writing a spike copies. tail: ALT that each variant record ends with (`<NON_REF>`).

    depth, quality: medians of the sample's own variant calls. haploid_x: a man's X is written with one copy;
    None where the file does not show it. learnt: variant calls that this was learnt from.
    """

    keys: tuple[str, ...]
    tail: tuple[str, ...]
    qual: str
    filters: str
    depth: int
    quality: int
    phase: PhaseStyle
    haploid_x: bool | None
    learnt: int


def style_of(seen: Iterable[Seen], declared: frozenset[str], haploid_x: bool | None) -> Style:
    """The style of a sample's records. declared: FORMAT keys of the header."""
    found = list(seen)
    calls = [one for one in found if _carries(one)]
    keys = Counter(one.keys for one in calls).most_common(1)
    tails = Counter(one.alts[-1:] for one in calls or found if one.alts[-1:])
    tail = tails.most_common(1)[0][0] if tails else ()
    return Style(
        keys=keys[0][0] if keys else tuple(k for k in DEFAULT_KEYS if k == "GT" or k in declared),
        tail=tail if tail and tail[0] in UNSPECIFIED else (),
        qual=Counter(one.qual for one in calls).most_common(1)[0][0] if calls else ".",
        filters=Counter(one.filters for one in calls).most_common(1)[0][0] if calls else "PASS",
        depth=_median(calls, ("DP", "MIN_DP"), 40),
        quality=_median(calls, ("GQ", "GQX"), 60),
        phase=_phase(calls),
        haploid_x=haploid_x,
        learnt=len(calls),
    )


def _carries(one: Seen) -> bool:
    """Whether the sample carries an ALT spelled in bases."""
    try:
        indices = parse_genotype(one.fields.get("GT", ".")).indices
    except GenotypeError:
        return False
    real = {n for n, alt in enumerate(one.alts, 1) if set(alt.upper()) <= set("ACGT")}
    return any(index in real for index in indices)


def _median(calls: Sequence[Seen], keys: Sequence[str], default: int) -> int:
    stated = [
        float(text)
        for one in calls
        for text in [next((one.fields[key] for key in keys if key in one.fields), ".")]
        if text.replace(".", "", 1).isdecimal()
    ]
    return round(median(stated)) if stated else default


def _phase(calls: Sequence[Seen]) -> PhaseStyle:
    hets = [one for one in calls if parse_genotype(one.fields["GT"]).is_heterozygous]
    if any(one.fields.get("PS", ".") != "." for one in hets):
        return PhaseStyle.PS
    if any(one.fields.get("PID", ".") != "." for one in hets):
        return PhaseStyle.PGT
    if hets and all(parse_genotype(one.fields["GT"]).phased for one in hets):
        return PhaseStyle.THROUGHOUT
    return PhaseStyle.NONE


@dataclass(frozen=True, slots=True)
class Written:
    """A genotype to write. copies: per chromosome copy 0 or 1 (the ALT). phase_set: where it is phased with
    others of that set, in the order of `copies`; None where it is not."""

    copies: tuple[int, ...]
    phase_set: str | None = None


def site_keys(style: Style, phased: bool) -> tuple[str, ...]:
    """The FORMAT of a record; with the keys of phase where some sample of it is phased."""
    more = {PhaseStyle.PS: ("PS",), PhaseStyle.PGT: ("PGT", "PID")}.get(style.phase, ())
    return (*style.keys, *(key for key in more if phased and key not in style.keys))


def column(style: Style, keys: Sequence[str], genotype: Written) -> str:
    """One sample's column; a key of unknown meaning is missing (`.`)."""
    values = _values(style, genotype)
    return ":".join(values.get(key, ".") for key in keys)


def _values(style: Style, genotype: Written) -> dict[str, str]:
    copies, depth = genotype.copies, style.depth
    carried = round(depth * sum(copies) / len(copies))
    unspecified = [0] * len(style.tail)
    share = f"{carried / depth:.3g}" if depth else "0"
    counts = (carried, *unspecified)
    return {
        "GT": _gt(style, genotype),
        "AD": ",".join(map(str, (depth - carried, *counts))),
        "RO": str(depth - carried),
        "AO": ",".join(map(str, counts)),
        "DP": str(depth),
        "MIN_DP": str(depth),
        "GQ": str(style.quality),
        "GQX": str(style.quality),
        "VAF": ",".join((share, *("0" for _ in unspecified))),
        "AF": ",".join((share, *("0" for _ in unspecified))),
        "PL": _likelihoods(copies, 2 + len(style.tail)),
        "FT": "PASS",
        **_phase_values(style, genotype),
    }


def _gt(style: Style, genotype: Written) -> str:
    by_bar = style.phase is PhaseStyle.THROUGHOUT or (
        style.phase is PhaseStyle.PS and genotype.phase_set is not None
    )
    order = genotype.copies if by_bar else sorted(genotype.copies)
    return ("|" if by_bar else "/").join(map(str, order))


def _phase_values(style: Style, genotype: Written) -> dict[str, str]:
    if genotype.phase_set is None:
        return {}
    if style.phase is PhaseStyle.PS:
        return {"PS": genotype.phase_set.split("_")[0]}
    return {"PGT": "|".join(map(str, genotype.copies)), "PID": genotype.phase_set}


def _likelihoods(copies: tuple[int, ...], alleles: int) -> str:
    """PL in the order of VCF 4.5, section 1.6.2: the called genotype 0, all others unlikely."""
    order = sorted(combinations_with_replacement(range(alleles), len(copies)), key=lambda g: g[::-1])
    called = tuple(sorted(copies))
    return ",".join("0" if one == called else str(UNLIKELY) for one in order)


def with_copies(text: str, keys: Sequence[str], ploidy: int) -> str:
    """A background column with that many copies of X: one copy is the first called one, two are it twice.

    What has that many copies already stays as it is, and so does what is no genotype.
    """
    return _rewritten(text, keys, ploidy, blank=False)


def of_a_man(text: str, alts: Sequence[str], keys: Sequence[str], style: Style, ploidy: int) -> str:
    """A background column of X as a man has it, with that many copies of it.

    A man's X is not heterozygous: where the pattern is a woman's and is, he has the reference, in the style.
    """
    called = Seen(tuple(alts), ".", ".", tuple(keys), tuple(text.split(":"))).fields.get("GT", ".")
    try:
        heterozygous = parse_genotype(called).is_heterozygous
    except GenotypeError:
        heterozygous = False
    if heterozygous:
        return column(replace(style, tail=tuple(alts[1:])), keys, Written((0,) * ploidy))
    return with_copies(text, keys, ploidy)


def as_reference(text: str, keys: Sequence[str]) -> str:
    """A background column without its ALT, copies and separator kept."""
    return _rewritten(text, keys, 0, blank=True)


def _rewritten(text: str, keys: Sequence[str], ploidy: int, blank: bool) -> str:
    values = text.split(":")
    if "GT" not in keys or keys.index("GT") >= len(values):
        return text
    at = keys.index("GT")
    try:
        parsed = parse_genotype(values[at])
    except GenotypeError:
        return text
    if blank:
        values[at] = ("|" if parsed.phased else "/").join("0" for _ in parsed.indices)
    elif len(parsed.indices) != ploidy:
        first = next((index for index in parsed.indices if index), parsed.indices[0])
        separator = "|" if parsed.phased else "/"
        values[at] = separator.join(["." if first is None else str(first)] * ploidy)
    return ":".join(values)
