"""What a file says of one sample at one allele: allele, record, genotype, call.

Positions are 1-based as in VCF; `chrom` is the panel's own name ("chrX"), the input's name of it is kept
in the record.
"""

from dataclasses import dataclass
from enum import StrEnum


class Build(StrEnum):
    """A reference assembly this project knows."""

    GRCH37 = "GRCh37"
    GRCH38 = "GRCh38"

    @property
    def other(self) -> "Build":
        """The other one of the two."""
        return Build.GRCH37 if self is Build.GRCH38 else Build.GRCH38


@dataclass(frozen=True, slots=True, order=True)
class Allele:
    """One alternate allele, left-aligned and parsimonious once normalised.

    pos: 1-based position of the first base of `ref`. A symbolic allele (`<DEL>`) or a breakend keeps the
    file's own `alt` text, and `end` its last base (1-based, inclusive; `pos` where the file does not say how
    far it reaches); for a sequence allele `end` is 0. svtype: its type by SVTYPE, only where ALT tells none
    (`<CNV>`).
    """

    chrom: str
    pos: int
    ref: str
    alt: str
    end: int = 0
    svtype: str = ""

    @property
    def key(self) -> str:
        """CHROM-POS-REF-ALT, as partners and `hyperigm explain` write it.

        A structural allele has `-END` behind it, because two of them may begin at one base, and its type
        where ALT tells none."""
        tail = f"-{self.end}" if self.end else ""
        tail += f"-{self.svtype}" if self.svtype else ""
        return f"{self.chrom}-{self.pos}-{self.ref}-{self.alt}{tail}"

    @property
    def is_sequence(self) -> bool:
        """True where REF and ALT are both spelled out in bases."""
        return (
            bool(self.alt) and set(self.alt.upper()) <= set("ACGTN") and set(self.ref.upper()) <= set("ACGTN")
        )

    @property
    def last(self) -> int:
        """The last reference base the allele touches (1-based, inclusive)."""
        return self.end or self.pos + len(self.ref) - 1


class Slot(StrEnum):
    """What one chromosome copy of a genotype carries, seen from one ALT of the record."""

    REF = "ref"
    THIS = "this"
    OTHER = "other"
    SPANNED = "spanned"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Genotype:
    """A GT field seen from one ALT.

    text: the field as the file has it ("0|1", "1", "./2"). slots: one per chromosome copy, in the file's
    order. phased: every separator is `|` and there is more than one copy (a haploid call is not "phased").
    """

    text: str
    slots: tuple[Slot, ...]
    phased: bool

    @property
    def ploidy(self) -> int:
        return len(self.slots)

    @property
    def copies(self) -> int:
        """How many chromosome copies carry this ALT."""
        return self.slots.count(Slot.THIS)

    @property
    def missing(self) -> int:
        """How many copies were not called."""
        return self.slots.count(Slot.MISSING)


@dataclass(frozen=True, slots=True)
class Record:
    """The VCF record a call came from, as the file has it (pos 1-based; `contig` in the file's naming).

    alts: as listed; in S.report.json more than twenty stand in the record's first finding alone.
    intervals: CIPOS and CIEND of a structural allele, four offsets in bases; None where there are none.
    """

    contig: str
    pos: int
    ref: str
    alts: tuple[str, ...]
    filters: tuple[str, ...]
    vcf_id: str
    intervals: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One sample's genotype at one allele.

    depth: reads at the site; alt_depth: reads of this ALT; allele_fraction: alt_depth over all allele
    depths, or the caller's own; quality: GQ (Phred). None where the file does not say.
    phase_set: calls with the same text are phased against each other; None where there is no phase.
    siblings: keys of the other ALTs of the same record that this sample carries: in trans by construction.
    flags: words of the data dictionary that concern the call itself (`low_depth`, `ref_mismatch`, ...).
    """

    allele: Allele
    genotype: Genotype
    record: Record
    depth: int | None = None
    alt_depth: int | None = None
    allele_fraction: float | None = None
    quality: float | None = None
    phase_set: str | None = None
    siblings: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def stated(self) -> str:
        """The key of a structural allele with the CIPOS and CIEND that its name depends on, `KEY~-3,4,0,0`;
        "" where the record has none."""
        intervals = None if self.allele.is_sequence else self.record.intervals
        return f"{self.allele.key}~{','.join(map(str, intervals))}" if intervals else ""
