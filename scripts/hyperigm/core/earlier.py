"""A finished run as a later one sees it: the part of each S.report.json that a comparison needs. Pure.

Every field but the names has a default, and unknown fields are left out, so that reports of older and newer
versions can be read side by side.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Key = tuple[str, str, str, str]
"""Sample, build, allele (CHROM-POS-REF-ALT) and disease entity: what makes a finding the same one."""


@dataclass(frozen=True, slots=True)
class ClinVarThen:
    """The ClinVar record that the run saw."""

    significance: str = ""
    stars: int | None = None
    release: str = ""


@dataclass(frozen=True, slots=True)
class FrequencyThen:
    """The population frequency that the run used; None is unknown."""

    af: float | None = None
    hemizygotes: int | None = None


@dataclass(frozen=True, slots=True)
class EffectThen:
    """What the allele does on MANE Select."""

    hgvs_c: str | None = None
    hgvs_p: str | None = None
    consequence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotationThen:
    """What was known of the allele."""

    key: str
    hgvs_g: str | None = None
    effect: EffectThen = field(default_factory=EffectThen)
    clinvar: ClinVarThen | None = None
    frequency: FrequencyThen | None = None
    splicing: str = ""


@dataclass(frozen=True, slots=True)
class GenotypeThen:
    """The GT field."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class AlleleThen:
    """pos: 1-based."""

    chrom: str
    pos: int
    ref: str
    alt: str


@dataclass(frozen=True, slots=True)
class CallThen:
    """The call of the sample."""

    allele: AlleleThen
    genotype: GenotypeThen = field(default_factory=GenotypeThen)
    depth: int | None = None
    allele_fraction: float | None = None
    quality: float | None = None
    phase_set: str | None = None


@dataclass(frozen=True, slots=True)
class VerdictThen:
    """How the genotype fits the entity. rule: what decided it, "" of a report that does not say."""

    zygosity: str = ""
    match: str = ""
    mechanism: str = ""
    phase: str = ""
    origin: str = ""
    partners: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class GeneThen:
    symbol: str


@dataclass(frozen=True, slots=True)
class EntityThen:
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class FindingThen:
    """One finding."""

    sample: str
    build: str
    gene: GeneThen
    entity: EntityThen
    call: CallThen
    annotation: AnnotationThen
    verdict: VerdictThen
    tier: str
    acmg_class: str | None = None
    acmg_criteria: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.sample, self.build, self.annotation.key, self.entity.id


@dataclass(frozen=True, slots=True)
class ExonThen:
    """Whether a coding exon was assessed."""

    gene: str
    exon: int
    status: str


@dataclass(frozen=True, slots=True)
class ResultThen:
    """One sample. clinvar: releases consulted."""

    sample: str
    conclusion: str
    findings: tuple[FindingThen, ...] = ()
    clinvar: tuple[str, ...] = ()
    exons: tuple[ExonThen, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportThen:
    """One S.report.json. hyperigm: version of the software; knowledge: table -> start of its SHA-256."""

    hyperigm: str
    result: ResultThen
    knowledge: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run. failed: sample -> why; settings: key -> value; first_seen: finding -> date."""

    reports: Mapping[str, ReportThen]
    failed: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    first_seen: Mapping[Key, str] = field(default_factory=dict)

    @property
    def findings(self) -> dict[Key, FindingThen]:
        """Every finding of every sample."""
        return {one.key: one for report in self.reports.values() for one in report.result.findings}
