"""One allele under one disease: all criteria together, and whether ClinVar says otherwise."""

from collections.abc import Iterable

from hyperigm.core.acmg.molecular import molecular_criteria
from hyperigm.core.acmg.points import assess
from hyperigm.core.acmg.population import population_criteria
from hyperigm.core.acmg.rules import AcmgRules
from hyperigm.core.acmg.trace import AcmgClass, Assessment, Criterion
from hyperigm.core.annotation import Annotation
from hyperigm.core.clinvar import Significance, classify

SURE_STARS = 2
PATHOGENIC = (AcmgClass.PATHOGENIC, AcmgClass.LIKELY_PATHOGENIC)
BENIGN = (AcmgClass.BENIGN, AcmgClass.LIKELY_BENIGN)
_SAID = {
    Significance.PATHOGENIC: PATHOGENIC,
    Significance.LIKELY_PATHOGENIC: PATHOGENIC,
    Significance.UNCERTAIN: (AcmgClass.UNCERTAIN,),
    Significance.LIKELY_BENIGN: BENIGN,
    Significance.BENIGN: BENIGN,
}


def assessment(
    annotation: Annotation, entity: str, rules: AcmgRules, patient: Iterable[Criterion] = ()
) -> Assessment | None:
    """The class under one disease entity (its id); None where the tables have no rules for it.

    patient: criteria that the person adds. A low frequency is asked for by PM3: where BA1 or BS1 is met, it
    does not count.
    """
    rule = rules.entities.get(entity)
    if rule is None:
        return None
    population = tuple(population_criteria(annotation, rule))
    frequent = any(item.strength and item.code in ("BA1", "BS1") for item in population)
    added = (item for item in patient if not (frequent and item.code == "PM3"))
    considered = (*molecular_criteria(annotation, rule, rules), *population, *added)
    return assess(rule.rules, considered, rules)


def disagrees(annotation: Annotation, computed: Assessment | None) -> bool:
    """Whether ClinVar, with SURE_STARS or more, has another class than a computed one that is no VUS.

    A computed VUS is silence for want of data, not another opinion. A computed (likely) benign class against
    a (likely) pathogenic one counts whatever the stars, for the tier stays as ClinVar says.
    """
    record = annotation.clinvar
    if record is None or computed is None or computed.acmg_class is AcmgClass.UNCERTAIN:
        return False
    said = _SAID.get(classify(record.significance))
    opposed = said is PATHOGENIC and computed.acmg_class in BENIGN
    if said is None or ((record.stars or 0) < SURE_STARS and not opposed):
        return False
    return computed.acmg_class not in said
