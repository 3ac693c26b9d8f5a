"""The page of a run, opened from a file as a laboratory would, in Debian's Chromium."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.conftest import DESKTOP, PHONE, Open, Scheme
from tests.made_up import EVIL, cohort_of, failed, finding, result

from hyperigm.core.cohort import Cohort, SampleLine, sample_line
from hyperigm.core.family import Sex
from hyperigm.core.finding import Conclusion, Tier
from hyperigm.core.warning import WarningKind
from hyperigm.edges.cohort_page import cohort_html

GENES = ("CD40LG", "IKBKG", "AICDA", "CD40", "UNG", "PMS2")
NAME = "a b#1%?&\"<b>\u202e'x"
WORD = "W" * 10_000
LIMIT = 5_000_000
"""Bytes of the page of 5,000 samples: the issue's limit."""


@pytest.fixture(scope="session")
def hard_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a run that has one of everything, and texts that mean harm."""
    shared = [finding("x", 1000 * n, gene=gene, genotype="0/1", depth=31) for n, gene in enumerate(GENES, 1)]
    rare = finding("r1", 77, Tier.CANDIDATE, gene="UNG", text=EVIL, hgvs_c=EVIL)
    results = [
        result("first", [finding("first")], Conclusion.DIAGNOSTIC),
        result(NAME, [finding(NAME, hgvs_c=EVIL)], Conclusion.CANDIDATE, warnings=(EVIL, WORD)),
        failed("broken", EVIL, "copy the file again"),
        failed("long", WORD, WORD),
        result(
            "clash",
            inferred=Sex.FEMALE,
            warnings=("Sex is male in the sheet, and the calls speak for female",),
            kind=WarningKind.SEX,
        ),
        *(result(name, [replace(one, sample=name) for one in shared]) for name in ("twin1", "twin2")),
        *(result(name, [replace(rare, sample=name)], Conclusion.CANDIDATE) for name in ("r1", "r2", "r3")),
    ]
    return cohort_of(tmp_path_factory.mktemp("hard"), results) / "index.html"


@pytest.fixture(scope="session")
def many_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of 120 samples: S0 to S119, of which each third is a carrier, with n calls."""
    lines = [
        replace(
            sample_line(result(f"S{n}", (), Conclusion.NONE_FOUND if n % 3 else Conclusion.CARRIER)),
            n_calls=(n * 37) % 120,
            hits=(("PMS2", Tier.CARRIER, 1),) if n % 3 == 0 else (),
        )
        for n in range(120)
    ]
    return page_of(tmp_path_factory.mktemp("many") / "index.html", lines)


def page_of(path: Path, lines: Sequence[SampleLine]) -> Path:
    """The page of these samples."""
    path.write_text(cohort_html(Cohort(tuple(lines), (), (), {}), GENES), encoding="utf-8")
    return path


def names(page: Page) -> list[str]:
    """The samples that the table shows, in its order."""
    return page.locator("#table tbody th").all_inner_texts()


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
@pytest.mark.parametrize("which", ["demo", "hard", "times"])
def test_the_page_opens_quietly_and_for_everyone(
    demo_run: Path, hard_run: Path, opened: Open, which: str, size: tuple[int, int], scheme: Scheme
) -> None:
    """Oracle: axe-core's rules; a browser's own record of errors and requests."""
    pages = {
        "demo": demo_run / "cohort" / "index.html",
        "hard": hard_run,
        "times": demo_run / "provenance" / "run_times.html",
    }
    seen = opened(pages[which], size, scheme)
    seen.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert seen.headless() == []
    assert seen.serious() == []
    assert seen.too_wide() <= 0
    assert seen.errors == []
    assert seen.outside == []


def test_texts_that_mean_harm_are_shown_as_text(hard_run: Path, opened: Open) -> None:
    seen = opened(hard_run)
    page = seen.page
    assert NAME in names(page)
    row = page.locator("#table tbody tr", has_text="broken")
    assert EVIL in (row.inner_text())
    page.locator("#table tbody details summary").first.click()
    assert EVIL in page.locator("#table tbody details li").first.inner_text()
    assert EVIL in page.locator("#recurrent tbody").inner_text()
    assert page.locator("script").count() == 2
    assert page.evaluate("document.getElementById('data').textContent.includes('<')") is False
    assert seen.errors == []


def test_a_long_text_is_folded_and_whole_inside(hard_run: Path, opened: Open) -> None:
    page = opened(hard_run).page
    row = page.locator("#table tbody tr", has_text="long").first
    box = row.bounding_box()
    assert box is not None
    assert box["height"] < 400
    row.locator("summary").first.press("Enter")
    assert "W" * 4000 + "… (6,000 characters more in summary.tsv)" in row.inner_text()


