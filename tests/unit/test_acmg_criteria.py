"""Each criterion by hand-written evidence.

Oracles: Richards 2015 (PMID 25741868), Tavtigian 2020 (PMID 32720330) for points, Pejaver 2022 (PMID
36413997) and Walker 2023 (PMID 37352859) for scores, ClinGen SVI for PM2, PM3 and PM6, Whiffin 2017 (PMID
28518168) for BS1.
"""

from dataclasses import replace

import pytest

from hyperigm.core.acmg.classify import assessment, disagrees
from hyperigm.core.acmg.family import Segregation
from hyperigm.core.acmg.molecular import splicing_settled
from hyperigm.core.acmg.patient import Patient, patient_criteria
from hyperigm.core.acmg.points import assess, class_of
from hyperigm.core.acmg.trace import AcmgClass, Assessment, Criterion, Strength, lowered
from hyperigm.core.annotation import (
    Annotation,
    ClinVar,
    Frequency,
    Impact,
    LossOfFunction,
    Neighbour,
    Score,
    TranscriptEffect,
)
from hyperigm.core.panel import Entity, Inheritance, Validity
from hyperigm.core.phenotype import PhenotypeFit
from hyperigm.core.variant import Build
from hyperigm.core.verdict import Match, Mechanism, Origin, Pair, Phase, Verdict, Zygosity
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.reference import load_reference
from hyperigm.edges.transcripts import load_genes

RULES = load_acmg_rules()
NMD = LossOfFunction("truncation_nmd", Strength.VERY_STRONG, "a premature stop")


def annotation(term: str = "missense_variant", p: str = "p.(Met36Lys)", c: str = "c.107T>A") -> Annotation:
    effect = TranscriptEffect("NM_1.1", f"NM_1.1:{c}", f"NP_1.1:{p}" if p else None, (term,), Impact.MODERATE)
    return Annotation("chrX-1-A-T", "CD40LG", None, effect)


def words(known: Annotation, entity: str = "HIGM1", *added: Criterion) -> list[str]:
    found = assessment(known, entity, RULES, added)
    assert found is not None
    return [criterion.word for criterion in found.criteria]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (10, "pathogenic"),
        (9, "likely_pathogenic"),
        (6, "likely_pathogenic"),
        (5, "uncertain_significance"),
        (0, "uncertain_significance"),
        (-1, "likely_benign"),
        (-6, "likely_benign"),
        (-7, "benign"),
    ],
)
def test_points_make_classes(points: int, expected: str) -> None:
    """Tavtigian 2020, table 2."""
    assert class_of(points, RULES) == expected


def test_points_of_strengths() -> None:
    """8, 4, 2, 1 and their negatives; BA1 alone is benign whatever else is met."""
    given = [
        Criterion("PVS1", Strength.VERY_STRONG, ""),
        Criterion("PS1", Strength.STRONG, ""),
        Criterion("PM1", Strength.MODERATE, ""),
        Criterion("PP3", Strength.SUPPORTING, ""),
        Criterion("BS1", Strength.STRONG, ""),
        Criterion("BP4", Strength.SUPPORTING, ""),
        Criterion("PM2", None, "unknown"),
    ]
    found = assess("", given, RULES)
    assert [criterion.points for criterion in found.criteria] == [8, 4, 2, 1, -4, -1]
    assert (found.points, found.acmg_class) == (10, AcmgClass.PATHOGENIC)
    assert [criterion.code for criterion in found.unmet] == ["PM2"]
    alone = assess("", [*given, Criterion("BA1", Strength.STAND_ALONE, "")], RULES)
    assert alone.acmg_class is AcmgClass.BENIGN


def test_words_of_criteria() -> None:
    assert Criterion("PM2", Strength.SUPPORTING, "").word == "PM2_Supporting"
    assert Criterion("PVS1", Strength.VERY_STRONG, "").word == "PVS1"
    assert Criterion("BA1", Strength.STAND_ALONE, "").word == "BA1"
    assert lowered(Strength.VERY_STRONG, 1) is Strength.STRONG
    assert lowered(Strength.SUPPORTING, 1) is None


