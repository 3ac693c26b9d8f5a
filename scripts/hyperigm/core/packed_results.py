"""The interpret step's results as they are stored: what samples have in common once, the rest by number.

A background variant says the same of everyone who carries it. Written out for each sample, a whole genome's
results are two megabytes; in this form a sample adds its calls and two numbers a finding. Each line has one
sample, and before it what the tables grow by with it, so that writer and reader hold the tables and one
sample. Where the tables have become large, they begin anew. Read back, samples share the very objects, so
that what is worked out of one serves them all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from hyperigm.core.acmg.trace import AcmgClass, Assessment
from hyperigm.core.annotation import Annotation, Haplotype
from hyperigm.core.coverage import ExonStatus
from hyperigm.core.finding import Before, Behind, Finding, SampleResult, Tier, finding_of, likeness
from hyperigm.core.limits import Limits
from hyperigm.core.packed import CallRow, Numbered, Objects, call_of, call_row
from hyperigm.core.panel import CaveatRegion, Entity, Gene
from hyperigm.core.phenotype import PhenotypeFit
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record
from hyperigm.core.verdict import Verdict

FORM = "hyperigm results 2"
"""The first line of the file."""
MOST = 150_000
"""Objects that the tables hold until they begin anew, about a hundred megabytes."""
Grown = dict[str, list[Any]]
"""The tables as they are read, by the names of Tables."""


class SharedRow(NamedTuple):
    """A Finding without sample and call. gene, entity, annotation, verdict, acmg, fit and caveats: places in
    their tables (-1: none)."""

    build: Build
    contig: str
    gene: int
    entity: int
    annotation: int
    verdict: int
    tier: Tier
    explanation: str
    acmg_class: AcmgClass | None
    acmg_criteria: tuple[str, ...]
    acmg: int
    fit: int
    clinvar_disagrees: bool
    caveats: int


@dataclass(frozen=True, slots=True)
class Tables:
    """What samples have in common; of a line, what is new in it. shared points into the others."""

    alleles: tuple[Allele, ...] = ()
    genotypes: tuple[Genotype, ...] = ()
    records: tuple[Record, ...] = ()
    genes: tuple[Gene, ...] = ()
    entities: tuple[Entity, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    fits: tuple[PhenotypeFit, ...] = ()
    caveats: tuple[tuple[CaveatRegion, ...], ...] = ()
    exons: tuple[ExonStatus, ...] = ()
    limits: tuple[Limits, ...] = ()
    haplotypes: tuple[Haplotype, ...] = ()
    shared: tuple[SharedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PackedResult:
    """A sample without what is in the tables. anew: the tables begin with this line. calls: of its findings;
    findings: places of call and shared row, in turn."""

    anew: bool
    tables: Tables
    result: SampleResult
    calls: tuple[CallRow, ...]
    findings: tuple[int, ...]
    exons: tuple[int, ...]
    limits: int
    haplotypes: tuple[int, ...]


@dataclass(slots=True)
class _Growing:
    """The tables while they grow, under the names of Tables."""

    alleles: Numbered[Allele] = field(default_factory=Numbered)
    genotypes: Numbered[Genotype] = field(default_factory=Numbered)
    records: Numbered[Record] = field(default_factory=Numbered)
    genes: Numbered[Gene] = field(default_factory=Numbered)
    entities: Numbered[Entity] = field(default_factory=Numbered)
    annotations: Numbered[Annotation] = field(default_factory=Numbered)
    verdicts: Numbered[Verdict] = field(default_factory=Numbered)
    assessments: Numbered[Assessment] = field(default_factory=Numbered)
    fits: Numbered[PhenotypeFit] = field(default_factory=Numbered)
    caveats: Numbered[tuple[CaveatRegion, ...]] = field(default_factory=Numbered)
    shared: Numbered[SharedRow] = field(default_factory=Numbered)
    exons: Numbered[ExonStatus] = field(default_factory=Numbered)
    limits: Objects[Limits] = field(default_factory=Objects)
    haplotypes: Numbered[Haplotype] = field(default_factory=Numbered)
    alike: dict[tuple[object, ...], int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many objects are held."""
        return sum(len(getattr(self, name)) for name in _NAMES)

    def news(self) -> Tables:
        return Tables(**{name: getattr(self, name).news() for name in _NAMES})

    def call(self, call: Call) -> CallRow:
        return call_row(call, self.alleles, self.genotypes, self.records)

    def row(self, finding: Finding) -> int:
        """The place of what the finding shares."""
        key = likeness(finding)
        known = self.alike.get(key)
        if known is None:
            known = self.alike[key] = self.shared.number(self._row(finding))
        return known

    def _row(self, finding: Finding) -> SharedRow:
        return SharedRow(
            build=finding.build,
            contig=finding.contig,
            gene=self.genes.number(finding.gene),
            entity=self.entities.number(finding.entity),
            annotation=self.annotations.number(finding.annotation),
            verdict=self.verdicts.number(finding.verdict),
            tier=finding.tier,
            explanation=finding.explanation,
            acmg_class=finding.acmg_class,
            acmg_criteria=finding.acmg_criteria,
            acmg=-1 if finding.acmg is None else self.assessments.number(finding.acmg),
            fit=-1 if finding.fit is None else self.fits.number(finding.fit),
            clinvar_disagrees=finding.clinvar_disagrees,
            caveats=self.caveats.number(finding.caveats),
        )


