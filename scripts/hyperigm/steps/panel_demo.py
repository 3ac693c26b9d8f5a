"""Makes the worked example of docs/panel.md: a made-up gene on a made-up genome, and made-up people.

Everything is drawn from a seed: no base of it is anybody's. The chromosome has the length of GRCh38's X, for
it stands for that build, and N everywhere but around the gene. The same bytes on every run.
"""

import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

from hyperigm.core.assembly import Chromosome
from hyperigm.core.coverage import FLANK, coding_parts
from hyperigm.core.strand import reverse_complement
from hyperigm.core.variant import Build
from hyperigm.edges.bgzip import write_indexed_vcf
from hyperigm.edges.genome import write_genome
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import write_text
from hyperigm.errors import InputError, Problem

SEED = 20261130
SYMBOL, TRANSCRIPT, PROTEIN = "MADEUP1", "ENST09999999991.1", "ENSP09999999991.1"
CHROM, FIRST = "chrX", 101_340_000
"""Where the gene's neighbourhood starts (1-based); it runs to the left, as BTK does near there."""
AROUND = 6_000
"""Drawn bases on each side of the gene."""
EXONS, INTRONS = (180, 150, 120, 240), (400, 900, 650)
UTR = 60
"""Bases of the first exon before the start codon, and of the last one behind the stop."""
STOP_CODON = 70
"""The codon of which the patient's allele makes a stop: in the second exon."""
YAML = f"""\
name: made-up lab
version: "1.0"

genes:
  - symbol: {SYMBOL}
    name: made-up gene 1
    transcript: {TRANSCRIPT}  # as the GFF has it, with its version
    source: hyperigm demo --panel, drawn from a seed
    entities:
      - id: MADEUP1D
        name: Made-up deficiency 1
        inheritance: X-linked
        dominance: recessive
        source: hyperigm demo --panel; no such disease exists
        acmg:  # without it, no ACMG/AMP class is computed
          loss_of_function: true
          pm2_below: 2.0e-7
          bs1_from: 2.0e-6
          source: made up; a limit of your own needs its arithmetic here
"""
SHEET = """\
sample\tvcf\tsex\taffected\tcallable
stop_boy\tstop_boy.vcf.gz\tmale\tyes\t.
covered_boy\tcovered_boy.vcf.gz\tmale\tyes\tcovered.bed
not_covered_boy\tnot_covered_boy.vcf.gz\tmale\tyes\tnot_covered.bed
other_build_boy\tother_build_boy.vcf.gz\tmale\tyes\tother_build.bed
"""


class MadeUpGene:
    """The gene as it was drawn. spliced: exons, 5' to 3'; first, last: its ends on the plus strand."""

    def __init__(self) -> None:
        random = Random(SEED)
        self.exon_bases = _exons(random)
        introns = [f"GT{_drawn(random, size - 4)}AG" for size in INTRONS]
        own = self.exon_bases[0] + "".join(
            intron + exon for intron, exon in zip(introns, self.exon_bases[1:], strict=True)
        )
        self.sequence = reverse_complement(_drawn(random, AROUND) + own + _drawn(random, AROUND))
        self.last = FIRST + len(self.sequence) - 1 - AROUND
        self.first = self.last - len(own) + 1

    def exons(self) -> list[tuple[int, int]]:
        """First and last base of each exon, transcript order (1-based, plus strand)."""
        found, end = [], self.last
        for number, size in enumerate(EXONS):
            found.append((end - size + 1, end))
            end -= size + (INTRONS[number] if number < len(INTRONS) else 0)
        return found

    def coding(self) -> list[tuple[int, int]]:
        """The same without the UTRs."""
        spans = self.exons()
        (start, end), (low, high) = spans[0], spans[-1]
        return [(start, end - UTR), *spans[1:-1], (low + UTR, high)]

    def codon(self, number: int) -> tuple[int, str]:
        """Lowest genome position (1-based) of a codon (from 1) that lies in one exon, and its bases on the
        plus strand. Raises ValueError where none has it.
        """
        left = 3 * (number - 1)
        for start, end in self.coding():
            if left + 3 <= end - start + 1:
                place = end - left - 2
                return place, self.sequence[place - FIRST : place - FIRST + 3]
            left -= end - start + 1
        raise ValueError(f"codon {number} is in no exon")


def panel_demo(out: Path) -> str:
    """Writes genome, GFF3, YAML, VCFs, BEDs and sheet; returns what to do with them.

    Raises InputError where the folder has another YAML.
    """
    yaml = out / "my_genes.yaml"
    if yaml.exists() and yaml.read_text(encoding="utf-8", errors="replace") != YAML:
        mend = "give another --out, or remove it; to build the panel: " + _commands(out)[0]
        raise InputError(Problem(str(yaml), "is there, and is not the demo's as it was made", mend))
    gene = MadeUpGene()
    length = load_reference(Build.GRCH38).assembly.length(CHROM)
    chromosome = Chromosome(CHROM, length, "made-up", None, None, (), "")
    write_genome(out / "genome.fa.gz", [chromosome], [(CHROM, FIRST, gene.sequence)])
    write_text(out / "genes.gff3", _gff(gene))
    write_text(yaml, YAML)
    _write_people(out, gene)
    write_text(out / "samples.tsv", SHEET)
    first, second = _commands(out)
    made = f"a made-up genome with the gene {SYMBOL}, and 4 made-up people: {out}"
    return f"{made}\nNext: {first}\nThen: {second}"


def _commands(out: Path) -> tuple[str, str]:
    def at(name: str) -> str:
        return str(out / name)

    genome = ("--grch38", at("genome.fa.gz"), at("genes.gff3"))
    build = ("hyperigm", "panel", "--add", at("my_genes.yaml"), *genome, "--out", at("my_panel"))
    run = ("hyperigm", "run", "--samples", at("samples.tsv"), "--outdir", at("results"))
    return shlex.join(build), shlex.join((*run, "--config", f"panel={at('my_panel')}"))


