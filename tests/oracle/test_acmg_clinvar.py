"""Computed classes and tiers against ClinVar 2013-2018: every allele in a person whose genotype fits.

Expected: no (likely) pathogenic allele is computed (likely) benign or tiered lower than candidate; with the
bundled ClinVar none is lower than its class says; no (likely) benign allele of two stars is diagnostic. The
matrix of computed class against ClinVar by gene and by consequence is printed, and every row whose computed
class is not ClinVar's: opposed, or a VUS where ClinVar is sure, or sure where ClinVar has a VUS.
"""

from collections import Counter
from pathlib import Path

import pytest
from tests.oracle.spiked import BENIGN, NONE, PATHOGENIC, Spike, best, by_class, outcome, spikes

from hyperigm.core.acmg.trace import AcmgClass
from hyperigm.core.annotation import Impact
from hyperigm.core.finding import Finding, SampleResult, Tier
from hyperigm.core.inheritance.alleles import POSSIBLE, fit
from hyperigm.edges.panel import load_panel

CALLED_BENIGN = (AcmgClass.BENIGN, AcmgClass.LIKELY_BENIGN)
CALLED_PATHOGENIC = (AcmgClass.PATHOGENIC, AcmgClass.LIKELY_PATHOGENIC)
SILENT = ("NM_000535.6:c.825A>G", "NM_000535.6:c.23+21_23+28delTCCGGTGT")
"""P/LP alleles that change no residue and no splice site: candidate because splicing is open."""


@pytest.fixture(scope="module")
def found(shared: Path) -> list[Spike]:
    return spikes(shared)


@pytest.fixture(scope="module")
def alone(found: list[Spike], tmp_path_factory: pytest.TempPathFactory) -> dict[str, SampleResult]:
    """Without ClinVar and without frequencies."""
    return outcome(found, tmp_path_factory.mktemp("alone"), NONE, NONE)


@pytest.fixture(scope="module")
def bundled(found: list[Spike], tmp_path_factory: pytest.TempPathFactory) -> dict[str, SampleResult]:
    """With what comes bundled."""
    return outcome(found, tmp_path_factory.mktemp("bundled"))


def _label(spike: Spike, finding: Finding) -> str:
    words = ", ".join(finding.acmg_criteria) or "no criterion met"
    said = f"ClinVar {spike.significance} ({spike.stars} stars)"
    name = spike.name or spike.allele.key
    return f"{spike.gene} {name}: {said}, computed {finding.acmg_class} ({words}), tier {finding.tier}"


def _matrix(title: str, counts: Counter[tuple[str, str, str]]) -> None:
    print(f"\n{title}: ClinVar, computed, alleles")
    for (group, clinvar, computed), count in sorted(counts.items()):
        print(f"    {group:35} {clinvar:20} {computed:24} {count:4}")


_GROUPS = {
    AcmgClass.PATHOGENIC: "P/LP",
    AcmgClass.LIKELY_PATHOGENIC: "P/LP",
    AcmgClass.UNCERTAIN: "VUS",
    AcmgClass.LIKELY_BENIGN: "B/LB",
    AcmgClass.BENIGN: "B/LB",
}


def _group(word: str) -> str:
    """P/LP, VUS or B/LB; "" where ClinVar has no one word."""
    return "P/LP" if word in PATHOGENIC else "B/LB" if word in BENIGN else "VUS" if word == "VUS" else ""


def _off_the_diagonal(counts: Counter[tuple[str, str, str]]) -> int:
    """Alleles of the matrix whose computed group is another than ClinVar's."""
    return sum(
        count
        for (_, said, computed), count in counts.items()
        if _group(said) not in ("", _GROUPS[AcmgClass(computed)])
    )


