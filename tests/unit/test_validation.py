"""The plan of spikes and the table of what came out. Oracle: domain.md (one X in men, X-linked carriers), the
panel, and published or hand-made numbers."""

from pathlib import Path

import pytest

from hyperigm.core.family import Sex
from hyperigm.core.finding import Tier
from hyperigm.core.lab_style import PhaseStyle, Style, Written
from hyperigm.core.settings import Settings
from hyperigm.core.spikes import Known, Spike, State, people, planned, written
from hyperigm.core.validation import FoundRow, Sensitivity, outcome, table
from hyperigm.core.variant import Allele
from hyperigm.edges.panel import load_panel
from hyperigm.errors import InputError
from hyperigm.steps.validate import validate

PLAIN = Style(("GT",), (), ".", "PASS", 30, 60, PhaseStyle.NONE, True, 1)
PHASED = Style(("GT",), (), ".", "PASS", 30, 60, PhaseStyle.PS, None, 1)
BOY = Known("CD40LG", Allele("chrX", 136648355, "T", "A"), "c.107T>A", "yes")
LETHAL = Known("IKBKG", Allele("chrX", 154556000, "C", "T"), "stop", "no")
FIRST = Known("PMS2", Allele("chr7", 5980000, "A", "T"), "one", "yes")
NEAR = Known("PMS2", Allele("chr7", 5980050, "AC", "A"), "near", "yes")
FAR = Known("PMS2", Allele("chr7", 5990000, "G", "T"), "far", "possible")


def states(spikes: tuple[Spike, ...], known: Known) -> dict[State, Tier | None]:
    return {spike.state: spike.tier for spike in spikes if spike.known is known}


def test_each_allele_in_every_zygosity_that_fits() -> None:
    spikes = planned((BOY, LETHAL, FIRST, NEAR, FAR), load_panel(), PLAIN)
    assert states(spikes, BOY) == {State.HEMIZYGOUS: Tier.DIAGNOSTIC, State.CARRIER: Tier.CARRIER}
    assert states(spikes, LETHAL) == {State.HEMIZYGOUS: None, State.CARRIER: Tier.CARRIER}
    assert states(spikes, FIRST) == {
        State.HOMOZYGOUS: Tier.DIAGNOSTIC,
        State.CARRIER: Tier.CARRIER,
        State.COMPOUND_UNPHASED: Tier.CANDIDATE,
    }
    assert next(s.partner for s in spikes if s.known is FIRST and s.state is State.COMPOUND_UNPHASED) is FAR


def test_a_style_that_states_phase_and_hides_the_ploidy_of_x() -> None:
    spikes = planned((BOY, FIRST, NEAR, FAR), load_panel(), PHASED)
    assert {State.HEMIZYGOUS, State.HEMIZYGOUS_DIPLOID} <= set(states(spikes, BOY))
    tiers = {spike.known: spike.tier for spike in spikes if spike.state is State.COMPOUND_PHASED}
    assert tiers == {FIRST: Tier.CANDIDATE, NEAR: Tier.CANDIDATE, FAR: Tier.CANDIDATE}


def test_an_allele_without_a_second_one_is_named() -> None:
    spikes = planned((FIRST, NEAR), load_panel(), PLAIN)
    alone = [spike for spike in spikes if spike.tier is None]
    assert {spike.state for spike in alone} == {State.COMPOUND_UNPHASED}
    assert all(spike.reason for spike in alone)


def test_people_hold_one_spike_of_each_gene_and_have_the_sex_it_needs() -> None:
    spikes = planned((BOY, LETHAL, FIRST, NEAR, FAR), load_panel(), PHASED)
    persons = people(spikes)
    for person in persons:
        genes = [spike.known.gene for spike in person.spikes]
        assert len(genes) == len(set(genes))
        for spike in person.spikes:
            male = spike.state in (State.HEMIZYGOUS, State.HEMIZYGOUS_DIPLOID)
            assert male <= (person.sex is Sex.MALE)
            if spike.known is BOY:
                assert person.x_copies == (1 if spike.state is State.HEMIZYGOUS else 2)
    held = [spike for person in persons for spike in person.spikes]
    assert sorted(map(repr, held)) == sorted(repr(spike) for spike in spikes if spike.tier)


def test_a_pair_lies_on_both_copies() -> None:
    pair = Spike(FIRST, State.COMPOUND_PHASED, FAR, Tier.CANDIDATE)
    person = people((pair,))[0]
    assert written(person) == {
        FIRST.allele: Written((0, 1), "5980000_A_T"),
        FAR.allele: Written((1, 0), "5980000_A_T"),
    }


@pytest.mark.parametrize(
    ("rows", "found", "why"),
    [
        ([("diagnostic", "homozygous"), ("background", "homozygous")], True, ""),
        ([("candidate", "homozygous")], False, "candidate: because"),
        ([("diagnostic", "heterozygous")], False, "called heterozygous: because"),
        ([], False, "no row: screen: not called"),
    ],
)
def test_what_counts_as_found(rows: list[tuple[str, str]], found: bool, why: str) -> None:
    """The contract: its row, with the expected zygosity and at least the tier of its class."""
    spike = Spike(FIRST, State.HOMOZYGOUS, tier=Tier.DIAGNOSTIC)
    lines = [FoundRow(Tier(tier), zygosity, "because") for tier, zygosity in rows]
    seen = outcome(spike, "s", lines, "screen: not called")
    assert (seen.found, seen.why) == (found, why)


def test_the_interval_is_wilsons() -> None:
    """Brown, Cai and DasGupta 2001: with x = n the lower end is n / (n + z^2); 10 of 10: 0.7225."""
    assert Sensitivity("all", "all", "all", 10, 10).lower == pytest.approx(10 / (10 + 1.959964**2), abs=1e-6)
    assert Sensitivity("all", "all", "all", 10, 10).lower == pytest.approx(0.7225, abs=1e-4)


def test_the_table_counts_by_gene_and_over_all() -> None:
    hit = outcome(
        Spike(FIRST, State.CARRIER, tier=Tier.CARRIER), "s", [FoundRow(Tier.CARRIER, "heterozygous", "")], ""
    )
    miss = outcome(Spike(NEAR, State.CARRIER, tier=Tier.CARRIER), "s", [], "gone")
    out = outcome(Spike(BOY, State.HEMIZYGOUS, reason="no"), "", [], "")
    counted = {(row.gene, row.kind, row.state): (row.found, row.spiked) for row in table((hit, miss, out))}
    assert counted["PMS2", "SNV", "heterozygous_carrier"] == (1, 1)
    assert counted["PMS2", "indel", "heterozygous_carrier"] == (0, 1)
    assert counted["all", "all", "all"] == (1, 2)
    assert not any(gene == "CD40LG" for gene, _, _ in counted)


def test_a_file_that_cannot_be_a_pattern(tmp_path: Path) -> None:
    path = tmp_path / "like.vcf"
    path.write_text("no VCF\n")
    with pytest.raises(InputError):
        validate(path, tmp_path / "out", Settings())
