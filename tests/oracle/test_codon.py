"""A stop that rests on one base of a codon whose other base was not read.

Oracle: codon 35 of CD40LG (NM_000074.3) is CAG at chrX:136648351-136648353, plus strand (MANE Select, GRCh38;
checked below against the bundled genome). By the genetic code (NCBI table 1) TAG is a stop and TTG leucine.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.gvcf_styles import GATK, base, blocks_around, write_gvcf
from tests.oracle.test_callability import PLAIN

from hyperigm.core.settings import Settings

FIRST = 136648351
FULL = "1:0,31,0:31:99:1200,0,1200"


def record(pos: int, ref: str, alt: str, column: str) -> str:
    return f"chrX\t{pos}\t.\t{ref}\t{alt},<NON_REF>\t500\t.\tDP=31\tGT:AD:DP:GQ:PL\t{column}"


STOP = record(FIRST, "C", "T", FULL)
CASES = {
    "whole": (blocks_around("chrX", FIRST, FIRST), [STOP]),
    "both": (blocks_around("chrX", FIRST, FIRST + 1), [STOP, record(FIRST + 1, "A", "T", FULL)]),
    "no_call": (
        blocks_around("chrX", FIRST, FIRST + 1),
        [STOP, record(FIRST + 1, "A", "T", ".:0,0,0:0:0:0,0,0")],
    ),
    "gone": (blocks_around("chrX", FIRST, FIRST + 1), [STOP]),
    "third_gone": (blocks_around("chrX", FIRST, FIRST + 2), [STOP, record(FIRST + 1, "A", "T", FULL)]),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, run_steps: Callable[..., None]) -> Path:
    folder = tmp_path_factory.mktemp("codon")
    rows = []
    for name, (read, records) in CASES.items():
        vcf = write_gvcf(folder / f"{name}.vcf", GATK, read, records)
        rows.append(f"{name}\t{vcf}\tS\t.")
    plain = f"{PLAIN}chrX\t{FIRST}\t.\tC\tT\t50\tPASS\t.\tGT:DP:GQ\t1:30:99\n"
    (folder / "plain.vcf").write_text(plain)
    (folder / "bed.vcf").write_text(plain)
    bare = f"{PLAIN}chrX\t{FIRST}\t.\tC\tT\t50\tPASS\t.\tGT\t1\n"
    (folder / "bare.vcf").write_text(f"{bare}chrX\t{FIRST + 1}\t.\tA\tT\t50\tPASS\t.\tGT\t0\n")
    (folder / "gap.bed").write_text(f"chrX\t{FIRST - 200}\t{FIRST}\nchrX\t{FIRST + 1}\t{FIRST + 200}\n")
    rows.append(f"bare\t{folder}/bare.vcf\tS\t.")
    rows += [f"plain\t{folder}/plain.vcf\tS\t.", f"bed\t{folder}/bed.vcf\tS\t{folder}/gap.bed"]
    sheet = folder / "samples.tsv"
    lines = [f"{row}\tmale\tyes" for row in rows]
    sheet.write_text("\n".join(("sample\tvcf\tvcf_sample\tcallable\tsex\taffected", *lines)) + "\n")
    run_steps(sheet, folder / "out", Settings())
    return folder / "out"


def report(results: Path, sample: str) -> dict[str, Any]:
    text = (results / "samples" / sample / f"{sample}.report.json").read_text()
    found: dict[str, Any] = json.loads(text)["result"]
    return found


def test_the_codon_is_the_one_that_is_meant() -> None:
    assert "".join(base("chrX", FIRST + at) for at in range(3)) == "CAG"


@pytest.mark.parametrize(
    ("sample", "conclusion", "unread"),
    [
        ("whole", "diagnostic", ""),
        ("both", "candidate", ""),
        ("no_call", "candidate", f"chrX:{FIRST + 1} (no call)"),
        ("gone", "candidate", f"chrX:{FIRST + 1} (not covered)"),
        ("third_gone", "candidate", f"chrX:{FIRST + 2} (not covered)"),
        ("plain", "diagnostic", ""),  # it lists differences only, and says so of the exon
        ("bare", "diagnostic", ""),  # called reference in a joint file of GT alone
        ("bed", "candidate", f"chrX:{FIRST + 1} (not covered)"),
    ],
)
def test_losing_a_base_of_the_codon_is_never_more_certain(
    results: Path, sample: str, conclusion: str, unread: str
) -> None:
    found = report(results, sample)
    assert found["conclusion"] == conclusion
    row = next(one for one in found["findings"] if one["call"]["allele"]["pos"] == FIRST)
    assert row["tier"] == conclusion
    assert unread in row["explanation"]
    assert ("was not read" in row["explanation"]) == bool(unread)
    assert ("codon_not_read" in row["verdict"]["flags"]) == bool(unread)
