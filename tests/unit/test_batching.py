"""Batches. Expected values follow by hand from the rules in the module's docstrings."""

import pytest

from hyperigm.core.batching import assign, components
from hyperigm.core.family import Person
from hyperigm.core.plan import Batch, Plan, SampleEntry


def entry(name: str, vcf: str = "", family: str = "", father: str = "", mother: str = "") -> SampleEntry:
    person = Person(name, family=family, father=father or None, mother=mother or None)
    return SampleEntry(person, vcf or f"{name}.vcf")


def names(batches: tuple[Batch, ...]) -> dict[str, str]:
    return {batch.id: "".join(member.person.sample for member in batch.samples) for batch in batches}


def test_family_parents_and_file_tie_people_together() -> None:
    people = [
        *(entry("A", family="F1"), entry("B"), entry("C", family="F1"), entry("D", father="E")),
        *(
            entry("E"),
            entry("G", vcf="joint.vcf"),
            entry("H", vcf="joint.vcf"),
            entry("I", vcf="joint.vcf", mother="A"),
        ),
    ]
    assert ["".join(member.person.sample for member in part) for part in components(people)] == [
        "ACGHI",
        "B",
        "DE",
    ]


def test_one_family_under_an_empty_name_is_no_family() -> None:
    assert len(components([entry("A"), entry("B")])) == 2


def test_batches_are_filled_in_sheet_order() -> None:
    assert names(assign([entry(name) for name in "ABCDE"], None, 2)) == {
        "batch-0001": "AB",
        "batch-0002": "CD",
        "batch-0003": "E",
    }


def test_a_family_is_never_parted_even_if_larger_than_a_batch() -> None:
    people = [entry("A"), *(entry(name, family="F") for name in "BCD"), entry("E")]
    assert names(assign(people, None, 2)) == {"batch-0001": "A", "batch-0002": "BCD", "batch-0003": "E"}


def test_a_new_sample_opens_a_new_batch_and_leaves_the_others() -> None:
    plan = Plan(assign([entry(name) for name in "ABC"], None, 2))
    grown = [entry(name) for name in "XABCY"]
    assert names(assign(grown, plan, 2)) == {"batch-0001": "AB", "batch-0002": "C", "batch-0003": "XY"}


def test_a_new_relative_joins_the_batch_of_the_family() -> None:
    plan = Plan(assign([entry("A", family="F"), entry("B"), entry("C")], None, 2))
    grown = [entry("A", family="F"), entry("B"), entry("C"), entry("D", family="F")]
    assert names(assign(grown, plan, 2)) == {"batch-0001": "ADB", "batch-0002": "C"}


def test_two_batches_that_become_one_family_meet_in_the_first() -> None:
    plan = Plan(assign([entry(name) for name in "ABCD"], None, 2))
    joined = [entry("A"), entry("B", family="F"), entry("C", family="F"), entry("D")]
    assert names(assign(joined, plan, 2)) == {"batch-0001": "ABC", "batch-0002": "D"}


def test_an_emptied_batch_goes_and_its_id_is_not_given_to_others() -> None:
    plan = Plan(assign([entry(name) for name in "ABC"], None, 1))
    assert names(assign([entry("A"), entry("C"), entry("N")], plan, 1)) == {
        "batch-0001": "A",
        "batch-0003": "C",
        "batch-0004": "N",
    }


def test_another_batch_size_moves_nobody() -> None:
    people = [entry(name) for name in "ABCD"]
    plan = Plan(assign(people, None, 2))
    assert assign(people, plan, 1) == plan.batches


@pytest.mark.parametrize(
    ("samples", "batches"),
    [
        (1, [1]),
        (50, [50]),
        (60, [50, 10]),  # a quarter would be 15, and fewer than 50 does not pay
        (400, [100] * 4),
        (1000, [250] * 4),
        (5000, [250] * 20),
    ],
)
def test_without_a_size_a_batch_takes_a_quarter_within_bounds(samples: int, batches: list[int]) -> None:
    made = assign([entry(f"S{number}") for number in range(samples)], None, None)
    assert [len(batch.samples) for batch in made] == batches


def test_new_samples_leave_the_batches_that_are_there_alone() -> None:
    people = [entry(f"S{number}") for number in range(400)]
    plan = Plan(assign(people, None, None))
    grown = assign([*people, *(entry(f"N{number}") for number in range(30))], plan, None)
    assert grown[:4] == plan.batches
    assert [len(batch.samples) for batch in grown[4:]] == [30]
