"""The page of `hyperigm validate`, opened from a file and printed, in Debian's Chromium."""

from pathlib import Path

import pytest
from tests.browser.conftest import DESKTOP, PHONE, Open, Scheme
from tests.gvcf_styles import base
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.settings import Settings
from hyperigm.edges.validation_page import HEADS
from hyperigm.steps.validate import validate


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a file with phase by PS that does not show how a man's X is written: all zygosities are tried."""
    folder = tmp_path_factory.mktemp("validation")
    rows = []
    for pos in range(5983500, 5984100, 50):
        ref = base("chr7", pos)
        alt = "A" if ref != "A" else "C"
        rows.append(row("chr7", pos, ref, alt, "GT:AD:DP:GQ:PS", f"0|1:15,16:31:99:{pos}"))
    like = write_vcf(folder / "like.vcf", header(["S"]), rows)
    validate(like, folder / "out", Settings())
    return folder / "out" / "validation.html"


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light")])
def test_the_page_opens_quietly_and_for_everyone(
    page: Path, opened: Open, size: tuple[int, int], scheme: Scheme
) -> None:
    """Oracle: axe-core's rules; a browser's own record of errors and requests."""
    seen = opened(page, size, scheme)
    assert seen.page.locator("h1").inner_text() == "Validation with known alleles"
    heads = seen.page.locator("table").first.locator("thead th").all()
    boxes = [head.bounding_box() for head in heads]
    assert all(box and box["width"] > 1 and box["height"] > 1 for box in boxes)
    assert [head.inner_text() for head in heads] == ["Gene", "Class", *HEADS.values(), "in all"]
    assert seen.headless() == []
    assert seen.serious() == []
    assert seen.too_wide() <= 0
    assert seen.errors == []
    assert seen.outside == []


def test_it_prints_on_one_sheet(page: Path, opened: Open, tmp_path: Path) -> None:
    """Issue 6.6: a one-page HTML. pdftotext ends each page with a form feed."""
    text = opened(page).printed(tmp_path / "page.pdf")
    assert text.count("\f") == 1
    assert "Name and signature" in text
