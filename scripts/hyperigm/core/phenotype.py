"""How well a person's HPO terms fit a disease: it orders and explains, and never hides a finding."""

from collections.abc import Iterable
from dataclasses import dataclass

SPECIFIC, CONSISTENT = "specific", "consistent"
WEIGHTS = {SPECIFIC: 2.0, CONSISTENT: 1.0}


@dataclass(frozen=True, slots=True)
class Feature:
    """A published feature of a disease entity.

    hpo: its HPO id; also: ids that count as it, narrower terms of HPO or another measure of the same sign
    (resources/README.md says which). kind: `specific` (no other entity of the panel has it) or `consistent`.
    """

    entity: str
    hpo: str
    label: str
    kind: str
    also: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class PhenotypeFit:
    """score: weight of the features matched over the weight of all, 0-1 (a specific one weighs two). matched,
    missing: labels of features; specific: those matched that are specific; other: terms of the person that
    are no feature of the entity, as given."""

    score: float
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    specific: tuple[str, ...]
    other: tuple[str, ...]


def phenotype_fit(entity: str, terms: Iterable[str], features: Iterable[Feature]) -> PhenotypeFit | None:
    """The fit of a person's terms (HPO ids); None where no term is given or the entity has no features."""
    given = tuple(dict.fromkeys(term.strip().upper() for term in terms if term.strip()))
    mine = [feature for feature in features if feature.entity == entity]
    if not given or not mine:
        return None
    matched = [feature for feature in mine if _ids(feature) & set(given)]
    explained = {term for feature in matched for term in _ids(feature)}
    total = sum(WEIGHTS[feature.kind] for feature in mine)
    return PhenotypeFit(
        score=sum(WEIGHTS[feature.kind] for feature in matched) / total,
        matched=tuple(feature.label for feature in matched),
        missing=tuple(feature.label for feature in mine if feature not in matched),
        specific=tuple(feature.label for feature in matched if feature.kind == SPECIFIC),
        other=tuple(term for term in given if term not in explained),
    )


def _ids(feature: Feature) -> set[str]:
    return {feature.hpo, *feature.also}
