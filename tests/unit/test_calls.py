"""From a sample's column to its calls: expectations follow from the genotype, by hand."""

from collections.abc import Iterator
from dataclasses import replace

from hyperigm.core.calls import Placed, genome_order, merged, phase_is_unnamed, site_calls
from hyperigm.core.record import parse_site
from hyperigm.core.variant import Allele, Call, Slot

RANKS = {"chr7": 0, "chrX": 1}


def calls(
    alt: str,
    keys: str,
    column: str,
    ref: str = "A",
    pos: int = 100,
    whole: bool = True,
    filters: str = "PASS",
) -> tuple[Call, ...]:
    site = parse_site(["X", str(pos), ".", ref, alt, ".", filters, ".", keys], "chrX")
    placement = {allele: Placed(allele) for _, allele in site.variants}
    return site_calls(site, column, placement, whole)


def alts(found: tuple[Call, ...]) -> list[str]:
    return [call.allele.alt for call in found]


def test_only_what_is_carried_or_not_called_becomes_a_call() -> None:
    assert alts(calls("C,G", "GT", "0/1")) == ["C"]
    assert alts(calls("C,G", "GT", "1/2")) == ["C", "G"]
    assert alts(calls("C,G", "GT", "2")) == ["G"]
    assert alts(calls("C,G", "GT", "./2")) == ["C", "G"]
    assert alts(calls("C,G", "GT", "./.")) == ["C", "G"]
    assert alts(calls("C,G", "GT", "0/0")) == []
    assert alts(calls("*,G", "GT", "1/1")) == []
    assert alts(calls("*,G", "GT", ".|1")) == ["G"]
    assert alts(calls("C,<NON_REF>", "GT", "0/1")) == ["C"]


def test_two_alts_of_one_record_are_siblings() -> None:
    """domain.md: two ALTs of one record are in trans by construction."""
    first, second = calls("C,G", "GT", "1/2")
    assert first.siblings == (second.allele.key,)
    assert second.siblings == (first.allele.key,)
    assert calls("C,*", "GT", "1/2")[0].siblings == ()
    missing, carried = calls("C,G", "GT", "./2")
    assert (missing.genotype.copies, carried.genotype.copies) == (0, 1)
    assert carried.siblings == ()


def test_numbers_and_filters_are_the_samples_own() -> None:
    (call,) = calls("C,G", "GT:AD:DP:GQ:FT", "0/2:10,0,30:41:99:lowGQ", filters="q10")
    assert (call.depth, call.alt_depth, call.allele_fraction, call.quality) == (41, 30, 0.75, 99.0)
    assert call.record.filters == ("q10", "lowGQ")
    (call,) = calls("C", "GT:FT", "0/1:PASS")
    assert call.record.filters == ("PASS",)
    (call,) = calls("C", "GT:FT", "0/1:lowGQ")
    assert call.record.filters == ("lowGQ",)


def test_phase_sets_are_of_one_chromosome() -> None:
    assert calls("C", "GT:PS", "0|1:77")[0].phase_set == "chrX:77"
    assert calls("C", "GT", "0|1")[0].phase_set == "chrX"
    assert calls("C", "GT", "0/1")[0].phase_set is None
    local = calls("C", "GT", "0|1", whole=False)[0]
    assert local.phase_set is None
    assert phase_is_unnamed(local)
    assert not phase_is_unnamed(calls("C", "GT", "1|1", whole=False)[0])
    gatk = calls("C", "GT:PGT:PID", "0/1:1|0:90_T_G")[0]
    assert gatk.phase_set == "chrX:90_T_G"
    assert gatk.genotype.slots == (Slot.THIS, Slot.REF)
    assert gatk.genotype.text == "0/1"


def test_one_allele_twice_is_one_call_and_is_told() -> None:
    """The choice: more copies, then fewer missing, then without failed filters, then deeper."""
    weak = calls("C", "GT:DP", "0/1:9", filters="q10")
    strong = calls("C", "GT:DP", "0/1:30")
    nothing = calls("C", "GT:DP", "./.:0")
    kept, told = merged([*nothing, *weak, *strong], RANKS)
    assert [(call.depth, call.flags) for call in kept] == [(30, ("duplicate_record",))]
    assert len(told) == 1
    assert "3 records" in told[0]
    assert "./." in told[0]
    kept, told = merged(strong, RANKS)
    assert (kept, told) == (strong, ())
    kept, told = merged([*strong] * 30_000, RANKS)
    assert len(kept) == 1
    assert "30000 records" in told[0]
    assert told[0].count("0/1") == 10


def test_alts_on_lines_of_their_own_are_siblings_where_one_copy_can_carry_only_one() -> None:
    """`bcftools norm -m -` and vcflib write one record as several lines."""
    two = merged([*calls("C", "GT", "0/1"), *calls("G", "GT", "0/1")], RANKS)[0]
    assert [call.siblings for call in two] == [(two[1].allele.key,), (two[0].allele.key,)]
    halves = merged([*calls("AT", "GT", ".|1"), *calls("ATT", "GT", "1|.")], RANKS)[0]
    assert all(len(call.siblings) == 1 for call in halves)
    # a substitution and an insertion after the same base may lie on one copy
    mixed = merged([*calls("C", "GT", "0/1"), *calls("AT", "GT", "0/1")], RANKS)[0]
    assert all(call.siblings == () for call in mixed)
    # three copies on two chromosomes: the lines contradict each other
    crowded = merged([*calls("C", "GT", "1/1"), *calls("G", "GT", "0/1")], RANKS)[0]
    assert all(call.siblings == () for call in crowded)
    apart = merged([*calls("C", "GT", "0/1"), *calls("G", "GT", "0/1", pos=101)], RANKS)[0]
    assert all(call.siblings == () for call in apart)


def test_genome_order_is_that_of_the_chromosomes() -> None:
    alleles = [Allele("chrX", 5, "A", "C"), Allele("chr7", 9, "A", "C"), Allele("chr7", 9, "A", "AT")]
    ordered = sorted(alleles, key=lambda allele: genome_order(allele, RANKS))
    assert [allele.key for allele in ordered] == ["chr7-9-A-AT", "chr7-9-A-C", "chrX-5-A-C"]


def test_the_alts_of_a_record_are_gone_over_once() -> None:
    """Not once for each of its calls: ten thousand ALTs then cost their number, not its square."""

    class Counted(tuple[Allele | None, ...]):
        times = 0

        def __iter__(self) -> Iterator[Allele | None]:
            Counted.times += 1
            return super().__iter__()

    site = parse_site(["X", "100", ".", "A", "C,G,T,AC,AG,AT", ".", "PASS", ".", "GT"], "chrX")
    placement = {allele: Placed(allele) for _, allele in site.variants}
    assert len(site_calls(replace(site, alleles=Counted(site.alleles)), "./.", placement, True)) == 6
    assert Counted.times == 1
