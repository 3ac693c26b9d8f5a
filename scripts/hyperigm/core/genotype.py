"""The GT field: its grammar, what it says of one ALT, and which genotypes are phased with each other.

The text of the file is the source, because htslib's decoded genotype loses some of it (a haploid call comes
back as phased). Grammar: VCF 4.5, section 1.6.2; a leading separator is allowed since VCF 4.4.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hyperigm.core.variant import Genotype, Slot

MISSING = "."
_GRAMMAR = re.compile(r"[/|]?(?:\.|[0-9]{1,6})(?:[/|](?:\.|[0-9]{1,6}))*")
_ALLELE = re.compile(r"\.|[0-9]+")


class GenotypeError(ValueError):
    """A GT field that the VCF specification does not allow."""


@dataclass(frozen=True, slots=True)
class ParsedGenotype:
    """A GT field. indices: one per chromosome copy, 0 is REF, n the n-th ALT, None not called.

    phased: every separator is `|` and there is more than one copy.
    """

    text: str
    indices: tuple[int | None, ...]
    phased: bool

    @property
    def is_missing(self) -> bool:
        """No copy was called."""
        return all(index is None for index in self.indices)

    @property
    def is_heterozygous(self) -> bool:
        """Every copy was called, and they differ."""
        return None not in self.indices and len(set(self.indices)) > 1


@lru_cache(maxsize=4096)
def parse_genotype(text: str) -> ParsedGenotype:
    """Reads a GT field. Raises GenotypeError where it is not one."""
    if not _GRAMMAR.fullmatch(text):
        raise GenotypeError(f"GT {text[:40]!r} is not a genotype")
    indices = tuple(None if found == MISSING else int(found) for found in _ALLELE.findall(text))
    return ParsedGenotype(text, indices, phased=len(indices) > 1 and "/" not in text)


@lru_cache(maxsize=4096)
def seen_from(parsed: ParsedGenotype, index: int, spanned: frozenset[int] = frozenset()) -> Genotype:
    """The genotype seen from ALT number `index` (1-based); `spanned`: numbers of the `*` alleles.

    Ploidy and order stay; a copy that was not called stays MISSING and is never taken for REF.
    """
    slots = tuple(_slot(copy, index, spanned) for copy in parsed.indices)
    return Genotype(parsed.text, slots, parsed.phased)


def _slot(copy: int | None, index: int, spanned: frozenset[int]) -> Slot:
    if copy is None:
        return Slot.MISSING
    if copy == index:
        return Slot.THIS
    if copy == 0:
        return Slot.REF
    return Slot.SPANNED if copy in spanned else Slot.OTHER


@dataclass(frozen=True, slots=True)
class Phasing:
    """Which calls this genotype is phased with. genotype: copies in haplotype order.

    phase_set: None where there is no phase; WHOLE_CONTIG where the file names no block.
    """

    genotype: ParsedGenotype
    phase_set: str | None


WHOLE_CONTIG = "*"
PHASE_KEYS = frozenset({"PSL", "PS", "PGT", "PID", "HP"})


def phasing(parsed: ParsedGenotype, fields: Mapping[str, str]) -> Phasing:
    """The phase a sample's column states. `fields`: FORMAT key to text, trailing missing values as ".".

    In this order: PSL (VCF 4.4), which names the haplotype of each allele; GT with `|` and PS; GT with `|`
    alone (one set for the contig, VCF 4.5 section 1.6.2);
    GATK HaplotypeCaller's PGT and PID for an unphased heterozygote of one ALT; GATK ReadBackedPhasing's HP.
    A genotype with no called copy, or one copy only, has no phase.
    """
    if PHASE_KEYS.isdisjoint(fields):
        return _phased_by_itself(parsed)
    if len(parsed.indices) < 2 or parsed.is_missing:
        return Phasing(parsed, None)
    if fields.get("PSL", MISSING) != MISSING:
        return _by_psl(parsed, fields["PSL"])
    if parsed.phased:
        stated = fields.get("PS", WHOLE_CONTIG)
        return Phasing(parsed, None if stated == MISSING else stated)
    if not (parsed.is_heterozygous and len(parsed.indices) == 2):
        return Phasing(parsed, None)
    return _by_pgt(parsed, fields) or _by_hp(parsed, fields) or Phasing(parsed, None)


@lru_cache(maxsize=4096)
def _phased_by_itself(parsed: ParsedGenotype) -> Phasing:
    """The phase of a genotype beside which no field of `PHASE_KEYS` stands."""
    alone = parsed.phased and not parsed.is_missing
    return Phasing(parsed, WHOLE_CONTIG if alone else None)


def _by_psl(parsed: ParsedGenotype, psl: str) -> Phasing:
    """PSL has one name per allele of GT, `.` for one that is not phased; alleles of one name are in cis.

    The copy of that name is put first. Of two names the one that sorts first is used, so that two genotypes
    with the same two names agree in the order of their copies.
    """
    names = psl.split(",")
    stated = sorted({name for name in names if name != MISSING})
    if len(names) != len(parsed.indices) or len(names) != 2 or not stated or names[0] == names[1]:
        return Phasing(parsed, None)
    first = names.index(stated[0])
    order = (parsed.indices[first], parsed.indices[1 - first])
    return Phasing(ParsedGenotype(parsed.text, order, phased=True), f"PSL:{stated[0]}")


def _by_pgt(parsed: ParsedGenotype, fields: Mapping[str, str]) -> Phasing | None:
    """PGT tells which haplotype has the ALT; it says nothing of two different ALTs or of homozygotes."""
    pgt, pid = fields.get("PGT", MISSING), fields.get("PID", MISSING)
    alts = [index for index in parsed.indices if index]
    if pid == MISSING or len(alts) != 1 or pgt not in ("0|1", "1|0"):
        return None
    order = (0, alts[0]) if pgt == "0|1" else (alts[0], 0)
    return Phasing(ParsedGenotype(parsed.text, order, phased=True), pid)


def _by_hp(parsed: ParsedGenotype, fields: Mapping[str, str]) -> Phasing | None:
    """HP has one `block-haplotype` per allele of GT, in GT's order."""
    names = [part.rpartition("-") for part in fields.get("HP", MISSING).split(",")]
    if len(names) != 2 or names[0][0] != names[1][0] or {name[2] for name in names} != {"1", "2"}:
        return None
    order = parsed.indices if names[0][2] == "1" else parsed.indices[::-1]
    return Phasing(ParsedGenotype(parsed.text, order, phased=True), names[0][0])
