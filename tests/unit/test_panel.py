"""The panel file: what it says of each gene, and what a wrong file is told."""

from pathlib import Path

import pytest

from hyperigm.core.panel import Inheritance, Panel, Validity
from hyperigm.edges.panel import load_panel
from hyperigm.errors import ResourceError

# Oracle: the table of genes and disease entities in domain.md (OMIM, MONDO, ClinGen/GenCC), by hand.
ENTITIES = {
    "HIGM1": ("CD40LG", "308230", "MONDO:0010626", Inheritance.X_LINKED, Validity.DEFINITIVE),
    "EDAID1": ("IKBKG", "300291", "MONDO:0100162", Inheritance.X_LINKED, Validity.DEFINITIVE),
    "IMD33": ("IKBKG", "300636", "MONDO:0100162", Inheritance.X_LINKED, Validity.DEFINITIVE),
    "IP": ("IKBKG", "308300", "MONDO:0010631", Inheritance.X_LINKED, Validity.UNVERIFIED),
    "SAIDX": ("IKBKG", "301081", None, Inheritance.X_LINKED, Validity.UNVERIFIED),
    "HIGM2": ("AICDA", "605258", "MONDO:0011528", Inheritance.RECESSIVE, Validity.DEFINITIVE),
    "HIGM2_AD": ("AICDA", "605258", None, Inheritance.DOMINANT, Validity.UNVERIFIED),
    "HIGM3": ("CD40", "606843", "MONDO:0011735", Inheritance.RECESSIVE, Validity.DEFINITIVE),
    "HIGM5": ("UNG", "608106", "MONDO:0011971", Inheritance.RECESSIVE, Validity.MODERATE),
    "MMRCS4": ("PMS2", "619101", "MONDO:0030843", Inheritance.RECESSIVE, Validity.DEFINITIVE),
    # MONDO:0013699 is not in domain.md; oracle: ClinGen InSiGHT specification GN139.
    "LYNCH4": ("PMS2", "614337", "MONDO:0013699", Inheritance.DOMINANT, Validity.UNVERIFIED),
}
# Oracle: domain.md, the same table: gene MIM, MANE Select v1.5 accessions, strand.
GENES = {
    "CD40LG": ("300386", "NM_000074.3", "ENST00000370629.7", 1),
    "IKBKG": ("300248", "NM_001099857.5", "ENST00000594239.6", 1),
    "AICDA": ("605257", "NM_020661.4", "ENST00000229335.11", -1),
    "CD40": ("109535", "NM_001250.6", "ENST00000372285.8", 1),
    "UNG": ("191525", "NM_080911.3", "ENST00000242576.7", 1),
    "PMS2": ("600259", "NM_000535.7", "ENST00000265849.12", -1),
}


@pytest.fixture(scope="module")
def panel() -> Panel:
    return load_panel()


def test_genes_stand_in_report_order_with_their_identifiers(panel: Panel) -> None:
    found = {gene.symbol: (gene.mim, gene.refseq, gene.ensembl, gene.strand) for gene in panel.genes}
    assert found == GENES
    assert list(found) == list(GENES)


def test_each_disease_entity_is_as_published(panel: Panel) -> None:
    found = {
        entity.id: (gene.symbol, entity.mim, entity.mondo, entity.inheritance, entity.validity)
        for gene in panel.genes
        for entity in gene.entities
    }
    assert found == ENTITIES


def test_an_unverified_class_is_named_among_the_unverified_fields(panel: Panel) -> None:
    """domain.md: what nobody checked must not be shown as a fact, so the row has to say which field it is."""
    entities = [entity for gene in panel.genes for entity in gene.entities]
    unverified = {entity.id for entity in entities if "validity" in entity.unverified}
    assert unverified == {entity.id for entity in entities if entity.validity is Validity.UNVERIFIED}


def test_lynch_syndrome_alone_is_a_secondary_finding(panel: Panel) -> None:
    """Oracle: domain.md, PMS2 heterozygous = Lynch syndrome 4, a secondary finding."""
    secondary = [entity.id for gene in panel.genes for entity in gene.entities if entity.secondary]
    assert secondary == ["LYNCH4"]