@pytest.mark.parametrize("evidence", ["alone", "bundled"])
def test_the_matrix(evidence: str, found: list[Spike], request: pytest.FixtureRequest) -> None:
    """No P/LP allele is computed benign, whatever evidence is at hand."""
    results: dict[str, SampleResult] = request.getfixturevalue(evidence)
    by_gene: Counter[tuple[str, str, str]] = Counter()
    by_term: Counter[tuple[str, str, str]] = Counter()
    opposed: list[str] = []
    rows: dict[tuple[str, str], list[str]] = {}
    for spike in found:
        finding = best(results[spike.sample])
        computed = str(finding.acmg_class)
        by_gene[spike.gene, spike.significance, computed] += 1
        by_term[finding.annotation.effect.consequence[0], spike.significance, computed] += 1
        classes = {each.acmg_class for each in results[spike.sample].findings}
        against = spike.significance in PATHOGENIC and not classes.isdisjoint(CALLED_BENIGN)
        for_it = spike.significance in BENIGN and finding.acmg_class in CALLED_PATHOGENIC
        if against or for_it:
            opposed.append(_label(spike, finding))
        said, here = _group(spike.significance), _GROUPS[finding.acmg_class or AcmgClass.UNCERTAIN]
        if said not in ("", here):
            rows.setdefault((said, here), []).append(_label(spike, finding))
    _matrix(f"{evidence}, by gene", by_gene)
    _matrix(f"{evidence}, by consequence", by_term)
    print(f"\nopposed to ClinVar with {evidence} evidence: {len(opposed)}", *opposed, sep="\n    ")
    for (said, here), labels in sorted(rows.items()):
        title = f"{evidence}: {said} in ClinVar, {here} computed: {len(labels)} alleles"
        print(f"\n{title}", *labels, sep="\n    ")
    assert sum(by_gene.values()) == len(found)
    assert not [row for row in opposed if any(f"ClinVar {word} (" in row for word in PATHOGENIC)]
    assert sum(map(len, rows.values())) == _off_the_diagonal(by_gene)


def test_without_clinvar_no_pathogenic_allele_is_lower_than_candidate(
    found: list[Spike], alone: dict[str, SampleResult]
) -> None:
    rows = list(by_class(found, PATHOGENIC))
    low = {s.name for s in rows if best(alone[s.sample]).tier not in (Tier.DIAGNOSTIC, Tier.CANDIDATE)}
    print(f"\n{len(rows) - len(low)} of {len(rows)} P/LP alleles are candidate or higher; not: {sorted(low)}")
    assert low == set()


def test_what_is_open_is_said(found: list[Spike], alone: dict[str, SampleResult]) -> None:
    """Both silent alleles are VUS, never computed benign, and each says why it is a candidate."""
    silent = {spike.name: best(alone[spike.sample]) for spike in found if spike.name in SILENT}
    assert {name: one.acmg_class for name, one in silent.items()} == dict.fromkeys(
        SILENT, AcmgClass.UNCERTAIN
    )
    for finding in silent.values():
        assert "which no splice score settles" in finding.explanation
        print("\n", finding.explanation)


def test_few_harmless_silent_alleles_are_lifted_with_them(
    found: list[Spike], alone: dict[str, SampleResult]
) -> None:
    """The price: of the (likely) benign alleles that change no residue, how many are candidates without
    ClinVar and without frequencies, each in a made-up homozygote: c.2007-6C>G, whose acceptor is weaker (C
    0.25 to G 0.05), and c.706-4dupT."""
    rows = [
        spike
        for spike in by_class(found, BENIGN)
        if best(alone[spike.sample]).annotation.effect.impact in (Impact.LOW, Impact.MODIFIER)
    ]
    lifted = [spike.name for spike in rows if best(alone[spike.sample]).tier is Tier.CANDIDATE]
    print(f"\n{len(lifted)} of {len(rows)} silent B/LB alleles are candidates: {lifted}")
    assert len(rows) > 90
    assert set(lifted) <= {"NM_000535.5:c.2007-6C>G", "NM_000535.5:c.706-4dupT"}


