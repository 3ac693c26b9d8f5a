"""From a verdict and the evidence to a tier, by a table (resources/panel/tiers.tsv). Pure.

The table is read top down, the first row that matches wins. Each cell is `*` or words joined by `|`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hyperigm.core.acmg.classify import BENIGN, PATHOGENIC, SURE_STARS
from hyperigm.core.acmg.population import in_copy, silent
from hyperigm.core.acmg.trace import AcmgClass, Assessment
from hyperigm.core.added_transcripts import stronger_phrase
from hyperigm.core.annotation import OTHER_STRONGER, Annotation, Frequency, Impact
from hyperigm.core.clinvar import Significance, classify, readable, stars_phrase
from hyperigm.core.finding import Tier
from hyperigm.core.panel import Entity
from hyperigm.core.verdict import Mechanism, Verdict

ANY = "*"
DOMINANT_FEMALE = "x_dominant_female"
"""The table's word for one X of a woman where one suffices, beside the mechanisms."""
STRONGLY_BENIGN = -4
"""Points of one strong benign criterion (Tavtigian 2020, PMID 32720330)."""
POPULATION = frozenset({"BA1", "BS1", "BS2"})
COMMONLY_BENIGN = -8
"""Points of BA1, or of BS1 and BS2 together: by the population alone benign (Tavtigian 2020)."""
FEW_HOMOZYGOTES = 2
"""As many may be an error of reads; more speak against a severe disease (BS2 in resources/acmg)."""


class Evidence(StrEnum):
    """What is known of an allele, in the words of the tier table, strongest first."""

    PATHOGENIC = "pathogenic"
    HIGH = "high"
    CONFLICTING = "conflicting"
    UNCERTAIN = "uncertain"
    MODERATE = "moderate"
    LOW = "low"
    MODIFIER = "modifier"
    COMMON = "common"
    BENIGN = "benign"


_BY_SIGNIFICANCE = {
    Significance.PATHOGENIC: Evidence.PATHOGENIC,
    Significance.LIKELY_PATHOGENIC: Evidence.PATHOGENIC,
    Significance.CONFLICTING: Evidence.CONFLICTING,
    Significance.UNCERTAIN: Evidence.UNCERTAIN,
    Significance.LIKELY_BENIGN: Evidence.BENIGN,
    Significance.BENIGN: Evidence.BENIGN,
}
_BY_IMPACT = {
    Impact.HIGH: Evidence.HIGH,
    Impact.MODERATE: Evidence.MODERATE,
    Impact.LOW: Evidence.LOW,
    Impact.MODIFIER: Evidence.MODIFIER,
}


CONDITIONS = ("evidence", "partner", "zygosity", "match", "mechanism", "rule", "secondary")
"""What a row of the tier table asks. partner: evidence of the other hit, or `none`. rule: id of the
inheritance rule that decided the match. secondary: `yes` for a secondary finding, else `no`."""


@dataclass(frozen=True, slots=True)
class TierRule:
    """One row of the table. cells: of each of CONDITIONS, the words it allows, or `*`.

    reason: a template with {evidence} (what is known of the allele) and {verdict} (why the genotype fits).
    """

    cells: tuple[frozenset[str], ...]
    tier: Tier
    reason: str
    source: str

    def fits(self, words: tuple[str, ...]) -> bool:
        """Whether the words, in the order of CONDITIONS, all fit."""
        return all(ANY in cell or word in cell for cell, word in zip(self.cells, words, strict=True))

    def conditions(self) -> Iterator[tuple[str, frozenset[str]]]:
        """The conditions that it sets, with the words they allow."""
        for name, words in zip(CONDITIONS, self.cells, strict=True):
            if ANY not in words:
                yield name, words


