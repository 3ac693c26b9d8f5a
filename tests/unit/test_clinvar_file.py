"""Reading ClinVar's VCF: match by normalised allele, loud on what is not known."""

import gzip
from pathlib import Path

import pytest

from hyperigm.core.clinvar_conditions import Nameable, nameable
from hyperigm.core.variant import Build
from hyperigm.edges.bgzip import write_indexed_vcf
from hyperigm.edges.clinvar import read_clinvar
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import load_reference
from hyperigm.errors import ResourceError

REGIONS = load_reference(Build.GRCH38).regions
HEADER = "##fileformat=VCFv4.1\n##fileDate={date}\n{reference}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
# PMS2 c.1970dup is written at 5986795 T>TT in the truth table; left-aligned it is 5986794 A>AT (hand-aligned
# on the LRG_161 slice, where the run of T begins at 5986795).
DUP = "7\t5986795\t11\tT\tTT\t.\t.\tCLNSIG=Pathogenic;CLNREVSTAT=reviewed_by_expert_panel\n"
SNV = "X\t136648355\t22\tT\tA\t.\t.\tCLNSIG={word};CLNREVSTAT=criteria_provided,_single_submitter\n"
OUTSIDE = "1\t1000\t33\tA\tG\t.\t.\tCLNSIG=A_word_nobody_knows\n"


def vcf(path: Path, body: str, date: str = "2024-05-06", reference: str = "##reference=GRCh38\n") -> Path:
    path.write_text(HEADER.format(date=date, reference=reference) + body, encoding="ascii")
    return path


def test_an_allele_written_right_aligned_is_found_left_aligned(tmp_path: Path) -> None:
    found = read_clinvar((vcf(tmp_path / "c.vcf", DUP),), Build.GRCH38, REGIONS)
    assert list(found.alleles) == ["chr7-5986794-A-AT"]
    record = found.alleles["chr7-5986794-A-AT"]
    assert (record.variation_id, record.significance, record.stars) == ("11", "Pathogenic", 3)
    assert record.release == "2024-05-06"
    assert found.releases == ("2024-05-06",)


@pytest.mark.parametrize("kind", ["plain", "gzip", "indexed"])
def test_every_packing_reads_the_same(tmp_path: Path, kind: str) -> None:
    text = HEADER.format(date="20240506", reference="") + OUTSIDE + DUP + SNV.format(word="Benign")
    path = tmp_path / "clinvar.vcf.gz"
    if kind == "plain":
        path = tmp_path / "clinvar.vcf"
        path.write_text(text, encoding="ascii")
    elif kind == "gzip":
        path.write_bytes(gzip.compress(text.encode("ascii")))
    else:
        write_indexed_vcf(path, text)
    found = read_clinvar((path,), Build.GRCH38, REGIONS)
    assert set(found.alleles) == {"chr7-5986794-A-AT", "chrX-136648355-T-A"}
    assert found.releases == ("2024-05-06",)


def test_a_new_word_fails_and_names_every_such_record(tmp_path: Path) -> None:
    path = vcf(tmp_path / "c.vcf", SNV.format(word="Very_bad") + DUP.replace("Pathogenic", "Quite_bad"))
    with pytest.raises(ResourceError) as caught:
        read_clinvar((path,), Build.GRCH38, REGIONS)
    text = str(caught.value)
    assert "chrX-136648355-T-A" in text
    assert "very_bad" in text
    assert "quite_bad" in text


def test_two_files_of_one_build_are_refused(tmp_path: Path) -> None:
    """Which of them should count? The reviewer's case: the older one, named last, won."""
    new = vcf(tmp_path / "new.vcf", SNV.format(word="Pathogenic"), date="2025-06-01")
    old = vcf(tmp_path / "old.vcf", SNV.format(word="Benign"), date="2016-01-01")
    other = vcf(tmp_path / "other.vcf", DUP, reference="##reference=GRCh37\n")
    for pair in ((new, old), (old, new)):
        with pytest.raises(ResourceError, match="2 ClinVar files of GRCh38"):
            read_clinvar(pair, Build.GRCH38, REGIONS)
    assert read_clinvar((new, other), Build.GRCH38, REGIONS).releases == ("2025-06-01",)
    assert read_clinvar((new, new), Build.GRCH38, REGIONS).releases == ("2025-06-01",)


def test_a_record_without_a_significance_says_nothing(tmp_path: Path) -> None:
    """ClinVar since 2024 has records with a somatic classification alone (ONC), and no CLNSIG."""
    body = SNV.format(word=".").replace("CLNSIG=.;", "ONC=Oncogenic;")
    assert read_clinvar((vcf(tmp_path / "c.vcf", body),), Build.GRCH38, REGIONS).alleles == {}


