"""Which samples go through the steps together, and keep doing so when the sheet grows.

Samples of one family, and samples of one file, are never parted: a family so that its genotypes are compared
in one job, a file so that a joint VCF is read once.
"""

from collections.abc import Iterable, Sequence
from itertools import count

from hyperigm.core.plan import Batch, Plan, SampleEntry

Component = tuple[SampleEntry, ...]
FEWEST, MOST, SHARES = 50, 250, 4
"""A batch costs two seconds before it has read anything, which 50 samples of genome size bear easily and 250
do not feel; more would only make a job long and a re-run large. In between, four batches share the work."""


def fitting_size(samples: int) -> int:
    """Samples of a batch, for so many new ones: a matter of the sheet alone, never of the machine."""
    return min(max(-(-samples // SHARES), FEWEST), MOST)


def components(entries: Sequence[SampleEntry]) -> tuple[Component, ...]:
    """Entries that must stay together, in sheet order, joined by family, by parents and by file."""
    first: dict[tuple[str, str], int] = {}
    leader = list(range(len(entries)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index, entry in enumerate(entries):
        for tie in _ties(entry):
            a, b = find(first.setdefault(tie, index)), find(index)
            leader[max(a, b)] = min(a, b)
    grouped: dict[int, list[SampleEntry]] = {}
    for index, entry in enumerate(entries):
        grouped.setdefault(find(index), []).append(entry)
    return tuple(tuple(grouped[index]) for index in sorted(grouped))


def _ties(entry: SampleEntry) -> Iterable[tuple[str, str]]:
    person = entry.person
    yield "sample", person.sample
    yield "file", entry.vcf
    if person.family:
        yield "family", person.family
    for parent in (person.father, person.mother):
        if parent:
            yield "sample", parent


def assign(entries: Sequence[SampleEntry], previous: Plan | None, size: int | None) -> tuple[Batch, ...]:
    """Batches of about `size` samples; more only where a family or a file is larger. None: a fitting size.

    A sample of the previous plan stays in its batch, and brings along whoever now belongs to it (where two
    batches grow together, both move to the first of them); new samples open new batches.
    """
    homes = {
        entry.person.sample: batch.id
        for batch in (previous.batches if previous else ())
        for entry in batch.samples
    }
    ids = [batch.id for batch in previous.batches] if previous else []
    kept: dict[str, list[SampleEntry]] = {}
    fresh: list[Component] = []
    for component in components(entries):
        known = [homes[entry.person.sample] for entry in component if entry.person.sample in homes]
        if known:
            kept.setdefault(min(known, key=ids.index), []).extend(component)
        else:
            fresh.append(component)
    size = size or fitting_size(sum(map(len, fresh)))
    batches = [Batch(id, tuple(kept[id])) for id in ids if id in kept]
    batches.extend(
        Batch(id, members) for id, members in zip(_free_ids(ids), _packed(fresh, size), strict=False)
    )
    return tuple(batches)


def _free_ids(taken: Sequence[str]) -> Iterable[str]:
    names = (f"batch-{number:04d}" for number in count(1))
    return (name for name in names if name not in taken)


def _packed(parts: Iterable[Component], size: int) -> Iterable[Component]:
    """Components one after the other, a new batch begun before it would hold more than `size` samples."""
    batch: list[SampleEntry] = []
    for part in parts:
        if batch and len(batch) + len(part) > size:
            yield tuple(batch)
            batch = []
        batch.extend(part)
    if batch:
        yield tuple(batch)
