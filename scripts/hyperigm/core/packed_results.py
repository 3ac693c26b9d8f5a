"""The interpret step's results as they are stored: what samples have in common once, the rest by number.

A background variant says the same of everyone who carries it. Written out for each sample, a whole genome's
results are two megabytes; in this form a sample adds its calls and two numbers a finding. Read back, samples
share the very objects, so that what is worked out of one serves them all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from hyperigm.core.acmg.trace import AcmgClass, Assessment
from hyperigm.core.annotation import Annotation, Haplotype
from hyperigm.core.coverage import ExonStatus
from hyperigm.core.finding import Finding, SampleResult, Tier
from hyperigm.core.limits import Limits
from hyperigm.core.packed import CallRow, Numbered, call_of, call_row
from hyperigm.core.panel import CaveatRegion, Entity, Gene
from hyperigm.core.phenotype import PhenotypeFit
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record
from hyperigm.core.verdict import Verdict


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
class PackedResult:
    """A sample without what is in the tables. findings: places of call and shared row, in turn."""

    result: SampleResult
    findings: tuple[int, ...]
    exons: tuple[int, ...]
    limits: int
    haplotypes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PackedResults:
    """The results of a batch, its tables first."""

    alleles: tuple[Allele, ...]
    genotypes: tuple[Genotype, ...]
    records: tuple[Record, ...]
    calls: tuple[CallRow, ...]
    genes: tuple[Gene, ...]
    entities: tuple[Entity, ...]
    annotations: tuple[Annotation, ...]
    verdicts: tuple[Verdict, ...]
    assessments: tuple[Assessment, ...]
    fits: tuple[PhenotypeFit, ...]
    caveats: tuple[tuple[CaveatRegion, ...], ...]
    shared: tuple[SharedRow, ...]
    exons: tuple[ExonStatus, ...]
    limits: tuple[Limits, ...]
    haplotypes: tuple[Haplotype, ...]
    samples: tuple[PackedResult, ...]


class _Packer:
    """The tables while they grow."""

    def __init__(self) -> None:
        self.alleles, self.genotypes, self.records = (
            Numbered[Allele](),
            Numbered[Genotype](),
            Numbered[Record](),
        )
        self.calls = Numbered[CallRow]()
        self.genes, self.entities = Numbered[Gene](), Numbered[Entity]()
        self.annotations, self.verdicts = Numbered[Annotation](), Numbered[Verdict]()
        self.assessments, self.fits = Numbered[Assessment](), Numbered[PhenotypeFit]()
        self.caveats = Numbered[tuple[CaveatRegion, ...]]()
        self.shared = Numbered[SharedRow]()
        self.exons, self.limits = Numbered[ExonStatus](), Numbered[Limits]()
        self.haplotypes = Numbered[Haplotype]()

    def sample(self, result: SampleResult) -> PackedResult:
        """One sample, its common parts put into the tables."""
        return PackedResult(
            result=replace(
                result,
                findings=(),
                exons=(),
                limits=Limits(residual=result.limits.residual),
                haplotypes=(),
            ),
            findings=tuple(number for finding in result.findings for number in self._finding(finding)),
            exons=tuple([self.exons.number(exon) for exon in result.exons]),
            limits=self.limits.number(replace(result.limits, residual=None)),
            haplotypes=tuple([self.haplotypes.number(item) for item in result.haplotypes]),
        )

    def _finding(self, finding: Finding) -> tuple[int, int]:
        call = call_row(finding.call, self.alleles, self.genotypes, self.records)
        row = SharedRow(
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
        return self.calls.number(call), self.shared.number(row)


def pack_results(results: Iterable[SampleResult]) -> PackedResults:
    """The stored form; `unpack_results` gives the same values again."""
    tables = _Packer()
    samples = tuple([tables.sample(result) for result in results])
    return PackedResults(
        alleles=tuple(tables.alleles.items),
        genotypes=tuple(tables.genotypes.items),
        records=tuple(tables.records.items),
        calls=tuple(tables.calls.items),
        genes=tuple(tables.genes.items),
        entities=tuple(tables.entities.items),
        annotations=tuple(tables.annotations.items),
        verdicts=tuple(tables.verdicts.items),
        assessments=tuple(tables.assessments.items),
        fits=tuple(tables.fits.items),
        caveats=tuple(tables.caveats.items),
        shared=tuple(tables.shared.items),
        exons=tuple(tables.exons.items),
        limits=tuple(tables.limits.items),
        haplotypes=tuple(tables.haplotypes.items),
        samples=samples,
    )


def unpack_results(packed: PackedResults) -> tuple[SampleResult, ...]:
    """The values again; samples share what they have in common. Raises IndexError where a number is none."""
    calls = [call_of(row, packed.alleles, packed.genotypes, packed.records) for row in packed.calls]
    return tuple([_sample(sample, calls, packed) for sample in packed.samples])


def _sample(sample: PackedResult, calls: Sequence[Call], packed: PackedResults) -> SampleResult:
    pairs = zip(sample.findings[::2], sample.findings[1::2], strict=True)
    return replace(
        sample.result,
        findings=tuple(
            [_finding(sample.result.sample, calls[call], packed.shared[row], packed) for call, row in pairs]
        ),
        exons=tuple([packed.exons[number] for number in sample.exons]),
        limits=replace(packed.limits[sample.limits], residual=sample.result.limits.residual),
        haplotypes=tuple([packed.haplotypes[number] for number in sample.haplotypes]),
    )


def _finding(sample: str, call: Call, row: SharedRow, packed: PackedResults) -> Finding:
    return Finding(
        sample,
        row.build,
        row.contig,
        packed.genes[row.gene],
        packed.entities[row.entity],
        call,
        packed.annotations[row.annotation],
        packed.verdicts[row.verdict],
        row.tier,
        row.explanation,
        row.acmg_class,
        row.acmg_criteria,
        None if row.acmg < 0 else packed.assessments[row.acmg],
        None if row.fit < 0 else packed.fits[row.fit],
        row.clinvar_disagrees,
        packed.caveats[row.caveats],
    )