def test_without_any_evidence_the_class_is_uncertain() -> None:
    found = assessment(annotation(), "HIGM1", RULES)
    assert found is not None
    assert (found.acmg_class, found.criteria) == (AcmgClass.UNCERTAIN, ())
    assert "unknown" in next(item.reason for item in found.unmet if item.code == "PM2")


@pytest.mark.parametrize(
    ("frequency", "entity", "expected"),
    [
        (Frequency(af=1e-7, an=10**7, faf=0.0), "HIGM1", ["PM2_Supporting"]),
        (Frequency(af=1e-6, an=10**6, faf=3e-7), "HIGM1", []),
        (Frequency(af=4e-6, an=10**6, faf=2e-6, hemizygotes=2), "HIGM1", ["BS1"]),
        (Frequency(af=4e-5, an=10**6, faf=2e-5, hemizygotes=3), "HIGM1", ["BS1", "BS2"]),
        (Frequency(af=4e-5, an=10**6, faf=2e-5), "HIGM1", []),
        (Frequency(af=4e-5, an=10**6, faf=2e-5, hemizygotes=1), "EDAID1", []),
        (Frequency(af=4e-5, an=10**6, faf=2e-5, hemizygotes=0), "IP", ["BS1"]),
        (Frequency(af=6e-2, an=10**6, faf=5e-2), "HIGM1", ["BA1"]),
        (Frequency(af=6e-2, an=10**6, faf=5e-2), "HIGM2_AD", ["BS1"]),
        (Frequency(af=6e-2, an=10**6, faf=5e-2), "IP", ["BS1"]),
        (Frequency(af=2e-3, an=10**6, faf=1.4e-3), "HIGM2", ["BS1"]),
        (Frequency(af=2e-3, an=10**6, faf=1.3e-3), "HIGM2", []),
        (Frequency(af=2e-2, an=10**6, faf=1.4e-2), "HIGM2", ["BS1"]),
        (Frequency(af=6e-2, an=10**6, faf=4.9e-2), "HIGM2", ["BS1"]),
        (Frequency(af=6e-2, an=10**6, faf=5e-2), "HIGM2", ["BA1"]),
        (Frequency(af=2e-2, an=1999, faf=1.4e-2), "HIGM2", []),
        (Frequency(af=None, an=10**6), "HIGM2", []),
        (Frequency(af=2e-2, an=10**6, faf=1.4e-2, filters=("AC0",)), "HIGM2", []),
        (Frequency(af=1e-6, an=10**6, faf=0.0, hemizygotes=2), "HIGM1", []),
        (Frequency(af=1e-6, an=10**6, faf=0.0, hemizygotes=3), "HIGM1", ["BS2"]),
        (
            Frequency(af=None, an=200000, absent=True, distance=7, source="gnomAD"),
            "HIGM1",
            ["PM2_Supporting"],
        ),
        (Frequency(af=None, an=1000, absent=True, distance=7, source="gnomAD"), "HIGM1", []),
        (Frequency(af=2e-4, an=10**6, faf=1e-4), "LYNCH4", ["BS1"]),
        (Frequency(af=2e-5, an=10**6, faf=1e-5), "LYNCH4", []),
        (Frequency(af=1e-5, an=10**6, faf=1e-6), "LYNCH4", ["PM2_Supporting"]),
        (Frequency(af=4e-3, an=10**6, faf=2.8e-3), "LYNCH4", ["BA1"]),
    ],
)
def test_population_criteria(frequency: Frequency, entity: str, expected: list[str]) -> None:
    """Limits: domain (X-linked 2e-6, recessive 1.4e-3, GN139 for Lynch); BA1 and BS1 need AN 2,000; BA1 from
    5 % (Ghosh 2018, PMID 30311383), none where the prevalence is unverified."""
    assert words(replace(annotation(), frequency=frequency), entity) == expected