REVIEW = '##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="{words}">\n'
OLD = REVIEW.format(
    words="no_assertion - No assertion provided, no_criteria - No assertion criteria provided, single -"
    " Criteria provided single submitter, mult - Criteria provided multiple submitters no conflicts, conf -"
    " Criteria provided conflicting interpretations, exp - Reviewed by expert panel, guideline - Practice"
    " guideline"
)
OLDEST = REVIEW.format(
    words="ClinVar Review Status, mult - Classified by multiple submitters, single - Classified by single"
    " submitter, not - Not classified by submitter, exp - Reviewed by expert panel"
)


@pytest.mark.parametrize(
    ("alts", "info", "found"),
    [
        ("A", "CLNALLE=1;CLNSIG=5;CLNREVSTAT=single", {"A": ("Pathogenic", 1)}),
        # two RCVs: `other` judges nothing, and the stars are those of the one that does
        ("A", "CLNALLE=1;CLNSIG=255|5;CLNREVSTAT=exp|mult", {"A": ("Pathogenic", 2)}),
        ("A", "CLNALLE=1;CLNSIG=4|5;CLNREVSTAT=mult|no_criteria", {"A": ("Likely_pathogenic|Pathogenic", 0)}),
        # one RCV in conflict: `other` by its number, in conflict by its review status
        (
            "A",
            "CLNALLE=1;CLNSIG=255;CLNREVSTAT=conf",
            {"A": ("Conflicting_interpretations_of_pathogenicity", 1)},
        ),
        # the second ALT is the one that ClinVar speaks of; then both, in another order than the ALTs
        ("A,G", "CLNALLE=2;CLNSIG=5;CLNREVSTAT=single", {"G": ("Pathogenic", 1)}),
        (
            "A,G",
            "CLNALLE=2,1;CLNSIG=5,2|3;CLNREVSTAT=exp,mult|mult",
            {"G": ("Pathogenic", 3), "A": ("Benign|Likely_benign", 2)},
        ),
        # REF itself, and an allele that is not in the record
        ("A", "CLNALLE=0,-1;CLNSIG=5,5;CLNREVSTAT=single,single", {}),
    ],
)
def test_the_numbers_of_before_october_2017(
    tmp_path: Path, alts: str, info: str, found: dict[str, tuple[str, int]]
) -> None:
    """Header of clinvar_20170104: CLNSIG 0 uncertain significance, 1 not provided, 2 benign, 3 likely benign,
    4 likely pathogenic, 5 pathogenic, 6 drug response, 7 histocompatibility, 255 other; CLNALLE and
    CLNREVSTAT likewise. rs numbers are no VariationIDs."""
    body = f"X\t136648355\trs1\tT\t{alts}\t.\t.\t{info}\n"
    read = read_clinvar(
        (vcf(tmp_path / "c.vcf", body, reference=f"##reference=GRCh38\n{OLD}"),), Build.GRCH38, REGIONS
    )
    assert {key[-1]: (one.significance, one.stars) for key, one in read.alleles.items()} == found
    assert {one.variation_id for one in read.alleles.values()} <= {""}


def test_review_words_that_do_not_speak_of_criteria_give_no_stars(tmp_path: Path) -> None:
    body = "X\t136648355\trs1\tT\tA\t.\t.\tCLNALLE=1;CLNSIG=5;CLNREVSTAT=mult\n"
    path = vcf(tmp_path / "c.vcf", body, reference=f"##reference=GRCh38\n{OLDEST}")
    (record,) = read_clinvar((path,), Build.GRCH38, REGIONS).alleles.values()
    assert (record.significance, record.stars) == ("Pathogenic", None)


@pytest.mark.parametrize(
    ("info", "what"),
    [
        (
            "CLNALLE=1;CLNSIG=8;CLNREVSTAT=single",
            "'8' is no number of ClinVar's files of before October 2017",
        ),
        ("CLNALLE=1;CLNSIG=5;CLNREVSTAT=good", "'good' is no word"),
        ("CLNALLE=1;CLNSIG=5,5;CLNREVSTAT=single", "2 parts for 1 alleles"),
        ("CLNALLE=1;CLNSIG=5|5;CLNREVSTAT=single", "differ in number"),
    ],
)
def test_a_number_that_is_none_is_refused_with_its_record(tmp_path: Path, info: str, what: str) -> None:
    path = vcf(tmp_path / "c.vcf", f"X\t136648355\trs1\tT\tA\t.\t.\t{info}\n")
    with pytest.raises(ResourceError, match=rf"record chrX-136648355-T-A.*{what}"):
        read_clinvar((path,), Build.GRCH38, REGIONS)


