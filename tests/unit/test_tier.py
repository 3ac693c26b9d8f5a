"""The tier table. Oracle: the contract's words for each tier (`tier` in S.findings.tsv) and its list of words
that must never be said; expected tiers are written from those, row by row, not from the table."""

from dataclasses import replace
from pathlib import Path

import pytest

from hyperigm.core.annotation import Annotation, ClinVar, Frequency, Haplotype, Impact, TranscriptEffect
from hyperigm.core.finding import Finding, Tier
from hyperigm.core.interpretation import Judged, Knowledge, findings_of
from hyperigm.core.panel import Entity, Gene
from hyperigm.core.tier import CONDITIONS, Evidence, evidence_of, evidence_phrase
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.core.verdict import Match, Mechanism, Pair, Phase, Verdict, Zygosity
from hyperigm.edges.panel import load_panel
from hyperigm.edges.resources import shipped
from hyperigm.edges.tiers import load_tiers
from hyperigm.errors import ResourceError

FIRST, SECOND, THIRD = (Allele("chr12", pos, "C", "T") for pos in (100, 200, 300))
CONSEQUENCE = {
    Impact.HIGH: "stop_gained",
    Impact.MODERATE: "missense_variant",
    Impact.LOW: "synonymous_variant",
    Impact.MODIFIER: "intron_variant",
}


def known(allele: Allele, said: str | None, impact: str, af: float | None = None) -> Annotation:
    record = ClinVar("1", said, "reviewed_by_expert_panel", 3) if said else None
    effect = TranscriptEffect("NM_1.1", "NM_1.1:c.1C>T", None, (CONSEQUENCE[Impact(impact)],), Impact(impact))
    frequency = None if af is None else Frequency(af)
    return Annotation(allele.key, "AICDA", None, effect, clinvar=record, frequency=frequency)


def call(allele: Allele) -> Call:
    genotype = Genotype("0/1", (Slot.REF, Slot.THIS), False)
    return Call(allele, genotype, Record("12", allele.pos, "C", ("T",), (), ""))


def judge(
    verdict: Verdict, *annotations: Annotation, entity: str = "HIGM2", gene: str = "AICDA", ask: bool = False
) -> tuple[Finding, ...]:
    panel_gene: Gene = load_panel().gene(gene)
    of: Entity = next(item for item in panel_gene.entities if item.id == entity)
    knowledge = Knowledge({item.key: item for item in annotations}, load_tiers(), 0.01, ask)
    return findings_of("S", Build.GRCH38, {}, [Judged(panel_gene, of, call(FIRST), verdict)], knowledge)


def verdict(
    match: str,
    mechanism: str = ".",
    zygosity: str = "heterozygous",
    phase: str = ".",
    partners: tuple[Allele, ...] = (),
    rule: str = "",
    reason: str = "because",
) -> Verdict:
    return Verdict(
        FIRST.key,
        "HIGM2",
        Zygosity(zygosity),
        Match(match),
        Mechanism(mechanism),
        reason,
        tuple(allele.key for allele in partners),
        Phase(phase),
        rule=rule,
    )


P, LP, PLP, VUS = "Pathogenic", "Likely_pathogenic", "Pathogenic/Likely_pathogenic", "Uncertain_significance"
CONFLICT, LB, B, NOT = (
    "Conflicting_interpretations_of_pathogenicity",
    "Likely_benign",
    "Benign",
    "not_provided",
)


