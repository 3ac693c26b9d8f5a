"""The page of a sample, opened from a file as a clinician would, in Debian's Chromium."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import DESKTOP, PHONE, Open, Scheme
from tests.conftest import Run
from tests.gvcf_styles import GATK, blocks, write_gvcf
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.finding import Finding, SampleResult
from hyperigm.core.settings import Settings
from hyperigm.core.warning import WarningKind, about
from hyperigm.edges.html import report_html
from hyperigm.edges.panel import load_panel
from hyperigm.edges.store import read_results

SAMPLES = ("cd40lg_boy", "aicda_girl", "pms2_carrier", "negative")
ALL = (*SAMPLES, "unphased", "holes")
VIEWS: tuple[tuple[tuple[int, int], Scheme], ...] = ((DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"))
KEYS = "GT:AD:DP:GQ"


@pytest.fixture(scope="session")
def runs(demo_run: Path, tmp_path_factory: pytest.TempPathFactory, run_steps: Run) -> dict[str, Path]:
    """Sample -> its page: the demo, two unphased AICDA alleles (Met139Thr, Arg112Cys), a gVCF with holes."""
    folder = tmp_path_factory.mktemp("made")
    pair = [
        row("chr12", 8605226, "A", "G", KEYS, "0/1:20,21:41:99"),
        row("chr12", 8605308, "G", "A", KEYS, "0/1:22,19:41:99"),
    ]
    write_vcf(folder / "unphased.vcf", header(["u"]), pair)
    write_gvcf(folder / "holes.vcf", GATK, blocks(without=[("CD40LG", 3), ("AICDA", 2), ("IKBKG", 10)]))
    rows = [f"{name}\t{name}.vcf\tfemale\tyes" for name in ("unphased", "holes")]
    (folder / "samples.tsv").write_text("\n".join(["sample\tvcf\tsex\taffected", *rows]) + "\n")
    run_steps(folder / "samples.tsv", folder / "out", Settings())
    where = dict.fromkeys(SAMPLES, demo_run) | dict.fromkeys(ALL[len(SAMPLES) :], folder / "out")
    return {name: run / "samples" / name / f"{name}.report.html" for name, run in where.items()}


@pytest.mark.parametrize(
    ("sample", "size", "scheme"),
    [
        *((sample, *VIEWS[0]) for sample in ALL),
        *((sample, *view) for view in VIEWS[1:] for sample in ("aicda_girl", "holes")),
    ],
)
def test_the_page_opens_quietly_and_for_everyone(
    runs: dict[str, Path], opened: Open, sample: str, size: tuple[int, int], scheme: Scheme
) -> None:
    """Oracle: axe-core's rules; a browser's own record of errors and requests. Folded parts are unfolded."""
    seen = opened(runs[sample], size, scheme)
    assert seen.page.locator("h1").inner_text() == sample
    seen.page.get_by_role("button", name="Unfold everything").click()
    assert seen.page.locator("details:not([open])").count() == 0
    assert seen.headless() == []
    assert seen.serious() == []
    assert seen.too_wide() <= 0
    assert seen.errors == []
    assert seen.outside == []
    assert runs[sample].stat().st_size < 300_000


def variants(page: Page) -> list[str]:
    """The variant column as a reader sees it, top to bottom."""
    return [
        name.strip()
        for name in page.locator("table.calls tbody:visible tr:first-child td:nth-child(3)").all_inner_texts()
    ]


def numbers(page: Page, column: int) -> list[float]:
    """A column of numbers as a reader sees it; what is missing is left out."""
    cells = page.locator(f"table.calls tbody:visible tr:first-child > :nth-child({column})").all_inner_texts()
    return [float(cell) for cell in cells if cell.strip() != "–"]


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_column_sorts_both_ways(runs: dict[str, Path], opened: Open, by: str) -> None:
    """Oracle: Python's sort of the numbers seen; WAI-ARIA aria-sort."""
    page = opened(runs["negative"]).page
    button, head = page.get_by_role("button", name="Reads"), page.locator("th", has_text="Reads")
    before = variants(page)
    for way in ("ascending", "descending"):
        if by == "mouse":
            button.click()
        else:
            button.focus()
            page.keyboard.press("Enter" if way == "ascending" else "Space")
        assert head.get_attribute("aria-sort") == way
        seen = numbers(page, 7)
        assert len(seen) > 40
        assert seen == sorted(seen, reverse=way == "descending")
    assert page.locator('th[aria-sort="none"]').count() == 6
    page.get_by_role("button", name="Tier").click()
    assert variants(page) == before


def test_missing_values_sort_last_both_ways(runs: dict[str, Path], opened: Open) -> None:
    page = opened(runs["pms2_carrier"]).page
    for _ in range(2):
        page.get_by_role("button", name="Frequency").click()
        cells = page.locator("table.calls tbody tr:first-child td:nth-child(6)").all_inner_texts()
        known = [cell != "–" for cell in cells]
        assert known == sorted(known, reverse=True)
        assert any(known)


