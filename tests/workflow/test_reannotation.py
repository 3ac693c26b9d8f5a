"""Another ClinVar re-runs what follows from it, and nothing that reads a patient's VCF.

Expected jobs follow from the inputs that the rules state; the allele is a published one (PMID 35572607).
"""

import subprocess
import sys

from tests.workflow.conftest import Cohort

RELEASE = """\
##fileformat=VCFv4.1
##fileDate={day}
##source=ClinVar
##reference=GRCh38
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
X\t136648355\t1\tT\tA\t.\t.\tCLNSIG={word}
"""


def release(people: Cohort, word: str, day: str) -> None:
    (people.folder / "clinvar.vcf").write_text(RELEASE.format(word=word, day=day))


def hyperigm(people: Cohort, *args: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "hyperigm", *args],
        cwd=people.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def tier(people: Cohort) -> str:
    lines = (people.out / "samples" / "A" / "A.findings.tsv").read_text().splitlines()
    rows = [dict(zip(lines[0].split("\t"), line.split("\t"), strict=True)) for line in lines[1:]]
    return next(row["tier"] for row in rows if row["pos"] == "136648355")


def test_a_new_release_runs_from_annotate_on(people: Cohort) -> None:
    people.sheet("A", "B")
    release(people, "Uncertain_significance", "2025-12-01")
    first = people.snakemake(config=["clinvar=[clinvar.vcf]"])
    assert first.code == 0, first.text
    assert tier(people) == "candidate"
    subprocess.run(["cp", "-a", "results", "before"], cwd=people.folder, check=True)
    screened = {path: path.stat().st_mtime_ns for path in people.out.glob("work/*/screen.json")}

    release(people, "Pathogenic", "2026-01-04")
    again = people.snakemake(config=["clinvar=[clinvar.vcf]"])
    assert again.code == 0, again.text
    assert not [job for job in again.jobs if job.startswith(("check", "screen"))]
    steps = {f"{step} batch-000{n}" for step in ("annotate", "interpret", "report") for n in (1, 2)}
    assert again.jobs == {*steps, "cohort", "provenance", "finish"}
    assert {path: path.stat().st_mtime_ns for path in people.out.glob("work/*/screen.json")} == screened
    assert tier(people) == "diagnostic"
    assert people.snakemake(config=["clinvar=[clinvar.vcf]"]).jobs == set(), "nothing has changed"

    lines = [line.split("\t") for line in hyperigm(people, "diff", "before", "results").splitlines()[1:]]
    rows = [(line[0], line[1], line[7], line[8]) for line in lines]
    assert (".", "run", "2025-12-01", "2026-01-04") in rows
    assert ("A", "conclusion", "candidate", "diagnostic") in rows
    assert ("A", "tier", "candidate", "diagnostic") in rows
    assert ("A", "clinvar", "Uncertain_significance", "Pathogenic") in rows
    assert {row[0] for row in rows} == {".", "A"}, "nothing changed for B"


def test_the_screens_files_suffice(people: Cohort) -> None:
    """The patients' VCFs are gone; Snakemake is told which steps may run."""
    people.sheet("A")
    release(people, "Uncertain_significance", "2025-12-01")
    assert people.snakemake(config=["clinvar=[clinvar.vcf]"]).code == 0
    (people.folder / "A.vcf").unlink()
    release(people, "Pathogenic", "2026-01-04")
    later = ("annotate", "interpret", "report", "cohort", "provenance", "finish")
    done = people.snakemake("--allowed-rules", "all", *later, config=["clinvar=[clinvar.vcf]"])
    assert done.code == 0, done.text
    assert done.jobs == {*(f"{step} batch-0001" for step in later[:3]), *later[3:]}
    assert tier(people) == "diagnostic"