@pytest.mark.parametrize(
    ("said", "impact", "found", "expected"),
    [
        # P/LP in a genotype that fits: diagnostic
        (P, "MODERATE", verdict("yes", "homozygous", "homozygous"), "diagnostic"),
        (LP, "LOW", verdict("yes", "hemizygous", "hemizygous"), "diagnostic"),
        (PLP, "MODIFIER", verdict("yes", "dominant"), "diagnostic"),
        (P, "HIGH", verdict("yes", "deletion_unmasked", "hemizygous"), "diagnostic"),
        # P/LP in a genotype that may fit, or is graded: candidate
        (P, "MODERATE", verdict("potential", ".", "half_called"), "candidate"),
        (P, "MODERATE", verdict("potential", ".", "heterozygous_male_x"), "candidate"),
        (P, "MODERATE", verdict("yes", "hemizygous", "mosaic"), "candidate"),
        (P, "MODERATE", verdict("potential", "hemizygous", "hemizygous"), "candidate"),
        # the copy that was called does not carry it: less than a candidate, and not less known than a no-call
        (P, "MODERATE", verdict("potential", ".", "half_called", rule="half_called_without"), "uncertain"),
        (None, "LOW", verdict("potential", ".", "half_called", rule="half_called_without"), "background"),
        (P, "MODERATE", verdict("potential", ".", "no_call"), "uncertain"),
        # an allele that is not of the entity's kind says nothing of it, called or not
        (P, "MODERATE", verdict("no", ".", "no_call", rule="allele_unfit"), "background"),
        # P/LP, one copy in a recessive gene: carrier
        (P, "HIGH", verdict("no", "carrier"), "carrier"),
        (LP, "MODERATE", verdict("no", "carrier"), "carrier"),
        # P/LP in a genotype that does not fit this disease (an unaffected hemizygous brother, say)
        (P, "HIGH", verdict("no", "hemizygous", "hemizygous"), "uncertain"),
        # VUS, conflicting or ClinVar silent, in a genotype that fits or may fit: candidate
        (VUS, "MODERATE", verdict("yes", "homozygous", "homozygous"), "candidate"),
        (CONFLICT, "LOW", verdict("yes", "homozygous", "homozygous"), "candidate"),
        (None, "MODERATE", verdict("yes", "hemizygous", "hemizygous"), "candidate"),
        (NOT, "MODERATE", verdict("yes", "hemizygous", "hemizygous"), "candidate"),
        (None, "HIGH", verdict("yes", "homozygous", "homozygous"), "candidate"),
        (None, "HIGH", verdict("potential", ".", "heterozygous_male_x"), "candidate"),
        (NOT, "HIGH", verdict("yes", "dominant"), "candidate"),
        (None, "HIGH", verdict("potential", ".", "half_called"), "candidate"),
        # the same in a genotype that does not fit
        (VUS, "MODERATE", verdict("no", "carrier"), "uncertain"),
        (None, "HIGH", verdict("no", "carrier"), "uncertain"),
        (None, "MODERATE", verdict("no", "carrier"), "uncertain"),
        (None, "MODERATE", verdict("potential", ".", "half_called"), "uncertain"),
        # silent, and nothing expected of the protein
        (None, "LOW", verdict("yes", "homozygous", "homozygous"), "uncertain"),
        (None, "LOW", verdict("no", "carrier"), "background"),
        (None, "MODIFIER", verdict("yes", "homozygous", "homozygous"), "background"),
        # B/LB: background whatever the genotype
        (B, "HIGH", verdict("yes", "homozygous", "homozygous"), "background"),
        (LB, "MODERATE", verdict("yes", "hemizygous", "hemizygous"), "background"),
        ("Benign/Likely_benign", "MODERATE", verdict("no", "carrier"), "background"),
        # a no-call is never more than uncertain
        (P, "HIGH", verdict("potential", ".", "no_call"), "uncertain"),
        (None, "HIGH", verdict("potential", ".", "no_call"), "uncertain"),
        (B, "HIGH", verdict("potential", ".", "no_call"), "background"),
        (None, "LOW", verdict("potential", ".", "no_call"), "background"),
        # judged under a disease that this kind of allele does not cause
        (P, "HIGH", verdict("no", ".", "hemizygous", rule="allele_unfit"), "background"),
    ],
)
def test_single_hits(said: str | None, impact: str, found: Verdict, expected: str) -> None:
    (finding,) = judge(found, known(FIRST, said, impact))
    assert finding.tier is Tier(expected)
    assert "because" in finding.explanation
    assert finding.explanation.endswith(".")


