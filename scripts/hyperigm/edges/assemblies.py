"""The tables of assemblies: names, chromosome lengths and accessions, pseudoautosomal regions."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hyperigm.core.assembly import Assembly, Chromosome, PseudoautosomalRegion
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows

TABLES = ("assemblies.tsv", "chromosomes.tsv", "pseudoautosomal.tsv")


@dataclass(frozen=True, slots=True)
class _Name:
    assembly: str
    supported: str
    other_names: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class _Length:
    assembly: str
    chrom: str
    length: int
    refseq: str
    genbank: str | None
    refget: str | None
    aliases: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class _Shared:
    assembly: str
    name: str
    chrom: str
    start: int
    end: int
    source: str


@cache
def load_assemblies(folder: Path | None = None) -> tuple[Assembly, ...]:
    """Every assembly the tables know, supported ones first in the file's order."""
    folder = folder or shipped("resources") / "reference"
    names, lengths, shared = (folder / table for table in TABLES)
    chromosomes = read_rows(lengths, _Length)
    regions = read_rows(shared, _Shared)
    return tuple(
        Assembly(
            name=row.assembly,
            supported=row.supported == "yes",
            other_names=row.other_names,
            chromosomes=tuple(_chromosome(item) for item in chromosomes if item.assembly == row.assembly),
            pseudoautosomal=tuple(
                PseudoautosomalRegion(item.name, item.chrom, item.start, item.end, item.source)
                for item in regions
                if item.assembly == row.assembly
            ),
            source=row.source,
        )
        for row in read_rows(names, _Name)
    )


def _chromosome(row: _Length) -> Chromosome:
    accessions = tuple(name for name in (row.refseq, row.genbank) if name)
    return Chromosome(
        row.chrom, row.length, row.refseq, row.genbank, row.refget, (*row.aliases, *accessions), row.source
    )
