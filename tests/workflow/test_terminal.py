"""`hyperigm run` as a person at a terminal sees it, and as a pipe does."""

import os
import pty
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.workflow.conftest import Cohort

from hyperigm.edges.terminal import conclusions

COMMAND = ("-m", "hyperigm", "run", "--samples", "samples.tsv", "--outdir", "results", "--cores", "2")
ESCAPE = "\x1b["


def at_terminal(folder: Path, *options: str, command: Sequence[str] = COMMAND) -> tuple[int, str]:
    """Exit code, and everything that was written to a terminal of its own, without its escape codes."""
    main, end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *command, *options],
        cwd=folder,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "120"},
        stdin=subprocess.DEVNULL,
        stdout=end,
        stderr=end,
    )
    os.close(end)
    seen = b""
    while block := read(main):
        seen += block
    os.close(main)
    text = seen.decode("utf-8").replace("\r\n", "\n")
    return process.wait(), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).replace("\r", "\n")


def read(terminal: int) -> bytes:
    """What is there; nothing once the last writer is gone, which Linux tells by an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def piped(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *COMMAND, *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_person_sees_a_bar_and_then_the_conclusions(people: Cohort) -> None:
    code, seen = at_terminal(people.folder)
    assert code == 0, seen
    jobs = {(int(done), int(total)) for done, total in re.findall(r"(\d+)/(\d+)\s+jobs", seen)}
    assert (7, 7) in jobs, "check, screen, annotate, interpret, report, cohort and provenance"
    assert {done for done, _ in jobs} >= {1, 7}, "it moved"
    assert "rule screen" not in seen
    assert "rule screen" in (people.out / "logs" / "run.log").read_text()
    _, ending = re.split(r"^conclusion +samples$", seen, flags=re.M)
    lines = [line.split() for line in ending.splitlines()]
    counts = Counter(row["conclusion"] for row in people.summary().values())
    assert all([conclusion, str(number)] in lines for conclusion, number in counts.items())
    assert ["A", "diagnostic", "CD40LG", "NM_000074.3:c.107T>A"] in lines
    assert str(people.out / "samples" / "S" / "S.report.html") in ending
    assert ending.rstrip().endswith(f"3 of 3 samples finished: {people.out}/cohort/summary.tsv")


def test_plain_snakemake_ends_with_the_conclusions_too(people: Cohort) -> None:
    """The README's first command is Snakemake's own."""
    done = people.snakemake()
    assert done.code == 0, done.text
    counts = Counter(row["conclusion"] for row in people.summary().values())
    _, ending = re.split(r"^conclusion +samples$", done.text, flags=re.M)
    lines = [line.split() for line in ending.splitlines()]
    assert all([conclusion, str(number)] in lines for conclusion, number in counts.items())
    assert ["A", "diagnostic"] in lines
    assert "S.report.html" in ending
    assert "3 of 3 samples finished: results/cohort/summary.tsv" in ending
    assert "3 of 3 samples finished" in (people.out / "logs" / "finish.log").read_text()


def test_plain_snakemake_names_who_failed_and_ends_non_zero(people: Cohort) -> None:
    """The table is there once."""
    (people.folder / "B.vcf").write_text("this is no VCF\n")
    done = people.snakemake()
    assert done.code == 1
    assert len(re.findall(r"^B +failed$", done.text, re.M)) == 1
    assert "error: sample B: failed" in done.text
    assert not (people.out / "work" / "finished.txt").exists()


def test_validate_says_what_it_does_while_a_person_watches(people: Cohort) -> None:
    command = ("-m", "hyperigm", "validate", "--like", "A.vcf", "--outdir", "v")
    code, seen = at_terminal(people.folder, command=command)
    assert code == 0, seen
    for words in ("naming the known alleles", "reading made-up people: part 1 of", "writing their tables"):
        assert words in seen
    piped = subprocess.run(
        [sys.executable, *command], cwd=people.folder, capture_output=True, text=True, check=True
    )
    assert ESCAPE not in piped.stdout + piped.stderr
    assert "naming" not in piped.stderr


def test_a_long_name_pushes_no_conclusion_off_the_screen(tmp_path: Path) -> None:
    """The gate lets names of 200 characters through; two of them may differ in their ends alone."""
    summary = tmp_path / "cohort" / "summary.tsv"
    summary.parent.mkdir()
    names = [f"{'n' * 199}{end}" for end in "zq"]
    finding = f"CD40LG NM_000074.3:c.1_2ins{'A' * 300}"
    rows = "".join(f"{name}\tdiagnostic\t{finding}\n" for name in ("A", *names))
    summary.write_text(f"sample\tconclusion\ttop_finding\n{rows}")
    lines = [line for line in conclusions(summary).splitlines() if "CD40LG" in line]
    assert len(set(lines)) == 3
    for line in lines:
        assert line.index("diagnostic") < 80
        assert len(line) <= 120


def test_a_pipe_gets_plain_lines_and_the_same_conclusions(people: Cohort) -> None:
    done = piped(people.folder)
    assert done.returncode == 0, done.stderr
    assert ESCAPE not in done.stdout + done.stderr
    assert "rule screen" in done.stderr
    assert re.search(r"^A +diagnostic +CD40LG NM_000074.3:c.107T>A$", done.stdout, re.M)
    assert "3 of 3 samples finished" in done.stdout
    assert not (people.out / "logs" / "run.log").exists()


def test_v_shows_snakemakes_own_lines(people: Cohort) -> None:
    people.sheet("A")
    code, seen = at_terminal(people.folder, "-v")
    assert code == 0, seen
    assert "rule screen" in seen
    assert not (people.out / "logs" / "run.log").exists()


def test_under_a_bar_a_failed_sample_is_named_with_how_to_mend_it(people: Cohort) -> None:
    (people.folder / "B.vcf").write_text("this is no VCF\n")
    code, seen = at_terminal(people.folder)
    assert code == 5
    assert "error: sample B: failed: " in seen
    assert re.search(r"mend: see .*B\.error\.txt", seen)
    assert re.search(r"^B +failed$", seen, re.M)


def test_under_a_bar_a_step_that_fails_is_shown(people: Cohort) -> None:
    """A file stands where the batch's folder should be."""
    (people.out / "work").mkdir(parents=True)
    (people.out / "work" / "batch-0001").write_text("in the way")
    code, seen = at_terminal(people.folder)
    assert code == 1
    assert "batch-0001" in seen
    assert f"all of it: {people.out}/logs/run.log" in seen


