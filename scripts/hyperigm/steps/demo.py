"""Makes the demo batch: made-up people who carry published variants, in files of different styles.

The same bytes on every run. The background calls lie in introns and flanks of the six genes, on the
reference's own bases; they are drawn, not anybody's. Sources of the variants: `VARIANTS`.
"""

import gzip
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from hyperigm.core.coverage import coding_parts
from hyperigm.core.panel import Transcript
from hyperigm.core.variant import Build
from hyperigm.edges.bgzip import write_indexed_vcf
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.store import write_text, written_whole
from hyperigm.errors import InputError, OutputError, Problem

SEED = 20261122
BACKGROUND = {"CD40LG": 40, "IKBKG": 4, "AICDA": 3, "CD40": 2, "UNG": 2, "PMS2": 4}
"""Background sites per gene: enough on X to tell the sex."""
SHARE = 0.6
"""Share of chromosome copies that carry a background ALT."""
COMPLEMENT = str.maketrans("ACGT", "TGCA")
EXON_MARGIN = 60
COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")


@dataclass(frozen=True, slots=True)
class Variant:
    """A published substitution: coding position and bases on MANE Select."""

    gene: str
    position: int
    ref: str
    alt: str
    source: str


VARIANTS = {
    "CD40LG_M36K": Variant("CD40LG", 107, "T", "A", "PMID 35572607"),
    "IKBKG_E391X": Variant("IKBKG", 1171, "G", "T", "PMID 11047757; ClinVar 11453"),
    "AICDA_R112C": Variant("AICDA", 334, "C", "T", "founder allele, French Canadian; PMID 11007475"),
    "AICDA_M139T": Variant("AICDA", 416, "T", "C", "founder allele, Finnish-enriched"),
    "AICDA_R24W": Variant("AICDA", 70, "C", "T", "ClinVar 20161"),
    "AICDA_R190X": Variant("AICDA", 568, "C", "T", "PMID 15893695"),
    "PMS2_S46I": Variant("PMS2", 137, "G", "T", "ClinVar 24284"),
    "PMS2_R20Q": Variant("PMS2", 59, "G", "A", "ClinVar 41716, benign"),
    "PMS2_S260S": Variant("PMS2", 780, "C", "G", "ClinVar 36693, benign"),
    "PMS2_T511M": Variant("PMS2", 1532, "C", "T", "ClinVar 41704, benign"),
    "CD40_C83R": Variant("CD40", 247, "T", "C", "ClinVar 32788"),
}


@dataclass(frozen=True, slots=True)
class Carrier:
    """One row of the sheet. copies: variants of the first and of the second chromosome copy (of the mother's
    and the father's, in a child); missing: variants at which the genotype was not called."""

    sample: str
    sex: str
    affected: str = "unknown"
    copies: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    missing: tuple[str, ...] = ()
    mother: str = "."
    father: str = "."
    hpo: str = "."


@dataclass(frozen=True, slots=True)
class File:
    """One VCF of the batch. haploid_x: a man's X is written with one copy, as some callers do."""

    name: str
    family: str
    build: Build
    prefix: str
    people: tuple[Carrier, ...]
    haploid_x: bool = False


