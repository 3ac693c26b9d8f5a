"""Reference assemblies as the gate must recognise them: chromosomes, their lengths, names and PARs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chromosome:
    """One chromosome of one assembly. aliases: every name a VCF may use for it, accessions included.

    refseq, genbank: accessions with version; refget: GA4GH sequence id (`SQ.…`); None where not known.
    length: bases.
    """

    name: str
    length: int
    refseq: str
    genbank: str | None
    refget: str | None
    aliases: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class PseudoautosomalRegion:
    """A stretch that X and Y share (1-based, both ends inclusive)."""

    name: str
    chrom: str
    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class Assembly:
    """A human assembly: the panel's chromosomes, X and Y. supported: whether its files can be screened.

    other_names: what else headers call it (`hg19`). pseudoautosomal: empty for unsupported assemblies.
    """

    name: str
    supported: bool
    other_names: tuple[str, ...]
    chromosomes: tuple[Chromosome, ...]
    pseudoautosomal: tuple[PseudoautosomalRegion, ...]
    source: str

    def chromosome(self, chrom: str) -> Chromosome:
        """By the panel's name. Raises KeyError for a chromosome the tables don't have."""
        for chromosome in self.chromosomes:
            if chromosome.name == chrom:
                return chromosome
        raise KeyError(chrom)

    def length(self, chrom: str) -> int:
        """Length in bases. Raises KeyError for a chromosome the tables don't have."""
        return self.chromosome(chrom).length
