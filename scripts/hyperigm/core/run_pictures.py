"""The numbers behind the pictures of a run: a histogram of calls, and how well each exon was seen. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median_low

from hyperigm.core.cohort import SampleLine
from hyperigm.core.coverage import Assessed

WIDTH, HEIGHT, FOOT = 600.0, 160.0, 182.0
"""Of the histogram: units of its view box from edge to edge, of the highest bar, and where bars stand."""
MAX_BINS = 24
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
"""Calls per bin: the first with which all samples fit in MAX_BINS bins."""
LIMITS = (10.0, 50.0)
"""Percent of samples without an exon, above which its box has the second and the third shade."""


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar. label: its calls (`20-29`); number: samples; x, y, width, height: in the view box."""

    label: str
    number: int
    x: float
    y: float
    width: float
    height: float
    named: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def short(self) -> str:
        """The number in little room."""
        return f"{self.number / 1000:.1f}k" if self.number >= 1000 else str(self.number)


@dataclass(frozen=True, slots=True)
class Histogram:
    """Calls per sample. fewest, most: a sample and its calls, the first of several; median: a count that is
    one sample's."""

    bins: tuple[Bin, ...]
    fewest: tuple[str, int]
    most: tuple[str, int]
    median: int


def histogram(lines: Sequence[SampleLine]) -> Histogram | None:
    """Of the samples that were read; None where none was."""
    read = [line for line in lines if not line.failed]
    if not read:
        return None
    counts = [line.n_calls for line in read]
    low, high = min(counts), max(counts)
    step = next((s for s in STEPS if high // s - low // s < MAX_BINS), ceil((high + 1) / MAX_BINS))
    first = low // step
    numbers = [0] * (high // step - first + 1)
    for count in counts:
        numbers[count // step - first] += 1
    fewest = min(read, key=lambda line: line.n_calls)
    most = max(read, key=lambda line: line.n_calls)
    return Histogram(
        tuple(_bins(numbers, first, step)),
        (fewest.sample, fewest.n_calls),
        (most.sample, most.n_calls),
        median_low(counts),
    )


def _bins(numbers: Sequence[int], first: int, step: int) -> Iterator[Bin]:
    slot = min(WIDTH / len(numbers), 80.0)
    every = ceil(len(numbers) / 8)
    for place, number in enumerate(numbers):
        low = (first + place) * step
        height = round(HEIGHT * number / max(numbers), 1)
        label = str(low) if step == 1 else f"{low}-{low + step - 1}"
        x, width = round(place * slot + 1, 1), round(slot - 2, 1)
        yield Bin(label, number, x, round(FOOT - height, 1), width, height, place % every == 0)


@dataclass(frozen=True, slots=True)
class ExonBox:
    """An exon over all samples. percent: of them without it; step: 0, 1 or 2, how bad; title: in words."""

    exon: int
    percent: str
    step: int
    title: str


def exon_boxes(
    exons: Mapping[str, Mapping[int, Mapping[Assessed, int]]], genes: Sequence[str]
) -> Iterator[tuple[str, tuple[ExonBox, ...]]]:
    """Per gene, its exons in transcript order."""
    for gene in genes:
        if exons.get(gene):
            yield gene, tuple(_box(exon, counts) for exon, counts in sorted(exons[gene].items()))


def _box(exon: int, counts: Mapping[Assessed, int]) -> ExonBox:
    total = sum(counts.values())
    share = 100 * (total - counts.get(Assessed.ASSESSED, 0)) / total
    seen = ((status.value.replace("_", " "), counts.get(status, 0)) for status in Assessed)
    words = ", ".join(f"{status} {number:,}" for status, number in seen if number)
    percent = "<1" if 0 < share < 1 else str(int(share))
    return ExonBox(exon, percent, sum(share > limit for limit in LIMITS), f"exon {exon}: {words}")
