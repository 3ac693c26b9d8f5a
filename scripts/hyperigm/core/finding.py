"""A finding: one variant and one disease entity in one sample, with everything the report says of it."""

from dataclasses import dataclass, field
from enum import StrEnum

from hyperigm.core.acmg.trace import AcmgClass as AcmgClass
from hyperigm.core.annotation import Annotation, Haplotype
from hyperigm.core.coverage import ExonStatus
from hyperigm.core.limits import Limits
from hyperigm.core.panel import CaveatRegion, Entity, Gene
from hyperigm.core.variant import Build, Call
from hyperigm.core.verdict import Verdict


class Tier(StrEnum):
    """How much a finding says about this patient, most important first."""

    DIAGNOSTIC = "diagnostic"
    CANDIDATE = "candidate"
    CARRIER = "carrier"
    UNCERTAIN = "uncertain"
    BACKGROUND = "background"
    SECONDARY = "secondary"


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
    """One row of S.findings.tsv. explanation: one plain sentence, why this tier."""

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
    caveats: tuple[CaveatRegion, ...] = ()

    @property
    def flags(self) -> tuple[str, ...]:
        """Flags of the call, the allele and the genotype, each once, in that order."""
        return tuple(dict.fromkeys((*self.call.flags, *self.annotation.flags, *self.verdict.flags)))


@dataclass(frozen=True, slots=True)
class SampleResult:
    """Everything the report step needs of one sample. error: set where the sample failed, and why.

    exons: the coding exons and whether they were assessed; limits: what else the data can't show;
    clinvar: dates of the releases consulted.
    haplotypes: variants that one chromosome copy carries, or may carry, together.
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
    warnings: tuple[str, ...] = ()
    error: str | None = None
    mend: str | None = None
    exons: tuple[ExonStatus, ...] = ()
    limits: Limits = field(default_factory=Limits)
    clinvar: tuple[str, ...] = ()
    haplotypes: tuple[Haplotype, ...] = ()
