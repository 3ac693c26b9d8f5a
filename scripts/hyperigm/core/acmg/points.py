"""Criteria become points, and points a class."""

from collections.abc import Iterable
from dataclasses import replace

from hyperigm.core.acmg.rules import AcmgRules
from hyperigm.core.acmg.trace import AcmgClass, Assessment, Criterion, Strength


def assess(name: str, considered: Iterable[Criterion], rules: AcmgRules) -> Assessment:
    """The class of an allele. name: of the rule set. BA1 alone makes benign, whatever else is met."""
    counted = tuple(_counted(criterion, rules) for criterion in considered)
    met = tuple(criterion for criterion in counted if criterion.strength is not None)
    total = sum(criterion.points for criterion in met)
    alone = any(criterion.strength is Strength.STAND_ALONE for criterion in met)
    found = AcmgClass.BENIGN if alone else class_of(total, rules)
    return Assessment(name, found, total, met, tuple(item for item in counted if item.strength is None))


def class_of(points: int, rules: AcmgRules) -> AcmgClass:
    """The class of so many points. Raises LookupError where the table has none for them."""
    for row in rules.classes:
        if points >= row.at_least:
            return row.acmg_class
    raise LookupError(f"no class for {points} points")


def _counted(criterion: Criterion, rules: AcmgRules) -> Criterion:
    if criterion.strength is None:
        return criterion
    row = next(row for row in rules.points if row.strength is criterion.strength)
    return replace(criterion, points=row.benign if criterion.benign else row.pathogenic)
