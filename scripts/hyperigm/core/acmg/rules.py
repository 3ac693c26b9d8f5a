"""The rows of resources/acmg, typed."""

from dataclasses import dataclass

from hyperigm.core.acmg.trace import AcmgClass, Strength

ANY = "*"


@dataclass(frozen=True, slots=True)
class EntityRule:
    """Rules of one disease entity. rules: name of the rule set. loss_of_function: whether loss causes the
    disease; decrease: steps PVS1 is lowered by, with the reason. pm2_below, bs1_from, ba1_from: population
    frequency, 0-1; without ba1_from a frequency is BS1 at most. bs1_hemizygotes: fewest hemizygotes for BS1,
    None where it asks for none. hemizygotes_above, homozygotes_above: more of them than this speak against
    (BS2)."""

    entity: str
    rules: str
    loss_of_function: bool
    decrease: int
    decrease_reason: str
    pm2_below: float
    bs1_from: float
    ba1_from: float | None
    bs1_hemizygotes: int | None
    hemizygotes_above: int | None
    homozygotes_above: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Pvs1Leaf:
    """One leaf of the PVS1 tree; each condition is a word of `pvs1.NullFacts`, or `*`."""

    leaf: str
    kind: str
    frame: str
    nmd: str
    tandem: str
    start: str
    relevant: str
    region: str
    frequent: str
    size: str
    strength: str
    reason: str
    source: str

    def fits(self, words: dict[str, str]) -> bool:
        """Whether every condition fits the words."""
        return all(getattr(self, name) in (ANY, word) for name, word in words.items())


@dataclass(frozen=True, slots=True)
class ProteinRegion:
    """Residues first..last (1-based, inclusive) of MANE Select. use: `critical` (PVS1), `hotspot` (PM1),
    `not_relevant` (its exon is in no transcript that matters), `lof_frequent`. lost_above: share of its
    residues (0-1) above which a loss of protein counts as its loss; None: any residue."""

    gene: str
    use: str
    first: int
    last: int
    name: str
    source: str
    lost_above: float | None = None

    def lost(self, first: int, last: int) -> bool:
        """Whether the loss of residues first..last (1-based, inclusive) takes the region away."""
        inside = min(last, self.last) - max(first, self.first) + 1
        return inside > (self.lost_above or 0.0) * (self.last - self.first + 1)


@dataclass(frozen=True, slots=True)
class AlternativeStart:
    """A transcript with a start codon of its own; functional: whether its protein does the work."""

    gene: str
    transcript: str
    functional: bool
    source: str


@dataclass(frozen=True, slots=True)
class ScoreRange:
    """A calibrated interval of a predictor. kind: `missense` or `splice`; rank: of several missense
    predictors the lowest is used. at_least, above, below, at_most: bounds, None where open."""

    tool: str
    kind: str
    rank: int
    criterion: str
    strength: Strength
    at_least: float | None
    above: float | None
    below: float | None
    at_most: float | None
    source: str

    def holds(self, score: float) -> bool:
        """Whether the score lies in the interval."""
        return (
            (self.at_least is None or score >= self.at_least)
            and (self.above is None or score > self.above)
            and (self.below is None or score < self.below)
            and (self.at_most is None or score <= self.at_most)
        )


@dataclass(frozen=True, slots=True)
class Population:
    """A group of gnomAD by its code. credible: whether it counts for the highest group frequency."""

    code: str
    name: str
    credible: bool
    source: str


@dataclass(frozen=True, slots=True)
class StrengthPoints:
    """What a strength counts."""

    strength: Strength
    pathogenic: int
    benign: int
    source: str


@dataclass(frozen=True, slots=True)
class ClassFloor:
    """A class and the fewest points that make it; rows run from the highest down."""

    acmg_class: AcmgClass
    at_least: int
    source: str


@dataclass(frozen=True, slots=True)
class CasePoints:
    """What one observation in a patient counts for a criterion."""

    criterion: str
    situation: str
    points: float
    source: str


@dataclass(frozen=True, slots=True)
class CaseStrength:
    """From how many of those points a criterion has a strength; rows run from the highest down."""

    criterion: str
    at_least: float
    strength: Strength
    source: str


@dataclass(frozen=True, slots=True)
class AcmgRules:
    """All tables."""

    entities: dict[str, EntityRule]
    leaves: tuple[Pvs1Leaf, ...]
    regions: tuple[ProteinRegion, ...]
    starts: tuple[AlternativeStart, ...]
    scores: tuple[ScoreRange, ...]
    populations: tuple[Population, ...]
    points: tuple[StrengthPoints, ...]
    classes: tuple[ClassFloor, ...]
    case_points: tuple[CasePoints, ...]
    case_strengths: tuple[CaseStrength, ...]

    def case_strength(self, criterion: str, points: float) -> Strength | None:
        """The strength that so many points of a case make, or None."""
        rows = (row for row in self.case_strengths if row.criterion == criterion)
        return next((row.strength for row in rows if points >= row.at_least), None)

    def situation(self, criterion: str, situation: str) -> float:
        """The points of one observation. Raises KeyError where the table has no such situation."""
        for row in self.case_points:
            if (row.criterion, row.situation) == (criterion, situation):
                return row.points
        raise KeyError(f"{criterion} {situation}")
