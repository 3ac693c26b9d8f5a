"""What the inheritance engine says of one variant in one person for one disease entity."""

from dataclasses import dataclass
from enum import StrEnum


class Zygosity(StrEnum):
    """How many copies the person has, given sex and chromosome."""

    HETEROZYGOUS = "heterozygous"
    HOMOZYGOUS = "homozygous"
    HEMIZYGOUS = "hemizygous"
    MOSAIC = "mosaic"
    HETEROZYGOUS_MALE_X = "heterozygous_male_x"
    HALF_CALLED = "half_called"
    NO_CALL = "no_call"


class Match(StrEnum):
    """Whether the genotype fits how the entity is inherited."""

    YES = "yes"
    POTENTIAL = "potential"
    NO = "no"


class Mechanism(StrEnum):
    """The genetic mechanism under which it fits, or why it does not."""

    HEMIZYGOUS = "hemizygous"
    HOMOZYGOUS = "homozygous"
    COMPOUND_HETEROZYGOUS = "compound_heterozygous"
    DOMINANT = "dominant"
    X_LINKED_FEMALE = "x_linked_female"
    CARRIER = "carrier"
    DELETION_UNMASKED = "deletion_unmasked"
    NONE = "."


class Phase(StrEnum):
    """How the two hits of a pair lie on the two chromosome copies."""

    TRANS = "trans"
    CIS = "cis"
    UNKNOWN = "unknown"
    NONE = "."


class Origin(StrEnum):
    """Which parent the allele came from."""

    DE_NOVO = "de_novo"
    MATERNAL = "maternal"
    PATERNAL = "paternal"
    BIPARENTAL = "biparental"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Pair:
    """Another hit in the same gene, and how it lies to this one. evidence: a clause that says by what; rule,
    match and reason: the row that would decide were this the only other hit, and what it would say."""

    partner: str
    phase: Phase
    evidence: str
    rule: str = ""
    match: Match = Match.POTENTIAL
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One variant, one person, one entity. reason: one plain sentence from the place that decided.

    partners: allele keys of the other hit(s), the deciding one first, without those in cis where there is
    another; phase: of the pair that decided (trans before unknown before cis). pairs: every pair considered.
    flags: words of the data dictionary that the genotype earns (`male_het_on_x`, ...). rule: id of the row of
    resources/panel/inheritance_*.tsv that decided.
    """

    allele: str
    entity: str
    zygosity: Zygosity
    match: Match
    mechanism: Mechanism
    reason: str
    partners: tuple[str, ...] = ()
    phase: Phase = Phase.NONE
    origin: Origin = Origin.UNKNOWN
    flags: tuple[str, ...] = ()
    rule: str = ""
    pairs: tuple[Pair, ...] = ()
