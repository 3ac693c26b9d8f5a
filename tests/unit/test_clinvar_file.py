"""Reading ClinVar's VCF: match by normalised allele, loud on what is not known."""

import gzip
from pathlib import Path

import pytest

from hyperigm.core.variant import Build
from hyperigm.edges.bgzip import write_indexed_vcf
from hyperigm.edges.clinvar import read_clinvar
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
