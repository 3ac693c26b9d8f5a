"""Bytes that nobody wrote: a short round of each fuzzer, and what longer rounds once found.

SECURITY.md says how many executions a long round had, and with which seeds.
"""

import gzip
import os
import signal
import subprocess
import sys
from importlib import import_module
from itertools import count, pairwise
from pathlib import Path

import pysam
import pysam.bcftools
import pytest
from hypothesis import HealthCheck, given, settings
from tests.fuzz import containers
from tests.fuzz.targets import SEEDS, TARGETS, survives
from tests.vcf_files import contain, header, row, write_vcf

from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference

vcf = import_module("hypothesis_vcf").vcf  # has no types
GENE = next(region for region in load_reference(Build.GRCH38).regions if region.gene == "CD40LG")

FOUND = {
    "config": (
        b"[" * 5000,  # RecursionError of PyYAML
        b"[" * 500_000,  # minutes in libyaml
        b"batch_size: 2001-99-99\n",  # ValueError of PyYAML: no such month
        b"batch_size: " + b"9" * 5000 + b"\n",  # ValueError of int(): more than 4,300 digits
    ),
}
"""Inputs that once ended in something other than an error of the family, by target."""


@pytest.mark.parametrize("target", TARGETS)
def test_mutations_of_good_files_end_in_a_result_or_in_an_error_of_the_family(
    target: str, root: Path, tmp_path: Path
) -> None:
    fuzzer = [sys.executable, "-m", "tests.fuzz.fuzz", target, "--runs", "4000", "--findings", str(tmp_path)]
    path = os.pathsep.join((str(root / "scripts"), str(root)))
    done = subprocess.run(
        fuzzer, cwd=root, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "stat::number_of_executed_units: 4000" in done.stderr


def test_damaged_containers_and_indexes_are_refused_or_read_whole(tmp_path: Path) -> None:
    for kind in containers.KINDS:
        containers.made(tmp_path / kind, kind)
    (tmp_path / "findings").mkdir()
    counts, findings = containers.rounds(400, 1, tmp_path, tmp_path / "findings")
    assert findings == []
    assert counts.total() == 400
    assert {said.rpartition(": ")[2] for said in counts} == {"refused", "as undamaged", "as altered"}


@pytest.mark.parametrize("dies", [True, False])
def test_a_child_that_dies_or_gives_fewer_calls_is_a_finding(
    dies: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in containers.KINDS:
        containers.made(tmp_path / kind, kind)
    if dies:
        monkeypatch.setattr(containers, "verdict", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    else:
        monkeypatch.setattr(containers, "hurt", lambda *_: "nothing")
        fewer = count(100, -1)
        call = ("chrX", 1, "A", "C", "0/1")
        monkeypatch.setattr(containers, "screened", lambda _: containers.Outcome(None, (call,) * next(fewer)))
    counts, findings = containers.rounds(3, 1, tmp_path, tmp_path)
    assert (counts.total(), len(findings)) == (3, 3)
    assert all(("died: signal 9" if dies else "calls, not the") in finding for finding in findings)


@pytest.mark.parametrize(("target", "data"), [(name, data) for name, all_ in FOUND.items() for data in all_])
def test_what_was_found_once(target: str, data: bytes) -> None:
    survives(target, data)


@pytest.mark.parametrize(("target", "seed"), [(name, seed) for name, all_ in SEEDS.items() for seed in all_])
def test_the_files_that_mutations_start_from_are_good(target: str, seed: str) -> None:
    TARGETS[target](seed.encode())


@pytest.mark.parametrize("indexed", [True, False])
def test_a_bcf_whose_genotypes_are_no_numbers_is_refused(indexed: bool, tmp_path: Path) -> None:
    """Found with seed 3013: htslib can't write such a record as text. BCF specification: 0x21 are two bytes
    that are numbers, 0x27 two that are characters."""
    plain = write_vcf(tmp_path / "a.vcf", header(["A"]), [row("chrX", GENE.start + 9, "N", "A", "GT", "0/1")])
    path = contain(plain, "bcf.csi" if indexed else "bcf")
    data = gzip.decompress(path.read_bytes())
    assert data.count(b"\x21\x02\x04") == 1
    path.write_bytes(containers.bgzf(data))
    if indexed:
        pysam.bcftools.index("-f", "-c", str(path))
    path.write_bytes(containers.bgzf(data.replace(b"\x21\x02\x04", b"\x27\x02\x04")))
    for index in path.parent.glob("*.csi"):
        os.utime(index)
    assert "is broken" in (containers.screened(path).error or "")


def test_a_billion_laughs_are_refused_in_a_moment() -> None:
    """Ten lists of ten aliases each would be ten billion values."""
    names = "abcdefghij"
    lines = [f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in pairwise(names)]
    bomb = "a: &a [lol]\n" + "\n".join(lines)
    survives("config", bomb.encode())


def moved(text: str) -> str:
    """The same VCF with every record inside CD40LG, so that it is not left aside."""
    lines = []
    for line in text.splitlines():
        fields = line.split("\t")
        if not line.startswith("#") and len(fields) > 4:
            fields[0], fields[1] = GENE.chrom, str(GENE.start + int(fields[1]) % (GENE.end - GENE.start))
        lines.append("\t".join(fields))
    return "\n".join(lines) + "\n"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(vcf(max_samples=3, max_variants=6))
def test_any_vcf_that_keeps_the_grammar_is_read_or_refused(text: str) -> None:
    survives("screen", text.encode())
    survives("screen", moved(text).encode())