def _drawn(random: Random, size: int) -> str:
    return "".join(random.choices("ACGT", k=size))


def _exons(random: Random) -> list[str]:
    """Exons with an open reading frame from the first to the last, UTRs around it."""
    codons = (sum(EXONS) - 2 * UTR) // 3
    every = (a + b + c for a in "ACGT" for b in "ACGT" for c in "ACGT")
    sense = [codon for codon in every if codon not in ("TAA", "TAG", "TGA")]
    drawn = ["ATG", *random.choices(sense, k=codons - 2), "TAA"]
    drawn[STOP_CODON - 1] = "CGA"  # one substitution away from TGA
    bases = _drawn(random, UTR) + "".join(drawn) + _drawn(random, UTR)
    ends = [sum(EXONS[:number]) for number in range(len(EXONS) + 1)]
    return [bases[start:end] for start, end in pairwise(ends)]


def _gff(gene: MadeUpGene) -> str:
    """As Ensembl writes it: ids with a prefix, the version apart."""
    name, version = TRANSCRIPT.split(".")
    protein = PROTEIN.split(".")[0]
    parent = f"Parent=transcript:{name}"
    gene_id, coding = "gene:ENSG09999999991", "biotype=protein_coding"
    own = f"ID=transcript:{name};Parent={gene_id};Name={SYMBOL}-201;{coding}"
    rows: list[tuple[str, int, int, str, str]] = [
        ("gene", gene.first, gene.last, ".", f"ID={gene_id};Name={SYMBOL};{coding}"),
        ("mRNA", gene.first, gene.last, ".", f"{own};transcript_id={name};version={version}"),
    ]
    rows += [
        ("exon", start, end, ".", f"{parent};rank={number}")
        for number, (start, end) in enumerate(gene.exons(), start=1)
    ]
    coded = 0
    for start, end in gene.coding():
        named = f"ID=CDS:{protein};{parent};protein_id={protein};version=1"
        rows.append(("CDS", start, end, str(-coded % 3), named))
        coded += end - start + 1
    lines = [
        "\t".join((CHROM.removeprefix("chr"), "made_up", kind, str(start), str(end), ".", "-", phase, named))
        for kind, start, end, phase, named in rows
    ]
    return "\n".join(("##gff-version 3", *lines)) + "\n"


def _write_people(out: Path, gene: MadeUpGene) -> None:
    place, codon = gene.codon(STOP_CODON)
    # TCG read backwards is CGA (Arg); its last base on the plus strand is the codon's first
    stop = f"{CHROM}\t{place + 2}\t.\t{codon[2]}\tA\t500\tPASS\t.\tGT:AD:DP:GQ\t1:0,31:31:99"
    for name, build, extra in (
        ("stop_boy", Build.GRCH38, (stop,)),
        ("covered_boy", Build.GRCH38, ()),
        ("not_covered_boy", Build.GRCH38, ()),
        ("other_build_boy", Build.GRCH37, ()),
    ):
        write_indexed_vcf(out / f"{name}.vcf.gz", _vcf(name, build, extra))
    added = [(CHROM, start - FLANK - 1, end + FLANK) for start, end in gene.coding()]
    write_text(out / "covered.bed", _bed(Build.GRCH38, added))
    write_text(out / "not_covered.bed", _bed(Build.GRCH38, [added[0], *added[2:]]))
    write_text(out / "other_build.bed", _bed(Build.GRCH37, []))


def _bed(build: Build, added: list[tuple[str, int, int]]) -> str:
    models = [model for model in load_reference(build).transcripts if model.mane]
    rows = [
        (model.chrom, start - FLANK - 1, end + FLANK)
        for model in models
        for _, start, end in coding_parts(model)
    ]
    return "".join(f"{chrom}\t{start}\t{end}\n" for chrom, start, end in sorted((*rows, *added)))


def _vcf(sample: str, build: Build, extra: tuple[str, ...]) -> str:
    """A call deep in an intron of each shipped gene, and `extra`, in the order of the chromosomes."""
    reference = load_reference(build)
    contigs = [item.name for item in reference.chromosomes if item.name != "chrY"]
    rows = sorted((*_background(build), *extra), key=lambda row: _order(row, contigs))
    lines = [
        "##fileformat=VCFv4.2",
        "##source=hyperigm demo --panel (made-up people)",
        *(f"##contig=<ID={name},length={reference.assembly.length(name)}>" for name in contigs),
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads of each allele">',
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Reads">',
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
        f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}",
    ]
    return "\n".join((*lines, *rows)) + "\n"


def _order(row: str, contigs: list[str]) -> tuple[int, int]:
    chrom, pos, *_ = row.split("\t")
    return contigs.index(chrom), int(pos)


def _background(build: Build) -> Iterator[str]:
    """A substitution in the middle of the first long intron of each gene: the REF proves the build."""
    reference = load_reference(build)
    for gene in ("CD40LG", "AICDA", "CD40", "UNG"):
        first, second = sorted(reference.mane(gene).exons, key=lambda exon: exon.start)[:2]
        chrom, pos = reference.mane(gene).chrom, (first.end + second.start) // 2
        ref = reference.fetch(chrom, pos, pos)
        genotype = "1:0,30:30:99" if chrom == CHROM else "0/1:15,15:30:99"
        alt = next(base for base in "ACGT" if base != ref)
        yield f"{chrom}\t{pos}\t.\t{ref}\t{alt}\t500\tPASS\t.\tGT:AD:DP:GQ\t{genotype}"
