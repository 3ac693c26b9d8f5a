"""What the interpret and report steps said of one allele: rules by their ids, with words and values. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hyperigm.core.annotation import Annotation
from hyperigm.core.codon import FLAG
from hyperigm.core.explanation import StepWord
from hyperigm.core.finding import Finding, SampleResult, Tier
from hyperigm.core.inheritance.rules import DoubtRule, GenotypeRule, Rulebook
from hyperigm.core.interpretation import Knowledge
from hyperigm.core.tier import TierRule, evidence_of, tier_of, weighed


@dataclass(frozen=True, slots=True)
class Rules:
    """The tables of this installation, and what does not depend on the sample."""

    inheritance: Rulebook
    knowledge: Knowledge


def interpret_word(key: str, result: SampleResult, rules: Rules) -> StepWord:
    """Each disease's verdict on the allele: the rule of inheritance, the pair, and the rule of the tier."""
    found = [finding for finding in result.findings if finding.call.allele.key == key]
    if not found:
        return StepWord("interpret", "no finding: the sample has no call at this allele")
    lines = [line for finding in found for line in _finding_lines(finding, result, rules)]
    tiers = " / ".join(dict.fromkeys(f"{f.tier} ({f.entity.name})" for f in found))
    return StepWord("interpret", tiers, tuple(lines))


def _finding_lines(finding: Finding, result: SampleResult, rules: Rules) -> Iterator[str]:
    verdict = finding.verdict
    yield f"{finding.entity.name} ({finding.entity.inheritance}): {finding.tier}"
    words = f"{verdict.zygosity}, match {verdict.match}, mechanism {verdict.mechanism}"
    yield f"  {words.replace('_', ' ')}, origin {verdict.origin.replace('_', ' ')}"
    yield f"  rule {verdict.rule or '.'}: {verdict.reason}"
    source = _source(verdict.rule, rules.inheritance)
    if source:
        yield f"    source: {source}"
    for pair in verdict.pairs:
        yield f"  pair with {pair.partner}: {pair.phase}, {pair.evidence}"
    if finding.acmg:
        codes = ", ".join(criterion.word for criterion in finding.acmg.criteria) or "no criterion met"
        yield f"  computed class {finding.acmg.acmg_class.replace('_', ' ')}: {codes}"
    yield from _tier_lines(finding, result, rules.knowledge)
    yield f"  {finding.explanation}"


def _source(rule: str, book: Rulebook) -> str:
    both: tuple[GenotypeRule | DoubtRule, ...] = (*book.genotype, *book.doubts)
    return next((known.source for known in both if known.rule == rule), "")


def _tier_lines(finding: Finding, result: SampleResult, knowledge: Knowledge) -> Iterator[str]:
    """The row of the tier table, found again by the words the finding keeps."""
    base = evidence_of(_read_together(finding, result), knowledge.common_af)
    evidence = weighed(knowledge.weighing, base, finding.annotation, finding.acmg)
    partner = knowledge.partner(finding.verdict)
    rule = tier_of(knowledge.tiers, evidence, partner, finding.verdict, finding.entity)
    row = knowledge.tiers.index(rule) + 2
    lowered = FLAG in finding.verdict.flags and finding.tier is Tier.CANDIDATE
    if rule.tier is not finding.tier and not (lowered and rule.tier is Tier.DIAGNOSTIC):
        yield f"  tier rule: by the tables installed now it would be {rule.tier}; run again to have it"
        return
    yield f"  tier rule tiers.tsv:{row}: evidence {evidence}, partner {partner} -> {rule.tier}"
    yield f"    {_conditions(rule)}; source: {rule.source}"
    if lowered:
        yield "    a base of the codon was not read, so at most candidate"


def _conditions(rule: TierRule) -> str:
    said = [f"{name} {'|'.join(sorted(words))}" for name, words in rule.conditions()]
    return f"asks for {', '.join(said)}" if said else "asks for nothing"


def _read_together(finding: Finding, result: SampleResult) -> Annotation:
    """The annotation, with the impact of the haplotype where its variants are proven to lie on one copy."""
    key, annotation = finding.call.allele.key, finding.annotation
    for haplotype in result.haplotypes:
        if haplotype.proven and key in haplotype.members and not haplotype.lost:
            return replace(annotation, effect=replace(annotation.effect, impact=haplotype.effect.impact))
    return annotation


def report_word(sample: str, rows: tuple[int, ...] | None, tiers: tuple[str, ...]) -> StepWord:
    """rows: lines of S.findings.tsv (the header is 1) with the allele; None where there is no such file."""
    name = f"samples/{sample}/{sample}.findings.tsv"
    if rows is None:
        return StepWord("report", f"{name} is not there: run the report step")
    if not rows:
        return StepWord("report", f"no row in {name}")
    lines = tuple(
        f"line {row}" + (f": {tier}" if tier else "") for row, tier in zip(rows, tiers, strict=True)
    )
    return StepWord("report", f"{len(rows)} row{'s' if len(rows) > 1 else ''} in {name}", lines)
