"""The picture in README and tutorial is of the report as it is now."""

from pathlib import Path

from playwright.sync_api import Browser
from tests.docs.picture import PICTURE, SAMPLE, photograph, with_words, words_in


def test_the_picture_shows_the_words_of_the_report(root: Path, browser: Browser, demo_run: Path) -> None:
    """Of the demo's girl. Where it fails: `python -m tests.docs.picture`, and look at it."""
    png, words = photograph(browser, demo_run / "samples" / SAMPLE / f"{SAMPLE}.report.html")
    assert len(words) > 500
    assert words_in((root / PICTURE).read_bytes()) == words
    assert words_in(with_words(png, "a — b")) == "a — b"
    assert words_in(png) == ""
