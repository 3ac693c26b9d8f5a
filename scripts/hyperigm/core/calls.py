"""From one sample's column of a record to its calls; each ALT on its own, nothing lost between them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from hyperigm.core.genotype import (
    WHOLE_CONTIG,
    ParsedGenotype,
    Phasing,
    parse_genotype,
    phasing,
    seen_from,
)
from hyperigm.core.record import Site, check_indices, sample_fields, words
from hyperigm.core.support import Reads, reads
from hyperigm.core.variant import Allele, Call, Record, Slot

DUPLICATE = "duplicate_record"
MAX_NAMED = 10
"""Records of one allele that a warning names."""
PASSING = ("PASS",)


@dataclass(frozen=True, slots=True)
class Placed:
    """An allele after normalisation. flags: why it stayed as the file has it (`ref_mismatch`, ...)."""

    allele: Allele
    flags: tuple[str, ...] = ()


Placement = Mapping[Allele, Placed]


def read_genotype(site: Site, text: str) -> ParsedGenotype:
    """A GT of this record. Raises GenotypeError where it is none, or names an ALT the record lacks."""
    return genotype_of(text, len(site.alleles))


@lru_cache(maxsize=4096)
def genotype_of(text: str, alts: int) -> ParsedGenotype:
    """A GT of a record with so many ALTs. Raises GenotypeError as `read_genotype` does."""
    parsed = parse_genotype(text)
    check_indices(parsed.indices, alts)
    return parsed


def speaks_of_variant(shape: str, parsed: ParsedGenotype) -> bool:
    """True where the genotype carries a variant of the record, or a copy was not called at one. shape: of the
    record's Site, in which the genotype names no ALT too many."""
    if None in parsed.indices:
        return "v" in shape
    return any(shape[index - 1] == "v" for index in parsed.indices if index)


def carries_unnamed(shape: str, parsed: ParsedGenotype) -> bool:
    """True where a copy has an allele that the record does not spell out (`<*>`, `<NON_REF>`)."""
    return any(shape[index - 1] == "u" for index in parsed.indices if index)


def site_calls(site: Site, column: str, placement: Placement, contig_phased: bool) -> tuple[Call, ...]:
    """The calls one sample's column makes: each ALT it carries, and each ALT at which a copy was not called.

    contig_phased: whether `|` without PS means one phase set for the whole contig.
    Raises RecordError or GenotypeError where the column can't be read.
    """
    fields = sample_fields(site.keys, column)
    parsed = read_genotype(site, fields["GT"])
    numbers = [number for number, _ in site.variants if number in parsed.indices or None in parsed.indices]
    if not numbers:
        return ()
    said = _Said(parsed, phasing(parsed, fields), reads(fields, len(site.alleles)))
    record = with_sample_filter(site.record, fields)
    return tuple(_call(site, record, said, number, placement, contig_phased) for number in numbers)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a column says of all ALTs of its record."""

    parsed: ParsedGenotype
    phased: Phasing
    reads: Reads


def _call(
    site: Site,
    record: Record,
    said: _Said,
    number: int,
    placement: Placement,
    contig_phased: bool,
) -> Call:
    allele = site.alleles[number - 1]
    assert allele is not None
    placed = placement[allele]
    reads = said.reads.of(number)
    carried = sorted({index for index in said.parsed.indices if index and index != number})
    return Call(
        allele=placed.allele,
        genotype=seen_from(said.phased.genotype, number, site.spanned),
        record=record,
        depth=reads.depth,
        alt_depth=reads.alt_depth,
        allele_fraction=reads.fraction,
        quality=reads.quality,
        phase_set=_phase_set(site.chrom, said.phased.phase_set, contig_phased),
        siblings=tuple(placement[other].allele.key for n in carried if (other := site.alleles[n - 1])),
        flags=placed.flags,
    )


def _phase_set(chrom: str, stated: str | None, contig_phased: bool) -> str | None:
    if stated is None or (stated == WHOLE_CONTIG and not contig_phased):
        return None
    return chrom if stated == WHOLE_CONTIG else f"{chrom}:{stated}"


def with_sample_filter(record: Record, fields: Mapping[str, str]) -> Record:
    """The record, with the sample's own failed filters (FT) beside its FILTER."""
    if "FT" not in fields:
        return record
    failed = tuple(word for word in words(fields["FT"]) if word != "PASS" and word not in record.filters)
    if not failed:
        return record
    passed = () if record.filters == PASSING else record.filters
    return replace(record, filters=passed + failed)


