"""The stored results as a run's tables need them: what findings that are alike say is worked out once. Pure.

Of a genome's findings nearly all are background, and a cohort has the same ones again and again. Made anew
for each sample, they cost more than all that is written of them; here a sample is what it has of its own, and
for each finding the place of its call and its kind.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from hyperigm.core.finding import Finding, SampleResult, Tier, finding_of
from hyperigm.core.packed import CallRow, call_of
from hyperigm.core.packed_results import Grown, PackedResult, growing, whole


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings of which all is the same but the sample and, of the call, reads, quality, phase and ID.

    finding: the first of them; allele: with its build; variant: with its gene too; copies: of the allele in
    the genotype.
    """

    finding: Finding
    allele: str
    variant: str
    copies: int

    @property
    def background(self) -> bool:
        return self.finding.tier is Tier.BACKGROUND


def kind_of(finding: Finding) -> Kind:
    """The kind of a finding."""
    call = finding.call
    allele = f"{finding.build} {call.allele.key}"
    return Kind(finding, allele, f"{finding.gene.symbol} {allele}", call.genotype.copies)


K = TypeVar("K", bound=Kind)
K_co = TypeVar("K_co", bound=Kind, covariant=True)


@dataclass(frozen=True, slots=True)
class SampleKinds(Generic[K_co]):
    """A sample. result: with the findings above background alone; rows: of all findings, in their order, the
    kind and the place of the call among calls."""

    result: SampleResult
    calls: tuple[CallRow, ...]
    rows: tuple[tuple[K_co, int], ...]


def unpack_kinds(lines: Iterable[PackedResult], kind: Callable[[Finding], K]) -> Iterator[SampleKinds[K]]:
    """The samples, one by one; kind: asked once of findings that are alike, as long as the tables grow.

    Raises IndexError where a number is none.
    """
    known: dict[tuple[int, int], K] = {}
    calls: dict[tuple[object, ...], int] = {}
    for line, tables in growing(lines):
        if line.anew:
            known, calls = {}, {}
        records = tables["records"]
        alike = [
            calls.setdefault(
                (call.allele, call.genotype, records[call.record].filters, call.flags), len(calls)
            )
            for call in line.calls
        ]
        rows: list[tuple[K, int]] = []
        shown: list[Finding] = []
        for place, row in zip(line.findings[::2], line.findings[1::2], strict=True):
            found = known.get((alike[place], row))
            if found is None:
                found = known[alike[place], row] = kind(_finding(line, tables, place, row))
            rows.append((found, place))
            if not found.background:
                shown.append(_finding(line, tables, place, row))
        yield SampleKinds(whole(line, tables, shown), line.calls, tuple(rows))


def _finding(line: PackedResult, tables: Grown, place: int, row: int) -> Finding:
    before, behind = tables["shared"][row]
    call = call_of(line.calls[place], tables["alleles"], tables["genotypes"], tables["records"])
    return finding_of(line.result.sample, before, call, behind)
