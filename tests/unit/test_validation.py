"""The plan of spikes and the table of what came out. Oracle: domain.md (one X in men, X-linked carriers), the
panel, and published or hand-made numbers."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.gvcf_styles import REFERENCE
from tests.vcf_files import header, row, write_vcf

from hyperigm.cli import main
from hyperigm.core.annotation import Impact, TranscriptEffect
from hyperigm.core.family import Sex
from hyperigm.core.finding import Tier
from hyperigm.core.lab_style import PhaseStyle, Style, Written
from hyperigm.core.settings import Settings
from hyperigm.core.spikes import Known, Spike, State, expected_in_a_woman, people, planned, written
from hyperigm.core.validation import FoundRow, Sensitivity, outcome, table
from hyperigm.core.variant import Allele
from hyperigm.edges.panel import load_panel
from hyperigm.errors import ExitCode, InputError
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


@pytest.mark.parametrize(
    ("one_x", "tier"),
    [("yes", Tier.DIAGNOSTIC), ("possible", Tier.CANDIDATE), ("no", Tier.CARRIER)],
)
def test_one_x_of_a_woman_is_expected_as_the_dominant_disease_has_it(one_x: str, tier: Tier) -> None:
    """MIM 308300: incontinentia pigmenti is X-linked dominant, so a carrier's tier is a lost diagnosis."""
    known = replace(LETHAL, one_x=one_x)
    spike = next(s for s in planned((known,), load_panel(), PLAIN) if s.state is State.CARRIER)
    assert spike.tier is tier
    lost = outcome(spike, "s", [FoundRow(Tier.CARRIER, "heterozygous", "")], "")
    assert lost.found is (tier is Tier.CARRIER)


def test_a_null_allele_of_ikbkg_is_expected_to_be_diagnosed_in_a_woman() -> None:
    """Panel: null alleles cause MIM 308300 in women; a missense allele is none. HIGM1 is recessive."""
    panel = load_panel()
    effects = {
        term: TranscriptEffect("NM_1.1", "c.1A>T", None, (term,), Impact.HIGH, exon="3", nmd_escape=escape)
        for term, escape in (("stop_gained", False), ("missense_variant", None))
    }
    women = {
        term: expected_in_a_woman(panel.gene("IKBKG"), effect, panel) for term, effect in effects.items()
    }
    assert women == {"stop_gained": "yes", "missense_variant": "no"}
    assert expected_in_a_woman(panel.gene("CD40LG"), effects["stop_gained"], panel) == "no"


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


ONE = Known("PMS2", Allele("chr7", 5987000, "C", "T"), "NM_000535.7:c.823C>T", "yes")
TWO = Known("PMS2", Allele("chr7", 5987002, "A", "G"), "NM_000535.7:c.825A>G", "yes")
JOINED = Known("PMS2", Allele("chr7", 5987000, "CTA", "TTG"), "NM_000535.7:c.823_825delinsTTG", "yes")


def test_the_codon_of_a_name() -> None:
    """HGVS: c.1 is the A of ATG, so c.823 to c.825 are codon 275; c.-2, c.256+2 and c.*1 have none."""
    assert [one.codon for one in (ONE, TWO, JOINED)] == [275, 275, None]
    for name in ("c.-2A>G", "c.256+2T>C", "c.*1A>G", "c.6del"):
        assert Known("CD40", FIRST.allele, name, "yes").codon is None


