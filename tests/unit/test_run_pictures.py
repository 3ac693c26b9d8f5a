"""The numbers of the pictures, by hand."""

from dataclasses import replace

import pytest
from tests.made_up import failed, result

from hyperigm.core.cohort import SampleLine, sample_line
from hyperigm.core.coverage import Assessed
from hyperigm.core.run_pictures import MAX_BINS, exon_boxes, histogram


def with_calls(*numbers: int) -> list[SampleLine]:
    """Samples with so many calls."""
    return [replace(sample_line(result(f"S{place}")), n_calls=number) for place, number in enumerate(numbers)]


def test_a_histogram_counts_every_sample_once() -> None:
    made = histogram([*with_calls(30, 30, 32, 35), sample_line(failed("x"))])
    assert made is not None
    assert [(one.label, one.number) for one in made.bins] == [
        ("30", 2), ("31", 0), ("32", 1), ("33", 0), ("34", 0), ("35", 1),
    ]  # fmt: skip
    assert (made.fewest, made.most, made.median) == (("S0", 30), ("S3", 35), 30)
    assert [one.height for one in made.bins[:3]] == [160.0, 0.0, 80.0]


@pytest.mark.parametrize("numbers", [(0, 1_000_000), (0,), (5, 28), (0, 24), tuple(range(500))])
def test_no_sample_is_lost_in_any_range(numbers: tuple[int, ...]) -> None:
    made = histogram(with_calls(*numbers))
    assert made is not None
    assert sum(one.number for one in made.bins) == len(numbers)
    assert len(made.bins) <= MAX_BINS


def test_without_a_sample_there_is_none() -> None:
    assert histogram([sample_line(failed("x"))]) is None


def test_the_share_of_an_exon() -> None:
    counts = {Assessed.ASSESSED: 199, Assessed.UNKNOWN: 1}
    exons = {
        "CD40": {2: {Assessed.UNKNOWN: 4}, 1: counts, 3: {Assessed.ASSESSED: 3, Assessed.NOT_ASSESSED: 1}}
    }
    ((gene, boxes),) = exon_boxes(exons, ("UNG", "CD40"))
    assert gene == "CD40"
    assert [(box.exon, box.percent, box.step) for box in boxes] == [(1, "<1", 0), (2, "100", 2), (3, "25", 1)]
    assert boxes[2].title == "exon 3: assessed 3, not assessed 1"