def test_incontinentia_pigmenti_is_of_null_alleles_in_females_and_lethal_in_males(panel: Panel) -> None:
    """Oracle: domain.md, IKBKG by sex and consequence."""
    entities = {entity.id: entity for entity in panel.gene("IKBKG").entities}
    assert (entities["IP"].variants, entities["IP"].affects, entities["IP"].male_lethal) == (
        "null",
        "female",
        True,
    )
    assert entities["IP"].dominance == "dominant"
    assert (entities["EDAID1"].variants, entities["EDAID1"].affects) == ("hypomorph", "male")
    assert panel.allele_class("hypomorph").excludes == "null"
    assert panel.allele_class("null").nmd_escape is False


def test_caveat_regions_cover_the_copied_exons_with_their_grades(panel: Panel) -> None:
    """Oracle: domain.md, pseudogenes: IKBKG exons 3-10; PMS2 exon 9 and 11-15 with the classes users know."""
    exons = {
        (caveat.gene, caveat.flag, exon): caveat.grade
        for caveat in panel.caveats
        for exon in range(caveat.first_exon, caveat.last_exon + 1)
    }
    ikbkg = {("IKBKG", "pseudogene_IKBKGP1", exon): "identical" for exon in range(3, 11)}
    grades = {
        9: "distinguishable",
        11: "distinguishable",
        12: "distinguishable",
        13: "conversion_prone",
        14: "conversion_prone",
        15: "identical",
    }
    pms2 = {("PMS2", "pseudogene_PMS2CL", exon): grade for exon, grade in grades.items()}
    assert exons == ikbkg | pms2
    assert all(caveat.assay for caveat in panel.caveats)


def test_the_cohort_is_that_of_lee_2005(panel: Panel) -> None:
    """Oracle: domain.md, Lee et al. 2005: 98 + 4 + 1 + 1 + 0 + 3 solved and 33 unexplained of 140."""
    assert panel.cohort is not None
    assert panel.cohort.patients == sum(panel.cohort.solved.values()) + panel.cohort.unexplained == 140
    assert panel.cohort.solved["BTK"] == 3


def edited(root: Path, tmp_path: Path, old: str, new: str) -> Path:
    """A copy of the panel file with one text changed."""
    text = (root / "resources" / "panel" / "panel.yaml").read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path = tmp_path / "panel.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("inheritance: X-linked", "inheritance: X linked", "$.genes[0].entities[0].inheritance"),
        ("    mim: \"300386\"\n", "", "missing required field `mim`"),
        ("dominance: recessive", "dominence: recessive", "dominence: no such field"),
        ("variants: hypomorph", "variants: hypomorphic", "'hypomorphic' is no word of allele_classes"),
        ("affects: male", "affects: boys", "'boys' is none of both, male, female"),
        ("id: IMD33", "id: EDAID1", "entity EDAID1: declared more than once"),
        ("source: Lee 2005, Blood 105:1881", 'source: " "', "cohort: no source"),
        ("gene: PMS2\n", "gene: PMS1\n", "gene PMS1 is not in the panel"),
        ("last_exon: 10", "last_exon: 2", "exons must run from a lower to a higher number"),
        ("grade: conversion_prone", "grade: bad", "grade 'bad' is none of"),
        ("excludes: \"null\"", "excludes: nil", "excludes 'nil', which is not declared"),
        ("unverified: [validity]", "unverified: [validness]", "unverified names no field: validness"),
        ("strand: -1", "strand: 2", "strand 2 is neither 1 nor -1"),
        ("genes:", "genes: [", "not a readable panel"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_by_name(
    root: Path, tmp_path: Path, old: str, new: str, expected: str
) -> None:
    with pytest.raises(ResourceError) as caught:
        load_panel(edited(root, tmp_path, old, new))
    assert expected in str(caught.value)


def test_every_wrong_row_is_told_at_once(root: Path, tmp_path: Path) -> None:
    path = edited(root, tmp_path, "affects: male", "affects: boys")
    path.write_text(
        path.read_text(encoding="utf-8").replace("grade: identical", "grade: bad"), encoding="utf-8"
    )
    with pytest.raises(ResourceError) as caught:
        load_panel(path)
    # By hand: one entity is edited, and the file has two rows of grade identical.
    assert len(caught.value.problems) == 3


def test_a_missing_file_is_a_resource_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="not a readable panel"):
        load_panel(tmp_path / "none.yaml")
