"""What SECURITY.md promises of a whole run: no network, private where asked, no genotype in the logs,
and results that can be held against their inputs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pysam
import pytest
from tests.workflow.conftest import CD40LG, IKBKG, Cohort


def hyperigm(folder: Path, *arguments: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """The command line, in a folder; `before`: what it is run under."""
    return subprocess.run(
        [*before, sys.executable, "-m", "hyperigm", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_run_needs_no_network(people: Cohort) -> None:
    alone = ("unshare", "--net", "--map-root-user")  # a network namespace in which not even loopback is up
    tried = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    probe = subprocess.run([*alone, sys.executable, "-c", tried], capture_output=True, text=True, check=False)
    assert "Network is unreachable" in probe.stderr
    done = hyperigm(people.folder, "run", "--samples", "samples.tsv", "--outdir", "results", before=alone)
    assert done.returncode == 0, done.stderr
    assert {name: row["conclusion"] for name, row in people.summary().items()} == {
        "A": "diagnostic",
        "B": "diagnostic",
        "C": "not_assessable",
    }


@pytest.mark.parametrize("after_an_open_run", [False, True])
def test_private_results_are_the_users_alone(people: Cohort, after_an_open_run: bool) -> None:
    if after_an_open_run:
        assert people.snakemake().code == 0
    done = people.snakemake(config=["private=True"])
    assert done.code == 0, done.text
    modes = {path: path.stat().st_mode & 0o777 for path in (people.out, *people.out.rglob("*"))}
    assert len(modes) > 40
    assert {path: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}


def test_logs_hold_no_genotype_and_no_allele(people: Cohort) -> None:
    """Also where a genotype, or a REF, is why a sample failed."""
    people.vcf("D", CD40LG + IKBKG.replace("G\tT", "C\tT"))
    people.vcf("E", CD40LG.replace("\t1:0,30", "\t0/9:0,30"))
    people.sheet("A", "B", "C", "D", "E")
    done = people.snakemake()
    assert done.code != 0
    assert "GT '0/9'" in (people.out / "samples" / "E" / "E.error.txt").read_text(encoding="utf-8")
    logs = [*(people.out / "logs").rglob("*"), *(people.folder / ".snakemake" / "log").iterdir()]
    text = "".join(path.read_text(encoding="utf-8") for path in logs if path.is_file())
    assert "E.error.txt" in text
    assert not re.search(
        r"136648355|154564372|\b[01.][/|][0-9.]\b|p\.\(?[A-Z][a-z]{2}\d|:c\.\d", text + done.text
    )


def test_results_are_held_against_their_inputs(people: Cohort) -> None:
    assert hyperigm(people.folder, "run", "--samples", "samples.tsv", "--outdir", "results").returncode == 0
    same = hyperigm(people.folder, "verify", "results")
    assert same.returncode == 0, same.stderr
    assert same.stdout.endswith("files of 3 samples are what the inputs give\n")

    (people.out / "samples" / "FAKE").mkdir()
    (people.out / "samples" / "FAKE" / "FAKE.report.html").write_text(
        "<p>not of this run</p>", encoding="utf-8"
    )
    assert hyperigm(people.folder, "verify", "results").stdout == same.stdout

    sums = people.out / "provenance" / "inputs.tsv"
    recorded = sums.read_text(encoding="utf-8")
    sums.write_text(re.sub(r"\b[0-9a-f]{64}\b", "0" * 64, recorded), encoding="utf-8")
    told = hyperigm(people.folder, "verify", "results")
    assert (told.returncode, "inputs.tsv: is not what the inputs give" in told.stderr) == (6, True)
    sums.write_text(recorded, encoding="utf-8")

    changed = people.out / "samples" / "A" / "A.findings.tsv"
    whole = changed.read_text(encoding="utf-8")
    changed.write_text(whole.replace("diagnostic", "background"), encoding="utf-8")
    (people.out / "samples" / "B" / "B.report.html").unlink()
    told = hyperigm(people.folder, "verify", "results")
    assert told.returncode == 6
    assert re.findall(r"samples/(\S+): (is [^\n]+)", told.stderr) == [
        ("A/A.findings.tsv", "is not what the inputs give"),
        ("B/B.report.html", "is missing"),
    ]


def test_the_time_of_a_file_is_no_difference(people: Cohort) -> None:
    """Copied, or touched: the index of A is older than its file now, that of B, which was older, no more."""
    for name in ("A", "B"):
        pysam.tabix_index(str(people.folder / f"{name}.vcf"), preset="vcf")
    rows = ("sample\tvcf\tsex", *(f"{name}\t{name}.vcf.gz\tmale" for name in ("A", "B")))
    (people.folder / "samples.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    os.utime(people.folder / "B.vcf.gz.tbi", (1, 1))
    assert hyperigm(people.folder, "run", "--samples", "samples.tsv", "--outdir", "results").returncode == 0
    reports = [(people.out / "samples" / name / f"{name}.report.json").read_text() for name in ("A", "B")]
    assert ["is older than" in text for text in reports] == [False, True]
    os.utime(people.folder / "A.vcf.gz.tbi", (1, 1))
    (people.folder / "B.vcf.gz.tbi").touch()
    (people.folder / "A.vcf.gz").touch()
    same = hyperigm(people.folder, "verify", "results")
    assert (same.returncode, same.stderr) == (0, "")


def test_an_input_that_changed_since_is_named_as_the_cause(people: Cohort) -> None:
    assert hyperigm(people.folder, "run", "--samples", "samples.tsv", "--outdir", "results").returncode == 0
    people.vcf("C", CD40LG)
    told = hyperigm(people.folder, "verify", "results")
    assert told.returncode == 6
    causes = re.findall(r"samples/(\w)/\S+: is not what the inputs give: the sample's VCF", told.stderr)
    assert set(causes) == {"C"}


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    done = hyperigm(tmp_path, "verify", str(tmp_path))
    assert done.returncode == 3
    assert "is no folder of a finished run" in done.stderr


def test_inputs_that_are_gone_are_said(people: Cohort) -> None:
    assert hyperigm(people.folder, "run", "--samples", "samples.tsv", "--outdir", "results").returncode == 0
    (people.folder / "samples.tsv").unlink()
    done = hyperigm(people.folder, "verify", "results")
    assert done.returncode == 3
    assert "can't be run again" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["a;touch hacked", "$(touch hacked)", "a'b", 'a"b', "-rf", "../x", "a b"])
def test_names_never_reach_a_shell(people: Cohort, name: str) -> None:
    """As folder of results, as VCF and as sample: run as text, or refused, and never by the shell."""
    folder = f"out{name}".replace("/", "_")
    made = people.vcf("A", CD40LG).rename(people.folder / f"v{name.replace('/', '_')}.vcf")
    (people.folder / "samples.tsv").write_text(f"sample\tvcf\nA\t{made.name}\n", encoding="utf-8")
    done = hyperigm(people.folder, "run", "--samples", "samples.tsv", "--outdir", folder)
    assert done.returncode == 0, done.stderr
    assert (people.folder / folder / "samples" / "A" / "A.findings.tsv").is_file()
    (people.folder / "samples.tsv").write_text(f"sample\tvcf\n{name}\t{made.name}\n", encoding="utf-8")
    done = hyperigm(people.folder, "run", "--samples", "samples.tsv", "--outdir", f"{folder}2")
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert not [path for path in people.folder.rglob("hacked*") if path.name == "hacked"]


def test_a_secret_scan_finds_none(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True)
    left_out = re.compile(r"\.lock$|SHA256SUMS$|\.fa$")  # digests, and bases
    files = [name for name in listed.stdout.split() if not left_out.search(name)]
    scan = [str(Path(sys.executable).parent / "detect-secrets-hook"), *files]
    done = subprocess.run(scan, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_scan_can_fail(tmp_path: Path) -> None:
    key_of_the_vendors_documentation = "AKIA" + "IOSFODNN7EXAMPLE"
    (tmp_path / "config.yaml").write_text(f"key: {key_of_the_vendors_documentation}\n")
    scan = [str(Path(sys.executable).parent / "detect-secrets-hook"), str(tmp_path / "config.yaml")]
    assert subprocess.run(scan, capture_output=True, check=False).returncode == 1
