"""What the cohort page shows of a run: a line per sample, and what only all of them together say. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hyperigm.core.columns import SummaryRow
from hyperigm.core.coverage import Assessed, not_assessed
from hyperigm.core.duplicates import Calls, Twins, calls_of, twins
from hyperigm.core.evidence_used import EvidenceUsed, evidence_of
from hyperigm.core.family import Person, Sex
from hyperigm.core.finding import Conclusion, Finding, SampleResult, Tier
from hyperigm.core.kinds import Kind, SampleKinds
from hyperigm.core.recurrence import Recurrence, Recurrent
from hyperigm.core.relatives import relatives
from hyperigm.core.warning import SampleWarning, WarningKind

Hits = tuple[tuple[str, Tier, int], ...]
"""Gene, tier, and how many distinct variants the sample has of them."""


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One sample. hits: its variants above background. exons_not_assessed: None where not known.

    names: of each of these variants, by what a reader looks for it, with the best tier it has in the sample.
    """

    sample: str
    conclusion: Conclusion
    sex_declared: str
    sex_inferred: str
    build: str | None
    n_calls: int
    top_finding: str | None
    exons_not_assessed: int | None
    hits: Hits
    warnings: tuple[SampleWarning, ...]
    error: str | None
    mend: str | None
    names: tuple[tuple[str, Tier], ...] = ()

    @property
    def failed(self) -> bool:
        return self.conclusion is Conclusion.FAILED

    @property
    def sex_clash(self) -> bool:
        """Whether the sheet and the calls say different sexes."""
        known = Sex.UNKNOWN not in (self.sex_declared, self.sex_inferred)
        return known and self.sex_declared != self.sex_inferred

    def count(self, tier: Tier) -> int:
        """Distinct variants of that tier."""
        return sum(number for _, of, number in self.hits if of is tier)

    def warnings_of(self, kind: WarningKind) -> tuple[str, ...]:
        """Those warnings that are about it."""
        return tuple(warning for warning in self.warnings if warning.kind is kind)


def sample_line(result: SampleResult) -> SampleLine:
    """The line of a sample."""
    exons = not_assessed(result.exons)
    return SampleLine(
        sample=result.sample,
        conclusion=result.conclusion,
        sex_declared=result.sex_declared,
        sex_inferred=result.sex_inferred,
        build=result.build,
        n_calls=result.n_calls,
        top_finding=SummaryRow(result, exons).top_finding,
        exons_not_assessed=exons,
        hits=hits(result.findings),
        warnings=result.warnings,
        error=result.error,
        mend=result.mend,
        names=names(result.findings),
    )


def names(findings: Iterable[Finding]) -> tuple[tuple[str, Tier], ...]:
    """The variants above background, each once: "AICDA NM_020661.4:c.70C>T NP_065712.1:p.(Arg24Trp)
    chr12:8605308 chr12-8605308-G-A", and its tier. findings: most important first."""
    found: dict[str, Tier] = {}
    for finding in findings:
        if finding.tier is not Tier.BACKGROUND:
            allele, effect = finding.call.allele, finding.annotation.effect
            named = (effect.hgvs_c or finding.annotation.hgvs_g, effect.hgvs_p)
            place = (f"{allele.chrom}:{allele.pos}", allele.key)
            found.setdefault(" ".join(filter(None, (finding.gene.symbol, *named, *place))), finding.tier)
    return tuple(found.items())


def hits(findings: Iterable[Finding]) -> Hits:
    """The variants above background by gene and tier, in the order of the findings."""
    alleles: dict[tuple[str, Tier], set[str]] = defaultdict(set)
    for finding in findings:
        if finding.tier is not Tier.BACKGROUND:
            alleles[finding.gene.symbol, finding.tier].add(finding.call.allele.key)
    return tuple((gene, tier, len(keys)) for (gene, tier), keys in alleles.items())


def variants_of(told: SampleKinds[Kind]) -> Counter[Tier]:
    """How many variants of each tier, each counted once in each gene it reaches, under its best tier, the
    first one."""
    best: dict[str, Tier] = {}
    for kind, _ in told.rows:
        best.setdefault(kind.variant, kind.finding.tier)
    return Counter(best.values())


ExonCounts = Mapping[str, Mapping[int, Mapping[Assessed, int]]]
"""Gene -> exon -> status -> how many samples."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The run. lines: in the order of the sheet; exons: in panel and transcript order; evidence: by build;
    variants: of each sample that has findings, how many of each tier."""

    lines: tuple[SampleLine, ...]
    recurrent: tuple[Recurrent, ...]
    twins: tuple[Twins, ...]
    exons: ExonCounts
    evidence: tuple[EvidenceUsed, ...] = ()
    variants: Mapping[str, Mapping[Tier, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Collector:
    """Takes the samples in any order, and keeps of each what the page needs. families: sample -> the name of
    its group of relatives."""

    families: dict[str, str] = field(default_factory=dict)
    lines: dict[str, SampleLine] = field(default_factory=dict)
    calls: dict[str, Calls] = field(default_factory=dict)
    recurrence: Recurrence = field(default_factory=Recurrence)
    exons: dict[str, dict[int, Counter[Assessed]]] = field(default_factory=dict)
    evidence: set[EvidenceUsed] = field(default_factory=set)
    variants: dict[str, Counter[Tier]] = field(default_factory=dict)

    def add_people(self, people: Iterable[Person]) -> None:
        """The people of one batch: no family reaches over two."""
        for name, kin in relatives(tuple(people)).items():
            self.families[name] = min((name, *kin))

    def add(self, told: SampleKinds[Kind]) -> None:
        """One sample."""
        result = told.result
        self.lines[result.sample] = sample_line(result)
        self.evidence.update(evidence_of(result))
        if result.error is not None:
            return
        self.calls[result.sample] = calls_of(told)
        if told.rows:
            self.variants[result.sample] = variants_of(told)
        self.recurrence.add(result.findings)
        for exon in result.exons:
            self.exons.setdefault(exon.gene, {}).setdefault(exon.exon, Counter())[exon.status] += 1

    def cohort(self, order: Mapping[str, int]) -> Cohort:
        """The run, its samples by their line of the sheet."""
        names = sorted(self.lines, key=lambda name: order[name])
        read = [name for name in names if name in self.calls]
        same = twins([self.calls[name] for name in read], self.families)
        people = {name: self.families[group.samples[0]] for group in same for name in group.samples}
        return Cohort(
            lines=tuple(self.lines[name] for name in names),
            recurrent=self.recurrence.table(
                {**self.families, **people}, {name: order[name] for name in read}
            ),
            twins=same,
            exons=self.exons,
            evidence=tuple(sorted(self.evidence)),
            variants={name: self.variants[name] for name in names if name in self.variants},
        )
