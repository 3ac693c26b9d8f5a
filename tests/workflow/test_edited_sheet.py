"""A run that is repeated after an edit gives what a fresh run gives, byte for byte.

Oracle: the same workflow on the same inputs in an empty folder of results.
"""

import json
import os
import shutil
from pathlib import Path

import pysam
import pytest
from tests.workflow.conftest import CD40LG, Cohort
from tests.workflow.test_workflow import CLOSING, steps

BEFORE = 1_000_000_000
"""A time before any file of a test, in seconds."""
FAMILY = {
    "cd40lg_boy": ("male", "F", "cd40lg_father", "cd40lg_mother", "yes"),
    "cd40lg_mother": ("female", "F", ".", ".", "no"),
    "cd40lg_father": ("male", "F", ".", ".", "no"),
}
OTHERS = {"B": ("B.vcf", "B.bed", "."), "S": ("S.vcf", ".", "S.sv.vcf"), "I": ("I.vcf.gz", ".", ".")}
COLUMNS = ("sample", "vcf", "callable", "sv_vcf", "sex", "family", "father", "mother", "affected")


def sheet(people: Cohort, related: bool, *more: str) -> None:
    """The family, with their sex alone or with all that is known of them; then the others, and `more`."""
    rows = [COLUMNS]
    for name, (sex, *known) in FAMILY.items():
        rows.append((name, "cd40lg_family.vcf.gz", ".", ".", sex, *(known if related else "....")))
    others = OTHERS | {name: (f"{name}.vcf", ".", ".") for name in more}
    rows += [(name, *files, "male", *"....") for name, files in others.items()]
    (people.folder / "samples.tsv").write_text("".join("\t".join(row) + "\n" for row in rows))


def results(outdir: Path) -> dict[str, bytes]:
    """The files of samples/ and cohort/."""
    found = (path for folder in ("samples", "cohort") for path in (outdir / folder).rglob("*"))
    return {str(path.relative_to(outdir)): path.read_bytes() for path in found if path.is_file()}


@pytest.fixture
def family(people: Cohort, root: Path) -> Cohort:
    """The demo's family, and three whose files are not as they should be: no BED, no calls of structural
    variants, an index older than its file."""
    for end in ("", ".tbi"):
        name = f"cd40lg_family.vcf.gz{end}"
        shutil.copyfile(root / "resources" / "demo" / name, people.folder / name)
    for name in OTHERS:
        made = people.vcf("calls", CD40LG.replace(":99\n", f":{ord(name)}\n"))
        made.rename(people.folder / f"{name}.vcf")
    pysam.tabix_index(str(people.folder / "I.vcf"), preset="vcf", keep_original=True)
    os.utime(people.folder / "I.vcf.gz.tbi", (BEFORE, BEFORE))
    return people


def plan(people: Cohort) -> dict[str, tuple[bool, str]]:
    """Of each sample whether the gate refused it, and what it warns of."""
    text = (people.out / "work" / "plan.json").read_text()
    entries = [entry for batch in json.loads(text)["batches"] for entry in batch["samples"]]
    return {one["person"]["sample"]: (bool(one["error"]), str(one["warnings"])) for one in entries}


def test_what_was_mended_or_edited_is_as_in_a_fresh_run(family: Cohort) -> None:
    """Both runs before the last stop early, for what is stale is so from the plan and from `screen` on."""
    folder, size = family.folder, ["batch_size=3"]
    sheet(family, related=False)
    first = family.snakemake(*(f"results/work/batch-000{n}/screen.json" for n in (1, 2)), config=size)
    assert first.jobs == {"check", *steps(1, "screen"), *steps(2, "screen")}, first.text
    assert {name for name, (failed, _) in plan(family).items() if failed} == {"B", "S"}
    assert "is older than" in plan(family)["I"][1]

    for what in (bed_comes, calls_come, index_is_made_again):
        what(folder)
        assert family.snakemake("results/work/plan.json", config=size).jobs == {"check"}, what.__name__
    assert [one for one in plan(family).values() if one != (False, "[]")] == []

    shutil.copyfile(folder / "B.vcf", folder / "D.vcf")
    sheet(family, True, "D")
    edited = family.snakemake(config=size)
    assert edited.code == 0, edited.text
    assert edited.jobs == {"check", *steps(1), *steps(2), *steps(3), *CLOSING}
    fresh = family.snakemake(config=["batch_size=9", "outdir=fresh"])
    assert fresh.code == 0, fresh.text
    ours, theirs = results(family.out), results(folder / "fresh")
    assert [name for name in sorted({*ours, *theirs}) if ours.get(name) != theirs.get(name)] == []
    told = {name: row["warnings"] for name, row in family.summary().items()}
    assert "byte for byte, that of sample D" in told["B"]
    assert "byte for byte, that of sample B" in told["D"]


def bed_comes(folder: Path) -> None:
    (folder / "B.bed").write_text("chrX\t136600000\t136700000\n")


def calls_come(folder: Path) -> None:
    shutil.copyfile(folder / "S.vcf", folder / "S.sv.vcf")


def index_is_made_again(folder: Path) -> None:
    os.utime(folder / "I.vcf.gz.tbi")
