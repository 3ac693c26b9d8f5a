"""The tables of assemblies: names, chromosome lengths and accessions, pseudoautosomal regions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hyperigm.core.assembly import Assembly, Chromosome, PseudoautosomalRegion
from hyperigm.core.build import HeaderClaim, header_claim
from hyperigm.edges.resources import knowledge, remembered, shipped
from hyperigm.edges.rows import read_rows

TABLES = ("assemblies.tsv", "chromosomes.tsv", "pseudoautosomal.tsv")
OTHERS = "other_chromosomes.tsv"
"""The chromosomes that no gene of the shipped panel lies on, for genes that a user adds."""


@dataclass(frozen=True, slots=True)
class _Name:
    assembly: str
    supported: bool
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


@remembered
def load_assemblies(folder: Path | None = None) -> tuple[Assembly, ...]:
    """Every assembly the tables know, supported ones first in the file's order."""
    folder = folder or knowledge("reference")
    names, lengths, shared = (folder / table for table in TABLES)
    return _assemblies(names, (lengths,), shared)


def every_chromosome(name: str) -> Assembly:
    """The shipped assembly of that name with all of its chromosomes, 1 to 22, X and Y."""
    folder = shipped("resources") / "reference"
    names, lengths, shared = (folder / table for table in TABLES)
    whole = next(item for item in _assemblies(names, (lengths, folder / OTHERS), shared) if item.name == name)
    return replace(whole, chromosomes=tuple(sorted(whole.chromosomes, key=lambda item: _rank(item.name))))


def chromosome_rows(chroms: Collection[str]) -> str:
    """The shipped table of chromosomes, with rows for those of `chroms` that it lacks."""
    folder = shipped("resources") / "reference"
    own, others = ((folder / name).read_text(encoding="utf-8") for name in (TABLES[1], OTHERS))
    header, *rows = own.splitlines()
    there = {row.split("\t")[1] for row in rows}
    more = [row for row in others.splitlines()[1:] if row.split("\t")[1] in {*chroms} - there]
    if not more:
        return own
    order = list(dict.fromkeys(row.split("\t")[0] for row in rows))
    placed = sorted(
        (*rows, *more), key=lambda row: (order.index(row.split("\t")[0]), _rank(row.split("\t")[1]))
    )
    return "\n".join((header, *placed)) + "\n"


def _rank(chrom: str) -> int:
    name = chrom.removeprefix("chr")
    return int(name) if name.isdecimal() else 23 + "XY".index(name)


def _assemblies(names: Path, lengths: Sequence[Path], shared: Path) -> tuple[Assembly, ...]:
    chromosomes = [row for path in lengths for row in read_rows(path, _Length)]
    regions = read_rows(shared, _Shared)
    return tuple(
        Assembly(
            name=row.assembly,
            supported=row.supported,
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


@remembered
def claim_of(contigs: tuple[str, ...], lengths: tuple[int | None, ...]) -> HeaderClaim:
    """What a header claims. The files of one laboratory share it."""
    return header_claim(dict(zip(contigs, lengths, strict=True)), load_assemblies())
