"""What a sample's file says of an allele that a relative carries: that the sample has no copy of it.

Silence is not said to be reference: a plain VCF that has no record there gives no call.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hyperigm.core.calls import Placement, read_genotype, with_sample_filter
from hyperigm.core.genotype import seen_from
from hyperigm.core.record import Site, parse_site, sample_fields
from hyperigm.core.support import support
from hyperigm.core.variant import Allele, Call

NO_ALT = -1
"""The number of an ALT that the record does not have."""


@dataclass(slots=True)
class SiteColumns:
    """A record: the columns (by number) that speak of its variants, and those of relatives that say they have
    none of them. known: reference calls already made of it, because many columns are equal."""

    site: Site
    speaking: dict[int, str]
    reference: dict[int, str]
    known: dict[tuple[str, int], Call | None] = field(default_factory=dict)


@dataclass(slots=True)
class Block:
    """A stretch that is called reference (1-based, inclusive), as in a gVCF. fixed: the nine columns of its
    record, read only where it is needed; columns: those of the samples, by number."""

    chrom: str
    start: int
    end: int
    fixed: tuple[str, ...]
    columns: dict[int, str]


Found = Mapping[Allele, Sequence[tuple[SiteColumns, int]]]


def by_allele(sites: Iterable[SiteColumns], placement: Placement) -> Found:
    """The records that have each normalised allele, with the number of its ALT."""
    found: dict[Allele, list[tuple[SiteColumns, int]]] = {}
    for columns in sites:
        for number, allele in columns.site.variants:
            found.setdefault(placement[allele].allele, []).append((columns, number))
    return found


def reference_calls(
    alleles: Iterable[Allele], column: int, found: Found, blocks: Sequence[Block]
) -> tuple[Call, ...]:
    """A call for each of the alleles that the column is called without, in their order; blocks are sorted by
    chromosome and start.

    A record that has the ALT decides before a block that covers the place. Raises RecordError or
    GenotypeError where a column can't be read.
    """
    calls = (_from_record(allele, column, found) or _from_block(allele, column, blocks) for allele in alleles)
    return tuple(call for call in calls if call)


def _from_record(allele: Allele, column: int, found: Found) -> Call | None:
    for columns, number in found.get(allele, ()):
        text = columns.speaking.get(column) or columns.reference.get(column)
        if text is None:
            continue
        if (text, number) not in columns.known:
            columns.known[text, number] = _reference_call(columns.site, text, allele, number)
        if call := columns.known[text, number]:
            return call
    return None


def _from_block(allele: Allele, column: int, blocks: Sequence[Block]) -> Call | None:
    at = bisect_right(blocks, (allele.chrom, allele.pos), key=lambda block: (block.chrom, block.start))
    for block in blocks[max(at - 2, 0) : at]:
        covers = block.chrom == allele.chrom and block.start <= allele.pos and allele.last <= block.end
        if covers and column in block.columns:
            site = parse_site(block.fixed, block.chrom)
            if "GT" in site.keys:
                return _reference_call(site, block.columns[column], allele, NO_ALT)
    return None


def _reference_call(site: Site, text: str, allele: Allele, number: int) -> Call | None:
    """None where a copy was not called, carries the allele, or carries something the record does not name."""
    fields = sample_fields(site.keys, text)
    parsed = read_genotype(site, fields["GT"])
    if None in parsed.indices or number in parsed.indices or (number == NO_ALT and any(parsed.indices)):
        return None
    reads = support(fields, max(number, 0), len(site.alleles))
    in_record = number != NO_ALT
    return Call(
        allele=allele,
        genotype=seen_from(parsed, number, site.spanned),
        record=with_sample_filter(site.record, fields),
        depth=reads.depth,
        alt_depth=reads.alt_depth if in_record else None,
        allele_fraction=reads.fraction if in_record else None,
        quality=reads.quality,
    )
