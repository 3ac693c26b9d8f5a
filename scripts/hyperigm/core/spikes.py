"""Which known alleles are put into which made-up people, and what has to come out. Pure.

Expected, at least: a genotype that fits is `diagnostic`; where the panel says that the allele only possibly
causes the disease, or where the phase of a pair is not stated, `candidate`; one copy of two, `carrier`, but
for a woman's allele of an X-linked dominant disease: one X suffices, so `diagnostic`, or `candidate` where it
may.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import permutations

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
_CODING_SNV = re.compile(r"(?:^|:)c\.([0-9]+)[ACGT]>[ACGT]$")
"""A name of HGVS that puts one base in place of another inside the coding sequence."""


class Kind(StrEnum):
    """What the allele does to the sequence."""

    SNV = "SNV"
    MNV = "MNV"
    INDEL = "indel"


class State(StrEnum):
    """How a made-up person carries the allele."""

    HEMIZYGOUS = "hemizygous"
    HEMIZYGOUS_DIPLOID = "hemizygous_written_diploid"
    HOMOZYGOUS = "homozygous"
    COMPOUND_UNPHASED = "compound_heterozygous_unphased"
    COMPOUND_PHASED = "compound_heterozygous_phased"
    CARRIER = "heterozygous_carrier"
    ONE_CODON_UNPHASED = "pair_in_one_codon_unphased"
    ONE_CODON_TRANS = "pair_in_one_codon_trans"
    ONE_CODON_CIS = "pair_in_one_codon_cis"
    ONE_CODON_BOTH = "pair_in_one_codon_on_every_copy"
    ONE_CODON_MNV = "pair_in_one_codon_as_one_record"


EVERY_COPY = frozenset(
    {
        State.HEMIZYGOUS,
        State.HEMIZYGOUS_DIPLOID,
        State.HOMOZYGOUS,
        State.ONE_CODON_BOTH,
        State.ONE_CODON_MNV,
    }
)
"""States in which each chromosome copy carries the allele: on X, those of a man."""
READ_TOGETHER = {
    State.ONE_CODON_UNPHASED: "mnv_phase_unknown",
    State.ONE_CODON_CIS: "mnv_part",
    State.ONE_CODON_BOTH: "mnv_part",
}
"""The flag by which a row says that the pair's joint effect was looked at."""


@dataclass(frozen=True, slots=True)
class Known:
    """A published pathogenic or likely pathogenic allele. fit: whether it causes a disease where both copies
    (on X: a man's one) have it: `yes`, `possible`, or `no` where no male is expected to survive it. one_x:
    the same for one X of a woman, `no` where she is a carrier."""

    gene: str
    allele: Allele
    name: str
    fit: str
    one_x: str = NO

    @property
    def kind(self) -> Kind:
        if len(self.allele.ref) != len(self.allele.alt):
            return Kind.INDEL
        return Kind.SNV if len(self.allele.ref) == 1 else Kind.MNV

    @property
    def codon(self) -> int | None:
        """Number of the codon (from 1) in which it puts one base in place of another; else None."""
        found = _CODING_SNV.search(self.name)
        return (int(found[1]) + 2) // 3 if found else None


@dataclass(frozen=True, slots=True)
class Spike:
    """An allele in a state. partner: the second hit of a pair. tier: the least that has to come out; None
    where the allele is not spiked, and `reason` says why. copies: chromosome copies that are written."""

    known: Known
    state: State
    partner: Known | None = None
    tier: Tier | None = None
    reason: str = ""
    copies: int = 2

    @property
    def flag(self) -> str:
        """The flag the row must have, "" where none."""
        return READ_TOGETHER.get(self.state, "")

    @property
    def on_x(self) -> bool:
        return self.known.allele.chrom == "chrX"

    @property
    def sex(self) -> Sex:
        """Of the person who carries it: a man's X has it on every copy there is."""
        return Sex.MALE if self.on_x and self.state in EVERY_COPY else Sex.FEMALE

    @property
    def zygosity(self) -> Zygosity:
        """The word the row must have."""
        if self.state not in EVERY_COPY:
            return Zygosity.HETEROZYGOUS
        return Zygosity.HEMIZYGOUS if self.on_x else Zygosity.HOMOZYGOUS


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


def expected_in_a_woman(gene: Gene, effect: TranscriptEffect, panel: Panel) -> str:
    """`yes`, `possible` or `no`: whether one X is known to cause a dominant disease of the gene."""
    dominant = (
        entity
        for entity in gene.entities
        if entity.dominance == "dominant" and entity.affects != "male" and not entity.secondary
    )
    words = [fit(effect, entity.variants, panel.allele_classes) for entity in dominant]
    return min(words, key=(YES, POSSIBLE, NO).index, default=NO)


