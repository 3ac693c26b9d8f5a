"""PVS1: one test per leaf of the tree, on real exons, and its edges.

Oracle: Abou Tayoun 2018 (PMC6185798), figure 1, for the strength of each leaf; frames and sizes by hand from
the coding bases of each exon in the MANE table (e.g. PMS2 exon 10: c.989-1144, 156 bases, 52 residues of 862,
6.0 %).
"""

from dataclasses import replace

import pytest

from hyperigm.core.acmg.molecular import pvs1
from hyperigm.core.acmg.pvs1 import loss_of_function
from hyperigm.core.acmg.rules import AcmgRules, AlternativeStart, ProteinRegion
from hyperigm.core.acmg.trace import Strength
from hyperigm.core.annotation import Annotation, LossOfFunction
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.reference import load_reference
from hyperigm.edges.transcripts import load_genes

REFERENCE = load_reference(Build.GRCH38)
ANNOTATOR = Annotator(REFERENCE, {})
GENES = {region.gene: region.transcripts[0] for region in load_genes(REFERENCE)}
STRENGTHS = {
    "V": Strength.VERY_STRONG,
    "S": Strength.STRONG,
    "M": Strength.MODERATE,
    "P": Strength.SUPPORTING,
}


def rules(use: str = "", gene: str = "", first: int = 1, last: int = 2000) -> AcmgRules:
    """The shipped rules with one region of the protein only, or with none."""
    given = (ProteinRegion(gene, use, first, last, "made up", "test"),) if use else ()
    return replace(load_acmg_rules(), regions=given)


def other_start(gene: str) -> AcmgRules:
    """The rules with a made-up transcript that has its own start and does the work."""
    return replace(rules(), starts=(AlternativeStart(gene, "NM_1.1", True, "test"),))


def loss(gene: str, allele: Allele, given: AcmgRules, pathogenic: tuple[int, ...] = ()) -> LossOfFunction:
    found = loss_of_function(GENES[gene], allele, ANNOTATOR.annotation(allele).effect, given, pathogenic)
    assert found is not None
    return found


def changed(chrom: str, pos: int, alt: str) -> Allele:
    return Allele(chrom, pos, REFERENCE.fetch(chrom, pos, pos), alt)


def deleted(gene: str, first_exon: int, last_exon: int) -> Allele:
    """<DEL> of whole exons, 20 bases of intron on each side."""
    exons = [exon for exon in REFERENCE.mane(gene).exons if first_exon <= exon.number <= last_exon]
    low, high = min(exon.start for exon in exons), max(exon.end for exon in exons)
    chrom = REFERENCE.mane(gene).chrom
    return Allele(chrom, low - 21, REFERENCE.fetch(chrom, low - 21, low - 21), "<DEL>", high + 20)


def doubled(gene: str, exon: int, alt: str) -> Allele:
    return replace(deleted(gene, exon, exon), alt=alt)


_PAIR = REFERENCE.fetch("chr7", 6003700, 6003701)
FRAMESHIFT = Allele("chr7", 6003700, _PAIR, _PAIR[0])


TRUNCATIONS = [
    # a base of PMS2 exon 4 (of 15) is deleted: far before the last junction
    ("truncation_nmd", "V", "PMS2", FRAMESHIFT, rules()),
    ("truncation_nmd_exon_absent", "", "PMS2", FRAMESHIFT, rules("not_relevant", "PMS2")),
    # CD40LG p.Trp140Ter in the last exon takes residues 140-261 of 261, 46.7 %
    ("truncation_large", "S", "CD40LG", Allele("chrX", 136659048, "G", "A"), rules()),
    ("truncation_critical", "S", "CD40LG", Allele("chrX", 136659048, "G", "A"), rules("critical", "CD40LG")),
    (
        "truncation_exon_absent",
        "",
        "CD40LG",
        Allele("chrX", 136659048, "G", "A"),
        rules("not_relevant", "CD40LG"),
    ),
    (
        "truncation_frequent",
        "",
        "CD40LG",
        Allele("chrX", 136659048, "G", "A"),
        rules("lof_frequent", "CD40LG"),
    ),
    # IKBKG p.Glu391Ter in the last exon takes residues 391-419 of 419, 6.9 %
    ("truncation_small", "M", "IKBKG", Allele("chrX", 154564372, "G", "T"), rules()),
    ("truncation_critical", "S", "IKBKG", Allele("chrX", 154564372, "G", "T"), load_acmg_rules()),
]
PMS2_DONOR = {4: 6003690, 10: 5989800, 12: 5982824, 14: 5977588}
"""Lowest base of exons of PMS2 (minus strand): the base below it is +1 of the donor."""


