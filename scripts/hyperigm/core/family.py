"""People: declared sex, affection status, and who is whose child."""

from dataclasses import dataclass
from enum import StrEnum


class Sex(StrEnum):
    """Sex as the sample sheet writes it; chromosomal where inferred."""

    MALE = "male"
    FEMALE = "female"
    UNKNOWN = "unknown"


class Affected(StrEnum):
    """Whether the person has the disease under study."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the sample sheet as the engine sees it; father and mother are sample names or None."""

    sample: str
    sex: Sex = Sex.UNKNOWN
    family: str = ""
    father: str | None = None
    mother: str | None = None
    affected: Affected = Affected.UNKNOWN
    hpo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SexEvidence:
    """X genotypes outside the pseudoautosomal regions, and Y calls.

    sites: non-reference X genotypes counted; het: how many of them heterozygous; haploid: how many written
    with one copy; y_calls: non-reference calls on Y outside PAR that are not heterozygous. inferred: what
    they say; reason: a sentence. assumed: the sex the caller was told or took the sample for (it writes one
    copy on X), which is no evidence of its own, but may disagree with the sheet.
    """

    sites: int = 0
    het: int = 0
    haploid: int = 0
    y_calls: int = 0
    inferred: Sex = Sex.UNKNOWN
    reason: str = "not looked at"
    assumed: Sex = Sex.UNKNOWN


Y_CALLS = 20
"""Calls on Y that misplaced reads hardly reach: women's exomes show up to six, men's genomes hundreds."""


def unusual_karyotype(declared: Sex, evidence: SexEvidence) -> str:
    """The karyotype that a pattern of X and Y calls would have, or "" where the pattern is a usual one.

    Two X and calls on Y, or two X in a sample declared male: 47,XXY. One X in a sample declared female: 45,X.
    """
    if evidence.inferred is Sex.FEMALE and (evidence.y_calls >= Y_CALLS or declared is Sex.MALE):
        return "47,XXY"
    if evidence.inferred is Sex.MALE and declared is Sex.FEMALE and evidence.y_calls < Y_CALLS:
        return "45,X"
    return ""
