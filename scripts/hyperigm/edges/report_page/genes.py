"""One picture and one line of numbers per gene: what was looked at, and what was found where."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from hyperigm.core.coverage import Assessed, ExonStatus, ranges
from hyperigm.core.finding import NAMED, Finding, SampleResult, Tier
from hyperigm.core.panel import CaveatRegion, Gene, Panel
from hyperigm.core.pictures.gene import (
    Bar,
    GenePicture,
    Pin,
    Scale,
    domain_bars,
    gene_picture,
    scale_of,
    short_name,
)
from hyperigm.core.variant import Build
from hyperigm.edges.domains import load_domains
from hyperigm.edges.reference import load_reference
from hyperigm.edges.resources import remembered

TIERS = list(Tier)
COUNTED = (Assessed.ASSESSED, Assessed.NOT_ASSESSED, Assessed.UNASSESSABLE, Assessed.UNKNOWN)


@dataclass(frozen=True, slots=True)
class GenePart:
    """One gene on the page. tier: of its most important finding, None where nothing was called.

    variants, exons: how many. counts: (status, number of exons, their numbers as text), those that occur.
    stretches: (exons as text, status, reason), neighbours of one reason together. words: the picture for who
    can't see it. unread: how many exons were not read in full, with a copy elsewhere or not; copied: those of
    them with a copy, as text.
    """

    gene: Gene
    picture: GenePicture
    caveats: tuple[CaveatRegion, ...]
    tier: Tier | None
    variants: int
    exons: int
    counts: tuple[tuple[Assessed, int, str], ...]
    stretches: tuple[tuple[str, Assessed, str], ...]
    words: str
    unread: int
    copied: str

    @property
    def headline(self) -> str:
        """What was found, in few words."""
        if self.tier is None:
            return "no call"
        return self.tier if self.tier in NAMED else f"{self.tier} only"

    @property
    def read(self) -> str:
        """How much was read and assessed, in few words: an exon with a copy elsewhere may be read, and is not
        assessed."""
        known = {status: number for status, number, _ in self.counts}
        copies = known.get(Assessed.UNASSESSABLE, 0)
        aside = f", {copies} with a copy elsewhere" if copies else ""
        if self.unread:
            return f"{self.unread} exon{'' if self.unread == 1 else 's'} not read{aside}"
        if known.get(Assessed.UNKNOWN):
            return f"not known what was read{aside}"
        return f"{known.get(Assessed.ASSESSED, 0)} of {self.exons} exons assessed{aside}"


def gene_parts(result: SampleResult, panel: Panel) -> tuple[GenePart, ...]:
    """One per gene that has coding exons in the result, panel order."""
    if result.build is None:
        return ()
    mine: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in result.findings:
        mine[finding.gene.symbol].append(finding)
    return tuple(
        _part(gene, result.build, exons, mine[gene.symbol], panel)
        for gene in panel.genes
        if (exons := [exon for exon in result.exons if exon.gene == gene.symbol])
    )


@remembered
def gene_scale(build: Build, symbol: str) -> tuple[Scale, tuple[Bar, ...]]:
    """The scale of a gene's MANE Select transcript on a build, and its domains on that scale.

    A gene that a user's panel has on the other build alone is drawn as it is there.
    """
    models = (model for at in (build, build.other) for model in load_reference(at).transcripts)
    scale = scale_of(next(model for model in models if model.mane and model.gene == symbol))
    return scale, domain_bars(scale, (row for row in load_domains() if row.gene == symbol))


def _part(
    gene: Gene, build: Build, exons: Sequence[ExonStatus], mine: Sequence[Finding], panel: Panel
) -> GenePart:
    """mine: the findings of the gene."""
    scale, bars = gene_scale(build, gene.symbol)
    picture = gene_picture(gene.symbol, scale, exons, bars, mine)
    looked = _looked(tuple(exons))
    return GenePart(
        gene=gene,
        picture=picture,
        caveats=tuple(caveat for caveat in panel.caveats if caveat.gene == gene.symbol),
        tier=min((finding.tier for finding in mine), key=TIERS.index, default=None),
        variants=len({finding.call.allele.key for finding in {id(f.call): f for f in mine}.values()}),
        exons=len(exons),
        counts=looked.counts,
        stretches=looked.stretches,
        words=_words(gene, len(exons), looked.counts, picture),
        unread=looked.unread,
        copied=looked.copied,
    )


class _Looked(NamedTuple):
    """The fields of a GenePart that its exons alone decide."""

    counts: tuple[tuple[Assessed, int, str], ...]
    stretches: tuple[tuple[str, Assessed, str], ...]
    unread: int
    copied: str


@lru_cache(maxsize=1024)
def _looked(exons: tuple[ExonStatus, ...]) -> _Looked:
    return _Looked(
        counts=tuple(_counts(exons)),
        stretches=tuple(_stretches(exons)),
        unread=sum(exon.unread for exon in exons),
        copied=ranges(tuple(e.exon for e in exons if e.unread and e.status is Assessed.UNASSESSABLE)),
    )


def _counts(exons: Sequence[ExonStatus]) -> Iterator[tuple[Assessed, int, str]]:
    for status in COUNTED:
        if numbers := tuple(exon.exon for exon in exons if exon.status is status):
            yield status, len(numbers), ranges(numbers)


def _stretches(exons: Sequence[ExonStatus]) -> Iterator[tuple[str, Assessed, str]]:
    for (status, reason), same in groupby(exons, key=lambda exon: (exon.status, exon.reason)):
        yield ranges(tuple(exon.exon for exon in same)), status, reason


def _words(gene: Gene, exons: int, counts: Sequence[tuple[Assessed, int, str]], picture: GenePicture) -> str:
    """The picture for who can't see it."""
    read = "; ".join(f"{status.replace('_', ' ')}: {numbers}" for status, _, numbers in counts)
    pins = ", ".join(map(pin_words, picture.pins)) or "none above background"
    return f"{gene.symbol}, {exons} coding exons. {read}. Variants: {pins}."


def pin_words(pin: Pin) -> str:
    """A variant of the picture: its name and its tier."""
    return f"{short_name(pin.finding)[:200]} ({pin.finding.tier})"
