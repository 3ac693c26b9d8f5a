"""The picture of a report that README and tutorial show: `python -m tests.docs.picture` takes it anew.

The words on it are kept inside, in a chunk of text (PNG specification, 11.3.3.4 iTXt), so that a test tells a
picture of an earlier page without comparing pixels, which depend on fonts and browser.
"""

import io
import struct
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FloatRect, sync_playwright

SAMPLE = "aicda_girl"
WIDTH = 1000
SCALE = 1.4
COLOURS = 96
"""Of the palette: flat colours and text need no more, and the file is a quarter as large."""
PICTURE = Path("docs") / "report.png"
KEYWORD = b"Description"
_BOTTOM = "document.querySelector('article.card').getBoundingClientRect().bottom"
_WORDS = """() => {
  const card = document.querySelector("article.card"), words = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const behind = card.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
    if (behind && !card.contains(node)) break;
    const range = document.createRange();
    range.selectNodeContents(node);
    if (range.getBoundingClientRect().height > 0) words.push(node.textContent);
  }
  return words.join(" ").split(/\\s+/).filter(Boolean).join(" ");
}"""
"""All text that is shown up to the end of the first card, blanks folded."""


def photograph(browser: Browser, report: Path) -> tuple[bytes, str]:
    """(PNG, the words on it) of a report from its top to the end of its first card."""
    context = browser.new_context(viewport={"width": WIDTH, "height": 1000}, device_scale_factor=SCALE)
    page = context.new_page()
    page.goto(report.resolve().as_uri())
    bottom = float(page.evaluate(_BOTTOM)) + 12
    clip = FloatRect(x=0.0, y=0.0, width=float(WIDTH), height=bottom)
    png = page.screenshot(full_page=True, clip=clip)
    words = str(page.evaluate(_WORDS))
    context.close()
    return png, words


def small(png: bytes) -> bytes:
    """The picture with a palette."""
    kept = io.BytesIO()
    colours = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    colours.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, data) of each chunk (PNG specification, 5.3)."""
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        yield png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        place += 12 + length


def with_words(png: bytes, words: str) -> bytes:
    """The picture with the words in a chunk before its last one."""
    data = b"iTXt" + KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + words.encode()
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return png[:-12] + chunk + png[-12:]


def words_in(png: bytes) -> str:
    """The words that a picture keeps; "" where it keeps none."""
    start = KEYWORD + b"\0\0\0\0\0"
    found = (data for kind, data in chunks(png) if kind == b"iTXt" and data.startswith(start))
    return next(found, start).removeprefix(start).decode()


def main() -> None:
    """Runs the demo, takes the picture, and puts it into docs/."""
    from tests.conftest import ROOT, _run_steps

    from hyperigm.core.settings import Settings

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        outdir = Path(folder)
        _run_steps(ROOT / "resources" / "demo" / "samples.tsv", outdir, Settings())
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        report = outdir / "samples" / SAMPLE / f"{SAMPLE}.report.html"
        png, words = photograph(browser, report)
        (ROOT / PICTURE).write_bytes(with_words(small(png), words))
        browser.close()


if __name__ == "__main__":
    main()
