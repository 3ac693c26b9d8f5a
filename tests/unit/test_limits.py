"""Blind spots, the residual sum, caveat regions: the tables and the rules that read them.

Oracle: the contract, domain.md (65-83 % of incontinentia pigmenti is the deletion; 95/5 in CD40LG; 33 of 140
unexplained), and sums by hand in the docstrings.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from hyperigm.core.blind_spots import BlindSpot, blind_spots, conditions
from hyperigm.core.callability import Callability, Stretch
from hyperigm.core.caveats import advice, spans, touched
from hyperigm.core.coverage import Assessed, ExonStatus, SiteStatus, intron_middles, introns_read
from hyperigm.core.panel import Panel, PublishedCohort
from hyperigm.core.residual import AlleleCount, SmallShare, allele_class, residual
from hyperigm.core.variant import Build
from hyperigm.edges.limits import load_blind_spots, small_shares
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import load_reference
from hyperigm.errors import ResourceError

PANEL = load_panel()
REFERENCE = load_reference(Build.GRCH38)
HEADER = "id\tcondition\tgene\tsentence\tsource\n"


def test_a_row_holds_where_all_its_conditions_do() -> None:
    rows = tuple(
        BlindSpot(word, word, ".", "s", "x") for word in ("always", "exome", "exome&no_sv_vcf", "genome")
    )
    assert [row.id for row in blind_spots(rows, {"always", "exome"})] == ["always", "exome"]
    assert [row.id for row in blind_spots(rows, {"always", "exome", "no_sv_vcf"})][-1] == "exome&no_sv_vcf"


@pytest.mark.parametrize(
    ("row", "told"),
    [("a\tsunday\t.\ts\tx\n", "sunday"), ("a\talways\t.\ts\t\n", "source")],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, told: str) -> None:
    (tmp_path / "t.tsv").write_text(HEADER + row)
    with pytest.raises(ResourceError) as error:
        load_blind_spots(tmp_path / "t.tsv")
    assert told in error.value.problems[0].what


def test_every_kind_of_file_is_told_of_its_blind_spots() -> None:
    """The list of what no short-read file shows, and what structural calls or introns would change."""
    table = load_blind_spots()
    always = {"ikbkg_deletion", "pms2_rearrangement", "mosaicism", "other_genes"}
    for introns in ("exome", "introns_unknown", "genome"):
        for structural in ("no_sv_vcf", "sv_vcf"):
            found = {row.id for row in blind_spots(table, {"always", introns, structural})}
            assert always <= found
            assert ("deletions" in found) == (structural == "no_sv_vcf")
            assert "cd40lg_translocation" not in found
            without = {row.id for row in blind_spots(table, {"always", introns, structural, "no_breakends"})}
            assert without - found == {"cd40lg_translocation"}
            assert len([word for word in found if word.startswith("deep_introns")]) == 1


def everywhere(depth: int | None = 30, closed: bool = True) -> Callability:
    stretches = tuple(
        Stretch(region.chrom, region.start, region.end, True, "", depth) for region in REFERENCE.regions
    )
    return Callability("gVCF blocks", closed, stretches)


def test_introns_tell_a_genome_from_an_exome() -> None:
    """Whole genes read: a genome. Exons alone: an exome. A plain VCF: it does not say."""
    models = REFERENCE.transcripts
    assert introns_read(models, [everywhere()]) is True
    assert introns_read(models, [replace(everywhere(), stretches=())]) is False
    assert introns_read(models, [everywhere(closed=False)]) is None
    assert introns_read(models, []) is None
    for model in models:
        for _, middle, _ in intron_middles(model):
            assert all(not exon.start - 400 < middle < exon.end + 400 for exon in model.exons)


@pytest.mark.parametrize(
    ("sources", "sv", "expected"),
    [
        ([], False, {"always", "no_sv_vcf", "no_breakends", "introns_unknown", "plain_vcf"}),
        ([everywhere()], True, {"always", "sv_vcf", "no_breakends", "genome"}),
        ([replace(everywhere(), stretches=())], False, {"always", "no_sv_vcf", "no_breakends", "exome"}),
    ],
)
def test_conditions_of_a_sample(sources: list[Callability], sv: bool, expected: set[str]) -> None:
    assert conditions(REFERENCE.transcripts, sources, sv) == expected


COHORT = PublishedCohort(10, 3, {"CD40LG": 4, "AICDA": 1, "BTK": 2}, "", "a paper")
SMALL = Panel("v", (PANEL.gene("CD40LG"), PANEL.gene("AICDA")), cohort=COHORT)
COUNTS = (
    AlleleCount("CD40LG", 1, "missense", 6, "c"),
    AlleleCount("CD40LG", 2, "truncating", 2, "c"),
    AlleleCount("AICDA", 1, "missense", 3, "c"),
    AlleleCount("AICDA", 0, "other", 1, "c"),
)
SHARES = (
    SmallShare("CD40LG", "d", 0.9, 0.95, True, True, "s"),
    SmallShare("CD40LG", "e", 0.1, 0.2, False, False, "s"),
)


def exon(gene: str, number: int, status: str) -> ExonStatus:
    return ExonStatus(gene, number, 1, 2, Assessed(status), "")


def test_the_residual_sum() -> None:
    """By hand. CD40LG: 6 of 8 assessed, 2 unknown: low 6/8 x 0.9 = 0.675, high 8/8 x 0.95 = 0.95. AICDA: 3
    of 4 assessed, its site not: 0.75 both. Missed: 4 x 0.05 + 0.25 = 0.45 to 4 x 0.325 + 0.25 = 1.55.
    Others: 3 + 2 = 5. Chance: 0.45/5.45 = 0.0826 to 1.55/6.55 = 0.2366."""
    exons = (exon("CD40LG", 1, "assessed"), exon("CD40LG", 2, "unknown"), exon("AICDA", 1, "assessed"))
    site = SiteStatus("AICDA", 1, 2, Assessed.NOT_ASSESSED, "", "x")
    found = residual(SMALL, COUNTS, SHARES, exons, (site,))
    assert found is not None
    rows = {(gene.gene, gene.disease): gene for gene in found.genes}
    assert (rows["CD40LG", "d"].share_low, rows["CD40LG", "d"].share_high) == (0.675, 0.95)
    assert rows["CD40LG", "d"].classes == {"missense": 6}
    assert (rows["CD40LG", "e"].share_low, rows["CD40LG", "e"].in_cohort) == (0.075, False)
    aicda = rows["AICDA", ""]
    assert (aicda.assessed, aicda.not_assessed, aicda.share_low, aicda.share_high) == (3, 1, 0.75, 0.75)
    assert (found.missed_low, found.missed_high, found.others) == (0.45, 1.55, 5)
    assert (found.chance_low, found.chance_high) == (0.0826, 0.2366)
    assert found.sentence.startswith("Of 10 published patients")
    assert "8 to 24 %" in found.sentence


def test_structural_calls_raise_the_high_end_alone() -> None:
    """By hand, exons as above. CD40LG d: high 8/8 x 0.9 + 0.1 = 1.0, low as before 0.675; e: its rest is not
    shown by them, high 0.2. Missed: 0.25 to 1.55; chance 0.25/5.25 = 0.0476."""
    exons = (exon("CD40LG", 1, "assessed"), exon("CD40LG", 2, "unknown"), exon("AICDA", 1, "assessed"))
    site = SiteStatus("AICDA", 1, 2, Assessed.NOT_ASSESSED, "", "x")
    found = residual(SMALL, COUNTS, SHARES, exons, (site,), structural=True)
    assert found is not None
    rows = {(gene.gene, gene.disease): gene for gene in found.genes}
    assert (rows["CD40LG", "d"].share_low, rows["CD40LG", "d"].share_high) == (0.675, 1.0)
    assert (rows["CD40LG", "e"].share_high, rows["CD40LG", "e"].large_counted) == (0.2, False)
    assert (found.missed_low, found.missed_high) == (0.25, 1.55)
    assert (found.chance_low, found.chance_high) == (0.0476, 0.2366)


def test_exons_without_a_published_allele_are_said_to_weigh_nothing() -> None:
    """The counts above have no allele of CD40LG exon 3 or AICDA exon 4."""
    exons = (*(exon("CD40LG", n, "assessed") for n in (1, 2, 3)), exon("AICDA", 4, "unknown"))
    found = residual(SMALL, COUNTS, SHARES, exons, ())
    assert found is not None
    assert [gene.exons_without for gene in found.genes] == [(3,), (3,), (4,)]
    assert "weigh nothing in it (CD40LG 3, AICDA 4)." in found.sentence


def test_a_gene_that_a_user_adds_weighs_nothing_and_is_said_to() -> None:
    """BTK solved two of the made-up cohort: they stay among its 3 + 2 = 5 patients with another cause, for no
    allele of BTK is counted, so that the sum is that of the two genes alone."""
    exons = (exon("CD40LG", 1, "assessed"), exon("CD40LG", 2, "unknown"), exon("AICDA", 1, "assessed"))
    btk = replace(PANEL.gene("CD40LG"), symbol="BTK", added_by="my lab 1")
    more = replace(SMALL, genes=(*SMALL.genes, btk), extension="my lab 1")
    before = residual(SMALL, COUNTS, SHARES, exons, ())
    after = residual(more, COUNTS, SHARES, (*exons, exon("BTK", 1, "not_assessed")), ())
    assert before is not None
    assert after is not None
    assert replace(after, sentence=before.sentence) == before
    assert after.others == 5
    assert after.sentence.removeprefix(before.sentence) == (
        " Of the panel my lab 1, BTK has no weight in it: no alleles of it are counted."
    )


def test_no_sum_without_a_cohort_or_exons() -> None:
    assert residual(replace(SMALL, cohort=None), COUNTS, SHARES, (exon("CD40LG", 1, "assessed"),), ()) is None
    assert residual(SMALL, COUNTS, SHARES, (), ()) is None


def test_the_residual_names_exons_with_a_copy_that_were_not_even_read() -> None:
    read, unread = (
        replace(exon("CD40LG", 1, "unassessable"), reading=Assessed(word))
        for word in ("assessed", "not_assessed")
    )
    sentences = []
    for one in (read, unread):
        found = residual(SMALL, COUNTS, SHARES, (one,), ())
        assert found is not None
        sentences.append(found.sentence)
    assert sentences[1].startswith(sentences[0])
    assert sentences[1].endswith("not even read in full were CD40LG 1.")


def test_an_unassessable_exon_counts_as_not_shown() -> None:
    found = residual(SMALL, COUNTS, SHARES, (exon("CD40LG", 1, "unassessable"),), ())
    assert found is not None
    assert [gene.not_assessed for gene in found.genes if gene.disease == "d"] == [6]


def test_cited_shares() -> None:
    """GeneReviews NBK1402: 95 % by sequence analysis; domain.md: 65-83 % of IP is the deletion."""
    shares = {(row.gene, row.disease): (row.low, row.high) for row in small_shares()}
    assert shares["CD40LG", "Hyper-IgM syndrome type 1"] == (0.95, 0.95)
    low, high = shares["IKBKG", "Incontinentia pigmenti"]
    assert (round(1 - high, 2), round(1 - low, 2)) == (0.65, 0.83)


def test_the_cohort_adds_up() -> None:
    """Lee 2005: 140 patients, 33 of them without a cause."""
    assert PANEL.cohort is not None
    assert sum(PANEL.cohort.solved.values()) + PANEL.cohort.unexplained == PANEL.cohort.patients == 140


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (("frameshift_variant", "splice_region_variant"), "truncating"),
        (("splice_donor_variant", "missense_variant"), "splice_site"),
        (("missense_variant",), "missense"),
        (("start_lost",), "start_or_stop_lost"),
        (("inframe_deletion",), "in_frame"),
        (("intron_variant",), "other"),
        ((), "other"),
    ],
)
def test_class_of_an_allele(terms: tuple[str, ...], expected: str) -> None:
    assert allele_class(terms) == expected


@pytest.mark.parametrize(
    ("pos", "grades"),
    [
        (5_973_500, ["identical"]),  # exon 15
        (5_975_000, ["identical", "conversion_prone"]),  # intron 14, between two rows
        (5_980_000, ["conversion_prone", "distinguishable"]),  # intron 12, where exchange begins
        (5_987_630, ["distinguishable"]),  # 10 bases before exon 11: its acceptor
        (5_988_500, []),  # intron 10
        (5_989_900, []),  # exon 10 has no copy
        (5_992_000, ["distinguishable"]),  # exon 9
        (6_003_700, []),  # exon 4
    ],
)
def test_caveats_reach_over_the_introns_between_copied_exons(pos: int, grades: list[str]) -> None:
    """Exons: MANE v1.5 on GRCh38. PMS2CL copies exon 9 and 11-15; exchange from intron 12 on (domain.md)."""
    found = touched(spans(PANEL, REFERENCE.transcripts), "chr7", pos, pos)
    assert [caveat.grade for caveat in found] == grades


def test_advice_names_copy_class_and_assay() -> None:
    (caveat,) = touched(spans(PANEL, REFERENCE.transcripts), "chrX", 154564450, 154564450)
    assert "IKBKGP1" in advice(caveat)
    assert "identical" in advice(caveat)
    assert caveat.assay in advice(caveat)
