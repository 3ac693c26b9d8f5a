"""GT by the VCF specification (4.5, section 1.6.2; a leading separator since 4.4) and known trap cases."""

import pytest

from hyperigm.core.genotype import WHOLE_CONTIG, GenotypeError, parse_genotype, phasing, seen_from
from hyperigm.core.variant import Slot

REF, THIS, OTHER, MISSING, SPANNED = Slot.REF, Slot.THIS, Slot.OTHER, Slot.MISSING, Slot.SPANNED


@pytest.mark.parametrize(
    ("text", "indices", "phased"),
    [
        ("0/1", (0, 1), False),
        ("0|1", (0, 1), True),
        ("1", (1,), False),  # one copy has nothing to be phased with
        (".", (None,), False),
        ("./.", (None, None), False),
        (".|.", (None, None), True),
        ("./2", (None, 2), False),
        ("1|.", (1, None), True),
        ("0/1/2", (0, 1, 2), False),
        ("0|1/2", (0, 1, 2), False),
        ("10/11", (10, 11), False),
        ("/0/1", (0, 1), False),  # 4.4: the first allele's own phase, written out
        ("|0|1", (0, 1), True),
        ("/1", (1,), False),
        ("|1", (1,), False),
    ],
)
def test_grammar(text: str, indices: tuple[int | None, ...], phased: bool) -> None:
    parsed = parse_genotype(text)
    assert (parsed.text, parsed.indices, parsed.phased) == (text, indices, phased)


@pytest.mark.parametrize(
    "text", ["", "/", "0/", "0//1", "a/b", "0/1 ", "-1/0", "0\\1", "+1", "0/1:3", "٠/١", "0,1", "9" * 40]
)
def test_what_is_no_genotype_is_refused(text: str) -> None:
    with pytest.raises(GenotypeError):
        parse_genotype(text)


@pytest.mark.parametrize(
    ("text", "number", "slots"),
    [
        # the genotypes that `bcftools norm -m -` rewrites (domain.md), seen from each ALT instead
        ("2", 1, (OTHER,)),
        ("2", 2, (THIS,)),
        ("./2", 1, (MISSING, OTHER)),
        ("./2", 2, (MISSING, THIS)),
        ("1/2", 1, (THIS, OTHER)),
        ("1/2", 2, (OTHER, THIS)),
        ("1|.", 1, (THIS, MISSING)),
        ("0/1", 1, (REF, THIS)),
        ("1|0", 1, (THIS, REF)),
        ("1/1/0", 1, (THIS, THIS, REF)),
    ],
)
def test_each_alt_sees_every_copy(text: str, number: int, slots: tuple[Slot, ...]) -> None:
    assert seen_from(parse_genotype(text), number).slots == slots


def test_a_spanning_deletion_is_neither_reference_nor_missing() -> None:
    """VCF 4.5 section 1.6.1 (ALT): `*` stands for an allele that an overlapping deletion removes."""
    genotype = seen_from(parse_genotype("1/2"), 1, frozenset({2}))
    assert genotype.slots == (THIS, SPANNED)
    assert (genotype.copies, genotype.missing) == (1, 0)


@pytest.mark.parametrize(
    ("text", "fields", "phase_set"),
    [
        ("0|1", {"GT": "0|1", "PS": "1234"}, "1234"),
        ("0|1", {"GT": "0|1"}, WHOLE_CONTIG),  # the specification: one set where PS is not there
        ("0|1", {"GT": "0|1", "PS": "."}, None),  # PS is there and names none
        ("0/1", {"GT": "0/1", "PS": "1234"}, None),  # the specification: PS is ignored where GT is not phased
        ("1", {"GT": "1", "PS": "1234"}, None),
        (".|.", {"GT": ".|.", "PS": "1234"}, None),
        (".|1", {"GT": ".|1", "PS": "1234"}, "1234"),
    ],
)
def test_phase_set_by_gt_and_ps(text: str, fields: dict[str, str], phase_set: str | None) -> None:
    phased = phasing(parse_genotype(text), fields)
    assert phased.phase_set == phase_set
    assert phased.genotype == parse_genotype(text)


@pytest.mark.parametrize(
    ("text", "fields", "indices", "phase_set"),
    [
        # GATK: PGT is the phased genotype of a heterozygote that GT writes with `/`, PID its phase set
        ("0/1", {"PGT": "0|1", "PID": "100_A_T"}, (0, 1), "100_A_T"),
        ("0/1", {"PGT": "1|0", "PID": "100_A_T"}, (1, 0), "100_A_T"),
        ("0/2", {"PGT": "1|0", "PID": "100_A_T"}, (2, 0), "100_A_T"),
        # it says nothing of two different ALTs, of homozygotes, or without a PID
        ("1/2", {"PGT": "0|1", "PID": "100_A_T"}, (1, 2), None),
        ("1/1", {"PGT": "0|1", "PID": "100_A_T"}, (1, 1), None),
        ("0/1", {"PGT": "0|1", "PID": "."}, (0, 1), None),
        ("0/1", {"PGT": ".", "PID": "100_A_T"}, (0, 1), None),
        # GATK 3 ReadBackedPhasing: HP names block and haplotype of each allele, in the order of GT
        ("0/1", {"HP": "100-1,100-2"}, (0, 1), "100"),
        ("0/1", {"HP": "100-2,100-1"}, (1, 0), "100"),
        ("0/1", {"HP": "100-1,200-2"}, (0, 1), None),
        ("0/1", {"HP": "."}, (0, 1), None),
    ],
)
def test_phase_that_gatk_writes_beside_gt(
    text: str, fields: dict[str, str], indices: tuple[int, ...], phase_set: str | None
) -> None:
    phased = phasing(parse_genotype(text), fields)
    assert (phased.genotype.indices, phased.phase_set) == (indices, phase_set)
    assert phased.genotype.text == text
    assert phased.genotype.phased is (phase_set is not None)
