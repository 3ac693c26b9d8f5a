"""Which variants are read together, by phase. Alleles of PMS2 codon 46 (AGT, c.136-138, GRCh38
6005917-6005919 on the minus strand); joint names by hand."""

import pytest

from hyperigm.core.annotation import Haplotype
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.reference import load_reference

SLOTS = {"0": Slot.REF, "1": Slot.THIS, "2": Slot.OTHER, ".": Slot.MISSING}
FIRST = Allele("chr7", 6005919, "T", "C")  # c.136A>G, Ser46Gly
SECOND = Allele("chr7", 6005918, "C", "T")  # c.137G>A, Ser46Asn
THIRD = Allele("chr7", 6005917, "A", "T")  # c.138T>A, Ser46Arg


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
    """AGT with both is GAT: Asp. A call on all copies is on the copy of any other."""
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
    """AGT with all three is GAA: Glu."""
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


def read(found: tuple[Haplotype, ...]) -> set[tuple[int, str, bool]]:
    """Of each haplotype: members, p. without accession, proven."""
    return {(len(item.members), (item.effect.hgvs_p or "").split(":")[1], item.proven) for item in found}


DELETED = Allele("chrX", 136648368, "AC", "A")  # CD40LG c.121del
INSERTED = Allele("chrX", 136648387, "C", "CG")  # c.139_140insG
BETWEEN = Allele("chrX", 136648378, "G", "C")  # c.130G>C
RESTORED = "p.(Leu41_His47delinsPheLeuLeuCysIlePheAsp)"
"""By hand: CTT TTT GCT GTG TAT CTT CAT (codons 41-47) becomes TTT TTG CTG TGT ATC TTC GAT; with c.130G>C the
third of these is CTC, Leu as well."""


@pytest.mark.parametrize(
    "between", [call(BETWEEN, "0/1"), call(BETWEEN, "0|1", "X:2"), call(BETWEEN, "1|0", "X:2")]
)
def test_what_is_proven_to_restore_the_frame_does_not_wait_for_what_lies_between(between: Call) -> None:
    """The two indels are of one phase set; whether the substitution is on their copy is not known."""
    found = together(call(DELETED, "0|1", "X:1"), call(INSERTED, "0|1", "X:1"), between)
    assert read(found) == {(2, RESTORED, True), (3, RESTORED, False)}
    assert found[-1].proven


def test_what_every_copy_carries_lies_between_indels_of_unknown_phase() -> None:
    (found,) = together(call(DELETED, "0/1"), call(INSERTED, "0/1"), call(BETWEEN, "1/1"))
    assert read((found,)) == {(3, RESTORED, False)}


def test_what_is_in_trans_does_not_lie_between() -> None:
    found = together(call(DELETED, "0|1", "X:1"), call(INSERTED, "0|1", "X:1"), call(BETWEEN, "1|0", "X:1"))
    assert read(found) == {(2, RESTORED, True)}


# CD40LG codon 41 is CTT, c.121-123
C121A, T122A, T123A = (Allele("chrX", 136648369 + at, ref, "A") for at, ref in enumerate("CTT"))


@pytest.mark.parametrize(
    ("genotypes", "expected"),
    [
        # each copy has ATT; the two others may be on one copy (AAA) or on two (AAT and ATA)
        (
            (("1/1", None), ("0/1", None), ("0/1", None)),
            {(2, "p.(Leu41Asn)", False), (2, "p.(Leu41Ile)", False), (3, "p.(Leu41Lys)", False)},
        ),
        # a proven pair (AAT), which the third may change to AAA
        (
            (("0|1", "X:1"), ("0|1", "X:1"), ("0/1", None)),
            {(2, "p.(Leu41Asn)", False), (3, "p.(Leu41Lys)", False)},
        ),
        # the third is on the other copy, or on the same
        ((("0|1", "X:1"), ("0|1", "X:1"), ("1|0", "X:1")), {(2, "p.(Leu41Asn)", True)}),
        ((("0|1", "X:1"), ("0|1", "X:1"), ("0|1", "X:1")), {(3, "p.(Leu41Lys)", True)}),
        # one copy has the two on every copy alone (AAT), the other all three
        (
            (("1/1", None), ("1/1", None), ("0/1", None)),
            {(2, "p.(Leu41Asn)", True), (3, "p.(Leu41Lys)", True)},
        ),
        # in trans, with one on every copy: each copy has two
        (
            (("1/1", None), ("0|1", "X:1"), ("1|0", "X:1")),
            {(2, "p.(Leu41Asn)", True), (2, "p.(Leu41Ile)", True)},
        ),
        # three of unknown phase: every pair (ATA, AAT, CAA) and all
        (
            (("0/1", None), ("0/1", None), ("0/1", None)),
            {
                (2, "p.(Leu41Asn)", False),
                (2, "p.(Leu41Ile)", False),
                (2, "p.(Leu41Gln)", False),
                (3, "p.(Leu41Lys)", False),
            },
        ),
    ],
)
def test_mixed_phase_in_one_codon(
    genotypes: tuple[tuple[str, str | None], ...], expected: set[tuple[int, str, bool]]
) -> None:
    """What the copies of a diploid can carry, by hand; AAT Asn, ATA Ile, CAA Gln, AAA Lys."""
    calls = [
        call(allele, *genotype) for allele, genotype in zip((C121A, T122A, T123A), genotypes, strict=True)
    ]
    assert read(together(*calls)) == expected


