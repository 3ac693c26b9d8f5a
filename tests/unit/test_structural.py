"""Structural alleles. Exon positions are those of MANE Select v1.5 on GRCh38; names are hand arithmetic."""

import pytest

from hyperigm.core.annotation import Annotation, Impact
from hyperigm.core.columns import FINDING_COLUMNS
from hyperigm.core.structural import structural_type
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.reference import load_reference


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(load_reference(Build.GRCH38), {})


def annotation(annotator: Annotator, *allele: str | int, svtype: str = "") -> Annotation:
    chrom, pos, alt, end = allele
    return annotator.annotation(Allele(str(chrom), int(pos), "N", str(alt), int(end), svtype))


def test_ikbkg_exons_4_to_10(annotator: Annotator) -> None:
    """The recurrent deletion of incontinentia pigmenti: from intron 3 to behind the gene.

    Exon 3 ends at 154556376 (c.399); 154557001 is c.399+625. The transcript ends at 154565033, c.*572.
    """
    found = annotation(annotator, "chrX", 154557000, "<DEL>", 154566000)
    assert found.gene == "IKBKG"
    assert found.hgvs_g == "NC_000023.11:g.154557001_154566000del"
    assert found.effect.hgvs_c == "NM_001099857.5:c.399+625_(*572_?)del"
    assert found.effect.hgvs_p == "NP_001093327.1:p.?"
    assert found.effect.exon == "4-10"
    assert found.effect.note.startswith("exons 4-10 of 10")
    assert found.effect.consequence[0] == "exon_loss_variant"
    assert {"stop_lost", "feature_truncation", "coding_sequence_variant"} <= set(found.effect.consequence)
    assert found.effect.impact is Impact.HIGH
    assert "pseudogene_IKBKGP1" in found.flags


def test_whole_cd40lg(annotator: Annotator) -> None:
    """The transcript is 136648158-136660390, c.-91 to c.*975."""
    found = annotation(annotator, "chrX", 136640000, "<DEL>", 136670000)
    assert found.gene == "CD40LG"
    assert found.effect.consequence == ("transcript_ablation",)
    assert found.effect.impact is Impact.HIGH
    assert found.effect.exon == "1-5"
    assert found.effect.hgvs_c == "NM_000074.3:c.(?_-91)_(*975_?)del"


@pytest.mark.parametrize(
    ("pos", "end", "exon", "frame"),
    [
        (136654300, 136654500, "3", "58 coding bases lost, the frame is lost"),  # 136654373-136654430
        (136656300, 136656500, "4", "63 coding bases lost, the frame is kept"),  # 136656356-136656418
        (136654300, 136656500, "3-4", "121 coding bases lost, the frame is lost"),
    ],
)
def test_whole_exons_and_the_frame(annotator: Annotator, pos: int, end: int, exon: str, frame: str) -> None:
    found = annotation(annotator, "chrX", pos, "<DEL>", end)
    assert found.effect.exon == exon
    assert frame in found.effect.note
    assert found.effect.consequence[0] == "exon_loss_variant"


def test_minus_strand(annotator: Annotator) -> None:
    """PMS2 exon 11 is 5986759-5987620 (c.1145-c.2006): 5987800 is c.1145-180, 5986501 is c.2006+258."""
    found = annotation(annotator, "chr7", 5986500, "<DEL>", 5987800)
    assert found.effect.hgvs_c == "NM_000535.7:c.1145-180_2006+258del"
    assert found.effect.exon == "11"


def test_confidence_intervals_are_kept(annotator: Annotator) -> None:
    """CIPOS -10,20 and CIEND -5,0 around the deletion of PMS2 exon 11."""
    allele = Allele("chr7", 5986500, "N", "<DEL>", 5987800)
    found = annotator.annotation(allele, (-10, 20, -5, 0))
    assert found.hgvs_g == "NC_000007.14:g.(5986491_5986521)_(5987795_5987800)del"
    assert found.effect.hgvs_c == "NM_000535.7:c.(1145-180_1145-175)_(2006+238_2006+268)del"