def donor(exon: int) -> Allele:
    return changed("chr7", PMS2_DONOR[exon] - 1, "A")


SPLICE = [
    # exon 4: 103 bases, frame lost, ten junctions follow
    ("splice_nmd", "V", "PMS2", donor(4), rules()),
    ("splice_nmd_exon_absent", "", "PMS2", donor(4), rules("not_relevant", "PMS2")),
    # exon 14: 170 bases, frame lost; it is the last but one, so the new stop lies in the last exon; residues
    # 759-862 are 12.1 %
    ("splice_shifted_large", "S", "PMS2", donor(14), rules()),
    ("splice_shifted_critical", "S", "PMS2", donor(14), rules("critical", "PMS2")),
    ("splice_shifted_exon_absent", "", "PMS2", donor(14), rules("not_relevant", "PMS2")),
    ("splice_shifted_frequent", "", "PMS2", donor(14), rules("lof_frequent", "PMS2")),
    # the acceptor of exon 15, the last: intron 14 stays; residues from 816 on are less than 10 %
    ("splice_shifted_small", "M", "PMS2", changed("chr7", 5973543, "A"), rules()),
    # exon 10: 156 bases, 52 residues, 6.0 %; exon 12: 168 bases, 56 residues, 6.5 %
    ("splice_kept_small", "M", "PMS2", donor(10), rules()),
    ("splice_kept_critical", "S", "PMS2", donor(12), rules("critical", "PMS2", 699, 705)),
    ("splice_kept_exon_absent", "", "PMS2", donor(12), rules("not_relevant", "PMS2")),
    ("splice_kept_frequent", "", "PMS2", donor(12), rules("lof_frequent", "PMS2")),
    # CD40 exon 3: 126 bases, 42 residues of 277, 15.2 %
    ("splice_kept_large", "S", "CD40", changed("chr20", 46122360, "C"), rules()),
]
DELETIONS = [
    ("full_gene_deletion", "V", "PMS2", deleted("PMS2", 1, 15), rules()),
    ("deletion_nmd", "V", "PMS2", deleted("PMS2", 4, 4), rules()),
    ("deletion_nmd", "V", "PMS2", deleted("PMS2", 3, 4), rules()),  # 87 + 103 bases: the frame is lost
    ("deletion_nmd_exon_absent", "", "PMS2", deleted("PMS2", 4, 4), rules("not_relevant", "PMS2")),
    ("deletion_shifted_large", "S", "PMS2", deleted("PMS2", 14, 14), rules()),
    ("deletion_shifted_critical", "S", "PMS2", deleted("PMS2", 14, 14), rules("critical", "PMS2")),
    ("deletion_shifted_exon_absent", "", "PMS2", deleted("PMS2", 14, 14), rules("not_relevant", "PMS2")),
    ("deletion_shifted_frequent", "", "PMS2", deleted("PMS2", 14, 14), rules("lof_frequent", "PMS2")),
    ("deletion_shifted_small", "M", "PMS2", deleted("PMS2", 15, 15), rules()),
    ("deletion_kept_small", "M", "PMS2", deleted("PMS2", 10, 10), rules()),
    ("deletion_kept_large", "S", "CD40", deleted("CD40", 3, 3), rules()),
    ("deletion_kept_critical", "S", "PMS2", deleted("PMS2", 12, 12), rules("critical", "PMS2", 699, 705)),
    ("deletion_kept_exon_absent", "", "PMS2", deleted("PMS2", 12, 12), rules("not_relevant", "PMS2")),
    ("deletion_kept_frequent", "", "PMS2", deleted("PMS2", 12, 12), rules("lof_frequent", "PMS2")),
]


def taken(gene: str, low: int, high: int) -> Allele:
    """<DEL> of the bases low..high (1-based, inclusive)."""
    chrom = REFERENCE.mane(gene).chrom
    return Allele(chrom, low - 1, REFERENCE.fetch(chrom, low - 1, low - 1), "<DEL>", high)


