"""Small patients, and a runner of the real workflow on them."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

HEADER = """\
##fileformat=VCFv4.2
##contig=<ID=chr7,length=159345973>
##contig=<ID=chr12,length=133275309>
##contig=<ID=chr20,length=64444167>
##contig=<ID=chrX,length=156040895>
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads of each allele">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Reads">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO	FORMAT	{name}
"""

# Published alleles on GRCh38 (PMID 35572607; PMID 11047757).
CD40LG = "chrX\t136648355\t.\tT\tA\t50\tPASS\t.\tGT:AD:DP:GQ\t1:0,30:30:99\n"
IKBKG = "chrX\t154564372\t.\tG\tT\t50\tPASS\t.\tGT:AD:DP:GQ\t1:0,30:30:99\n"


@dataclass(frozen=True, slots=True)
class Done:
    """What a run of Snakemake came to."""

    code: int
    text: str

    @property
    def jobs(self) -> set[str]:
        """The jobs it ran: `screen batch-0001`, `cohort`."""
        found: set[str] = set()
        for block in re.split(r"\n(?=\[|local|rule |checkpoint )", self.text):
            named = re.match(r"(?:local)?(?:rule|checkpoint) (\w+):", block)
            batch = re.search(r"wildcards: batch=(\S+)", block)
            if named:
                found.add(f"{named[1]} {batch[1]}" if batch else named[1])
        return found - {"all"}


@dataclass(frozen=True, slots=True)
class Cohort:
    """A folder with a sheet, VCFs and results."""

    folder: Path
    root: Path

    @property
    def out(self) -> Path:
        return self.folder / "results"

    def vcf(self, name: str, records: str = "") -> Path:
        path = self.folder / f"{name}.vcf"
        path.write_text(HEADER.format(name=name) + records)
        return path

    def sheet(self, *names: str) -> None:
        rows = [f"{name}\t{name}.vcf\tmale" for name in names]
        (self.folder / "samples.tsv").write_text("\n".join(["sample\tvcf\tsex", *rows]) + "\n")

    def snakemake(
        self,
        *options: str,
        config: Sequence[str] = (),
        files: Sequence[str] = (),
        env: dict[str, str] | None = None,
    ) -> Done:
        """Runs the workflow here, one sample a batch, two jobs at a time."""
        with self.started(*options, config=config, files=files, env=env) as process:
            text, _ = process.communicate()
        return Done(process.returncode, text)

    def started(
        self,
        *options: str,
        config: Sequence[str] = (),
        files: Sequence[str] = (),
        env: dict[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        """The same, without waiting for its end; a session of its own.

        It can be interrupted, also where a shell started the tests in the background, which ignores that.
        """
        command = [
            *("/usr/bin/env", "--default-signal=INT"),
            *(sys.executable, "-m", "snakemake", "--snakefile", str(self.root / "workflow" / "Snakefile")),
            *("--configfile", str(self.root / "config" / "config.yaml"), *files, "--cores", "2"),
            *options,
            *("--config", "samples=samples.tsv", "batch_size=1", *config),
        ]
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env={**os.environ, "PATH": path, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def summary(self) -> dict[str, dict[str, str]]:
        """Rows of cohort/summary.tsv by sample, in its order."""
        lines = (self.out / "cohort" / "summary.tsv").read_text().splitlines()
        header = lines[0].split("\t")
        rows = [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]
        return {row["sample"]: row for row in rows}


def three_boys(folder: Path, root: Path) -> Cohort:
    """Three boys: a published CD40LG allele, a published IKBKG allele, and nothing in the genes."""
    made = Cohort(folder, root)
    made.vcf("A", CD40LG)
    made.vcf("B", IKBKG)
    made.vcf("C")
    made.sheet("A", "B", "C")
    return made


@pytest.fixture
def people(tmp_path: Path, root: Path) -> Cohort:
    return three_boys(tmp_path, root)
