"""What the screen step hands on: each sample's calls, and what the file could and could not show."""

from dataclasses import dataclass, field

from hyperigm.core.callability import Callability
from hyperigm.core.family import SexEvidence
from hyperigm.core.variant import Build, Call
from hyperigm.core.warning import SampleWarning


@dataclass(frozen=True, slots=True)
class SampleScreen:
    """One sample as its VCF has it.

    calls: every genotype at an ALT of the regions that carries the ALT or was not called, in genome order.
    reference_calls: allele keys at which the file says that this sample has no copy (its record was called
    and the ALT was not in it); only for alleles that a relative carries. build_evidence: a sentence.
    sources: what says which bases were read, the VCF first.
    contigs: the input's names of the panel's chromosomes ("chrX" -> "X").
    parents_proven: father and mother of the sheet are the parents by the genotypes of one file.
    structural, breakends: the header of its `sv_vcf` declares deletions and duplications, translocations.
    error, mend: why the sample failed, and how to mend it.
    """

    sample: str
    build: Build | None
    build_evidence: str
    calls: tuple[Call, ...] = ()
    reference_calls: tuple[Call, ...] = ()
    sex: SexEvidence = field(default_factory=SexEvidence)
    contigs: dict[str, str] = field(default_factory=dict)
    sources: tuple[Callability, ...] = ()
    records_read: int = 0
    warnings: tuple[SampleWarning, ...] = ()
    parents_proven: bool = False
    structural: bool = False
    breakends: bool = False
    error: str | None = None
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """The screen step's file for one batch."""

    batch: str
    samples: tuple[SampleScreen, ...]
