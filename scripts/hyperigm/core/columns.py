"""The columns of every table, declared once: name, type, meaning, allowed words, and how a row gives it.

The TSV, JSON, workbook, HTML and data dictionary all come from here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from hyperigm.core.coverage import Assessed, ExonStatus, SiteStatus
from hyperigm.core.family import Sex
from hyperigm.core.finding import AcmgClass, Conclusion, Finding, SampleResult, Tier
from hyperigm.core.panel import Inheritance
from hyperigm.core.variant import Build
from hyperigm.core.verdict import Match, Mechanism, Origin, Phase, Zygosity

MISSING = "."
Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column(Generic[Row_contra]):
    """One column. type: `string`, `integer`, `number`; words: the only values allowed, where closed.

    What each word means: resources/panel/words.tsv. least, most: the range of a number, where it has one.
    """

    name: str
    type: str
    meaning: str
    value: Callable[[Row_contra], Cell]
    words: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


def join(parts: Iterable[str], separator: str = ";") -> str | None:
    """The parts as one cell, or None where there are none."""
    return separator.join(parts) or None


class Reads(Protocol):
    """Of a call, what the reads say."""

    @property
    def depth(self) -> int | None: ...

    @property
    def allele_fraction(self) -> float | None: ...


class Own(Protocol):
    """What each of the findings that are alike (core/alike.py) has of its own."""

    @property
    def sample(self) -> str: ...

    @property
    def call(self) -> Reads: ...


OWN_COLUMNS: tuple[Column[Own], ...] = (
    Column("sample", "string", "Sample name of the sheet", lambda f: f.sample),
    Column("depth", "integer", "Reads at the site", lambda f: f.call.depth, least=0),
    Column(
        "allele_fraction",
        "number",
        "Share of reads with this ALT, 0-1",
        lambda f: f.call.allele_fraction,
        least=0,
        most=1,
    ),
)
"""The columns of findings that are alike in which they differ."""
_SAMPLE, _DEPTH, _FRACTION = OWN_COLUMNS
FINDING_COLUMNS: tuple[Column[Finding], ...] = (
    _SAMPLE,
    Column("tier", "string", "How much the finding says about this patient", lambda f: f.tier, tuple(Tier)),
    Column("gene", "string", "HGNC symbol", lambda f: f.gene.symbol),
    Column(
        "inheritance",
        "string",
        "Mode of inheritance of the disease entity",
        lambda f: f.entity.inheritance,
        tuple(Inheritance),
    ),
    Column("disease", "string", "Disease entity", lambda f: f.entity.name),
    Column("mim", "string", "OMIM phenotype number", lambda f: f.entity.mim or None),
    Column("hgvs_c", "string", "HGVS coding DNA name on MANE Select", lambda f: f.annotation.effect.hgvs_c),
    Column("hgvs_p", "string", "HGVS predicted protein name", lambda f: f.annotation.effect.hgvs_p),
    Column("hgvs_g", "string", "HGVS genomic name", lambda f: f.annotation.hgvs_g),
    Column(
        "consequence",
        "string",
        "Sequence Ontology terms, most severe first, joined by &",
        lambda f: join(f.annotation.effect.consequence, "&"),
    ),
    Column("genotype", "string", "GT as called in the record", lambda f: f.call.genotype.text),
    Column(
        "zygosity",
        "string",
        "Copies carried, given sex and chromosome",
        lambda f: f.verdict.zygosity,
        tuple(Zygosity),
    ),
    Column(
        "inheritance_match",
        "string",
        "Whether the genotype fits how the entity is inherited",
        lambda f: f.verdict.match,
        tuple(Match),
    ),
    Column(
        "mechanism",
        "string",
        "The mechanism under which it fits",
        lambda f: f.verdict.mechanism,
        tuple(Mechanism),
    ),
    Column(
        "partner",
        "string",
        "The other hit(s) as CHROM-POS-REF-ALT, joined by ;. A structural one also has its last base, as in "
        "chrX-100-N-<DEL>-900: two may begin at one base",
        lambda f: join(f.verdict.partners),
    ),
    Column("phase", "string", "Phase of the pair", lambda f: f.verdict.phase, tuple(Phase)),
    Column("origin", "string", "The parent the allele came from", lambda f: f.verdict.origin, tuple(Origin)),
    Column("acmg_class", "string", "Computed ACMG/AMP class", lambda f: f.acmg_class, tuple(AcmgClass)),
    Column("acmg_criteria", "string", "ACMG/AMP criteria met, joined by ;", lambda f: join(f.acmg_criteria)),
    Column(
        "clinvar",
        "string",
        "ClinVar's own words",
        lambda f: f.annotation.clinvar.significance if f.annotation.clinvar else None,
    ),
    Column(
        "clinvar_stars",
        "integer",
        "ClinVar review stars, 0-4",
        lambda f: f.annotation.clinvar.stars if f.annotation.clinvar else None,
        least=0,
        most=4,
    ),
    Column(
        "clinvar_id",
        "string",
        "ClinVar VariationID",
        lambda f: f.annotation.clinvar.variation_id or None if f.annotation.clinvar else None,
    ),
    Column(
        "af",
        "number",
        "Highest population allele frequency used; missing is unknown, not rare",
        lambda f: f.annotation.frequency.af if f.annotation.frequency else None,
        least=0,
        most=1,
    ),
    Column(
        "hemizygotes",
        "integer",
        "gnomAD XY allele count on X outside the PAR",
        lambda f: f.annotation.frequency.hemizygotes if f.annotation.frequency else None,
        least=0,
    ),
    _DEPTH,
    _FRACTION,
    Column(
        "filter",
        "string",
        "FILTER of the record (and FT of the sample), joined by ;",
        lambda f: join(f.call.record.filters),
    ),
    Column("flags", "string", "Words of the data dictionary, joined by ;", lambda f: join(f.flags)),
    Column("chrom", "string", "Contig in the input's own naming", lambda f: f.contig),
    Column("pos", "integer", "1-based position, left-aligned and parsimonious", lambda f: f.call.allele.pos),
    Column("ref", "string", "Reference allele, normalised", lambda f: f.call.allele.ref),
    Column("alt", "string", "Alternate allele, normalised", lambda f: f.call.allele.alt),
    Column("build", "string", "Reference assembly", lambda f: f.build, tuple(Build)),
    Column("vrs_id", "string", "GA4GH VRS 2 allele id", lambda f: f.annotation.vrs_id),
    Column("explanation", "string", "One plain sentence: why this tier", lambda f: f.explanation),
)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One sample in cohort/summary.tsv."""

    result: SampleResult
    exons_not_assessed: int | None

    def tier_count(self, tier: Tier) -> int:
        """How many distinct variants of the sample have a finding of that tier."""
        return len({f.call.allele.key for f in self.result.findings if f.tier is tier})

    @property
    def top_finding(self) -> str | None:
        """Gene and name of the first diagnostic, candidate or carrier finding."""
        for finding in self.result.findings:
            if finding.tier in (Tier.DIAGNOSTIC, Tier.CANDIDATE, Tier.CARRIER):
                return f"{finding.gene.symbol} {finding.annotation.name}"
        return None