COMPOUND = ("compound_heterozygous", "heterozygous")


@pytest.mark.parametrize(
    ("said", "impact", "partner", "partner_impact", "phase", "expected"),
    [
        (P, "MODERATE", P, "HIGH", "trans", "diagnostic"),
        (P, "MODERATE", P, "HIGH", "unknown", "candidate"),
        (P, "MODERATE", VUS, "MODERATE", "trans", "candidate"),
        (P, "MODERATE", None, "HIGH", "trans", "candidate"),
        (P, "MODERATE", None, "MODERATE", "unknown", "candidate"),
        (None, "HIGH", P, "MODERATE", "trans", "candidate"),
        (VUS, "MODERATE", VUS, "MODERATE", "unknown", "candidate"),
        # nothing speaks for the other hit: one copy in a recessive gene
        (P, "MODERATE", None, "LOW", "trans", "carrier"),
        (P, "MODERATE", B, "MODERATE", "trans", "carrier"),
        (None, "HIGH", None, "LOW", "unknown", "uncertain"),
        (None, "LOW", P, "HIGH", "trans", "uncertain"),
        (None, "LOW", None, "MODERATE", "trans", "background"),
        (B, "MODERATE", P, "HIGH", "trans", "background"),
    ],
)
def test_pairs(
    said: str | None, impact: str, partner: str | None, partner_impact: str, phase: str, expected: str
) -> None:
    match = "yes" if phase == "trans" else "potential"
    found = verdict(match, *COMPOUND, phase=phase, partners=(SECOND,))
    (finding,) = judge(found, known(FIRST, said, impact), known(SECOND, partner, partner_impact))
    assert finding.tier is Tier(expected)


def two_pairs(first: str, second: str, second_phase: str) -> Finding:
    """A pathogenic hit with a partner in trans, and another partner."""
    found = verdict("yes", *COMPOUND, phase="trans", partners=(SECOND, THIRD))
    sure = second_phase == "trans"
    other = Match.YES if sure else Match.POTENTIAL
    pairs = (
        Pair(SECOND.key, Phase.TRANS, "one", match=Match.YES, reason="one"),
        Pair(THIRD.key, Phase(second_phase), "other", match=other, reason="other evidence"),
    )
    found = replace(found, pairs=pairs)
    (finding,) = judge(
        found, known(FIRST, P, "HIGH"), known(SECOND, first, "LOW"), known(THIRD, second, "HIGH")
    )
    return finding


def test_the_weightiest_pair_decides_and_keeps_its_own_phase() -> None:
    """A harmless partner in trans does not make a pathogenic one of unknown phase a proven pair."""
    finding = two_pairs(LB, P, "unknown")
    assert finding.tier is Tier.CANDIDATE
    assert (finding.verdict.match, finding.verdict.phase) == (Match.POTENTIAL, Phase.UNKNOWN)
    assert finding.verdict.partners == (THIRD.key, SECOND.key)
    assert "other evidence" in finding.explanation


def test_a_pair_known_in_cis_is_never_a_compound_heterozygote() -> None:
    """Contract, words it must never say."""
    assert two_pairs(LB, P, "cis").tier is Tier.CARRIER


@pytest.mark.parametrize(("entity", "match"), [("HIGM1", "potential"), ("EDAID1", "no"), ("IMD33", "no")])
@pytest.mark.parametrize(("said", "expected"), [(P, "carrier"), (VUS, "uncertain"), (B, "background")])
def test_a_carrier_of_an_x_linked_variant_is_told_of_x_inactivation(
    entity: str, match: str, said: str, expected: str
) -> None:
    """Contract: never "carrier" for a woman with an X-linked variant without naming X-inactivation."""
    gene = "CD40LG" if entity == "HIGM1" else "IKBKG"
    found = verdict(match, "x_linked_female", reason="one of two")
    (finding,) = judge(found, known(FIRST, said, "HIGH"), entity=entity, gene=gene)
    assert finding.tier is Tier(expected)
    assert expected != "carrier" or "X-inactivation" in finding.explanation


