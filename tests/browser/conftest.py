"""Debian's Chromium on pages opened from files, what it noticed on them, and a finished run of the demo."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.conftest import Run

from hyperigm.core.settings import Settings

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run"),
)
DESKTOP = (1280, 900)
PHONE = (390, 844)
Scheme = Literal["light", "dark"]
RUN_AXE = "async () => JSON.stringify((await axe.run()).violations)"

HEADLESS = """() => {
  const seen = (one) => {
    const box = one.getBoundingClientRect();
    const clipped = getComputedStyle(one.closest("thead")).clipPath !== "none";
    return box.width > 1 && box.height > 1 && !clipped;
  };
  const labelled = (cell) => !["none", "normal", ""].includes(getComputedStyle(cell, "::before").content);
  const over = (head, cell) => {
    const [above, below] = [head.getBoundingClientRect(), cell.getBoundingClientRect()];
    return above.bottom <= below.top + 1 && above.left < below.right && above.right > below.left;
  };
  return [...document.querySelectorAll("table tbody td")].filter((cell) => {
    const box = cell.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || !/^[\\d–]/.test(cell.innerText.trim())) return false;
    if (labelled(cell)) return false;
    const head = cell.closest("table").tHead?.rows[0]?.cells[cell.cellIndex];
    return !(head && seen(head) && over(head, cell));
  }).map((cell) => `${cell.closest("table").parentElement.ariaLabel}: ${cell.innerText.trim()}`);
}"""
"""Table cells that begin with a number and have neither a visible head above them nor a label."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A page in the browser, and what went wrong on it. errors: of its console and its scripts, and what the
    content policy refused; outside: addresses of all that was asked for besides the file itself."""

    page: Page
    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def serious(self) -> list[str]:
        """What axe-core finds of impact serious and critical: rule, and the first elements."""
        return [
            f"{item['id']}: {[node['html'][:160] for node in item['nodes'][:3]]}"
            for item in self._violations()
            if item["impact"] in ("serious", "critical")
        ]

    def rules(self) -> set[str]:
        """The rules that axe-core finds broken, of any impact."""
        return {item["id"] for item in self._violations()}

    def _violations(self) -> list[dict[str, Any]]:
        self.page.evaluate(axe())
        return list(json.loads(self.page.evaluate(RUN_AXE)))

    def too_wide(self) -> int:
        """By how many pixels the page is wider than the window."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wide))

    def headless(self) -> list[str]:
        """The numbers in the page's tables of which nothing visible says what they are; all is unfolded."""
        self.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        return list(self.page.evaluate(HEADLESS))

    def printed(self, pdf: Path) -> str:
        """The page printed on A4 as its style says, read back by pdftotext."""
        self.page.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
        done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
        return done.stdout


Open = Callable[..., Opened]


@cache
def axe() -> str:
    """The source of axe-core."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; its absence is a failure."""
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: bash tests/debian.sh installs it")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Opens a file: opened(path, size=PHONE, scheme="dark", scripts=False, anchor="findings")."""
    contexts = []

    def open_file(
        path: Path,
        size: tuple[int, int] = DESKTOP,
        scheme: Scheme = "light",
        scripts: bool = True,
        anchor: str = "",
    ) -> Opened:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        made, address = Opened(page), path.resolve().as_uri()
        page.on("console", lambda said: made.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: made.errors.append(str(error)))
        page.on(
            "request",
            lambda asked: made.outside.append(asked.url) if asked.url.split("#")[0] != address else None,
        )
        page.goto(f"{address}#{anchor}" if anchor else address)
        return made

    yield open_file
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def demo_run(root: Path, tmp_path_factory: pytest.TempPathFactory, run_steps: Run) -> Path:
    """The folder of a finished run of the demo families."""
    outdir = tmp_path_factory.mktemp("demo")
    run_steps(root / "resources" / "demo" / "samples.tsv", outdir, Settings())
    return outdir
