"""What a whole run costs against what one would use instead: a Markdown table, all figures from one run.

    python benchmarks/run.py --folder DIR [--samples 10 100 1000] [--others 10]

Needs bcftools and bgzip; genmod (of requirements-test.lock) and SnpEff (Debian package `snpeff`) are left
out where they are not installed. The first run makes four genomes of 4.5 million records in DIR
(`genomes.py`, a quarter of an hour) and the people (`people.py`); later runs find them there.

Time is the processor time, user and system, of a process and all that it starts: what else runs on the
machine is not in it. `hyperigm run` is everything, from the sheet to the cohort's tables, Snakemake
included; `bare` is one `bcftools view -R` of the six genes per sample, which reads them and does nothing
else: the limit.
"""

import argparse
import compileall
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate import snpeff_config
from genomes import DISTINCT, write_genome
from people import blocks_of, write_person

from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference
from hyperigm.edges.resources import PACKAGE

REFERENCE = load_reference(Build.GRCH38)
GENMOD = (
    r"printf 'F\t%s\t0\t0\t0\t2\n' $(bcftools query -l $t/v.vcf) > $t/p.ped; "
    "genmod models -f $t/p.ped -k BCSQ $t/v.vcf"
)


@dataclass(frozen=True, slots=True)
class Cost:
    """seconds: processor time; megabytes: of the largest process."""

    seconds: float
    megabytes: float


def measured(commands: Sequence[Sequence[str]]) -> Cost:
    """The cost of commands, run one after the other, with all that they start."""
    seconds = peak = 0.0
    for command in commands:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            assert process.stderr is not None
            said = process.stderr.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{shlex.join(command)}\n{said.decode()[-2000:]}")
        seconds += usage.ru_utime + usage.ru_stime
        peak = max(peak, usage.ru_maxrss / 1024)
    return Cost(seconds, peak)


def people(folder: Path, many: int) -> list[Path]:
    """The files of so many people, made where they are missing."""
    (folder / "people").mkdir(parents=True, exist_ok=True)
    files = [folder / "people" / f"P{number:05d}.vcf.gz" for number in range(many)]
    for seed in range(DISTINCT):
        genome = write_genome(folder / f"genome{seed + 1}.vcf.gz", seed + 1)
        missing = [number for number in range(seed, many, DISTINCT) if not files[number].exists()]
        blocks = blocks_of(genome) if missing else []
        for number in missing:
            write_person(files[number], genome, blocks, number)
    return files


def sheet_of(folder: Path, files: Sequence[Path]) -> Path:
    """A sample sheet; the names are of the sheet's choosing, for the files do not tell them apart."""
    sheet = folder / f"samples{len(files)}.tsv"
    rows = [f"{path.name.removesuffix('.vcf.gz')}\t{path}\n" for path in files]
    sheet.write_text("".join(["sample\tvcf\n", *rows]))
    return sheet


def ours(folder: Path, files: Sequence[Path]) -> list[list[str]]:
    """The whole run, into an empty folder."""
    out = folder / f"out{len(files)}"
    shutil.rmtree(out, ignore_errors=True)
    run = [sys.executable, "-m", "hyperigm", "run", "--samples", str(sheet_of(folder, files))]
    return [[*run, "--outdir", str(out), "--cores", "2", "--quiet", "all"]]


def bed_of(folder: Path) -> Path:
    """The six genes as BED."""
    bed = folder / "six_genes.bed"
    bed.write_text("".join(f"{item.chrom}\t{item.start - 1}\t{item.end}\n" for item in REFERENCE.regions))
    return bed


def bare(folder: Path, files: Sequence[Path]) -> list[list[str]]:
    """One `bcftools view -R` a sample."""
    return [["bcftools", "view", "-H", "-R", str(bed_of(folder)), str(path)] for path in files]


def piped(folder: Path, files: Sequence[Path], rest: str) -> list[list[str]]:
    """A shell pipe a sample, which begins with `bcftools view -R`."""
    bed = shlex.quote(str(bed_of(folder)))
    return [
        ["bash", "-o", "pipefail", "-c", f"bcftools view -R {bed} {shlex.quote(str(path))} | {rest}"]
        for path in files
    ]


def tools(folder: Path) -> dict[str, Callable[[Sequence[Path]], list[list[str]]]]:
    """What else one would use, by name."""
    fasta, gff = (shlex.quote(str(path)) for path in (REFERENCE.fasta, REFERENCE.gff))
    csq = f"bcftools norm -m -any -f {fasta} | bcftools csq --local-csq -f {fasta} -g {gff}"
    found = {"`bcftools view \\| norm \\| csq`": lambda files: piped(folder, files, csq)}
    if shutil.which("genmod"):
        whole = f"{{ t=$(mktemp -d); trap 'rm -r $t' EXIT; {csq} > $t/v.vcf; {GENMOD}; }}"
        found["the same and `genmod models`"] = lambda files: piped(folder, files, whole)
    if shutil.which("snpEff"):
        data = folder / "snpeff"
        config = data / "snpEff.config" if data.exists() else snpeff_config(data, REFERENCE)
        ann = f"snpEff -Xmx4g ann -c {shlex.quote(str(config))} -noStats -noLog bundle -"
        found["`bcftools view \\| SnpEff`"] = lambda files: piped(folder, files, ann)
    return found


def main() -> None:
    """Makes what is missing, runs, prints the table."""
    options = argparse.ArgumentParser(description="The cost of a run, as a table")
    options.add_argument("--folder", type=Path, required=True, help="where genomes are, or are made")
    options.add_argument("--samples", type=int, nargs="*", default=[10, 100, 1000])
    options.add_argument("--others", type=int, default=10, help="samples for the other tools; 0: none")
    given = options.parse_args()
    compileall.compile_dir(PACKAGE, quiet=1)  # as pip does as it installs: Python's imports are part of a run
    folder = given.folder.absolute()
    files = people(folder, max([*given.samples, given.others]))
    print("| | samples | processor time | per sample | against bare | largest process |")
    print("|---|---|---|---|---|---|")

    def row(name: str, many: int, cost: Cost, limit: float) -> None:
        each = cost.seconds / many
        print(
            f"| {name} | {many} | {cost.seconds:.1f} s | {1000 * each:.0f} ms | {each / limit:.2f} | "
            f"{cost.megabytes:.0f} MB |",
            flush=True,
        )

    for many in given.samples:
        cost = measured(bare(folder, files[:many]))
        limit = cost.seconds / many
        row("bare `bcftools view -R`", many, cost, limit)
        row("`hyperigm run`", many, measured(ours(folder, files[:many])), limit)
    if not given.others:
        return
    limit = measured(bare(folder, files[: given.others])).seconds / given.others
    for name, command in tools(folder).items():
        row(name, given.others, measured(command(files[: given.others])), limit)


if __name__ == "__main__":
    main()
