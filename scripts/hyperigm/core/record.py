"""One line of a VCF, split and checked. Text in, values out; positions are 1-based.

What is refused here is refused with a reason; what is odd but clear is read as it is meant.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hyperigm.core.genotype import MISSING, GenotypeError
from hyperigm.core.structural import stated_type
from hyperigm.core.variant import Allele, Record

SPANNING = frozenset({"*", "<*:DEL>"})
UNSPECIFIED = frozenset({"<*>", "<NON_REF>", "<X>"})
_BASES = re.compile(r"[ACGTNRYSWKMBDHV]+", re.IGNORECASE)
_BREAKEND = re.compile(r"[A-Za-z.]*[\[\]][^\[\]]+[\[\]][A-Za-z.]*|\.[A-Za-z]+|[A-Za-z]+\.")
_SYMBOLIC = re.compile(r"<[^<>\s,]+>")
_NUMBER = re.compile(r"[0-9]{1,10}")
_INTERVAL = re.compile(r"(-?[0-9]{1,9}),(-?[0-9]{1,9})")
FIXED_COLUMNS = 9
LONG = 500
"""Characters of a record that is too long to be kept: thousands are, in a batch."""
MAX_DIGITS = 10
"""Digits of a position."""


class RecordError(ValueError):
    """A record, or one sample's column of it, that can't be read."""


@dataclass(frozen=True, slots=True)
class Site:
    """One record as all its samples share it.

    chrom: the panel's name. last: the last reference base it speaks of (inclusive), by REF, END or SVLEN.
    keys: the FORMAT keys. alleles: one per ALT as the file spells it, None for an ALT that is no variant of
    its own (`*`, `<*>`, `<NON_REF>`). spanned: numbers (from 1) of the `*` alleles. shape: a letter for each
    ALT, `v` a variant, `s` spanned, `u` not specified. structural: some variant is not spelled in bases.
    """

    chrom: str
    record: Record
    last: int
    keys: tuple[str, ...]
    alleles: tuple[Allele | None, ...]
    spanned: frozenset[int]
    shape: str
    structural: bool

    @property
    def variants(self) -> Iterator[tuple[int, Allele]]:
        """The ALTs that are variants, each with its number from 1."""
        return ((n, allele) for n, allele in enumerate(self.alleles, 1) if allele is not None)

    @property
    def is_block(self) -> bool:
        """True where the record only speaks of the reference (a gVCF block, or no ALT at all)."""
        return not self.shape.strip("u")

    @property
    def name(self) -> str:
        """The record as an error message names it: contig:position, in the file's naming."""
        return f"{self.record.contig}:{self.record.pos}"


def position(text: str) -> int:
    """The POS column as a number. Raises RecordError."""
    if not (text.isdigit() and text.isascii() and len(text) <= MAX_DIGITS):
        raise RecordError(f"POS {text[:40]!r} is not a position")
    return int(text)


def last_base(pos: int, ref: str, alts: str, info: str) -> int:
    """The last reference base a record speaks of (1-based, inclusive): by REF, and by END or SVLEN of INFO.

    INFO's lengths count only where an ALT is symbolic or absent: bases say their own length.
    """
    last = pos + len(ref) - 1
    if "<" in alts or alts == MISSING:
        info_by_key = info_values(info)
        each = alts.split(",")
        end = 0 if all(map(is_junction, each)) else _number(info_by_key.get("END"))
        last = max(last, end, *_symbolic_ends(pos, each, info_by_key))
    return last


def _symbolic_ends(pos: int, alts: Sequence[str], info: Mapping[str, str]) -> list[int]:
    """The last base of each symbolic ALT by SVLEN; `pos` where it has none, or where it is an insertion."""
    lengths = [_number(part.lstrip("-")) for part in info.get("SVLEN", "").split(",")]
    lengths += [0] * (len(alts) - len(lengths))
    return [
        pos + (length if alt.startswith("<") and not alt.startswith("<INS") and not is_junction(alt) else 0)
        for alt, length in zip(alts, lengths, strict=False)
    ]


def is_junction(alt: str) -> bool:
    """Whether a symbolic ALT joins two places: its END and SVLEN are none of its own chromosome's bases
    (`<TRA>` and `<BND>` with CHR2, as Delly and Sniffles wrote them)."""
    return alt.startswith(("<TRA", "<BND", "<CTX"))


def parse_site(columns: Sequence[str], chrom: str) -> Site:
    """Reads the nine fixed columns of a record. Raises RecordError.

    A record that another file has, too, is read once: INFO counts only where it says how far or what the
    record is, and such a one is read each time, as is one too long to be kept.
    """
    if len(columns) < FIXED_COLUMNS:
        raise RecordError(f"{len(columns)} columns instead of {FIXED_COLUMNS} and the samples")
    contig, pos, vcf_id, ref, alts, _, filters, info, keys = columns[:FIXED_COLUMNS]
    own = "<" in alts or alts == MISSING or "CIPOS=" in info or "CIEND=" in info
    if own or len(ref) + len(alts) + len(vcf_id) + len(filters) + len(keys) > LONG:
        return _site(chrom, contig, pos, vcf_id, ref, alts, filters, keys, info)
    return _known_site(chrom, contig, pos, vcf_id, ref, alts, filters, keys)


@lru_cache(maxsize=16384)
def _known_site(
    chrom: str, contig: str, pos: str, vcf_id: str, ref: str, alts: str, filters: str, keys: str
) -> Site:
    """A record that depends on nothing of its INFO."""
    return _site(chrom, contig, pos, vcf_id, ref, alts, filters, keys, "")


