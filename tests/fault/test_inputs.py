"""Inputs that vanish, change, or are exchanged while a run is at work, or between two runs."""

import os
import sys
from pathlib import Path

from tests.workflow.conftest import CD40LG, Cohort

SHIM = """#!/bin/bash
if [ "$1" = screen ]; then
    {before}
fi
{python} -m hyperigm "$@"
code=$?
{after}
exit $code
"""


def with_shim(people: Cohort, before: str, after: str = ":") -> dict[str, str]:
    """An environment in which `hyperigm screen` is preceded by a line of shell."""
    folder = people.folder / "shim"
    folder.mkdir()
    shim = folder / "hyperigm"
    shim.write_text(SHIM.format(before=before, after=after, python=sys.executable))
    shim.chmod(0o755)
    return {"PATH": os.pathsep.join((str(folder), str(Path(sys.executable).parent), os.environ["PATH"]))}


def test_a_file_that_vanishes_after_the_gate(people: Cohort) -> None:
    path = people.folder / "B.vcf"
    done = people.snakemake(env=with_shim(people, f"rm -f {path}"), config=["batch_size=3"])
    assert done.code != 0
    why = (people.out / "samples" / "B" / "B.error.txt").read_text(encoding="utf-8")
    assert f"what: {path}: can't be read: no such file or directory" in why
    assert {name: row["status"] for name, row in people.summary().items()} == {
        "A": "ok",
        "B": "failed",
        "C": "ok",
    }
    people.vcf("B", CD40LG)
    assert people.snakemake(config=["batch_size=3"]).code == 0
    assert people.summary()["B"]["conclusion"] == people.summary()["A"]["conclusion"]


def test_a_file_that_changes_while_it_is_read_is_read_again(people: Cohort) -> None:
    """A writer adds a line every few milliseconds; the file is large enough to take longer than that."""
    path = people.folder / "B.vcf"
    with path.open("a") as handle:
        handle.writelines(f"chr1\t{pos}\t.\tA\tC\t50\tPASS\t.\tGT\t0/1\n" for pos in range(1, 600_000))
    line = r"chr1\t600000\t.\tA\tC\t50\tPASS\t.\tGT\t0/1\n"
    writer = f"(while :; do printf '{line}' >> {path}; sleep 0.005; done) & writer=$!"
    done = people.snakemake(
        env=with_shim(people, writer, "[ -z ${writer-} ] || kill $writer"), config=["batch_size=3"]
    )
    assert done.code != 0
    why = (people.out / "samples" / "B" / "B.error.txt").read_text(encoding="utf-8")
    assert f"what: {path}: changed while it was read" in why
    assert people.summary()["A"]["status"] == "ok"
    assert not (people.out / "samples" / "B" / "B.findings.tsv").exists()
    again = people.snakemake(config=["batch_size=3"])
    assert again.code == 0, again.text
    assert people.summary()["B"]["status"] == "ok"
    assert not (people.out / "samples" / "B" / "B.error.txt").exists()


def test_a_file_replaced_by_an_older_one_is_read_again(people: Cohort) -> None:
    assert people.snakemake().code == 0
    path = people.vcf("C", CD40LG)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    done = people.snakemake()
    assert "screen batch-0003" in done.jobs, done.text
    assert people.summary()["C"]["conclusion"] == people.summary()["A"]["conclusion"]
