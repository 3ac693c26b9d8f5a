"""What a computed class makes of the evidence, and that wrong tables are named.

Oracle: the report contract (tiers): a P/LP genotype that fits is diagnostic, B/LB is background, and where
ClinVar and the computed class differ a person must look.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from hyperigm.core.acmg.trace import AcmgClass, Assessment, Criterion, Strength
from hyperigm.core.annotation import Annotation, ClinVar, Impact, TranscriptEffect
from hyperigm.core.tier import Evidence, weighed
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.panel import load_panel
from hyperigm.edges.phenotypes import load_features
from hyperigm.edges.resources import shipped
from hyperigm.edges.tiers import load_weighing
from hyperigm.errors import ResourceError

EFFECT = TranscriptEffect("NM_1.1", None, None, ("missense_variant",), Impact.MODERATE)
KNOWN = Annotation("chr7-1-A-T", "PMS2", None, EFFECT)
P, LP, VUS, LB, B = (
    AcmgClass.PATHOGENIC,
    AcmgClass.LIKELY_PATHOGENIC,
    AcmgClass.UNCERTAIN,
    AcmgClass.LIKELY_BENIGN,
    AcmgClass.BENIGN,
)


@pytest.mark.parametrize(
    ("before", "stars", "computed", "after"),
    [
        ("moderate", None, LP, "pathogenic"),
        ("low", None, P, "pathogenic"),
        ("moderate", None, LB, "benign"),
        ("moderate", None, VUS, "moderate"),
        ("uncertain", 2, LP, "high"),
        ("uncertain", 2, LB, "uncertain"),
        ("conflicting", 1, LB, "conflicting"),
        ("conflicting", 1, P, "high"),
        ("pathogenic", 2, LB, "pathogenic"),
        ("pathogenic", 1, LB, "pathogenic"),
        ("pathogenic", 0, LB, "pathogenic"),
        ("pathogenic", 0, VUS, "pathogenic"),
        ("benign", 2, P, "benign"),
        ("benign", 1, LP, "conflicting"),
        ("common", None, P, "common"),
    ],
)
def test_the_class_beside_clinvar(before: str, stars: int | None, computed: AcmgClass, after: str) -> None:
    record = None if stars is None else ClinVar("1", "", "", stars)
    known = replace(KNOWN, clinvar=record)
    against = (
        Criterion("BP4", Strength.SUPPORTING, "", (), -1),
        Criterion("BP7", Strength.SUPPORTING, "", (), -1),
    )
    criteria = against if computed is LB else ()
    found = weighed(load_weighing(), Evidence(before), known, Assessment("", computed, 0, criteria))
    assert found == after


@pytest.mark.parametrize(
    ("codes", "after"),
    [
        ((("BP4", Strength.SUPPORTING, -1),), "moderate"),
        ((("BP4", Strength.MODERATE, -2),), "moderate"),
        ((("BP4", Strength.MODERATE, -2), ("PM2", Strength.SUPPORTING, 1)), "moderate"),
        ((("BP4", Strength.SUPPORTING, -1), ("BP7", Strength.SUPPORTING, -1)), "benign"),
        ((("BS1", Strength.STRONG, -4),), "benign"),
        ((("BA1", Strength.STAND_ALONE, -8),), "benign"),
    ],
)
def test_one_weak_benign_criterion_does_not_bury(
    codes: tuple[tuple[str, Strength, int], ...], after: str
) -> None:
    """Richards 2015, table 5: likely benign takes two supporting criteria; background too, or one strong.
    Points: Tavtigian 2020."""
    criteria = tuple(Criterion(code, strength, "", (), points) for code, strength, points in codes)
    assert weighed(load_weighing(), Evidence.MODERATE, KNOWN, Assessment("", LB, -1, criteria)) == after


@pytest.mark.parametrize(
    ("stars", "computed", "codes", "after"),
    [
        (0, B, (("BA1", Strength.STAND_ALONE, -8), ("BS2", Strength.STRONG, -4)), "conflicting"),
        (1, B, (("BS1", Strength.STRONG, -4), ("BS2", Strength.STRONG, -4)), "conflicting"),
        (2, B, (("BA1", Strength.STAND_ALONE, -8),), "pathogenic"),
        (0, LB, (("BS2", Strength.STRONG, -4),), "pathogenic"),
        (0, B, (("BP4", Strength.VERY_STRONG, -8),), "pathogenic"),
        (3, B, (("BA1", Strength.STAND_ALONE, -8),), "pathogenic"),
    ],
)
def test_a_pathogenic_word_of_few_stars_that_the_population_denies_is_a_conflict(
    stars: int, computed: AcmgClass, codes: tuple[tuple[str, Strength, int], ...], after: str
) -> None:
    """Contract: diagnostic is a P/LP genotype that fits; a person must look where ClinVar and the computed
    class differ. Richards 2015, table 5: benign takes BA1 or two strong criteria; a predictor is no such
    evidence."""
    known = replace(KNOWN, clinvar=ClinVar("1", "Pathogenic", "", stars))
    criteria = tuple(Criterion(code, strength, "", (), points) for code, strength, points in codes)
    found = weighed(load_weighing(), Evidence.PATHOGENIC, known, Assessment("", computed, -8, criteria))
    assert found == after


def test_a_predicted_effect_on_splicing_lifts_a_silent_allele() -> None:
    """Walker 2023: PP3; without a class nothing changes."""
    predicted = Assessment("", VUS, 1, (Criterion("PP3", Strength.SUPPORTING, ""),))
    assert weighed(load_weighing(), Evidence.LOW, KNOWN, predicted) is Evidence.MODERATE
    assert weighed(load_weighing(), Evidence.LOW, KNOWN, None) is Evidence.LOW


@pytest.mark.parametrize(
    ("splicing", "criteria", "after"),
    [
        ("it makes a splice site", (), "moderate"),
        ("it makes a splice site", (Criterion("BP4", Strength.SUPPORTING, ""),), "low"),
        ("", (), "low"),
    ],
)
def test_an_open_question_of_splicing_lifts_until_a_predictor_settles_it(
    splicing: str, criteria: tuple[Criterion, ...], after: str
) -> None:
    """Contract, tiers: candidate is a VUS in a genotype that fits."""
    known = replace(KNOWN, splicing=splicing)
    assert weighed(load_weighing(), Evidence.LOW, known, Assessment("", VUS, 0, criteria)) == after
    assert weighed(load_weighing(), Evidence.COMMON, known, Assessment("", VUS, 0, criteria)) == "common"


def test_a_wrong_word_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "evidence.tsv"
    path.write_text("evidence\tstars\tacmg\tbecomes\tsource\nhigh\tmany\t*\thigh\ttest\n")
    with pytest.raises(ResourceError, match=r"evidence\.tsv:2: column stars"):
        load_weighing(path)


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("pvs1.tsv", "VeryStrong", "Huge", "column strength has Huge"),
        ("regions.tsv", "critical", "critcal", "column use has critcal"),
        ("entities.tsv", "0.0028", "2e-09", "frequencies must rise"),
        ("classes.tsv", "\t10\t", "\t5\t", "from the most points down"),
        ("points.tsv", "Moderate", "Supporting", "no row for Moderate"),
    ],
)
def test_a_wrong_rule_is_refused(tmp_path: Path, table: str, old: str, new: str, said: str) -> None:
    for path in (shipped("resources") / "acmg").glob("*.tsv"):
        text = path.read_text()
        assert path.name != table or old in text
        (tmp_path / path.name).write_text(text.replace(old, new) if path.name == table else text)
    with pytest.raises(ResourceError, match=said):
        load_acmg_rules(tmp_path)


def test_a_wrong_kind_of_feature_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "phenotypes.tsv"
    path.write_text("entity\thpo\tlabel\tkind\talso\tsource\nHIGM1\tHP:0000001\tx\tsure\t-\ttest\n")
    with pytest.raises(ResourceError, match="column kind has sure"):
        load_features(path)


def test_ba1_has_a_source_or_is_not_given() -> None:
    """Ghosh 2018 (PMID 30311383): 5 % of a group; GN139 has 2.8e-3 for Lynch syndrome. Where the prevalence
    is unverified a frequency is BS1 at most."""
    found = {entity: rule.ba1_from for entity, rule in load_acmg_rules().entities.items()}
    assert {entity for entity, limit in found.items() if limit is None} == {"HIGM2_AD", "IP", "SAIDX"}
    assert {limit for limit in found.values() if limit is not None} == {0.05, 0.0028}
    for rule in load_acmg_rules().entities.values():
        assert rule.ba1_from is None or rule.entity == "LYNCH4" or "30311383" in rule.source


def test_every_entity_of_the_panel_has_rules() -> None:
    entities = {entity.id for gene in load_panel().genes for entity in gene.entities}
    assert set(load_acmg_rules().entities) == entities
    lynch = load_acmg_rules().entities["LYNCH4"]
    assert lynch.rules == "InSiGHT frequency limits for Lynch syndrome (GN139), otherwise general rules"
    assert {r.rules for r in load_acmg_rules().entities.values()} - {lynch.rules} == {
        "no expert-panel rules exist; general rules"
    }
