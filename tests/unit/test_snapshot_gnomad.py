"""The bundled frequencies against the table they come from. Oracle: the table's own counts."""

import csv
from pathlib import Path

import pysam
import pytest

from hyperigm.core.variant import Build
from hyperigm.edges.store import write_text
from hyperigm.errors import ResourceError
from hyperigm.steps.snapshot_gnomad import snapshot_gnomad

OFFSET = {Build.GRCH37: 0, Build.GRCH38: 5971239 - 6010870}
"""PMS2 on GRCh38 from GRCh37: the two starts of LRG_161 on the builds, one ungapped span each."""


@pytest.fixture(scope="module")
def table(shared: Path) -> Path:
    return shared / "truth/gnomad/gnomad_r2_PMS2.csv"


@pytest.mark.parametrize("build", list(Build))
def test_every_row_is_a_record_with_the_tables_counts(table: Path, build: Build, root: Path) -> None:
    with table.open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    expected = {
        (int(row["Position"]) + OFFSET[build], row["Reference"], row["Alternate"]): (
            int(row["Allele Count"]),
            int(row["Allele Number"]),
            int(row["Number of Homozygotes"]),
            int(row["Allele Count European (Finnish)"]),
        )
        for row in rows
    }
    with pysam.VariantFile(str(root / f"resources/evidence/gnomad_r2_PMS2.{build.value}.vcf.gz")) as vcf:
        found = {
            (record.pos, record.ref, (record.alts or ("",))[0]): (
                record.info["AC"][0],
                record.info["AN"],
                record.info["nhomalt"][0],
                record.info["AC_fin"][0],
            )
            for record in vcf
        }
    assert len(found) == 1277
    assert found == expected


def test_popmax_leaves_bottlenecked_groups_out(root: Path) -> None:
    # c.1621A>G, by hand from the table: African, 15876 of 17142, is the highest of afr, amr, eas, nfe, sas.
    with pysam.VariantFile(str(root / "resources/evidence/gnomad_r2_PMS2.GRCh37.vcf.gz")) as vcf:
        record = next(vcf.fetch("7", 6026774, 6026775))
        assert record.info["popmax"] == ("afr",)
        assert record.info["AF_popmax"][0] == pytest.approx(15876 / 17142, abs=1e-6)


def test_bundled_bytes_are_what_the_command_writes(table: Path, tmp_path: Path, root: Path) -> None:
    snapshot_gnomad(table, "PMS2", tmp_path)
    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (root / "resources/evidence" / made.name).read_bytes()


def test_a_wrong_ref_is_refused(table: Path, tmp_path: Path) -> None:
    lines = table.read_text().splitlines()
    wrong = lines[1].split('","')
    wrong[3] = {"A": "C", "C": "G", "G": "T", "T": "A"}[wrong[3][0]]
    write_text(tmp_path / "t.csv", "\n".join([lines[0], '","'.join(wrong)]) + "\n")
    with pytest.raises(ResourceError, match="ref_mismatch"):
        snapshot_gnomad(tmp_path / "t.csv", "PMS2", tmp_path / "out")
