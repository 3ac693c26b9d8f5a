"""Checks of a gene model, on a gene of 30 bases worked out by hand."""

from dataclasses import replace

import pytest

from hyperigm.core.gene_model import ManeExon
from hyperigm.core.locus import Exceptions, Gap, IntronException
from hyperigm.core.panel import Exon, Transcript
from hyperigm.core.splice import (
    coding_faults,
    coding_slice,
    exon_sequences,
    gap_faults,
    intron_faults,
    row_faults,
)
from hyperigm.core.strand import reverse_complement
from hyperigm.core.variant import Build

# exon 1 (101-108) CCATGAAA, intron GTTTTTAG (109-116), exon 2 (117-124) TGCTAAGG: M K C stop.
GENE = "CCATGAAAGTTTTTAGTGCTAAGG"
NONE = Exceptions((), (), (), ())
PLUS = Transcript(
    "NM_1.1", "NP_1.1", "G", Build.GRCH38, "chr1", 1, (Exon(1, 101, 108), Exon(2, 117, 124)), (103, 122), True
)
# The same gene read from the other strand of its own reverse complement: 101-124 run backwards.
MINUS = replace(PLUS, strand=-1, exons=(Exon(1, 117, 124), Exon(2, 101, 108)), cds=(103, 122))


def fetch(chrom: str, start: int, end: int, bases: str = GENE) -> str:
    assert chrom == "chr1"
    return "".join(bases[at - 101] if 101 <= at <= 124 else "N" for at in range(start, end + 1))


def fetch_minus(chrom: str, start: int, end: int) -> str:
    return fetch(chrom, start, end, reverse_complement(GENE))


def test_exons_are_spliced_on_either_strand() -> None:
    assert exon_sequences(PLUS, fetch) == ["CCATGAAA", "TGCTAAGG"]
    assert exon_sequences(MINUS, fetch_minus) == ["CCATGAAA", "TGCTAAGG"]


def test_the_coding_part_is_found_on_either_strand() -> None:
    # By hand: the A of ATG is the third base of the spliced transcript, the stop ends at the 14th.
    assert coding_slice(PLUS) == coding_slice(MINUS) == slice(2, 14)


def test_gt_ag_introns_pass_on_either_strand() -> None:
    assert list(intron_faults(PLUS, fetch, NONE)) == []
    assert list(intron_faults(MINUS, fetch_minus, NONE)) == []


def test_another_intron_passes_only_where_it_is_listed() -> None:
    def fetch_other(chrom: str, start: int, end: int) -> str:
        return fetch(chrom, start, end, GENE.replace("GTTTTTAG", "ATTTTTAC"))

    (fault,) = intron_faults(PLUS, fetch_other, NONE)
    assert fault == ("G NM_1.1 GRCh38 exon 1 / exon 2", "the intron between them is AT-AC, not GT-AG")
    listed = replace(NONE, introns=(IntronException("NM_1.1", 1, "AT", "AC", "here"),))
    assert list(intron_faults(PLUS, fetch_other, listed)) == []
    wrong = replace(NONE, introns=(IntronException("NM_1.1", 1, "AT", "AG", "here"),))
    assert [what for _, what in intron_faults(PLUS, fetch_other, wrong)] == [
        "the intron between them is AT-AC, but listed as AT-AG"
    ]


@pytest.mark.parametrize(
    ("spliced", "protein", "expected"),
    [
        ("CCATGAAATGCTAAGG", "MKC", []),
        ("CCATGAAATGCTAAGG", None, []),
        ("CCATGAAATGCTAAGG", "MKW", ["exon 2: codon 3 translates to C, expected W"]),
        ("CCATGAACTGCTAAGG", "MKC", ["exon 1: codon 2 translates to N, expected K"]),
        ("CCATGTAATGCTAAGG", None, ["exon 1: codon 2 translates to *, expected a sense codon"]),
        ("CCCTGAAATGCTAAGG", None, ["exon 1: the first codon is CTG, not ATG"]),
        ("CCATGAAATGCTACGG", None, ["exon 2: the last codon, 4, is TAC, which is no stop"]),
    ],
)
def test_the_protein_is_held_against_the_known_one(
    spliced: str, protein: str | None, expected: list[str]
) -> None:
    """Translations by hand: ATG M, AAA K, AAC N, TGC C, TAA stop, CTG L."""
    found = [
        f"{where.removeprefix('G NM_1.1 GRCh38 ')}: {what}"
        for where, what in coding_faults(PLUS, spliced, protein)
    ]
    assert found == expected


def test_a_broken_codon_is_told_where_the_coding_part_ends() -> None:
    faults = list(coding_faults(replace(PLUS, cds=(103, 123)), "CCATGAAATGCTAAGG", "MKC"))
    assert faults == [
        ("G NM_1.1 GRCh38 exon 2", "the coding sequence has 13 bases up to here, not whole codons")
    ]


def test_bases_without_sequence_need_a_listed_gap() -> None:
    longer = replace(PLUS, exons=(PLUS.exons[0], Exon(2, 117, 130)))
    (fault,) = gap_faults(longer, fetch, ())
    assert fault[0] == "G NM_1.1 GRCh38 exon 2"
    assert fault[1].startswith("6 bases from 125")
    gap = Gap(Build.GRCH38, "G", "chr1", 125, 130, "none", "here")
    assert list(gap_faults(longer, fetch, [gap])) == []
    assert len(list(gap_faults(longer, fetch, [replace(gap, end=129)]))) == 1


def row(number: int, start: int, end: int, cds: tuple[int, int] | None, frame: int | None) -> ManeExon:
    first, last = cds or (None, None)
    names = ("G", "NM_1.1", "NP_1.1", "ENST1.1", "ENSP1.1", "chr1", "NC_1.1")
    return ManeExon(*names, "+", number, start, end, first, last, frame)


GOOD = (row(1, 101, 108, (103, 108), 0), row(2, 117, 124, (117, 122), 0))


def test_rows_that_fit_each_other_pass() -> None:
    assert list(row_faults(GOOD, Build.GRCH38)) == []


@pytest.mark.parametrize(
    ("rows", "exon", "expected"),
    [
        ((GOOD[1], GOOD[0]), 2, "stands where exon 1 belongs"),
        ((GOOD[0], replace(GOOD[1], exon_start=105)), 2, "does not follow exon 1"),
        ((replace(GOOD[0], exon_end=107), GOOD[1]), 1, "reaches beyond the exon"),
        ((GOOD[0], replace(GOOD[1], cds_start=118)), 2, "leaves out bases between two coding exons"),
        ((GOOD[0], replace(GOOD[1], frame=1)), 2, "frame 1, but 6 coding bases precede it"),
    ],
)
def test_rows_that_contradict_each_other_are_told(
    rows: tuple[ManeExon, ...], exon: int, expected: str
) -> None:
    found = list(row_faults(rows, Build.GRCH38))
    assert any(where == f"G NM_1.1 exon {exon} GRCh38" and expected in what for where, what in found)
