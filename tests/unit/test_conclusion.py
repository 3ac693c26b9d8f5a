"""What was assessed, and what a sample comes to. Oracle: the contract (S.coverage.tsv, conclusion words, and
"Words it must never say"); exon numbers of pseudogene regions from domain.md."""

from dataclasses import replace

import pytest

from hyperigm.core.annotation import Annotation, ClinVar, Impact, TranscriptEffect
from hyperigm.core.callability import Callability, Stretch
from hyperigm.core.conclusion import conclude
from hyperigm.core.coverage import (
    Assessed,
    ExonStatus,
    by_gene,
    coding_parts,
    exon_statuses,
    not_assessed,
    ranges,
)
from hyperigm.core.finding import AcmgClass, Conclusion, Finding, Tier
from hyperigm.core.panel import Exon, Transcript
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.core.verdict import Match, Mechanism, Verdict, Zygosity
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import load_reference

PANEL = load_panel()
TRANSCRIPTS = load_reference(Build.GRCH38).transcripts


def call(pos: int, text: str, *slots: Slot, chrom: str = "chr20") -> Call:
    record = Record(chrom, pos, "T", ("C",), (), "")
    return Call(Allele(chrom, pos, "T", "C"), Genotype(text, slots, False), record)


def finding(tier: Tier, gene: str = "CD40", zygosity: str = "homozygous") -> Finding:
    of = PANEL.gene(gene)
    carried = call(46122349, "1/1", Slot.THIS, Slot.THIS)
    effect = TranscriptEffect("NM", f"NM_1.1:c.1T>C_{tier}", None, ("missense_variant",), Impact.MODERATE)
    return Finding(
        "S",
        Build.GRCH38,
        "chr20",
        of,
        of.entities[0],
        carried,
        Annotation(carried.allele.key, gene, None, effect),
        Verdict(carried.allele.key, of.entities[0].id, Zygosity(zygosity), Match.YES, Mechanism.NONE, "so"),
        tier,
        "so.",
    )


def statuses(*calls: Call) -> dict[tuple[str, int], ExonStatus]:
    return {(e.gene, e.exon): e for e in exon_statuses(PANEL, TRANSCRIPTS, calls)}


def test_coding_parts_of_both_strands() -> None:
    """By hand: exons 10-19, 30-39, 50-59; CDS 15-52; the first exon of a minus-strand model is the last."""
    exons = (Exon(1, 10, 19), Exon(2, 30, 39), Exon(3, 50, 59))
    plus = Transcript("T", None, "G", Build.GRCH38, "chr1", 1, exons, (15, 52), True)
    assert coding_parts(plus) == ((1, 15, 19), (2, 30, 39), (3, 50, 52))
    turned = (Exon(1, 50, 59), Exon(2, 30, 39), Exon(3, 10, 19))
    assert coding_parts(replace(plus, strand=-1, exons=turned, cds=(31, 52))) == ((1, 50, 52), (2, 31, 39))
    assert coding_parts(replace(plus, cds=None)) == ()


def test_coding_exons_of_the_six_genes() -> None:
    """Oracle: MANE v1.5 exon tables; IKBKG exon 1 is not coding."""
    numbers = {gene.symbol: [e for g, e in statuses() if g == gene.symbol] for gene in PANEL.genes}
    assert numbers["CD40LG"] == [1, 2, 3, 4, 5]
    assert numbers["IKBKG"] == list(range(2, 11))
    assert numbers["AICDA"] == [1, 2, 3, 4, 5]
    assert numbers["CD40"] == list(range(1, 10))
    assert numbers["UNG"] == list(range(1, 8))
    assert numbers["PMS2"] == list(range(1, 16))


def test_a_plain_vcf_tells_unknown_and_pseudogene_regions_are_unassessable() -> None:
    """domain.md: IKBKG exons 3-10 and PMS2 exons 9, 11-15 have a copy."""
    exons = exon_statuses(PANEL, TRANSCRIPTS, ())
    assert by_gene(exons, Assessed.UNASSESSABLE) == "IKBKG 3-10; PMS2 9, 11-15"
    assert {e.status for e in exons} == {Assessed.UNASSESSABLE, Assessed.UNKNOWN}
    assert not_assessed(exons) is None


