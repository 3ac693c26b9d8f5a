"""What a warning is about, told by its words, so that a list of thousands can be filtered. Pure."""

from enum import StrEnum


class WarningKind(StrEnum):
    """What a warning is about, as the cohort page names it."""

    SEX = "sex"
    IDENTITY = "identity or relatives"
    BUILD = "reference build"
    COVERAGE = "coverage file"
    FILE = "file"
    OTHER = "other"


_PHRASES = (
    (WarningKind.SEX, ("Sex is ", "calls on X and Y", "in the sheet, and the X calls")),
    (
        WarningKind.IDENTITY,
        (
            "kinship ",
            "as parents",
            "contradict the parents",
            "relatives were not compared",
            "names no sample of",
        ),
    ),
    (WarningKind.BUILD, ("REF disagrees", "not proven by any call", "inferred from REF")),
    (WarningKind.COVERAGE, ("fourth column of", "lists nothing in the genes")),
    (WarningKind.FILE, ("index", "broken", "phase set", "sv_vcf", "can't be read")),
)


def kind_of(warning: str) -> WarningKind:
    """The first kind one of whose phrases is in the warning; `other` where none is."""
    for kind, phrases in _PHRASES:
        if any(phrase in warning for phrase in phrases):
            return kind
    return WarningKind.OTHER
