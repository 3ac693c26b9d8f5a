"""Alleles that recur among unrelated samples of a run: artefacts of the assay, or founder alleles. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import exp, factorial

from hyperigm.core.finding import Finding, Tier
from hyperigm.core.variant import Build

ALARMING = frozenset((Tier.DIAGNOSTIC, Tier.CANDIDATE, Tier.UNCERTAIN))
"""Tiers in which an allele that unrelated people share is suspicious; carriers are expected to recur."""
CHANCE = 0.001
"""An allele of known frequency is told where as many families by chance are less likely than this."""


_TIERS = list(Tier)


@dataclass(frozen=True, slots=True)
class Recurrent:
    """An allele in samples of two families or more.

    samples: (name, tier) in the order of the sheet; families: how many groups of relatives they belong to;
    expected: how many families would have it by its population frequency, None where that is unknown.
    """

    build: Build
    key: str
    gene: str
    name: str
    af: float | None
    samples: tuple[tuple[str, Tier], ...]
    families: int
    expected: float | None
    caveat: bool

    @property
    def best(self) -> int:
        """The place of its most important tier among the tiers, from 0."""
        return min(_TIERS.index(tier) for _, tier in self.samples)


@dataclass(slots=True)
class _Allele:
    finding: Finding
    carriers: dict[str, Tier] = field(default_factory=dict)


class Recurrence:
    """Collects the alleles above background, sample by sample; keeps one finding per distinct allele."""

    def __init__(self) -> None:
        self._alleles: dict[tuple[Build, str], _Allele] = {}

    def add(self, findings: Iterable[Finding]) -> None:
        """The findings of one sample, most important first."""
        for finding in findings:
            if finding.tier in (Tier.BACKGROUND, Tier.SECONDARY) or not finding.call.genotype.copies:
                continue
            known = self._alleles.setdefault((finding.build, finding.call.allele.key), _Allele(finding))
            known.carriers.setdefault(finding.sample, finding.tier)

    def table(self, families: Mapping[str, str], order: Mapping[str, int]) -> tuple[Recurrent, ...]:
        """The recurrent alleles, those in most families first. families: sample -> its group of relatives;
        order: sample -> its place in the sheet; both for every sample that was read."""
        total = len({families[name] for name in order})
        found = (self._judged(known, families, order, total) for known in self._alleles.values())
        kept = [allele for allele in found if allele is not None]
        return tuple(sorted(kept, key=lambda one: (one.best, -one.families, one.gene, one.build, one.key)))

    def _judged(
        self, known: _Allele, families: Mapping[str, str], order: Mapping[str, int], total: int
    ) -> Recurrent | None:
        groups = len({families[name] for name in known.carriers})
        if groups < 2 or not ALARMING & set(known.carriers.values()):
            return None
        finding = known.finding
        frequency = finding.annotation.frequency
        af = frequency.af if frequency else None
        expected = None if af is None else total * (1 - (1 - af) ** 2)
        if expected is not None and at_least(groups, expected) > CHANCE:
            return None
        return Recurrent(
            build=finding.build,
            key=finding.call.allele.key,
            gene=finding.gene.symbol,
            name=finding.annotation.name,
            af=af,
            samples=tuple(sorted(known.carriers.items(), key=lambda item: order[item[0]])),
            families=groups,
            expected=expected,
            caveat=bool(finding.caveats) or any(flag.startswith("pseudogene") for flag in finding.flags),
        )


def at_least(seen: int, expected: float) -> float:
    """The chance of `seen` or more where `expected` are expected (Poisson)."""
    if expected > 100:
        return 1.0 if seen <= expected + 4 * expected**0.5 else 0.0
    return max(0.0, 1 - sum(exp(-expected) * expected**k / factorial(k) for k in range(min(seen, 150))))
