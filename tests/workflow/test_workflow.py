"""The real workflow on small files: what it writes, what it runs again, and how it ends.

Expected jobs follow from the steps' inputs as docs and rules state them; alleles are published ones.
"""

import os
import re
import sys
from pathlib import Path

import pytest
from tests.workflow.conftest import CD40LG, Cohort

BATCH_STEPS = ("screen", "annotate", "interpret", "report")
CLOSING = {"cohort", "provenance", "finish"}


def steps(batch: int, *names: str) -> set[str]:
    return {f"{name} batch-{batch:04d}" for name in names or BATCH_STEPS}


def test_a_run_its_repetition_and_a_growing_cohort(people: Cohort) -> None:
    first = people.snakemake()
    assert first.code == 0, first.text
    assert first.jobs == {"check", *steps(1), *steps(2), *steps(3), *CLOSING}
    rows = people.summary()
    assert list(rows) == ["A", "B", "C"]
    assert {row["status"] for row in rows.values()} == {"ok"}
    assert [row["build"] for row in rows.values()][:2] == ["GRCh38", "GRCh38"]
    findings = (people.out / "samples" / "A" / "A.findings.tsv").read_text()
    assert "NM_000074.3:c.107T>A" in findings, "the published name of A's allele (PMID 35572607)"

    assert people.snakemake().jobs == set(), "nothing has changed"

    people.vcf("B", CD40LG)
    changed = people.snakemake()
    assert changed.jobs == {"check", *steps(2), *CLOSING}, "one VCF has changed"
    assert "NM_000074.3:c.107T>A" in (people.out / "samples" / "B" / "B.findings.tsv").read_text()

    people.vcf("D", CD40LG)
    people.sheet("D", "A", "B", "C")
    grown = people.snakemake()
    assert grown.jobs == {"check", *steps(4), *CLOSING}, "one sample is new, though first in the sheet"
    assert list(people.summary()) == ["D", "A", "B", "C"]

    people.sheet("D", "A", "C")
    fewer = people.snakemake()
    assert fewer.jobs == {"check", *CLOSING}, "one sample is gone"
    assert list(people.summary()) == ["D", "A", "C"]

    people.sheet("C", "A", "D")
    ordered = people.snakemake()
    assert ordered.jobs == {"check", *CLOSING}, "the same samples in another order"
    assert list(people.summary()) == ["C", "A", "D"]

    with (people.folder / "samples.tsv").open("a") as sheet:
        sheet.write("\n")
    assert people.snakemake().jobs == {"check", "provenance", "finish"}, "the sheet has another sum"

    assert people.snakemake().jobs == set(), "nothing has changed"


