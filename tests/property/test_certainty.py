"""Reading less never makes a conclusion more certain.

A sample's sources are shrunk at random: stretches are cut, dropped, or turned into holes. Whatever was not
assessed before must not be afterwards, `none_found` must not appear, and the residual chance must not fall.
"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hyperigm.core.callability import Callability, Stretch
from hyperigm.core.conclusion import conclude
from hyperigm.core.coverage import FLANK, Assessed, coding_parts, exon_statuses, site_statuses
from hyperigm.core.finding import Conclusion
from hyperigm.core.residual import residual
from hyperigm.core.variant import Build
from hyperigm.edges.limits import allele_counts, known_sites, small_shares
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import load_reference

PANEL, TRANSCRIPTS = load_panel(), load_reference(Build.GRCH38).transcripts
EXONS = tuple(
    sorted(
        (model.chrom, start - FLANK, end + FLANK)
        for model in TRANSCRIPTS
        if model.mane
        for _, start, end in coding_parts(model)
    )
)


def whole() -> tuple[Stretch, ...]:
    """Every exon read; neighbours that touch are cut apart."""
    found: list[Stretch] = []
    for chrom, start, end in EXONS:
        first = max(start, found[-1].end + 1) if found and found[-1].chrom == chrom else start
        found.append(Stretch(chrom, first, end, assessed=True, depth=30))
    return tuple(found)


WHOLE = whole()
CHANGES = ("keep", "drop", "hole", "cut_start", "cut_end")


def changed(item: Stretch, change: str, bases: int) -> tuple[Stretch, ...]:
    """A stretch read less well; never more of it than there was."""
    length = item.end - item.start + 1
    if change == "keep" or not item.assessed:
        return (item,)
    if change == "drop" or bases >= length:
        return ()
    if change == "hole":
        return (replace(item, assessed=False, reason="depth below 10", depth=3),)
    if change == "cut_start":
        return (replace(item, start=item.start + bases),)
    return (replace(item, end=item.end - bases),)


shrinking = st.dictionaries(
    st.integers(0, len(WHOLE) - 1),
    st.tuples(st.sampled_from(CHANGES), st.integers(1, 200)),
    max_size=12,
)


def shrunk(source: Callability, changes: dict[int, tuple[str, int]]) -> Callability:
    kept = [
        piece
        for number, item in enumerate(source.stretches)
        for piece in changed(item, *changes.get(number, ("keep", 1)))
    ]
    return replace(source, stretches=tuple(kept))


@given(first=shrinking, then=shrinking, closed=st.booleans(), bed=st.booleans())
def test_reading_less_is_never_more_certain(
    first: dict[int, tuple[str, int]], then: dict[int, tuple[str, int]], closed: bool, bed: bool
) -> None:
    sources = [shrunk(Callability("VCF", closed, WHOLE), first)]
    if bed:
        sources.append(Callability("BED", True, WHOLE))
    less = [shrunk(source, then) for source in sources]
    judged = [outcome(tuple(found)) for found in (sources, less)]
    (full, full_conclusion, full_chance), (part, part_conclusion, part_chance) = judged
    assert part <= full
    assert (part_conclusion is Conclusion.NONE_FOUND) <= (full_conclusion is Conclusion.NONE_FOUND)
    assert part_chance[0] >= full_chance[0]
    assert part_chance[1] >= full_chance[1]


def outcome(
    sources: tuple[Callability, ...],
) -> tuple[set[tuple[str, int]], Conclusion, tuple[float, float]]:
    """The exons assessed, the conclusion, and the ends of the residual chance."""
    exons = exon_statuses(PANEL, TRANSCRIPTS, (), sources)
    sites = site_statuses(known_sites(Build.GRCH38), (), sources)
    left = residual(PANEL, allele_counts(), small_shares(), exons, sites)
    assert left is not None
    assessed = {(exon.gene, exon.exon) for exon in exons if exon.status is Assessed.ASSESSED}
    return assessed, conclude((), exons, affected=True)[0], (left.chance_low, left.chance_high)


def test_the_whole_is_none_found_so_that_the_property_says_something() -> None:
    """Oracle: the contract; coding exons of MANE are 5, 9, 5, 9, 7 and 15, and 8 of IKBKG and 6 of PMS2 have
    a copy: 50 - 14 = 36."""
    assessed, conclusion, _ = outcome((Callability("VCF", True, WHOLE),))
    assert conclusion is Conclusion.NONE_FOUND
    assert len(assessed) == 36
    assert outcome((Callability("VCF", True, WHOLE[1:]),))[1] is Conclusion.NOT_ASSESSABLE
