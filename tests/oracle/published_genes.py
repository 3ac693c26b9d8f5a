"""Genes of the published PVS1 examples as models on a made-up chromosome, plus strand.

pvs1_genes.tsv has the c. number of the last coding base of each exon (0: an exon in front of the start) and
the number of residues. The first and last exon of USH2A and SLC26A4 stand for several: further junctions
behind change no answer. Introns are made up. Bases: the gene's own coding sequence where pvs1_coding.fa has
it (public copies of the RefSeq records; the end of PAH by UniProt P00439), which VEP's p. names check;
elsewhere a filler without stops in frame, that has one within three codons in both other frames.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hyperigm.core.edit import Stretch
from hyperigm.core.panel import Exon, Transcript
from hyperigm.core.transcript import SplicedTranscript, lay_out
from hyperigm.core.variant import Allele, Build

HERE = Path(__file__).parent
FILLER = "CTGACTAAC"
INTRON = "GTAAGT" + "C" * 60 + "TTTTTTTTTTTTTCAG"
UNTRANSLATED = "C" * 60
CODON = {"Trp": "TGG", "Arg": "CGA", "Gln": "CAA", "Glu": "GAA", "Tyr": "TAC"}
CHANGE = re.compile(r"c\.(\d+)(?:_(\d+))?([+-]\d+)?(?:([ACGT])>([ACGT])|(del|dup|ins)([ACGT]*))$")
NONSENSE = re.compile(r"p\.([A-Z][a-z]{2})(\d+)Ter$")
SHIFTED = re.compile(r"p\.[A-Z][a-z]{2}(\d+)[A-Z][a-z]{2}fsTer(\d+)$")


@dataclass(frozen=True)
class Example:
    """A row of pvs1_published.tsv."""

    gene: str
    name: str
    protein: str
    kind: str
    published: str
    source: str


@dataclass(frozen=True)
class PublishedGene:
    """ends: the last coding base of each exon (c. number); real: whether the bases are the gene's own."""

    residues: int
    ends: tuple[int, ...]
    real: bool
    model: SplicedTranscript

    @property
    def junction(self) -> int:
        """The c. number of the last base before the last junction."""
        return self.ends[-2]

    @property
    def edges(self) -> set[int]:
        """The c. numbers at both sides of each junction."""
        return {end + side for end in self.ends[:-1] for side in (0, 1)}

    def allele(self, name: str) -> Allele:
        """The VCF allele of a c. name. Raises ValueError where its REF is not the model's."""
        found = CHANGE.match(name)
        if found is None:
            raise ValueError(name)
        first, last, offset, ref, alt, what, bases = found.groups()
        start = self._offset(int(first), int(offset or 0))
        size = int(last) - int(first) + 1 if last else 1
        genome = self.model.stretch.bases
        if ref:
            if genome[start] != ref:
                raise ValueError(f"{name}: the model has {genome[start]}")
            return Allele("chrT", start + 1, ref, alt)
        if what == "del":
            return Allele("chrT", start, genome[start - 1 : start + size], genome[start - 1])
        inserted = bases if what == "ins" else genome[start : start + size]
        at = start if what == "ins" else start + size - 1
        return Allele("chrT", at + 1, genome[at], genome[at] + inserted)

    def _offset(self, number: int, intronic: int) -> int:
        at = self.model.cds[0] + number - 1
        index = max(i for i, start in enumerate(self.model.mrna_starts) if start <= at)
        return self.model.exons[index][0] + at - self.model.mrna_starts[index] + intronic


@cache
def examples() -> tuple[Example, ...]:
    """Every row of the table, in its order."""
    with (HERE / "pvs1_published.tsv").open() as table:
        rows = csv.DictReader(table, delimiter="\t")
        keys = ("gene", "hgvs_c", "hgvs_p", "kind", "published", "from")
        return tuple(Example(*(row[key] for key in keys)) for row in rows)


@cache
def gene(symbol: str) -> PublishedGene:
    """The model of a gene. Raises KeyError where pvs1_genes.tsv has no such gene."""
    with (HERE / "pvs1_genes.tsv").open() as table:
        row = {line["gene"]: line for line in csv.DictReader(table, delimiter="\t")}[symbol]
    ends = tuple(map(int, row["coding_exon_ends"].split()))
    residues, real = int(row["residues"]), _coding().get(symbol)
    coding = real or _filled(symbol, residues)
    return PublishedGene(residues, ends, real is not None, _model(symbol, coding, ends))


@cache
def _coding() -> dict[str, str]:
    records = (HERE / "pvs1_coding.fa").read_text().split(">")[1:]
    return {record.split()[0]: "".join(record.split("\n")[1:]) for record in records}


def _filled(symbol: str, residues: int) -> str:
    bases = list(("ATG" + FILLER * residues)[: 3 * residues] + "TAA")
    for example in examples():
        stop = NONSENSE.match(example.protein)
        if example.gene == symbol and stop:
            at = 3 * int(stop[2]) - 3
            bases[at : at + 3] = CODON[stop[1]]
    return "".join(bases)


def _model(symbol: str, coding: str, ends: tuple[int, ...]) -> SplicedTranscript:
    pieces = [coding[start:end] for start, end in zip((0, *ends), ends, strict=False)]
    pieces[0] = UNTRANSLATED + pieces[0]
    pieces[-1] += UNTRANSLATED
    genome, exons = "C" * 9, []
    for number, piece in enumerate(pieces, start=1):
        exons.append(Exon(number, len(genome) + 1, len(genome) + len(piece)))
        genome += piece + (INTRON if number < len(pieces) else "C" * 9)
    coded = [exon for exon, end in zip(exons, ends, strict=True) if end]
    first = coded[0].start + (len(UNTRANSLATED) if ends[0] else 0)
    cds = (first, exons[-1].end - len(UNTRANSLATED))
    transcript = Transcript("NM_1.1", "NP_1.1", symbol, Build.GRCH38, "chrT", 1, tuple(exons), cds, mane=True)
    return lay_out(transcript, Stretch("chrT", 1, len(genome), 1, genome))
