"""A laboratory's own VCF as a pattern: its header, its style, its records in the genes; and files like it."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pysam

from hyperigm.core.family import Sex
from hyperigm.core.lab_style import (
    PhaseStyle,
    Seen,
    Style,
    Written,
    as_reference,
    column,
    of_a_man,
    site_keys,
    style_of,
    with_copies,
)
from hyperigm.core.record import FIXED_COLUMNS, RecordError, last_base, position
from hyperigm.core.spikes import Carrier, written
from hyperigm.core.variant import Allele
from hyperigm.edges.bgzip import write_indexed_vcf
from hyperigm.edges.header import DECLARED, GZIP
from hyperigm.edges.record_lines import Columns, Lines, overlaps
from hyperigm.edges.reference import Reference
from hyperigm.edges.vcf import container, open_lines

ENOUGH = 50
"""Records of the sample that show the style; where the genes have fewer, others are read."""
ELSEWHERE = 2000
"""Records outside the genes that are read at most."""


@dataclass(frozen=True, slots=True)
class LabFile:
    """header: the `##` lines. background: the records in the genes, nine columns and the sample's own.
    contigs: the panel's name of a chromosome to the file's, in the header's order."""

    header: tuple[str, ...]
    background: tuple[tuple[str, Columns], ...]
    contigs: Mapping[str, str]
    style: Style


def read_lab_file(
    path: Path, number: int, reference: Reference, sex: Sex, haploid_seen: bool, declared: Sequence[str]
) -> LabFile:
    """The pattern of the sample in column `number` (from 0).

    sex: what the sample's X calls say; haploid_seen: some sample has one copy on X. declared: the header's
    contigs. Raises InputError where the file can't be read.
    """
    header = _header_lines(path)
    with open_lines(path) as lines:
        names = list(dict.fromkeys((*declared, *sorted(lines.contigs or ()))))
        wanted = {name: chrom for name in names if (chrom := reference.canonical(name))}
        if not wanted:
            wanted = {a: c.name for c in reference.chromosomes for a in c.aliases}
        background = [
            (chrom, [*columns[:FIXED_COLUMNS], columns[FIXED_COLUMNS].split("\t")[number]])
            for chrom, columns in _in_genes(lines, wanted, reference)
        ]
        seen = [_seen(columns) for _, columns in background]
        one_copy = haploid_seen or any(_is_haploid(one) for one in _on_x(background))
    if len(seen) < ENOUGH:
        taken = {tuple(columns[:5]) for _, columns in background}
        seen += [
            _seen(columns) for columns in _elsewhere(path, names, number) if tuple(columns[:5]) not in taken
        ]
    keys = frozenset(found[2] for line in header if (found := DECLARED.match(line)) and found[1] == "FORMAT")
    haploid_x = True if one_copy else False if sex is Sex.MALE else None
    used = {chrom: columns[0] for chrom, columns in background}
    first = {chrom: name for name, chrom in reversed(wanted.items())}
    return LabFile(header, tuple(background), {**first, **used}, style_of(seen, keys, haploid_x))


def _on_x(background: Sequence[tuple[str, Columns]]) -> Iterator[Seen]:
    return (_seen(columns) for chrom, columns in background if chrom == "chrX")


def _is_haploid(one: Seen) -> bool:
    return one.fields.get("GT", ".").isdecimal()


def _header_lines(path: Path) -> tuple[str, ...]:
    """The `##` lines as the file has them."""
    if container(path).bcf:
        with pysam.VariantFile(str(path)) as file:
            return tuple(line for line in str(file.header).splitlines() if line.startswith("##"))
    with path.open("rb") as raw:
        zipped = raw.read(2) == GZIP
    found: list[str] = []
    with gzip.open(path, "rb") if zipped else path.open("rb") as handle:
        for line in handle:
            if not line.startswith(b"##"):
                return tuple(found)
            found.append(line.decode("utf-8", "replace").rstrip("\r\n"))
    return tuple(found)


def _in_genes(lines: Lines, wanted: Mapping[str, str], reference: Reference) -> Iterator[tuple[str, Columns]]:
    """Records that reach into a region, with the panel's name of the chromosome, each once."""
    spans = {
        name: [(region.start, region.end) for region in reference.regions if region.chrom == chrom]
        for name, chrom in wanted.items()
    }
    spans = {name: near for name, near in spans.items() if near}
    if lines.contigs is None:
        for columns in lines.stream(spans):
            if len(columns) > FIXED_COLUMNS:
                yield wanted[columns[0]], columns
        return
    for name, near in spans.items():
        done = 0
        for start, end in sorted(near):
            for columns in lines.fetch(name, start, end):
                if len(columns) > FIXED_COLUMNS and _is_new(columns, start, end, done):
                    yield wanted[name], columns
            done = end