def test_two_carrier_women_do_not_clear_a_boy() -> None:
    """AC 2 of 100,000 and no hemizygote: at least 3.6e-6 with 95 % confidence (Poisson: 0.355 of 1e5), above
    2e-6, and no man shows anything. Domain: it is hemizygotes that speak against on X."""
    known = replace(annotation(), frequency=Frequency(af=2e-5, an=10**5, ac=2, faf=3.55e-6, hemizygotes=0))
    found = assessment(known, "HIGM1", RULES)
    assert found is not None
    assert found.acmg_class is AcmgClass.UNCERTAIN
    assert "0 hemizygotes were seen" in next(item.reason for item in found.unmet if item.code == "BS1")


def test_reads_of_a_copy_are_not_counted() -> None:
    common = Frequency(af=0.1, an=10**6, faf=0.1, homozygotes=500)
    known = replace(annotation(), frequency=common, flags=("pseudogene_PMS2CL",))
    assert words(known, "MMRCS4") == []


@pytest.mark.parametrize(
    ("tool", "value", "expected"),
    [
        ("REVEL", 0.003, ["BP4_VeryStrong"]),
        ("REVEL", 0.016, ["BP4_Strong"]),
        ("REVEL", 0.183, ["BP4_Moderate"]),
        ("REVEL", 0.29, ["BP4"]),
        ("REVEL", 0.291, []),
        ("REVEL", 0.643, []),
        ("REVEL", 0.644, ["PP3"]),
        ("REVEL", 0.773, ["PP3_Moderate"]),
        ("REVEL", 0.932, ["PP3_Strong"]),
        ("CADD", 25.3, ["PP3"]),
        ("CADD", 28.1, ["PP3_Moderate"]),
        ("CADD", 22.7, ["BP4"]),
        ("CADD", 17.3, ["BP4_Moderate"]),
        ("CADD", 0.15, ["BP4_Strong"]),
        ("AlphaMissense", 0.791, []),
        ("AlphaMissense", 0.792, ["PP3"]),
        ("AlphaMissense", 0.906, ["PP3_Moderate"]),
        ("AlphaMissense", 0.99, ["PP3_Strong"]),
        ("AlphaMissense", 0.169, ["BP4"]),
        ("AlphaMissense", 0.099, ["BP4_Moderate"]),
        ("SpliceAI", 0.2, ["PP3"]),
        ("SpliceAI", 0.1, []),
    ],
)
def test_calibrated_scores_of_a_missense_allele(tool: str, value: float, expected: list[str]) -> None:
    """Limits as printed in the papers. SpliceAI alone says nothing of a residue that changes."""
    assert words(replace(annotation(), scores=(Score(tool, value),))) == expected


@pytest.mark.parametrize(
    ("splicing", "near", "scores", "expected"),
    [
        # CD40LG c.346G>A, the last base of exon 3
        ("weakens the splice donor of exon 3", True, (("REVEL", 0.012),), []),
        ("", True, (("REVEL", 0.012),), []),
        ("makes a splice donor", False, (("REVEL", 0.012),), []),
        ("", False, (("REVEL", 0.012),), ["BP4_Strong"]),
        ("", True, (("REVEL", 0.012), ("SpliceAI", 0.05)), ["BP4_Strong"]),
        ("weakens the splice donor of exon 3", True, (("REVEL", 0.012), ("SpliceAI", 0.5)), ["PP3"]),
        ("weakens the splice donor of exon 3", True, (("REVEL", 0.95),), ["PP3_Strong"]),
    ],
)
def test_a_score_of_the_residue_is_none_of_splicing(
    splicing: str, near: bool, scores: tuple[tuple[str, float], ...], expected: list[str]
) -> None:
    """Walker 2023: BP4 asks that no effect on splicing is predicted; a missing score is not a benign one."""
    base = annotation()
    terms = ("missense_variant", "splice_region_variant") if near else ("missense_variant",)
    known = replace(
        base,
        effect=replace(base.effect, consequence=terms),
        splicing=splicing,
        scores=tuple(Score(tool, value) for tool, value in scores),
    )
    assert words(known) == expected
    found = assessment(known, "HIGM1", RULES)
    assert found is not None
    if not expected:
        assert found.acmg_class is AcmgClass.UNCERTAIN
        assert "says nothing of splicing" in next(item.reason for item in found.unmet if item.code == "BP4")


