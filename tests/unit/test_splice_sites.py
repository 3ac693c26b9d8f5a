"""What the sequence leaves open of splicing.

Oracles: the score of a site by hand from Zhang's shares (Deonier 2005, table 14.3); distances by hand from
the c. names: the AG that PMS2 c.825A>G makes ends at c.825, and exon 8 starts at c.804, so 22 bases go.
"""

import math
from pathlib import Path

import pytest

from hyperigm.core.edit import Edit
from hyperigm.core.naming import place
from hyperigm.core.splice_sites import SiteColumn, site_profiles, splicing_open
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.reference import load_reference
from hyperigm.edges.transcripts import load_genes, load_site_profiles

REFERENCE = load_reference(Build.GRCH38)
GENES = {region.gene: region.transcripts[0] for region in load_genes(REFERENCE)}
PROFILES = load_site_profiles()


def said(gene: str, chrom: str, pos: int, ref: str, alt: str) -> str:
    assert REFERENCE.fetch(chrom, pos, pos + len(ref) - 1) == ref
    model = GENES[gene]
    return splicing_open(model, place(model.stretch, Allele(chrom, pos, ref, alt)).edit, PROFILES)


def test_a_profile_adds_the_bits_of_its_columns() -> None:
    """CAG|GTAAGT: 0.31 0.62 0.77 1 1 0.71 0.73 0.75 0.55, each over 0.25."""
    shares = (0.31, 0.62, 0.77, 1.0, 1.0, 0.71, 0.73, 0.75, 0.55)
    by_hand = sum(math.log2(share / 0.25) for share in shares)
    assert PROFILES["donor"].score("CAGGTAAGT", 3) == pytest.approx(by_hand)
    assert PROFILES["donor"].score("CAGCTAAGT", 3) is None
    assert PROFILES["donor"].score("CAGGTAAG", 3) is None
    assert PROFILES["acceptor"].score("T" * 13 + "AC" + "GT", 15) is None


def test_each_column_of_the_table_is_a_whole() -> None:
    """Shares of a position add up to 1; the printed table is rounded to two places."""
    for profile in PROFILES.values():
        for column in profile.bits:
            shares = [0.25 * 2**bits for bits in column.values() if bits is not None]
            assert sum(shares) == pytest.approx(1, abs=0.035)


def test_columns_are_put_in_order() -> None:
    columns = [SiteColumn("donor", at, 0.25, 0.25, 0.25, 0.25) for at in (1, -1, 2)]
    assert site_profiles(columns)["donor"].before == 1


def test_the_acceptor_that_c_825a_g_makes_is_cuts_off_22_bases() -> None:
    found = said("PMS2", "chr7", 5995612, "T", "C")
    assert "splice acceptor 22 bases behind that of exon 8" in found


@pytest.mark.parametrize(("pos", "alt"), [(5995612, "A"), (5995612, "G"), (5995615, "A")])
def test_other_bases_there_make_no_site(pos: int, alt: str) -> None:
    assert said("PMS2", "chr7", pos, REFERENCE.fetch("chr7", pos, pos), alt) == ""


@pytest.mark.parametrize(
    ("pos", "ref", "alt", "words"),
    [
        # c.23+21_23+28del
        (6008968, "GACACCGGA", "G", "8 bases shorter 21 bases from exon 1"),
        # c.2175-10del, gnomAD r2
        (5978705, "CA", "C", "1 base shorter 10 bases from exon 13"),
        # c.251-19_251-18insTCT
        (6003810, "G", "GAGA", "3 bases longer 19 bases from exon 4"),
        # a repeat one copy longer or shorter: c.23+32dup, c.903+20_903+21del
        (6008964, "A", "AG", ""),
        (5995512, "AAC", "A", ""),
        # further than 50 bases from an exon: c.353+209del
        (6003480, "TC", "T", ""),
        # a substitution in an intron that makes no site, nor lies in one: c.23+8
        (6008989, "C", "T", ""),
    ],
)
def test_an_indel_close_to_an_exon_leaves_splicing_open(pos: int, ref: str, alt: str, words: str) -> None:
    found = said("PMS2", "chr7", pos, ref, alt)
    assert words in found
    assert bool(words) == bool(found)


