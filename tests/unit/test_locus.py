"""Alignments of an LRG record to other sequences, on small sequences worked out by hand."""

import pytest

from hyperigm.core.locus import AlignedSpan, Difference, aligned_sequence, lift, plus_strand
from hyperigm.core.splice import span_faults

#           123456789012
SEQUENCE = "AACCGGTTACGT"
MISMATCH = Difference("mismatch", 2, 2, "A", "T")
INSERTED = Difference("other_ins", 4, 5, "", "CC")
DELETED = Difference("lrg_ins", 8, 9, "TA", "")
# By hand: A[A>T]CC +CC GGT -TA CGT = ATCC CC GGT CGT, 12 bases, at 101-112.
FORWARD = AlignedSpan(1, 12, 101, 112, 1, (DELETED, MISMATCH, INSERTED))
BACKWARD = AlignedSpan(1, 12, 101, 112, -1, (MISMATCH, INSERTED, DELETED))
PLAIN = AlignedSpan(1, 12, 1001, 1012, 1)


def test_differences_are_applied_in_any_order() -> None:
    assert aligned_sequence(SEQUENCE, FORWARD) == "ATCCCCGGTCGT"


def test_a_part_of_the_record_is_cut_out() -> None:
    # By hand: bases 3-10 of SEQUENCE.
    assert aligned_sequence(SEQUENCE, AlignedSpan(3, 10, 1, 8, 1)) == "CCGGTTAC"


def test_a_record_on_the_minus_strand_is_turned_round() -> None:
    # By hand: the reverse complement of ATCCCCGGTCGT.
    assert plus_strand(SEQUENCE, BACKWARD) == "ACGACCGGGGAT"


@pytest.mark.parametrize(
    ("position", "forward", "backward"),
    [
        # By hand from the layout above: LRG 1-4 -> 101-104, 5-7 -> 107-109, 10-12 -> 110-112.
        (1001, 101, 112),
        (1004, 104, 109),
        (1005, 107, 106),
        (1008, None, None),  # the deleted TA
        (1010, 110, 103),
        (1000, 100, 113),  # outside: the offset of the nearest end
        (1013, 113, 100),
    ],
)
def test_positions_are_lifted_through_the_record(
    position: int, forward: int | None, backward: int | None
) -> None:
    assert lift(position, PLAIN, FORWARD) == forward
    assert lift(position, PLAIN, BACKWARD) == backward
    for reached, span in ((forward, FORWARD), (backward, BACKWARD)):
        assert reached is None or lift(reached, span, PLAIN) == position


def test_an_inserted_base_has_no_place_in_the_record() -> None:
    assert lift(105, FORWARD, PLAIN) is None


def test_a_difference_that_the_record_contradicts_is_told() -> None:
    wrong = AlignedSpan(1, 12, 101, 112, 1, (Difference("mismatch", 2, 2, "G", "T"),))
    assert list(span_faults("here", SEQUENCE, wrong)) == [
        ("here", "LRG base 2 is A, the stated difference says G")
    ]


def test_a_mapping_of_the_wrong_length_is_told() -> None:
    short = AlignedSpan(1, 12, 101, 111, 1)
    assert list(span_faults("here", SEQUENCE, short)) == [
        ("here", "the differences make 12 bases, the mapping spans 11")
    ]
