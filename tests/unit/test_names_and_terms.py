"""Names and terms on a transcript that one can check by eye; every expected value is hand arithmetic on
tests/unit/toy.py by HGVS nomenclature 21 and VEP's definitions, and must be the same on either strand."""

import pytest
from tests.unit.toy import BEFORE, EXON_1, GENE, INTRON, allele, toy

from hyperigm.core.annotation import Impact, TranscriptEffect
from hyperigm.core.naming import effect_on
from hyperigm.edges.transcripts import load_severity

CODING = len(BEFORE) + 2  # offset of c.1
DONOR = len(BEFORE) + len(EXON_1)  # offset of c.9+1
EXON_2_START = DONOR + len(INTRON)  # offset of c.10


def effect(strand: int, offset: int, ref: str, alt: str) -> TranscriptEffect:
    return effect_on(toy(strand), allele(strand, offset, ref, alt), load_severity())


@pytest.mark.parametrize("strand", [1, -1])
@pytest.mark.parametrize(
    ("offset", "ref", "alt", "coding", "protein", "terms"),
    [
        # substitutions: AAA>GAA, CCC>CCT, GAA>TAA, ATG>ACG, TAA>CAA (then CAT, TGA), TAA>TGA
        (CODING + 3, "A", "G", "c.4A>G", "p.(Lys2Glu)", "missense_variant"),
        (CODING + 5, "A", "G", "c.6A>G", "p.(Lys2=)", "synonymous_variant"),
        (EXON_2_START + 6, "G", "T", "c.16G>T", "p.(Glu6Ter)", "stop_gained"),
        (CODING + 1, "T", "C", "c.2T>C", "p.(Met1?)", "start_lost"),
        (EXON_2_START + 9, "T", "C", "c.19T>C", "p.(Ter7GlnextTer2)", "stop_lost"),
        (EXON_2_START + 10, "A", "G", "c.20A>G", "p.(Ter7=)", "stop_retained_variant"),
        # two bases of one codon, an inversion (TTT>AAA), a delins
        (CODING + 3, "AA", "GC", "c.4_5delinsGC", "p.(Lys2Ala)", "missense_variant"),
        (EXON_2_START + 3, "TTT", "AAA", "c.13_15inv", "p.(Phe5Lys)", "missense_variant"),
        # in frame: AAA deleted, doubled; GGC put between Gly4 and Phe5; a codon and a half
        (CODING + 3, "AAA", "", "c.4_6del", "p.(Lys2del)", "inframe_deletion"),
        (CODING + 6, "", "AAA", "c.4_6dup", "p.(Lys2dup)", "inframe_insertion"),
        (EXON_2_START + 3, "", "GCT", "c.12_13insGCT", "p.(Gly4_Phe5insAla)", "inframe_insertion"),
        # T[TTG]AA leaves TAA
        (EXON_2_START + 4, "TTG", "", "c.14_16del", "p.(Phe5Ter)", "stop_gained&inframe_deletion"),
        # in frame with a stop inside: TAG put before Glu6; GCTTAG put before Phe5
        (EXON_2_START + 6, "", "TAG", "c.15_16insTAG", "p.(Glu6Ter)", "stop_gained&inframe_insertion"),
        (
            EXON_2_START + 3,
            "",
            "GCTTAG",
            "c.12_13insGCTTAG",
            "p.(Gly4_Phe5insAlaTer)",
            "stop_gained&inframe_insertion",
        ),
        # frame: T of TTT lost: GGG TTG AAT AAC ATT GAC: no stop; G doubled: GGG GTT TGA
        (EXON_2_START + 3, "T", "", "c.15del", "p.(Phe5LeufsTer?)", "frameshift_variant"),
        (EXON_2_START + 3, "", "G", "c.12dup", "p.(Phe5ValfsTer2)", "frameshift_variant"),
        # GTTTGAATAA with TG>: A put after GGG: GGG ATT TGA
        (EXON_2_START + 3, "", "A", "c.12_13insA", "p.(Phe5IlefsTer2)", "frameshift_variant"),
        # untranslated
        (CODING - 1, "G", "C", "c.-1G>C", None, "5_prime_UTR_variant"),
        (EXON_2_START + 12, "C", "T", "c.*1C>T", None, "3_prime_UTR_variant"),
    ],
)
def test_exonic(
    strand: int, offset: int, ref: str, alt: str, coding: str, protein: str | None, terms: str
) -> None:
    anchor = GENE[offset - 1]
    given = (offset - 1, anchor + ref, anchor + alt) if not ref or not alt else (offset, ref, alt)
    found = effect(strand, *given)
    assert found.hgvs_c == f"NM_1.1:{coding}"
    assert found.hgvs_p == (f"NP_1.1:{protein}" if protein else None)
    assert "&".join(term for term in found.consequence if "splice" not in term) == terms


