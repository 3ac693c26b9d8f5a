"""Step 4: genotypes, annotations and family of a batch become findings and a conclusion per sample."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from hyperigm.core.acmg.family import segregation
from hyperigm.core.acmg.patient import Patient
from hyperigm.core.added_genes import added_warnings
from hyperigm.core.added_transcripts import unseen
from hyperigm.core.annotation import Annotated, Annotation, Sources
from hyperigm.core.caveats import Span, spans, with_caveats
from hyperigm.core.codon import with_unread_codons
from hyperigm.core.conclusion import conclude
from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.finding import NAMED, Conclusion, Finding, SampleResult
from hyperigm.core.inheritance.case import Case, Hit, Like, Related, build_case, related
from hyperigm.core.inheritance.engine import verdicts
from hyperigm.core.inheritance.rules import Rulebook
from hyperigm.core.interpretation import (
    Judged,
    Knowledge,
    findings_of,
    on_every_copy,
    report_order,
)
from hyperigm.core.kept import Kept
from hyperigm.core.limits import Limits
from hyperigm.core.lone import Known, LoneCalls
from hyperigm.core.panel import Gene, Inheritance, Panel
from hyperigm.core.plan import Plan, SampleEntry
from hyperigm.core.relatives import Family, relatives
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Settings
from hyperigm.core.sex_doubt import sex_warnings
from hyperigm.core.tier import Evidence, evidence_of
from hyperigm.core.undone import with_undone
from hyperigm.core.variant import Build
from hyperigm.core.warning import SampleWarning
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.inheritance_rules import load_rulebook
from hyperigm.edges.panel import added_transcripts, load_panel
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import ScreenFile, read_value, write_results
from hyperigm.edges.tiers import load_tiers, load_weighing
from hyperigm.errors import Problem, ResourceError
from hyperigm.steps.seen import Seen

ALIKE = 8
"""Members of a family up to which alleles are sought at which all were called alike; of more, few are."""
FAMILY = 32
"""Samples whose calls are kept, for their relatives come soon after them."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """What all samples of the batch share. places: of the samples in it; screen: the file's word on a sample,
    if it has one; lone: what is said of people without relatives, by build; related: the family of these
    names; added: what is said of a user's genes."""

    panel: Panel
    rules: Rulebook
    people: Mapping[str, Person]
    places: Mapping[str, int]
    kin: Mapping[str, frozenset[str]]
    screen: Callable[[str], SampleScreen | None]
    knowledge: Mapping[Build, Knowledge]
    lone: Mapping[Build, LoneCalls]
    related: Callable[[frozenset[str], Build], Related]
    added: Mapping[Build, tuple[SampleWarning, ...]]
    annotated: Annotated
    settings: Settings
    seen: Seen
    caveats: Callable[[Build], tuple[Span, ...]]


def interpret(plan: Path, batch: str, screen: Path, annotations: Path, settings: Settings, out: Path) -> None:
    """Writes one SampleResult per sample of the batch, in its order; a sample that failed stays failed.

    One family's calls are held at a time. Raises ResourceError where the annotations are not of these calls.
    """
    entries = read_value(plan, Plan).batch(batch).samples
    shared = _batch(entries, ScreenFile(screen), read_value(annotations, Annotated), settings)
    write_results(out, (_result(entry, shared) for entry in entries))


def _batch(
    entries: tuple[SampleEntry, ...], screened: ScreenFile, annotated: Annotated, settings: Settings
) -> _Batch:
    panel, tiers, rules = load_panel(), load_tiers(), load_rulebook()
    screen = lru_cache(maxsize=FAMILY)(screened.sample)
    knowledge = {
        build: Knowledge(
            annotated.alleles.get(build, {}),
            tiers,
            settings.thresholds.common_af,
            settings.secondary_findings,
            load_acmg_rules(),
            load_weighing(),
            clinvar_used=bool(annotated.sources.get(build, Sources()).clinvar),
            without_clinvar=annotated.sources.get(build, Sources()).without_clinvar,
        )
        for build in Build
    }
    return _Batch(
        panel=panel,
        rules=rules,
        people={entry.person.sample: entry.person for entry in entries},
        places={entry.person.sample: place for place, entry in enumerate(entries)},
        kin=relatives([entry.person for entry in entries]),
        screen=screen,
        knowledge=knowledge,
        lone={
            build: LoneCalls(_known(panel, known, settings), rules, settings.thresholds)
            for build, known in knowledge.items()
        },
        related=lru_cache(maxsize=len(Build))(partial(_related, entries, screen)),
        added={build: _added(panel, annotated.sources.get(build, Sources()), build) for build in Build},
        annotated=annotated,
        settings=settings,
        seen=Seen(panel),
        caveats=cache(lambda build: spans(panel, load_reference(build).transcripts)),
    )


