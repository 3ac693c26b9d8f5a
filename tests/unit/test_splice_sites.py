"""What the sequence leaves open of splicing.

Oracles: the score of a site by hand from Zhang's shares (Deonier 2005, table 14.3); distances by hand from
the c. names: the AG that PMS2 c.825A>G makes ends at c.825, and exon 8 starts at c.804, so 22 bases go.
"""

import math
from pathlib import Path

import pytest

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
        # a substitution in an intron that makes no site
        (6008998, "T", "C", ""),
    ],
)
def test_an_indel_close_to_an_exon_leaves_splicing_open(pos: int, ref: str, alt: str, words: str) -> None:
    found = said("PMS2", "chr7", pos, ref, alt)
    assert words in found
    assert bool(words) == bool(found)


def test_common_alleles_of_pms2_stay_where_they_are() -> None:
    """Every silent allele of gnomAD r2 with more than 20 copies: none is open, so nobody healthy with one or
    two copies of them is lifted."""
    import pysam

    from hyperigm.core.annotation import Impact
    from hyperigm.edges.annotator import Annotator
    from hyperigm.edges.resources import shipped

    annotator = Annotator(REFERENCE, {})
    tried = 0
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
                    assert said("PMS2", "chr7", allele.pos, allele.ref, alt) == "", allele.key
    assert tried > 50
