"""What a classification is made of: criteria met, criteria looked at and not met, points and class."""

from dataclasses import dataclass
from enum import StrEnum


class AcmgClass(StrEnum):
    """The five classes of ACMG/AMP 2015."""

    PATHOGENIC = "pathogenic"
    LIKELY_PATHOGENIC = "likely_pathogenic"
    UNCERTAIN = "uncertain_significance"
    LIKELY_BENIGN = "likely_benign"
    BENIGN = "benign"


class Strength(StrEnum):
    """Strength of a criterion, as it is written after its code."""

    STAND_ALONE = "StandAlone"
    VERY_STRONG = "VeryStrong"
    STRONG = "Strong"
    MODERATE = "Moderate"
    SUPPORTING = "Supporting"


LADDER = (Strength.VERY_STRONG, Strength.STRONG, Strength.MODERATE, Strength.SUPPORTING)
_DEFAULT = {
    "PVS": Strength.VERY_STRONG,
    "PS": Strength.STRONG,
    "PM": Strength.MODERATE,
    "PP": Strength.SUPPORTING,
    "BA": Strength.STAND_ALONE,
    "BS": Strength.STRONG,
    "BP": Strength.SUPPORTING,
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion that was looked at. code: `PM2`; strength: None where it is not met. reason: a sentence;
    numbers: what it was decided by, each as `name value`. points: as counted, negative for benign."""

    code: str
    strength: Strength | None
    reason: str
    numbers: tuple[str, ...] = ()
    points: int = 0

    @property
    def word(self) -> str:
        """`PVS1`, or `PM2_Supporting` where the strength is not the code's own."""
        own = _DEFAULT[self.code.rstrip("0123456789")]
        return self.code if self.strength in (None, own) else f"{self.code}_{self.strength}"

    @property
    def benign(self) -> bool:
        return self.code.startswith("B")


@dataclass(frozen=True, slots=True)
class Assessment:
    """One allele under one disease entity. rules: which rule set; criteria: those met; unmet: those looked at
    and not met, each with its reason; points: their sum."""

    rules: str
    acmg_class: AcmgClass
    points: int
    criteria: tuple[Criterion, ...]
    unmet: tuple[Criterion, ...] = ()


def lowered(strength: Strength, steps: int) -> Strength | None:
    """The strength so many steps down the ladder; None where nothing is left."""
    at = LADDER.index(strength) + steps
    return LADDER[at] if at < len(LADDER) else None
