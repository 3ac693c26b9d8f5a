"""A cohort of tiny samples, one of them bad, its undisturbed results, and runs that can be killed."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pysam
import pytest
from tests.workflow.conftest import CD40LG, HEADER, IKBKG, Cohort, three_boys

SAMPLES = int(os.environ.get("HYPERIGM_FAULT_SAMPLES", "200"))
BATCH = 20
BAD = "S0007"
"""Its file is cut off in the middle."""
BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""SAM specification, 4.1.2: the end-of-file marker."""
UNCOMPARED = ("provenance", "logs", "benchmarks", ".snakemake", "ro-crate-metadata.json")
"""What holds dates and run times."""
RUN = (sys.executable, "-m", "hyperigm", "run")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A folder with samples.tsv and its VCFs. out: where its runs write."""

    folder: Path

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def write(self, names: list[str], ending: str = "vcf") -> None:
        rows = [f"{name}\tvcf/{name}.{ending}\tmale" for name in names]
        (self.folder / "samples.tsv").write_text("\n".join(["sample\tvcf\tsex", *rows]) + "\n")

    def command(self, *options: str) -> list[str]:
        given = ("--samples", str(self.folder / "samples.tsv"), "--outdir", str(self.out), "--cores", "2")
        return [*RUN, *given, "--quiet", "all", *options, "--config", f"batch_size={BATCH}"]

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*options),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def start(self) -> subprocess.Popen[bytes]:
        """The run in a session of its own, so that all of it can be killed."""
        return subprocess.Popen(
            self.command(),
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A run of the cohort that nothing disturbed. results: moved out of the way."""

    code: int
    text: str
    results: Path
    seconds: float


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 to every process of the run's session, and waits until none is left."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    while left := _session(process.pid):
        for pid in left:
            with suppress(ProcessLookupError):  # gone by itself meanwhile
                os.kill(pid, signal.SIGKILL)


def _session(leader: int) -> list[int]:
    """The living processes of a session (proc(5): state and session are fields 3 and 6 of stat)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def files(out: Path) -> dict[str, bytes]:
    """Every file of a folder of results that may not differ between runs, hidden ones too."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.relative_to(out).parts[0] not in UNCOMPARED
    }


def final(out: Path) -> dict[str, bytes]:
    """The files that a reader finds under their final names in samples/ and cohort/."""
    return {
        name: text
        for name, text in files(out).items()
        if name.startswith(("samples/", "cohort/")) and not Path(name).name.startswith(".")
    }


def whole(name: str, text: bytes) -> bool:
    """Whether a file is complete by the rules of its own format."""
    if name.endswith(".json"):
        return bool(json.loads(text))
    if name.endswith((".gz", ".tbi")):
        return text.endswith(BGZF_END) and bool(gzip.decompress(text))
    if name.endswith(".html"):
        return text.rstrip().endswith(b"</html>")
    if name.endswith(".tsv"):
        lines = [line for line in text.decode().split("\n") if not line.startswith("#")]
        return lines.pop() == "" and len({line.count("\t") for line in lines}) == 1
    if name.endswith(".xlsx"):
        return text.startswith(b"PK") and b"PK\x05\x06" in text[-100:]
    return text.endswith(b"\n")


@pytest.fixture(scope="session")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    """Boys with a published CD40LG or IKBKG allele, or neither; S0007's file lost its second half."""
    made = Sheet(tmp_path_factory.mktemp("cohort"))
    (made.folder / "vcf").mkdir()
    names = [f"S{number:04d}" for number in range(SAMPLES)]
    for number, name in enumerate(names):
        path = made.folder / "vcf" / f"{name}.vcf.gz"
        text = HEADER.format(name=name) + (CD40LG, IKBKG, "")[number % 3]
        with pysam.BGZFile(str(path), "wb", None) as handle:
            handle.write(text.encode())
    bad = made.folder / "vcf" / f"{BAD}.vcf.gz"
    bad.write_bytes(bad.read_bytes()[: bad.stat().st_size // 2])
    made.write(names, "vcf.gz")
    return made


@pytest.fixture(scope="session")
def undisturbed(cohort: Sheet) -> Undisturbed:
    began = time.monotonic()
    done = cohort.run()
    seconds = time.monotonic() - began
    kept = cohort.folder / "undisturbed"
    shutil.move(cohort.out, kept)
    return Undisturbed(done.returncode, done.stdout, kept, seconds)


@pytest.fixture
def people(tmp_path: Path, root: Path) -> Cohort:
    """Three boys, run by snakemake."""
    return three_boys(tmp_path, root)


@pytest.fixture
def three(tmp_path: Path) -> Sheet:
    """The same three, run by `hyperigm run`."""
    return three_in(tmp_path)


def three_in(folder: Path) -> Sheet:
    made = Sheet(folder)
    (folder / "vcf").mkdir()
    for name, records in (("A", CD40LG), ("B", IKBKG), ("C", "")):
        (folder / "vcf" / f"{name}.vcf").write_text(HEADER.format(name=name) + records)
    made.write(["A", "B", "C"])
    return made