@pytest.mark.parametrize("strand", [1, -1])
@pytest.mark.parametrize(
    ("offset", "coding", "terms"),
    [
        (DONOR - 1, "c.9C>", "missense_variant or synonymous"),
        (DONOR, "c.9+1G>", "splice_donor_variant"),
        (DONOR + 1, "c.9+2T>", "splice_donor_variant"),
        (DONOR + 2, "c.9+3A>", "splice_donor_region_variant&intron_variant"),
        (DONOR + 3, "c.9+4A>", "splice_donor_region_variant&intron_variant"),
        (DONOR + 4, "c.9+5G>", "splice_donor_5th_base_variant&intron_variant"),
        (DONOR + 5, "c.9+6T>", "splice_donor_region_variant&intron_variant"),
        (DONOR + 6, "c.9+7C>", "splice_region_variant&intron_variant"),
        (DONOR + 7, "c.9+8C>", "splice_region_variant&intron_variant"),
        (DONOR + 8, "c.9+9C>", "intron_variant"),
        (DONOR + 17, "c.9+18C>", "intron_variant"),
        (DONOR + 18, "c.10-17C>", "splice_polypyrimidine_tract_variant&intron_variant"),
        (EXON_2_START - 9, "c.10-9C>", "splice_polypyrimidine_tract_variant&intron_variant"),
        (
            EXON_2_START - 8,
            "c.10-8C>",
            "splice_region_variant&splice_polypyrimidine_tract_variant&intron_variant",
        ),
        (
            EXON_2_START - 3,
            "c.10-3T>",
            "splice_region_variant&splice_polypyrimidine_tract_variant&intron_variant",
        ),
        (EXON_2_START - 2, "c.10-2A>", "splice_acceptor_variant"),
        (EXON_2_START - 1, "c.10-1G>", "splice_acceptor_variant"),
    ],
)
def test_windows_of_an_intron(strand: int, offset: int, coding: str, terms: str) -> None:
    """VEP: donor +1,+2; 5th base; donor region +3..+6; region to +8 and from -8; tract -17..-3."""
    ref = GENE[offset]
    alt = "A" if ref != "A" else "C"
    found = effect(strand, offset, ref, alt)
    assert found.hgvs_c == f"NM_1.1:{coding}{alt}"
    if "or" in terms.split():
        assert found.consequence == ("splice_region_variant", "synonymous_variant")
        assert (found.exon, found.intron) == ("1", None)
    else:
        assert "&".join(found.consequence) == terms
        assert (found.exon, found.intron) == (None, "1")
    is_site = "donor_variant" in terms or "acceptor" in terms
    assert found.hgvs_p == ("NP_1.1:p.?" if is_site else "NP_1.1:p.(Pro3=)" if found.exon else None)