GENES = load_panel().genes
MMRCS = "Mismatch_repair_cancer_syndrome_4"


@pytest.mark.parametrize(
    ("secondary", "info", "named"),
    [
        # OMIM 619101 is the panel's own disease of PMS2, OMIM 614337 the secondary one (OMIM)
        (
            False,
            f"CLNDN={MMRCS}|Other_4;CLNDISDB=MedGen:C1,OMIM:619101|MONDO:MONDO:0013699,OMIM:614337",
            MMRCS,
        ),
        (True, f"CLNDN={MMRCS}|Other_4;CLNDISDB=MedGen:C1,OMIM:619101|OMIM:614337", f"{MMRCS}|Other_4"),
        (False, "CLNDN=Hereditary_cancer;CLNDISDB=MedGen:C2", ""),
        (False, "CLNDN=Hereditary_cancer", ""),
        (True, "CLNDN=not_provided|not_specified;CLNDISDB=.|.", ""),
        (
            False,
            f"CLNALLE=1;CLNSIG=5|5;CLNREVSTAT=single|single;CLNDBN=Other_4|{MMRCS};"
            "CLNDSDB=MedGen:OMIM|MedGen:OMIM;CLNDSDBID=C3:614337|C1:619101",
            MMRCS,
        ),
    ],
)
def test_the_conditions_that_may_be_named(tmp_path: Path, secondary: bool, info: str, named: str) -> None:
    """ClinVar: CLNDN's parts are joined by `|`, as are CLNDISDB's, whose ids are joined by a comma."""
    said = info if "CLNSIG" in info else f"CLNSIG=Pathogenic;{info}"
    path = vcf(tmp_path / "c.vcf", f"7\t6005918\t9\tC\tA\t.\t.\t{said}\n")
    may = nameable(GENES, secondary)
    assert read_clinvar((path,), Build.GRCH38, REGIONS, may).alleles["chr7-6005918-C-A"].conditions == named
    assert read_clinvar((path,), Build.GRCH38, REGIONS).alleles["chr7-6005918-C-A"].conditions == ""


def test_other_genes_name_their_conditions_and_never_the_secondary_one() -> None:
    may = nameable(GENES, False)["CD40LG"]
    assert may == Nameable(None, frozenset(("OMIM:614337", "MONDO:0013699")))


def test_the_file_of_the_other_build_is_left_alone(tmp_path: Path) -> None:
    other = vcf(tmp_path / "c37.vcf", DUP, reference="##reference=GRCh37\n")
    found = read_clinvar((other,), Build.GRCH38, REGIONS)
    assert (found.alleles, found.releases) == ({}, ())


def test_a_file_of_an_unnamed_other_build_is_refused(tmp_path: Path) -> None:
    wrong = ""
    reference = load_reference(Build.GRCH38)
    for pos in range(6005900, 6005906):
        base = reference.fetch("chr7", pos, pos)
        ref = "A" if base != "A" else "C"
        alt = "G" if ref != "G" else "T"
        wrong += f"7\t{pos}\t1\t{ref}\t{alt}\t.\t.\tCLNSIG=Benign\n"
    with pytest.raises(ResourceError, match="REF differs from GRCh38 in 6 of 6"):
        read_clinvar((vcf(tmp_path / "c.vcf", wrong, reference=""),), Build.GRCH38, REGIONS)


def test_an_undated_file_is_named_in_place_of_its_date(tmp_path: Path) -> None:
    path = tmp_path / "mine.vcf"
    path.write_text("##fileformat=VCFv4.1\n" + DUP, encoding="ascii")
    assert read_clinvar((path,), Build.GRCH38, REGIONS).releases == ("mine.vcf (undated)",)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no VCF"),
        (b"hello\n", "no VCF"),
        (b"##fileformat=VCFv4.1\n7\t59", "cut off"),
        (gzip.compress(b"##fileformat=VCFv4.1\n" * 999, mtime=0)[:40], "can't be read"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "c.vcf"
    path.write_bytes(content)
    with pytest.raises(ResourceError, match=what):
        read_clinvar((path,), Build.GRCH38, REGIONS)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="can't be read"):
        read_clinvar((tmp_path / "no.vcf",), Build.GRCH38, REGIONS)