RECURRENT = "HP:0002205"
HIGH_IGM = "HP:0003496"
LOW_IGG = "HP:0004315"
FILES = (
    File(
        "cd40lg_family.vcf.gz",
        "CD40LG",
        Build.GRCH38,
        "chr",
        (
            Carrier(
                "cd40lg_boy",
                "male",
                "yes",
                mother="cd40lg_mother",
                father="cd40lg_father",
                hpo=f"{HIGH_IGM};{LOW_IGG};{RECURRENT}",
            ),
            Carrier("cd40lg_mother", "female", "no", (("CD40LG_M36K",), ())),
            Carrier("cd40lg_father", "male", "no"),
        ),
        haploid_x=True,
    ),
    File(
        "aicda_family.vcf.gz",
        "AICDA",
        Build.GRCH38,
        "chr",
        (
            Carrier(
                "aicda_girl",
                "female",
                "yes",
                mother="aicda_mother",
                father="aicda_father",
                hpo=f"{HIGH_IGM};{LOW_IGG}",
            ),
            Carrier("aicda_mother", "female", "no", (("AICDA_R112C",), ("PMS2_R20Q",))),
            Carrier("aicda_father", "male", "no", (("AICDA_M139T", "PMS2_S260S"), ())),
        ),
    ),
    File(
        "aicda_homozygote.vcf.gz",
        "",
        Build.GRCH37,
        "",
        (Carrier("aicda_homozygote", "female", "yes", (("AICDA_R24W",), ("AICDA_R24W",)), hpo=HIGH_IGM),),
    ),
    File(
        "aicda_dominant.vcf",
        "",
        Build.GRCH37,
        "chr",
        (Carrier("aicda_dominant", "male", "yes", (("AICDA_R190X",), ())),),
    ),
    File(
        "ikbkg_boy.vcf",
        "",
        Build.GRCH38,
        "chr",
        (Carrier("ikbkg_boy", "male", "yes", (("IKBKG_E391X",), ()), hpo="HP:0000966;HP:0000698"),),
    ),
    File(
        "pms2_carrier.vcf.gz",
        "",
        Build.GRCH37,
        "",
        (Carrier("pms2_carrier", "female", "unknown", (("PMS2_S46I",), ("PMS2_T511M",))),),
    ),
    File(
        "negative.vcf",
        "",
        Build.GRCH38,
        "",
        (Carrier("negative", "female", "yes", (("PMS2_R20Q",), ("PMS2_R20Q",)), missing=("CD40_C83R",)),),
    ),
)
PLAIN_GZIP = frozenset({"aicda_homozygote.vcf.gz"})


@dataclass(frozen=True, slots=True)
class Site:
    """One record: place and bases on the plus strand (1-based), and the copies of each person that carry
    the ALT; None for a person who was not called."""

    chrom: str
    pos: int
    ref: str
    alt: str
    carried: dict[str, tuple[bool, bool] | None]


def demo(out: Path) -> str:
    """Writes the VCFs, their indexes and samples.tsv; returns what to do with them.

    Raises InputError where the folder has another sheet, OutputError where it is a file.
    """
    if out.exists() and not out.is_dir():
        raise OutputError(Problem(str(out), "is a file, no folder", "choose another folder"))
    sheet = out / "samples.tsv"
    if sheet.exists() and sheet.read_bytes() != _sheet().encode("ascii"):
        mend = "give another --out, or remove it; to run it: " + _command(out)
        raise InputError(Problem(str(sheet), "is there, and is not the demo's as it was made", mend))
    for number, file in enumerate(FILES):
        _write(out / file.name, _vcf(file, Random(SEED + number)))
    write_text(sheet, _sheet())
    people = sum(len(file.people) for file in FILES)
    return f"{people} made-up people in {len(FILES)} VCFs: {out}\nNext: {_command(out)}"


def _command(out: Path) -> str:
    options = ("--samples", str(out / "samples.tsv"), "--outdir", str(out / "results"))
    return shlex.join(("hyperigm", "run", *options))


def _write(path: Path, text: str) -> None:
    if path.name in PLAIN_GZIP:
        with written_whole(path) as part:
            part.write_bytes(gzip.compress(text.encode("ascii"), mtime=0))
    elif path.suffix == ".gz":
        write_indexed_vcf(path, text)
    else:
        write_text(path, text)


def _sheet() -> str:
    lines = ["sample\tvcf\tsex\tfamily\tfather\tmother\taffected\thpo"]
    for file in FILES:
        for person in file.people:
            cells = (person.sample, file.name, person.sex, file.family or ".", person.father, person.mother)
            lines.append("\t".join((*cells, person.affected, person.hpo)))
    return "\n".join(lines) + "\n"


def _vcf(file: File, random: Random) -> str:
    reference = load_reference(file.build)
    order = [chromosome.name for chromosome in reference.chromosomes]
    sites = sorted(
        (*_published(file, reference), *_background(file, reference, random)),
        key=lambda site: (order.index(site.chrom), site.pos),
    )
    used = dict.fromkeys(site.chrom for site in sites)
    lines = [
        "##fileformat=VCFv4.2",
        "##source=hyperigm demo (made-up people)",
        f"##reference={file.build.value}",
        *(
            f"##contig=<ID={_contig(file, chrom)},length={reference.assembly.length(chrom)}>"
            for chrom in used
        ),
        '##FILTER=<ID=PASS,Description="All filters passed">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads of each allele">',
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Reads">',
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
        "\t".join((*COLUMNS, *(person.sample for person in file.people))),
    ]
    lines += [_record(file, site, random) for site in sites]
    return "\n".join(lines) + "\n"


