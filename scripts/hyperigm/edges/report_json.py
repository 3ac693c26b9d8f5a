"""S.report.json: a sample's result with the version of its schema."""

from dataclasses import dataclass

from hyperigm import __version__
from hyperigm.core.finding import SampleResult

SCHEMA_VERSION = "1.0"
"""Raised with every change of the shape; CHANGELOG.md says which."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """The whole file. schema: version of the shape; hyperigm: version of the software."""

    schema: str
    hyperigm: str
    research_use: str
    result: SampleResult

    @classmethod
    def of(cls, result: SampleResult) -> "ReportFile":
        """The file of one result."""
        return cls(SCHEMA_VERSION, __version__, "For research use; not a medical device.", result)