def _known(panel: Panel, knowledge: Knowledge, settings: Settings) -> dict[str, tuple[Known, ...]]:
    """Each allele on each gene that it reaches."""
    on_x = {
        gene.symbol: any(one.inheritance is Inheritance.X_LINKED for one in gene.entities)
        for gene in panel.genes
    }
    common_af = settings.thresholds.common_af
    return {
        key: tuple(
            Known(gene, on_gene, _background(on_gene, common_af), on_x[gene.symbol])
            for gene in panel.genes
            if (on_gene := annotation.of(gene.symbol))
        )
        for key, annotation in knowledge.annotations.items()
    }


def _unseen(build: Build, limits: Limits) -> tuple[str, ...]:
    """What of the added transcripts was not shown to be read."""
    if not (added := added_transcripts()):
        return ()
    there, here = (load_reference(at).transcripts for at in (build.other, build))
    return unseen(limits.sites, there, here, added)


def _added(panel: Panel, sources: Sources, build: Build) -> tuple[SampleWarning, ...]:
    """What every sample of a build is told of the genes that a user's panel adds."""
    here, there = (load_reference(at).transcripts for at in (build, build.other))
    return added_warnings(panel, load_acmg_rules().entities.keys(), sources, build, here, there)


def _result(entry: SampleEntry, batch: _Batch) -> SampleResult:
    screen = batch.screen(entry.person.sample)
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
    person, sources = entry.person, batch.annotated.sources.get(build, Sources())
    findings = _findings(person, screen, build, batch)
    exons, limits = batch.seen.looked(build, screen)
    conclusion, sentence = conclude(findings, exons, person.affected is Affected.YES, _unseen(build, limits))
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
        warnings=(*screen.warnings, *sex_warnings(person, screen.sex), *batch.added[build]),
        exons=exons,
        limits=limits,
        clinvar=sources.clinvar,
        gnomad=sources.gnomad,
        insilico=sources.insilico,
        haplotypes=batch.annotated.haplotypes.get(person.sample, ()),
        hpo=person.hpo,
        people=(person, *_relatives(person, batch)),
        genotypes=_genotypes(person, findings, build, batch),
    )


def _related(
    entries: tuple[SampleEntry, ...],
    screen: Callable[[str], SampleScreen | None],
    names: frozenset[str],
    build: Build,
) -> Related:
    """The family of these names, in the order of the sheet; the last one of each build is kept."""
    family = Family(entry.person for entry in entries if entry.person.sample in names)
    found = (screen(person.sample) for person in family.people)
    return related(family, (one for one in found if one and one.build is build))


def _kin(person: Person, build: Build, batch: _Batch) -> Related:
    return batch.related(batch.kin[person.sample] | {person.sample}, build)


def _relatives(person: Person, batch: _Batch) -> tuple[Person, ...]:
    kin = sorted(batch.kin[person.sample], key=batch.places.__getitem__)
    return tuple(batch.people[name] for name in kin)


def _genotypes(
    person: Person, findings: tuple[Finding, ...], build: Build, batch: _Batch
) -> dict[str, dict[str, str]]:
    """Relative -> allele key -> GT, where a file of the same build says it of an allele that has a card."""
    keys = dict.fromkeys(finding.call.allele.key for finding in findings if finding.tier in NAMED)
    if not keys or not batch.kin[person.sample]:
        return {}
    kin = _kin(person, build, batch)
    called = {key: kin.calls.get(key, {}) for key in keys}
    return {
        name: {key: calls[name].genotype.text for key, calls in called.items() if name in calls}
        for name in kin.there
        if name != person.sample
    }


def _findings(person: Person, screen: SampleScreen, build: Build, batch: _Batch) -> tuple[Finding, ...]:
    """The findings of a sample in report order."""
    lone = batch.lone[build]
    keys = {call.allele.key for call in screen.calls}
    if lost := sorted(key for key in keys if not lone.known.get(key)):
        raise _lost(lost)
    together = batch.annotated.haplotypes.get(person.sample, ())
    everywhere = on_every_copy(screen.calls) if together else frozenset[str]()
    if batch.kin[person.sample] or len(keys) < len(screen.calls):
        found = _told(person, screen, build, batch, _judged(person, screen, build, batch), everywhere)
    else:
        apart = {key for one in together for key in ((one.lost,) if one.lost else one.members)}

        def work_out(
            gene: Gene,
            hits: tuple[Hit, ...],
            asked: tuple[Hit, ...],
            likes: Mapping[str, Like],
            said: Kept[Any],
        ) -> tuple[Finding, ...]:
            case = replace(_lone_case(gene, hits, person, screen, batch), likes=likes, said=said)
            return _told(person, screen, build, batch, _of_case(case, asked, screen, batch), everywhere)

        found = lone.findings(person, screen, apart, work_out)
    if lost := sorted(keys - {finding.annotation.key for finding in found}):
        raise _lost(lost)
    return _as_stated(found, batch.annotated.stated.get(build, {}))