def test_a_dominant_x_linked_disease_of_women_is_diagnostic() -> None:
    """domain.md: IKBKG null in a woman is incontinentia pigmenti."""
    (finding,) = judge(verdict("yes", "x_linked_female"), known(FIRST, P, "HIGH"), entity="IP", gene="IKBKG")
    assert finding.tier is Tier.DIAGNOSTIC


@pytest.mark.parametrize(
    ("said", "impact", "match", "zygosity", "rule", "expected"),
    [
        (None, "HIGH", "potential", "heterozygous", "allele_perhaps", "candidate"),  # the exon deletion
        (P, "HIGH", "potential", "heterozygous", "allele_perhaps", "candidate"),
        (VUS, "HIGH", "potential", "heterozygous", "allele_perhaps", "candidate"),
        (P, "HIGH", "potential", "mosaic", "reads_low", "candidate"),
        (P, "HIGH", "potential", "heterozygous", "filtered", "candidate"),
        (None, "LOW", "potential", "heterozygous", "allele_perhaps", "background"),
        (P, "HIGH", "no", "heterozygous", "relative_unaffected", "carrier"),
        (None, "HIGH", "no", "heterozygous", "relative_unaffected", "uncertain"),
        (P, "HIGH", "no", "heterozygous", "allele_unfit", "background"),
    ],
)
def test_one_x_suffices_for_a_dominant_disease_and_may_fit_it(
    said: str | None, impact: str, match: str, zygosity: str, rule: str, expected: str
) -> None:
    """Contract: a candidate fits or may fit, with VUS too; MIM 308300 is X-linked dominant. No woman's allele
    is called a carrier's without X-inactivation."""
    found = verdict(match, "x_linked_female", zygosity, rule=rule)
    (finding,) = judge(found, known(FIRST, said, impact), entity="IP", gene="IKBKG")
    assert finding.tier is Tier(expected)
    assert expected != "carrier" or "X-inactivation" in finding.explanation


@pytest.mark.parametrize(
    ("said", "impact", "expected"),
    [
        (P, "MODERATE", "secondary"),
        (None, "HIGH", "secondary"),
        (VUS, "MODERATE", "uncertain"),
        (B, "HIGH", "background"),
    ],
)
def test_secondary_findings_only_where_asked_for(said: str | None, impact: str, expected: str) -> None:
    """domain.md: a PMS2 heterozygote is Lynch syndrome, a secondary finding."""
    found, annotation = verdict("yes", "dominant"), known(FIRST, said, impact)
    assert judge(found, annotation, entity="LYNCH4", gene="PMS2") == ()
    (finding,) = judge(found, annotation, entity="LYNCH4", gene="PMS2", ask=True)
    assert finding.tier is Tier(expected)


def test_a_finding_of_another_disease_does_not_carry_the_secondary_one_along() -> None:
    (finding,) = judge(verdict("no", "carrier"), known(FIRST, P, "HIGH"), entity="MMRCS4", gene="PMS2")
    assert [entity.id for entity in finding.gene.entities] == ["MMRCS4"]


def test_common_is_background_and_unknown_frequency_is_not() -> None:
    """Contract: never benign because a frequency is missing. common_af is 0.01 here."""
    fits = verdict("yes", "homozygous", "homozygous")
    assert judge(fits, known(FIRST, None, "MODERATE", af=0.01))[0].tier is Tier.BACKGROUND
    assert judge(fits, known(FIRST, None, "MODERATE", af=0.0099))[0].tier is Tier.CANDIDATE
    assert judge(fits, known(FIRST, None, "MODERATE"))[0].tier is Tier.CANDIDATE
    assert judge(fits, known(FIRST, P, "MODERATE", af=0.3))[0].tier is Tier.DIAGNOSTIC


