"""The screen step's result as it is stored: every allele, record and genotype once, the rest by number.

A joint file of thousands of samples says the same thing thousands of times; written out for each sample it
would be a gigabyte. What samples share comes first, then the samples one by one, so that a reader need hold
no more than one family's.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, TypeVar

from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.variant import Allele, Call, Genotype, Record

Thing = TypeVar("Thing")
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


Rows = tuple[CallRow | int, ...]
"""A sample's calls: those that several samples have by their place in the table, its own as they are."""


@dataclass(frozen=True, slots=True)
class PackedSample:
    """A sample without its calls, and the calls."""

    screen: SampleScreen
    calls: Rows
    reference_calls: Rows


@dataclass(frozen=True, slots=True)
class PackedTables:
    """What samples share. names: of the samples, in their order; calls: those that several have."""

    batch: str
    names: tuple[str, ...]
    alleles: tuple[Allele, ...]
    genotypes: tuple[Genotype, ...]
    records: tuple[Record, ...]
    calls: tuple[CallRow, ...]


class Objects(Generic[Thing]):
    """Gives each object a number, and says which came since it was last asked."""

    def __init__(self) -> None:
        self.items: list[Thing] = []
        self._told = 0
        self._numbers: dict[int, int] = {}
        self._seen: list[Thing] = []  # holds them, for an id is an object's own only while it lives

    def __len__(self) -> int:
        """How many objects it holds."""
        return len(self._seen)

    def number(self, item: Thing) -> int:
        known = self._numbers.get(id(item))
        if known is None:
            known = self._numbers[id(item)] = self._place(item)
            self._seen.append(item)
        return known

    def _place(self, item: Thing) -> int:
        self.items.append(item)
        return len(self.items) - 1

    def news(self) -> tuple[Thing, ...]:
        """The items that came since it was last asked."""
        found = tuple(self.items[self._told :])
        self._told = len(self.items)
        return found


class Numbered(Objects[Item]):
    """The same, equal items under one number; an object seen before is known without comparing."""

    def __init__(self) -> None:
        super().__init__()
        self._by_value: dict[Item, int] = {}

    def _place(self, item: Item) -> int:
        known = self._by_value.get(item)
        if known is None:
            known = self._by_value[item] = super()._place(item)
        return known


def pack(screened: Screened) -> tuple[PackedTables, Iterator[PackedSample]]:
    """The stored form; `unpack` gives the same value again. The samples are made as they are asked for."""
    alleles, genotypes, records = Numbered[Allele](), Numbered[Genotype](), Numbered[Record]()
    uses = Counter(id(call) for one in screened.samples for call in (*one.calls, *one.reference_calls))
    shared: list[CallRow] = []
    places: dict[int, int] = {}
    for one in screened.samples:
        for call in (*one.calls, *one.reference_calls):
            alleles.number(call.allele)
            genotypes.number(call.genotype)
            records.number(call.record)
            if uses[id(call)] > 1 and id(call) not in places:
                places[id(call)] = len(shared)
                shared.append(call_row(call, alleles, genotypes, records))

    def rows(calls: Iterable[Call]) -> Rows:
        found = ((call, places.get(id(call))) for call in calls)
        return tuple(
            [call_row(call, alleles, genotypes, records) if place is None else place for call, place in found]
        )

    tables = PackedTables(
        batch=screened.batch,
        names=tuple(sample.sample for sample in screened.samples),
        alleles=tuple(alleles.items),
        genotypes=tuple(genotypes.items),
        records=tuple(records.items),
        calls=tuple(shared),
    )
    samples = (
        PackedSample(replace(s, calls=(), reference_calls=()), rows(s.calls), rows(s.reference_calls))
        for s in screened.samples
    )
    return tables, samples


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


class Unpacker:
    """Gives the samples again; they share what they have in common."""

    def __init__(self, tables: PackedTables) -> None:
        """Raises IndexError where a number is none."""
        self.tables = tables
        self._calls = [self._call(row) for row in tables.calls]

    def sample(self, packed: PackedSample) -> SampleScreen:
        """One sample. Raises IndexError where a number is none."""
        return replace(
            packed.screen,
            calls=self._taken(packed.calls),
            reference_calls=self._taken(packed.reference_calls),
        )

    def _taken(self, rows: Rows) -> tuple[Call, ...]:
        return tuple([self._calls[row] if isinstance(row, int) else self._call(row) for row in rows])

    def _call(self, row: CallRow) -> Call:
        return call_of(row, self.tables.alleles, self.tables.genotypes, self.tables.records)


def unpack(tables: PackedTables, samples: Iterable[PackedSample]) -> Screened:
    """The value again. Raises IndexError where a number is none."""
    unpacker = Unpacker(tables)
    return Screened(tables.batch, tuple([unpacker.sample(sample) for sample in samples]))


def call_of(
    row: CallRow, alleles: Sequence[Allele], genotypes: Sequence[Genotype], records: Sequence[Record]
) -> Call:
    """The call again. Raises IndexError where a number is none."""
    return Call(
        alleles[row.allele],
        genotypes[row.genotype],
        records[row.record],
        row.depth,
        row.alt_depth,
        row.allele_fraction,
        row.quality,
        row.phase_set,
        row.siblings,
        row.flags,
    )