def test_pairs_of_one_codon_in_every_way_the_style_can_say() -> None:
    """On two copies they are a pair that fits; on one, a carrier's; together on every copy, or as one record,
    at least a candidate, for what they are together is another allele than either."""
    joint = {(ONE.allele, TWO.allele): JOINED}
    spikes = planned((ONE, TWO), load_panel(), PHASED, joint)
    expected = {
        State.ONE_CODON_UNPHASED: Tier.CANDIDATE,
        State.ONE_CODON_TRANS: Tier.DIAGNOSTIC,
        State.ONE_CODON_CIS: Tier.CARRIER,
        State.ONE_CODON_BOTH: Tier.CANDIDATE,
    }
    for one in (ONE, TWO):
        assert {s: t for s, t in states(spikes, one).items() if s in expected} == expected
    assert states(spikes, JOINED) == {State.ONE_CODON_MNV: Tier.CANDIDATE}
    assert not {State.ONE_CODON_TRANS, State.ONE_CODON_CIS} & set(
        states(planned((ONE, TWO), load_panel(), PLAIN), ONE)
    )


@pytest.mark.parametrize(
    ("state", "copies"),
    [
        (State.ONE_CODON_UNPHASED, (Written((0, 1)), Written((1, 0)))),
        (State.ONE_CODON_TRANS, (Written((0, 1), "5987000_C_T"), Written((1, 0), "5987000_C_T"))),
        (State.ONE_CODON_CIS, (Written((0, 1), "5987000_C_T"), Written((0, 1), "5987000_C_T"))),
        (State.ONE_CODON_BOTH, (Written((1, 1)), Written((1, 1)))),
    ],
)
def test_how_a_pair_of_one_codon_is_written(state: State, copies: tuple[Written, Written]) -> None:
    person = people((Spike(ONE, state, TWO, Tier.CANDIDATE),))[0]
    assert written(person) == {ONE.allele: copies[0], TWO.allele: copies[1]}


def test_a_mans_pair_has_the_copies_that_his_file_writes() -> None:
    """domain.md: a man has one X; callers write it with one copy or with two."""
    one = Known("IKBKG", Allele("chrX", 154560000, "C", "G"), "c.517C>G", "yes")
    two = Known("IKBKG", Allele("chrX", 154560001, "G", "A"), "c.518G>A", "yes")
    for haploid, copies in ((True, (1,)), (False, (1, 1))):
        style = Style(("GT",), (), ".", "PASS", 30, 60, PhaseStyle.NONE, haploid, 1)
        spikes = planned((one, two), load_panel(), style)
        pair = next(spike for spike in spikes if spike.state is State.ONE_CODON_BOTH)
        (person,) = people((pair,))
        assert person.sex is Sex.MALE
        assert written(person) == {one.allele: Written(copies), two.allele: Written(copies)}


def test_a_pair_that_was_not_read_together_is_missed() -> None:
    """The contract: flag mnv_part."""
    spike = Spike(ONE, State.ONE_CODON_BOTH, TWO, Tier.CANDIDATE)
    apart = FoundRow(Tier.DIAGNOSTIC, "homozygous", "because", (".",))
    together = FoundRow(Tier.DIAGNOSTIC, "homozygous", "because", ("low_depth", "mnv_part"))
    assert outcome(spike, "s", [apart], "").found is False
    assert outcome(spike, "s", [together], "").found is True


def like(folder: Path, *rows: str, chroms: tuple[str, ...] = ("chr7", "chr12", "chr20", "chrX")) -> Path:
    """A VCF of one person whose header declares these of the panel's chromosomes."""
    kept = [
        line
        for line in header(["S"]).splitlines()
        if not line.startswith("##contig") or any(f"ID={chrom}," in line for chrom in chroms)
    ]
    return write_vcf(folder / "like.vcf", "\n".join(kept) + "\n", rows)


CALL = row("chrX", 136650000, REFERENCE.fetch("chrX", 136650000, 136650000), "<ALT>", "GT:DP:GQ", "1:30:99")
CALL = CALL.replace("<ALT>", "A" if "\tA\t" not in CALL else "C")