NEMO_2 = deleted("IKBKG", 2, 2)
FIRST_EXONS = [
    # the first base of the transcript is gone with the promoter: figure 1, large deletions are strong or more
    ("deletion_transcript_start", "S", "CD40LG", taken("CD40LG", 136645001, 136657500), rules()),
    ("deletion_transcript_start", "S", "CD40LG", deleted("CD40LG", 1, 4), rules()),
    ("deletion_transcript_start", "S", "AICDA", deleted("AICDA", 1, 1), rules()),
    # from within exon 1 to behind exon 4: the next Met left is residue 148 of 261 (UniProt P29965), 56 % lost
    ("deletion_start_large", "S", "CD40LG", taken("CD40LG", 136648200, 136657500), rules()),
    # IKBKG exon 2 has the start codon, exon 1 is not coding: residues 1-93 of 419 are lost, 22.2 %
    ("deletion_start_large", "S", "IKBKG", NEMO_2, rules()),
    ("deletion_start_critical", "S", "IKBKG", NEMO_2, rules("critical", "IKBKG", 60, 70)),
    ("deletion_start_exon_absent", "", "IKBKG", NEMO_2, rules("not_relevant", "IKBKG")),
    ("deletion_start_frequent", "", "IKBKG", NEMO_2, rules("lof_frequent", "IKBKG")),
    # from c.-8 of AICDA on, exon 1 only: Met6 of exon 2 is left (UniProt Q9GZX7), 5 of 198 residues are lost
    ("deletion_start_small", "M", "AICDA", taken("AICDA", 8612700, 8612775), rules()),
]
DUPLICATIONS = [
    # PMS2 exon 4: 103 bases, frame lost; CD40LG exon 2: 132 bases, frame kept
    ("duplication_presumed_nmd", "S", "PMS2", doubled("PMS2", 4, "<DUP>"), rules()),
    ("duplication_proven_nmd", "V", "PMS2", doubled("PMS2", 4, "<DUP:TANDEM>"), rules()),
    ("duplication_no_impact", "", "CD40LG", doubled("CD40LG", 2, "<DUP>"), rules()),
]
STARTS = [
    # UNG1 starts in another first exon, but goes to mitochondria (PMID 9016624); class switching needs UNG2
    ("start_no_pathogenic_upstream", "P", "UNG", changed("chr12", 109097681, "C"), rules()),
    ("start_alternative", "", "UNG", changed("chr12", 109097681, "C"), other_start("UNG")),
    # PMS2 c.2T>C, the next Met is residue 136
    ("start_no_pathogenic_upstream", "P", "PMS2", Allele("chr7", 6009018, "A", "G"), rules()),
]