Joint = Mapping[tuple[Allele, Allele], Known]
"""Two alleles of one codon, in order, as the one allele they are on one copy."""


def planned(
    known: Sequence[Known], panel: Panel, style: Style, joint: Joint | None = None
) -> tuple[Spike, ...]:
    """Every allele in every state that fits its gene and the file's style, then the pairs of one codon."""
    found: list[Spike] = []
    for gene in panel.genes:
        mine = [one for one in known if one.gene == gene.symbol]
        for number, one in enumerate(mine):
            rest = (*mine[number + 1 :], *mine[:number])
            found += _on_x(one, style) if gene.x_linked else _on_autosome(one, rest, style)
        for one, other in one_codon_pairs(mine):
            found += _of_one_codon(one, other, style)
            if joint and (one.allele, other.allele) in joint:
                found.append(_as_one_record(joint[one.allele, other.allele], style))
    return tuple(found)


def left_out(
    spikes: Iterable[Spike], chroms: Collection[str], reason: Mapping[str, str]
) -> tuple[Spike, ...]:
    """The spikes, those on other chromosomes than `chroms` not spiked. reason: why, by chromosome."""
    return tuple(
        one
        if one.known.allele.chrom in chroms
        else replace(one, tier=None, reason=reason[one.known.allele.chrom])
        for one in spikes
    )


def one_codon_pairs(known: Sequence[Known]) -> Iterator[tuple[Known, Known]]:
    """Known alleles of one gene that change different bases of one codon, in both orders."""
    for one, other in permutations(known, 2):
        same = (one.gene, one.codon) == (other.gene, other.codon) and one.codon is not None
        if same and one.allele.pos != other.allele.pos:
            yield one, other


def _of_one_codon(one: Known, other: Known, style: Style) -> Iterator[Spike]:
    """The pair on one copy, on two, and of unknown phase, as far as the style can say it."""
    best = max(_full(one), _full(other), key=list(Tier).index)
    if one.allele.chrom != "chrX":
        if style.phase is not PhaseStyle.THROUGHOUT:
            yield Spike(one, State.ONE_CODON_UNPHASED, other, Tier.CANDIDATE)
        if style.phase is not PhaseStyle.NONE:
            yield Spike(one, State.ONE_CODON_TRANS, other, best)
            yield Spike(one, State.ONE_CODON_CIS, other, Tier.CARRIER)
    yield _for_a_man(Spike(one, State.ONE_CODON_BOTH, other, Tier.CANDIDATE), (one, other), style)


def _as_one_record(joined: Known, style: Style) -> Spike:
    return _for_a_man(Spike(joined, State.ONE_CODON_MNV, tier=Tier.CANDIDATE), (joined,), style)


def _for_a_man(spike: Spike, alleles: Iterable[Known], style: Style) -> Spike:
    """On X: with as many copies as the file writes, and not spiked where a man does not survive it."""
    if not spike.on_x:
        return spike
    if any(one.fit == NO for one in alleles):
        return replace(spike, tier=None, reason=LETHAL)
    return replace(spike, copies=2 if style.haploid_x is False else 1)


LETHAL = "a man is not expected to survive it (panel: male_lethal)"
MALES = (State.HEMIZYGOUS, State.HEMIZYGOUS_DIPLOID)


def _on_x(one: Known, style: Style) -> Iterator[Spike]:
    states = {True: MALES[:1], False: MALES[1:], None: MALES}[style.haploid_x]
    for state in states:
        if one.fit == NO:
            yield Spike(one, state, reason=LETHAL)
        else:
            yield Spike(one, state, tier=_full(one), copies=1 if state is State.HEMIZYGOUS else 2)
    yield Spike(one, State.CARRIER, tier=ONE_X[one.one_x])


ONE_X = {YES: Tier.DIAGNOSTIC, POSSIBLE: Tier.CANDIDATE, NO: Tier.CARRIER}
"""What one X of a woman has to come out as, by `Known.one_x`."""


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
        kinds.setdefault((spike.sex, spike.copies), {}).setdefault(spike.known.gene, []).append(spike)
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
        found.update(_written(spike))
    return found


PHASED = (State.COMPOUND_PHASED, State.ONE_CODON_TRANS, State.ONE_CODON_CIS)


def _written(spike: Spike) -> Mapping[Allele, Written]:
    one, other = spike.known.allele, spike.partner.allele if spike.partner else None
    if spike.state in EVERY_COPY:
        every = Written((1,) * spike.copies)
        return {allele: every for allele in (one, other) if allele is not None}
    if other is None:
        return {one: Written((0, 1))}
    first = min(one, other)
    together = f"{first.pos}_{first.ref}_{first.alt}" if spike.state in PHASED else None
    second = (0, 1) if spike.state is State.ONE_CODON_CIS else (1, 0)
    return {one: Written((0, 1), together), other: Written(second, together)}
