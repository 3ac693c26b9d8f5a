"""A disk that is full or read-only; each test has mounts of its own, so that the disk is a real one."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fault.conftest import Sheet, files, final, whole


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


def mounted(sheet: Sheet, size: str, more: str) -> str:
    """A script's beginning: the results lie on a disk of their own."""
    run = f"code=0; {shlex.join(sheet.command(batch=1))} || code=$?; echo code=$code"
    where = shlex.quote(str(sheet.out))
    return f"run() {{ {run}; }}; mkdir {where}; mount -t tmpfs -o size={size} tmpfs {where}; {more}"


@pytest.mark.parametrize("size", ["128k", "256k", "384k", "512k"])
def test_a_full_disk_ends_in_words_and_the_same_command_goes_on(three: Sheet, size: str) -> None:
    out = shlex.quote(str(three.out))
    said = in_namespace(
        mounted(
            three,
            size,
            f"run; cp -a {out} {out}.full; mount -o remount,size=100m {out}; run; cp -a {out} {out}.done",
        )
    )
    assert codes(said) == [7, 0], said
    assert f"error: {three.out}" in said
    assert "can't be written: no space left on device" in said
    assert "mend: free space there" in said
    for name, text in final(Path(f"{three.out}.full")).items():
        assert whole(name, text), name
    assert three.run(batch=1).returncode == 0
    assert files(Path(f"{three.out}.done")) == files(three.out)


def test_a_disk_that_became_read_only(three: Sheet) -> None:
    out = shlex.quote(str(three.out))
    said = in_namespace(
        mounted(
            three,
            "100m",
            f"run; cp -a {out} {out}.before; mount -o remount,ro {out};"
            f" touch {shlex.quote(str(three.folder))}/vcf/A.vcf; run; cp -a {out} {out}.after",
        )
    )
    assert codes(said) == [0, 7], said
    assert f"error: {three.out}: can't be written: read-only file system" in said
    assert "Traceback" not in said
    assert files(Path(f"{three.out}.before")) == files(Path(f"{three.out}.after"))


@pytest.mark.parametrize("step", ["screen", "annotate", "interpret", "report", "cohort"])
def test_each_step_names_the_file_it_could_not_write(three: Sheet, step: str) -> None:
    assert three.run(batch=3).returncode == 0
    work, full = three.out / "work", three.folder / "full"
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
        f"mkdir {full}; mount -t tmpfs -o size=8k tmpfs {full}; head -c 8192 /dev/zero > {full}/filler;"
        f" code=0; {sys.executable} -m hyperigm {step} {arguments[step]} || code=$?; echo code=$code;"
        f" find {full} -type f ! -name filler"
    )
    assert codes(said) == [7], said
    assert re.search(rf"^error: {full}/\S+: can't be written: no space left on device$", said, re.M), said
    assert "Traceback" not in said
    assert f"\n{full}/" not in said, "nothing is left of it"
