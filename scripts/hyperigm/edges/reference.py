"""The bundled reference of one build: sequence at the panel's genes, transcript models, chromosome names."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hyperigm.core.assembly import Assembly, Chromosome, PseudoautosomalRegion
from hyperigm.core.contigs import alias_table
from hyperigm.core.panel import Region, Transcript
from hyperigm.core.variant import Build
from hyperigm.edges.assemblies import load_assemblies
from hyperigm.edges.gff import read_gff
from hyperigm.edges.resources import knowledge, remembered
from hyperigm.errors import Problem, ResourceError

FASTA, MANE, LEGACY, REGIONS = "genome.fa.gz", "mane.gff3", "legacy.gff3", "regions.bed"
CDNA, PROTEIN = "cdna.fa", "protein.fa"
MEND = "reinstall hyperigm, or rebuild the reference with `hyperigm bundle`"


Stretches = tuple[tuple[int, str], ...]
"""First position and bases of each region of a chromosome, in order."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One build. transcripts: MANE Select first, in genome order, then older ones. regions: what is screened,
    the LRG slice united with the MANE span of each gene, in genome order."""

    build: Build
    folder: Path
    assembly: Assembly
    transcripts: tuple[Transcript, ...]
    regions: tuple[Region, ...]
    names: Mapping[str, str]
    _sequence: dict[str, Stretches] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def fasta(self) -> Path:
        """The bgzipped genome with .fai and .gzi beside it: panel chromosomes only, N outside the genes."""
        return self.folder / FASTA

    @property
    def gff(self) -> Path:
        """The MANE Select models as bcftools csq takes them."""
        return self.folder / MANE

    @property
    def chromosomes(self) -> tuple[Chromosome, ...]:
        """The panel's chromosomes, X and Y."""
        return self.assembly.chromosomes

    @property
    def pseudoautosomal(self) -> tuple[PseudoautosomalRegion, ...]:
        return self.assembly.pseudoautosomal

    def canonical(self, contig: str) -> str | None:
        """`chrX` for `X`, `23`, `NC_000023.11` of this build, in any case, with blanks around it or not; None
        for a contig the panel has nothing on."""
        return self.names.get(contig.strip().lower())

    def chromosome(self, chrom: str) -> Chromosome:
        """Raises KeyError where the tables don't have it."""
        return self.assembly.chromosome(chrom)

    def fetch(self, chrom: str, start: int, end: int) -> str:
        """Upper-case bases of the plus strand, 1-based, both ends inclusive; N where there is no sequence.

        Raises ValueError for a place outside the chromosome, KeyError for a chromosome without tables.
        """
        if not 1 <= start <= end + 1 or end > self.assembly.length(chrom):
            raise ValueError(f"{chrom}:{start}-{end} is no place on {self.build}")
        if not self._sequence:
            self._sequence.update(_genome(self.fasta, self.regions))
        stretches = self._sequence.get(chrom, ())
        bases, cursor = [], start
        begin = max(0, bisect_right(stretches, (start, "~")) - 1)
        for first, sequence in stretches[begin : begin + 1]:
            if first <= start and end < first + len(sequence):
                return sequence[start - first : end - first + 1]
        for first, sequence in stretches[begin:]:
            low, high = max(cursor, first), min(end, first + len(sequence) - 1)
            if low <= high:
                bases += ["N" * (low - cursor), sequence[low - first : high - first + 1]]
                cursor = high + 1
        return "".join([*bases, "N" * (end - cursor + 1)])

    def mane(self, gene: str) -> Transcript:
        """The MANE Select transcript of a gene. Raises KeyError where there is none."""
        for model in self.transcripts:
            if model.mane and model.gene == gene:
                return model
        raise KeyError(gene)

    def transcript(self, accession: str) -> Transcript:
        """Raises KeyError for an accession (with version) that is not bundled."""
        for model in self.transcripts:
            if model.accession == accession:
                return model
        raise KeyError(accession)

    def cdna(self, accession: str) -> str:
        """The transcript's own bases, which an assembly may differ from. KeyError where not bundled."""
        return _fasta(self.folder.parent / CDNA)[accession]

    def protein(self, accession: str) -> str:
        """Residues in one letter, without the stop. KeyError where not bundled."""
        return _fasta(self.folder.parent / PROTEIN)[accession]


@remembered
def load_reference(build: Build, folder: Path | None = None) -> Reference:
    """The bundle of a build; folder: where `hyperigm bundle` put it, by default what is shipped."""
    folder = folder or knowledge("reference")
    here = folder / str(build)
    assembly = next(item for item in load_assemblies(folder) if item.name == build)
    return Reference(
        build=build,
        folder=here,
        assembly=assembly,
        transcripts=(*read_gff(here / MANE, build), *read_gff(here / LEGACY, build)),
        regions=_regions(here / REGIONS),
        names=alias_table(assembly),
    )


@remembered
def _fasta(path: Path) -> dict[str, str]:
    """First word of each header -> sequence."""
    records = "\n".join(_lines(path)).split(">")[1:]
    parts = [record.split("\n", 1) for record in records]
    return {header.split()[0]: bases.replace("\n", "") for header, bases in parts}


def _genome(path: Path, regions: tuple[Region, ...]) -> dict[str, Stretches]:
    """Chromosome -> the bases of its regions."""
    import pysam

    try:
        with pysam.FastaFile(str(path)) as fasta:
            read = [
                (item.chrom, item.start, fasta.fetch(item.chrom, item.start - 1, item.end))
                for item in regions
            ]
    except (OSError, ValueError, KeyError) as error:
        raise ResourceError(Problem(str(path), f"can't be read: {error}", MEND)) from error
    chroms = {item.chrom for item in regions}
    return {
        chrom: tuple(sorted((start, bases.upper()) for name, start, bases in read if name == chrom))
        for chrom in chroms
    }


def _regions(path: Path) -> tuple[Region, ...]:
    """BED (0-based start) as regions (1-based, inclusive)."""
    rows = [line.split("\t") for line in _lines(path)]
    return tuple(Region(gene, chrom, int(start) + 1, int(end)) for chrom, start, end, gene in rows)


def region_line(region: Region) -> str:
    """The line of a BED that `load_reference` reads."""
    return f"{region.chrom}\t{region.start - 1}\t{region.end}\t{region.gene}\n"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(Problem(str(path), f"can't be read: {error}", MEND)) from error
