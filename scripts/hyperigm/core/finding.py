"""A finding: one variant and one disease entity in one sample, with everything the report says of it."""

from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter

from hyperigm.core.acmg.trace import AcmgClass as AcmgClass
from hyperigm.core.acmg.trace import Assessment
from hyperigm.core.annotation import Annotation, Haplotype
from hyperigm.core.coverage import ExonStatus
from hyperigm.core.family import Person
from hyperigm.core.limits import Limits
from hyperigm.core.panel import CaveatRegion, Entity, Gene
from hyperigm.core.phenotype import PhenotypeFit
from hyperigm.core.variant import Build, Call
from hyperigm.core.verdict import Verdict
from hyperigm.core.warning import SampleWarning


class Tier(StrEnum):
    """How much a finding says about this patient, most important first."""

    DIAGNOSTIC = "diagnostic"
    CANDIDATE = "candidate"
    CARRIER = "carrier"
    UNCERTAIN = "uncertain"
    BACKGROUND = "background"
    SECONDARY = "secondary"


NAMED = (Tier.DIAGNOSTIC, Tier.CANDIDATE, Tier.CARRIER, Tier.SECONDARY)
"""Tiers that a reader must see first: what may explain the disease, and what the person passes on."""


class Conclusion(StrEnum):
    """What the whole sample comes to."""

    DIAGNOSTIC = "diagnostic"
    CANDIDATE = "candidate"
    CARRIER = "carrier"
    NONE_FOUND = "none_found"
    NOT_ASSESSABLE = "not_assessable"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of S.findings.tsv. explanation: one plain sentence, why this tier.

    acmg: the computed class with its trace, None where there is none (a variant of a proven haplotype is read
    with the others). fit: how the person's HPO terms fit the disease. clinvar_disagrees: ClinVar, with two
    stars or more, has another class; or it says (likely) pathogenic, and (likely) benign is computed.
    """

    sample: str
    build: Build
    contig: str
    gene: Gene
    entity: Entity
    call: Call
    annotation: Annotation
    verdict: Verdict
    tier: Tier
    explanation: str
    acmg_class: AcmgClass | None = None
    acmg_criteria: tuple[str, ...] = ()
    acmg: Assessment | None = None
    fit: PhenotypeFit | None = None
    clinvar_disagrees: bool = False
    caveats: tuple[CaveatRegion, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """Flags of the call, the allele, the genotype and the class, each once, in that order."""
        known = (*self.call.flags, *self.annotation.flags, *self.verdict.flags)
        return tuple(dict.fromkeys((*known, *(("clinvar_disagrees",) if self.clinvar_disagrees else ()))))


Before = tuple[Build, str, Gene, Entity]
"""The fields of a Finding between its sample and its call."""
Behind = tuple[
    Annotation, Verdict, Tier, str, AcmgClass | None, tuple[str, ...], Assessment | None, PhenotypeFit | None,
    bool, tuple[CaveatRegion, ...],
]  # fmt: skip
"""The fields behind its call."""


def shared_parts(f: Finding) -> tuple[Before, Behind]:
    """All but sample and call, of which `finding_of` makes the same finding in a sample."""
    behind = (
        f.annotation, f.verdict, f.tier, f.explanation, f.acmg_class, f.acmg_criteria, f.acmg, f.fit,
        f.clinvar_disagrees, f.caveats,
    )  # fmt: skip
    return (f.build, f.contig, f.gene, f.entity), behind


def finding_of(sample: str, before: Before, call: Call, behind: Behind) -> Finding:
    """The finding of a sample's call."""
    build, contig, gene, entity = before
    annotation, verdict, tier, text, acmg_class, criteria, acmg, fit, disagrees, caveats = behind
    return Finding(
        sample, build, contig, gene, entity, call, annotation, verdict, tier, text, acmg_class, criteria,
        acmg, fit, disagrees, caveats,
    )  # fmt: skip


_OBJECTS = (
    "build", "gene", "entity", "annotation", "verdict", "tier", "acmg_class", "acmg", "fit", "caveats",
)  # fmt: skip
_VALUES = ("contig", "explanation", "acmg_criteria", "clinvar_disagrees")
SHARED = (*_OBJECTS, *_VALUES)
"""The names of the fields in `shared_parts`."""
_objects, _values = attrgetter(*_OBJECTS), attrgetter(*_VALUES)


def likeness(finding: Finding) -> tuple[object, ...]:
    """Equal for findings that differ in sample and call alone, of which all else is the same objects; it
    holds while the objects live. It need not be equal for findings that are equal otherwise."""
    return (*map(id, _objects(finding)), *_values(finding))


@dataclass(frozen=True, slots=True)
class SampleResult:
    """Everything the report step needs of one sample. error: set where the sample failed, and why.

    exons: the coding exons and whether they were assessed; limits: what else the data can't show;
    clinvar: dates of the releases consulted; gnomad, insilico: names of the files read for
    frequencies and scores.
    haplotypes: variants that one chromosome copy carries, or may carry, together.
    hpo: the person's HPO terms, as the sheet has them.
    people: the sample itself, then its relatives as the sheet has them. genotypes: relative -> allele key ->
    GT of its file, for the alleles that the page names; an allele that is absent is unknown, not reference.
    """

    sample: str
    conclusion: Conclusion
    conclusion_sentence: str
    sex_declared: str
    sex_inferred: str
    sex_reason: str
    build: Build | None
    build_evidence: str
    n_calls: int
    findings: tuple[Finding, ...]
    warnings: tuple[SampleWarning, ...] = ()
    error: str | None = None
    mend: str | None = None
    exons: tuple[ExonStatus, ...] = ()
    limits: Limits = field(default_factory=Limits)
    clinvar: tuple[str, ...] = ()
    gnomad: tuple[str, ...] = ()
    insilico: tuple[str, ...] = ()
    haplotypes: tuple[Haplotype, ...] = ()
    hpo: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    genotypes: dict[str, dict[str, str]] = field(default_factory=dict)
