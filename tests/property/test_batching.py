"""What must hold of any plan: nobody lost, nobody twice, nobody parted, nobody moved."""

from hypothesis import given
from hypothesis import strategies as st

from hyperigm.core.batching import assign
from hyperigm.core.family import Person
from hyperigm.core.plan import Batch, Plan, SampleEntry

Rows = list[tuple[str, str, int]]


@st.composite
def sheets(draw: st.DrawFn) -> list[SampleEntry]:
    size = draw(st.integers(0, 25))
    families = draw(st.lists(st.sampled_from(["", "", "", "F1", "F2", "F3"]), min_size=size, max_size=size))
    files = draw(st.lists(st.sampled_from(["", "", "", "j1", "j2"]), min_size=size, max_size=size))
    return [
        SampleEntry(Person(f"S{index}", family=family), file or f"{index}.vcf")
        for index, (family, file) in enumerate(zip(families, files, strict=True))
    ]


def homes(batches: tuple[Batch, ...]) -> dict[str, str]:
    return {member.person.sample: batch.id for batch in batches for member in batch.samples}


@given(sheets(), st.integers(1, 8))
def test_everybody_once_and_ties_kept(entries: list[SampleEntry], size: int) -> None:
    batches = assign(entries, None, size)
    placed = [member for batch in batches for member in batch.samples]
    assert sorted(member.person.sample for member in placed) == sorted(e.person.sample for e in entries)
    home = homes(batches)
    for a in entries:
        for b in entries:
            if (a.person.family and a.person.family == b.person.family) or a.vcf == b.vcf:
                assert home[a.person.sample] == home[b.person.sample]


@given(sheets(), st.integers(1, 8))
def test_appending_strangers_moves_nobody(entries: list[SampleEntry], size: int) -> None:
    before = assign(entries, None, size)
    grown = [*entries, *(SampleEntry(Person(f"N{i}"), f"n{i}.vcf") for i in range(3))]
    after = assign(grown, Plan(before), size)
    assert after[: len(before)] == before


@given(sheets(), st.integers(1, 8))
def test_the_same_sheet_gives_the_same_plan(entries: list[SampleEntry], size: int) -> None:
    before = assign(entries, None, size)
    assert assign(entries, Plan(before), size) == before
