"""Verdicts and annotations of one sample become findings: tier, explanation, order. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from hyperigm.core.acmg.classify import assessment, disagrees
from hyperigm.core.acmg.patient import Patient, patient_criteria
from hyperigm.core.acmg.rules import AcmgRules
from hyperigm.core.acmg.trace import AcmgClass, Assessment, Criterion
from hyperigm.core.annotation import Annotation, Haplotype
from hyperigm.core.finding import Finding, Tier
from hyperigm.core.panel import Entity, Gene
from hyperigm.core.tier import (
    Evidence,
    TierRule,
    WeighRule,
    computed_phrase,
    evidence_of,
    evidence_phrase,
    first_rule,
    tier_words,
    weighed,
)
from hyperigm.core.variant import Build, Call
from hyperigm.core.verdict import Mechanism, Phase, Verdict

MOST = 50_000
"""Computed classes that are kept; where there are more, all are forgotten."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What is known of an allele under one computed class. phrase: how the explanation begins; criteria: the
    words of those met."""

    evidence: Evidence
    phrase: str
    criteria: tuple[str, ...]
    disagrees: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What does not depend on the sample. annotations: by allele key, of the sample's build;
    clinvar_used: whether a ClinVar file of that build was read; without_clinvar: genes it has nothing of.

    What is worked out of it is kept, for the samples of a batch ask the same again and again."""

    annotations: Mapping[str, Annotation]
    tiers: tuple[TierRule, ...]
    common_af: float
    secondary_findings: bool
    acmg: AcmgRules | None = None
    weighing: tuple[WeighRule, ...] = ()
    clinvar_used: bool = True
    without_clinvar: Collection[str] = ()
    _by_gene: dict[str, "Knowledge"] = field(default_factory=dict, init=False, repr=False, compare=False)
    _rules: dict[tuple[str, ...], TierRule] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _computed: dict[tuple[str, str, tuple[Criterion, ...]], Assessment | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _evidence: dict[tuple[str, str], Evidence] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _weights: dict[tuple[str, int], Weight] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _genes: dict[str, Gene] = field(default_factory=dict, init=False, repr=False, compare=False)

    def on(self, gene: str) -> "Knowledge":
        """The same with the annotations on one gene, where an allele reaches several."""
        if gene not in self._by_gene:
            several = {
                key: found
                for key, known in self.annotations.items()
                if known.also and (found := known.of(gene))
            }
            self._by_gene[gene] = (
                replace(self, annotations={**self.annotations, **several}) if several else self
            )
        return self._by_gene[gene]

    def rule(self, words: tuple[str, ...]) -> TierRule:
        """The tier rule for the words of `tier_words`."""
        if words not in self._rules:
            self._rules[words] = first_rule(self.tiers, words)
        return self._rules[words]

    def reported(self, gene: Gene) -> Gene:
        """The gene as outputs may name it."""
        if gene.symbol not in self._genes:
            self._genes[gene.symbol] = reported_gene(gene, self.secondary_findings)
        return self._genes[gene.symbol]

    def evidence(self, key: str, entity: str) -> Evidence:
        """The evidence class of an allele; a partner that is not annotated counts as nothing known."""
        known = self.annotations.get(key)
        if known is None:
            return Evidence.MODIFIER
        if (key, entity) not in self._evidence:
            base = evidence_of(known, self.common_af)
            self._evidence[key, entity] = weighed(self.weighing, base, known, self.computed(key, entity))
        return self._evidence[key, entity]

    def computed(self, key: str, entity: str, patient: Iterable[Criterion] = ()) -> Assessment | None:
        """The computed class under one disease; None where there are no rules."""
        known, asked = self.annotations.get(key), (key, entity, tuple(patient))
        if known is None or self.acmg is None:
            return None
        if asked not in self._computed:
            if len(self._computed) > MOST:
                self._computed.clear()
                self._weights.clear()  # they know a class by the object
            self._computed[asked] = assessment(known, entity, self.acmg, asked[2])
        return self._computed[asked]

    def weight(self, key: str, computed: Assessment | None, joint: Haplotype | None = None) -> Weight:
        """An allele's weight with a class that `computed` gave; joint: the haplotype that is all it does."""
        if joint is not None:
            return self._weigh(self.annotations[key], computed, joint)
        asked = (key, id(computed))
        if asked not in self._weights:
            self._weights[asked] = self._weigh(self.annotations[key], computed, None)
        return self._weights[asked]

    def _weigh(self, known: Annotation, computed: Assessment | None, joint: Haplotype | None) -> Weight:
        base = evidence_of(_read_together(known, joint), self.common_af)
        evidence = weighed(self.weighing, base, known, computed)
        has_gene = known.gene not in self.without_clinvar
        phrase = evidence_phrase(known, evidence, self.clinvar_used, self.common_af, has_gene)
        return Weight(
            evidence,
            f"{phrase}{computed_phrase(computed)}",
            tuple(criterion.word for criterion in computed.criteria) if computed else (),
            disagrees(known, computed),
        )

    def partner(self, verdict: Verdict) -> str:
        """The evidence class of the hit that decided the pair, or `none`."""
        return self.evidence(verdict.partners[0], verdict.entity).value if verdict.partners else "none"


@dataclass(frozen=True, slots=True)
class Judged:
    """A call with the gene and entity it was judged for, and what the person adds to its class."""

    gene: Gene
    entity: Entity
    call: Call
    verdict: Verdict
    patient: Patient = field(default_factory=Patient)


def findings_of(
    sample: str,
    build: Build,
    contigs: Mapping[str, str],
    judged: Iterable[Judged],
    knowledge: Knowledge,
    haplotypes: tuple[Haplotype, ...] = (),
    everywhere: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """The sample's findings in report order; secondary entities only where they were asked for.

    haplotypes: the sample's own; variants proven on one copy are weighed by what they do together, but for
    one that the other copy carries without the rest. everywhere: keys of the sample's alleles that are on
    every copy; by what is judged where it is None.
    """
    read = sorted((one for one in haplotypes if not one.lost), key=_proven)
    together = {key: haplotype for haplotype in read for key in haplotype.members}
    items = tuple(judged)
    if everywhere is None:
        everywhere = on_every_copy(item.call for item in items)
    known = {symbol: knowledge.on(symbol) for symbol in {item.gene.symbol for item in items}}
    found = [
        _finding(sample, build, contigs, item, known[item.gene.symbol], together, everywhere)
        for item in items
        if knowledge.secondary_findings or not item.entity.secondary
    ]
    return tuple(sorted(found, key=report_order))


def _proven(haplotype: Haplotype) -> bool:
    return haplotype.proven


def on_every_copy(calls: Iterable[Call]) -> frozenset[str]:
    """The keys of the alleles that no copy lacks."""
    return frozenset(call.allele.key for call in calls if call.genotype.copies == call.genotype.ploidy)


def _stands_for(together: Haplotype | None, key: str, everywhere: Collection[str]) -> bool:
    """Whether the joint effect is all that the variant does: proven, and no copy has it without the rest."""
    if together is None or not together.proven:
        return False
    return key not in everywhere or all(member in everywhere for member in together.members)


def _finding(
    sample: str,
    build: Build,
    contigs: Mapping[str, str],
    item: Judged,
    knowledge: Knowledge,
    haplotypes: Mapping[str, Haplotype],
    everywhere: Collection[str],
) -> Finding:
    key = item.call.allele.key
    annotation, together = knowledge.annotations[key], haplotypes.get(key)
    joint = together if _stands_for(together, key, everywhere) else None
    computed = None if joint else _computed(item, knowledge)
    weight = knowledge.weight(key, computed, joint)
    rule, verdict = _best(item, weight.evidence, knowledge)
    known = _opened(weight.phrase, key, joint) if joint else weight.phrase
    why = _with_inactivation(item.gene, rule, explanation(rule, known, verdict))
    return Finding(
        sample=sample,
        build=build,
        contig=contigs.get(item.call.allele.chrom, item.call.record.contig),
        gene=knowledge.reported(item.gene),
        entity=item.entity,
        call=item.call,
        annotation=annotation,
        verdict=_marked(verdict, together),
        tier=rule.tier,
        explanation=why if joint else _with_haplotype(why, key, together),
        acmg_class=computed.acmg_class if computed else None,
        acmg_criteria=weight.criteria,
        acmg=computed,
        fit=item.patient.fit,
        clinvar_disagrees=weight.disagrees,
    )


def _computed(item: Judged, knowledge: Knowledge) -> Assessment | None:
    """The class of the allele in this person. A variant of a proven haplotype has none of its own."""
    if knowledge.acmg is None:
        return None

    def partner_class(key: str) -> AcmgClass | None:
        other = knowledge.computed(key, item.entity.id)
        return other.acmg_class if other else None

    added = patient_criteria(item.entity, item.verdict, item.patient, partner_class, knowledge.acmg)
    return knowledge.computed(item.call.allele.key, item.entity.id, added)


def _best(item: Judged, evidence: Evidence, knowledge: Knowledge) -> tuple[TierRule, Verdict]:
    """The rule of the pair that weighs most: the engine's own pair first, then the others it considered."""
    options = [
        (knowledge.rule(tier_words(evidence, knowledge.partner(verdict), verdict, item.entity)), verdict)
        for verdict in (item.verdict, *other_pairs(item.verdict))
    ]
    return min(options, key=lambda option: _TIERS.index(option[0].tier))


def other_pairs(verdict: Verdict) -> Iterable[Verdict]:
    """The verdict under each other pair not in cis, in the engine's own words for that pair."""
    if verdict.mechanism is not Mechanism.COMPOUND_HETEROZYGOUS:
        return
    for pair in verdict.pairs:
        if pair.phase is Phase.CIS or pair.partner == verdict.partners[0]:
            continue
        rest = (key for key in verdict.partners if key != pair.partner)
        yield replace(
            verdict,
            match=pair.match,
            phase=pair.phase,
            partners=(pair.partner, *rest),
            reason=pair.reason,
        )


def _read_together(annotation: Annotation, together: Haplotype | None) -> Annotation:
    """The allele with the impact of its haplotype, where that is all it does."""
    if together is None:
        return annotation
    return replace(annotation, effect=replace(annotation.effect, impact=together.effect.impact))


def _marked(verdict: Verdict, together: Haplotype | None) -> Verdict:
    if together is None:
        return verdict
    return replace(verdict, flags=(*verdict.flags, "mnv_part" if together.proven else "mnv_phase_unknown"))


def _opened(phrase: str, key: str, joint: Haplotype) -> str:
    """What is known, opened with what the patient has: the joint change, and not the variant by itself."""
    makes = ", ".join(filter(None, (joint.effect.hgvs_p, joint.effect.phrase)))
    others = _others(key, joint)
    return f"It lies on one copy with {others}, and together they are {makes}; by itself: {phrase}"


def _with_haplotype(text: str, key: str, together: Haplotype | None) -> str:
    """The explanation with what the variants of one copy do together, or would do."""
    if together is None:
        return text
    others, name = _others(key, together), together.effect.hgvs_p or " and ".join(together.effect.consequence)
    if together.proven:
        return f"{text.rstrip('.')}; it lies on one copy with {others}, and together they are {name}."
    return f"{text.rstrip('.')}; if it lies on one copy with {others}, together they are {name}."


def _others(key: str, together: Haplotype) -> str:
    return " and ".join(member for member in together.members if member != key)


def _with_inactivation(gene: Gene, rule: TierRule, text: str) -> str:
    """A carrier of an X-linked variant is never named without X-inactivation."""
    if rule.tier is not Tier.CARRIER or not gene.x_linked or "X-inactivation" in text:
        return text
    return f"{text.rstrip('.')}; X-inactivation decides whether she has signs."


def reported_gene(gene: Gene, secondary_findings: bool) -> Gene:
    """The gene as outputs may name it: without its secondary entities where nobody asked for them."""
    if secondary_findings:
        return gene
    return replace(gene, entities=tuple(entity for entity in gene.entities if not entity.secondary))


def explanation(rule: TierRule, known: str, verdict: Verdict) -> str:
    """One plain sentence: what is known of the allele, the rule's words, and the engine's reason."""
    why = verdict.reason.strip().rstrip(".")
    if why[:1].isupper() and (why[1:2].islower() or why[1:2] == " "):
        why = why[0].lower() + why[1:]
    text = rule.reason.format(evidence=known, verdict=why)
    return f"{text.strip().rstrip('.:; ')}."


_TIERS = list(Tier)


def report_order(finding: Finding) -> tuple[int, str, int, str, str, str]:
    """Tier, gene, position, allele, disease."""
    allele = finding.call.allele
    return (
        _TIERS.index(finding.tier),
        finding.gene.symbol,
        allele.pos,
        allele.ref,
        allele.alt,
        finding.entity.id,
    )
