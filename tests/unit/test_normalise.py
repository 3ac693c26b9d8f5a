"""Normal forms; the reference is a made-up one, so that every expectation can be read off its letters."""

from dataclasses import dataclass
from pathlib import Path

import pysam
import pytest

from hyperigm.core.calls import Placed
from hyperigm.core.variant import Allele
from hyperigm.edges.normalise import normalise
from hyperigm.errors import ResourceError

#            1234567890123456789012345678
SEQUENCE = "NNNNNGATTACACACAGGGGGTCANNNN"


@dataclass(frozen=True)
class Letters:
    """A chromosome of SEQUENCE."""

    fasta: Path

    def fetch(self, chrom: str, start: int, end: int) -> str:
        if not 1 <= start <= end <= len(SEQUENCE):
            raise ValueError(f"{chrom}:{start}-{end}")
        return SEQUENCE[start - 1 : end]


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Letters:
    path = tmp_path_factory.mktemp("letters") / "g.fa"
    path.write_text(f">chr7\n{SEQUENCE}\n", encoding="ascii")
    pysam.faidx(str(path))
    return Letters(path)


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        # by eye: the deletion of one ACA repeat unit moves to the first of them
        (Allele("chr7", 14, "ACA", "A"), Allele("chr7", 9, "TAC", "T")),
        (Allele("chr7", 16, "AGG", "AG"), Allele("chr7", 16, "AG", "A")),
        (Allele("chr7", 20, "G", "GG"), Allele("chr7", 16, "A", "AG")),
        # common ends are trimmed
        (Allele("chr7", 6, "GATT", "GCTT"), Allele("chr7", 7, "A", "C")),
        (Allele("chr7", 6, "GAT", "GCC"), Allele("chr7", 7, "AT", "CC")),
        # what is normal stays
        (Allele("chr7", 7, "A", "C"), Allele("chr7", 7, "A", "C")),
        (Allele("chr7", 22, "TC", "GA"), Allele("chr7", 22, "TC", "GA")),
        # IUPAC codes of REF become the assembly's bases
        (Allele("chr7", 7, "R", "C"), Allele("chr7", 7, "A", "C")),
        (Allele("chr7", 7, "N", "C"), Allele("chr7", 7, "A", "C")),
    ],
)
def test_left_aligned_and_parsimonious(given: Allele, normal: Allele, letters: Letters) -> None:
    assert normalise([given], letters)[given] == Placed(normal)


@pytest.mark.parametrize(
    ("allele", "flag"),
    [
        (Allele("chr7", 7, "C", "A"), "ref_mismatch"),
        (Allele("chr7", 12, "GG", "G"), "ref_mismatch"),
        (Allele("chr7", 7, "Y", "C"), "ref_mismatch"),
        (Allele("chr7", 3, "A", "C"), "reference_unavailable"),
        (Allele("chr7", 24, "AAC", "A"), "reference_unavailable"),
        (Allele("chr7", 900, "A", "C"), "reference_unavailable"),
        (Allele("chr7", 7, "A", "R"), "ambiguous_alt"),
        (Allele("chr7", 7, "A", "<DEL>", 3), None),
        (Allele("chr7", 2, "N", "<DEL>", 20), None),
        (Allele("chr7", 7, "A", "A[chr2:5[", 7), None),
        (Allele("chr7", 7, "C", "<DEL>", 20), "ref_mismatch"),
    ],
)
def test_what_cant_be_normalised_stays_and_is_flagged(
    allele: Allele, flag: str | None, letters: Letters
) -> None:
    assert normalise([allele], letters)[allele] == Placed(allele, (flag,) if flag else ())


def test_one_bad_allele_does_not_hold_up_the_others(letters: Letters) -> None:
    bad, good = Allele("chr7", 12, "GG", "G"), Allele("chr7", 20, "G", "GG")
    placed = normalise([bad, good, bad], letters)
    assert placed[bad].flags == ("ref_mismatch",)
    assert placed[good].allele == Allele("chr7", 16, "A", "AG")


def test_a_broken_reference_is_a_resource_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError):
        normalise([Allele("chr7", 20, "G", "GG")], Letters(tmp_path / "none.fa"))
