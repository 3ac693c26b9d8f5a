"""A disk that is full or read-only; each test has mounts of its own, so that the disk is a real one."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fault.conftest import Sheet, files, final, three_in, whole


def in_namespace(script: str) -> str:
    """What a shell script prints, with mounts of its own; its own failure fails the test."""
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-euc", script],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def codes(text: str) -> list[int]:
    return [int(code) for code in re.findall(r"^code=(\d+)$", text, re.M)]


def run(sheet: Sheet) -> str:
    """A shell function that runs the sheet and says how that ended."""
    return f"run() {{ code=0; {shlex.join(sheet.command())} || code=$?; echo code=$code; }}"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    """The three boys, run where there is room."""
    made = three_in(tmp_path_factory.mktemp("finished"))
    done = made.run()
    assert done.returncode == 0, done.stdout
    return made


def test_a_full_disk_ends_in_words_and_the_same_command_goes_on(finished: Sheet) -> None:
    """Disks with room for a third, two thirds and nine tenths of what a run writes; then there is room."""
    out, kept = finished.out, finished.folder / "kept"
    pages = sum(-(-path.stat().st_size // 4096) for path in out.rglob("*") if path.is_file())
    script = [run(finished)]
    for share in (33, 66, 90):
        script += [
            f"mount -t tmpfs -o size={pages * 4096 * share // 100} tmpfs {out}",
            f"run; cp -a {out} {kept}.full{share}; mount -o remount,size=100m {out}",
            f"run; cp -a {out} {kept}.done{share}; umount {out}",
        ]
    said = in_namespace("\n".join(script))
    assert codes(said) == [7, 0] * 3, said
    assert said.count("can't be written: no space left on device\n  mend: free space there") == 3, said
    for share in (33, 66, 90):
        for name, text in final(Path(f"{kept}.full{share}")).items():
            assert whole(name, text), name
        assert files(Path(f"{kept}.done{share}")) == files(out)


def test_a_disk_that_became_read_only(three: Sheet) -> None:
    out = three.out
    said = in_namespace(
        f"{run(three)}; mkdir {out}; mount -t tmpfs tmpfs {out}; run; cp -a {out} {out}.before;"
        f" mount -o remount,ro {out}; touch {three.folder}/vcf/A.vcf; run; cp -a {out} {out}.after"
    )
    assert codes(said) == [0, 7], said
    assert f"error: {out}: can't be written: read-only file system" in said
    assert "Traceback" not in said
    assert files(Path(f"{out}.before")) == files(Path(f"{out}.after"))


@pytest.mark.parametrize("step", ["screen", "annotate", "interpret", "report", "cohort"])
def test_each_step_names_the_file_it_could_not_write(finished: Sheet, step: str) -> None:
    work, full = finished.out / "work", finished.folder / "full"
    batch = work / "batch-0001"
    arguments = {
        "screen": f"--plan {work}/plan.json --batch batch-0001 --out {full}/x.json",
        "annotate": f"--screen {batch}/screen.json --out {full}/x.json",
        "interpret": f"--plan {work}/plan.json --batch batch-0001 --screen {batch}/screen.json"
        f" --annotations {batch}/annotations.json --out {full}/x.json",
        "report": f"--interpreted {batch}/interpret.json --outdir {full} --out {full}/x.json",
        "cohort": f"--plan {work}/plan.json --work {work} --outdir {full}",
    }
    said = in_namespace(
        f"mkdir -p {full}; mount -t tmpfs -o size=8k tmpfs {full}; head -c 8192 /dev/zero > {full}/filler;"
        f" code=0; {sys.executable} -m hyperigm {step} {arguments[step]} || code=$?; echo code=$code;"
        f" find {full} -type f ! -name filler"
    )
    assert codes(said) == [7], said
    assert re.search(rf"^error: {full}/\S+: can't be written: no space left on device$", said, re.M), said
    assert "Traceback" not in said
    assert f"\n{full}/" not in said, "nothing is left of it"