@pytest.mark.parametrize(
    ("tool", "value", "settled"),
    [("SpliceAI", 0.1, True), ("SpliceAI", 0.15, False), ("SpliceAI", 0.2, True), ("REVEL", 0.012, False)],
)
def test_a_splice_score_between_the_limits_settles_nothing(tool: str, value: float, settled: bool) -> None:
    """Walker 2023: BP4 up to 0.1, PP3 from 0.2."""
    assert splicing_settled((Score(tool, value),), RULES) is settled


def test_of_several_missense_predictors_one_is_used() -> None:
    """Pejaver 2022: one tool, chosen beforehand; here REVEL first."""
    scores = (Score("CADD", 35.0), Score("AlphaMissense", 0.99), Score("REVEL", 0.2))
    assert words(replace(annotation(), scores=scores)) == ["BP4"]


def test_a_spared_residue_with_damaged_splicing_is_damaging() -> None:
    scores = (Score("REVEL", 0.1), Score("SpliceAI", 0.9))
    assert words(replace(annotation(), scores=scores)) == ["PP3"]
    between = (Score("REVEL", 0.1), Score("SpliceAI", 0.15))
    assert words(replace(annotation(), scores=between)) == []


@pytest.mark.parametrize(
    ("term", "c", "score", "expected"),
    [
        ("synonymous_variant", "c.825A>G", 0.1, ["BP4", "BP7"]),
        ("synonymous_variant", "c.825A>G", None, []),
        ("synonymous_variant", "c.825A>G", 0.2, ["PP3"]),
        ("intron_variant", "c.23+7A>G", 0.0, ["BP4", "BP7"]),
        ("intron_variant", "c.23+6A>G", 0.0, ["BP4"]),
        ("intron_variant", "c.24-21A>G", 0.0, ["BP4", "BP7"]),
        ("intron_variant", "c.24-20A>G", 0.0, ["BP4"]),
    ],
)
def test_silent_alleles(term: str, c: str, score: float | None, expected: list[str]) -> None:
    """Walker 2023: BP7 with BP4 at or beyond +7 and -21; without a score nothing."""
    scores = () if score is None else (Score("SpliceAI", score),)
    assert words(replace(annotation(term, "p.(=)", c), scores=scores)) == expected


def near(significance: str, stars: int | None, same: bool) -> Neighbour:
    return Neighbour("chrX-1-A-G", "NP_1.1:p.(Met36Arg)", significance, stars, "26201", same)


@pytest.mark.parametrize(
    ("neighbour", "expected"),
    [
        (near("Pathogenic", 2, True), ["PS1"]),
        (near("Pathogenic", 2, False), ["PM5"]),
        (near("Likely_pathogenic", 1, True), ["PS1_Moderate"]),
        (near("Likely_pathogenic", 1, False), ["PM5_Supporting"]),
        (near("Pathogenic", 0, False), ["PM5_Supporting"]),
        (near("Pathogenic", None, True), ["PS1_Supporting"]),
    ],
)
def test_neighbours(neighbour: Neighbour, expected: list[str]) -> None:
    assert words(replace(annotation(), neighbours=(neighbour,))) == expected


def test_the_alleles_own_clinvar_record_is_never_counted() -> None:
    record = ClinVar("1", "Pathogenic", "reviewed_by_expert_panel", 3)
    assert words(replace(annotation(), clinvar=record)) == []


def test_a_hot_spot_and_a_strong_score_are_strong_together() -> None:
    """Pejaver 2022: PP3 and PM1 count four points at most. AICDA Cys87 binds the zinc (UniProt Q9GZX7)."""
    known = replace(annotation(p="p.(Cys87Arg)"), gene="AICDA", scores=(Score("REVEL", 0.95),))
    assert words(known, "HIGM2") == ["PM1", "PP3_Moderate"]


