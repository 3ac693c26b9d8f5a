"""Reading less never makes a conclusion more certain.

A sample's sources are shrunk at random: stretches are cut, dropped, or turned into holes. Whatever was not
assessed before must not be afterwards, `none_found` must not appear, and the residual chance must not fall.
So it is with people who have no call, and with made-up ones of every conclusion, whose calls are judged as a
run judges them; the second call of a codon may be lost too, with its base.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.gvcf_styles import base, coding
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.acmg.classify import PATHOGENIC
from hyperigm.core.callability import Callability, Stretch
from hyperigm.core.codon import with_unread_codons
from hyperigm.core.conclusion import conclude
from hyperigm.core.coverage import FLANK, Assessed, coding_parts, exon_statuses, site_statuses
from hyperigm.core.finding import Conclusion, Finding, Tier
from hyperigm.core.residual import residual
from hyperigm.core.screened import Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build, Call
from hyperigm.edges.limits import allele_counts, known_sites, small_shares
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_results, read_value

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


CODON = 136648351
"""Codon 35 of CD40LG, CAG on the plus strand: TAG is a stop, TTG leucine (NCBI genetic code 1)."""


def inserted(gene: str, exon: int, genotype: str) -> str:
    """One base put into the coding part: the frame is lost."""
    chrom, start, _ = coding(gene, exon)
    ref = base(chrom, start + 40)
    return row(chrom, start + 40, ref, ref + ("A" if ref != "A" else "C"), "GT:DP:GQ", f"{genotype}:31:99")


STOP = row("chrX", CODON, "C", "T", "GT:DP:GQ", "1:31:99")
PEOPLE = {
    "stop": ("male", [STOP], "diagnostic"),
    "codon_pair": ("male", [STOP, row("chrX", CODON + 1, "A", "T", "GT:DP:GQ", "1:31:99")], "candidate"),
    "both_copies": ("female", [inserted("CD40", 2, "1/1")], "diagnostic"),
    "carrier": ("female", [inserted("CD40LG", 2, "0/1")], "carrier"),
    "one_copy": ("female", [inserted("AICDA", 2, "0/1")], "carrier"),
    "not_called": ("male", [STOP.replace("1:31:99", ".:0:0")], ""),
    "nothing": ("female", [], ""),
}
"""Name -> sex, records, and the conclusion by the contract; "" where it rests on what was read alone."""


@dataclass(frozen=True)
class Someone:
    """A person's calls and findings as a run has them, before it asks what was read."""

    calls: tuple[Call, ...]
    findings: tuple[Finding, ...]
    conclusion: Conclusion


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory, run_steps: Callable[..., None]) -> dict[str, Someone]:
    folder = tmp_path_factory.mktemp("certainty")
    lines = []
    for name, (sex, records, _) in PEOPLE.items():
        rows = [*records, row("chr20", 46119500, base("chr20", 46119500), "<DUP>", "GT", "0/0")]
        write_vcf(folder / f"{name}.vcf", header([name]), sorted(rows, key=lambda line: line.split("\t")[0]))
        lines.append(f"{name}\t{name}.vcf\t{sex}\tyes")
    sheet = folder / "samples.tsv"
    sheet.write_text("\n".join(("sample\tvcf\tsex\taffected", *lines)) + "\n")
    run_steps(sheet, folder / "out", Settings())
    (batch,) = (folder / "out" / "work").glob("*/interpret.json")
    screens = {one.sample: one for one in read_value(batch.with_name("screen.json"), Screened).samples}
    found = {
        one.sample: Someone(screens[one.sample].calls, one.findings, one.conclusion)
        for one in read_results(batch)
    }
    carrier = found["one_copy"]
    left = tuple(replace(finding, tier=Tier.UNCERTAIN) for finding in carrier.findings)
    return {**found, "uncounted": replace(carrier, findings=left)}


@pytest.mark.parametrize("name", PEOPLE)
def test_the_made_up_people_have_the_conclusions_they_are_made_for(
    people: dict[str, Someone], name: str
) -> None:
    wanted = PEOPLE[name][2] or "not_assessable"  # a plain VCF does not say what was read
    assert people[name].conclusion == wanted


def test_a_pathogenic_allele_that_was_not_counted_is_no_negative(people: dict[str, Someone]) -> None:
    """Its finding is made `uncertain` here, as one is that does not fit: all read, it is not none_found."""
    assert any(finding.acmg_class in PATHOGENIC for finding in people["uncounted"].findings)
    assert certainty(people["uncounted"], (Callability("VCF", True, WHOLE),)) == 0
    assert certainty(people["nothing"], (Callability("VCF", True, WHOLE),)) == 2


RANK = (
    frozenset({Conclusion.NOT_ASSESSABLE}),
    frozenset({Conclusion.CANDIDATE, Conclusion.CARRIER}),
    frozenset({Conclusion.DIAGNOSTIC, Conclusion.NONE_FOUND}),
)
"""Least certain first. Calls stay, so `none_found` can't come of one that is told."""


def certainty(one: Someone, sources: tuple[Callability, ...]) -> int:
    findings = with_unread_codons(one.findings, TRANSCRIPTS, one.calls, sources)
    exons = exon_statuses(PANEL, TRANSCRIPTS, one.calls, sources)
    found = conclude(findings, exons, affected=True)[0]
    return next(rank for rank, conclusions in enumerate(RANK) if found in conclusions)


@given(
    name=st.sampled_from(sorted((*PEOPLE, "uncounted"))),
    first=shrinking,
    then=shrinking,
    closed=st.booleans(),
    bed=st.booleans(),
    hole=st.integers(CODON - 2, CODON + 3),
)
def test_with_calls_too_reading_less_is_never_more_certain(
    people: dict[str, Someone],
    name: str,
    first: dict[int, tuple[str, int]],
    then: dict[int, tuple[str, int]],
    closed: bool,
    bed: bool,
    hole: int,
) -> None:
    sources = [shrunk(Callability("VCF", closed, WHOLE), first)]
    if bed:
        sources.append(Callability("BED", True, WHOLE))
    less = tuple(with_hole(shrunk(source, then), hole) for source in sources)
    assert certainty(people[name], less) <= certainty(people[name], tuple(sources))


def with_hole(source: Callability, place: int) -> Callability:
    """The source without one base of chrX."""
    kept: list[Stretch] = []
    for item in source.stretches:
        if item.chrom == "chrX" and item.start <= place <= item.end:
            pieces = (replace(item, end=place - 1), replace(item, start=place + 1))
            kept += [piece for piece in pieces if piece.start <= piece.end]
        else:
            kept.append(item)
    return replace(source, stretches=tuple(kept))


@given(then=shrinking, bed=st.booleans())
def test_losing_the_second_call_of_a_codon_with_its_base_is_never_more_certain(
    people: dict[str, Someone], then: dict[int, tuple[str, int]], bed: bool
) -> None:
    """`stop` is `codon_pair` without its second call."""
    whole = (Callability("VCF", True, WHOLE), *((Callability("BED", True, WHOLE),) if bed else ()))
    less = tuple(with_hole(shrunk(source, then), CODON + 1) for source in whole)
    assert certainty(people["stop"], less) <= certainty(people["codon_pair"], whole)
    assert certainty(people["stop"], whole) == 2  # so the property says something: all read, it is a stop