def test_a_risk_allele_counts_by_its_predicted_effect() -> None:
    assert evidence_of(known(FIRST, "risk_factor", "HIGH"), 0.01) is Evidence.HIGH


def test_the_explanation_says_clinvar_and_its_stars() -> None:
    (finding,) = judge(verdict("no", "carrier", reason="One copy (0/1)."), known(FIRST, PLP, "HIGH"))
    assert finding.explanation == "ClinVar says Pathogenic/Likely pathogenic (3 stars); one copy (0/1)."


def test_a_silent_clinvar_is_said() -> None:
    (finding,) = judge(verdict("no", "carrier"), known(FIRST, None, "HIGH"))
    assert finding.explanation.startswith("Stop gained (high impact), not in the ClinVar file used")


def joint(proven: bool, impact: Impact) -> Haplotype:
    """FIRST and SECOND together."""
    effect = TranscriptEffect("NM_1.1", None, "NP_1.1:p.(Joint)", (CONSEQUENCE[impact],), impact)
    members = (FIRST.key, SECOND.key)
    return Haplotype("+".join(members), "AICDA", members, proven, effect)


@pytest.mark.parametrize(
    ("proven", "flag", "words", "tier"),
    [
        (
            True,
            "mnv_part",
            "It lies on one copy with chr12-200-C-T, and together they are NP_1.1:p.(Joint), stop gained",
            "candidate",
        ),
        (False, "mnv_phase_unknown", "if it lies on one copy with chr12-200-C-T, together", "uncertain"),
    ],
)
def test_variants_proven_on_one_copy_are_weighed_together(
    proven: bool, flag: str, words: str, tier: str
) -> None:
    """Two silent changes of one codon that make a stop: candidate where proven, else said and not assumed.
    What is proven comes first: it is what the patient has (HGVS: changes of one codon are one delins)."""
    gene = load_panel().gene("AICDA")
    knowledge = Knowledge({FIRST.key: known(FIRST, None, "LOW")}, load_tiers(), 0.01, False)
    judged = Judged(gene, gene.entities[0], call(FIRST), verdict("yes", "homozygous", "homozygous"))
    haplotypes = (joint(proven, Impact.HIGH),)
    (finding,) = findings_of("S", Build.GRCH38, {}, [judged], knowledge, haplotypes)
    assert finding.tier is Tier(tier)
    assert finding.flags == (flag,)
    assert words in finding.explanation
    assert finding.explanation.startswith(words) is proven


@pytest.mark.parametrize(("second", "tier"), [("0/1", "candidate"), ("1/1", "uncertain")])
def test_a_homozygous_variant_keeps_its_own_weight_where_a_copy_has_it_alone(second: str, tier: str) -> None:
    """By hand: a stop on both copies, softened by a neighbour on one of them, still stops the other copy."""
    gene = load_panel().gene("AICDA")
    annotations = {FIRST.key: known(FIRST, None, "HIGH"), SECOND.key: known(SECOND, None, "LOW")}
    both = Genotype("1/1", (Slot.THIS, Slot.THIS), False)
    calls = {
        FIRST: replace(call(FIRST), genotype=both),
        SECOND: replace(call(SECOND), genotype=both) if second == "1/1" else call(SECOND),
    }
    found = verdict("yes", "homozygous", "homozygous")
    judged = [
        Judged(gene, gene.entities[0], calls[allele], replace(found, allele=allele.key))
        for allele in (FIRST, SECOND)
    ]
    knowledge = Knowledge(annotations, load_tiers(), 0.01, False)
    findings = findings_of("S", Build.GRCH38, {}, judged, knowledge, (joint(True, Impact.LOW),))
    (mine,) = [finding for finding in findings if finding.call.allele == FIRST]
    assert mine.tier is Tier(tier)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("pathogenik\t*\t*\t*\t*\t*\t*\tcandidate\tx\ty", "pathogenik"),
        ("*\t*\t*\t*\t*\t*\t*\t*\tx\ty", r"column tier has \*"),
        ("*\t*\t*\t*\t*\t*\t*\tcandidate\tx\t", "no source"),
    ],
)
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, row: str, what: str) -> None:
    path = tmp_path / "tiers.tsv"
    header = "\t".join((*CONDITIONS, "tier", "reason", "source"))
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=rf"tiers\.tsv:2.*{what}"):
        load_tiers(path)


