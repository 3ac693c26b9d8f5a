"""Step 4: genotypes, annotations and family of a batch become findings and a conclusion per sample."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.acmg.family import segregation
from hyperigm.core.acmg.patient import Patient
from hyperigm.core.annotation import Annotated, Annotation, Haplotype, Sources
from hyperigm.core.blind_spots import blind_spots, conditions
from hyperigm.core.caveats import with_caveats
from hyperigm.core.codon import with_unread_codons
from hyperigm.core.conclusion import conclude
from hyperigm.core.coverage import ExonStatus, exon_statuses, site_statuses
from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.finding import NAMED, Conclusion, Finding, SampleResult
from hyperigm.core.inheritance.case import build_case, calls_by_allele
from hyperigm.core.inheritance.engine import verdicts
from hyperigm.core.inheritance.rules import Rulebook
from hyperigm.core.interpretation import Judged, Knowledge, findings_of, report_order, sex_warnings
from hyperigm.core.kinship import relatives
from hyperigm.core.limits import Limits
from hyperigm.core.panel import Panel
from hyperigm.core.phenotype import phenotype_fit
from hyperigm.core.plan import Plan, SampleEntry
from hyperigm.core.residual import residual
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.tier import Evidence, evidence_of
from hyperigm.core.variant import Build, Call
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.inheritance_rules import load_rulebook
from hyperigm.edges.limits import allele_counts, known_sites, load_blind_spots, small_shares
from hyperigm.edges.panel import load_panel
from hyperigm.edges.phenotypes import load_features
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_value, write_results
from hyperigm.edges.tiers import load_tiers, load_weighing
from hyperigm.errors import Problem, ResourceError


@dataclass(frozen=True, slots=True)
class _Batch:
    """What all samples of the batch share."""

    panel: Panel
    rules: Rulebook
    people: Mapping[str, Person]
    kin: Mapping[str, frozenset[str]]
    screens: Mapping[str, SampleScreen]
    knowledge: Mapping[Build, Knowledge]
    sources: Mapping[str, Sources]
    haplotypes: Mapping[str, tuple[Haplotype, ...]]
    settings: Settings


def interpret(plan: Path, batch: str, screen: Path, annotations: Path, settings: Settings, out: Path) -> None:
    """Writes one SampleResult per sample of the batch, in its order; a sample that failed stays failed.

    Raises ResourceError where the annotations are not of these calls.
    """
    entries = read_value(plan, Plan).batch(batch).samples
    shared = _batch(entries, read_value(screen, Screened), read_value(annotations, Annotated), settings)
    write_results(out, (_result(entry, shared) for entry in entries))


def _batch(
    entries: tuple[SampleEntry, ...], screened: Screened, annotated: Annotated, settings: Settings
) -> _Batch:
    tiers = load_tiers()
    knowledge = {
        build: Knowledge(
            annotated.alleles.get(build, {}),
            tiers,
            settings.thresholds.common_af,
            settings.secondary_findings,
            load_acmg_rules(),
            load_weighing(),
            clinvar_used=bool(annotated.sources.get(build, Sources()).clinvar),
        )
        for build in {sample.build for sample in screened.samples if sample.build}
    }
    return _Batch(
        panel=load_panel(),
        rules=load_rulebook(),
        people={entry.person.sample: entry.person for entry in entries},
        kin=relatives([entry.person for entry in entries]),
        screens={sample.sample: sample for sample in screened.samples},
        knowledge=knowledge,
        sources=annotated.sources,
        haplotypes=annotated.haplotypes,
        settings=settings,
    )


def _result(entry: SampleEntry, batch: _Batch) -> SampleResult:
    screen = batch.screens.get(entry.person.sample)
    if entry.error:
        return _failed(entry, screen, entry.error, entry.mend)
    if screen is None:
        return _failed(
            entry, screen, "the screen step has nothing of this sample", "run the screen step again"
        )
    if screen.error or screen.build is None:
        return _failed(entry, screen, screen.error or screen.build_evidence, screen.mend)
    return _good(entry, screen, screen.build, batch)


def _failed(entry: SampleEntry, screen: SampleScreen | None, what: str, mend: str | None) -> SampleResult:
    return SampleResult(
        sample=entry.person.sample,
        conclusion=Conclusion.FAILED,
        conclusion_sentence=f"This sample could not be processed: {what}",
        sex_declared=entry.person.sex,
        sex_inferred=screen.sex.inferred if screen else Sex.UNKNOWN,
        sex_reason=screen.sex.reason if screen else "",
        build=screen.build if screen else None,
        build_evidence=screen.build_evidence if screen else "",
        n_calls=0,
        findings=(),
        warnings=screen.warnings if screen else (),
        error=what,
        mend=mend,
    )


def _good(entry: SampleEntry, screen: SampleScreen, build: Build, batch: _Batch) -> SampleResult:
    person, transcripts = entry.person, load_reference(build).transcripts
    together, sources = batch.haplotypes.get(person.sample, ()), batch.sources.get(build, Sources())
    judged = _judged(person, screen, build, batch)
    findings = findings_of(person.sample, build, screen.contigs, judged, batch.knowledge[build], together)
    _check_complete(screen.calls, findings)
    findings = with_unread_codons(findings, transcripts, screen.calls, screen.sources)
    findings = with_caveats(sorted(findings, key=report_order), batch.panel, transcripts)
    exons = exon_statuses(batch.panel, transcripts, screen.calls, screen.sources)
    conclusion, sentence = conclude(findings, exons, person.affected is Affected.YES)
    return SampleResult(
        sample=person.sample,
        conclusion=conclusion,
        conclusion_sentence=sentence,
        sex_declared=person.sex,
        sex_inferred=screen.sex.inferred,
        sex_reason=screen.sex.reason,
        build=build,
        build_evidence=screen.build_evidence,
        n_calls=sum(call.genotype.copies > 0 for call in screen.calls),
        findings=findings,
        warnings=(*screen.warnings, *sex_warnings(person, screen.sex)),
        exons=exons,
        limits=_limits(screen, build, exons, batch.panel),
        clinvar=sources.clinvar,
        gnomad=sources.gnomad,
        insilico=sources.insilico,
        haplotypes=together,
        hpo=person.hpo,
        people=(person, *_family(person, batch)),
        genotypes=_genotypes(_family(person, batch), findings, build, batch),
    )


def _family(person: Person, batch: _Batch) -> tuple[Person, ...]:
    kin = batch.kin[person.sample]
    return tuple(other for name, other in batch.people.items() if name in kin)


def _genotypes(
    family: tuple[Person, ...], findings: tuple[Finding, ...], build: Build, batch: _Batch
) -> dict[str, dict[str, str]]:
    """Relative -> allele key -> GT, where a file of the same build says it of an allele that has a card."""
    keys = dict.fromkeys(finding.call.allele.key for finding in findings if finding.tier in NAMED)
    if not keys:
        return {}
    screens = (batch.screens[other.sample] for other in family if other.sample in batch.screens)
    called = {screen.sample: calls_by_allele(screen) for screen in screens if screen.build is build}
    return {
        name: {key: calls[key].genotype.text for key in keys if key in calls}
        for name, calls in called.items()
    }


def _limits(screen: SampleScreen, build: Build, exons: tuple[ExonStatus, ...], panel: Panel) -> Limits:
    """What a negative result of this sample can't exclude."""
    sites = site_statuses(known_sites(build), screen.calls, screen.sources)
    words = conditions(load_reference(build).transcripts, screen.sources, screen.structural, screen.breakends)
    return Limits(
        sites=sites,
        blind_spots=blind_spots(load_blind_spots(), words),
        residual=residual(panel, allele_counts(), small_shares(), exons, sites, screen.structural),
    )


