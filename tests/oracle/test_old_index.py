"""Long alleles by indexes and BCFs of the installed bcftools, whose htslib may not know SVLEN.

Oracle: VCF 4.5, section 1.6.1: a `<DEL>` ends SVLEN bases behind POS, the farther of END and SVLEN counts;
a base belongs to every record whose REF spans it.
"""

import subprocess
from pathlib import Path

import pytest
from tests.unit.test_screen import CHROM, START, screened, snv
from tests.vcf_files import header, row, write_vcf

BEFORE = START - 60_000
LONG = {
    "SVLEN alone": row(CHROM, BEFORE, "N", "<DEL>", "GT", "0/1", info="SVTYPE=DEL;SVLEN=-80000"),
    "short END": row(CHROM, BEFORE, "N", "<DEL>", "GT", "0/1", info=f"SVTYPE=DEL;END={BEFORE};SVLEN=-80000"),
    "END": row(CHROM, BEFORE, "N", "<DEL>", "GT", "0/1", info=f"SVTYPE=DEL;END={START + 20_000}"),
    "bases": row(CHROM, START - 20_000, "N" * 21_000, "N", "GT", "0/1"),
}
MADE = {
    "tbi": ("i.vcf.gz", "bgzip -c {0} > {1} && tabix -p vcf {1}"),
    "csi": ("i.vcf.gz", "bgzip -c {0} > {1} && bcftools index -c {1}"),
    "tbi of columns": ("i.vcf.gz", "bgzip -c {0} > {1} && tabix -s1 -b2 -e2 {1}"),
    "bcf": ("i.bcf", "bcftools view -Ob -o {1} {0}"),
    "bcf and csi": ("i.bcf", "bcftools view -Ob -o {1} {0} && bcftools index {1}"),
}


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("long", LONG)
def test_a_long_deletion_is_seen_whoever_made_the_index(long: str, made: str, tmp_path: Path) -> None:
    plain = write_vcf(tmp_path / "a.vcf", header(["S1"]), [LONG[long], snv(0, "0/1"), snv(9, "1/1")])
    name, command = MADE[made]
    subprocess.run(["bash", "-c", command.format(plain, tmp_path / name)], check=True, capture_output=True)
    (sample,) = screened(tmp_path / name)
    assert sample.error is None
    assert min(call.allele.pos for call in sample.calls) == int(LONG[long].split("\t")[1])
    assert len(sample.calls) == 3


@pytest.mark.parametrize("made", ["tbi", "csi"])
def test_the_first_record_tells_what_the_header_does_not(made: str, tmp_path: Path) -> None:
    """VCF asks for no declaration of an ALT. A file of structural calls begins with one."""
    plain, records = tmp_path / "a.vcf", [LONG["SVLEN alone"], snv(0, "0/1"), snv(9, "1/1")]
    plain.write_text(header(["S1"]) + "".join(f"{record}\n" for record in records))
    name, command = MADE[made]
    subprocess.run(["bash", "-c", command.format(plain, tmp_path / name)], check=True, capture_output=True)
    (sample,) = screened(tmp_path / name)
    assert min(call.allele.pos for call in sample.calls) == BEFORE