@pytest.mark.parametrize("strand", [1, -1])
def test_over_the_edge_of_an_exon(strand: int) -> None:
    """CCC|GTA: three bases on each side are lost; the protein is not predicted across a splice site."""
    found = effect(strand, DONOR - 3, "CCCGTA", "C")
    assert found.hgvs_c == "NM_1.1:c.8_9+3del"
    assert found.hgvs_p == "NP_1.1:p.?"
    assert set(found.consequence) == {
        "splice_donor_variant",
        "splice_donor_region_variant",
        "coding_sequence_variant",
        "intron_variant",
    }
    assert found.impact is Impact.HIGH
    assert (found.exon, found.intron) == ("1", "1")


@pytest.mark.parametrize("strand", [1, -1])
@pytest.mark.parametrize(("alt", "coding"), [("A", "c.1dup"), ("AT", "c.1_2dup")])
def test_start_codon_behind_an_insertion(strand: int, alt: str, coding: str) -> None:
    """GG|ATG: what is put before ATG leaves it, with the frame (VEP compares sequences); named 3'-most."""
    found = effect(strand, CODING - 1, "G", f"G{alt}")
    assert found.hgvs_c == f"NM_1.1:{coding}"
    assert found.hgvs_p == "NP_1.1:p.(=)"
    assert found.consequence == ("start_retained_variant", "5_prime_UTR_variant")
    assert found.impact is Impact.LOW


@pytest.mark.parametrize("strand", [1, -1])
def test_frameshift_into_a_stop(strand: int) -> None:
    """VEP's stop_gained is asked of the codons that hold the change: TTT to TAATT is tTT/tAATT, with a stop.
    T put between ATG and AAA is of no codon (VEP: -/T), and the stop that it makes with AA is the shifted
    frame's."""
    inside = effect(strand, EXON_2_START + 3, "T", "TAA")
    assert inside.hgvs_p == "NP_1.1:p.(Phe5Ter)"
    assert inside.consequence == ("stop_gained", "frameshift_variant")
    assert inside.nmd_escape is True
    between = effect(strand, CODING + 2, "G", "GT")
    assert between.hgvs_p == "NP_1.1:p.(Lys2Ter)"
    assert between.consequence == ("frameshift_variant",)


@pytest.mark.parametrize("strand", [1, -1])
def test_outside_the_transcript(strand: int) -> None:
    """A c. name can't reach beyond the record (HGVS: numbering), so there is none, and the note says why."""
    upstream, downstream = effect(strand, 2, "T", "C"), effect(strand, len(GENE) - 2, "C", "T")
    assert upstream.consequence == ("upstream_gene_variant",)
    assert downstream.consequence == ("downstream_gene_variant",)
    assert upstream.hgvs_c is downstream.hgvs_c is None
    assert "outside the transcript" in upstream.note


@pytest.mark.parametrize("strand", [1, -1])
@pytest.mark.parametrize(
    ("alt", "coding", "protein", "terms"),
    [
        # CCC|GTAAGT: G put in is CCCG|GTAAGT, named 3'-most; exon 2 then reads GGG GTT TGA
        (
            "CG",
            "c.9+1dup",
            "p.(Phe5ValfsTer2)",
            ("frameshift_variant", "splice_region_variant"),
        ),
        # A put at the edge: CCC A|GT: AGG GTT TGA
        (
            "CA",
            "c.9_9+1insA",
            "p.(Gly4ArgfsTer3)",
            ("frameshift_variant", "splice_region_variant"),
        ),
    ],
)
def test_a_splice_site_that_stands_there_still_is_not_lost(
    strand: int, alt: str, coding: str, protein: str, terms: tuple[str, ...]
) -> None:
    """GT follows the longer exon; VEP and bcftools csq call it so, and the protein is read from the exon.
    The new stop is in the last exon: it escapes decay."""
    found = effect(strand, DONOR - 1, "C", alt)
    assert (found.hgvs_c, found.hgvs_p) == (f"NM_1.1:{coding}", f"NP_1.1:{protein}")
    assert found.consequence == terms
    assert (found.exon, found.nmd_escape) == ("1", True)