def _judged(person: Person, screen: SampleScreen, build: Build, batch: _Batch) -> Iterator[Judged]:
    """Every call of the sample under every entity of its gene."""
    calls = {call.allele.key: call for call in sorted(screen.calls, key=lambda call: call.genotype.copies)}
    family = _family(person, batch)
    for gene in batch.panel.genes:
        case = build_case(
            gene,
            person,
            family,
            batch.screens,
            batch.knowledge[build].annotations,
            panel=batch.panel,
            rules=batch.rules,
            thresholds=batch.settings.thresholds,
            secondary=batch.settings.secondary_findings,
            background=lambda known: _background(known, batch.settings.thresholds.common_af),
        )
        entities = {entity.id: entity for entity in gene.entities}
        for verdict in verdicts(case):
            entity = entities[verdict.entity]
            patient = Patient(
                affected=person.affected is Affected.YES,
                fit=phenotype_fit(entity.id, person.hpo, load_features()),
                segregation=segregation(case, entity, verdict),
                parents_proven=screen.parents_proven,
            )
            yield Judged(gene, entity, calls[verdict.allele], verdict, patient)


def _background(annotation: Annotation, common_af: float) -> bool:
    """Nobody's second hit: benign, common, or neither in ClinVar nor of any predicted effect."""
    weak = (Evidence.BENIGN, Evidence.COMMON, Evidence.MODIFIER)
    return evidence_of(annotation, common_af) in weak


def _check_complete(calls: Iterable[Call], findings: Iterable[Finding]) -> None:
    """Nothing called is ever silently dropped: a call without a row is an error of the files."""
    rows = {finding.call.allele.key for finding in findings}
    lost = sorted({call.allele.key for call in calls} - rows)
    if lost:
        raise ResourceError(
            Problem("annotations", f"no annotation for {', '.join(lost)}", "run the annotate step again")
        )
