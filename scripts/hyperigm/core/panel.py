"""The panel: genes, the diseases each causes, how those are inherited, and where short reads mislead.

Plain values; `edges.panel` fills them from resources/panel. A seventh gene is a data change.
"""

from dataclasses import dataclass
from enum import StrEnum

from hyperigm.core.variant import Build


class Inheritance(StrEnum):
    """Mode of inheritance of one disease entity; the words of the report."""

    X_LINKED = "X-linked"
    RECESSIVE = "autosomal recessive"
    DOMINANT = "autosomal dominant"


class Validity(StrEnum):
    """Gene-disease validity, ClinGen/GenCC classification."""

    DEFINITIVE = "Definitive"
    STRONG = "Strong"
    MODERATE = "Moderate"
    LIMITED = "Limited"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Entity:
    """One disease of one gene.

    variants: which alleles cause it, a word of the engine's table (`any`, `hypomorph`, `null`,
    `dominant_negative`). affects: `both`, `male`, `female`. secondary: reported only where the config asks
    for secondary findings. penetrance: 0-1, or None where no figure is cited.
    """

    id: str
    name: str
    mim: str
    mondo: str | None
    inheritance: Inheritance
    validity: Validity
    source: str
    variants: str = "any"
    affects: str = "both"
    secondary: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gene:
    """One gene of the panel; `refseq`, `protein`, `ensembl` are the MANE Select accessions."""

    symbol: str
    hgnc: str
    mim: str
    chrom: str
    strand: int
    refseq: str
    protein: str
    ensembl: str
    lrg: str
    entities: tuple[Entity, ...]
    source: str
    context: str = ""

    @property
    def x_linked(self) -> bool:
        return self.chrom == "chrX"


@dataclass(frozen=True, slots=True)
class CaveatRegion:
    """Where short reads can't be trusted alone. exons: MANE Select numbers, transcript order.

    flag: the word findings inside get; grade: how bad (`identical`, `conversion_prone`, `distinguishable`);
    assay: what would settle it.
    """

    gene: str
    flag: str
    first_exon: int
    last_exon: int
    grade: str
    assay: str
    source: str


@dataclass(frozen=True, slots=True)
class Panel:
    """All the knowledge of genes. version: of the panel file; genes in report order."""

    version: str
    genes: tuple[Gene, ...]
    caveats: tuple[CaveatRegion, ...] = ()

    def gene(self, symbol: str) -> Gene:
        """The gene of that symbol. Raises KeyError where the panel has none."""
        for gene in self.genes:
            if gene.symbol == symbol:
                return gene
        raise KeyError(symbol)


@dataclass(frozen=True, slots=True)
class Exon:
    """One exon in genome coordinates (1-based, both ends inclusive); number in transcript order from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript model on one build. cds: first and last coding base on the genome, stop included
    (1-based, inclusive), or None. exons in transcript order. mane: the MANE Select one."""

    accession: str
    protein: str | None
    gene: str
    build: Build
    chrom: str
    strand: int
    exons: tuple[Exon, ...]
    cds: tuple[int, int] | None
    mane: bool


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of genome that is screened (1-based, both ends inclusive)."""

    gene: str
    chrom: str
    start: int
    end: int
