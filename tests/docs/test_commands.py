"""The commands of the pages, run as a new user's: in an empty folder and home, at a terminal of 100 columns.

What a page shows of their output is what comes out. A page whose commands are not run says why.
"""

import os
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.docs.blocks import Block, Page, is_shown, read_page
from tests.docs.terminal import at_terminal

NAMES = (
    "README.md",
    "config/README.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{p.name}" for p in ROOT.glob("docs/*.md")),
)
PAGES = {name: read_page(ROOT / name, name) for name in NAMES}
LONGEST = 300.0
"""Seconds after which a command is killed."""


def chain(name: str) -> tuple[str, ...]:
    """A page and those that go on in its folder, in their order."""
    own = name.removeprefix("docs/")
    after = [one for one, page in PAGES.items() if page.before == own]
    assert len(after) < 2, f"{after} both begin where {own} ends: the second begins where the first ends"
    return (name, *(chain(after[0]) if after else ()))


def environment(home: Path) -> dict[str, str]:
    """A new user's: where the installed commands lie; and our modules, where they are not installed."""
    own = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
    path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    return {"PATH": path, "HOME": str(home), "TERM": "xterm", "LANG": "C.UTF-8", **own}


def run_page(page: Page, folder: Path, home: Path) -> None:
    for block in page.blocks:
        if not block.reason:
            run_block(block, f"{page.name}:{block.line}", folder, environment(home))


def run_block(block: Block, where: str, folder: Path, env: dict[str, str]) -> None:
    if block.first:
        code, shown = at_terminal(block.first, folder, env, LONGEST)
        assert code == 0, f"{where}: {shown}"
    command = block.command
    if block.language == "python":
        (folder / ".page.py").write_text(command, encoding="utf-8")
        command = "python .page.py"
    code, shown = at_terminal(command, folder, env, LONGEST)
    real = "\n".join(shown)
    assert code == block.code, f"{where}: ended with {code}\n{real}"
    assert block.output is None or is_shown(block.output, shown), (
        f"{where} does not show what comes out:\n{real}"
    )


FIRST = [
    name for name, page in PAGES.items() if not page.before and any(not one.reason for one in page.blocks)
]


@pytest.mark.parametrize("name", FIRST)
def test_the_commands_from(name: str, tmp_path: Path) -> None:
    """Pages of one folder are one test, so that a run is computed once."""
    folder, home = tmp_path / "work", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    for one in chain(name):
        run_page(PAGES[one], folder, home)


def test_no_page_goes_on_where_none_ends() -> None:
    assert {page.before for page in PAGES.values()} - {""} <= {name.removeprefix("docs/") for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_output_on_a_page_is_of_a_command(name: str) -> None:
    assert not PAGES[name].loose, f"text blocks behind no command: {PAGES[name].loose}"


def test_what_differs_is_seen() -> None:
    """The rules of blocks.py, by example."""
    real = ["one 1.5 s", "two", "three", "", ""]
    assert is_shown(("one … s", "two", "three"), real)
    assert is_shown(("…", "three"), real)
    assert is_shown(("one 1.5 s", "…"), real)
    assert not is_shown(("one … s", "two"), real)
    assert not is_shown(("two", "three"), real)
    assert not is_shown(("one … s", "two", "Three"), real)
    assert not is_shown(("one … s", "three"), real)
