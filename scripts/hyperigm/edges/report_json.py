"""S.report.json: a sample's result with the version of its schema."""

from dataclasses import dataclass, field, replace
from functools import partial

import msgspec

from hyperigm import __version__
from hyperigm.core.alike import Alike
from hyperigm.core.finding import Finding, SampleResult
from hyperigm.core.kept import Kept
from hyperigm.core.variant import Call
from hyperigm.edges.resources import table_sums

SCHEMA_VERSION = "1.0"
"""Raised with every change of the shape; CHANGELOG.md says which."""
FINDINGS = b'"findings":[]'
MOST_ALTS = 20
"""ALTs of a record that each of its findings lists; a longer list stands in the first one alone."""


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


class ReportJson:
    """Encodes the files; what findings that are alike have in common is encoded once."""

    def __init__(self, alike: Alike) -> None:
        self._alike = alike
        self._kept = Kept[tuple[bytes, bytes]]()
        self._same: dict[bytes, bytes] = {}

    def encoded(self, result: SampleResult) -> bytes:
        """The bytes of `ReportFile.of(result)`, but for the ALTs of a record with more than MOST_ALTS."""
        sample = msgspec.json.encode(result.sample)
        calls: dict[int, bytes] = {}
        told: set[int] = set()
        found: list[bytes] = []
        for number, finding in zip(self._alike.numbers(result.findings), result.findings, strict=True):
            before, behind = self._kept.get(number, partial(self._around_call, finding))
            call = calls.get(id(finding.call))
            if call is None:
                call = calls[id(finding.call)] = msgspec.json.encode(_call(finding.call, told))
            found += (b',{"sample":', sample, before, call, behind)
        bare = msgspec.json.encode(ReportFile.of(replace(result, findings=())), enc_hook=str)
        start, _, end = bare.partition(FINDINGS)
        found[:1] = [start, FINDINGS[:-1], *(one[1:] for one in found[:1])]  # no comma before the first
        return b"".join((*found, b"]", end))

    def _around_call(self, finding: Finding) -> tuple[bytes, bytes]:
        """What stands between a finding's sample and its call, and behind its call."""
        whole = msgspec.json.encode(finding)
        sample, call = msgspec.json.encode(finding.sample), msgspec.json.encode(finding.call)
        before, _, behind = whole[len(b'{"sample":') + len(sample) :].partition(b',"call":' + call)
        before += b',"call":'
        return self._same.setdefault(before, before), behind


def _call(call: Call, told: set[int]) -> Call:
    """The call, without its record's ALTs where they are many and told. told: ids of such records, whose
    objects live; it is added to."""
    if len(call.record.alts) <= MOST_ALTS:
        return call
    if id(call.record) in told:
        return replace(call, record=replace(call.record, alts=()))
    told.add(id(call.record))
    return call
