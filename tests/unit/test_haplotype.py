"""Which variants are read together, by phase. Alleles of PMS2 codon 46 (AGC, c.136-138, GRCh38
6005917-6005919 on the minus strand); joint names by hand."""

import pytest

from hyperigm.core.annotation import Haplotype
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.reference import load_reference

SLOTS = {"0": Slot.REF, "1": Slot.THIS, "2": Slot.OTHER, ".": Slot.MISSING}
FIRST = Allele("chr7", 6005919, "T", "C")  # c.136A>G, Ser46Gly
SECOND = Allele("chr7", 6005918, "C", "T")  # c.137G>A, Ser46Asn
THIRD = Allele("chr7", 6005917, "G", "T")  # c.138C>A, Ser46Arg


def call(allele: Allele, text: str, phase_set: str | None = None, siblings: tuple[str, ...] = ()) -> Call:
    slots = tuple(SLOTS[mark] for mark in text.replace("|", "/").split("/"))
    record = Record(allele.chrom, allele.pos, allele.ref, (allele.alt,), (), ".")
    genotype = Genotype(text, slots, "|" in text)
    return Call(allele, genotype, record, phase_set=phase_set, siblings=siblings)


def together(*calls: Call) -> tuple[Haplotype, ...]:
    annotator = Annotator(load_reference(Build.GRCH38), {})
    singles = {item.allele.key: annotator.annotation(item.allele) for item in calls}
    return annotator.haplotypes(calls, singles)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (call(FIRST, "0|1", "7:1"), call(SECOND, "0|1", "7:1")),
        (call(FIRST, "1/1"), call(SECOND, "1/1")),
        (call(FIRST, "1"), call(SECOND, "1")),
        (call(FIRST, "1/1"), call(SECOND, "0/1")),
    ],
)
def test_proven_in_cis(one: Call, other: Call) -> None:
    """AGC with both is GAC: Asp. A call on all copies is on the copy of any other."""
    (found,) = together(one, other)
    assert found.proven
    assert found.effect.hgvs_c == "NM_000535.7:c.136_137delinsGA"
    assert found.effect.hgvs_p == "NP_000526.2:p.(Ser46Asp)"
    assert found.effect.consequence == ("missense_variant",)
    assert found.members == (SECOND.key, FIRST.key)
    assert "on one chromosome copy" in found.reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (call(FIRST, "0/1"), call(SECOND, "0/1")),
        (call(FIRST, "0|1", "7:1"), call(SECOND, "0|1", "7:2")),
        (call(FIRST, "0|1", "7:1"), call(SECOND, "0/1")),
        (call(FIRST, "./1"), call(SECOND, "0/1")),
    ],
)
def test_unknown_phase_is_said(one: Call, other: Call) -> None:
    (found,) = together(one, other)
    assert not found.proven
    assert "phase is not known" in found.effect.note
    assert "which the file does not show" in found.reason


@pytest.mark.parametrize(
    "calls",
    [
        # other copies of one phase set
        (call(FIRST, "0|1", "7:1"), call(SECOND, "1|0", "7:1")),
        # no copy carries the second
        (call(FIRST, "0/1"), call(SECOND, "./.")),
        # another codon (c.139, Leu47)
        (call(SECOND, "0|1", "7:1"), call(Allele("chr7", 6005916, "G", "A"), "0|1", "7:1")),
        # two alleles of one record are in trans by construction
        (
            call(FIRST, "1/2", siblings=("chr7-6005919-T-G",)),
            call(Allele("chr7", 6005919, "T", "G"), "2/1", siblings=(FIRST.key,)),
        ),
    ],
)
def test_not_together(calls: tuple[Call, ...]) -> None:
    assert together(*calls) == ()


def test_three_of_a_codon() -> None:
    """AGC with all three is GAA: Glu."""
    (found,) = together(*(call(allele, "0|1", "7:1") for allele in (FIRST, SECOND, THIRD)))
    assert len(found.members) == 3
    assert found.effect.hgvs_p == "NP_000526.2:p.(Ser46Glu)"


def test_indels_that_restore_the_frame() -> None:
    """c.135dup and c.144del, ten bases apart: one in-frame change, named as two in brackets."""
    pair = (Allele("chr7", 6005920, "G", "GG"), Allele("chr7", 6005910, "CA", "C"))
    (found,) = together(*(call(allele, "0|1", "7:1") for allele in pair))
    assert found.effect.hgvs_c == "NM_000535.7:c.[135dup;144del]"
    assert found.effect.consequence == ("protein_altering_variant",)
    assert found.effect.hgvs_p is not None
    assert "fs" not in found.effect.hgvs_p
    assert "restore the reading frame" in found.reason


def test_one_indel_alone_restores_nothing() -> None:
    """Two deletions of one base each leave the frame shifted."""
    pair = (Allele("chr7", 6005920, "GA", "G"), Allele("chr7", 6005910, "CA", "C"))
    assert together(*(call(allele, "0|1", "7:1") for allele in pair)) == ()
