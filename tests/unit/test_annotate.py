"""The annotate step: every allele of the batch is in, named or with the reason why not."""

from pathlib import Path

import pytest

from hyperigm.core.annotation import Annotated, Annotation, Impact
from hyperigm.core.finding import Conclusion, Finding, SampleResult, Tier
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.core.verdict import Match, Mechanism, Verdict, Zygosity
from hyperigm.edges.calls_vcf import vcf_text
from hyperigm.edges.panel import load_panel
from hyperigm.edges.store import read_value, write_value
from hyperigm.steps.annotate import annotate


def call(allele: Allele, intervals: tuple[int, int, int, int] | None = None) -> Call:
    record = Record(allele.chrom, allele.pos, allele.ref, (allele.alt,), (), ".", intervals)
    return Call(allele, Genotype("1/1", (Slot.THIS, Slot.THIS), False), record)


def annotated(folder: Path, *samples: SampleScreen) -> Annotated:
    write_value(folder / "screen.json", Screened("batch", samples))
    annotate(folder / "screen.json", Settings(), (), folder / "annotations.json")
    return read_value(folder / "annotations.json", Annotated)


def one(folder: Path, build: Build, allele: Allele) -> Annotation:
    screen = SampleScreen("S", build, "", (call(allele),))
    return annotated(folder, screen).annotation(build, allele.key)


PUBLISHED = [
    # domain facts, "Known-answer variants"
    ("CD40LG", "chrX", 136648355, "T", "A", "NM_000074.3:c.107T>A", "NP_000065.1:p.(Met36Lys)"),
    ("IKBKG", "chrX", 154564450, "T", "C", "NM_001099857.5:c.1249T>C", "NP_001093327.1:p.(Cys417Arg)"),
    ("IKBKG", "chrX", 154564372, "G", "T", "NM_001099857.5:c.1171G>T", "NP_001093327.1:p.(Glu391Ter)"),
]


@pytest.mark.parametrize(("gene", "chrom", "pos", "ref", "alt", "coding", "protein"), PUBLISHED)
def test_published_variants(
    tmp_path: Path, gene: str, chrom: str, pos: int, ref: str, alt: str, coding: str, protein: str
) -> None:
    found = one(tmp_path, Build.GRCH38, Allele(chrom, pos, ref, alt))
    assert (found.gene, found.effect.hgvs_c, found.effect.hgvs_p) == (gene, coding, protein)
    assert found.effect.mane


def test_last_exon_truncation_escapes_decay(tmp_path: Path) -> None:
    """IKBKG p.Glu391Ter lies in the last exon (domain facts): it escapes nonsense-mediated decay."""
    found = one(tmp_path, Build.GRCH38, Allele("chrX", 154564372, "G", "T"))
    assert found.effect.consequence == ("stop_gained",)
    assert found.effect.nmd_escape is True


@pytest.mark.parametrize(
    ("allele", "note", "named"),
    [
        # the last 314 bases of PMS2's 3'UTR have no sequence: a substitution is named all the same
        (Allele("chr7", 5971000, "A", "G"), "", "NM_000535.7:c.*2399T>C"),
        (Allele("chr7", 5971000, "AT", "A"), "no sequence", None),
        # GRCh38 has C at this base (domain facts: a liftover trap)
        (Allele("chrX", 154563953, "T", "C"), "not the base of the reference", None),
        (Allele("chrX", 136648355, "T", "R"), "ambiguous base", None),
        # before CD40LG's first exon (136648158), in the slice
        (Allele("chrX", 136648000, "T", "C"), "", None),
    ],
)
def test_nothing_is_dropped(tmp_path: Path, allele: Allele, note: str, named: str | None) -> None:
    found = one(tmp_path, Build.GRCH38, allele)
    assert found.gene in ("PMS2", "IKBKG", "CD40LG")
    assert found.effect.consequence
    assert found.effect.hgvs_c == named
    assert note in found.effect.note
    if named is None:
        assert found.effect.note


@pytest.mark.parametrize(
    ("allele", "coding"),
    [
        (Allele("chrX", 136648248, "C", "CA"), "NM_000074.3:c.1dup"),
        (Allele("chr20", 46118343, "T", "TAC"), "NM_001250.6:c.1_2insCA"),
    ],
)
def test_an_insertion_before_the_start_codon_loses_nothing(
    tmp_path: Path, allele: Allele, coding: str
) -> None:
    """By hand: C[A]ATG and T[AC]ATG leave ATG and all behind it."""
    found = one(tmp_path, Build.GRCH38, allele)
    assert found.effect.hgvs_c == coding
    assert str(found.effect.hgvs_p).endswith(":p.(=)")
    assert found.effect.consequence == ("start_retained_variant", "5_prime_UTR_variant")
    assert found.loss is None