@pytest.mark.parametrize(
    ("text", "slots", "expected"),
    [
        ("./.", (Slot.MISSING, Slot.MISSING), "not_assessed"),
        (".", (Slot.MISSING,), "not_assessed"),
        ("./0", (Slot.MISSING, Slot.REF), "not_assessed"),
        ("./1", (Slot.MISSING, Slot.THIS), "unknown"),
        ("0/1", (Slot.REF, Slot.THIS), "unknown"),
    ],
)
def test_a_no_call_in_an_exon_is_a_hole(text: str, slots: tuple[Slot, ...], expected: str) -> None:
    """CD40 c.247 (chr20:46122349, truth table) lies in exon 3 (chr20:46122233-46122358, MANE)."""
    found = statuses(call(46122349, text, *slots))
    assert found["CD40", 3].status is Assessed(expected)
    assert found["CD40", 2].status is Assessed.UNKNOWN


def test_a_no_call_in_a_pseudogene_exon_is_said_and_stays_unassessable() -> None:
    """IKBKG c.1249 (chrX:154564450, domain.md) lies in exon 10."""
    found = statuses(call(154564450, "./.", Slot.MISSING, Slot.MISSING, chrom="chrX"))["IKBKG", 10]
    assert found.status is Assessed.UNASSESSABLE
    assert "chrX-154564450-T-C" in found.reason


def test_an_exon_with_a_copy_that_was_read_is_told_from_one_that_was_not() -> None:
    """domain.md: every published EDA-ID allele lies in IKBKG exon 10 (chrX:154564319-154564461, MANE)."""
    whole = tuple(Stretch(t.chrom, 1, 10**9, True, "", 31) for t in TRANSCRIPTS)
    hole = Stretch("chrX", 154564299, 154564481, False, "not covered", None)
    outside = tuple(s for s in whole if s.chrom != "chrX")
    around = (
        replace(whole[0], chrom="chrX", end=154564298),
        replace(whole[0], chrom="chrX", start=154564482),
    )
    found = {}
    for name, stretches in (("read", whole), ("not", (*outside, *around, hole))):
        exons = exon_statuses(PANEL, TRANSCRIPTS, (), (Callability("gVCF blocks", True, stretches),))
        found[name] = (
            next(e for e in exons if (e.gene, e.exon) == ("IKBKG", 10)),
            conclude((), exons, True)[1],
        )
    (read, sentence), (unread, other) = found["read"], found["not"]
    assert read.status is unread.status is Assessed.UNASSESSABLE
    assert (read.unread, unread.unread) == (False, True)
    assert read.reason.startswith("read, but its copy makes it unsettled (read according to gVCF blocks")
    assert unread.reason.startswith("not even read in full (not covered at chrX:154564299-154564481)")
    assert "IKBKG 3-10; PMS2 9, 11-15. Of these not even read in full: IKBKG 10." in other
    assert "not even read" not in sentence


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [((9, 11, 12, 13), "9, 11-13"), ((1,), "1"), ((3, 2, 1), "1-3"), ((), ""), ((1, 2), "1-2")],
)
def test_ranges(numbers: tuple[int, ...], expected: str) -> None:
    assert ranges(numbers) == expected


def assessed(exons: tuple[ExonStatus, ...]) -> tuple[ExonStatus, ...]:
    """All exons outside pseudogene regions assessed."""
    return tuple(
        e if e.status is Assessed.UNASSESSABLE else replace(e, status=Assessed.ASSESSED) for e in exons
    )


EXONS = exon_statuses(PANEL, TRANSCRIPTS, ())


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        ((Tier.CARRIER, Tier.DIAGNOSTIC, Tier.CANDIDATE), "diagnostic"),
        ((Tier.CARRIER, Tier.CANDIDATE), "candidate"),
        ((Tier.UNCERTAIN, Tier.CARRIER), "carrier"),
        ((Tier.UNCERTAIN, Tier.BACKGROUND), "not_assessable"),
        ((Tier.SECONDARY,), "not_assessable"),
        ((), "not_assessable"),
    ],
)
def test_the_conclusion_table(tiers: tuple[Tier, ...], expected: str) -> None:
    conclusion, sentence = conclude(tuple(finding(tier) for tier in tiers), EXONS, affected=True)
    assert conclusion is Conclusion(expected)
    assert "no variant found" not in sentence.lower()


def known(tier: Tier, *slots: Slot, clinvar: str = "", computed: AcmgClass | None = None) -> Finding:
    """A finding with what ClinVar and the computed class say of it."""
    plain = finding(tier)
    carried = replace(plain.call, genotype=Genotype("0/1", slots, False))
    said = ClinVar("1", clinvar, "", 2) if clinvar else None
    annotation = replace(plain.annotation, clinvar=said)
    why = "the genotype does not fit."
    return replace(plain, call=carried, annotation=annotation, acmg_class=computed, explanation=why)


ONE_COPY, NO_COPY = (Slot.REF, Slot.THIS), (Slot.MISSING, Slot.MISSING)