def test_words_gene_and_tier_filter_together(runs: dict[str, Path], opened: Open) -> None:
    """By keyboard alone: Tab from the search field reaches the other filters in order."""
    page = opened(runs["pms2_carrier"]).page
    said = page.locator("#filters output")
    total = page.locator("table.calls tbody").count()
    assert said.inner_text() == f"{total} of {total} shown"
    page.get_by_label("Search").focus()
    page.keyboard.type("pms2 SER46ILE")
    assert variants(page) == ["c.137G>T"]
    page.get_by_label("Search").fill("")
    page.keyboard.press("Tab")
    page.keyboard.type("PMS2")
    page.keyboard.press("Tab")
    genes = page.locator("table.calls tbody:visible th").all_inner_texts()
    assert set(genes) == {"PMS2"}
    assert page.evaluate("document.activeElement.dataset.tier") == "carrier"
    page.keyboard.press("Space")
    assert variants(page) == ["c.137G>T"]
    assert said.inner_text() == f"1 of {total} shown"
    page.keyboard.press("Space")
    assert len(variants(page)) == len(genes)


def test_the_criteria_unfold_by_keyboard(runs: dict[str, Path], opened: Open) -> None:
    page = opened(runs["cd40lg_boy"]).page
    assert not page.get_by_text("another change of this residue").is_visible()
    page.locator("details.acmg summary").first.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("another change of this residue").is_visible()
    row_of = page.locator("table.calls tbody").first
    row_of.locator("summary").click()
    assert row_of.get_by_text("NC_000023.11:g.").is_visible()


def test_without_scripts_the_page_is_whole(runs: dict[str, Path], opened: Open) -> None:
    """What only a script could do is not shown; every call is."""
    whole, plain = opened(runs["aicda_girl"]).page, opened(runs["aicda_girl"], scripts=False).page
    assert variants(plain) == variants(whole)
    assert plain.locator("button:visible, input:visible, select:visible").count() == 0
    plain.locator("details.acmg summary").first.click()
    assert plain.locator("details.acmg table").first.is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_paper_has_what_is_folded_or_filtered_on_the_screen(
    runs: dict[str, Path], opened: Open, tmp_path: Path, scripts: bool
) -> None:
    """Oracle: pdftotext on the PDF that Chromium prints."""
    seen = opened(runs["aicda_girl"], scripts=scripts)
    if scripts:
        seen.page.get_by_label("Search").fill("nothing has this word")
        assert variants(seen.page) == []
    text = seen.printed(tmp_path / "page.pdf")
    flat = " ".join(text.split())
    assert "no score of a calibrated predictor was given" in flat  # an unmet criterion
    assert "a plain VCF lists differences only" in flat  # coverage, exon by exon
    assert "NM_020661.4:c.416T>C, NP_065712.1:p.(Met139Thr)" in flat  # a call's fold
    assert flat.count("why background") > 40
    assert "Unfold everything" not in flat
    assert "For research use." in flat


def test_a_pair_in_trans_is_drawn_on_two_copies_and_an_unphased_one_both_ways(
    runs: dict[str, Path], opened: Open
) -> None:
    page = opened(runs["aicda_girl"]).page
    ways = page.locator(".card").first.locator(".copies svg")
    assert ways.count() == 1
    label = ways.first.get_attribute("aria-label") or ""
    assert "copy 1 from the father c.416T>C" in label
    assert "copy 2 from the mother c.334C>T" in label
    open_page = opened(runs["unphased"]).page
    said = open_page.locator(".card").first.locator(".copies .means").all_inner_texts()
    assert said == ["both copies are hit", "one copy has both; on the other nothing was seen"]


def test_the_family_is_drawn_with_each_genotype(runs: dict[str, Path], opened: Open) -> None:
    """Oracle: the demo's own VCF: boy 1, mother 0/1, father 0; Bennett 2022: squares, circle, filled."""
    family = opened(runs["cd40lg_boy"]).page.locator(".family svg")
    assert family.locator("rect").count() == 2
    assert family.locator("circle").count() == 1
    assert family.locator(".person.yes").count() == 1
    assert family.locator(".gt").all_text_contents() == ["0", "0/1", "1"]
    assert "cd40lg_mother (female, not affected): 0/1" in (family.get_attribute("aria-label") or "")


def test_what_was_not_read_is_seen_in_its_gene(runs: dict[str, Path], opened: Open) -> None:
    """The gVCF was written without CD40LG exon 3 and AICDA exon 2."""
    page = opened(runs["holes"]).page
    for gene, exon in (("CD40LG", "3"), ("AICDA", "2")):
        missed = page.locator(f"#gene-{gene} g", has=page.locator("rect.not_assessed"))
        assert missed.locator("text").all_text_contents() == [exon]
    assert page.locator("#gene-UNG rect.not_assessed").count() == 0
    assert "1 exon not read" in page.locator(".glance li").first.inner_text()