@pytest.mark.parametrize(
    ("allele", "coding", "terms"),
    [
        (
            Allele("chrX", 154547744, "A", "AG"),
            "NM_001099857.5:c.-16+1dup",
            ("splice_region_variant", "5_prime_UTR_variant"),
        ),
        (
            Allele("chr12", 109103609, "AG", "A"),
            "NM_080911.3:c.801+1del",
            ("frameshift_variant", "splice_region_variant"),
        ),
        # CAG|A: CAGG|A has the acceptor where it was, and an exon that is one base longer
        (
            Allele("chr12", 109109827, "A", "AG"),
            "NM_080911.3:c.802-1dup",
            ("frameshift_variant", "splice_region_variant"),
        ),
    ],
)
def test_a_splice_site_that_stands_there_still(
    tmp_path: Path, allele: Allele, coding: str, terms: tuple[str, ...]
) -> None:
    """bcftools csq's terms, of the third by hand; the name is 3'-most (HGVS), in the intron."""
    found = one(tmp_path, Build.GRCH38, allele)
    assert (found.effect.hgvs_c, found.effect.consequence) == (coding, terms)
    assert ("frameshift_variant" in terms) == (found.effect.nmd_escape is not None)


@pytest.mark.parametrize(
    ("allele", "protein", "terms"),
    [
        # CAG|GT to TAG|CT: AG stays; the codon G|GT, Gly116, becomes GCT
        (
            Allele("chrX", 136656353, "CAGG", "TAGC"),
            "p.(Gly116Ala)",
            (
                "missense_variant",
                "splice_region_variant",
                "splice_polypyrimidine_tract_variant",
                "intron_variant",
            ),
        ),
        (
            Allele("chrX", 136656353, "CAGG", "TACC"),
            "p.?",
            (
                "splice_acceptor_variant",
                "splice_polypyrimidine_tract_variant",
                "coding_sequence_variant",
                "intron_variant",
            ),
        ),
        # CCTCGCTATGGTTCGT: ATG and GTT stay, the codon CGT, Arg3, becomes CGC
        (
            Allele("chr20", 46118337, "CCTCGCTATGGTTCGT", "TCTCGCTATGGTTCGC"),
            "p.(Arg3=)",
            ("synonymous_variant", "5_prime_UTR_variant"),
        ),
        (
            Allele("chr20", 46118337, "CCTCGCTATGGTTCGT", "TCTCGCTACGGTTCGC"),
            "p.(Met1?)",
            ("start_lost", "5_prime_UTR_variant"),
        ),
        # CAG|TGA|G: the stop stays, CAG, Gln277, becomes CAC; in the other it is CGA, Arg
        (
            Allele("chr20", 46129037, "GTGAG", "CTGAA"),
            "p.(Gln277His)",
            ("missense_variant", "3_prime_UTR_variant"),
        ),
        (
            Allele("chr20", 46129038, "TGAG", "CGAA"),
            "p.(Ter278ArgextTer175)",
            ("stop_lost", "3_prime_UTR_variant"),
        ),
    ],
)
def test_bases_that_a_record_repeats_are_not_changed(
    tmp_path: Path, allele: Allele, protein: str, terms: tuple[str, ...]
) -> None:
    """SnpEff issues 305 and 335: a site or start codon whose bases REF and ALT share stays. Codons by hand;
    Ter175 as in c.834A>G, which leaves the frame, too."""
    found = one(tmp_path, Build.GRCH38, allele)
    assert (str(found.effect.hgvs_p).partition(":")[2], found.effect.consequence) == (protein, terms)