@pytest.mark.parametrize(
    ("found", "expected", "named"),
    [
        (known(Tier.UNCERTAIN, *ONE_COPY, clinvar="Pathogenic"), "not_assessable", "is there"),
        (known(Tier.UNCERTAIN, *ONE_COPY, clinvar="Likely_pathogenic"), "not_assessable", "is there"),
        (
            known(Tier.UNCERTAIN, *ONE_COPY, computed=AcmgClass.LIKELY_PATHOGENIC),
            "not_assessable",
            "is there",
        ),
        # a copy that was not called is no evidence of the allele (VCF 4.5, 1.6.2); the exon says the rest
        (known(Tier.UNCERTAIN, *NO_COPY, clinvar="Pathogenic"), "none_found", "was not called"),
        (known(Tier.UNCERTAIN, *ONE_COPY, clinvar="Uncertain_significance"), "none_found", ""),
        (known(Tier.BACKGROUND, *ONE_COPY, clinvar="Benign"), "none_found", ""),
    ],
)
def test_a_pathogenic_allele_that_was_not_counted_is_named(found: Finding, expected: str, named: str) -> None:
    """The table and the rule under it; all exons outside pseudogene regions are assessed. The effect's name
    and the reason are those that the finding was made with."""
    conclusion, sentence = conclude((found,), assessed(EXONS), affected=True)
    assert conclusion is Conclusion(expected)
    assert (f"{named}" in sentence and "NM_1.1:c.1T>C_uncertain" in sentence) == bool(named)
    assert ("the genotype does not fit." in sentence) == bool(named)


def test_an_allele_that_counts_for_one_disease_is_not_said_to_be_left_out() -> None:
    """The same allele, one finding for each disease of its gene; another allele would be named."""
    left, counted = known(Tier.UNCERTAIN, *ONE_COPY, clinvar="Pathogenic"), finding(Tier.CARRIER)
    conclusion, sentence = conclude((counted, left), EXONS, affected=True)
    assert conclusion is Conclusion.CARRIER
    assert "not counted" not in sentence
    other = replace(left, call=replace(left.call, allele=Allele("chr20", 46122350, "T", "C")))
    conclusion, sentence = conclude((counted, other), EXONS, affected=True)
    assert conclusion is Conclusion.CARRIER
    assert "not counted" in sentence


def test_none_found_needs_every_coding_exon_outside_pseudogenes() -> None:
    full = assessed(EXONS)
    conclusion, sentence = conclude((), full, affected=True)
    assert conclusion is Conclusion.NONE_FOUND
    assert "IKBKG 3-10; PMS2 9, 11-15" in sentence
    assert not_assessed(full) == 14  # 8 of IKBKG, 6 of PMS2
    for hole in (Assessed.UNKNOWN, Assessed.NOT_ASSESSED):
        some = tuple(replace(e, status=hole) if (e.gene, e.exon) == ("UNG", 4) else e for e in full)
        conclusion, sentence = conclude((), some, affected=True)
        assert conclusion is Conclusion.NOT_ASSESSABLE
        assert "UNG 4" in sentence


def test_no_exons_known_is_never_none_found() -> None:
    assert conclude((), (), affected=True)[0] is Conclusion.NOT_ASSESSABLE


def test_a_carrier_on_x_is_told_of_x_inactivation_and_of_what_was_not_looked_at() -> None:
    """Contract, words it must never say."""
    _, sentence = conclude((finding(Tier.CARRIER, "CD40LG", "heterozygous"),), EXONS, affected=False)
    assert "X-inactivation" in sentence
    assert "IKBKG 3-10" in sentence


def test_a_healthy_person_is_not_explained() -> None:
    _, sentence = conclude((finding(Tier.DIAGNOSTIC),), EXONS, affected=False)
    assert "explains" not in sentence
    assert "Hyper-IgM syndrome type 3" in sentence


def test_a_candidate_is_told_what_of_its_gene_was_not_assessed() -> None:
    """A second hit may lie there; other genes' exons are not its concern."""
    full = assessed(EXONS)
    _, sentence = conclude((finding(Tier.CANDIDATE),), full, affected=True)
    assert "All coding exons of CD40 were assessed." in sentence
    some = tuple(
        replace(e, status=Assessed.NOT_ASSESSED) if (e.gene, e.exon) in (("CD40", 4), ("UNG", 2)) else e
        for e in full
    )
    _, sentence = conclude((finding(Tier.CANDIDATE),), some, affected=True)
    assert "Not assessed: CD40 4." in sentence
    assert "UNG" not in sentence