def _is_new(columns: Columns, start: int, end: int, done: int) -> bool:
    """Whether a record reaches into start..end, and did not reach into what was read up to `done`."""
    return overlaps(columns, ((start, end),)) and columns[1].isdecimal() and int(columns[1]) > done


def _elsewhere(path: Path, names: Sequence[str], number: int) -> list[Columns]:
    """The first records of any contig, nine columns and the sample's own."""
    whole = (1, 2**31 - 2)
    with open_lines(path) as lines:
        if lines.contigs is None:
            found = list(islice(lines.stream({name: [whole] for name in names}), ELSEWHERE))
        else:
            records = (columns for name in names for columns in lines.fetch(name, *whole))
            found = list(islice(records, ELSEWHERE))
    return [
        [*columns[:FIXED_COLUMNS], columns[FIXED_COLUMNS].split("\t")[number]]
        for columns in found
        if len(columns) > FIXED_COLUMNS
    ]


def _seen(columns: Columns) -> Seen:
    alts = () if columns[4] == "." else tuple(columns[4].split(","))
    return Seen(alts, columns[5], columns[6], tuple(columns[8].split(":")), tuple(columns[9].split(":")))


def write_spiked(path: Path, lab: LabFile, carriers: Sequence[Carrier]) -> None:
    """One joint VCF of the made-up people: the background in every column, the spikes in their carriers'."""
    found = {person.sample: written(person) for person in carriers}
    rows = [
        (chrom, int(columns[1]), _background(chrom, columns, carriers, lab.style))
        for chrom, columns in lab.background
    ]
    alleles = sorted({allele for mine in found.values() for allele in mine})
    rows += [(one.chrom, one.pos, _spiked(one, lab, carriers, found)) for one in alleles]
    order = list(lab.contigs)
    rows.sort(key=lambda row: (order.index(row[0]), row[1]))
    fixed = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")
    names = "\t".join((*fixed, *(person.sample for person in carriers)))
    text = "\n".join((*lab.header, names, *(line for _, _, line in rows)))
    write_indexed_vcf(path, text + "\n")


def _background(chrom: str, columns: Columns, carriers: Sequence[Carrier], style: Style) -> str:
    keys, alts = columns[8].split(":"), columns[4].split(",")
    text = columns[FIXED_COLUMNS]
    try:
        pos = position(columns[1])
        last = last_base(pos, columns[3], columns[4], columns[7])
    except RecordError:
        pos, last = 0, -1
    variant = columns[4] != "." and not columns[4].startswith("<")
    on_x = chrom == "chrX"
    mens = {n: of_a_man(text, alts, keys, style, n) if on_x else text for n in (1, 2)}
    womens = with_copies(text, keys, 2) if on_x else text
    cells = []
    for person in carriers:
        cell = mens[person.x_copies] if person.sex is Sex.MALE else womens
        if variant and any(
            one.chrom == chrom and one.pos <= last and one.last >= pos for one in person.alleles
        ):
            cell = as_reference(cell, keys)
        cells.append(cell)
    return "\t".join((*columns[:FIXED_COLUMNS], *cells))


def _spiked(
    allele: Allele, lab: LabFile, carriers: Sequence[Carrier], found: Mapping[str, Mapping[Allele, Written]]
) -> str:
    style = lab.style
    carried = [found[person.sample].get(allele) for person in carriers]
    keys = site_keys(style, any(one is not None and one.phase_set for one in carried))
    on_x = allele.chrom == "chrX"
    none = {n: column(style, keys, Written((0,) * (n if on_x else 2))) for n in (1, 2)}
    cells = (
        column(style, keys, one) if one else none[person.x_copies]
        for person, one in zip(carriers, carried, strict=True)
    )
    alts = ",".join((allele.alt, *style.tail))
    contig = lab.contigs[allele.chrom]
    fixed = (contig, str(allele.pos), ".", allele.ref, alts, style.qual, style.filters, ".", ":".join(keys))
    return "\t".join((*fixed, *cells))


def described(style: Style) -> tuple[tuple[str, str], ...]:
    """The style in words, for the page."""
    x = {True: "one copy (haploid)", False: "two copies (diploid)", None: "not shown; both were tried"}
    phase = "not used" if style.phase is PhaseStyle.NONE else style.phase.value
    return (
        ("FORMAT", ":".join(style.keys)),
        ("A man's X", x[style.haploid_x]),
        ("Phase", phase),
        ("Symbolic ALT beside each variant", ",".join(style.tail) or "none"),
        (
            "Reads at each spike",
            str(style.depth) if {"DP", "AD", "MIN_DP"} & set(style.keys) else "not stated",
        ),
        ("Its quality (Phred)", str(style.quality) if {"GQ", "GQX"} & set(style.keys) else "not stated"),
        ("Calls the style was learnt from", str(style.learnt)),
    )