def evidence_of(annotation: Annotation, common_af: float) -> Evidence:
    """The class of evidence: ClinVar first; where it is silent, frequency and then predicted impact.

    common_af: population frequency (0-1) from which an allele is common; an unknown frequency is not. What
    does little to the main transcript and more to one that a user's panel adds is uncertain.
    """
    record = annotation.clinvar
    said = _BY_SIGNIFICANCE.get(classify(record.significance)) if record else None
    if said in (Evidence.PATHOGENIC, Evidence.BENIGN):
        return said
    known = annotation.frequency
    if known and known.af is not None and known.af >= common_af and _trusted(annotation, known):
        return Evidence.COMMON
    found = said or _BY_IMPACT[annotation.effect.impact]
    weak = found in (Evidence.LOW, Evidence.MODIFIER)
    return Evidence.UNCERTAIN if weak and OTHER_STRONGER in annotation.flags else found


def _trusted(annotation: Annotation, known: Frequency) -> bool:
    """Whether the frequency can be used. Where reads of a copy may be counted, homozygotes show it: such
    reads beside those of the gene make heterozygotes. Not on X: one copy is called whatever is mixed."""
    if known.filters or not in_copy(annotation):
        return not silent(annotation, known)
    on_x = annotation.key.split("-")[0].endswith("X")
    return not on_x and (known.homozygotes or 0) > FEW_HOMOZYGOTES


@dataclass(frozen=True, slots=True)
class WeighRule:
    """One row of the evidence table: what a computed class makes of the evidence. Each condition: the words
    it allows, or `*`. stars: `sure` (two or more) or `fewer`; acmg: `pathogenic`, `commonly_benign` (by BA1,
    or by BS1 and BS2), `benign`, `weakly_benign` (one criterion of less than strong), `predicted` (a VUS
    that a predictor speaks against), `splicing_open` (a VUS of which the sequence leaves splicing open, and
    no predictor settles it), `uncertain`."""

    evidence: frozenset[str]
    stars: frozenset[str]
    acmg: frozenset[str]
    becomes: Evidence
    source: str

    def fits(self, words: tuple[str, str, str]) -> bool:
        """Whether evidence, stars and computed class fit."""
        cells = (self.evidence, self.stars, self.acmg)
        return all(ANY in cell or word in cell for cell, word in zip(cells, words, strict=True))


def weighed(
    table: tuple[WeighRule, ...], evidence: Evidence, annotation: Annotation, computed: Assessment | None
) -> Evidence:
    """The evidence with the computed class, by the first row that fits; as it is where none does.

    The class is of the main transcript: what it makes benign of an allele that does more to an added one is
    uncertain, but by the population alone.
    """
    if computed is None:
        return evidence
    record = annotation.clinvar
    stars = "sure" if record and (record.stars or 0) >= SURE_STARS else "fewer"
    words = (evidence.value, stars, _acmg_word(computed, annotation))
    found = next((rule.becomes for rule in table if rule.fits(words)), evidence)
    turned = found is Evidence.BENIGN and evidence is not Evidence.BENIGN and words[2] != "commonly_benign"
    return Evidence.UNCERTAIN if turned and OTHER_STRONGER in annotation.flags else found


def _acmg_word(computed: Assessment, annotation: Annotation) -> str:
    if computed.acmg_class in PATHOGENIC:
        return "pathogenic"
    if computed.acmg_class in BENIGN:
        if _commonly_benign(computed):
            return "commonly_benign"
        return "benign" if _rests_well(computed) else "weakly_benign"
    codes = {criterion.code for criterion in computed.criteria}
    if "PP3" in codes:
        return "predicted"
    return "splicing_open" if annotation.splicing and "BP4" not in codes else "uncertain"


def _commonly_benign(computed: Assessment) -> bool:
    found = sum(criterion.points for criterion in computed.criteria if criterion.code in POPULATION)
    return computed.acmg_class is AcmgClass.BENIGN and found <= COMMONLY_BENIGN