@pytest.mark.parametrize(
    ("allele", "terms", "impact"),
    [
        # CD40LG exons 2-3, doubled within the gene
        (("chrX", 136650200, "<DUP>", 136654500), {"feature_elongation", "coding_sequence_variant"}, "HIGH"),
        # all of CD40LG, doubled
        (("chrX", 136640000, "<DUP:TANDEM>", 136670000), {"transcript_amplification"}, "HIGH"),
        # both ends in intron 1 of CD40LG (136648405-136650265)
        (("chrX", 136648900, "<INV>", 136649500), {"intron_variant"}, "MODIFIER"),
        (("chrX", 136648900, "<DEL>", 136649500), {"intron_variant"}, "MODIFIER"),
        # one end in intron 1, the other behind the gene: the gene is cut in two
        (("chrX", 136648900, "<INV>", 136670000), {"feature_truncation"}, "HIGH"),
        # an insertion in exon 5 (coding to 136659415), and in intron 1
        (("chrX", 136659200, "<INS>", 136659200), {"feature_elongation", "coding_sequence_variant"}, "HIGH"),
        (("chrX", 136648900, "<INS:ME>", 136648900), {"intron_variant"}, "MODIFIER"),
        # gain or loss is not said: VEP's impact would exclude an effect, which nobody can
        (("chrX", 136654300, "<CNV>", 136654500), {"coding_sequence_variant"}, "MODERATE"),
        # a breakend in intron 1 cuts the gene in two
        (("chrX", 136648900, "N[chr7:5998000[", 136648900), {"feature_truncation", "intron_variant"}, "HIGH"),
        # before and behind the gene
        (("chrX", 136645000, "<DEL>", 136646000), {"upstream_gene_variant"}, "MODIFIER"),
        (("chrX", 136661000, "<DEL>", 136662000), {"downstream_gene_variant"}, "MODIFIER"),
        # exon 1 of IKBKG (154547620-154547745) is not coding, but its loss is told
        (("chrX", 154547500, "<DEL>", 154548000), {"exon_loss_variant"}, "HIGH"),
    ],
)
def test_types(annotator: Annotator, allele: tuple[str, int, str, int], terms: set[str], impact: str) -> None:
    """Ensembl VEP's terms for structural variants; an exon lost is Sequence Ontology's exon_loss_variant."""
    effect = annotation(annotator, *allele).effect
    assert terms <= set(effect.consequence)
    assert effect.impact == impact


@pytest.mark.parametrize(
    "bases", [(8606863, 8606863), (8606863, 8606864), (8606850, 8606864), (8606850, 8606860)]
)
def test_a_deletion_of_intron_bases_is_what_the_same_deletion_in_bases_is(
    annotator: Annotator, bases: tuple[int, int]
) -> None:
    """AICDA exon 2 starts at 8606865 (c.156 on the minus strand): c.156+1 is 8606864, c.156+15 8606850."""
    first, last = bases
    ref = load_reference(Build.GRCH38).fetch("chr12", first - 1, last)
    spelled = annotator.annotation(Allele("chr12", first - 1, ref, ref[0])).effect
    symbolic = annotation(annotator, "chr12", first - 1, "<DEL>", last).effect
    assert symbolic.consequence == spelled.consequence
    assert (symbolic.impact, symbolic.hgvs_p) == (spelled.impact, spelled.hgvs_p)


@pytest.mark.parametrize(
    ("allele", "terms", "impact"),
    [
        (("chr12", 8606862, "<DEL>", 8606864), ("splice_donor_variant",), "HIGH"),
        # turned round, the site is gone; put between G and T, it is parted
        (("chr12", 8606849, "<INV>", 8606864), None, "HIGH"),
        (("chr12", 8606863, "<INS>", 8606863), ("splice_donor_variant",), "HIGH"),
        # a doubled site stays where it was
        (("chr12", 8606849, "<DUP>", 8606864), ("intron_variant",), "MODIFIER"),
        # whether the site is lost is not said
        (("chr12", 8606862, "<CNV>", 8606864), ("structural_variant", "intron_variant"), "MODERATE"),
    ],
)
def test_splice_sites_of_a_structural_allele(
    annotator: Annotator, allele: tuple[str, int, str, int], terms: tuple[str, ...] | None, impact: str
) -> None:
    """Ensembl VEP's splice windows, by hand: c.156+1 and +2 are 8606864 and 8606863."""
    effect = annotation(annotator, *allele).effect
    assert effect.impact == impact
    assert (effect.consequence == terms) if terms else ("splice_donor_variant" in effect.consequence)


def test_breakend_names_its_mate(annotator: Annotator) -> None:
    """The mate's contig may be in any naming the bundle knows; another chromosome keeps the file's name."""
    found = annotation(annotator, "chrX", 136648900, "N]7:5998000]", 136648900)
    assert found.hgvs_g == "NC_000023.11:g.136648900::NC_000007.14:g.5998000"
    found = annotation(annotator, "chrX", 136648900, "]chr2:500]N", 136648900)
    assert found.hgvs_g == "NC_000023.11:g.136648900::chr2:g.500"


@pytest.mark.parametrize(
    ("alt", "svtype", "kind"),
    [
        # 1000 Genomes phase 3: CN0, CN2 are copies on one chromosome, of which the reference has one
        ("<CN0>", "", "DEL"),
        ("<CN=0>", "CNV", "DEL"),
        ("<CN2>", "CNV", "DUP"),
        ("<CN2>", "DEL", "DEL"),  # of three
        ("<CN1>", "DEL", "DEL"),  # of two
        ("<CN1>", "CNV", "CN1"),
        # VCF 4.4, section 1.4.5: subtypes behind a colon; SVTYPE has the type
        ("<DEL:ME:ALU>", "", "DEL"),
        ("<INS:ME:L1>", "ALU", "INS"),
        ("<CNV>", "DEL", "DEL"),
        ("<CNV:TR>", "CNV", "CNV"),
        ("<X>", "DUP:TANDEM", "DUP"),
        ("<DEL>", "DUP", "DEL"),
        ("N[chr7:5998000[", "DEL", "BND"),
    ],
)
def test_kinds(alt: str, svtype: str, kind: str) -> None:
    assert structural_type(Allele("chrX", 100, "N", alt, 200, svtype)) == kind


