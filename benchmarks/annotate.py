"""How many distinct alleles a second: this project, bcftools csq and SnpEff, on the same file in one run.

    python benchmarks/annotate.py [--alleles 20000] [--build GRCh38]

SnpEff (Debian package `snpeff`) is left out where it is not installed; its database is built here, outside
the time, from the bundled GFF3 and FASTA. Each tool is pinned to one core. Its time is the processor time of
its process, user and system, from start to end: start-up, reading and writing are in it, and what else runs
on the machine is not. The second rate leaves out start-up, taken as the time for a file of one allele.
The project's own run does everything: g., c. and p. names on all transcripts, consequence, haplotypes, VRS
ids and SPDI; csq gives consequences only, SnpEff consequences and names.
"""

import argparse
import gzip
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.store import write_value


def alleles(reference: Reference, count: int) -> list[Allele]:
    """Distinct left-aligned alleles all over the screened regions: 8 in 10 substitutions, the rest indels."""
    dice = random.Random(2008)
    found: set[Allele] = set()
    while len(found) < count:
        region = dice.choice(reference.regions)
        pos = dice.randint(region.start + 1, region.end - 30)
        ref, alt = reference.fetch(region.chrom, pos, pos), dice.choice("ACGT")
        if dice.random() < 0.2:
            longer = ref + "".join(dice.choices("ACGT", k=dice.choice([1, 1, 2, 3, 6])))
            deleted = reference.fetch(region.chrom, pos, pos + dice.choice([1, 1, 2, 3, 6]))
            ref, alt = dice.choice([(ref, longer), (deleted, ref)])
        if ref != alt and "N" not in ref and (len(ref) == len(alt) or ref[-1] != alt[-1]):
            found.add(Allele(region.chrom, pos, ref, alt))
    return sorted(found)


def write_vcf(path: Path, reference: Reference, found: Sequence[Allele]) -> Path:
    """A VCF without samples, in the order of the reference."""
    order = [item.name for item in reference.chromosomes]
    with path.open("w") as out:
        out.write("##fileformat=VCFv4.2\n")
        for item in reference.chromosomes:
            out.write(f"##contig=<ID={item.name},length={item.length}>\n")
        out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        for allele in sorted(found, key=lambda item: (order.index(item.chrom), item.pos)):
            out.write(f"{allele.chrom}\t{allele.pos}\t.\t{allele.ref}\t{allele.alt}\t.\t.\t.\n")
    return path


def write_screen(path: Path, build: Build, found: Sequence[Allele]) -> Path:
    """The screen step's file: samples that carry ten alleles each."""
    genotype = Genotype("0/1", (Slot.REF, Slot.THIS), False)
    calls = [
        Call(item, genotype, Record(item.chrom, item.pos, item.ref, (item.alt,), (), ".")) for item in found
    ]
    random.Random(5).shuffle(calls)
    samples = tuple(
        SampleScreen(f"S{start}", build, "", tuple(calls[start : start + 10]))
        for start in range(0, len(calls), 10)
    )
    write_value(path, Screened("benchmark", samples))
    return path


OURS = """
import sys
from pathlib import Path
from hyperigm.core.settings import Settings
from hyperigm.steps.annotate import annotate
annotate(Path(sys.argv[1]), Settings(), (), Path(sys.argv[2]))
"""
CSQ = """
import sys
import pysam.bcftools
vcf, fasta, gff, out = sys.argv[1:]
pysam.bcftools.csq("--local-csq", "-f", fasta, "-g", gff, "-o", out, vcf, catch_stdout=False)
"""


def seconds(command: Sequence[str], out: Path | None = None) -> float:
    """Processor time of a process pinned to one core; its standard output goes to `out`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with (out or Path("/dev/null")).open("wb") as stream:
        pinned = ["taskset", "-c", "0", *command]
        subprocess.run(pinned, check=True, stdout=stream, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def snpeff_config(folder: Path, reference: Reference) -> Path:
    """Builds SnpEff's database in `folder`; its configuration."""
    data = folder / "data" / "bundle"
    data.mkdir(parents=True)
    shutil.copy(reference.gff, data / "genes.gff")
    with gzip.open(reference.fasta, "rb") as source, (data / "sequences.fa").open("wb") as target:
        shutil.copyfileobj(source, target)
    config = folder / "snpEff.config"
    config.write_text(f"data.dir = {folder / 'data'}\nbundle.genome : Human\n")
    checks = ["-noCheckCds", "-noCheckProtein"]
    subprocess.run(
        ["snpEff", "-Xmx8g", "build", "-gff3", "-c", str(config), *checks, "bundle"],
        check=True,
        capture_output=True,
    )
    return config


def tools(folder: Path, reference: Reference) -> dict[str, Callable[[Path, Path], float]]:
    """Name -> its time for a screen file and the same alleles as VCF."""
    out = folder / "out"
    fasta, gff = str(reference.fasta), str(reference.gff)
    found: dict[str, Callable[[Path, Path], float]] = {
        "hyperigm annotate": lambda screen, _: seconds([sys.executable, "-c", OURS, str(screen), str(out)]),
        "bcftools csq": lambda _, vcf: seconds([sys.executable, "-c", CSQ, str(vcf), fasta, gff, str(out)]),
    }
    if shutil.which("snpEff"):
        config = snpeff_config(folder, reference)
        options = ["-c", str(config), "-noStats", "-noLog"]
        found["SnpEff"] = lambda _, vcf: seconds(
            ["snpEff", "-Xmx8g", "ann", *options, "bundle", str(vcf)], out
        )
    return found


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description="Distinct alleles a second")
    options.add_argument("--alleles", type=int, default=20_000)
    options.add_argument("--build", type=Build, default=Build.GRCH38)
    given = options.parse_args()
    reference = load_reference(given.build)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many = alleles(reference, given.alleles)
        files = []
        for label, some in (("one", many[:1]), ("many", many)):
            screen = write_screen(folder / f"{label}.json", given.build, some)
            files.append((screen, write_vcf(folder / f"{label}.vcf", reference, some)))
        rows = []
        for tool, run in tools(folder, reference).items():
            start_up, whole = (min(run(*pair) for _ in range(3)) for pair in files)
            rows.append((tool, whole, start_up, len(many) / whole, len(many) / max(whole - start_up, 1e-9)))
        print(f"{len(many)} distinct alleles of {given.build}, one core, processor time, best of 3")
        print("tool\tseconds\tstart-up\talleles/s\talleles/s after start-up\ttimes ours")
        for tool, whole, start_up, rate, net in rows:
            print(f"{tool}\t{whole:.2f}\t{start_up:.2f}\t{rate:.0f}\t{net:.0f}\t{whole / rows[0][1]:.2f}")


if __name__ == "__main__":
    main()