def _contig(file: File, chrom: str) -> str:
    return file.prefix + chrom.removeprefix("chr")


def _published(file: File, reference: Reference) -> Iterator[Site]:
    named = {name for person in file.people for copy in (*person.copies, person.missing) for name in copy}
    for name in sorted(named):
        variant = VARIANTS[name]
        model = reference.mane(variant.gene)
        pos = coding_position(model, variant.position)
        bases = variant.ref, variant.alt
        ref, alt = bases if model.strand == 1 else tuple(base.translate(COMPLEMENT) for base in bases)
        if reference.fetch(model.chrom, pos, pos) != ref:
            raise ValueError(f"{name}: REF is not {ref} at {model.chrom}:{pos} of {file.build}")
        carried = {
            person.sample: None if name in person.missing else _own(file, person, name)
            for person in file.people
        }
        yield Site(model.chrom, pos, ref, alt, carried)


def _own(file: File, person: Carrier, name: str) -> tuple[bool, bool]:
    """Which of the person's two copies carry the variant; a child has the first copy of each parent."""
    if person.mother == ".":
        return name in person.copies[0], name in person.copies[1]
    parents = {parent.sample: parent for parent in file.people}
    return name in parents[person.mother].copies[0], name in parents[person.father].copies[0]


def coding_position(transcript: Transcript, number: int) -> int:
    """The genome position (1-based) of coding base `number` (c., from 1). Raises ValueError where none is."""
    left = number
    for _, first, last in coding_parts(transcript):
        length = last - first + 1
        if left <= length:
            return first + left - 1 if transcript.strand == 1 else last - left + 1
        left -= length
    raise ValueError(f"{transcript.accession} has no c.{number}")


def _background(file: File, reference: Reference, random: Random) -> Iterator[Site]:
    for region in reference.regions:
        exons = reference.mane(region.gene).exons
        bases = reference.fetch(region.chrom, region.start, region.end)
        free = [
            pos
            for pos, base in enumerate(bases, start=region.start)
            if base in "ACGT"
            and all(pos < exon.start - EXON_MARGIN or pos > exon.end + EXON_MARGIN for exon in exons)
        ]
        for pos in sorted(random.sample(free, BACKGROUND[region.gene])):
            ref = bases[pos - region.start]
            alt = random.choice([base for base in "ACGT" if base != ref])
            carried = _drawn(file, region.chrom == "chrX", random)
            if any(any(copies) for copies in carried.values()):
                yield Site(region.chrom, pos, ref, alt, dict(carried))


def _drawn(file: File, on_x: bool, random: Random) -> dict[str, tuple[bool, bool]]:
    """Copies of each person at a background site; children after their parents; a man has one X."""
    carried: dict[str, tuple[bool, bool]] = {}
    for person in sorted(file.people, key=lambda person: person.mother != "."):
        if person.mother == ".":
            first, second = random.random() < SHARE, random.random() < SHARE
        else:
            first, second = carried[person.mother][0], carried[person.father][0]
        carried[person.sample] = (first, second and not (on_x and person.sex == "male"))
    return carried


def _record(file: File, site: Site, random: Random) -> str:
    columns = [
        _contig(file, site.chrom),
        str(site.pos),
        ".",
        site.ref,
        site.alt,
        "500",
        "PASS",
        ".",
        "GT:AD:DP:GQ",
    ]
    columns += [_sample(file, site, person, random) for person in file.people]
    return "\t".join(columns)


def _sample(file: File, site: Site, person: Carrier, random: Random) -> str:
    copies = site.carried[person.sample]
    if copies is None:
        return "./.:0,0:0:."
    depth = random.randint(28, 60)
    hemizygous = site.chrom == "chrX" and person.sex == "male"
    if hemizygous:
        genotype = ("1" if copies[0] else "0") if file.haploid_x else ("1/1" if copies[0] else "0/0")
        alt_depth = depth if copies[0] else 0
    else:
        genotype = ("0/0", "0/1", "1/1")[sum(copies)]
        alt_depth = (0, depth // 2 + random.randint(-4, 4), depth)[sum(copies)]
    return f"{genotype}:{depth - alt_depth},{alt_depth}:{depth}:{min(99, 2 * depth)}"