@pytest.mark.parametrize(
    ("conclusions_", "where"),
    [
        (("failed", "failed"), "errors: {}/S/S.error.txt"),
        (("failed", "negative"), "reports: {}/S/S.report.html"),
    ],
)
def test_where_every_sample_failed_there_are_errors_and_no_reports(
    conclusions_: tuple[str, ...], where: str, tmp_path: Path
) -> None:
    summary = tmp_path / "cohort" / "summary.tsv"
    summary.parent.mkdir()
    rows = "".join(f"P{number}\t{word}\t.\n" for number, word in enumerate(conclusions_))
    summary.write_text(f"sample\tconclusion\ttop_finding\n{rows}")
    assert conclusions(summary).splitlines()[-1] == where.format(tmp_path / "samples")


@pytest.mark.parametrize("count", [20, 21])
def test_of_many_samples_only_the_counts_are_shown(count: int, tmp_path: Path) -> None:
    summary = tmp_path / "cohort" / "summary.tsv"
    summary.parent.mkdir()
    rows = "".join(f"P{number:02}\tnone_found\t.\n" for number in range(count))
    summary.write_text(f"sample\tconclusion\ttop_finding\n{rows}")
    said = conclusions(summary)
    assert f"none_found  {count}" in said
    assert ("P01" in said) is (count == 20)
