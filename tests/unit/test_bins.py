"""Bins of an index, looked up. Oracle: the bins that were written, by the tabix and CSI specifications."""

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyperigm.core.bins import bins_at, runs_of

CHUNKS = (1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 256, 257)
"""257 is told from 1 by the second byte alone."""


def written(numbers: list[int], csi: bool, dice: random.Random) -> tuple[bytes, dict[int, tuple[int, int]]]:
    """The bins as bytes; of each where its first chunk begins and, of a .csi, its floor."""
    data, expected = b"", {}
    for number in numbers:
        chunks = dice.choice(CHUNKS)
        offsets = [dice.randrange(1 << 48) for _ in range(2 * chunks)]
        floor = dice.randrange(1 << 48)
        head = struct.pack("<IQi", number, floor, chunks) if csi else struct.pack("<Ii", number, chunks)
        data += head + struct.pack(f"<{2 * chunks}Q", *offsets)
        expected[number] = (offsets[0], floor)
    return data, expected


@given(seed=st.integers(0, 10_000), csi=st.booleans(), ordered=st.booleans())
def test_each_bin_is_found_and_no_other(seed: int, csi: bool, ordered: bool) -> None:
    dice = random.Random(seed)
    numbers = dice.sample(range(600 if dice.random() < 0.5 else 300_000), dice.randrange(400))
    data, expected = written(sorted(numbers) if ordered else numbers, csi, dice)
    bins = bins_at(b"before" + data + b"behind", 6, len(numbers), csi)
    assert bins.begins() == {number: begin for number, (begin, _) in expected.items()}
    for number in {*numbers, *range(600), *(number + 65_536 for number in numbers)}:
        begin, floor = expected.get(number, (None, None))
        assert bins.begin(number) == begin
        assert not csi or bins.floor(number) == floor


def test_an_empty_bin_is_refused() -> None:
    data = struct.pack("<Ii2QIi", 1, 1, 5, 6, 2, 0)
    with pytest.raises(ValueError, match="an empty bin"):
        list(runs_of(data, 0, 2, csi=False))
