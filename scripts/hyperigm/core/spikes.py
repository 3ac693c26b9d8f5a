"""Which known alleles are put into which made-up people, and what has to come out. Pure.

Expected, at least: a genotype that fits is `diagnostic`; where the panel says that the allele only possibly
causes the disease, or where the phase of a pair is not stated, `candidate`; one copy of two, `carrier`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hyperigm.core.annotation import TranscriptEffect
from hyperigm.core.family import Sex
from hyperigm.core.finding import Tier
from hyperigm.core.inheritance.alleles import NO, POSSIBLE, YES, fit
from hyperigm.core.lab_style import PhaseStyle, Style, Written
from hyperigm.core.panel import Gene, Panel
from hyperigm.core.variant import Allele
from hyperigm.core.verdict import Zygosity

APART = 100
"""Bases between the two hits of a pair, so that they are read one by one and not as one change."""


class Kind(StrEnum):
    """What the allele does to the sequence."""

    SNV = "SNV"
    INDEL = "indel"


class State(StrEnum):
    """How a made-up person carries the allele."""

    HEMIZYGOUS = "hemizygous"
    HEMIZYGOUS_DIPLOID = "hemizygous_written_diploid"
    HOMOZYGOUS = "homozygous"
    COMPOUND_UNPHASED = "compound_heterozygous_unphased"
    COMPOUND_PHASED = "compound_heterozygous_phased"
    CARRIER = "heterozygous_carrier"


ZYGOSITY = {
    State.HEMIZYGOUS: Zygosity.HEMIZYGOUS,
    State.HEMIZYGOUS_DIPLOID: Zygosity.HEMIZYGOUS,
    State.HOMOZYGOUS: Zygosity.HOMOZYGOUS,
}
MALES = (State.HEMIZYGOUS, State.HEMIZYGOUS_DIPLOID)


@dataclass(frozen=True, slots=True)
class Known:
    """A published pathogenic or likely pathogenic allele. fit: whether it causes a disease where both copies
    (on X: a man's one) have it: `yes`, `possible`, or `no` where no male is expected to survive it."""

    gene: str
    allele: Allele
    name: str
    fit: str

    @property
    def kind(self) -> Kind:
        return Kind.SNV if len(self.allele.ref) == len(self.allele.alt) == 1 else Kind.INDEL


@dataclass(frozen=True, slots=True)
class Spike:
    """An allele in a state. partner: the second hit of a pair. tier: the least that has to come out; None
    where the allele is not spiked, and `reason` says why."""

    known: Known
    state: State
    partner: Known | None = None
    tier: Tier | None = None
    reason: str = ""

    @property
    def zygosity(self) -> Zygosity:
        """The word the row must have."""
        return ZYGOSITY.get(self.state, Zygosity.HETEROZYGOUS)


@dataclass(frozen=True, slots=True)
class Carrier:
    """A made-up person: at most one spike in each gene. x_copies: how many copies of X are written."""

    sample: str
    sex: Sex
    x_copies: int
    spikes: tuple[Spike, ...] = ()

    @property
    def alleles(self) -> tuple[Allele, ...]:
        return tuple(
            known.allele
            for spike in self.spikes
            for known in (spike.known, spike.partner)
            if known is not None
        )


def expected_fit(gene: Gene, effect: TranscriptEffect, panel: Panel) -> str:
    """`yes`, `possible` or `no`: whether two copies (on X: a man's one) are known to cause a disease."""
    men = (entity for entity in gene.entities if not entity.secondary and entity.affects != "female")
    alive = [entity for entity in men if not entity.male_lethal]
    words = [fit(effect, entity.variants, panel.allele_classes) for entity in alive]
    return min(words, key=(YES, POSSIBLE, NO).index, default=NO)


def planned(known: Sequence[Known], panel: Panel, style: Style) -> tuple[Spike, ...]:
    """Every allele in every state that fits its gene and the file's style."""
    found: list[Spike] = []
    for gene in panel.genes:
        mine = [one for one in known if one.gene == gene.symbol]
        for number, one in enumerate(mine):
            rest = (*mine[number + 1 :], *mine[:number])
            found += _on_x(one, style) if gene.x_linked else _on_autosome(one, rest, style)
    return tuple(found)


def _on_x(one: Known, style: Style) -> Iterator[Spike]:
    states = {True: MALES[:1], False: MALES[1:], None: MALES}[style.haploid_x]
    for state in states:
        if one.fit == NO:
            yield Spike(one, state, reason="a man is not expected to survive it (panel: male_lethal)")
        else:
            yield Spike(one, state, tier=_full(one))
    yield Spike(one, State.CARRIER, tier=Tier.CARRIER)


def _full(one: Known) -> Tier:
    return Tier.DIAGNOSTIC if one.fit == YES else Tier.CANDIDATE


def _on_autosome(one: Known, rest: Iterable[Known], style: Style) -> Iterator[Spike]:
    yield Spike(one, State.HOMOZYGOUS, tier=_full(one))
    yield Spike(one, State.CARRIER, tier=Tier.CARRIER)
    partner = next((other for other in rest if _apart(one.allele, other.allele)), None)
    states = [State.COMPOUND_UNPHASED] if style.phase is not PhaseStyle.THROUGHOUT else []
    states += [State.COMPOUND_PHASED] if style.phase is not PhaseStyle.NONE else []
    for state in states:
        if partner is None:
            yield Spike(one, state, reason="no second known allele of the gene lies far enough away")
        else:
            full = max(_full(one), _full(partner), key=list(Tier).index)
            tier = full if state is State.COMPOUND_PHASED else Tier.CANDIDATE
            yield Spike(one, state, partner, tier)


def _apart(one: Allele, other: Allele) -> bool:
    return other.pos - one.last > APART or one.pos - other.last > APART


def people(spikes: Iterable[Spike]) -> tuple[Carrier, ...]:
    """The made-up people: as few as hold every spike, at most one in each gene of each."""
    kinds: dict[tuple[Sex, int], dict[str, list[Spike]]] = {}
    autosomal: dict[str, list[Spike]] = {}
    for spike in spikes:
        if spike.tier is None:
            continue
        if spike.known.allele.chrom != "chrX":
            autosomal.setdefault(spike.known.gene, []).append(spike)
            continue
        sex = Sex.MALE if spike.state in MALES else Sex.FEMALE
        kind = (sex, 1 if spike.state is State.HEMIZYGOUS else 2)
        kinds.setdefault(kind, {}).setdefault(spike.known.gene, []).append(spike)
    slots = [
        (sex, copies, [mine[n] for mine in genes.values() if n < len(mine)])
        for (sex, copies), genes in sorted(kinds.items())
        for n in range(max(map(len, genes.values())))
    ]
    needed = max(map(len, autosomal.values()), default=0)
    slots += [(Sex.FEMALE, 2, []) for _ in range(len(slots), needed)]
    return tuple(
        Carrier(
            f"spiked{number + 1:04}",
            sex,
            copies,
            (*on_x, *(mine[number] for mine in autosomal.values() if number < len(mine))),
        )
        for number, (sex, copies, on_x) in enumerate(slots)
    )


def written(person: Carrier) -> Mapping[Allele, Written]:
    """The genotypes a person has at the spiked alleles that it carries."""
    found: dict[Allele, Written] = {}
    for spike in person.spikes:
        allele = spike.known.allele
        if spike.state is State.HEMIZYGOUS:
            found[allele] = Written((1,))
        elif spike.state in (State.HOMOZYGOUS, State.HEMIZYGOUS_DIPLOID):
            found[allele] = Written((1, 1))
        elif spike.partner is None:
            found[allele] = Written((0, 1))
        else:
            first = min(allele, spike.partner.allele)
            phased = spike.state is State.COMPOUND_PHASED
            together = f"{first.pos}_{first.ref}_{first.alt}" if phased else None
            found[allele] = Written((0, 1), together)
            found[spike.partner.allele] = Written((1, 0), together)
    return found