def ran(*args: str) -> tuple[int, str]:
    """Exit code, and what was said on both streams."""
    result = CliRunner().invoke(main, ["validate", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_real_run_is_not_written_over(tmp_path: Path) -> None:
    """Exit code: README. Whatever stands in DIR/run without validate's mark, or with a real run's folders."""
    file = like(tmp_path, CALL)
    for name in ("work/plan.json", "results.txt", "samples/S/S.findings.tsv"):
        place = tmp_path / name.replace("/", "_") / "run" / name
        place.parent.mkdir(parents=True)
        place.write_text("precious")
        if name.startswith("samples"):
            (place.parents[2] / "made_by_validate.txt").write_text("")
        code, said = ran("--like", str(file), "--outdir", str(tmp_path / name.replace("/", "_")))
        assert code == ExitCode.BAD_INPUT
        assert "holds files that validate did not make" in said
        assert place.read_text() == "precious"
        assert not (tmp_path / name.replace("/", "_") / "validation.html").exists()


def test_its_own_run_is_made_again(tmp_path: Path) -> None:
    file, out = like(tmp_path, CALL, chroms=("chrX",)), tmp_path / "out"
    first = ran("--like", str(file), "--outdir", str(out))
    assert first[0] == ExitCode.OK
    assert ran("--like", str(file), "--outdir", str(out)) == first


def test_a_file_that_shows_no_call_is_no_pattern(tmp_path: Path) -> None:
    """A page of 100 % would be one of our own style, not of the lab's."""
    block = row("chrX", 136650000, "N", "<NON_REF>", "GT:DP:GQ", "0:30:99", info="END=136650100")
    for rows in ((), (block,), (CALL.replace("1:30:99", ".:0:0"),)):
        code, said = ran("--like", str(like(tmp_path, *rows)), "--outdir", str(tmp_path / "out"))
        assert code == ExitCode.BAD_INPUT
        assert "shows no called variant of sample 'S'" in said
        assert not (tmp_path / "out").exists()


def test_genes_whose_contig_the_header_lacks_are_said_to_be_untried(tmp_path: Path) -> None:
    """An X-only file: CD40LG and IKBKG are on X, the other four are not (domain.md)."""
    file, out = like(tmp_path, CALL, chroms=("chrX",)), tmp_path / "out"
    code, said = ran("--like", str(file), "--outdir", str(out))
    assert code == ExitCode.OK
    words = "AICDA (chr12), CD40 (chr20), UNG (chr12), PMS2 (chr7)"
    assert f"Not tried, for the file's header has no contig for them: {words}" in said
    page = (out / "validation.html").read_text()
    assert words in page
    assert "The style rests on 1 call of the file" in page
    table_ = (out / "validation.tsv").read_text()
    assert "CD40LG" in table_
    assert "PMS2" not in table_
    spikes = (out / "validation.spikes.tsv").read_text().splitlines()
    untried = [line for line in spikes if "\tPMS2\t" in line]
    assert untried
    assert all("the header has no contig that is chr7" in line for line in untried)


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_an_outdir_that_is_a_file_is_one_clear_error(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x")
    code, said = ran("--like", str(like(tmp_path, CALL)), "--outdir", str(tmp_path / place))
    assert code == ExitCode.CANNOT_WRITE
    assert "can't be written" in said
    assert (tmp_path / "file").read_text() == "x"


def test_genes_on_whose_chromosomes_the_file_has_no_record_are_named(tmp_path: Path) -> None:
    """A file cut down to X with 145 records (test_silence.py: as many are due before chr20 is missed)."""
    bases = REFERENCE.fetch("chrX", 136648500, 136648500 + 145)
    rows = [row("chrX", 136648500 + at, bases[at], f"{bases[at]}AA", "GT", "1") for at in range(145)]
    like = write_vcf(tmp_path / "x.vcf", header(["S"]), rows)
    cautions = validate(like, tmp_path / "out", Settings()).cautions
    words = "AICDA (chr12), CD40 (chr20), UNG (chr12), PMS2 (chr7)"
    assert any(f"no record at all on the chromosomes of {words}" in caution for caution in cautions)