def test_hot_spots_are_the_residues_they_say() -> None:
    """The letters by the reference proteins, as UniProt has them: AICDA His56, Glu58, Cys87, Cys90; NEMO
    Cys397, Cys400, His413, Cys417; UNG Asp154."""
    proteins = {g.gene: g.transcripts[0].protein for g in load_genes(load_reference(Build.GRCH38))}
    found = {
        (row.gene, row.first): proteins[row.gene][row.first - 1]
        for row in RULES.regions
        if row.use == "hotspot"
    }
    assert found == {
        ("AICDA", 56): "H",
        ("AICDA", 58): "E",
        ("AICDA", 87): "C",
        ("AICDA", 90): "C",
        ("IKBKG", 397): "C",
        ("IKBKG", 400): "C",
        ("IKBKG", 413): "H",
        ("IKBKG", 417): "C",
        ("UNG", 154): "D",
    }
    assert proteins["PMS2"][698:702] == "DQHA"
    assert proteins["CD40"][249:254] == "PVQET"
    assert proteins["UNG"][276:284] == "HPSPLSVY"


def test_length_changes_count_unless_the_allele_is_null() -> None:
    assert words(annotation("inframe_deletion", "p.(Lys5_Glu9del)")) == ["PM4"]
    assert words(annotation("inframe_deletion", "p.(Lys5del)")) == ["PM4_Supporting"]
    null = replace(annotation("stop_lost", "p.(Ter262GlnextTer3)"), loss=NMD)
    assert words(null) == ["PVS1"]


ENTITY = Entity("HIGM2", "", "", None, Inheritance.RECESSIVE, Validity.DEFINITIVE, "test")
ON_X = replace(ENTITY, id="HIGM1", inheritance=Inheritance.X_LINKED)
PARTNER = "chr12-5-A-T"


def verdict(mechanism: Mechanism, phase: Phase = Phase.NONE, origin: Origin = Origin.UNKNOWN) -> Verdict:
    pairs = () if phase is Phase.NONE else (Pair(PARTNER, phase, ""),)
    return Verdict("a", "HIGM2", Zygosity.HETEROZYGOUS, Match.YES, mechanism, "", origin=origin, pairs=pairs)


def patient_words(
    seen: Verdict,
    partner: AcmgClass | None = None,
    patient: Patient | None = None,
    entity: Entity = ENTITY,
) -> list[str]:
    given = patient or Patient(affected=True)
    found = patient_criteria(entity, seen, given, lambda _: partner, RULES)
    return [criterion.word for criterion in found if criterion.strength]


@pytest.mark.parametrize(
    ("phase", "partner", "expected"),
    [
        (Phase.TRANS, AcmgClass.PATHOGENIC, ["PM3"]),
        (Phase.TRANS, AcmgClass.LIKELY_PATHOGENIC, ["PM3"]),
        (Phase.TRANS, AcmgClass.UNCERTAIN, []),
        (Phase.TRANS, AcmgClass.BENIGN, []),
        (Phase.UNKNOWN, AcmgClass.PATHOGENIC, ["PM3_Supporting"]),
        (Phase.UNKNOWN, AcmgClass.LIKELY_PATHOGENIC, []),
        (Phase.CIS, AcmgClass.PATHOGENIC, []),
        (Phase.TRANS, None, []),
    ],
)
def test_in_trans(phase: Phase, partner: AcmgClass | None, expected: list[str]) -> None:
    """ClinGen SVI PM3: trans 1.0, with a VUS 0.25; phase unknown 0.5 (P) or 0.25 (LP); moderate from 1,
    supporting from 0.5."""
    assert patient_words(verdict(Mechanism.COMPOUND_HETEROZYGOUS, phase), partner) == expected


def test_homozygous_is_half_a_point() -> None:
    assert patient_words(verdict(Mechanism.HOMOZYGOUS)) == ["PM3_Supporting"]


def test_nothing_is_counted_in_a_person_who_is_not_said_to_be_affected() -> None:
    assert patient_words(verdict(Mechanism.HOMOZYGOUS), patient=Patient()) == []