@pytest.mark.parametrize("strand", [1, -1])
@pytest.mark.parametrize(
    ("offset", "ref", "alt", "coding", "terms"),
    [
        # TTTAG|GGG: TAG doubled has AG before the exon again; C put between A and G has not
        (EXON_2_START - 4, "T", "TTAG", "c.10-3_10-1dup", ("splice_region_variant",)),
        (EXON_2_START - 2, "A", "AC", "c.10-2_10-1insC", ("splice_acceptor_variant",)),
        # A put at the edge is of the exon, behind AG
        (EXON_2_START - 1, "G", "GA", "c.10-1_10insA", ("frameshift_variant", "splice_region_variant")),
    ],
)
def test_insertions_at_an_acceptor(
    strand: int, offset: int, ref: str, alt: str, coding: str, terms: tuple[str, ...]
) -> None:
    found = effect(strand, offset, ref, alt)
    assert found.hgvs_c == f"NM_1.1:{coding}"
    assert tuple(term for term in found.consequence if term != "intron_variant") == terms


@pytest.mark.parametrize("strand", [1, -1])
def test_a_parted_splice_site_is_lost(strand: int) -> None:
    """C put between G and T of GTAAGT leaves GC; T put behind them leaves GT."""
    assert effect(strand, DONOR, "G", "GC").consequence == ("splice_donor_variant",)
    assert "splice_donor_variant" not in effect(strand, DONOR + 1, "T", "TT").consequence
    assert effect(strand, DONOR - 1, "CG", "C").consequence == ("splice_donor_variant",)


@pytest.mark.parametrize("strand", [1, -1])
def test_whole_exon_lost(strand: int) -> None:
    """Exon 2 with five bases around it: the last intron base to the end of the gene."""
    found = effect(strand, EXON_2_START - 6, GENE[EXON_2_START - 6 :], GENE[EXON_2_START - 6])
    assert {"exon_loss_variant", "stop_lost", "splice_acceptor_variant"} <= set(found.consequence)
    assert found.consequence[0] == "exon_loss_variant"


@pytest.mark.parametrize("strand", [1, -1])
def test_nonsense_mediated_decay(strand: int) -> None:
    """A stop in the last exon escapes; one in exon 1 is 6 bases before the junction, so that it escapes too
    (Abou Tayoun 2018: at most 50 bases before it)."""
    assert effect(strand, EXON_2_START + 6, "G", "T").nmd_escape is True
    assert effect(strand, CODING + 3, "A", "T").nmd_escape is True
    assert effect(strand, CODING + 3, "A", "G").nmd_escape is None


def test_an_unknown_term_is_refused() -> None:
    with pytest.raises(KeyError, match="no_such_variant"):
        load_severity().ordered(frozenset({"no_such_variant", "intron_variant"}))


def test_severity_is_veps() -> None:
    """Ensembl, Calculated variant consequences: the order and impact of terms used in reports."""
    severity = load_severity()
    order = [
        "transcript_ablation",
        "splice_acceptor_variant",
        "splice_donor_variant",
        "stop_gained",
        "frameshift_variant",
        "stop_lost",
        "start_lost",
        "inframe_insertion",
        "inframe_deletion",
        "missense_variant",
        "protein_altering_variant",
        "splice_donor_5th_base_variant",
        "splice_region_variant",
        "splice_donor_region_variant",
        "splice_polypyrimidine_tract_variant",
        "start_retained_variant",
        "stop_retained_variant",
        "synonymous_variant",
        "coding_sequence_variant",
        "5_prime_UTR_variant",
        "3_prime_UTR_variant",
        "intron_variant",
        "upstream_gene_variant",
        "downstream_gene_variant",
    ]
    assert list(severity.ordered(frozenset(order))) == order
    impacts = [severity.impact[term] for term in order]
    expected = [Impact.HIGH] * 7 + [Impact.MODERATE] * 4 + [Impact.LOW] * 7 + [Impact.MODIFIER] * 6
    expected[order.index("coding_sequence_variant")] = Impact.MODERATE  # not VEP's: its row says why
    assert impacts == expected
