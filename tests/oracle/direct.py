"""The plain way round: change the genome, splice it, translate it; and read a c. or p. name literally.

Written from the definitions, base by base, without the project's layout of transcripts, so that it can
judge it. Slow, and only for alleles that leave the exons' edges where they are.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from hyperigm.core.panel import Transcript
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.reference import Reference, load_reference

BASES = "TCAG"
CODE = dict(
    zip(
        (a + b + c for a in BASES for b in BASES for c in BASES),
        "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG",
        strict=True,
    )
)
_NAMES = "AlaArgAsnAspCysGlnGluGlyHisIleLeuLysMetPheProSerThrTrpTyrValTer"
THREE = {one: _NAMES[3 * at : 3 * at + 3] for at, one in enumerate("ARNDCQEGHILKMFPSTWYV*")}
ONE = {three: one for one, three in THREE.items()}
OTHER = {"A": "T", "C": "G", "G": "C", "T": "A", "N": "N"}


@dataclass
class Person:
    """One chromosome copy around a gene, base by base. bases: genome position (1-based) -> what stands there
    (several bases after an insertion, none after a deletion)."""

    transcript: Transcript
    reference: Reference
    bases: dict[int, str] = field(init=False)
    original: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        region = next(item for item in self.reference.regions if item.gene == self.transcript.gene)
        text = self.reference.fetch(region.chrom, region.start, region.end)
        self.original = dict(enumerate(text, start=region.start))
        self.bases = dict(self.original)

    def carry(self, allele: Allele) -> None:
        """Puts a VCF allele on this copy: the first base keeps the surplus, deleted ones become empty."""
        for offset, base in enumerate(allele.ref):
            assert self.original[allele.pos + offset] == base
            alt = allele.alt[offset : offset + 1]
            self.bases[allele.pos + offset] = alt
        if len(allele.alt) > len(allele.ref):
            self.bases[allele.pos + len(allele.ref) - 1] += allele.alt[len(allele.ref) :]

    def genome(self) -> str:
        """The whole stretch, plus strand."""
        return "".join(self.bases[pos] for pos in sorted(self.bases))

    def coding(self) -> str:
        """From the first coding base to the end of the transcript, transcript's strand."""
        assert self.transcript.cds is not None
        low, high = self.transcript.cds
        return self._spliced(low) if self.transcript.strand > 0 else self._spliced(high)

    def spliced(self) -> str:
        """The whole transcript, transcript's strand."""
        return self._spliced(0 if self.transcript.strand > 0 else max(self.bases))

    def _spliced(self, first: int) -> str:
        """The transcript from a genome position on."""
        positions = [pos for exon in self.transcript.exons for pos in range(exon.start, exon.end + 1)]
        if self.transcript.strand > 0:
            return "".join(self.bases[pos] for pos in sorted(positions) if pos >= first)
        parts = [self.bases[pos][::-1] for pos in sorted(positions, reverse=True) if pos <= first]
        return "".join(OTHER[base] for part in parts for base in part)

    def protein(self) -> str:
        """The translation up to and with the first stop."""
        coding = self.coding()
        residues = ""
        for start in range(0, len(coding) - 2, 3):
            residues += CODE.get(coding[start : start + 3], "X")
            if residues.endswith("*"):
                break
        return residues


def person(build: Build, gene: str, *alleles: Allele) -> Person:
    """A copy that carries these alleles."""
    reference = load_reference(build)
    copy = Person(reference.mane(gene), reference)
    for allele in alleles:
        copy.carry(allele)
    return copy