def test_links_lead_to_the_reports_whatever_the_name(hard_run: Path, opened: Open) -> None:
    page = opened(hard_run).page
    links = [
        page.locator("#table tbody th a", has_text=NAME),
        page.locator("#table tbody th a", has_text="broken"),
    ]
    addresses = [link.evaluate("link => decodeURIComponent(link.pathname)") for link in links]
    root = hard_run.parent.parent.as_posix()
    assert addresses == [
        f"{root}/samples/{NAME}/{NAME}.report.html",
        f"{root}/samples/broken/broken.error.txt",
    ]
    assert page.evaluate("[...document.links].filter(a => a.hash || a.search).length") == 0


def test_what_only_the_whole_run_shows_stands_above_the_table(hard_run: Path, opened: Open) -> None:
    page = opened(hard_run).page
    assert "copy the file again" in page.locator("#failed").inner_text()
    assert "clash: male in the sheet, female by the calls" in page.locator("#sex").inner_text()
    assert "twin1, twin2:" in page.locator("#twins").inner_text()
    assert "one file under two names" in page.locator("#twins").inner_text()
    assert "r1, r2, r3" in page.locator("#recurrent").inner_text()
    assert "twin1" not in page.locator("#recurrent").inner_text()


def test_the_table_is_sorted_by_keyboard_and_by_mouse(many_run: Path, opened: Open) -> None:
    page = opened(many_run).page
    sheet = [f"S{n}" for n in range(50)]
    rising = sorted(range(120), key=lambda n: (n * 37) % 120)
    calls = page.get_by_role("columnheader", name="Calls")
    assert names(page) == sheet
    calls.locator("button").focus()
    page.keyboard.press("Enter")
    assert names(page) == [f"S{n}" for n in rising[:50]]
    assert calls.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert names(page) == [f"S{n}" for n in rising[:-51:-1]]
    assert calls.get_attribute("aria-sort") == "descending"
    calls.locator("button").click()
    assert (names(page), calls.get_attribute("aria-sort")) == (sheet, "none")
    page.get_by_role("columnheader", name="Sample").locator("button").click()
    assert names(page)[:3] == ["S0", "S1", "S2"]


def test_the_table_is_searched_filtered_and_reset(many_run: Path, opened: Open) -> None:
    page = opened(many_run).page
    status = page.locator("#status")
    page.get_by_label("Search", exact=True).fill("s11 CARRIER")
    assert names(page) == ["S111", "S114", "S117"]
    page.get_by_role("button", name="Reset").click()
    page.get_by_label("Conclusion", exact=True).select_option("carrier")
    assert status.inner_text() == "1 to 40 of 40 samples (of 120 in the run)"
    assert page.locator(".tile.carrier").get_attribute("aria-pressed") == "true"
    page.locator(".tile.carrier").press("Enter")
    assert status.inner_text() == "1 to 50 of 120 samples"
    page.get_by_label("Gene", exact=True).select_option("PMS2")
    assert status.inner_text().startswith("1 to 40 of 40")
    page.get_by_label("Gene", exact=True).select_option("CD40")
    assert status.inner_text() == "No sample fits (of 120 in the run)"
    page.get_by_role("button", name="PMS2, carrier: 40; show the samples").click()
    assert status.inner_text().startswith("1 to 40 of 40")


def test_every_variant_above_background_is_searched(tmp_path: Path, opened: Open) -> None:
    """Not a sample's first finding alone: a pair's other allele is asked for by its name or its place."""
    first = finding("pair", 8605265, gene="AICDA", genotype="0/1", hgvs_c="NM_020661.4:c.112C>T")
    other = finding("pair", 8605308, gene="AICDA", genotype="0/1", hgvs_c="NM_020661.4:c.70C>T")
    effect = replace(other.annotation.effect, hgvs_p="NP_065712.1:p.(Arg24Trp)")
    other = replace(other, annotation=replace(other.annotation, effect=effect))
    low = [replace(other, sample="low", tier=Tier.UNCERTAIN)]
    lines = [
        sample_line(result("pair", [first, other], Conclusion.DIAGNOSTIC)),
        sample_line(result("low", low)),
        sample_line(result("below", [replace(other, sample="below", tier=Tier.BACKGROUND)])),
    ]
    page = opened(page_of(tmp_path / "index.html", lines)).page
    search = page.get_by_label("Search", exact=True)
    for asked in ("c.70C>T", "aicda p.Arg24Trp", "p.(Arg24Trp)", "chr12:8605308", other.call.allele.key):
        search.fill(asked)
        assert names(page) == ["pair", "low"]
    search.fill("c.70C>T")
    assert "NM_020661.4:c.70C>T" in page.locator("#table tbody tr").first.inner_text()
    assert "every variant above background" in page.locator("#searched").inner_text()


