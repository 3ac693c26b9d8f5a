"""Whether an allele may change splicing, by the sequence alone. Pure.

Three cases are told, all for a person to settle with a splice score or RNA: a splice site that the allele
makes and that is no weaker than the one beside it, the exon's own site made weaker, and an insertion or
deletion in an intron close to an exon. None is an ACMG/AMP criterion, for no limit of them is calibrated.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hyperigm.core.edit import Edit
from hyperigm.core.transcript import SplicedTranscript

REACH = 50
"""Bases from an exon within which splicing is open (SpliceAI's default distance to a site, -D 50)."""
WEAKER = 0.15
"""Share of its score from which a site is weakened: customary for MaxEntScan, bits as here (Houdayer 2012,
PMID 22505045; its text was not at hand). 10 % was the best limit on 222 pathogenic and 50 harmless alleles
for two programs (doi:10.1155/2016/5614058), but by these matrices two common alleles lose more: IKBKG
c.1056-6T>C 12 %, which is GRCh38's own base, and PMS2 c.706-7T>A 11 %."""
EVEN = 0.25
"""Share of each base where there is no site."""


@dataclass(frozen=True, slots=True)
class SiteColumn:
    """One column of a splice site's profile. site: `donor` or `acceptor`; position: from the exon edge, which
    lies between -1 and 1; a, c, g, t: shares of the bases, 0-1."""

    site: str
    position: int
    a: float
    c: float
    g: float
    t: float


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """before: columns in front of the exon edge; bits: log2 of share over EVEN by base, None for never."""

    before: int
    bits: tuple[Mapping[str, float | None], ...]

    def score(self, bases: str, edge: int) -> float | None:
        """Bits of the site at an edge (0-based gap); None where it can be no site, or bases are unknown."""
        start = edge - self.before
        window = bases[max(start, 0) : start + len(self.bits)]
        if len(window) < len(self.bits):
            return None
        found = [column.get(base) for column, base in zip(self.bits, window, strict=True)]
        known = [bits for bits in found if bits is not None]
        return sum(known) if len(known) == len(found) else None


def site_profiles(columns: Iterable[SiteColumn]) -> dict[str, SiteProfile]:
    """The profiles by site."""
    by_site: dict[str, list[SiteColumn]] = {}
    for column in columns:
        by_site.setdefault(column.site, []).append(column)
    return {
        site: SiteProfile(
            sum(column.position < 0 for column in found),
            tuple(_bits(column) for column in sorted(found, key=lambda column: column.position)),
        )
        for site, found in by_site.items()
    }


def _bits(column: SiteColumn) -> dict[str, float | None]:
    shares = {"A": column.a, "C": column.c, "G": column.g, "T": column.t}
    return {base: math.log2(share / EVEN) if share else None for base, share in shares.items()}


def splicing_open(model: SplicedTranscript, edit: Edit, profiles: Mapping[str, SiteProfile]) -> str:
    """What of splicing is open, as what the allele `makes` or `weakens`, or "". edit: trimmed, moved 3'."""
    made = next(_made(model, edit, profiles), "")
    return made or next(_weakened(model, edit, profiles), "") or _intron_length(model, edit)


def _weakened(model: SplicedTranscript, edit: Edit, profiles: Mapping[str, SiteProfile]) -> Iterator[str]:
    """The exons' own sites that the edit leaves with WEAKER of their bits less, or more than that."""
    bases = model.stretch.bases
    low = max(edit.start - REACH, 0)
    after = Edit(edit.start - low, edit.end - low, edit.alt).applied(bases[low : edit.end + REACH])
    for site, index, edge in _sites(model):
        profile = profiles[site]
        first = edge - profile.before
        if not edit.hits(first, first + len(profile.bits)):
            continue
        own = profile.score(bases, edge)
        left = [profile.score(after, moved - low) for moved in _moved(edit, edge)]
        best = max((score for score in left if score is not None), default=None)
        if own and own > 0 and best is not None and own - best >= WEAKER * own:
            number = model.transcript.exons[index].number
            yield (
                f"weakens the splice {site} of exon {number} by sequence ({best:.1f} against {own:.1f} "
                f"bits, {100 * (own - best) / own:.0f} % less), which no splice score settles"
            )


def _sites(model: SplicedTranscript) -> Iterator[tuple[str, int, int]]:
    """Each splice site: its kind, its exon (index) and its edge."""
    for index, (start, end) in enumerate(model.exons):
        if index:
            yield "acceptor", index, start
        if index < len(model.exons) - 1:
            yield "donor", index, end


def _moved(edit: Edit, edge: int) -> set[int]:
    """Where an edge lies after the edit; both sides of one that goes across it."""
    if edit.end <= edge and edit.start < edge:
        return {edge + edit.growth}
    return {edge} if edit.start >= edge and edit.end > edge else {edge, edge + edit.growth}


def _made(model: SplicedTranscript, edit: Edit, profiles: Mapping[str, SiteProfile]) -> Iterator[str]:
    """Sites that the edit makes where there was none, no weaker than the exon's own."""
    bases = model.stretch.bases
    low = max(edit.start - REACH, 0)
    around = Edit(edit.start - low, edit.end - low, edit.alt)
    after = around.applied(bases[low : edit.end + REACH])
    for site, profile in profiles.items():
        first = around.start - (len(profile.bits) - profile.before) + 1
        for edge in range(first, around.start + len(edit.alt) + profile.before):
            score = profile.score(after, edge)
            old = low + (edge if edge <= around.start else max(edge - edit.growth, around.start))
            if score is None or profile.score(bases, old) is not None:
                continue
            for index, own in _own_sites(model, site, old):
                level = profile.score(bases, own)
                if level is None or score >= level:
                    number = model.transcript.exons[index].number
                    yield _said(site, number, old - own, score, level)


def _own_sites(model: SplicedTranscript, site: str, edge: int) -> Iterator[tuple[int, int]]:
    """Exons (index) that a site at the edge would make longer or shorter, each with its own site's edge."""
    for index, (start, end) in enumerate(model.exons):
        if site == "acceptor" and index and start - REACH <= edge < end and edge != start:
            yield index, start
        if site == "donor" and index < len(model.exons) - 1 and start < edge <= end + REACH and edge != end:
            yield index, end


def _said(site: str, exon: int, away: int, score: float, own: float | None) -> str:
    where = "behind" if away > 0 else "before"
    level = "which is none" if own is None else f"{score:.1f} against {own:.1f} bits"
    return (
        f"makes a splice {site} {abs(away)} bases {where} that of exon {exon}, "
        f"by sequence no weaker ({level}), which no splice score settles"
    )


def _intron_length(model: SplicedTranscript, edit: Edit) -> str:
    """An indel in an intron within REACH of an exon, but for one more or less copy of a repeat."""
    if not edit.growth or _repeat(model.stretch.bases, edit):
        return ""
    for index, (start, end) in enumerate(model.introns):
        if not start <= edit.start <= edit.end <= end:
            continue
        ends = ((edit.start - start, index), (end - edit.end, index + 1))
        away, nearest = min(ends)
        if away < REACH:
            number = model.transcript.exons[nearest].number
            return (
                f"makes the intron {_bases(edit.growth)} {away + 1} bases from exon {number}, "
                "the effect of which no splice score settles"
            )
    return ""


def _bases(growth: int) -> str:
    size = abs(growth)
    return f"{size} base{'s' if size > 1 else ''} {'longer' if growth > 0 else 'shorter'}"


def _repeat(bases: str, edit: Edit) -> bool:
    """Whether a pure insertion or deletion adds or takes a copy of what stands beside it."""
    if edit.alt and edit.start < edit.end:
        return False
    unit = edit.alt or bases[edit.start : edit.end]
    size = len(unit)
    return unit in (bases[max(edit.start - size, 0) : edit.start], bases[edit.end : edit.end + size])