def _rests_well(computed: Assessment) -> bool:
    """Whether a benign class rests on more than one benign criterion, or on a strong one."""
    against = [criterion for criterion in computed.criteria if criterion.benign]
    return len(against) > 1 or any(criterion.points <= STRONGLY_BENIGN for criterion in against)


def tier_of(
    table: tuple[TierRule, ...], evidence: Evidence, partner: str, verdict: Verdict, entity: Entity
) -> TierRule:
    """The first rule that fits. LookupError where none does; the shipped table ends in a catch-all."""
    return first_rule(table, tier_words(evidence, partner, verdict, entity))


def tier_words(evidence: Evidence, partner: str, verdict: Verdict, entity: Entity) -> tuple[str, ...]:
    """What the table is asked, in the order of CONDITIONS."""
    return (
        evidence.value,
        partner,
        verdict.zygosity.value,
        verdict.match.value,
        mechanism_word(verdict, entity),
        verdict.rule,
        "yes" if entity.secondary else "no",
    )


def mechanism_word(verdict: Verdict, entity: Entity) -> str:
    """The mechanism; one X of a woman under a dominant disease, which it suffices for, has its own word."""
    one_x = verdict.mechanism is Mechanism.X_LINKED_FEMALE
    return DOMINANT_FEMALE if one_x and entity.dominance == "dominant" else verdict.mechanism.value


def first_rule(table: tuple[TierRule, ...], words: tuple[str, ...]) -> TierRule:
    """The first rule that fits the words. LookupError where none does."""
    for rule in table:
        if rule.fits(words):
            return rule
    raise LookupError(f"no tier rule for {words}")


def evidence_phrase(
    annotation: Annotation,
    evidence: Evidence,
    clinvar_used: bool = True,
    common_af: float = 1.0,
    has_gene: bool = True,
) -> str:
    """What is known of the allele, as the start of a sentence; clinvar_used: a file of its build was read;
    has_gene: it has records of the gene at all; common_af: as for `evidence_of`."""
    record = annotation.clinvar
    effect = _effect(annotation)
    if annotation.splicing and evidence is Evidence.MODERATE:
        effect = f"{effect} that {annotation.splicing}"
    known = annotation.frequency
    if known and (known.af or 0.0) >= common_af and in_copy(annotation) and not _trusted(annotation, known):
        effect = f"{effect}, its frequency of {known.af:.2g} not used, for reads of the copy may be counted"
    if record and classify(record.significance) is not Significance.NONE:
        words = readable(record.significance.split("|"))
        said = f"ClinVar says {words} ({stars_phrase(record.stars)})"
        doubted = _BY_SIGNIFICANCE.get(classify(record.significance)) is Evidence.PATHOGENIC
        if doubted and evidence is Evidence.CONFLICTING:
            return f"{said}, which its frequency in the population contradicts, {effect}"
        return said if evidence in (Evidence.PATHOGENIC, Evidence.BENIGN) else f"{said}, {effect}"
    if evidence is Evidence.COMMON and annotation.frequency:
        shown = f", and {annotation.frequency.homozygotes} homozygotes" if in_copy(annotation) else ""
        return f"Common in the population (allele frequency {annotation.frequency.af:.2g}{shown}), {effect}"
    word = "not in the ClinVar file used" if clinvar_used else "and no ClinVar file of this build was used"
    word = word if has_gene or not clinvar_used else "and the ClinVar file used has nothing of this gene"
    word = "in ClinVar without a classification" if record else word
    return f"{effect[:1].upper()}{effect[1:]}, {word}"


def computed_phrase(computed: Assessment | None) -> str:
    """`, computed likely pathogenic (PVS1)`, or "" where nothing was met."""
    if computed is None or not computed.criteria:
        return ""
    words = ", ".join(criterion.word for criterion in computed.criteria)
    return f", computed {computed.acmg_class.replace('_', ' ')} ({words})"


def _effect(annotation: Annotation) -> str:
    return f"{annotation.effect.phrase}{stronger_phrase(annotation)}"