def test_a_splice_score_settles_what_the_sequence_leaves_open(found: list[Spike], tmp_path: Path) -> None:
    """A made-up SpliceAI of 0.9, and of 0.0 for comparison: candidate by PP3, background by BP4 and BP7."""
    rows = [spike for spike in found if spike.name in SILENT]
    for score, tier in ((0.9, Tier.CANDIDATE), (0.0, Tier.BACKGROUND)):
        lines = [f"{s.allele.chrom}\t{s.allele.pos}\t{s.allele.ref}\t{s.allele.alt}\t{score}\n" for s in rows]
        scores = tmp_path / f"spliceai_{score}.tsv"
        scores.write_text("chrom\tpos\tref\talt\tds_max\n" + "".join(lines))
        results = outcome(rows, tmp_path, NONE, NONE, (scores,))
        assert {best(results[spike.sample]).tier for spike in rows} == {tier}


def test_with_clinvar_no_pathogenic_allele_is_lower_than_its_class_says(
    found: list[Spike], bundled: dict[str, SampleResult]
) -> None:
    """A P/LP genotype that fits is diagnostic (contract); candidate where it is not sure that the allele is
    of the kind that causes the disease (the panel's classes of alleles, which the engine asks)."""
    rows = list(by_class(found, PATHOGENIC))
    panel = load_panel()
    for spike in rows:
        finding = best(bundled[spike.sample])
        if finding.tier is not Tier.DIAGNOSTIC:
            kind = fit(finding.annotation.effect, finding.entity.variants, panel.allele_classes)
            assert (finding.tier, kind) == (Tier.CANDIDATE, POSSIBLE), _label(spike, finding)


def test_a_benign_score_never_outvotes_clinvar(
    found: list[Spike], bundled: dict[str, SampleResult], tmp_path: Path
) -> None:
    """A made-up REVEL of 0.28 (BP4, Pejaver 2022) on each P/LP allele: with ClinVar the tier stays (contract:
    it is ClinVar's class that makes diagnostic); without ClinVar none falls to background by it alone."""
    rows = list(by_class(found, PATHOGENIC))
    scores = tmp_path / "revel.tsv"
    lines = [f"{s.allele.chrom}\t{s.allele.pos}\t{s.allele.ref}\t{s.allele.alt}\t0.28\n" for s in rows]
    scores.write_text("chrom\tpos\tref\talt\trevel\n" + "".join(lines))
    scored = outcome(rows, tmp_path, insilico=(scores,))
    assert {s.name: best(scored[s.sample]).tier for s in rows} == {
        s.name: best(bundled[s.sample]).tier for s in rows
    }
    reached = [s for s in rows if "BP4" in best(scored[s.sample]).acmg_criteria]
    assert len(reached) > 5
    silent = outcome(reached, tmp_path, NONE, NONE, (scores,))
    assert {best(silent[s.sample]).tier for s in reached} == {Tier.CANDIDATE}


@pytest.mark.parametrize("evidence", ["alone", "bundled"])
def test_no_benign_allele_of_two_stars_is_diagnostic(
    evidence: str, found: list[Spike], request: pytest.FixtureRequest
) -> None:
    results: dict[str, SampleResult] = request.getfixturevalue(evidence)
    rows = [spike for spike in by_class(found, BENIGN) if spike.stars >= 2]
    assert len(rows) > 40
    assert [s.name for s in rows if best(results[s.sample]).tier is Tier.DIAGNOSTIC] == []


def test_a_missing_frequency_is_never_evidence(found: list[Spike], alone: dict[str, SampleResult]) -> None:
    """Contract: never benign, never rare, because a frequency is missing."""
    words = {word for spike in found for f in alone[spike.sample].findings for word in f.acmg_criteria}
    assert words.isdisjoint({"PM2_Supporting", "BA1", "BS1", "BS2"})