def _site(
    chrom: str,
    contig: str,
    pos_text: str,
    vcf_id: str,
    ref: str,
    alt_text: str,
    filters: str,
    keys_text: str,
    info: str,
) -> Site:
    pos = position(pos_text)
    if not _BASES.fullmatch(ref):
        raise RecordError(f"REF {ref[:40]!r} is not a sequence of bases")
    alts = () if alt_text == MISSING else tuple(alt_text.split(","))
    last = last_base(pos, ref, alt_text, info)
    ends = (
        _symbolic_ends(pos, alts, info_values(info))
        if len(alts) > 1 and "SVLEN" in info
        else [last] * len(alts)
    )
    alleles = tuple(_allele(chrom, pos, ref, alt, end, info) for alt, end in zip(alts, ends, strict=True))
    return Site(
        chrom=chrom,
        record=Record(
            contig, pos, ref, alts, words(filters), "" if vcf_id == MISSING else vcf_id, _intervals(info)
        ),
        last=last,
        keys=format_keys(keys_text, needs_genotype=any(alt not in UNSPECIFIED for alt in alts)),
        alleles=alleles,
        spanned=frozenset(n for n, alt in enumerate(alts, 1) if alt in SPANNING),
        shape="".join("s" if alt in SPANNING else "u" if alt in UNSPECIFIED else "v" for alt in alts),
        structural=any(not allele.is_sequence for allele in alleles if allele is not None),
    )


def check_end(site: Site, length: int) -> None:
    """Raises RecordError where a record reaches past its chromosome and the telomere, one base behind it.

    length: bases of the chromosome.
    """
    if site.last > length + 1:
        raise RecordError(f"reaches to base {site.last}, and {site.record.contig} has {length}")


def _intervals(info: str) -> tuple[int, int, int, int] | None:
    """CIPOS and CIEND; zeros for the one that is missing or no pair of numbers."""
    if "CIPOS=" not in info and "CIEND=" not in info:
        return None
    values = info_values(info)
    found = [_INTERVAL.fullmatch(values.get(key, "")) for key in ("CIPOS", "CIEND")]
    low, high, first, last = (int(match[n]) if match else 0 for match in found for n in (1, 2))
    return low, high, first, last


def _allele(chrom: str, pos: int, ref: str, alt: str, end: int, info: str) -> Allele | None:
    if alt in SPANNING or alt in UNSPECIFIED:
        return None
    if _BASES.fullmatch(alt):
        if alt.upper() == ref.upper():
            raise RecordError(f"ALT {alt[:40]!r} is the same as REF")
        return Allele(chrom, pos, ref.upper(), alt.upper())
    if _BREAKEND.fullmatch(alt):
        return Allele(chrom, pos, ref.upper(), alt, pos)
    if _SYMBOLIC.fullmatch(alt):
        svtype = info_values(info).get("SVTYPE", "")
        here = alt.startswith("<INS") or is_junction(alt)
        return Allele(chrom, pos, ref.upper(), alt, pos if here else end, stated_type(alt, svtype))
    raise RecordError(f"ALT {alt[:40]!r} is neither bases nor a symbolic allele nor a breakend")


def words(text: str) -> tuple[str, ...]:
    """The words of a FILTER or FT field; none where it is missing."""
    return () if text in (MISSING, "") else tuple(text.split(";"))


def format_keys(text: str, needs_genotype: bool = True) -> tuple[str, ...]:
    """The keys of the FORMAT column. Raises RecordError where GT is missing or a key comes twice.

    needs_genotype: False for a block, which freebayes writes without GT.
    """
    keys = tuple(text.split(":"))
    if needs_genotype and "GT" not in keys:
        raise RecordError("no GT in FORMAT, so there are no genotypes")
    if len(set(keys)) < len(keys):
        raise RecordError(f"a FORMAT key comes twice in {text[:80]!r}")
    return keys


def sample_fields(keys: Sequence[str], column: str) -> Mapping[str, str]:
    """One sample's column by FORMAT key; trailing values the file leaves out are ".". Raises RecordError."""
    values = column.split(":")
    if len(values) > len(keys):
        raise RecordError(f"{len(values)} values for {len(keys)} FORMAT keys")
    values += [MISSING] * (len(keys) - len(values))
    return dict(zip(keys, values, strict=True))


def sample_genotype(keys: Sequence[str], column: str) -> str:
    """The GT text of a sample's column; "." where the file leaves it out."""
    if keys[0] == "GT":
        return column.partition(":")[0]
    at, values = keys.index("GT"), column.split(":")
    return values[at] if at < len(values) else MISSING


_REFERENCE = frozenset({"0/0:", "0|0:", "0/0", "0|0"})


def not_reference(keys: Sequence[str], samples: Sequence[str], columns: Iterable[int]) -> list[int]:
    """Those of the columns that are not plainly called reference on two copies; cheap, for joint files."""
    if keys[0] != "GT":
        return list(columns)
    return [column for column in columns if samples[column][:4] not in _REFERENCE]


def check_indices(indices: Sequence[int | None], alts: int) -> None:
    """Raises GenotypeError where a genotype names an ALT that the record does not have."""
    highest = max((index for index in indices if index is not None), default=0)
    if highest > alts:
        raise GenotypeError(f"GT names allele {highest}, and the record has {alts} ALT")


def info_values(info: str) -> Mapping[str, str]:
    """INFO by key; a key that comes twice keeps its first value, a flag has the empty text."""
    values: dict[str, str] = {}
    for part in info.split(";"):
        key, _, value = part.partition("=")
        values.setdefault(key, value)
    return values


def _number(text: str | None) -> int:
    return int(text) if text and _NUMBER.fullmatch(text) else 0
