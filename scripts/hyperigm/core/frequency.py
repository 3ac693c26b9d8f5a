"""Population frequency of an allele from the INFO of a gnomAD-format record. Pure.

One reading for v2, v3 and v4, exomes, genomes and joint: field names are folded to lower case with `_`, and
`_joint` is looked for where the plain name is missing. What the file does not say stays None: unknown.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, sqrt

from hyperigm.core.acmg.rules import Population
from hyperigm.core.annotation import Frequency

MIN_AN = 2000
"""Alleles counted below which a group's frequency is not used (ClinGen, BA1: Ghosh 2018, PMID 30311383)."""
CONFIDENCE_Z = 1.6449
EXACT_TO = 100
EVERYBODY = "all"
_COUNT = re.compile(r"(ac|an|nhomalt)(?!.*(grpmax|popmax))(_.*)?")
"""Fields that count alleles or people."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group's allele count and number, and the lower bound of its frequency."""

    code: str
    ac: int
    an: int
    faf: float
    credible: bool

    @property
    def af(self) -> float:
        return self.ac / self.an if self.an else 0.0


@dataclass(frozen=True, slots=True)
class Counted:
    """One record of one file, seen from its ALT number `alt` (from 0); the rest as in `frequency_of`."""

    info: Mapping[str, str]
    filters: tuple[str, ...]
    hemizygous: bool
    source: str
    alt: int = 0

    def frequency(self, populations: tuple[Population, ...]) -> Frequency:
        """What the record says."""
        return frequency_of(self.info, self.filters, self.hemizygous, populations, self.source, self.alt)


def added_up(records: Sequence[Counted], populations: tuple[Population, ...]) -> Frequency:
    """One allele in people who are counted once: exomes and genomes of one release. Not empty.

    Counts are added by group, and the bound computed anew. A site that passed goes before one that did not.
    Where a record has its highest group alone, frequencies can't be added: the highest is kept, and the
    carriers of two copies or one are added all the same.
    """
    used = [record for record in records if not record.filters] or list(records)
    first = used[0]
    if len(used) == 1:
        return first.frequency(populations)
    filters = tuple(dict.fromkeys(word for record in used for word in record.filters))
    names = " + ".join(dict.fromkeys(record.source for record in used))
    every = [_Fields(folded(record.info), record.alt) for record in used]
    total = frequency_of(_summed(every), filters, first.hemizygous, populations, names)
    if all(any(_groups(fields, populations)) for fields in every):
        return total
    best = joined(record.frequency(populations) for record in used)
    return replace(best or total, hemizygotes=total.hemizygotes, homozygotes=total.homozygotes, source=names)


def _summed(records: Sequence["_Fields"]) -> dict[str, str]:
    """The counts of several records by field, without the highest group's, which may be another in each."""
    total: dict[str, int] = {}
    for record in records:
        for name in record.info:
            if _COUNT.fullmatch(name) and (number := record.count(name)) is not None:
                total[name] = total.get(name, 0) + number
    return {name: str(number) for name, number in total.items()}


def frequency_of(
    info: Mapping[str, str],
    filters: tuple[str, ...],
    hemizygous: bool,
    populations: tuple[Population, ...],
    source: str,
    alt: int = 0,
) -> Frequency:
    """What one record says of its ALT number `alt` (from 0).

    hemizygous: the allele lies on X outside the PAR, where an XY person has one copy. filters: FILTER words,
    PASS left out.
    """
    fields = _Fields(folded(info), alt)
    groups = [group for group in _groups(fields, populations) if group.an >= MIN_AN]
    credible = [group for group in groups if group.credible] or _fallback(fields)
    narrow = max((g for g in groups if not g.credible), key=lambda g: g.af, default=None)
    best = max(credible, key=lambda group: group.af, default=None)
    return Frequency(
        af=best.af if best else None,
        hemizygotes=fields.count("ac_xy", "ac_male", "ac_hemi") if hemizygous else None,
        homozygotes=fields.count("nhomalt", "ac_hom"),
        source=source,
        group=best.code if best else "",
        ac=best.ac if best else fields.count("ac"),
        an=best.an if best else fields.count("an"),
        faf=max((group.faf for group in credible), default=None),
        bottlenecked=narrow.af if narrow else None,
        bottlenecked_group=narrow.code if narrow else "",
        filters=filters,
    )