def test_a_pair_of_unknown_phase_is_said_with_its_doubt_and_by_name(
    runs: dict[str, Path], opened: Open
) -> None:
    """By hand: Met139 is codon 415-417 (ATG to ACG, c.416T>C), Arg112 334-336 (CGC to TGC, c.334C>T)."""
    seen = opened(runs["unphased"])
    facts = seen.page.locator(".card .details > div", has_text="Mechanism").all_inner_texts()
    assert facts == ["Mechanism\ncompound heterozygous, if in trans"] * 2
    partner = {
        "c.416T>C": "c.334C>T (chr12-8605308-G-A)",
        "c.334C>T": "c.416T>C (chr12-8605226-A-G)",
    }
    for card in seen.page.locator(".card").all():
        name = card.locator("h3 .hgvs").inner_text().rpartition(":")[2]
        assert f"With {partner[name]}" in card.locator(".pair").first.inner_text()
        assert partner[name] in card.locator(".entity p").first.inner_text()
    seen.page.get_by_role("button", name="Unfold everything").click()
    assert "landmark-unique" not in seen.rules()


def test_an_exon_with_a_copy_that_was_not_read_is_told_from_those_that_were(
    runs: dict[str, Path], opened: Open
) -> None:
    """The gVCF was written without IKBKG exon 10; PMS2's copied exons are in it."""
    page = opened(runs["holes"]).page
    tiles = dict(tile.split("\n", 1) for tile in page.locator(".glance li").all_inner_texts())
    assert tiles["IKBKG"].endswith("1 exon not read, 8 with a copy elsewhere")
    assert tiles["PMS2"].endswith("9 of 15 exons assessed, 6 with a copy elsewhere")
    missed = page.locator("#gene-IKBKG g", has=page.locator("rect.unread"))
    assert missed.locator("text").all_text_contents() == ["10"]
    assert page.locator("#gene-PMS2 rect.unread").count() == 0
    assert "Of these not even read in full: IKBKG 10." in page.locator(".verdict").inner_text()
    assert "not even read in full were IKBKG 10." in page.locator(".prior").inner_text()
    assert "3-10 (not even read in full: 10)" in page.locator("table.coverage").inner_text()


def test_nothing_names_a_secondary_disease_that_nobody_asked_for(runs: dict[str, Path]) -> None:
    """Domain: a PMS2 heterozygote has Lynch syndrome, a secondary finding; the default is not to ask."""
    text = runs["pms2_carrier"].read_text(encoding="utf-8").lower()
    for word in ("lynch", "614337", "colorectal", "secondary"):
        assert word not in text.replace(".secondary", "")  # the style sheet's class


WORD = "W" * 10_000
EVIL = f'<script>document.title=\'broken\'</script>"\'&=HYPERLINK("http://x","y")\u202e\u2066rtl {WORD}'


def hostile(result: SampleResult) -> SampleResult:
    """The result with hostile text wherever a file or a sheet could have put it."""

    def spoiled(plain: Finding) -> Finding:
        effect = replace(plain.annotation.effect, hgvs_c=EVIL, hgvs_p=EVIL)
        record = replace(plain.call.record, vcf_id=EVIL, filters=(EVIL, EVIL))
        genotype = replace(plain.call.genotype, text=EVIL)
        return replace(
            plain,
            contig=EVIL,
            explanation=EVIL,
            annotation=replace(plain.annotation, effect=effect, flags=(EVIL,)),
            call=replace(plain.call, record=record, genotype=genotype),
        )

    people = tuple(replace(person, sample=f"{person.sample}{EVIL}") for person in result.people)
    return replace(
        result,
        sample=EVIL,
        conclusion_sentence=EVIL,
        sex_reason=EVIL,
        build_evidence=EVIL,
        warnings=about(WarningKind.OTHER, (EVIL, EVIL)),
        hpo=(EVIL,),
        clinvar=(EVIL,),
        gnomad=(EVIL,),
        insilico=(EVIL,),
        people=people,
        findings=(*map(spoiled, result.findings[:3]), *result.findings[3:]),
    )


@pytest.mark.parametrize(("size", "scheme"), VIEWS)
def test_hostile_text_is_text_and_breaks_nothing(
    demo_run: Path, opened: Open, tmp_path: Path, size: tuple[int, int], scheme: Scheme
) -> None:
    results = [item for path in (demo_run / "work").glob("*/interpret.json") for item in read_results(path)]
    girl = next(item for item in results if item.sample == "aicda_girl")
    path = tmp_path / "hostile.report.html"
    path.write_text(report_html(hostile(girl), load_panel(), 365, date(2026, 11, 25)), encoding="utf-8")
    seen = opened(path, size, scheme)
    seen.page.get_by_role("button", name="Unfold everything").click()
    assert "broken" not in seen.page.title().split("<")[0]
    assert seen.page.locator("script").count() == 1
    shown = seen.page.inner_text("body")
    assert shown.count("<script>document.title='broken'</script>") > 15
    assert '=HYPERLINK("http://x","y")' in shown
    assert seen.page.locator("a[href^=http]").count() == 0
    assert seen.too_wide() <= 0
    assert seen.serious() == []
    assert (seen.errors, seen.outside) == ([], [])
    assert path.stat().st_size < 300_000
    assert "=HYPERLINK" in seen.printed(tmp_path / "hostile.pdf")