@pytest.mark.parametrize(("alt", "svtype"), [("<CN0>", "DEL"), ("<CN0>", ""), ("<CNV>", "DEL")])
def test_a_copy_number_of_none_is_the_deletion_that_it_is(
    annotator: Annotator, alt: str, svtype: str
) -> None:
    """All of CD40LG; what it does is what `<DEL>` of the same bases does."""
    found = annotation(annotator, "chrX", 136640000, alt, 136670000, svtype=svtype)
    deleted = annotation(annotator, "chrX", 136640000, "<DEL>", 136670000)
    assert found.effect == deleted.effect
    assert found.effect.consequence == ("transcript_ablation",)
    assert found.hgvs_g == deleted.hgvs_g == "NC_000023.11:g.136640001_136670000del"


@pytest.mark.parametrize("alt", ["<CNV>", "<CN1>", "<COMPLEX>"])
@pytest.mark.parametrize(("pos", "end"), [(136640000, 136670000), (136654300, 136654500)])
def test_an_unknown_kind_over_coding_bases_is_never_harmless(
    annotator: Annotator, alt: str, pos: int, end: int
) -> None:
    """All of CD40LG, and its exon 3: no name is made up, and nothing is excluded."""
    effect = annotation(annotator, "chrX", pos, alt, end).effect
    assert effect.impact is Impact.MODERATE
    assert effect.note.startswith("kind of change not known; exon")
    assert (effect.hgvs_c, effect.hgvs_p) == (None, "NP_000065.1:p.?")


@pytest.mark.parametrize(
    ("allele", "terms"),
    [
        # behind POS lies exon 5 of CD40LG, intron 1, or the whole gene: how much is not said
        (("chrX", 136659200, "<DEL>", 136659200), ("structural_variant",)),
        (("chrX", 136648900, "<DUP>", 136648900), ("structural_variant",)),
        (("chrX", 136645000, "<CN0>", 136645000), ("structural_variant",)),
        # PMS2 is on the minus strand: what lies before POS stays (exon 11 is 5986759-5987620)
        (("chr7", 5987000, "<DEL>", 5987000), ("structural_variant",)),
        # behind the end of CD40LG (136660390)
        (("chrX", 136661000, "<DEL>", 136661000), ("downstream_gene_variant",)),
    ],
)
def test_without_end_and_length_no_range_is_made_up(
    annotator: Annotator, allele: tuple[str, int, str, int], terms: tuple[str, ...]
) -> None:
    """VCF 4.4: the extent of a symbolic allele is in END or SVLEN; the base at POS is kept."""
    found = annotation(annotator, *allele)
    assert found.effect.consequence == terms
    assert (found.hgvs_g, found.effect.hgvs_c) == (None, None)
    if terms == ("structural_variant",):
        assert found.effect.impact is Impact.MODERATE
        assert found.effect.note == "extent not given (neither END nor SVLEN)"


def test_one_base_is_named_once(annotator: Annotator) -> None:
    """c.107 is 136648355 (ClinVar's c.107T>A); HGVS: one deleted base is `c.108del`."""
    found = annotation(annotator, "chrX", 136648355, "<DEL>", 136648356)
    assert found.effect.hgvs_c == "NM_000074.3:c.108del"
    assert found.hgvs_g == "NC_000023.11:g.136648356del"


@pytest.mark.parametrize("alt", ["W", "N"])
def test_an_ambiguous_base_is_no_breakend(annotator: Annotator, alt: str) -> None:
    """c.107T>W is A or T there (IUPAC): what becomes of codon 36 is not known, and not excluded."""
    found = annotator.annotation(Allele("chrX", 136648355, "T", alt))
    assert found.effect.consequence == ("coding_sequence_variant",)
    assert found.effect.impact is Impact.MODERATE
    assert (found.hgvs_g, found.effect.hgvs_c, found.effect.hgvs_p) == (None, None, None)
    assert found.effect.note == "REF or ALT has an ambiguous base (IUPAC code)"


def test_two_that_begin_at_one_base_have_keys_of_their_own() -> None:
    """As the dictionary says of `partner`; a sequence allele's key is CHROM-POS-REF-ALT alone."""
    keys = [Allele("chrX", 100, "N", "<DEL>", end).key for end in (200, 900)]
    assert keys == ["chrX-100-N-<DEL>-200", "chrX-100-N-<DEL>-900"]
    assert Allele("chrX", 100, "A", "C").key == "chrX-100-A-C"
    (partner,) = (column for column in FINDING_COLUMNS if column.name == "partner")
    assert "chrX-100-N-<DEL>-900" in partner.meaning
