"""A new user with a VCF and no sheet; and one with nothing at all. Oracle: the same people with a sheet."""

import shlex
import subprocess
import sys
from pathlib import Path

from tests.workflow.conftest import CD40LG, Cohort


def hyperigm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hyperigm", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def results(outdir: Path) -> dict[str, bytes]:
    """Every file of samples/ and the cohort's tables, by its path."""
    found = [*outdir.glob("samples/*/*"), *outdir.glob("cohort/*.tsv")]
    return {str(path.relative_to(outdir)): path.read_bytes() for path in found}


def test_vcfs_alone_give_what_their_sheet_gives(tmp_path: Path, root: Path) -> None:
    people = Cohort(tmp_path, root)
    people.vcf("A", CD40LG)
    people.vcf("B")
    (tmp_path / "samples.tsv").write_text("sample\tvcf\nA\tA.vcf\nB\tB.vcf\n")
    done = hyperigm(tmp_path, "run", "A.vcf", "B.vcf", "--cores", "2")
    assert done.returncode == 0, done.stderr
    assert "sheet of 2 samples: results/samples.tsv" in done.stderr
    assert "edit results/samples.tsv; then:\n" in done.stdout
    assert people.summary()["A"]["conclusion"] == "diagnostic", "a published allele, on a man's X by his GT"

    said = done.stdout.splitlines()[-1].split()
    again = hyperigm(tmp_path, *said[1:])
    assert again.returncode == 0, "the command it prints runs: " + again.stderr

    sheet = hyperigm(tmp_path, "run", "--samples", "samples.tsv", "--outdir", "other", "--cores", "2")
    assert sheet.returncode == 0, sheet.stderr
    assert len(results(tmp_path / "other")) > 10
    assert results(people.out) == results(tmp_path / "other")


def test_an_edited_sheet_is_kept_and_other_vcfs_are_refused(tmp_path: Path, root: Path) -> None:
    people = Cohort(tmp_path, root)
    people.vcf("A")
    people.vcf("B")
    sheet = people.out / "samples.tsv"
    sheet.parent.mkdir()
    sheet.write_text("sample\tvcf\tsex\nA\t../A.vcf\tmale\n")
    before = sheet.read_bytes()
    done = hyperigm(tmp_path, "run", "B.vcf")
    assert done.returncode == 3
    assert "hyperigm run --samples" in done.stderr
    assert "Traceback" not in done.stderr
    assert sheet.read_bytes() == before


def test_the_demo_and_the_command_that_it_prints(tmp_path: Path) -> None:
    made = hyperigm(tmp_path, "demo")
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("11 made-up people in 7 VCFs: hyperigm-demo\n")
    command = shlex.split(made.stdout.splitlines()[-1].removeprefix("Next: "))
    done = hyperigm(tmp_path, *command[1:])
    assert done.returncode == 0, done.stderr
    assert "11 of 11 samples finished" in done.stdout
    assert len(list((tmp_path / "hyperigm-demo").glob("results/samples/*/*.report.html"))) == 11

    sheet = tmp_path / "hyperigm-demo" / "samples.tsv"
    sheet.write_text(sheet.read_text().replace("\tyes\t", "\tno\t"))
    played = sheet.read_bytes()
    again = hyperigm(tmp_path, "demo")
    assert again.returncode == 3, "what was played with stays"
    assert "hyperigm run --samples" in again.stderr
    assert sheet.read_bytes() == played
