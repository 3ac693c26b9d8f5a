"""What a report warns of: a sentence, and what it is about, by which thousands can be filtered. Pure."""

from collections.abc import Iterable
from enum import StrEnum


class WarningKind(StrEnum):
    """What a warning is about, as the cohort page names it."""

    SEX = "sex"
    IDENTITY = "identity or relatives"
    BUILD = "reference build"
    COVERAGE = "coverage file"
    FILE = "file"
    OTHER = "other"


class SampleWarning(str):
    """The sentence, as tables and pages have it. kind: what it is about, from the place that warns."""

    __slots__ = ("kind",)
    kind: WarningKind

    def __new__(cls, text: str, kind: WarningKind) -> "SampleWarning":
        warning = super().__new__(cls, text)
        warning.kind = kind
        return warning


def about(kind: WarningKind, sentences: Iterable[str]) -> tuple[SampleWarning, ...]:
    """Sentences as warnings of one kind."""
    return tuple(SampleWarning(sentence, kind) for sentence in sentences)
