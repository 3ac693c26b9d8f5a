"""kill -9 at random moments, then the same command again. The undisturbed run is the oracle, byte by byte.

HYPERIGM_KILLS=50 pytest tests/fault/test_kill.py -s    (by default 10; HYPERIGM_KILL_SEED: other moments)
"""

import csv
import os
import random
import shutil
import subprocess
import time

from tests.fault.conftest import BAD, SAMPLES, Sheet, Undisturbed, files, final, kill, whole

KILLS = int(os.environ.get("HYPERIGM_KILLS", "10"))
SEED = int(os.environ.get("HYPERIGM_KILL_SEED", "8"))


def test_one_bad_file_costs_one_row(undisturbed: Undisturbed) -> None:
    results = undisturbed.results
    assert undisturbed.code == 5, undisturbed.text
    assert f"error: sample {BAD}: failed: " in undisturbed.text
    with (results / "cohort" / "summary.tsv").open(newline="") as handle:
        status = {row["sample"]: row["status"] for row in csv.DictReader(handle, delimiter="\t")}
    assert len(status) == SAMPLES
    assert {name for name, said in status.items() if said != "ok"} == {BAD}
    assert len(list(results.glob("samples/*/*.report.html"))) == SAMPLES - 1
    assert f"{BAD}.vcf.gz" in (results / "samples" / BAD / f"{BAD}.error.txt").read_text()
    for name, text in final(results).items():
        assert whole(name, text), name


def test_a_killed_run_goes_on_to_the_same_bytes(cohort: Sheet, undisturbed: Undisturbed) -> None:
    expected, visible = files(undisturbed.results), final(undisturbed.results)
    moments = random.Random(SEED)
    shutil.rmtree(cohort.out, ignore_errors=True)
    kills = finished = seen = 0
    while kills < KILLS:
        run = cohort.start()
        try:
            run.wait(timeout=moments.uniform(0, undisturbed.seconds))
        except subprocess.TimeoutExpired:
            kill(run)
            kills += 1
            found = final(cohort.out)
            seen += len(found)
            assert {name for name, text in found.items() if text != visible.get(name)} == set()
        else:
            finished += _same(cohort, expected, run.returncode)
            shutil.rmtree(cohort.out)
    finished += _same(cohort, expected, cohort.run().returncode)
    print(f"\n{kills} kills (seed {SEED}), {finished} runs finished, {seen} files looked at in between")
    assert seen


def _same(cohort: Sheet, expected: dict[str, bytes], code: int) -> int:
    """1, where the results of a finished run are the undisturbed ones."""
    assert code == 5, "the bad sample is still bad"
    found = files(cohort.out)
    assert found.keys() == expected.keys()
    assert {name for name, text in found.items() if text != expected[name]} == set()
    return 1


def test_two_runs_in_one_folder(three: Sheet) -> None:
    first = three.start()
    while not (three.out / "work" / "run.config.json").exists():
        assert first.poll() is None
        time.sleep(0.05)
    second = three.run()
    assert second.returncode == 3
    assert "another run is at work in this folder" in second.stdout
    assert first.wait() == 0
    assert (three.out / "work" / "run.lock").read_bytes() == b""
