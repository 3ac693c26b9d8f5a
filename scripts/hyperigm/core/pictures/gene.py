"""A gene in one picture: coding exons, protein domains, and where the variants lie.

Left to right is the transcript, 5' to 3'. Places are percent of the picture's width, so that the picture
fits a phone and a sheet of paper with letters of one size; heights are the template's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hyperigm.core.coverage import ExonStatus, coding_parts
from hyperigm.core.finding import NAMED, Finding, Tier
from hyperigm.core.panel import Transcript

MARGIN = 1.5
"""Left and right of the coding exons: for what lies outside them."""
GAP = 1.1
"""An intron, however long."""
FLOOR = 3.0
"""The least width of an exon; the rest of the width is shared by length."""
NARROWEST = 0.8
"""The least width of a domain, so that a motif can be seen."""
LETTER = 1.9
"""Width of a letter of a label where the picture is 340 pixels wide."""
LONGEST = 18
"""Letters of a label; what is longer is cut, and whole on its card."""
LABELS, PINS = 12, 60
"""Variants of one gene that have a label, and a pin; the others, in report order, have a mark."""
SPAN = 50
"""Bases from which on an allele is drawn as a stretch."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A stretch of the MANE Select protein (residues from 1, both ends inclusive). short: its label."""

    gene: str
    first: int
    last: int
    name: str
    short: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """The coding bases of one exon (1-based, inclusive) and where they are drawn. before: coding bases
    left of it."""

    number: int
    first: int
    last: int
    before: int
    x: float
    width: float

    @property
    def length(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Scale:
    """Where bases and residues of one transcript are drawn; parts in transcript order."""

    parts: tuple[Part, ...]
    strand: int
    _bases: dict[int, float] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def residues(self) -> int:
        """Length of the protein, the stop left out."""
        return sum(part.length for part in self.parts) // 3 - 1

    def base(self, pos: int) -> float:
        """The place of a genomic base (1-based); what is not coding is beside or between exons."""
        known = self._bases.get(pos)
        if known is None:
            known = self._bases[pos] = self._base(pos)
        return known

    def _base(self, pos: int) -> float:
        left = 0.0
        last: Part | None = None
        for part in self.parts:
            along = self._along(part, pos)
            if along < 0:
                return MARGIN / 2 if last is None else self._between(last, part, pos)
            if along < part.length:
                return round(part.x + part.width * (along + 0.5) / part.length, 2)
            last, left = part, part.x + part.width
        return left + MARGIN / 2

    def residue(self, number: int, end: bool = False) -> float:
        """The left edge of a residue, or the right one (`end`)."""
        offset = 3 * number if end else 3 * (number - 1)
        for part in self.parts:
            within = offset - part.before
            if within < part.length or (end and within == part.length):
                return round(part.x + part.width * max(within, 0) / part.length, 2)
        return self.parts[-1].x + self.parts[-1].width

    def _along(self, part: Part, pos: int) -> int:
        return pos - part.first if self.strand == 1 else part.last - pos

    def _between(self, left: Part, right: Part, pos: int) -> float:
        done, ahead = self._along(left, pos) - left.length + 1, -self._along(right, pos)
        start = left.x + left.width
        return round(start + (right.x - start) * done / (done + ahead), 2)


@dataclass(frozen=True, slots=True)
class Box:
    """One coding exon, and whether it was read."""

    exon: ExonStatus
    x: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Bar:
    """One domain. fits: whether its label fits in it."""

    domain: Domain
    x: float
    width: float

    @property
    def fits(self) -> bool:
        return len(self.domain.short) * LETTER * 0.55 < self.width

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Pin:
    """One variant. end: where a stretch ends, None for a point. level: how high its label stands, 0 lowest;
    anchor: on which side of its place the label is written."""

    finding: Finding
    x: float
    end: float | None = None
    label: str = ""
    level: int = 0
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class GenePicture:
    """All of it. pins: above background; marks: places of background variants, to half a percent."""

    symbol: str
    boxes: tuple[Box, ...]
    bars: tuple[Bar, ...]
    pins: tuple[Pin, ...]
    marks: tuple[float, ...]
    residues: int

    @property
    def levels(self) -> int:
        """How many lines of labels there are."""
        return max((pin.level + 1 for pin in self.pins if pin.label), default=0)


def scale_of(transcript: Transcript) -> Scale:
    """The scale of a transcript. ValueError where it has no coding sequence."""
    coding = coding_parts(transcript)
    if not coding:
        raise ValueError(f"{transcript.accession} has no coding sequence")
    total = sum(last - first + 1 for _, first, last in coding)
    spare = 100 - 2 * MARGIN - GAP * (len(coding) - 1) - FLOOR * len(coding)
    parts, x, before = [], MARGIN, 0
    for number, first, last in coding:
        length = last - first + 1
        width = FLOOR + spare * length / total
        parts.append(Part(number, first, last, before, round(x, 2), round(width, 2)))
        x, before = x + width + GAP, before + length
    return Scale(tuple(parts), transcript.strand)


def domain_bars(scale: Scale, domains: Iterable[Domain]) -> tuple[Bar, ...]:
    """The domains of the gene's protein, in their order."""
    found = []
    for domain in domains:
        x = scale.residue(domain.first)
        found.append(Bar(domain, x, round(max(scale.residue(domain.last, end=True) - x, NARROWEST), 2)))
    return tuple(found)


def gene_picture(
    symbol: str,
    scale: Scale,
    exons: Sequence[ExonStatus],
    bars: tuple[Bar, ...],
    findings: Sequence[Finding],
) -> GenePicture:
    """The picture of one gene; exons and findings are of that gene, the findings in report order."""
    places = {part.number: part for part in scale.parts}
    boxes = tuple(
        Box(exon, places[exon.exon].x, places[exon.exon].width) for exon in exons if exon.exon in places
    )
    calls: dict[int, Finding] = {}
    for finding in findings:
        calls.setdefault(id(finding.call), finding)
    first: dict[str, Finding] = {}
    for finding in calls.values():
        first.setdefault(finding.call.allele.key, finding)
    ordered = first.values()
    above = [finding for finding in ordered if finding.tier is not Tier.BACKGROUND]
    plain = [finding for finding in ordered if finding.tier is Tier.BACKGROUND]
    marks = {_stepped(scale.base(finding.call.allele.pos)) for finding in (*above[PINS:], *plain)}
    return GenePicture(symbol, boxes, bars, _pins(scale, above[:PINS]), tuple(sorted(marks)), scale.residues)


def _stepped(place: float) -> float:
    """The place to half a percent: marks nearer than that are one."""
    return round(2 * place) / 2


def short_name(finding: Finding) -> str:
    """The c. name without its accession, or what else there is."""
    return finding.annotation.name.rpartition(":")[2]


def cut(text: str, longest: int) -> str:
    """The text, or its beginning and an ellipsis."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _pins(scale: Scale, findings: Sequence[Finding]) -> tuple[Pin, ...]:
    """Variants left to right, each label on the lowest line where it touches no other."""
    named = [finding for finding in findings if finding.tier in NAMED][:LABELS]
    labelled = {finding.call.allele.key for finding in named}
    placed = sorted(((*_ends(scale, finding), finding) for finding in findings), key=lambda item: item[:2])
    ends: list[float] = []
    pins = []
    for x, end, finding in placed:
        label = cut(short_name(finding), LONGEST) if finding.call.allele.key in labelled else ""
        anchor, left, right = _label_span(x, len(label) * LETTER)
        level = next((row for row, reached in enumerate(ends) if reached <= left), len(ends)) if label else 0
        if label:
            ends[level : level + 1] = [right]
        pins.append(Pin(finding, x, end if end > x else None, label, level, anchor))
    return tuple(pins)


def _ends(scale: Scale, finding: Finding) -> tuple[float, float]:
    """Left and right place of an allele; the same for a short one."""
    allele = finding.call.allele
    one = scale.base(allele.pos)
    if allele.last - allele.pos < SPAN:
        return one, one
    other = scale.base(allele.last)
    return min(one, other), max(one, other)


def _label_span(x: float, width: float) -> tuple[str, float, float]:
    """How a label is anchored, and from where to where it reaches."""
    if x < width / 2:
        return "start", x, x + width
    if x > 100 - width / 2:
        return "end", x - width, x
    return "middle", x - width / 2, x + width / 2
