"""The panel: genes, the diseases each causes, how those are inherited, and where short reads mislead.

Plain values; `edges.panel` fills them from resources/panel. A seventh gene is a data change.
"""

from collections.abc import Iterable
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
class AlleleClass:
    """A word of `Entity.variants`, and which alleles it means, as data for the inheritance engine.

    An allele is of the class for certain where one of its Sequence Ontology terms is in `certain`, and
    possibly where one is in `possible`; an empty `certain` with an empty `possible` means every allele.
    exons, introns: the allele must lie in one of these (MANE Select numbers), where given. nmd_escape: what
    `TranscriptEffect.nmd_escape` must not contradict, where given. excludes: alleles certainly of that
    other class are not of this one.
    """

    word: str
    meaning: str
    source: str
    certain: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    exons: tuple[str, ...] = ()
    introns: tuple[str, ...] = ()
    nmd_escape: bool | None = None
    excludes: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One disease of one gene.

    id: short and stable (`HIGM1`). variants: which alleles cause it, the word of an `AlleleClass`. affects:
    `both`, `male`, `female`. secondary: reported only where the config asks for secondary findings.
    dominance: of an X-linked entity, `recessive` or `dominant`. male_lethal: a hemizygous male does not
    survive, so that one who carries the allele is mosaic, 47,XXY or misread. curated: year of the validity
    classification, or "". unverified: names of fields of this row that nobody has checked; such a value must
    not be shown as a fact.
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
    dominance: str = ""
    male_lethal: bool = False
    curated: str = ""
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gene:
    """One gene of the panel; `refseq`, `protein`, `ensembl` are the MANE Select accessions.

    other_transcripts: what else laboratories quote. context: what is known of the disease, never advice.
    added_by: the user's panel that the gene comes of, "" for the shipped ones; an added one may have no hgnc,
    mim, protein, ensembl and lrg (""). mane_select: whether `refseq` is known to be MANE Select.
    """

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
    name: str = ""
    other_transcripts: tuple[str, ...] = ()
    context_source: str = ""
    added_by: str = ""
    mane_select: bool = True

    @property
    def x_linked(self) -> bool:
        return self.chrom == "chrX"


@dataclass(frozen=True, slots=True)
class CaveatRegion:
    """Where short reads can't be trusted alone. exons: MANE Select numbers, transcript order.

    flag: the word findings inside get; grade: how bad (`identical`, `conversion_prone`, `distinguishable`);
    assay: what would settle it; note: what a reader of a finding there should know.
    """

    gene: str
    flag: str
    first_exon: int
    last_exon: int
    grade: str
    assay: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PublishedCohort:
    """A published cohort: how often the genes explain the syndrome at all, to print beside a negative report.

    solved: patients by gene symbol, genes outside the panel included.
    """

    patients: int
    unexplained: int
    solved: dict[str, int]
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Panel:
    """All the knowledge of genes. version: of the panel file; genes in report order. extension: of a user's
    panel, its name and version; "" for the shipped one."""

    version: str
    genes: tuple[Gene, ...]
    caveats: tuple[CaveatRegion, ...] = ()
    allele_classes: tuple[AlleleClass, ...] = ()
    cohort: PublishedCohort | None = None
    context: str = ""
    context_source: str = ""
    extension: str = ""

    @property
    def added(self) -> tuple[Gene, ...]:
        """The genes that a user's panel adds."""
        return tuple(gene for gene in self.genes if gene.added_by)

    def gene(self, symbol: str) -> Gene:
        """The gene of that symbol. Raises KeyError where the panel has none."""
        for gene in self.genes:
            if gene.symbol == symbol:
                return gene
        raise KeyError(symbol)

    def allele_class(self, word: str) -> AlleleClass:
        """What a word of `Entity.variants` means. Raises KeyError where the panel does not say."""
        for allele_class in self.allele_classes:
            if allele_class.word == word:
                return allele_class
        raise KeyError(word)


@dataclass(frozen=True, slots=True)
class Exon:
    """One exon in genome coordinates (1-based, both ends inclusive); number in transcript order from 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript model on one build. cds: first and last coding base on the genome, stop included
    (1-based, inclusive), or None. exons in transcript order. mane: the MANE Select one. ensembl,
    ensembl_protein: the Ensembl accessions of the same model, None where none is paired."""

    accession: str
    protein: str | None
    gene: str
    build: Build
    chrom: str
    strand: int
    exons: tuple[Exon, ...]
    cds: tuple[int, int] | None
    mane: bool
    ensembl: str | None = None
    ensembl_protein: str | None = None


def span_of(transcripts: Iterable[Transcript]) -> tuple[int, int]:
    """The first and the last base of their exons (1-based, inclusive)."""
    exons = [exon for one in transcripts for exon in one.exons]
    return min(exon.start for exon in exons), max(exon.end for exon in exons)


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of genome that is screened (1-based, both ends inclusive)."""

    gene: str
    chrom: str
    start: int
    end: int