def joined(found: Iterable[Frequency]) -> Frequency | None:
    """One out of several releases: the highest group frequency, and the most carriers of two copies or one.

    Releases are never added up, for they share their people. A site that passed goes before one that did not.
    """
    every = list(found)
    if not every:
        return None
    trusted = [item for item in every if not item.filters] or every
    best = max(trusted, key=lambda item: -1.0 if item.af is None else item.af)
    return replace(
        best,
        hemizygotes=max((f.hemizygotes for f in trusted if f.hemizygotes is not None), default=None),
        homozygotes=max((f.homozygotes for f in trusted if f.homozygotes is not None), default=None),
        faf=max((f.faf for f in trusted if f.faf is not None), default=None),
    )


def lower_bound(ac: int, an: int) -> float:
    """The filtering frequency: the lowest frequency that is not excluded at 95 % by seeing `ac` in `an`.

    One-sided Poisson bound (Whiffin 2017, PMID 28518168): exact by bisection up to EXACT_TO, then by the
    cube-root approximation of Wilson and Hilferty. A single copy bounds nothing: it is 0, as in gnomAD (Hail,
    filtering_allele_frequency).
    """
    if ac <= 1 or an <= 0:
        return 0.0
    if ac > EXACT_TO:
        return float(ac * (1 - 1 / (9 * ac) - CONFIDENCE_Z / (3 * sqrt(ac))) ** 3 / an)
    low, high = 0.0, float(ac)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_least(ac, middle) < 0.05 else (low, middle)
    return low / an


def _at_least(count: int, mean: float) -> float:
    """The chance of `count` or more in a Poisson distribution."""
    term = total = exp(-mean)
    for number in range(1, count):
        term *= mean / number
        total += term
    return 1 - total


def folded(info: Mapping[str, str]) -> dict[str, str]:
    """INFO with keys in lower case and `_` for `-` (gnomAD v3.1 has both)."""
    return {key.lower().replace("-", "_"): value for key, value in info.items()}


@dataclass(frozen=True, slots=True)
class _Fields:
    """INFO fields of one ALT."""

    info: Mapping[str, str]
    alt: int

    def _text(self, name: str) -> str | None:
        for key in _spellings(name):
            if key in self.info:
                parts = self.info[key].split(",")
                return parts[self.alt] if self.alt < len(parts) else parts[0]
        return None

    def count(self, *names: str) -> int | None:
        """The first of these fields that is a whole number."""
        return next((int(text) for name in names if (text := self._text(name)) and text.isdigit()), None)

    def number(self, *names: str) -> float | None:
        """The first of these fields that is a number."""
        for name in names:
            try:
                return float(self._text(name) or "")
            except ValueError:
                continue
        return None

    def word(self, *names: str) -> str:
        """The first of these fields that says something."""
        return next((text for name in names if (text := self._text(name)) and text != "."), "")


def _spellings(name: str) -> tuple[str, ...]:
    """`ac_afr`, `ac_joint_afr`, `ac_afr_joint`."""
    first, _, rest = name.partition("_")
    return (name, f"{first}_joint_{rest}" if rest else f"{name}_joint", f"{name}_joint")


def _groups(fields: _Fields, populations: tuple[Population, ...]) -> Iterable[Group]:
    for population in populations:
        code = population.code
        ac, an = fields.count(f"ac_{code}"), fields.count(f"an_{code}")
        if ac is not None and an:
            given = fields.number(f"faf95_{code}")
            faf = lower_bound(ac, an) if given is None else given
            yield Group(code, ac, an, faf, population.credible)


def _fallback(fields: _Fields) -> list[Group]:
    """The file's own highest group, or else everybody together, where no group of enough people is listed."""
    for ending in ("grpmax", "popmax"):
        ac, an = fields.count(f"ac_{ending}"), fields.count(f"an_{ending}")
        if ac is not None and an and an >= MIN_AN:
            faf = fields.number("fafmax_faf95_max", f"faf95_{ending}", "faf95")
            bound = lower_bound(ac, an) if faf is None else faf
            return [Group(fields.word(ending) or ending, ac, an, bound, True)]
    ac, an = fields.count("ac"), fields.count("an")
    if ac is None or not an or an < MIN_AN:
        return []
    given = fields.number("faf95")
    return [Group(EVERYBODY, ac, an, lower_bound(ac, an) if given is None else given, True)]
