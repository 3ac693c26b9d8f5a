"""What must hold of any file: its container, its names and the order of its samples change nothing."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.vcf_files import CONTAINERS, contain, header, row, write_vcf

from hyperigm.core.calls import Placed, site_calls
from hyperigm.core.family import Person
from hyperigm.core.genotype import GenotypeError, parse_genotype, seen_from
from hyperigm.core.packed import pack, unpack
from hyperigm.core.plan import SampleEntry
from hyperigm.core.record import RecordError, parse_site
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build, Slot
from hyperigm.edges.reference import load_reference
from hyperigm.steps.screen import screen_samples

REFERENCE = load_reference(Build.GRCH38)
REGIONS = sorted(REFERENCE.regions, key=lambda region: (region.chrom, region.start))
SAMPLES = ("A", "B", "C")

genotypes = st.lists(st.sampled_from([".", "0", "1", "2", "3"]), min_size=1, max_size=3).flatmap(
    lambda copies: st.sampled_from(["/", "|"]).map(lambda separator: separator.join(copies))
)


@given(genotypes, st.integers(1, 3), st.sets(st.integers(1, 3)))
def test_recoding_keeps_ploidy_and_order_and_loses_no_copy(text: str, number: int, spanned: set[int]) -> None:
    parsed = parse_genotype(text)
    genotype = seen_from(parsed, number, frozenset(spanned - {number}))
    assert genotype.text == text
    assert genotype.ploidy == len(text.replace("|", "/").split("/"))
    for copy, slot in zip(parsed.indices, genotype.slots, strict=True):
        assert (slot is Slot.MISSING) == (copy is None)
        assert (slot is Slot.REF) == (copy == 0)
        assert (slot is Slot.THIS) == (copy == number)


@given(genotypes)
def test_every_copy_called_as_a_variant_is_in_exactly_one_call(text: str) -> None:
    site = parse_site(["X", "100", ".", "A", "C,G,T", ".", ".", ".", "GT"], "chrX")
    calls = site_calls(site, text, {allele: Placed(allele) for _, allele in site.variants}, True)
    carried = [copy for copy in parse_genotype(text).indices if copy]
    assert sum(call.genotype.copies for call in calls) == len(carried)
    assert {call.allele.alt for call in calls if call.genotype.copies} == {
        "CGT"[copy - 1] for copy in carried
    }
    for call in calls:
        expected = {"CGT"[copy - 1] for copy in carried} - {call.allele.alt}
        assert {key[-1] for key in call.siblings} == expected


@given(st.text(alphabet="0123456789./|\\:-+ xé", max_size=8))
def test_a_genotype_is_read_exactly_or_refused(text: str) -> None:
    try:
        parsed = parse_genotype(text)
    except GenotypeError:
        return
    bare = text.lstrip("/|").replace("|", "/").split("/")
    assert ["." if copy is None else str(copy) for copy in parsed.indices] == [
        part if part == "." else str(int(part)) for part in bare
    ]


@st.composite
def records(draw: st.DrawFn) -> list[tuple[str, int, str, str, tuple[str, ...]]]:
    """Records of true REF in the regions, in genome order, at most one a place, for three samples."""
    made: dict[tuple[str, int], tuple[str, int, str, str, tuple[str, ...]]] = {}
    for _ in range(draw(st.integers(1, 12))):
        region = draw(st.sampled_from(REGIONS))
        pos = draw(st.integers(region.start, region.end - 20))
        ref = REFERENCE.fetch(region.chrom, pos, pos + draw(st.sampled_from([0, 0, 0, 1, 4])))
        if "N" in ref:
            continue
        first, rest = ref[0], ref[1:]
        alts = {("A" if first != "A" else "G") + rest, first + "TT" + rest, first}
        names = sorted(alts - {ref})[: draw(st.integers(1, 3))]
        count = len(names) + 1
        names += draw(st.sampled_from([[], [], ["*"]]))
        copy = st.sampled_from([".", *map(str, range(count + len(names) - count + 1))])
        genotype = st.one_of(
            copy, st.tuples(copy, st.sampled_from("/|"), copy).map("".join), st.just("0/0"), st.just("0/1")
        )
        columns = tuple(f"{draw(genotype)}:{draw(st.integers(0, 60))}" for _ in SAMPLES)
        made[region.chrom, pos] = (region.chrom, pos, ref, ",".join(names), columns)
    return [made[key] for key in sorted(made)]


Rows = list[tuple[str, int, str, str, tuple[str, ...]]]


def lines(rows: Rows, names: dict[str, str], order: Sequence[int] = (0, 1, 2)) -> list[str]:
    return [
        row(names.get(chrom, chrom), pos, ref, alt, "GT:DP", *(columns[number] for number in order))
        for chrom, pos, ref, alt, columns in rows
    ]


def screened(path: Path) -> tuple[SampleScreen, ...]:
    people = [Person("A", father="B", mother="C"), Person("B"), Person("C")]
    return screen_samples([SampleEntry(person, str(path), person.sample) for person in people], Settings())


def renamed(sample: SampleScreen) -> SampleScreen:
    """With the panel's names for the file's; warnings name records as the file does."""
    calls = tuple(
        replace(call, record=replace(call.record, contig=call.allele.chrom)) for call in sample.calls
    )
    reference = tuple(
        replace(call, record=replace(call.record, contig=call.allele.chrom))
        for call in sample.reference_calls
    )
    return replace(sample, calls=calls, reference_calls=reference, contigs={}, warnings=())


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_every_container_says_the_same(rows: Rows) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = write_vcf(Path(folder) / "a.vcf", header(SAMPLES), lines(rows, {}))
        first, *others = [screened(contain(plain, kind)) for kind in CONTAINERS]
        for other in others:
            assert other == first
        assert unpack(*pack(Screened("b", first))) == Screened("b", first)
        if rows:
            assert all(sample.error is None for sample in first)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(records(), st.permutations(range(3)), st.sampled_from(["", "NC"]))
def test_names_of_contigs_and_order_of_samples_change_nothing(
    rows: Rows, order: list[int], style: str
) -> None:
    names = {
        item.name: item.refseq if style == "NC" else item.name.removeprefix("chr")
        for item in REFERENCE.chromosomes
    }
    with tempfile.TemporaryDirectory() as folder:
        plain = screened(write_vcf(Path(folder) / "a.vcf", header(SAMPLES), lines(rows, {})))
        head = header([SAMPLES[number] for number in order], names=names)
        other = screened(write_vcf(Path(folder) / "b.vcf", head, lines(rows, names, order)))
        assert [renamed(sample) for sample in other] == [renamed(sample) for sample in plain]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_an_unrelated_sample_beside_changes_nothing(rows: Rows) -> None:
    """Each alone gives the calls it gives together; only reference calls need the relatives."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_vcf(Path(folder) / "a.vcf", header(SAMPLES), lines(rows, {}))
        together = screened(path)
        for sample in together:
            (alone,) = screen_samples([SampleEntry(Person(sample.sample), str(path))], Settings())
            assert alone == replace(sample, reference_calls=())


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_line_is_read_or_refused_and_never_breaks(data: st.DataObject) -> None:
    whole = row(
        "chr20", 46_118_320, "A", "C,<DEL>,*", "GT:AD:DP", "0/1:1,2,3,4:9", info="END=46118400;SVLEN=1,2,3"
    )
    at = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, 6))
    put = data.draw(st.text(alphabet="\t:;,./|<>[]*0129ACGTN=-x\x00é", max_size=6))
    columns = (whole[:at] + put + whole[at + cut :]).split("\t", 9)
    try:
        site = parse_site(columns, "chr20")
        calls = site_calls(
            site, columns[9] if len(columns) > 9 else "", {a: Placed(a) for _, a in site.variants}, True
        )
    except (RecordError, GenotypeError):
        return
    assert all(call.genotype.copies or call.genotype.missing for call in calls)