def test_a_setting_reruns_the_steps_that_depend_on_it(people: Cohort) -> None:
    people.sheet("A")
    assert people.snakemake().code == 0
    (people.folder / "mine.yaml").write_text("thresholds: {common_af: 0.02}\n")
    verdicts = people.snakemake(files=["mine.yaml"])
    assert verdicts.jobs == {"check", *steps(1, "interpret", "report"), *CLOSING}
    assert "common_af: 0.02" in (people.out / "provenance" / "config.yaml").read_text()
    policy = people.snakemake(files=["mine.yaml"], config=["on_failed_sample=tolerate"])
    assert policy.jobs == {"check", "provenance", "finish"}
    header = "##fileformat=VCFv4.1\n##fileDate=2026-01-04\n##source=ClinVar\n##reference=GRCh38\n"
    info = '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="x">\n'
    (people.folder / "clinvar.vcf").write_text(
        header + info + "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    )
    evidence = people.snakemake(files=["mine.yaml"], config=["clinvar=[clinvar.vcf]"])
    assert evidence.jobs == {"check", *steps(1, "annotate", "interpret", "report"), *CLOSING}


def test_one_bad_file_among_good_ones(people: Cohort) -> None:
    (people.folder / "B.vcf").write_text("this is no VCF\n")
    (people.folder / "C.vcf").unlink()
    done = people.snakemake()
    assert done.code != 0
    assert "error: sample B: failed" in done.text
    assert "error: sample C: failed" in done.text
    assert (people.out / "samples" / "A" / "A.findings.tsv").exists()
    for name in ("B", "C"):
        assert people.summary()[name]["status"] == "failed"
        assert people.summary()[name]["conclusion"] == "failed"
        notes = (people.out / "samples" / name / f"{name}.error.txt").read_text()
        assert str(people.folder / f"{name}.vcf") in notes
        assert not (people.out / "samples" / name / f"{name}.findings.tsv").exists()
    assert people.summary()["A"]["status"] == "ok"

    again = people.snakemake()
    assert again.code != 0, "it is still so, and must still be said"
    assert again.jobs == {"finish"}

    tolerant = people.snakemake(config=["on_failed_sample=tolerate"])
    assert tolerant.code == 0
    assert tolerant.jobs == {"check", "provenance", "finish"}

    people.vcf("B", CD40LG)
    people.vcf("C")
    mended = people.snakemake()
    assert mended.code == 0, mended.text
    assert mended.jobs == {"check", *steps(2), *steps(3), *CLOSING}
    assert not (people.out / "samples" / "B" / "B.error.txt").exists()


def test_a_file_that_breaks_after_its_header(people: Cohort) -> None:
    """The gate reads headers; what it can't see fails the sample in the screen step, not the batch."""
    path = people.folder / "B.vcf"
    path.write_text(path.read_text() + "chrX\tnot a position\n")
    done = people.snakemake(config=["batch_size=3"])
    assert done.code != 0
    assert {name: row["status"] for name, row in people.summary().items()} == {
        "A": "ok",
        "B": "failed",
        "C": "ok",
    }
    assert (people.out / "samples" / "B" / "B.error.txt").exists()


def test_problems_of_the_sheet_stop_the_run(people: Cohort) -> None:
    people.sheet("A", "A", "../x")
    done = people.snakemake()
    assert done.code != 0
    assert "samples.tsv:3: sample 'A' is already at line 2" in done.text
    assert "samples.tsv:4: sample '../x' can't be used" in done.text
    assert "Traceback" not in done.text
    assert not (people.out / "work" / "plan.json").exists()


@pytest.mark.parametrize(
    ("sheet", "words"),
    [(b"", "is empty"), (b"\0\xff\n", "is no UTF-8 text"), (b"a b\nx y\n", "not separated by tabs")],
)
def test_what_is_no_sheet_is_said_in_words(people: Cohort, sheet: bytes, words: str) -> None:
    (people.folder / "samples.tsv").write_bytes(sheet)
    done = people.snakemake()
    assert done.code != 0
    assert words in done.text
    assert "Traceback" not in done.text


def test_paths_with_blanks_and_quotes(tmp_path: Path, root: Path) -> None:
    folder = tmp_path / 'it\'s a "folder" & more'
    folder.mkdir()
    made = Cohort(folder, root)
    made.vcf("A", CD40LG)
    made.sheet("A")
    (folder / "fam ily.ped").write_text("F1 A 0 0 1 2\n")
    done = made.snakemake(config=["pedigree=fam ily.ped", "outdir=my results"])
    assert done.code == 0, done.text
    assert (folder / "my results" / "samples" / "A" / "A.findings.tsv").exists()


def test_a_path_that_snakemake_would_misread(people: Cohort) -> None:
    """Braces and <words> are wildcards and variables in a rule's input; such a file is read all the same, and
    read again where it has changed."""
    names = ("{batch}.vcf", "<results> {{x}}.vcf")
    for name, sample in zip(names, "AB", strict=True):
        (people.folder / f"{sample}.vcf").rename(people.folder / name)
    rows = [f"{sample}\t{name}\n" for name, sample in zip((*names, "C.vcf"), "ABC", strict=True)]
    (people.folder / "samples.tsv").write_text("sample\tvcf\n" + "".join(rows))
    first = people.snakemake()
    assert first.code == 0, first.text
    assert [row["conclusion"] for row in people.summary().values()][:2] == ["diagnostic", "diagnostic"]
    people.vcf("A").replace(people.folder / names[0])
    assert people.snakemake().jobs == {"check", *steps(1), *CLOSING}, "one VCF has changed"
    assert people.summary()["A"]["conclusion"] == "not_assessable"


BLOCK = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"hyperigm", "pysam", "cyvcf2", "msgspec", "click", "weaver"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Blocked())
"""


def test_it_parses_where_only_snakemake_is_installed(people: Cohort) -> None:
    (people.folder / "block").mkdir()
    (people.folder / "block" / "sitecustomize.py").write_text(BLOCK)
    tools = people.folder / "tools"
    tools.mkdir()
    for tool in ("bash", "sh", "which"):  # Snakemake's Slurm plugin asks `which` as it is imported
        (tools / tool).symlink_to(f"/bin/{tool}")
    env = {"PYTHONPATH": str(people.folder / "block"), "PATH": str(tools)}
    done = people.snakemake("--dry-run", env=env)
    assert done.code == 0, done.text
    assert done.jobs >= {"check", "cohort", "finish"}


def test_rules_import_the_standard_library_and_snakemake_alone(root: Path) -> None:
    imported: set[str] = set()
    for path in [root / "workflow" / "Snakefile", *(root / "workflow" / "rules").glob("*.smk")]:
        found = re.findall(r"^\s*(?:import|from)\s+(\w+)", path.read_text(encoding="utf-8"), re.M)
        imported.update(found)
    assert imported - sys.stdlib_module_names == {"snakemake"}


def test_a_removed_or_empty_report_is_made_again(people: Cohort) -> None:
    command = [*("--samples", "samples.tsv", "--outdir", "results", "--quiet", "all")]
    assert hyperigm_run(people, *command) == 0
    pages = [people.out / "samples" / name / f"{name}.report.html" for name in "AB"]
    kept = [page.read_bytes() for page in pages]
    for number, page in enumerate(pages):
        page.unlink() if number else page.write_bytes(b"")
        assert hyperigm_run(people, *command) == 0
        assert [page.read_bytes() for page in pages] == kept


def test_hyperigm_run_ends_with_the_code_of_what_happened(people: Cohort) -> None:
    (people.folder / "C.vcf").unlink()
    command = [*("--samples", "samples.tsv", "--outdir", "results", "--quiet", "all")]
    assert hyperigm_run(people, *command) == 5
    assert people.summary()["C"]["status"] == "failed"
    assert hyperigm_run(people, *command, "--config", "on_failed_sample=tolerate") == 0
    people.sheet("A", "A")
    assert hyperigm_run(people, *command) == 3, "seen in the sheet"
    (people.folder / "Z.vcf").symlink_to(people.folder / "A.vcf")
    people.sheet("A", "Z")
    assert hyperigm_run(people, *command) == 3, "one file under two names is seen in the files"


def hyperigm_run(people: Cohort, *args: str) -> int:
    return os.spawnle(
        os.P_WAIT, sys.executable, sys.executable, "-c", RUN, str(people.folder), *args, dict(os.environ)
    )


RUN = "import os, sys; os.chdir(sys.argv.pop(1)); from hyperigm.cli import main; main(['run', *sys.argv[1:]])"
