"""A user's genome FASTA: its contigs under the panel's names, and their bases."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hyperigm.core.assembly import Assembly
from hyperigm.core.contigs import alias_table
from hyperigm.edges.header import GZIP
from hyperigm.edges.vcf import quiet
from hyperigm.errors import InputError, Problem

if TYPE_CHECKING:
    from pysam import FastaFile

MEND = "give a FASTA, plain or compressed by bgzip (not gzip), with whole chromosomes"
AT_ONCE = 2
"""Seconds in which the files of one program, or of one copy, are written in any order."""
_ACGT = frozenset("ACGT")


@dataclass(frozen=True, slots=True)
class UserGenome:
    """One open FASTA. names: the panel's name of a chromosome -> the file's; lengths: by the panel's name;
    index: the text of its .fai, which names and measures every contig."""

    path: Path
    names: Mapping[str, str]
    lengths: Mapping[str, int]
    index: str
    fasta: "FastaFile"

    def canonical(self, contig: str) -> str | None:
        """The panel's name of what this file, and so a GFF that goes with it, calls `contig`."""
        return next((chrom for chrom, name in self.names.items() if name == contig), None)

    def fetch(self, chrom: str, start: int, end: int) -> str:
        """Upper-case bases of the plus strand, 1-based, both ends inclusive; N for all else.

        Raises InputError where the file breaks.
        """
        if chrom not in self.names:
            return "N" * (end - start + 1)
        try:
            bases = self.fasta.fetch(self.names[chrom], max(0, start - 1), max(0, end)).upper()
        except (OSError, ValueError) as error:
            raise InputError(Problem(str(self.path), f"can't be read: {error}", MEND)) from error
        if not _ACGT.issuperset(bases):
            bases = "".join(base if base in _ACGT else "N" for base in bases)
        return bases.ljust(end - start + 1, "N")


@contextmanager
def opened(path: Path, assembly: Assembly) -> Iterator[UserGenome]:
    """The genome; an index that is not beside it is made elsewhere. A contig is known by any name of the
    assembly's tables, or by its length. Raises InputError where it can't be read."""
    if not path.is_file():
        raise InputError(Problem(str(path), "no such file", "check the path"))
    with tempfile.TemporaryDirectory(prefix="hyperigm-panel-") as folder, quiet():
        genome = _genome(path, Path(folder), assembly)
        with closing(genome.fasta):
            yield genome


def _genome(path: Path, folder: Path, assembly: Assembly) -> UserGenome:
    import pysam
    from pysam.utils import SamtoolsError

    try:
        fai, gzi = _indexes(path, folder)
        index = fai.read_text(encoding="utf-8")
        fasta = pysam.FastaFile(str(path), filepath_index=str(fai), filepath_index_compressed=gzi)
    except (OSError, ValueError, SamtoolsError) as error:
        what = f"is no FASTA that can be read: {' '.join(str(error).split())}"
        raise InputError(Problem(str(path), what, MEND)) from error
    lengths = dict(zip(fasta.references, fasta.lengths, strict=True))
    names = _names(lengths, assembly)
    return UserGenome(path, names, {chrom: lengths[name] for chrom, name in names.items()}, index, fasta)


def _indexes(path: Path, folder: Path) -> tuple[Path, str | None]:
    """The .fai, and the .gzi of a compressed file: those beside it unless they are older, else new ones."""
    import pysam

    with path.open("rb") as stream:
        zipped = stream.read(2) == GZIP
    beside = [Path(f"{path}{end}") for end in ((".fai", ".gzi") if zipped else (".fai",))]
    written = path.stat().st_mtime - AT_ONCE
    if all(item.is_file() and item.stat().st_mtime >= written for item in beside):
        return beside[0], str(beside[1]) if zipped else None
    fai, gzi = folder / "genome.fai", folder / "genome.gzi"
    options = ["--gzi-idx", str(gzi)] if zipped else []
    pysam.faidx("--fai-idx", str(fai), *options, str(path))
    return fai, str(gzi) if zipped else None


def _names(lengths: Mapping[str, int], assembly: Assembly) -> dict[str, str]:
    """The panel's name of a chromosome -> that in the file. A known name goes before a length."""
    table = alias_table(assembly)
    found: dict[str, str] = {}
    for name in lengths:
        if (chrom := table.get(name.lower())) is not None:
            found.setdefault(chrom, name)
    by_length = {item.length: item.name for item in assembly.chromosomes}
    for name, length in lengths.items():
        if name not in found.values() and (chrom := by_length.get(length)) is not None:
            found.setdefault(chrom, name)
    return found
