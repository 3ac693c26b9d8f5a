"""Made-up gVCFs of a person without a finding, in the styles of the callers, with real reference bases.

Where each style was learnt:
- GATK HaplotypeCaller -ERC GVCF: the GATK articles on the GVCF format (reference blocks, `<NON_REF>`,
  GVCFBlock lines, GT:DP:GQ:MIN_DP:PL) and headers of public files.
- DeepVariant: docs/deepvariant-gvcf-support.md of its repository (`<*>`, GT:GQ:MIN_DP:PL, QUAL 0, RefCall).
- DRAGEN: Illumina's DRAGEN user guide, "gVCF Output" and "Hom-ref Blocks FORMAT Fields"
  (GT:AD:DP:GQ:MIN_DP:PL:SPL:ICNT, FILTER PASS; uncallable stretches are gaps).
- Strelka germline: its user guide, and Illumina's gVCF conventions (`.` ALT, END, BLOCKAVG_min30p3a,
  GT:GQX:DP:DPF:MIN_DP, LowGQX).
- bcftools call --gvcf: the bcftools manual and its tracker (`.` ALT, END and MIN_DP in INFO, GT:PL:DP).
- freebayes --gvcf: its tracker (`<*>`, END in INFO, GQ:DP:MIN_DP:QR:QA, no GT in blocks).
- GATK CombineGVCFs: its source (ReferenceConfidenceVariantContextMerger) and the outputs its tests expect
  (`./.` in every column, with PL; the bands of all samples cut where one of them ends).
- GLnexus: the header its source writes (RNC, and what each code means).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference

REFERENCE = load_reference(Build.GRCH38)
FLANK = 20
BLOCK = 70
"""Bases of a block: shorter than most exons, so that a reading has to put blocks together."""
Stretch = tuple[str, int, int]


@dataclass(frozen=True)
class Block:
    """A stretch called reference (1-based, inclusive); depth None: the caller emits no record."""

    chrom: str
    start: int
    end: int
    depth: int = 31
    quality: int = 90
    genotype: str = "0/0"


@dataclass(frozen=True)
class Style:
    """A caller. record: a block as its line; header: its own lines, between ##fileformat and the contigs."""

    name: str
    header: tuple[str, ...]
    record: Callable[[Block, str], tuple[str, ...]]


def _gatk(block: Block, ref: str) -> tuple[str, ...]:
    sample = f"{block.genotype}:{block.depth + 3}:{block.quality}:{block.depth}:0,{block.quality},1350"
    return (".", ref, "<NON_REF>", ".", ".", f"END={block.end}", "GT:DP:GQ:MIN_DP:PL", sample)


def _deepvariant(block: Block, ref: str) -> tuple[str, ...]:
    sample = f"{block.genotype}:{min(block.quality, 50)}:{block.depth}:0,{block.quality},989"
    return (".", ref, "<*>", "0", ".", f"END={block.end}", "GT:GQ:MIN_DP:PL", sample)


def _dragen(block: Block, ref: str) -> tuple[str, ...]:
    depths = f"{block.depth + 1},0:{block.depth + 1}:{block.quality}:{block.depth}"
    sample = f"{block.genotype}:{depths}:0,{block.quality},1035:0,125,255:23,1"
    keys = "GT:AD:DP:GQ:MIN_DP:PL:SPL:ICNT"
    return (".", ref, "<NON_REF>", ".", "PASS", f"END={block.end}", keys, sample)


def _strelka(block: Block, ref: str) -> tuple[str, ...]:
    weak = block.quality < 15
    sample = f"{block.genotype}:{block.quality}:{block.depth + 2}:1:{block.depth}"
    info = f"END={block.end};BLOCKAVG_min30p3a"
    return (".", ref, ".", ".", "LowGQX" if weak else "PASS", info, "GT:GQX:DP:DPF:MIN_DP", sample)


def _bcftools(block: Block, ref: str) -> tuple[str, ...]:
    sample = f"{block.genotype}:0,{block.quality},255:{block.depth}"
    return (".", ref, ".", ".", ".", f"END={block.end};MIN_DP={block.depth}", "GT:PL:DP", sample)


def _freebayes(block: Block, ref: str) -> tuple[str, ...]:
    sample = f"{10 * block.quality}:{block.depth}:{block.depth}:{10 * block.quality}:-0"
    return (".", ref, "<*>", "0", ".", f"DP={block.depth};END={block.end}", "GQ:DP:MIN_DP:QR:QA", sample)