def _as_stated(findings: tuple[Finding, ...], stated: Mapping[str, Annotation]) -> tuple[Finding, ...]:
    """The findings, structural alleles named as the sample's own records have them."""
    if not stated:
        return findings
    named = (stated.get(one.call.stated) for one in findings)
    return tuple(
        replace(one, annotation=own) if known and (own := known.of(one.gene.symbol)) else one
        for one, known in zip(findings, named, strict=True)
    )


def _told(
    person: Person,
    screen: SampleScreen,
    build: Build,
    batch: _Batch,
    judged: Iterable[Judged],
    everywhere: frozenset[str],
) -> tuple[Finding, ...]:
    """The findings of what was judged, with all that is said of them. everywhere: alleles on every copy."""
    together = batch.annotated.haplotypes.get(person.sample, ())
    transcripts = load_reference(build).transcripts
    findings = findings_of(
        person.sample,
        build,
        screen.contigs,
        judged,
        batch.knowledge[build],
        together,
        everywhere,
    )
    findings = with_undone(findings, together)
    findings = with_unread_codons(findings, transcripts, screen.calls, screen.sources)
    return with_caveats(sorted(findings, key=report_order), batch.caveats(build))


def _lost(keys: list[str]) -> ResourceError:
    """Nothing called is ever silently dropped: a call without a row is an error of the files."""
    what = f"no annotation for {', '.join(keys)}"
    return ResourceError(Problem("annotations", what, "run the annotate step again"))


def _judged(person: Person, screen: SampleScreen, build: Build, batch: _Batch) -> Iterator[Judged]:
    """Every call of the sample under every entity of its gene."""
    kin, likes, said = _kin(person, build, batch), batch.lone[build].likes(person, screen), Kept[Any]()
    thresholds = batch.settings.thresholds
    for gene in batch.panel.genes:
        case = build_case(
            gene,
            person,
            screen.calls,
            kin,
            batch.knowledge[build].annotations,
            panel=batch.panel,
            rules=batch.rules,
            thresholds=thresholds,
            secondary=batch.settings.secondary_findings,
            background=lambda known: _background(known, thresholds.common_af),
        )
        if len(kin.there) <= ALIKE and len({hit.key for hit in case.hits}) == len(case.hits):
            alike = {
                hit.key: Like(
                    hit.key, gene.symbol, (*likes[gene.symbol, hit.key], kin.mark(hit.key, thresholds))
                )
                for hit in case.hits
            }
            case = replace(case, likes=alike, said=said)
        yield from _of_case(case, case.hits, screen, batch)


def _lone_case(
    gene: Gene, hits: tuple[Hit, ...], person: Person, screen: SampleScreen, batch: _Batch
) -> Case:
    """The case of a person without relatives."""
    return Case(
        gene,
        person,
        hits,
        batch.rules,
        batch.panel.allele_classes,
        evidence={person.sample: screen.sex},
        thresholds=batch.settings.thresholds,
        secondary=batch.settings.secondary_findings,
    )


def _of_case(case: Case, asked: tuple[Hit, ...], screen: SampleScreen, batch: _Batch) -> Iterator[Judged]:
    """Those of its hits that are asked for, under every entity of the gene."""
    person, entities = case.proband, {entity.id: entity for entity in case.gene.entities}
    calls = {hit.key: hit.call for hit in sorted(asked, key=lambda hit: hit.call.genotype.copies)}
    for verdict in verdicts(case, asked):
        entity = entities[verdict.entity]
        patient = Patient(
            affected=person.affected is Affected.YES,
            fit=batch.seen.fit(entity.id, person.hpo),
            segregation=segregation(case, entity, verdict),
            parents_proven=screen.parents_proven,
        )
        yield Judged(case.gene, entity, calls[verdict.allele], verdict, patient)


def _background(annotation: Annotation, common_af: float) -> bool:
    """Nobody's second hit: benign, common, or neither in ClinVar nor of any predicted effect."""
    weak = (Evidence.BENIGN, Evidence.COMMON, Evidence.MODIFIER)
    return evidence_of(annotation, common_af) in weak