SUMMARY_COLUMNS: tuple[Column[SummaryRow], ...] = (
    Column("sample", "string", "Sample name of the sheet", lambda r: r.result.sample),
    Column(
        "status",
        "string",
        "Whether the sample could be processed",
        lambda r: "failed" if r.result.error else "ok",
        ("ok", "failed"),
    ),
    Column(
        "conclusion", "string", "What the sample comes to", lambda r: r.result.conclusion, tuple(Conclusion)
    ),
    Column("sex_declared", "string", "Sex of the sheet or PED", lambda r: r.result.sex_declared, tuple(Sex)),
    Column(
        "sex_inferred",
        "string",
        "Sex the calls on X and Y speak for",
        lambda r: r.result.sex_inferred,
        tuple(Sex),
    ),
    Column("build", "string", "Reference assembly", lambda r: r.result.build, tuple(Build)),
    Column("n_calls", "integer", "Variants the sample carries in the genes", lambda r: r.result.n_calls),
    Column("n_diagnostic", "integer", "Variants of tier diagnostic", lambda r: r.tier_count(Tier.DIAGNOSTIC)),
    Column("n_candidate", "integer", "Variants of tier candidate", lambda r: r.tier_count(Tier.CANDIDATE)),
    Column("n_carrier", "integer", "Variants of tier carrier", lambda r: r.tier_count(Tier.CARRIER)),
    Column("top_finding", "string", "Gene and name of the first finding", lambda r: r.top_finding),
    Column(
        "exons_not_assessed",
        "integer",
        "Coding exons not shown to be assessed; missing is unknown",
        lambda r: r.exons_not_assessed,
    ),
    Column("warnings", "string", "Warnings, joined by ;", lambda r: join(r.result.warnings, "; ")),
    Column("error", "string", "Why the sample failed", lambda r: r.result.error),
)


COVERAGE_COLUMNS: tuple[Column[ExonStatus | SiteStatus], ...] = (
    Column("gene", "string", "HGNC symbol", lambda e: e.gene),
    Column(
        "exon",
        "integer",
        "Number in MANE Select, transcript order; missing for a site elsewhere, or of an added transcript",
        lambda e: e.exon,
    ),
    Column(
        "region_start",
        "integer",
        "First base looked at, 1-based: 20 before the first coding base",
        lambda e: e.start,
    ),
    Column(
        "region_end",
        "integer",
        "Last base looked at, 1-based, inclusive: 20 after the last coding base",
        lambda e: e.end,
    ),
    Column("status", "string", "Whether the exon was assessed", lambda e: e.status, tuple(Assessed)),
    Column("reason", "string", "Why", lambda e: e.reason),
)
