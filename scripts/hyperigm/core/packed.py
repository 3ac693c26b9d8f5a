"""The screen step's result as it is stored: every allele, record, genotype and call once, the rest by number.

A joint file of thousands of samples says the same thing thousands of times; written out for each sample it
would be a gigabyte.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.variant import Allele, Call, Genotype, Record

Item = TypeVar("Item", bound=Hashable)


class CallRow(NamedTuple):
    """A Call, with allele, genotype and record as places in their tables."""

    allele: int
    genotype: int
    record: int
    depth: int | None
    alt_depth: int | None
    allele_fraction: float | None
    quality: float | None
    phase_set: str | None
    siblings: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackedSample:
    """A sample without its calls, and the calls' places in the table."""

    screen: SampleScreen
    calls: tuple[int, ...]
    reference_calls: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PackedScreened:
    """A Screened, its tables first."""

    batch: str
    alleles: tuple[Allele, ...]
    genotypes: tuple[Genotype, ...]
    records: tuple[Record, ...]
    calls: tuple[CallRow, ...]
    samples: tuple[PackedSample, ...]


class Numbered(Generic[Item]):
    """Gives each item a number, equal items the same; an object seen before is known without comparing."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._by_object: dict[int, int] = {}
        self._seen: list[Item] = []  # holds them, for an id is an object's own only while it lives
        self._by_value: dict[Item, int] = {}

    def number(self, item: Item) -> int:
        known = self._by_object.get(id(item))
        if known is None:
            known = self._by_value.setdefault(item, len(self.items))
            if known == len(self.items):
                self.items.append(item)
            self._by_object[id(item)] = known
            self._seen.append(item)
        return known


def pack(screened: Screened) -> PackedScreened:
    """The stored form; `unpack` gives the same value again."""
    alleles, genotypes, records = Numbered[Allele](), Numbered[Genotype](), Numbered[Record]()
    rows: list[CallRow] = []
    known: dict[int, int] = {}

    def numbers(calls: Iterable[Call]) -> tuple[int, ...]:
        found: list[int] = []
        for call in calls:
            number = known.get(id(call))
            if number is None:
                number = known[id(call)] = len(rows)
                rows.append(call_row(call, alleles, genotypes, records))
            found.append(number)
        return tuple(found)

    samples = tuple(
        PackedSample(replace(s, calls=(), reference_calls=()), numbers(s.calls), numbers(s.reference_calls))
        for s in screened.samples
    )
    return PackedScreened(
        batch=screened.batch,
        alleles=tuple(alleles.items),
        genotypes=tuple(genotypes.items),
        records=tuple(records.items),
        calls=tuple(rows),
        samples=samples,
    )


def call_row(
    call: Call, alleles: Numbered[Allele], genotypes: Numbered[Genotype], records: Numbered[Record]
) -> CallRow:
    """A call as it is stored, its parts put into their tables."""
    return CallRow(
        alleles.number(call.allele),
        genotypes.number(call.genotype),
        records.number(call.record),
        call.depth,
        call.alt_depth,
        call.allele_fraction,
        call.quality,
        call.phase_set,
        call.siblings,
        call.flags,
    )


def unpack(packed: PackedScreened) -> Screened:
    """The value again; samples share what they have in common. Raises IndexError where a number is none."""
    calls = [call_of(row, packed.alleles, packed.genotypes, packed.records) for row in packed.calls]
    return Screened(
        packed.batch,
        tuple(
            replace(
                sample.screen,
                calls=_taken(calls, sample.calls),
                reference_calls=_taken(calls, sample.reference_calls),
            )
            for sample in packed.samples
        ),
    )


def _taken(calls: Sequence[Call], numbers: Iterable[int]) -> tuple[Call, ...]:
    return tuple([calls[number] for number in numbers])


def call_of(
    row: CallRow, alleles: Sequence[Allele], genotypes: Sequence[Genotype], records: Sequence[Record]
) -> Call:
    """The call again. Raises IndexError where a number is none."""
    return Call(
        allele=alleles[row.allele],
        genotype=genotypes[row.genotype],
        record=records[row.record],
        depth=row.depth,
        alt_depth=row.alt_depth,
        allele_fraction=row.allele_fraction,
        quality=row.quality,
        phase_set=row.phase_set,
        siblings=row.siblings,
        flags=row.flags,
    )