def test_a_table_with_another_header_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tiers.tsv"
    path.write_text("tier\tevidence\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="no column partner, zygosity"):
        load_tiers(path)


def test_every_rule_of_the_table_is_an_id_of_the_inheritance_tables(root: Path) -> None:
    panel = root / "resources" / "panel"
    ids = {
        line.split("\t")[0]
        for name in ("inheritance_rules.tsv", "inheritance_doubts.tsv")
        for line in (panel / name).read_text(encoding="utf-8").splitlines()[1:]
    }
    named = {word for rule in load_tiers() for word in dict(rule.conditions()).get("rule", ())}
    assert named <= ids


@pytest.mark.parametrize(
    ("used", "words"), [(True, "not in the ClinVar file used"), (False, "no ClinVar file")]
)
def test_a_file_that_was_not_read_is_not_claimed(used: bool, words: str) -> None:
    """Contract: what was not looked at is said."""
    silent = known(FIRST, None, "MODERATE")
    assert words in evidence_phrase(silent, evidence_of(silent, 0.01), used)


@pytest.mark.parametrize(
    ("key", "flag", "homozygotes", "expected"),
    [
        ("chrX-154560450-C-T", "pseudogene_IKBKGP1", None, "moderate"),
        ("chrX-154560450-C-T", "pseudogene_IKBKGP1", 250, "moderate"),
        # c.2570G>C: 7,810 homozygotes in gnomAD r2, in exon 15, which PMS2CL copies
        ("chr7-5973418-C-G", "pseudogene_PMS2CL", 7810, "common"),
        ("chr7-5973418-C-G", "pseudogene_PMS2CL", 2, "moderate"),
        ("chr7-5973418-C-G", "", 0, "common"),
    ],
)
def test_a_frequency_that_reads_of_a_copy_may_make_buries_nothing(
    key: str, flag: str, homozygotes: int | None, expected: str
) -> None:
    """Domain: pseudogenes are flagged and graded, never dropped. Two copies of a gene and two of its copy: an
    allele of the copy alone makes a heterozygote."""
    frequency = Frequency(0.05, hemizygotes=2500 if "chrX" in key else None, homozygotes=homozygotes)
    plain = known(FIRST, None, "MODERATE")
    given = replace(plain, key=key, frequency=frequency, flags=(flag,) if flag else ())
    assert evidence_of(given, 0.01) == expected
    said = evidence_phrase(given, evidence_of(given, 0.01), common_af=0.01)
    assert ("its frequency of 0.05 not used" in said) == (expected == "moderate")


def test_what_the_population_says_against_clinvar_is_in_the_sentence() -> None:
    doubted = known(FIRST, P, "MODERATE")
    said = evidence_phrase(doubted, Evidence.CONFLICTING)
    assert "Pathogenic (3 stars), which its frequency in the population contradicts" in said


def test_a_rule_says_every_condition_it_sets() -> None:
    """Oracle: the table's own cells, as a spreadsheet would show them: all but `*`."""
    path = shipped("resources") / "panel" / "tiers.tsv"
    header, *lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    conditions = header[: header.index("tier")]
    for rule, line in zip(load_tiers(), lines, strict=True):
        set_cells = {name: cell for name, cell in zip(conditions, line, strict=False) if cell != "*"}
        assert {name: "|".join(sorted(words)) for name, words in rule.conditions()} == {
            name: "|".join(sorted(cell.split("|"))) for name, cell in set_cells.items()
        }
