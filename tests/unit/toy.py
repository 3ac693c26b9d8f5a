"""A small transcript made by hand, the same on either strand.

offset   0         10        20        30
5'UTR    GG
exon 1   ATGAAACCC              (offsets 2-10: Met Lys Pro)
intron 1 gtaagt + 24 a + tttag  (offsets 11-45)
exon 2   GGGTTTGAATAA           (Gly Phe Glu Ter)
3'UTR    CATTGACC               (read through: Ala? CAT TGA: His Ter)
"""

from hyperigm.core.edit import Stretch
from hyperigm.core.panel import Exon, Transcript
from hyperigm.core.strand import reverse_complement
from hyperigm.core.transcript import SplicedTranscript, lay_out
from hyperigm.core.variant import Allele, Build

BEFORE, AFTER = "TTTTT", "CCCCC"
EXON_1 = "GG" + "ATGAAACCC"
INTRON = "GTAAGT" + "C" * 24 + "TTTAG"
EXON_2 = "GGGTTTGAATAA" + "CATTGACC"
GENE = BEFORE + EXON_1 + INTRON + EXON_2 + AFTER
FIRST = 101


def toy(strand: int) -> SplicedTranscript:
    """The transcript on chrT:101-159 of the plus or minus strand."""
    size = len(GENE)
    last = FIRST + size - 1
    start_1 = len(BEFORE)
    start_2 = start_1 + len(EXON_1) + len(INTRON)
    spans = [(start_1, start_1 + len(EXON_1)), (start_2, start_2 + len(EXON_2))]
    cds = (start_1 + 2, start_2 + 11)

    def position(offset: int) -> int:
        return FIRST + offset if strand > 0 else last - offset

    def exon(number: int, span: tuple[int, int]) -> Exon:
        low, high = sorted((position(span[0]), position(span[1] - 1)))
        return Exon(number, low, high)

    low, high = sorted((position(cds[0]), position(cds[1])))
    transcript = Transcript(
        accession="NM_1.1",
        protein="NP_1.1",
        gene="TOY",
        build=Build.GRCH38,
        chrom="chrT",
        strand=strand,
        exons=tuple(exon(number, span) for number, span in enumerate(spans, start=1)),
        cds=(low, high),
        mane=True,
    )
    return lay_out(transcript, Stretch("chrT", FIRST, last, strand, GENE))


def allele(strand: int, offset: int, ref: str, alt: str) -> Allele:
    """The allele that on the transcript's strand changes `ref` at that offset of GENE."""
    assert GENE[offset : offset + len(ref)] == ref
    if strand > 0:
        return Allele("chrT", FIRST + offset, ref, alt)
    pos = FIRST + len(GENE) - offset - len(ref)
    return Allele("chrT", pos, reverse_complement(ref), reverse_complement(alt))
