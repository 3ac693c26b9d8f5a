"""How HPO terms fit a disease, and that the table of features is sound.

Oracle: the published patients of shared/truth/phenopackets (diagnosis and terms), and counting by hand.
"""

import json
import re
from pathlib import Path

import pytest

from hyperigm.core.phenotype import Feature, phenotype_fit
from hyperigm.edges.panel import load_panel
from hyperigm.edges.phenotypes import load_features
from hyperigm.errors import ResourceError

FEATURES = (
    Feature("A", "HP:0000001", "one", "specific", (), "test"),
    Feature("A", "HP:0000002", "two", "consistent", ("HP:0000003",), "test"),
    Feature("A", "HP:0000004", "four", "consistent", (), "test"),
    Feature("B", "HP:0000004", "four", "consistent", (), "test"),
)


def test_a_specific_sign_weighs_two() -> None:
    """One and two of A: (2 + 1) / 4; term three is a narrower two; term nine is no feature."""
    found = phenotype_fit("A", ("HP:0000001", "HP:0000003", "HP:0000009"), FEATURES)
    assert found is not None
    assert (found.score, found.matched, found.missing) == (0.75, ("one", "two"), ("four",))
    assert (found.specific, found.other) == (("one",), ("HP:0000009",))


def test_nothing_known_is_no_fit() -> None:
    assert phenotype_fit("A", (), FEATURES) is None
    assert phenotype_fit("C", ("HP:0000001",), FEATURES) is None


def test_every_entity_is_of_the_panel_and_every_term_an_id() -> None:
    entities = {entity.id for gene in load_panel().genes for entity in gene.entities}
    for row in load_features():
        assert row.entity in entities
        assert all(re.fullmatch(r"HP:[0-9]{7}", term) for term in (row.hpo, *row.also)), row
        assert row.source


@pytest.mark.parametrize(
    ("term", "entities"),
    [
        ("HP:0003496", set()),  # raised IgM: the mark of every hyper-IgM syndrome (NIAID)
        ("HP:0002959", set()),  # impaired class switching: what all of them share (NIAID)
        ("HP:0020102", set()),  # Pneumocystis: CD40L and CD40 deficiency alike (NIAID), and many others
        ("HP:0000968", {"EDAID1"}),  # ectodermal dysplasia (PMID 11047757)
        ("HP:0000957", {"MMRCS4"}),  # cafe-au-lait spots (PMID 24737826)
        ("HP:0100006", {"MMRCS4"}),  # brain tumour (PMID 24737826)
    ],
)
def test_only_a_sign_of_one_disease_is_specific(term: str, entities: set[str]) -> None:
    """PP4 and the full points of PM6 ask for a phenotype highly specific for the gene (Richards 2015)."""
    found = {name for name in {row.entity for row in load_features()} if _specific(name, term)}
    assert found == entities


# is_a of HPO 2019-03-18 (hp-basic.obo), as far as the table needs it; HP:0005425, HP:0002209 and HP:0007565
# by what their labels say (sinopulmonary is respiratory, the scalp's hair is hair, several are some).
PARENTS = {
    "HP:0002788": {"HP:0001739", "HP:0002205"},
    "HP:0002783": {"HP:0002205"},
    "HP:0006532": {"HP:0002090", "HP:0002783"},
    "HP:0005425": {"HP:0002205"},
    "HP:0000938": {"HP:0004349"},
    "HP:0000939": {"HP:0004349"},
    "HP:0002209": {"HP:0008070"},
    "HP:0007565": {"HP:0000957"},
    "HP:0000403": {"HP:0000388", "HP:0002719"},
    "HP:0002719": {"HP:0032101"},
    "HP:0000698": {"HP:0006482"},
    "HP:0000668": {"HP:0009804"},
}
SAME_SIGN = {("HP:0000970", "HP:0000966"), ("HP:0030388", "HP:0002959"), ("HP:0006342", "HP:0000698")}


def _above(term: str) -> set[str]:
    return {name for parent in PARENTS.get(term, ()) for name in (parent, *_above(parent))}


def test_what_counts_as_a_feature_is_narrower_or_said_to_be_the_same_sign(root: Path) -> None:
    """Recurrent infections are wider than recurrent respiratory infections, otitis lies beside them, and
    conical teeth are not missing teeth."""
    page = (root / "resources" / "README.md").read_text()
    for row in load_features():
        for term in row.also:
            assert row.hpo in _above(term) or (term, row.hpo) in SAME_SIGN, (row.entity, term)
    assert all(term in page for term, _ in SAME_SIGN)
    assert not {"HP:0002719", "HP:0000403"} & {term for row in load_features() for term in row.also}


def test_the_class_switch_defect_of_pms2_is_among_its_features() -> None:
    """PMC2571921: PMS2 deficiency is a class switch recombination deficiency (IgG, IgA, IgE decreased)."""
    fit = phenotype_fit("MMRCS4", ("HP:0002959", "HP:0002720"), load_features())
    assert fit is not None
    assert len(fit.matched) == 2


def test_the_boy_of_the_demo_has_three_signs_of_his_disease(root: Path) -> None:
    """Raised IgM, low IgG and recurrent respiratory infections, as NIAID describes it."""
    rows = (root / "resources" / "demo" / "samples.tsv").read_text().splitlines()
    (boy,) = [row.split("\t") for row in rows if row.startswith("cd40lg_boy\t")]
    fit = phenotype_fit("HIGM1", boy[-1].split(";"), load_features())
    assert fit is not None
    assert (len(fit.matched), fit.other) == (3, ())


def _specific(entity: str, term: str) -> bool:
    fit = phenotype_fit(entity, (term,), load_features())
    return bool(fit and fit.specific)


def test_a_specific_sign_of_two_entities_is_refused(tmp_path: Path) -> None:
    rows = "".join(f"{name}\tHP:0000001\tx\tspecific\t-\ttest\n" for name in ("HIGM1", "HIGM3"))
    path = tmp_path / "phenotypes.tsv"
    path.write_text(f"entity\thpo\tlabel\tkind\talso\tsource\n{rows}")
    with pytest.raises(ResourceError, match="HIGM3 HP:0000001: specific, but another entity"):
        load_features(path)


def terms(path: Path) -> tuple[str, ...]:
    features = json.loads(path.read_text())["phenotypicFeatures"]
    return tuple(item["type"]["id"] for item in features if not item.get("excluded"))


@pytest.mark.parametrize(
    ("patient", "entity", "others"),
    [
        ("PMID_11047757_family_1_proband_III_1", "EDAID1", ("IMD33", "HIGM1", "MMRCS4")),
        ("PMID_11047757_family_2_proband_III_1", "EDAID1", ("IMD33", "HIGM1", "MMRCS4")),
        ("PMID_35572607_Case_presentation", "HIGM1", ("EDAID1", "MMRCS4")),
    ],
)
def test_published_patients_match_more_signs_of_their_own_disease(
    shared: Path, patient: str, entity: str, others: tuple[str, ...]
) -> None:
    given = terms(shared / "truth" / "phenopackets" / f"{patient}.json")

    def matched(name: str) -> int:
        found = phenotype_fit(name, given, load_features())
        return len(found.matched) if found else 0

    assert all(matched(entity) > matched(other) for other in others)