def test_a_frequent_allele_gets_no_pm3() -> None:
    frequent = replace(annotation(), frequency=Frequency(af=0.1, an=10**6, faf=0.1))
    added = Criterion("PM3", Strength.MODERATE, "in trans")
    assert words(frequent, "HIGM2", added) == ["BA1"]


def test_de_novo_is_pm6_for_parentage_is_not_proved() -> None:
    """ClinGen SVI: 0.5 for a consistent, 1.0 for a specific phenotype, assumed de novo."""
    fit = PhenotypeFit(0.5, ("Hypohidrosis",), (), ("Hypohidrosis",), ())
    seen = verdict(Mechanism.HEMIZYGOUS, origin=Origin.DE_NOVO)
    assert patient_words(seen, entity=ON_X) == ["PM6_Supporting"]
    specific = Patient(affected=True, fit=fit)
    assert patient_words(seen, patient=specific, entity=ON_X) == ["PM6", "PP4"]


def test_de_novo_with_proven_parents_is_ps2() -> None:
    """ClinGen SVI: confirmed de novo counts 1.0 with a consistent (moderate), 2.0 with a specific phenotype
    (strong)."""
    fit = PhenotypeFit(0.5, ("Hypohidrosis",), (), ("Hypohidrosis",), ())
    seen = verdict(Mechanism.HEMIZYGOUS, origin=Origin.DE_NOVO)
    consistent = Patient(affected=True, parents_proven=True)
    assert patient_words(seen, patient=consistent, entity=ON_X) == ["PS2_Moderate"]
    specific = replace(consistent, fit=fit)
    assert patient_words(seen, patient=specific, entity=ON_X) == ["PS2", "PP4"]


@pytest.mark.parametrize(
    ("halvings", "expected"), [(1, []), (2, []), (3, ["PP1"]), (4, ["PP1_Moderate"]), (5, ["PP1_Strong"])]
)
def test_segregation(halvings: int, expected: list[str]) -> None:
    """Jarvik 2016: chance 1/8 supporting, 1/16 moderate, 1/32 strong, in one family."""
    shared = Patient(affected=True, segregation=Segregation(("brother",), (), halvings))
    assert patient_words(verdict(Mechanism.HEMIZYGOUS), patient=shared, entity=ON_X) == expected


def test_an_affected_relative_without_the_genotype_is_bs4() -> None:
    lacking = Patient(affected=True, segregation=Segregation((), ("brother",)))
    assert patient_words(verdict(Mechanism.HEMIZYGOUS), patient=lacking, entity=ON_X) == ["BS4"]


def computed(found: AcmgClass) -> Assessment:
    return Assessment("", found, 0, ())


@pytest.mark.parametrize(
    ("significance", "stars", "found", "expected"),
    [
        ("Pathogenic", 2, AcmgClass.LIKELY_BENIGN, True),
        ("Benign", 2, AcmgClass.LIKELY_PATHOGENIC, True),
        ("Uncertain_significance", 2, AcmgClass.PATHOGENIC, True),
        ("Pathogenic", 2, AcmgClass.LIKELY_PATHOGENIC, False),
        ("Pathogenic", 2, AcmgClass.UNCERTAIN, False),
        ("Pathogenic", 1, AcmgClass.BENIGN, True),
        ("Pathogenic", None, AcmgClass.BENIGN, True),
        ("Benign", 1, AcmgClass.PATHOGENIC, False),
        ("Uncertain_significance", 1, AcmgClass.BENIGN, False),
    ],
)
def test_disagreement_with_clinvar(
    significance: str, stars: int | None, found: AcmgClass, expected: bool
) -> None:
    """Two stars or more; a computed VUS is silence, not another opinion. Benign against P/LP: any stars, for
    the tier stays at ClinVar's word (report contract: diagnostic is a P/LP genotype that fits)."""
    known = replace(annotation(), clinvar=ClinVar("1", significance, "", stars))
    assert disagrees(known, computed(found)) is expected
