"""The page of a sample, opened from a file as a clinician would, in Debian's Chromium."""

from pathlib import Path

import pytest
from tests.browser.conftest import DESKTOP, PHONE, Open, Scheme

SAMPLES = ("cd40lg_boy", "aicda_girl", "pms2_carrier", "negative")


def report_of(run: Path, sample: str) -> Path:
    """The HTML report of a sample in a finished run."""
    return run / "samples" / sample / f"{sample}.report.html"


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light")])
def test_the_page_opens_quietly_and_for_everyone(
    demo_run: Path, opened: Open, sample: str, size: tuple[int, int], scheme: Scheme
) -> None:
    """Oracle: axe-core's rules; a browser's own record of errors and requests."""
    seen = opened(report_of(demo_run, sample), size, scheme)
    assert seen.page.locator("h1").inner_text() == sample
    assert seen.serious() == []
    assert seen.too_wide() <= 0
    assert seen.errors == []
    assert seen.outside == []