GT = '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">'
END = '##INFO=<ID=END,Number=1,Type=Integer,Description="Stop position of the interval">'
MIN_DP = '##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="Minimum DP observed within the GVCF block">'
DP = '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Approximate read depth">'
GQ = '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype Quality">'
AD = '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths for the ref and alt alleles">'
PL = '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Normalized, Phred-scaled likelihoods">'
NON_REF = '##ALT=<ID=NON_REF,Description="Represents any possible alternative allele at this location">'

GATK = Style(
    "gatk",
    (
        NON_REF,
        '##FILTER=<ID=LowQual,Description="Low quality">',
        AD,
        DP,
        GQ,
        GT,
        MIN_DP,
        PL,
        "##GATKCommandLine=<ID=HaplotypeCaller,Version=4.2.6.1>",
        "##GVCFBlock0-1=minGQ=0(inclusive),maxGQ=1(exclusive)",
        "##GVCFBlock99-100=minGQ=99(inclusive),maxGQ=100(exclusive)",
        END,
        "##source=HaplotypeCaller",
    ),
    _gatk,
)
DEEPVARIANT = Style(
    "deepvariant",
    (
        '##FILTER=<ID=PASS,Description="All filters passed">',
        '##FILTER=<ID=RefCall,Description="Genotyping model thinks this site is reference.">',
        "##DeepVariant_version=1.6.1",
        END,
        GT,
        GQ,
        DP,
        MIN_DP,
        AD,
        PL,
    ),
    _deepvariant,
)
DRAGEN = Style(
    "dragen",
    (
        "##DRAGENVersion=<ID=dragen,Version=05.021.604.3.7.8>",
        NON_REF,
        '##FILTER=<ID=PASS,Description="All filters passed">',
        '##FILTER=<ID=LowGQ,Description="Set if true:GQ=0">',
        END,
        GT,
        AD,
        DP,
        GQ,
        MIN_DP,
        PL,
        '##FORMAT=<ID=SPL,Number=.,Type=Integer,Description="Likelihoods based on the pileup">',
        '##FORMAT=<ID=ICNT,Number=2,Type=Integer,Description="Counts of INDEL informative reads">',
    ),
    _dragen,
)
STRELKA = Style(
    "strelka",
    (
        "##source=strelka",
        "##content=strelka germline small-variant calls",
        '##INFO=<ID=END,Number=1,Type=Integer,Description="End position of the region described">',
        '##INFO=<ID=BLOCKAVG_min30p3a,Number=0,Type=Flag,Description="Non-variant multi-site block.">',
        GT,
        '##FORMAT=<ID=GQX,Number=1,Type=Integer,Description="Empirically calibrated genotype quality score">',
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Filtered basecall depth">',
        '##FORMAT=<ID=DPF,Number=1,Type=Integer,Description="Basecalls filtered from input">',
        '##FORMAT=<ID=MIN_DP,Number=1,Type=Integer,Description="Minimum filtered basecall depth in block">',
        '##FILTER=<ID=LowGQX,Description="Locus GQX is below threshold or not present">',
    ),
    _strelka,
)
BCFTOOLS = Style(
    "bcftools",
    (
        "##bcftoolsVersion=1.20+htslib-1.20",
        END,
        '##INFO=<ID=MIN_DP,Number=1,Type=Integer,Description="Minimum per-sample depth in this gVCF block">',
        PL,
        DP,
        GT,
    ),
    _bcftools,
)
FREEBAYES = Style("freebayes", ("##source=freeBayes v1.3.6", END, GT, GQ, DP, MIN_DP), _freebayes)
STYLES = (GATK, DEEPVARIANT, DRAGEN, STRELKA, BCFTOOLS, FREEBAYES)


def coding(gene: str, exon: int) -> Stretch:
    """Chromosome, first and last coding base of an exon, from the MANE model's exons and CDS."""
    model = REFERENCE.mane(gene)
    assert model.cds is not None
    found = next(item for item in model.exons if item.number == exon)
    return model.chrom, max(found.start, model.cds[0]), min(found.end, model.cds[1])


def coding_exons() -> tuple[tuple[str, int], ...]:
    """(gene, exon) of every coding exon."""
    return tuple(
        (model.gene, item.number)
        for model in REFERENCE.transcripts
        if model.mane and model.cds
        for item in model.exons
        if item.start <= model.cds[1] and item.end >= model.cds[0]
    )