@dataclass
class Numbering:
    """Every c. position of a transcript, as HGVS numbers them, and the genome position it is."""

    transcript: Transcript
    places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.transcript.cds is not None
        strand = self.transcript.strand
        spans = [sorted((exon.start, exon.end))[::strand] for exon in self.transcript.exons]
        low, high = self.transcript.cds
        first, last = (low, high) if strand > 0 else (high, low)
        exonic = [pos for a, b in spans for pos in range(a, b + strand, strand)]
        start, stop = exonic.index(first), exonic.index(last)
        names = {}
        for index, pos in enumerate(exonic):
            number = index - start + 1 if index >= start else index - start
            names[pos] = f"*{index - stop}" if index > stop else str(number)
        self.places = {name: pos for pos, name in names.items()}
        for (_, left), (right, _) in pairwise(spans):
            size = abs(right - left) - 1
            for step in range(1, size + 1):
                from_left = step <= size + 1 - step
                name = f"{names[left]}+{step}" if from_left else f"{names[right]}-{size + 1 - step}"
                self.places[name] = left + strand * step


_NAME = re.compile(
    r"c\.(?P<first>[-*]?\d+(?:[+-]\d+)?)(?:_(?P<last>[-*]?\d+(?:[+-]\d+)?))?"
    r"(?:(?P<ref>[ACGT])>(?P<sub>[ACGT])|(?P<kind>del|dup|inv|ins|delins)(?P<bases>[ACGT]*))"
)


def apply_coding_name(name: str, copy: Person, numbering: Numbering) -> None:
    """Does to a copy what a c. name says, literally."""
    found = _NAME.fullmatch(name)
    assert found is not None, name
    first = numbering.places[found["first"]]
    last = numbering.places[found["last"] or found["first"]]
    strand = copy.transcript.strand
    low, high = min(first, last), max(first, last)
    old = "".join(copy.original[pos] for pos in range(low, high + 1))
    new = _plus(found["sub"] or found["bases"] or "", strand)
    if found["sub"]:
        assert old == _plus(found["ref"], strand)
    if found["kind"] == "ins":
        assert high == low + 1
        copy.bases[low] += new
        return
    new = {"dup": old + old, "inv": _plus(old, -1)}.get(found["kind"] or "", new)
    for pos in range(low, high + 1):
        copy.bases[pos] = ""
    copy.bases[low] = new


def _plus(bases: str, strand: int) -> str:
    """Bases as the plus strand has them."""
    return bases if strand > 0 else "".join(OTHER[base] for base in reversed(bases))


_CHANGE = re.compile(r"p\.\((?P<a>[A-Z][a-z]{2})(?P<i>\d+)(?:_(?P<b>[A-Z][a-z]{2})(?P<j>\d+))?(?P<what>.+)\)")


def fits_protein_name(name: str, old: str, new: str) -> bool:
    """Whether a p. name (without accession) says what makes `new` of `old` (one letter, stop as `*`)."""
    found = _CHANGE.fullmatch(name)
    assert found is not None, name
    first = int(found["i"])
    last = int(found["j"] or first)
    assert THREE[old[first - 1]] == found["a"]
    assert found["b"] is None or THREE[old[last - 1]] == found["b"]
    what = found["what"]
    if what == "=":
        return old == new
    if frame := re.fullmatch(r"(?P<to>[A-Z][a-z]{2})(?:fs|ext)Ter(?P<n>\d+|\?)", what):
        same = old[: first - 1] == new[: first - 1] and new[first - 1] == ONE[frame["to"]]
        distance = len(new) - (first if "ext" in what else first - 1)
        return same and frame["n"] == (str(distance) if new.endswith("*") else "?")
    return _applied(what, first, last, old) == new


def _applied(what: str, first: int, last: int, old: str) -> str:
    before, inside, after = old[: first - 1], old[first - 1 : last], old[last:]
    if what == "del":
        return before + after
    if what == "dup":
        return before + inside + inside + after
    if what.startswith("ins"):
        before, after, what = old[:first], old[first:], what.removeprefix("ins")
    residues = "".join(ONE[three] for three in re.findall("[A-Z][a-z]{2}", what.removeprefix("delins")))
    return before + residues + ("" if residues.endswith("*") else after)
