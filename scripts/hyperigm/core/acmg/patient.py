"""Criteria that a patient adds: PM3, PS2 or PM6, PP1, BS4, PP4; only where the person is affected."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hyperigm.core.acmg.family import Segregation
from hyperigm.core.acmg.rules import AcmgRules
from hyperigm.core.acmg.trace import AcmgClass, Criterion, Strength
from hyperigm.core.panel import Entity, Inheritance
from hyperigm.core.phenotype import PhenotypeFit
from hyperigm.core.verdict import Mechanism, Origin, Pair, Phase, Verdict

BENIGN = (AcmgClass.BENIGN, AcmgClass.LIKELY_BENIGN)


@dataclass(frozen=True, slots=True)
class Patient:
    """What is known of the person, apart from the genotype. affected: the sheet says that the person has the
    disease under study. parents_proven: both parents are by genotype those of the sheet."""

    affected: bool = False
    fit: PhenotypeFit | None = None
    segregation: Segregation = field(default_factory=Segregation)
    parents_proven: bool = False


def patient_criteria(
    entity: Entity,
    verdict: Verdict,
    patient: Patient,
    partner_class: Callable[[str], AcmgClass | None],
    rules: AcmgRules,
) -> Iterator[Criterion]:
    """The criteria of this patient. partner_class: class of another allele by what is known of it alone."""
    if not patient.affected:
        yield Criterion(
            "PM3", None, "the sheet does not say that this person is affected: nothing is counted"
        )
        return
    if entity.inheritance is Inheritance.RECESSIVE:
        yield _in_trans(verdict, partner_class, rules)
    elif verdict.origin is Origin.DE_NOVO:
        yield _new(patient, rules)
    yield from _segregates(patient.segregation, rules)
    yield _specific(patient.fit)


def _in_trans(
    verdict: Verdict, partner_class: Callable[[str], AcmgClass | None], rules: AcmgRules
) -> Criterion:
    if verdict.mechanism is Mechanism.HOMOZYGOUS:
        points = rules.situation("PM3", "homozygous")
        return _scored("PM3", points, "homozygous in an affected person", rules)
    found = [_pair(pair, partner_class(pair.partner), rules) for pair in verdict.pairs]
    if not found:
        return Criterion("PM3", None, "no second allele was seen")
    points, reason = max(found)
    return _scored("PM3", points, reason, rules)


def _pair(pair: Pair, partner: AcmgClass | None, rules: AcmgRules) -> tuple[float, str]:
    """Points of one pair, and the words for it."""
    if pair.phase is Phase.CIS or partner is None or partner in BENIGN:
        return 0.0, f"{pair.partner} is no second allele that counts"
    phase = "trans" if pair.phase is Phase.TRANS else "unknown"
    word = "uncertain" if partner is AcmgClass.UNCERTAIN else partner.value
    said = "in trans with" if phase == "trans" else "phase unknown to"
    reason = f"{said} {pair.partner}, computed {word.replace('_', ' ')}"
    return rules.situation("PM3", f"{phase}_{word}"), reason


def _new(patient: Patient, rules: AcmgRules) -> Criterion:
    specific = bool(patient.fit and patient.fit.specific)
    situation = "specific_phenotype" if specific else "consistent_phenotype"
    code, proof = ("PS2", "proved by genotype") if patient.parents_proven else ("PM6", "not proved")
    reason = f"de novo, parentage {proof}" + (", with a specific phenotype" if specific else "")
    return _scored(code, rules.situation(code, situation), reason, rules)


def _scored(code: str, points: float, reason: str, rules: AcmgRules) -> Criterion:
    return Criterion(code, rules.case_strength(code, points), reason, (f"case points {points:g}",))


def _segregates(seen: Segregation, rules: AcmgRules) -> Iterator[Criterion]:
    if seen.lacking:
        names = ", ".join(seen.lacking)
        yield Criterion("BS4", Strength.STRONG, f"an affected relative lacks the genotype: {names}")
    elif seen.sharing:
        strength = rules.case_strength("PP1", seen.halvings)
        reason = f"affected relatives share the genotype: {', '.join(seen.sharing)}"
        yield Criterion("PP1", strength, reason, (f"chance 1/{2**seen.halvings}",))


def _specific(fit: PhenotypeFit | None) -> Criterion:
    if fit is None:
        return Criterion("PP4", None, "no HPO term of the person, or no feature of the disease, is known")
    if not fit.specific:
        return Criterion("PP4", None, "no term of the person is specific to this disease")
    matched = ", ".join(fit.specific)
    return Criterion("PP4", Strength.SUPPORTING, f"specific signs: {matched}", (f"fit {fit.score:.2f}",))
