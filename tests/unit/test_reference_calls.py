"""When a file says that a sample has no copy of an allele: by hand, from what each genotype states."""

import pytest

from hyperigm.core.calls import Placed
from hyperigm.core.record import parse_site
from hyperigm.core.reference_calls import Block, SiteColumns, by_allele, reference_calls
from hyperigm.core.variant import Allele, Call, Slot

C, G = Allele("chrX", 100, "A", "C"), Allele("chrX", 100, "A", "G")
DELETION = Allele("chrX", 100, "ACGT", "A")


def asked(allele: Allele, column: str) -> tuple[Call, ...]:
    site = parse_site(["X", "100", ".", "A", "C,G,*", ".", "PASS", ".", "GT:DP"], "chrX")
    sites = [SiteColumns(site, {0: column}, {})]
    return reference_calls([allele], 0, by_allele(sites, {C: Placed(C), G: Placed(G)}), [])


@pytest.mark.parametrize(
    ("column", "slots"),
    [
        ("0/0:30", (Slot.REF, Slot.REF)),
        ("0:30", (Slot.REF,)),
        ("0/2:30", (Slot.REF, Slot.OTHER)),
        ("0/3:30", (Slot.REF, Slot.SPANNED)),
    ],
)
def test_a_called_genotype_without_the_allele(column: str, slots: tuple[Slot, ...]) -> None:
    (call,) = asked(C, column)
    assert (call.allele, call.genotype.slots, call.depth) == (C, slots, 30)


@pytest.mark.parametrize("column", ["./.:30", "./0:30", "0|.:30", ".:30", "0/1:30", "1:30"])
def test_what_was_not_called_or_is_carried_is_no_reference(column: str) -> None:
    assert asked(C, column) == ()


def test_silence_is_no_reference() -> None:
    assert reference_calls([C], 0, {}, []) == ()


def blocks(genotype: str) -> list[Block]:
    """A gVCF's blocks chrX:90-120 and chrX:121-140; GATK writes the smallest depth as MIN_DP."""
    made = []
    for start, end in ((90, 120), (121, 140)):
        fixed = ("X", str(start), ".", "T", "<NON_REF>", ".", ".", f"END={end}", "GT:DP:GQ:MIN_DP")
        made.append(Block("chrX", start, end, fixed, {0: f"{genotype}:40:99:22"}))
    return made


def test_a_block_that_covers_the_allele_is_reference() -> None:
    (call,) = reference_calls([C], 0, {}, blocks("0/0"))
    assert (call.genotype.slots, call.depth, call.quality) == ((Slot.REF, Slot.REF), 22, 99.0)
    assert (call.alt_depth, call.allele_fraction) == (None, None)
    assert call.record.pos == 90
    assert reference_calls([DELETION], 0, {}, blocks("0/0"))


@pytest.mark.parametrize(
    "allele",
    [
        Allele("chrX", 89, "A", "C"),
        Allele("chrX", 141, "A", "C"),
        Allele("chr7", 100, "A", "C"),
        Allele("chrX", 119, "ACGT", "A"),  # reaches over the end of its block
    ],
)
def test_a_block_elsewhere_is_not(allele: Allele) -> None:
    assert reference_calls([allele], 0, {}, blocks("0/0")) == ()


@pytest.mark.parametrize("genotype", ["./.", "0/1", "."])
def test_a_block_that_is_not_called_reference_is_not(genotype: str) -> None:
    assert reference_calls([C], 0, {}, blocks(genotype)) == ()
    assert reference_calls([C], 1, {}, blocks("0/0")) == ()
