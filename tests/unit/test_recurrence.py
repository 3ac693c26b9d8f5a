"""Recurrent alleles. Oracles: the Poisson distribution by hand, and the carriers written in each case."""

from math import exp

import pytest
from tests.made_up import finding

from hyperigm.core.annotation import Frequency
from hyperigm.core.finding import Tier
from hyperigm.core.recurrence import Recurrence, at_least


def seen(
    tiers: list[Tier], af: float | None = None, alone: bool = True, total: int = 100
) -> list[tuple[int, str]]:
    """Families and name of what recurs where people have one allele with these tiers."""
    collected, frequency = Recurrence(), None if af is None else Frequency(af=af)
    for number, tier in enumerate(tiers):
        collected.add([finding(f"S{number}", tier=tier, frequency=frequency)])
    names = [f"S{number}" for number in range(total)]
    families = {name: name if alone else "one" for name in names}
    table = collected.table(families, {name: place for place, name in enumerate(names)})
    return [(one.families, one.name) for one in table]


NAME = "NM_000074.3:c.107T>A"


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        ([Tier.CANDIDATE, Tier.UNCERTAIN], [(2, NAME)]),
        ([Tier.DIAGNOSTIC, Tier.CARRIER, Tier.CARRIER], [(3, NAME)]),
        ([Tier.CARRIER, Tier.CARRIER], []),
        ([Tier.BACKGROUND, Tier.BACKGROUND], []),
        ([Tier.SECONDARY, Tier.SECONDARY], []),
        ([Tier.DIAGNOSTIC], []),
    ],
)
def test_which_tiers_are_told(tiers: list[Tier], expected: list[tuple[int, str]]) -> None:
    assert seen(tiers) == expected


def test_relatives_count_once() -> None:
    assert seen([Tier.DIAGNOSTIC, Tier.DIAGNOSTIC], alone=False) == []


def test_a_frequency_that_explains_it_silences_it() -> None:
    """Of 100 people, 100 * (1 - 0.99**2) = 1.99 are expected to have an allele of frequency 0.01."""
    assert seen([Tier.UNCERTAIN] * 2, af=0.01) == []
    assert seen([Tier.UNCERTAIN] * 2, af=1e-6) == [(2, NAME)]
    assert seen([Tier.UNCERTAIN] * 12, af=0.01) == [(12, NAME)]


def test_a_call_that_was_not_made_is_no_carrier() -> None:
    collected = Recurrence()
    for name in ("a", "b"):
        collected.add([finding(name, tier=Tier.UNCERTAIN, genotype="./.")])
    assert collected.table({"a": "a", "b": "b"}, {"a": 0, "b": 1}) == ()


def test_the_samples_come_in_the_order_of_the_sheet_and_tiers_first() -> None:
    collected = Recurrence()
    for name in ("c", "a", "b"):
        collected.add([finding(name, tier=Tier.CANDIDATE, pos=5), finding(name, tier=Tier.UNCERTAIN, pos=3)])
    collected.add([finding("d", tier=Tier.UNCERTAIN, pos=3)])
    names = {name: place for place, name in enumerate("abcd")}
    table = collected.table({name: name for name in names}, names)
    assert [(one.key, [name for name, _ in one.samples]) for one in table] == [
        ("chrX-5-T-A", ["a", "b", "c"]),
        ("chrX-3-T-A", ["a", "b", "c", "d"]),
    ]


@pytest.mark.parametrize(
    ("number", "expected", "chance"),
    [(0, 3.0, 1.0), (1, 2.0, 1 - exp(-2)), (2, 1.0, 1 - 2 * exp(-1)), (3, 0.0, 0.0)],
)
def test_the_chance_of_so_many(number: int, expected: float, chance: float) -> None:
    assert at_least(number, expected) == pytest.approx(chance)


def test_the_chance_of_many_where_many_are_expected() -> None:
    assert at_least(1000, 1000.0) == 1.0
    assert at_least(2000, 1000.0) == 0.0