def phase_is_unnamed(call: Call) -> bool:
    """A phased heterozygote that names no phase set."""
    slots = call.genotype.slots
    return (
        call.genotype.phased and call.phase_set is None and Slot.MISSING not in slots and len(set(slots)) > 1
    )


def merged(calls: Sequence[Call], ranks: Mapping[str, int]) -> tuple[tuple[Call, ...], tuple[str, ...]]:
    """A sample's calls in genome order, one for each allele, and a sentence for each that was laid together.

    ranks: place of each chromosome in the genome. Where two records are the same allele once normalised, the
    call with more copies of it stays, then the one with fewer not called, then without failed filters, then
    the deeper; it is flagged `duplicate_record`.
    """
    kept: list[Call] = []
    told: list[str] = []
    ordered = sorted(_with_split_siblings(calls), key=lambda call: genome_order(call.allele, ranks))
    for allele, group in groupby(ordered, key=attrgetter("allele")):
        same = list(group)
        if len(same) > 1:
            same.sort(key=_worth)
            records = "; ".join(
                f"{call.record.contig}:{call.record.pos} {call.genotype.text}" for call in same[:MAX_NAMED]
            ) + ("; ..." if len(same) > MAX_NAMED else "")
            told.append(f"{allele.key} stands in {len(same)} records ({records}): the first of these is used")
            same[0] = replace(same[0], flags=(*same[0].flags, DUPLICATE))
        kept.append(same[0])
    return tuple(kept), tuple(told)


def genome_order(allele: Allele, ranks: Mapping[str, int]) -> tuple[int, int, str, str, int]:
    """What alleles are sorted by."""
    return (ranks[allele.chrom], allele.pos, allele.ref, allele.alt, allele.end)


def _with_split_siblings(calls: Sequence[Call]) -> Sequence[Call]:
    """The calls, those that a split record shared with others told of their siblings.

    Where a file has the ALTs of one record on lines of their own (same place, same REF), one copy can still
    carry only one of them: two that are carried once each are in trans. That holds between two substitutions,
    two insertions or two deletions; a substitution of the base before an insertion may lie in cis with it. It
    does not hold where the lines claim more copies than there are.
    """
    often = Counter(call.record.pos for call in calls)
    if len(often) == len(calls):
        return calls
    carried: dict[tuple[str, int, str, int], list[Call]] = {}
    for call in calls:
        if often[call.record.pos] > 1 and call.allele.is_sequence and call.genotype.copies:
            carried.setdefault(_place(call), []).append(call)
    copies = {place: sum(call.genotype.copies for call in same) for place, same in carried.items()}
    return [
        _with_siblings(call, carried[place])
        if (place := _place(call)) in carried and copies[place] <= call.genotype.ploidy
        else call
        for call in calls
    ]


def _with_siblings(call: Call, carried: Sequence[Call]) -> Call:
    keys = dict.fromkeys(other.allele.key for other in carried if other.allele != call.allele)
    more = tuple(key for key in keys if key not in call.siblings)
    return replace(call, siblings=call.siblings + more) if more and call.allele.is_sequence else call


def _place(call: Call) -> tuple[str, int, str, int]:
    """Where its record is, and whether the allele makes the sequence longer (1), shorter (-1) or neither."""
    longer = len(call.allele.alt) - len(call.allele.ref)
    kind = (longer > 0) - (longer < 0)
    return (call.allele.chrom, call.record.pos, call.record.ref.upper(), kind)


def _worth(call: Call) -> tuple[int, int, bool, int, int, str]:
    genotype = call.genotype
    failed = bool(call.record.filters) and call.record.filters != PASSING
    return (-genotype.copies, genotype.missing, failed, -(call.depth or 0), call.record.pos, genotype.text)