@pytest.mark.parametrize(
    ("leaf", "strength", "gene", "allele", "given"),
    [*TRUNCATIONS, *SPLICE, *DELETIONS, *FIRST_EXONS, *DUPLICATIONS, *STARTS],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_leaf(leaf: str, strength: str, gene: str, allele: Allele, given: AcmgRules) -> None:
    found = loss(gene, allele, given)
    assert (found.leaf, found.strength) == (leaf, STRENGTHS.get(strength))


def test_a_pathogenic_allele_before_the_next_start_makes_it_moderate() -> None:
    """Figure 1: one or more pathogenic alleles upstream of the next in-frame Met (residue 136 of PMS2)."""
    start = Allele("chr7", 6009018, "A", "G")
    assert loss("PMS2", start, rules(), (46,)).strength is Strength.MODERATE
    assert loss("PMS2", start, rules(), (1, 136, 300)).strength is Strength.SUPPORTING


def test_every_leaf_of_the_table_has_its_example() -> None:
    tried = {row[0] for row in (*TRUNCATIONS, *SPLICE, *DELETIONS, *FIRST_EXONS, *DUPLICATIONS, *STARTS)}
    assert tried | {"start_pathogenic_upstream"} == {leaf.leaf for leaf in load_acmg_rules().leaves}


@pytest.mark.parametrize(
    ("pos", "residue", "leaf", "strength"),
    [
        # c.780del: 2 of the 140 residues of the TNF homology domain (122-261), 1.4 %
        (136659408, 260, "truncation_small", Strength.MODERATE),
        # c.723del: residues 241 or 242 to 261, 21 at most of 140, 15 %
        (136659352, 242, "truncation_critical", Strength.STRONG),
    ],
)
def test_a_region_is_lost_where_a_tenth_of_it_goes(
    pos: int, residue: int, leaf: str, strength: Strength
) -> None:
    """Figure 1 has a tenth of the protein for a large loss; c. numbers: MANE's last exon is c.410- at
    chrX:136659039, so that c.780 lies at 136659409."""
    ref = REFERENCE.fetch("chrX", pos, pos + 1)
    found = loss("CD40LG", Allele("chrX", pos, ref, ref[0]), load_acmg_rules())
    assert (found.leaf, found.strength) == (leaf, strength)
    assert f"residues {residue}-261 of 261" in found.numbers[-1]


@pytest.mark.parametrize(("codon", "leaf"), [(798, "truncation_nmd"), (800, "truncation_small")])
def test_decay_ends_fifty_bases_before_the_last_junction(codon: int, leaf: str) -> None:
    """PMS2's last junction follows c.2445. Codon 798 starts 54 bases before it, codon 800 starts 48 before.

    ClinGen GN139 also has stops up to codon 798 as very strong. The codon becomes TGA by replacing its bases.
    """
    first = 3 * (codon - 1) + 1
    highest = 5977757 - (first - 2276)  # exon 14 is c.2276-2445, chr7:5977588-5977757 on the minus strand
    ref = REFERENCE.fetch("chr7", highest - 2, highest)
    allele = Allele("chr7", highest - 2, ref, "TCA")
    assert loss("PMS2", allele, rules()).leaf == leaf


def test_an_exon_without_coding_bases_is_no_matter_of_the_tree() -> None:
    """IKBKG exon 1 is not coding (PMC9980257: PVS1 does not apply there); exon 1 ends at chrX:154547745."""
    allele = changed("chrX", 154547746, "A")
    effect = ANNOTATOR.annotation(allele).effect
    assert "splice_donor_variant" in effect.consequence
    assert loss_of_function(GENES["IKBKG"], allele, effect, rules()) is None


def test_the_acceptor_before_the_start_codon_takes_the_start_with_its_exon() -> None:
    """IKBKG c.-15-1G>T: intron 1 lies before the start codon (exon 2), so keeping it changes no codon;
    skipping exon 2 takes the start (figure 1: start loss). Exon 2 is c.-15-187, residues 1-62; UniProt Q9Y6K9
    has Met at 1, 13, 38 and 94: the first one left is 94."""
    allele = changed("chrX", 154551987, "T")
    known = ANNOTATOR.annotation(allele)
    assert (known.effect.hgvs_c or "").endswith(":c.-15-1G>T")
    found = loss("IKBKG", allele, rules())
    assert (found.leaf, found.strength) == ("start_no_pathogenic_upstream", Strength.SUPPORTING)
    assert "exon 2" in found.reason
    assert "intron" not in found.reason
    assert found.numbers == ("next in-frame Met 94",)
    assert loss("IKBKG", allele, rules(), (57,)).strength is Strength.MODERATE


def test_a_deletion_inside_the_first_exon_is_a_lost_start() -> None:
    """Bases of exon 1 with the start codon (chrX:136648249-136648251), no splice site: figure 1."""
    found = loss("CD40LG", taken("CD40LG", 136648240, 136648300), rules())
    assert found.leaf == "start_no_pathogenic_upstream"


def _annotation(found: LossOfFunction) -> Annotation:
    allele = Allele("chr7", 6009018, "A", "G")
    return replace(ANNOTATOR.annotation(allele), loss=found)


@pytest.mark.parametrize(
    ("entity", "strength"),
    [("HIGM1", Strength.VERY_STRONG), ("HIGM5", Strength.STRONG), ("HIGM2_AD", None), ("SAIDX", None)],
)
def test_the_disease_caps_the_strength(entity: str, strength: Strength | None) -> None:
    """UNG is Moderate by ClinGen (one step less, PMC6185798); dominant negative and SAIDX are no loss."""
    found = LossOfFunction("truncation_nmd", Strength.VERY_STRONG, "a premature stop")
    criterion = pvs1(_annotation(found), load_acmg_rules().entities[entity])
    assert criterion is not None
    assert criterion.strength is strength
