"""What two runs differ in, and what it is put down to. Expected lines follow from the runs written here."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from hyperigm.cli import main
from hyperigm.core.difference import NOTHING, Change, Kind, compare
from hyperigm.core.earlier import (
    AlleleThen,
    AnnotationThen,
    CallThen,
    ClinVarThen,
    EffectThen,
    EntityThen,
    ExonThen,
    FindingThen,
    FrequencyThen,
    GeneThen,
    GenotypeThen,
    ReportThen,
    ResultThen,
    Run,
    VerdictThen,
)
from hyperigm.steps.diff import render

KEY = "chr12-8605180-G-A"
OTHER = "chr12-8605200-C-T"
VUS = ClinVarThen("Uncertain_significance", 1, "2016-11-01")
PATHOGENIC = ClinVarThen("Pathogenic", 2, "2018-06-01")


CARRIER = VerdictThen("heterozygous", "no", "carrier")
UNCERTAIN = "uncertain_significance"


def called(key: str, genotype: str = "0/1", depth: int = 30) -> CallThen:
    chrom, pos, ref, alt = key.split("-")
    return CallThen(AlleleThen(chrom, int(pos), ref, alt), GenotypeThen(genotype), depth, 0.5, 99.0)


def finding(
    key: str = KEY,
    tier: str = "uncertain",
    verdict: VerdictThen = CARRIER,
    call: CallThen | None = None,
    acmg_class: str | None = None,
    acmg_criteria: tuple[str, ...] = (),
) -> FindingThen:
    return FindingThen(
        sample="S",
        build="GRCh38",
        gene=GeneThen("AICDA"),
        entity=EntityThen("higm2", "Hyper-IgM type 2"),
        call=call or called(key),
        annotation=AnnotationThen(key, None, EffectThen("NM_020661.4:c.1A>G", None, ("missense_variant",))),
        verdict=verdict,
        tier=tier,
        acmg_class=acmg_class,
        acmg_criteria=acmg_criteria,
    )


def known(one: FindingThen, clinvar: ClinVarThen | None = None, af: float | None = None) -> FindingThen:
    frequency = None if af is None else FrequencyThen(af, 0)
    return replace(one, annotation=replace(one.annotation, clinvar=clinvar, frequency=frequency))


def run(
    *findings: FindingThen,
    conclusion: str = "none_found",
    clinvar: str = "2016-11-01",
    version: str = "0.1.0",
    tables: dict[str, str] | None = None,
    settings: dict[str, str] | None = None,
) -> Run:
    result = ResultThen("S", conclusion, findings, (clinvar,))
    return Run({"S": ReportThen(version, result, tables or {})}, settings=settings or {})


def lines(old: Run, new: Run) -> list[tuple[str, str, str, str]]:
    return [(c.kind.value, c.old, c.new, c.because) for c in compare(old, new)]


def test_the_same_run_differs_in_nothing() -> None:
    one = run(known(finding(), VUS, 0.001))
    assert compare(one, one) == ()


def test_a_clinvar_word_is_named_with_both_releases() -> None:
    old = run(known(finding(), VUS))
    new = run(known(finding(tier="carrier"), PATHOGENIC), clinvar="2018-06-01", conclusion="carrier")
    said = "ClinVar: Uncertain_significance, 1 star (2016-11-01) → Pathogenic, 2 stars (2018-06-01)"
    assert lines(old, new) == [
        ("run", "2016-11-01", "2018-06-01", "."),
        ("conclusion", "none_found", "carrier", said),
        ("tier", "uncertain", "carrier", said),
        ("clinvar", "Uncertain_significance", "Pathogenic", said),
        ("clinvar_stars", "1", "2", said),
    ]


def test_a_conclusion_names_each_cause_once_with_its_allele() -> None:
    """Two alleles whose tiers change by their own frequency: both are named, none twice."""
    both = (finding(tier="candidate"), finding(OTHER, tier="candidate"))
    after = (finding(tier="background"), finding(OTHER, tier="background"))
    old = run(*(known(one) for one in both), conclusion="candidate")
    new = run(*(known(one, af=0.25) for one in after), conclusion="none_found")
    (why,) = [c.because for c in compare(old, new) if c.kind.value == "conclusion"]
    said = "frequency: unknown → 0.25, 0 hemizygotes"
    assert why == f"{KEY}: {said}; {OTHER}: {said}"


def test_what_splicing_leaves_open_is_a_cause() -> None:
    """A report of before the question was asked has no such field."""
    asked = finding(tier="candidate")
    asked = replace(asked, annotation=replace(asked.annotation, splicing="makes a splice site"))
    found = [c.because for c in compare(run(finding()), run(asked)) if c.kind.value == "tier"]
    assert found == ["splicing: nothing open → makes a splice site"]


def test_clinvar_is_never_the_reason_of_a_computed_class() -> None:
    old = run(known(finding(acmg_class=UNCERTAIN, acmg_criteria=("PM2_Supporting",)), VUS))
    later = finding(acmg_class="likely_pathogenic", acmg_criteria=("PM2_Supporting", "PS1"))
    new = run(known(later, PATHOGENIC, 0.25))
    (of_class,) = (c for c in compare(old, new) if c.kind is Kind.ACMG_CLASS)
    assert of_class.because == "frequency: unknown → 0.25, 0 hemizygotes; criteria: +PS1"


def test_an_allele_new_to_clinvar_and_one_that_left_it() -> None:
    old, new = run(known(finding())), run(known(finding(), PATHOGENIC), clinvar="2018-06-01")
    assert lines(old, new)[1] == (
        "clinvar",
        ".",
        "Pathogenic",
        "ClinVar: not listed (2016-11-01) → Pathogenic, 2 stars (2018-06-01)",
    )
    assert lines(new, old)[1][:3] == ("clinvar", "Pathogenic", ".")


def test_a_new_call_and_a_lost_one() -> None:
    old, new = run(finding()), run(finding(), finding(OTHER))
    assert lines(old, new) == [
        ("appeared", ".", "uncertain", "call: 0/1, which is not among the earlier run's calls")
    ]
    assert lines(new, old) == [
        ("vanished", "uncertain", ".", "call: 0/1, which is not among the later run's calls")
    ]


def test_the_other_hit_of_the_pair() -> None:
    """The finding itself is unchanged; what is known of its partner is not."""
    pair = VerdictThen("heterozygous", "yes", "compound_heterozygous", "trans", "unknown", (OTHER,))
    old = run(finding(verdict=pair, tier="candidate"), known(finding(OTHER), VUS))
    new = run(finding(verdict=pair, tier="diagnostic"), known(finding(OTHER), PATHOGENIC))
    (tier,) = (c for c in compare(old, new) if c.kind is Kind.TIER)
    said = "ClinVar: Uncertain_significance, 1 star (2016-11-01) → Pathogenic, 2 stars (2018-06-01)"
    assert tier.because == f"{OTHER}: {said}"


def test_a_family_that_came_in_later() -> None:
    pair = VerdictThen("heterozygous", "potential", "compound_heterozygous", "unknown", "unknown", (OTHER,))
    sure = replace(pair, match="yes", phase="trans", origin="maternal")
    others = finding(OTHER)
    old, new = run(finding(verdict=pair), others), run(finding(verdict=sure, tier="candidate"), others)
    assert [(kind, because) for kind, _, _, because in lines(old, new)] == [
        ("tier", "inheritance: phase unknown → trans, origin unknown → maternal, match potential → yes"),
        ("inheritance_match", "inheritance: phase unknown → trans, origin unknown → maternal"),
    ]


def test_a_genotype_called_otherwise() -> None:
    new = run(finding(call=called(KEY, "1/1", 31), tier="candidate"))
    (tier,) = compare(run(finding()), new)
    assert tier.because == (
        "call: 0/1, depth 30, fraction 0.5, quality 99 → 1/1, depth 31, fraction 0.5, quality 99"
    )


ONE, ELSE = finding(), finding(tier="background")
TABLE = "panel/tiers.tsv"
SETTING = "thresholds.common_af"


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        (run(ONE), run(ELSE, version="0.2.0"), "program 0.1.0 → 0.2.0"),
        (run(ONE, tables={TABLE: "aa"}), run(ELSE, tables={TABLE: "bb"}), f"{TABLE} aa → bb"),
        (run(ONE, settings={SETTING: "1"}), run(ELSE, settings={SETTING: "2"}), f"{SETTING} 1 → 2"),
        (run(ONE), run(ELSE), NOTHING),
    ],
)
def test_what_holds_for_the_run_is_named_where_nothing_else_differs(old: Run, new: Run, because: str) -> None:
    *of_run, tier = compare(old, new)
    assert tier.because == because
    assert [c.what for c in of_run] == ([because.split(" ")[0]] if because != NOTHING else [])


def test_samples_that_came_went_and_failed() -> None:
    good = run(finding()).reports["S"]
    old = Run({"S": good, "gone": good}, {"mended": "x.vcf: is empty"})
    new = Run({"mended": good, "new": good}, {"S": "x.vcf: is cut off"})
    assert [(c.sample, c.old, c.new, c.because) for c in compare(old, new)] == [
        ("S", "ok", "failed", "x.vcf: is cut off"),
        ("gone", "ok", ".", "the sheet"),
        ("mended", "failed", "ok", "x.vcf: is empty"),
        ("new", ".", "ok", "the sheet"),
    ]


def test_first_seen_is_the_earlier_of_the_two() -> None:
    old, new = run(finding()), run(finding(tier="background"))
    dated = replace(old, first_seen={finding().key: "2025-02-03"})
    later = replace(new, first_seen={finding().key: "2025-03-04"})
    assert [c.first_seen for c in compare(dated, later)] == ["2025-02-03"]
    assert [c.first_seen for c in compare(old, later)] == ["2025-03-04"]


def test_the_table_at_a_terminal() -> None:
    changes = compare(run(known(finding(), VUS)), run(known(finding(), PATHOGENIC), clinvar="2018-06-01"))
    text = io.StringIO()
    render((*changes, Change(Kind.TIER, "[bold]", "b", "c", sample="T")), Console(file=text, width=160))
    shown = text.getvalue()
    assert "AICDA NM_020661.4:c.1A>G" in shown
    assert "Uncertain_significance" in shown
    assert "[bold]" in shown, "text of a file is no markup"
    assert "clinvar_stars" not in shown[: shown.rindex("\n", 0, -1)], "the word's row names the stars"
    assert shown.splitlines()[-1] == "1 run, 1 tier, 1 clinvar, 1 clinvar_stars"


def test_folders_that_are_no_run(tmp_path: Path) -> None:
    (tmp_path / "new" / "samples" / "S").mkdir(parents=True)
    (tmp_path / "new" / "samples" / "S" / "S.report.json").write_text("{}")
    done = CliRunner().invoke(main, ["diff", str(tmp_path / "old"), str(tmp_path / "new")])
    assert done.exit_code == 3
    assert done.stderr.startswith(f"error: {tmp_path / 'old'}: has no samples/")
    (tmp_path / "old").symlink_to(tmp_path / "new")
    broken = CliRunner().invoke(main, ["diff", str(tmp_path / "old"), str(tmp_path / "new")])
    assert broken.exit_code == 3
    assert "S.report.json" in broken.stderr
    assert "Traceback" not in broken.output


def test_a_report_of_another_version_is_read(tmp_path: Path) -> None:
    """Fields that this version does not know are left out; those that it lacks have their defaults."""
    place = {"chrom": "chr12", "pos": 8605180, "ref": "G", "alt": "A"}
    one = {
        **{"sample": "S", "build": "GRCh38", "tier": "carrier", "a_later_field": [1, {"x": 2}]},
        **{"gene": {"symbol": "AICDA", "hgnc": 1}, "entity": {"id": "higm2"}, "verdict": {"match": "no"}},
        **{"call": {"allele": place}, "annotation": {"key": KEY}},
    }
    for folder, found in (("old", []), ("new", [one])):
        path = tmp_path / folder / "samples" / "S" / "S.report.json"
        path.parent.mkdir(parents=True)
        result = {"sample": "S", "conclusion": "carrier", "findings": found}
        path.write_text(json.dumps({"hyperigm": "0.0.1", "result": result}))
    done = CliRunner().invoke(main, ["diff", str(tmp_path / "old"), str(tmp_path / "new")])
    assert done.exit_code == 0, done.stderr
    assert done.stdout.splitlines()[1].split("\t")[:6] == ["S", "appeared", ".", "AICDA", "higm2", KEY]


def test_a_sample_that_left_the_sheet_is_not_compared(tmp_path: Path) -> None:
    for folder, listed in (("old", "S\nT\n"), ("new", "S\n")):
        (tmp_path / folder / "cohort").mkdir(parents=True)
        (tmp_path / folder / "cohort" / "summary.tsv").write_text(f"sample\n{listed}")
        for name in ("S", "T"):
            path = tmp_path / folder / "samples" / name / f"{name}.report.json"
            path.parent.mkdir(parents=True)
            path.write_text(
                json.dumps({"hyperigm": "1", "result": {"sample": name, "conclusion": "carrier"}})
            )
    done = CliRunner().invoke(main, ["diff", str(tmp_path / "old"), str(tmp_path / "new")])
    assert [line.split("\t")[:2] for line in done.stdout.splitlines()[1:]] == [["T", "sample"]]


def test_a_conclusion_that_no_tier_explains_is_put_down_to_the_exons_read() -> None:
    """Counted by hand: of three exons two were unknown, now all are assessed. A report may not say."""
    then = (ExonThen("CD40", 1, "unknown"), ExonThen("CD40", 2, "unknown"), ExonThen("CD40", 3, "assessed"))
    now = tuple(replace(one, status="assessed") for one in then)
    old, new = run(conclusion="not_assessable"), run(conclusion="none_found")
    assert lines(with_exons(old, then), with_exons(new, now)) == [
        ("conclusion", "not_assessable", "none_found", "coverage: 2 exons unknown → assessed")
    ]
    assert lines(old, with_exons(new, now))[0][3].startswith("nothing that the reports record")


def with_exons(one: Run, exons: tuple[ExonThen, ...]) -> Run:
    report = one.reports["S"]
    return replace(one, reports={"S": replace(report, result=replace(report.result, exons=exons))})


def test_a_relative_who_left_the_sheet_is_seen_by_the_rule() -> None:
    """An unaffected relative spoke against it, and no longer does: the rows of inheritance_doubts.tsv
    and inheritance_rules.tsv that decided."""
    against = replace(finding(), verdict=replace(finding().verdict, match="no", rule="relative_unaffected"))
    alone = replace(finding(), verdict=replace(finding().verdict, match="yes", rule="recessive_homozygous"))
    assert lines(run(against), run(alone)) == [
        ("inheritance_match", "no", "yes", "inheritance: rule relative_unaffected → recessive_homozygous")
    ]