def test_warnings_are_filtered_by_what_they_are_about(hard_run: Path, opened: Open) -> None:
    page = opened(hard_run).page
    page.get_by_label("Warnings", exact=True).select_option("kind sex")
    assert names(page) == ["clash"]
    page.get_by_label("Warnings", exact=True).select_option("none")
    assert "clash" not in names(page)
    page.get_by_label("Warnings", exact=True).select_option("any")
    assert sorted(names(page)) == sorted([NAME, "clash"])


def test_pages_of_the_table(many_run: Path, opened: Open) -> None:
    page = opened(many_run).page
    page.get_by_role("button", name="Last").click()
    assert names(page) == [f"S{n}" for n in range(100, 120)]
    page.get_by_role("button", name="Back").click()
    assert names(page)[0] == "S50"
    page.get_by_label("Rows", exact=True).select_option("all")
    assert len(names(page)) == 120


def test_on_paper_are_all_samples_that_the_filters_leave(
    many_run: Path, opened: Open, tmp_path: Path
) -> None:
    seen = opened(many_run)
    words = seen.printed(tmp_path / "a.pdf").split()
    assert [word for word in words if word.startswith("S") and word[1:].isdigit()] == [
        f"S{n}" for n in range(120)
    ]
    assert len(names(seen.page)) == 50
    seen.page.get_by_label("Conclusion", exact=True).select_option("carrier")
    text = seen.printed(tmp_path / "b.pdf")
    assert "S117" in text
    assert "S118" not in text


def test_a_failed_samples_warning_is_unfolded_on_paper(hard_run: Path, opened: Open, tmp_path: Path) -> None:
    assert "calls speak for female" in " ".join(opened(hard_run).printed(tmp_path / "a.pdf").split())


def test_without_scripts_it_can_be_read(hard_run: Path, tmp_path: Path, opened: Open) -> None:
    text = opened(hard_run, scripts=False).page.locator("main").inner_text()
    assert "This page needs scripts to sort and search" in text
    assert "twin1" in text
    many = page_of(tmp_path / "many.html", [sample_line(result(f"S{n}")) for n in range(400)])
    assert "read summary.tsv" in opened(many, scripts=False).page.locator("main").inner_text()


def test_the_content_policy_stops_what_is_not_ours(hard_run: Path, opened: Open) -> None:
    seen = opened(hard_run)
    seen.page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true';"
        " document.body.append(s); const i = new Image(); i.src = 'https://example.org/x'; }"
    )
    assert seen.page.evaluate("window.ran") is None
    assert len(seen.errors) == 2
    assert all("Content Security Policy" in error for error in seen.errors)


def test_a_run_too_large_says_what_the_search_leaves_out(
    tmp_path: Path, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        sample_line(result(f"S{n}", [finding(pos=n, tier=tier, hgvs_c=f"c.{n}T>A")]))
        for n, tier in enumerate((Tier.CARRIER, *(Tier.UNCERTAIN,) * 40), 1)
    ]
    monkeypatch.setattr("hyperigm.edges.cohort_page.MAX_BYTES", 3000)
    page = opened(page_of(tmp_path / "index.html", lines)).page
    page.get_by_label("Search", exact=True).fill("c.1T>A")
    assert names(page) == ["S1"]
    assert "variants of tier uncertain are not" in page.locator("#searched").inner_text()


@pytest.mark.parametrize("text", ["", WORD])
def test_five_thousand_samples_are_under_the_limit(tmp_path: Path, opened: Open, text: str) -> None:
    """Also where each failed with an error of 10 kB of its own: texts are then cut, and say so."""
    lines = [
        sample_line(failed(f"S{n}", f"{n} {text}") if text else result(f"S{n}", [finding()]))
        for n in range(5000)
    ]
    path = page_of(tmp_path / "index.html", lines)
    assert path.stat().st_size < LIMIT
    page = opened(path).page
    assert len(names(page)) == 50
    page.get_by_label("Search", exact=True).fill("S4999")
    assert names(page) == ["S4999"]
    if text:
        assert "characters more in summary.tsv" in (page.locator("#table tbody").text_content() or "")