@pytest.mark.parametrize(
    ("gene", "chrom", "pos", "ref", "alt", "words"),
    [
        # c.156G>A, the last base of exon 1, AAG|GTAAGT: G 0.77 to A 0.12 is 2.7 bits of 11.9
        (
            "CD40LG",
            "chrX",
            136648404,
            "G",
            "A",
            "splice donor of exon 1 by sequence (9.2 against 11.9 bits, 22 %",
        ),
        # c.409+5G>A, exon 4: G 0.75 to A 0.11 is 2.8 bits
        ("CD40LG", "chrX", 136656423, "G", "A", "splice donor of exon 4"),
        # c.346G>A, a missense, the last base of exon 3
        ("CD40LG", "chrX", 136654430, "G", "A", "splice donor of exon 3"),
        # IKBKG c.518G>A, pathogenic in ClinVar, the last base of exon 4
        ("IKBKG", "chrX", 154558650, "G", "A", "splice donor of exon 4"),
        # PMS2 c.903G>T, pathogenic by ClinVar's expert panel, the last base of exon 8
        ("PMS2", "chr7", 5995534, "C", "A", "splice donor of exon 8"),
        # c.157-3T>C: T 0.37 to C 0.55, a stronger site
        ("CD40LG", "chrX", 136650263, "T", "C", ""),
        # AICDA c.156+5C>T (minus strand): C 0.06 to T 0.08, no weaker
        ("AICDA", "chr12", 8606860, "G", "A", ""),
        # PMS2 c.250+10, outside the nine bases of a donor
        ("PMS2", "chr7", 6003962, None, None, ""),
    ],
)
def test_an_exons_own_site_that_gets_weaker_is_open(
    gene: str, chrom: str, pos: int, ref: str | None, alt: str | None, words: str
) -> None:
    """Shares: Zhang 1998; the limit of 15 %: Houdayer 2012."""
    ref = ref or REFERENCE.fetch(chrom, pos, pos)
    found = said(gene, chrom, pos, ref, alt or {"A": "G", "C": "T", "G": "A", "T": "C"}[ref])
    assert words in found
    assert bool(words) == bool(found)


def test_a_base_that_is_the_reference_of_the_other_build_is_not_open() -> None:
    """IKBKG c.1056-6: T on GRCh37, C on GRCh38 (chrX:153792168, domain): nobody is ill by carrying it."""
    reference = load_reference(Build.GRCH37)
    assert reference.fetch("chrX", 153792168, 153792168) == "T"
    model = next(region.transcripts[0] for region in load_genes(reference) if region.gene == "IKBKG")
    edit = place(model.stretch, Allele("chrX", 153792168, "T", "C")).edit
    assert splicing_open(model, edit, PROFILES) == ""


def test_a_site_is_scored_where_an_indel_moves_it() -> None:
    """CD40LG exon 1 ends AAG|GTAAGA. By hand: without one of the exon's last two As only the column -3 has
    another base; without the G the exon ends in A (0.12 for 0.77: 2.7 bits of 11.9 less)."""
    model = GENES["CD40LG"]
    end = model.exons[0][1]
    before = model.stretch.bases[end - 5 : end + 6]
    assert before.endswith("AAGGTAAGA")
    kept = splicing_open(model, Edit(end - 3, end - 2, ""), PROFILES)
    lost = splicing_open(model, Edit(end - 1, end, ""), PROFILES)
    assert "weakens the splice donor of exon 1" in lost
    assert "weakens" not in kept


BS1_FROM = 1.4e-3
"""Frequency from which BS1 is met for a recessive disease (Whiffin 2017, in the domain)."""


def test_common_alleles_of_pms2_stay_where_they_are() -> None:
    """Every silent allele of gnomAD r2 with more than 20 copies. One is open: c.2445G>A, the last base of
    exon 14, with 22 copies; it is rarer than BS1 allows, and has two homozygotes at most."""
    import pysam

    from hyperigm.core.annotation import Impact
    from hyperigm.edges.annotator import Annotator
    from hyperigm.edges.resources import shipped

    annotator = Annotator(REFERENCE, {})
    tried = 0
    lifted = set()
    path = Path(shipped("resources")) / "evidence" / "gnomad_r2_PMS2.GRCh38.vcf.gz"
    with pysam.VariantFile(str(path)) as counts:
        for record in counts:
            for index, alt in enumerate(record.alts or ()):
                if record.info["AC"][index] <= 20:
                    continue
                allele = Allele("chr7", record.pos, record.ref or "", alt)
                effect = annotator.annotation(allele).effect
                if effect.impact in (Impact.LOW, Impact.MODIFIER) and effect.hgvs_c:
                    tried += 1
                    if said("PMS2", "chr7", allele.pos, allele.ref, alt):
                        lifted.add(effect.hgvs_c.split(":")[1])
                        assert record.info["AC_popmax"][index] / record.info["AN_popmax"][index] < BS1_FROM
                        assert record.info["nhomalt"][index] <= 2
    assert tried > 50
    assert lifted == {"c.2445G>A"}
