"""VCFs as large as those of whole genomes, made up: what the benchmarks read.

One file has 4.5 million records over the 24 chromosomes of GRCh38, in the style of GATK HaplotypeCaller
(GT:AD:DP:GQ:PL, the INFO of a genotyped call), and the 3,366 contig lines of the reference most genomes are
called on. The sites are drawn from a population's pool, so that files share their common variants, as people
do.

`people.py` makes a cohort out of a few of them.
"""

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from hyperigm.core.variant import Build
from hyperigm.edges.reference import Reference, load_reference

DISTINCT = 4
RECORDS = 4_500_000
CONTIGS = 3366
LENGTHS = {
    "chr1": 248956422, "chr2": 242193529, "chr3": 198295559, "chr4": 190214555, "chr5": 181538259,
    "chr6": 170805979, "chr7": 159345973, "chr8": 145138636, "chr9": 138394717, "chr10": 133797422,
    "chr11": 135086622, "chr12": 133275309, "chr13": 114364328, "chr14": 107043718, "chr15": 101991189,
    "chr16": 90338345, "chr17": 83257441, "chr18": 80373285, "chr19": 58617616, "chr20": 64444167,
    "chr21": 46709983, "chr22": 50818468, "chrX": 156040895, "chrY": 57227415,
}  # fmt: skip
"""Bases of each chromosome of GRCh38 (GCA_000001405.15, assembly report)."""
SHARED = 0.25
"""Chance that a person carries a site of the pool: the pool has four times the sites of a person."""


def header(sample: str) -> str:
    """A genome's header as GATK writes it: all contigs of the analysis set, decoys and HLA among them."""
    contigs = [f"##contig=<ID={name},length={length},assembly=38>" for name, length in LENGTHS.items()]
    contigs += [
        f"##contig=<ID=chrUn_JTFH{n:08d}v1_decoy,length={1000 + n},assembly=38>"
        for n in range(CONTIGS - len(contigs))
    ]
    return "\n".join(
        [
            "##fileformat=VCFv4.2",
            '##FILTER=<ID=LowQual,Description="Low quality">',
            '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">',
            '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Read depth">',
            '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
            '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
            '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Phred-scaled likelihoods">',
            *(
                f'##INFO=<ID={name},Number={number},Type={kind},Description="As GATK">'
                for name, number, kind in (
                    ("AC", "A", "Integer"), ("AF", "A", "Float"), ("AN", "1", "Integer"),
                    ("DP", "1", "Integer"),
                    ("BaseQRankSum", "1", "Float"), ("ExcessHet", "1", "Float"), ("FS", "1", "Float"),
                    ("MQ", "1", "Float"), ("MQRankSum", "1", "Float"), ("QD", "1", "Float"),
                    ("ReadPosRankSum", "1", "Float"), ("SOR", "1", "Float"),
                )
            ),
            *contigs,
            f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}",
        ]
    ) + "\n"  # fmt: skip


def call(dice: random.Random, male_x: bool) -> tuple[str, str, str]:
    """QUAL, INFO and the sample's column of one call of 30 reads or so."""
    depth = max(4, int(dice.gauss(32, 6)))
    if male_x or dice.random() < 0.38:
        alt, text, copies = depth, "1/1", 2
        pl = f"{depth * 30},{depth * 3},0"
    else:
        alt, text, copies = max(1, int(depth * dice.gauss(0.5, 0.09))) if depth > 2 else 1, "0/1", 1
        alt = min(alt, depth - 1)
        pl = f"{alt * 30},0,{(depth - alt) * 30}"
    noise = dice.random()
    info = (
        f"AC={copies};AF={copies / 2:.3f};AN=2;BaseQRankSum={noise * 4 - 2:.3f};DP={depth + 1};"
        f"ExcessHet=3.01;FS={noise * 8:.3f};MQ=60.00;MQRankSum={noise:.3f};QD={10 + noise * 20:.2f};"
        f"ReadPosRankSum={1 - noise:.3f};SOR={0.4 + noise:.3f}"
    )
    return f"{alt * 29.6:.2f}", info, f"{text}:{depth - alt},{alt}:{depth}:{min(99, alt * 3)}:{pl}"


def pool_ref(reference: Reference, name: str, pos: int, dice: random.Random) -> str:
    """The reference's base in the six genes, any other elsewhere (the bundle has none there)."""
    inside = any(item.chrom == name and item.start <= pos <= item.end for item in reference.regions)
    return reference.fetch(name, pos, pos) if inside else dice.choice("ACGT")


def alleles(dice: random.Random, ref: str) -> str:
    """An ALT: nine in ten are substitutions, the rest insertions."""
    if dice.random() < 0.9:
        return dice.choice([base for base in "ACGT" if base != ref])
    return ref + "".join(dice.choices("ACGT", k=dice.choice((1, 1, 2, 4))))


def records(seed: int, how_many: int, reference: Reference) -> Iterator[str]:
    """One person's records, chromosome by chromosome."""
    total = sum(LENGTHS.values())
    pool, person = random.Random(2005), random.Random(seed)  # the pool's dice fall the same for everyone
    for name, length in LENGTHS.items():
        step = total / how_many * SHARED
        pos = 10_000
        while pos < length - 10_000:
            pos += 1 + int(pool.random() * 2 * step)
            ref = pool_ref(reference, name, pos, pool)
            alt = alleles(pool, ref)
            if person.random() < SHARED:
                qual, info, column = call(person, name in ("chrX", "chrY"))
                yield f"{name}\t{pos}\t.\t{ref}\t{alt}\t{qual}\tPASS\t{info}\tGT:AD:DP:GQ:PL\t{column}\n"


def write_genome(path: Path, seed: int, how_many: int = RECORDS) -> Path:
    """Writes one file and its index, unless it is there."""
    if path.with_name(path.name + ".tbi").exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    reference = load_reference(Build.GRCH38)
    part = path.with_name(f"{path.name}.part.vcf.gz")
    with (
        part.open("wb") as out,
        subprocess.Popen(["bgzip", "-l", "2", "-c"], stdin=subprocess.PIPE, stdout=out) as pack,
    ):
        assert pack.stdin is not None
        pack.stdin.write(header(f"G{seed}").encode())
        batch: list[str] = []
        for line in records(seed, how_many, reference):
            batch.append(line)
            if len(batch) == 10_000:
                pack.stdin.write("".join(batch).encode())
                batch.clear()
        pack.stdin.write("".join(batch).encode())
    part.rename(path)
    subprocess.run(["bcftools", "index", "--tbi", str(path)], check=True)
    return path
