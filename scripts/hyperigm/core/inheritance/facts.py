"""The facts the rules ask for, of one hit for one entity under one reading of the sex and with one pair."""

from dataclasses import dataclass

from hyperigm.core.family import Affected, Sex, SexEvidence
from hyperigm.core.inheritance import alleles
from hyperigm.core.inheritance.case import Case, Hit
from hyperigm.core.inheritance.genotypes import Reads, State, failed_filters, reads, state
from hyperigm.core.inheritance.phase import Pairing, partners
from hyperigm.core.inheritance.segregation import Question, Statement, heard
from hyperigm.core.panel import Entity, Inheritance
from hyperigm.core.variant import Slot

PAIRED = ("recessive", "x_recessive")


def mode_of(entity: Entity) -> str:
    """The entity's mode of inheritance in the words of the rules."""
    if entity.inheritance is Inheritance.X_LINKED:
        if entity.male_lethal:
            return "x_male_lethal"
        return "x_dominant" if entity.dominance == "dominant" else "x_recessive"
    return "dominant" if entity.inheritance is Inheritance.DOMINANT else "recessive"


@dataclass(frozen=True, slots=True)
class Situation:
    """One hit, one entity, one reading of the sex (None off X), one second hit or none."""

    case: Case
    hit: Hit
    entity: Entity
    sex: Sex | None
    pair: Pairing | None = None

    @property
    def on_x(self) -> bool:
        return self.sex is not None

    @property
    def unmasked(self) -> bool:
        return self.pair is not None and self.pair.word == "unmasked"

    @property
    def reads(self) -> Reads:
        return reads(self.hit.call, self.case.thresholds, self.sex is Sex.MALE)

    @property
    def fit(self) -> str:
        return alleles.fit(self.hit.annotation.effect, self.entity.variants, self.case.allele_classes)


def seconds(situation: Situation) -> tuple[Hit, ...]:
    """Every second hit. None for a man on X, who has one copy, and none where one hit suffices."""
    if mode_of(situation.entity) not in PAIRED or situation.sex is Sex.MALE:
        return ()
    if situation.fit == alleles.NO:
        return ()
    return tuple(partners(situation.case, situation.hit, situation.entity))


def statements(situation: Situation) -> tuple[Statement, ...]:
    """What relatives say of an allele that the sample was called at. Whether they have hyper-IgM says nothing
    of a secondary finding."""
    if situation.entity.secondary or state(situation.hit.call) in (State.NO_CALL, State.UNSEEN):
        return ()
    question = Question(
        mode_of(situation.entity),
        situation.on_x,
        situation.sex or Sex.UNKNOWN,
        state(situation.hit.call),
        situation.pair if situation.unmasked or state(situation.hit.call) is not State.DOUBLE else None,
    )
    return heard(situation.case, situation.hit, question)


def facts_of(situation: Situation, said: tuple[Statement, ...]) -> dict[str, str]:
    """Fact -> word, for every fact of the rules."""
    return {
        "mode": mode_of(situation.entity),
        "sex": situation.sex.value if situation.sex else "any",
        "affects": situation.entity.affects,
        "call": state(situation.hit.call).value,
        "reads": situation.reads.value,
        "site": "pseudogene" if situation.hit.in_pseudogene else "plain",
        "karyotype": "xxy" if _looks_xxy(situation) else "plain",
        "pair": situation.pair.word if situation.pair else _alone(situation.hit),
        "fit": situation.fit,
        "filter": "failed" if failed_filters(situation.hit.call) else "plain",
        "partner": _partner(situation),
        "family": said[0].word if said else "plain",
        "own": _own(situation),
    }


def _alone(hit: Hit) -> str:
    """Without a second hit: whether the file says (`*`) that the other copy is deleted at this base."""
    return "spanned" if Slot.SPANNED in hit.call.genotype.slots else "none"


def _looks_xxy(situation: Situation) -> bool:
    evidence = situation.case.evidence.get(situation.case.proband.sample, SexEvidence())
    return situation.sex is Sex.MALE and evidence.inferred is Sex.FEMALE


def _own(situation: Situation) -> str:
    asked = not situation.entity.secondary and mode_of(situation.entity) != "x_male_lethal"
    return "unaffected" if asked and situation.case.proband.affected is Affected.NO else "plain"


def _partner(situation: Situation) -> str:
    if situation.pair is None:
        return "plain"
    other = situation.pair.partner
    thresholds = situation.case.thresholds
    if state(other.call) is State.HALF or (state(other.call) is State.SINGLE and not situation.unmasked):
        return "half"
    if failed_filters(other.call) or reads(other.call, thresholds) not in (Reads.PLAIN, Reads.HIGH):
        return "weak"
    fit = alleles.fit(other.annotation.effect, situation.entity.variants, situation.case.allele_classes)
    return "possible" if fit == alleles.POSSIBLE else "plain"