def blocks(without: Iterable[tuple[str, int]] = (), flank: int = FLANK) -> Iterator[Block]:
    """Blocks over every coding exon and `flank` bases around it, in genome order; none at those left out.

    Stretches that touch each other are cut where the neighbour begins.
    """
    order = [item.name for item in REFERENCE.chromosomes]
    left_out = set(without)
    places = sorted(
        (order.index(chrom), start - flank, end + flank)
        for exon in coding_exons()
        if exon not in left_out
        for chrom, start, end in (coding(*exon),)
    )
    for chrom, first, last in places:
        for start in range(first, last + 1, BLOCK):
            yield Block(order[chrom], start, min(start + BLOCK - 1, last))


def blocks_around(chrom: str, start: int, end: int) -> list[Block]:
    """All blocks, cut so that start..end of the chromosome (1-based, inclusive) has none."""
    found: list[Block] = []
    for item in blocks():
        if item.chrom == chrom and item.start <= end and item.end >= start:
            pieces = (replace(item, end=start - 1), replace(item, start=end + 1))
            found += [piece for piece in pieces if piece.start <= piece.end]
        else:
            found.append(item)
    return found


def write_gvcf(path: Path, style: Style, found: Iterable[Block], extra: Iterable[str] = ()) -> Path:
    """A gVCF of one sample with these blocks. extra: more whole records."""
    lines = ["##fileformat=VCFv4.2", *style.header]
    lines += [f"##contig=<ID={item.name},length={item.length}>" for item in REFERENCE.chromosomes]
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS")
    records = [
        "\t".join((item.chrom, str(item.start), *style.record(item, base(item.chrom, item.start))))
        for item in found
    ]
    order = {item.name: rank for rank, item in enumerate(REFERENCE.chromosomes)}
    both = sorted((*records, *extra), key=lambda line: (order[line.split("\t")[0]], int(line.split("\t")[1])))
    path.write_text("\n".join((*lines, *both)) + "\n")
    return path


GLNEXUS = (
    "##fileformat=VCFv4.2",
    '##FILTER=<ID=PASS,Description="All filters passed">',
    "##GLnexusVersion=v1.4.1-0-g68e25e5",
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele Frequency estimate for each alternate allele">',
    '##INFO=<ID=AQ,Number=A,Type=Integer,Description="Allele Quality score">',
    GT,
    '##FORMAT=<ID=RNC,Number=2,Type=Character,Description="Reason for No Call in GT: . = n/a,'
    " M = Missing data, P = Partial data, I = gVCF input site is non-called, D = insufficient Depth of"
    " coverage, - = unrepresentable overlapping deletion, L = Lost/unrepresentable allele (other than"
    " deletion), U = multiple Unphased variants present, O = multiple Overlapping variants present,"
    ' 1 = site is Monoallelic">',
    DP,
    AD,
    GQ,
    PL,
)


def write_glnexus(path: Path, chrom: str, pos: int, columns: Mapping[str, str]) -> Path:
    """A joint VCF as GLnexus writes it, with one record. columns: sample -> GT:DP:AD:GQ:PL:RNC."""
    ref = base(chrom, pos)
    contigs = [f"##contig=<ID={item.name},length={item.length}>" for item in REFERENCE.chromosomes]
    head = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *columns]
    record = [chrom, str(pos), f"{chrom}_{pos}", ref, "A" if ref != "A" else "C", "45", ".", "AF=0.25;AQ=45"]
    lines = [*GLNEXUS, *contigs, "\t".join(head)]
    lines.append("\t".join((*record, "GT:DP:AD:GQ:PL:RNC", *columns.values())))
    path.write_text("\n".join(lines) + "\n")
    return path


def combined(text: str, names: tuple[str, str] = ("S", "T")) -> str:
    """A gVCF of HaplotypeCaller as CombineGVCFs writes it: no genotype called, beside a second person of whom
    nothing is known."""
    lines = []
    for line in text.splitlines():
        if line.startswith("#CHROM"):
            line = "\t".join((*line.split("\t")[:9], *names))
        elif not line.startswith("#"):
            *fixed, column = line.split("\t")
            gt, *rest = column.split(":")
            blank = "/".join("." * len(gt.replace("|", "/").split("/")))
            line = "\t".join((*fixed, ":".join((blank, *rest)), "./."))
        lines.append(line)
    lines.insert(1, "##source=CombineGVCFs")
    return "\n".join(lines) + "\n"


def base(chrom: str, pos: int) -> str:
    """The reference base at a position (1-based)."""
    return REFERENCE.fetch(chrom, pos, pos)
