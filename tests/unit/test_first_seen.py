"""provenance/first_seen.tsv is added to from run to run."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.made_up import cohort_of, finding, result

from hyperigm.core.settings import Settings
from hyperigm.edges.first_seen import read_first_seen
from hyperigm.edges.store import read_results, write_results
from hyperigm.errors import ResourceError
from hyperigm.steps.cohort import cohort


def test_a_finding_keeps_the_date_of_its_first_run(run_steps: Run, root: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "samples.tsv"
    sheet.write_text(f"sample\tvcf\tsex\nboy\t{root / 'resources' / 'demo' / 'ikbkg_boy.vcf'}\tmale\n")
    run_steps(sheet, tmp_path, Settings())
    path = tmp_path / "work" / "batch-0001" / "interpret.json"
    (boy,) = read_results(path)
    assert len(boy.findings) > 1
    (tmp_path / "provenance" / "first_seen.tsv").unlink()

    def run(day: int, findings: int) -> dict[str, int]:
        write_results(path, (replace(boy, findings=boy.findings[:findings]),))
        cohort(tmp_path / "work" / "plan.json", tmp_path / "work", tmp_path, date(2026, 1, day))
        dates = [int(first.date.removeprefix("2026-01-")) for first in read_first_seen(tmp_path).values()]
        return {f"day {one}": dates.count(one) for one in sorted(set(dates))}

    rest = len(boy.findings) - 1
    assert run(1, 1) == {"day 1": 1}
    assert run(2, rest + 1) == {"day 1": 1, "day 2": rest}
    assert run(3, 0) == {"day 1": 1, "day 2": rest}, "a finding that is gone may come back: its date is kept"
    assert run(4, rest + 1) == {"day 1": 1, "day 2": rest}
    tables = ("cohort/findings.tsv", "cohort/summary.tsv", "samples/boy/boy.findings.tsv")
    assert not any("2026-01" in (tmp_path / name).read_text() for name in tables), "dates only in provenance"


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "provenance" / "first_seen.tsv"
    path.parent.mkdir()
    path.write_text("sample\tbuild\nS\tGRCh38\n")
    with pytest.raises(ResourceError) as caught:
        read_first_seen(tmp_path)
    assert caught.value.problems[0].where == str(path)


def test_rows_of_a_sample_that_left_the_sheet_stay_in_their_place(tmp_path: Path) -> None:
    cohort_of(tmp_path, [result(name, [finding(name)]) for name in ("b", "c", "a")])
    path = tmp_path / "provenance" / "first_seen.tsv"
    before = path.read_text(encoding="utf-8")
    assert [line.split("\t")[0] for line in before.splitlines()] == ["sample", "a", "b", "c"]
    cohort_of(tmp_path, [result(name, [finding(name)]) for name in ("c", "d")])
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before), "the earlier rows, and behind them the new one"
    assert [line.split("\t")[0] for line in after.splitlines()] == ["sample", "a", "b", "c", "d"]