_NAMES = tuple(one.name for one in fields(Tables))


def pack_results(results: Iterable[SampleResult], most: int = MOST) -> Iterator[PackedResult]:
    """The stored form, line by line; `unpack_results` gives the same values again."""
    tables, anew = _Growing(), True
    for result in results:
        yield _packed(result, tables, anew)
        anew = tables.size > most
        if anew:
            tables = _Growing()


def _packed(result: SampleResult, tables: _Growing, anew: bool) -> PackedResult:
    bare = replace(result, findings=(), exons=(), limits=Limits(), haplotypes=())
    places: dict[int, int] = {}
    calls: list[CallRow] = []
    findings: list[int] = []
    for finding in result.findings:
        place = places.get(id(finding.call))
        if place is None:
            place = places[id(finding.call)] = len(calls)
            calls.append(tables.call(finding.call))
        findings += (place, tables.row(finding))
    exons = tuple([tables.exons.number(exon) for exon in result.exons])
    limits = tables.limits.number(result.limits)
    haplotypes = tuple([tables.haplotypes.number(item) for item in result.haplotypes])
    return PackedResult(anew, tables.news(), bare, tuple(calls), tuple(findings), exons, limits, haplotypes)


def unpack_results(lines: Iterable[PackedResult]) -> Iterator[SampleResult]:
    """The values again, one by one. Raises IndexError where a number is none."""
    for line, tables in growing(lines):
        calls = [
            call_of(row, tables["alleles"], tables["genotypes"], tables["records"]) for row in line.calls
        ]
        shared: list[tuple[Before, Behind]] = tables["shared"]
        findings = []
        for call, row in zip(line.findings[::2], line.findings[1::2], strict=True):
            before, behind = shared[row]
            findings.append(finding_of(line.result.sample, before, calls[call], behind))
        yield whole(line, tables, findings)


def growing(lines: Iterable[PackedResult]) -> Iterator[tuple[PackedResult, Grown]]:
    """Each line, with the tables as they are then; `shared` holds all of a finding but sample and call."""
    tables: Grown = {}
    for line in lines:
        if line.anew:
            tables = {name: [] for name in _NAMES}
        for name in _NAMES:
            if new := getattr(line.tables, name):
                tables[name] += [_shared(row, tables) for row in new] if name == "shared" else new
        yield line, tables


def whole(line: PackedResult, tables: Grown, findings: Iterable[Finding]) -> SampleResult:
    """The sample with these findings, and what else is in the tables."""
    return replace(
        line.result,
        findings=tuple(findings),
        exons=tuple([tables["exons"][number] for number in line.exons]),
        limits=tables["limits"][line.limits],
        haplotypes=tuple([tables["haplotypes"][number] for number in line.haplotypes]),
    )


def _shared(row: SharedRow, tables: Grown) -> tuple[Before, Behind]:
    """All of a finding but sample and call. Raises IndexError where a number is none."""
    before = (row.build, row.contig, tables["genes"][row.gene], tables["entities"][row.entity])
    behind = (
        tables["annotations"][row.annotation],
        tables["verdicts"][row.verdict],
        row.tier,
        row.explanation,
        row.acmg_class,
        row.acmg_criteria,
        None if row.acmg < 0 else tables["assessments"][row.acmg],
        None if row.fit < 0 else tables["fits"][row.fit],
        row.clinvar_disagrees,
        tables["caveats"][row.caveats],
    )
    return before, behind
