"""All rows of docs/records.md as one batch through every step: nothing called in a gene is silently absent.

Expected calls are those written by hand in tests/record_cases.py.
"""

import csv
from pathlib import Path

from tests.conftest import Run
from tests.record_cases import CASES
from tests.vcf_files import header

from hyperigm.core.settings import Settings

csv.field_size_limit(1_000_000)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_odd_record_ends_as_a_row_or_an_error(tmp_path: Path, run_steps: Run) -> None:
    names = {f"S{number}": name for number, name in enumerate(CASES)}
    for sample, name in names.items():
        text = header([sample]) + "".join(f"{line}\n" for line in CASES[name].rows)
        (tmp_path / f"{sample}.vcf").write_text(text)
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("sample\tvcf\n" + "".join(f"{sample}\t{sample}.vcf\n" for sample in names))
    run_steps(sheet, tmp_path / "out", Settings())
    summary = {row["sample"]: row for row in rows_of(tmp_path / "out" / "cohort" / "summary.tsv")}
    assert list(summary) == list(names)
    for sample, name in names.items():
        folder = tmp_path / "out" / "samples" / sample
        if summary[sample]["status"] == "failed":
            assert (folder / f"{sample}.error.txt").is_file(), name
            continue
        assert (folder / f"{sample}.report.html").is_file(), name
        found = {(row["pos"], row["ref"], row["alt"]) for row in rows_of(folder / f"{sample}.findings.tsv")}
        for key, _ in CASES[name].calls:
            assert tuple(key.split("-")[:3]) in found, name
