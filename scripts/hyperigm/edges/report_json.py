"""S.report.json: a sample's result with the version of its schema."""

from dataclasses import dataclass, field

from hyperigm import __version__
from hyperigm.core.finding import SampleResult
from hyperigm.edges.resources import table_sums

SCHEMA_VERSION = "1.0"
"""Raised with every change of the shape; CHANGELOG.md says which."""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """The whole file. schema: version of the shape; hyperigm: version of the software.

    knowledge: the tables that verdicts depend on -> start of their SHA-256, so that two runs can be compared.
    """

    schema: str
    hyperigm: str
    research_use: str
    result: SampleResult
    knowledge: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, result: SampleResult) -> "ReportFile":
        """The file of one result."""
        use = "For research use; not a medical device."
        return cls(SCHEMA_VERSION, __version__, use, result, table_sums())