def test_what_has_no_name_alone_has_none_together() -> None:
    """c.123 is T: a call that says it is G contradicts the reference, and can't be part of a name."""
    wrong = Allele("chrX", 136648371, "G", "A")
    assert together(call(T122A, "1/1"), call(wrong, "1/1")) == ()
    assert together(call(T122A, "1/1"), call(Allele("chrX", 136648371, "T", "R"), "1/1")) == ()


STOP = Allele("chr20", 46122235, "C", "T")  # CD40 c.133C>T
SHIFT = Allele("chr20", 46122258, "AG", "A")  # CD40 c.157del
BEHIND = Allele("chr20", 46122272, "C", "T")  # CD40 c.170C>T
NEXT = Allele("chr20", 46122264, "C", "T")  # CD40 c.162C>T
LATER = Allele("chrX", 136648393, "A", "C")  # CD40LG c.145A>C
MORE = Allele("chr20", 46122246, "G", "GCGTAGAT")
FEWER = Allele("chr20", 46122251, "ACTGC", "A")


@pytest.mark.parametrize(
    ("calls", "term", "why"),
    [
        ((call(STOP, "0|1", "7"), call(BEHIND, "0|1", "7")), "stop_gained", "ends the protein before it"),
        ((call(STOP, "1/1"), call(BEHIND, "0/1")), "stop_gained", "ends the protein before it"),
        ((call(SHIFT, "0|1", "7"), call(NEXT, "0|1", "7")), "frameshift_variant", "shifts the frame"),
        ((call(MORE, "0|1", "7"), call(FEWER, "0|1", "7")), "stop_gained", "ends the protein before it"),
    ],
)
def test_behind_a_stop_or_a_shifted_frame(calls: tuple[Call, ...], term: str, why: str) -> None:
    """bcftools csq 1.24 says these terms of the phased pairs, and points from the second to the first
    (`@46122235`); threads in benchmarks/scoreboard.yaml, E24 to E26. By hand: of a copy that ends or shifts,
    what lies behind is not made; a call on every copy is on the copy of any other."""
    (found,) = together(*calls)
    assert found.proven
    assert found.lost == calls[1].allele.key
    assert term in found.effect.consequence
    assert not {"missense_variant", "synonymous_variant"} & set(found.effect.consequence)
    assert why in found.reason


@pytest.mark.parametrize(
    "calls",
    [
        # on the other copy, and not known on which
        (call(STOP, "0|1", "7"), call(BEHIND, "1|0", "7")),
        (call(STOP, "0/1"), call(BEHIND, "0/1")),
        # one copy has it without the stop
        (call(STOP, "0/1"), call(BEHIND, "1/1")),
        # before the shifted frame, and behind no such change
        (call(Allele("chr20", 46122253, "T", "C"), "0|1", "7"), call(SHIFT, "0|1", "7")),
        (call(NEXT, "0|1", "7"), call(BEHIND, "0|1", "7")),
    ],
)
def test_not_behind(calls: tuple[Call, ...]) -> None:
    assert [item for item in together(*calls) if item.lost] == []


def test_what_may_restore_the_frame_is_not_said_to_be_lost() -> None:
    """c.121del may be undone by c.139_140insG, whose phase is not known: by hand, c.145 is behind neither for
    sure."""
    calls = (call(DELETED, "0|1", "7"), call(INSERTED, "0/1"), call(LATER, "0|1", "7"))
    assert [item for item in together(*calls) if item.lost] == []
    (found,) = (item for item in together(calls[0], calls[2]) if item.lost)
    assert found.members == (DELETED.key, LATER.key)