def test_both_builds_and_every_sample(tmp_path: Path) -> None:
    """One allele on GRCh37 and its counterpart on GRCh38 (ClinVar 26201) get the same c. and p."""
    old, new = Allele("chrX", 135730514, "T", "G"), Allele("chrX", 136648355, "T", "G")
    found = annotated(
        tmp_path,
        SampleScreen("A", Build.GRCH37, "", (call(old),)),
        SampleScreen("B", Build.GRCH38, "", (call(new),)),
        SampleScreen("C", None, "", error="not readable"),
    )
    assert set(found.alleles) == {"GRCh37", "GRCh38"}
    left, right = found.annotation("GRCh37", old.key), found.annotation("GRCh38", new.key)
    assert left.effect == right.effect
    assert left.hgvs_g == "NC_000023.10:g.135730514T>G"
    assert right.hgvs_g == "NC_000023.11:g.136648355T>G"
    assert left.vrs_id != right.vrs_id


def test_older_transcripts_are_marked(tmp_path: Path) -> None:
    """PMS2 c.1621: NM_000535.5 has G, both assemblies and NM_000535.7 have A (domain facts)."""
    found = one(tmp_path, Build.GRCH38, Allele("chr7", 5987144, "T", "C"))
    assert found.effect.hgvs_c == "NM_000535.7:c.1621A>G"
    older = {effect.transcript: effect for effect in found.others}
    assert older["NM_000535.5"].hgvs_c == "NM_000535.5:c.1621="
    assert not older["NM_000535.5"].mane


def test_legacy_names(tmp_path: Path) -> None:
    """IKBKG NM_003639 has the same coding sequence (domain facts), UNG NM_003362 another first exon."""
    ikbkg = one(tmp_path, Build.GRCH38, Allele("chrX", 154564450, "T", "C"))
    names = {effect.transcript.split(".")[0]: effect.hgvs_c for effect in ikbkg.others}
    assert str(names["NM_003639"]).endswith(":c.1249T>C")
    ung = one(tmp_path, Build.GRCH38, Allele("chr12", 109097700, "A", "G"))
    other = next(effect for effect in ung.others if effect.transcript.startswith("NM_003362"))
    assert other.consequence == ("upstream_gene_variant",)


def test_intervals_come_from_the_record(tmp_path: Path) -> None:
    deletion = Allele("chrX", 154557000, "N", "<DEL>", 154566000)
    screen = SampleScreen("S", Build.GRCH38, "", (call(deletion, (-5, 5, 0, 0)),))
    found = annotated(tmp_path, screen)
    stated = found.of_call("GRCh38", screen.calls[0])
    assert stated.hgvs_g == "NC_000023.11:g.(154556996_154557006)_154566000del"
    assert stated.effect.impact is Impact.HIGH
    assert found.annotation("GRCh38", deletion.key).hgvs_g == "NC_000023.11:g.154557001_154566000del"


def test_haplotypes_are_per_sample(tmp_path: Path) -> None:
    """Two homozygous variants of PMS2 codon 46."""
    pair = (Allele("chr7", 6005918, "C", "T"), Allele("chr7", 6005919, "T", "C"))
    found = annotated(
        tmp_path,
        SampleScreen("both", Build.GRCH38, "", tuple(map(call, pair))),
        SampleScreen("one", Build.GRCH38, "", (call(pair[0]),)),
    )
    assert [haplotype.members for haplotype in found.haplotypes["both"]] == [tuple(item.key for item in pair)]
    assert found.haplotypes["one"] == ()


def test_old_names_are_marked_in_the_vcf(tmp_path: Path) -> None:
    """The calls' VCF has them in fields of their own; `=` is percent-encoded (VCF 4.3 section 1.2)."""
    allele = Allele("chr7", 5987144, "T", "C")
    found = one(tmp_path, Build.GRCH38, allele)
    gene = load_panel().gene("PMS2")
    verdict = Verdict(
        allele.key, gene.entities[0].id, Zygosity.HOMOZYGOUS, Match.YES, Mechanism.HOMOZYGOUS, "made up"
    )
    finding = Finding(
        "S", Build.GRCH38, "chr7", gene, gene.entities[0], call(allele), found, verdict, Tier.UNCERTAIN, "."
    )
    result = SampleResult(
        "S", Conclusion.NONE_FOUND, "", "unknown", "unknown", "", Build.GRCH38, "", 1, (finding,)
    )
    fields = dict(item.split("=", 1) for item in vcf_text(result).splitlines()[-1].split("\t")[7].split(";"))
    assert fields["HIGM_HGVSC"] == "NM_000535.7:c.1621A>G"
    assert fields["HIGM_HGVSC_OLD"] == "NM_000535.5:c.1621%3D"
    assert fields["HIGM_SPDI"] == "NC_000007.14:5987143:T:C"
