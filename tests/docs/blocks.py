"""The commands that a page shows, and what it shows of their output.

Comments, which a reader of the page does not see, say

    <!-- begins where PAGE ends -->    the page's commands run in the folder that PAGE's have left
    <!-- not run: REASON -->           the next block is not run here
    <!-- ends with N -->               the next block's exit code, where it is not 0
    <!-- first: COMMANDS -->           what the next block needs and the reader has already

A block of bash or python is run (one of R can't be, and says so); a block of text behind one is what the
terminal shows of it. There, `…` stands for anything within a line, and a line of `…` alone for any lines.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

COMMENT = re.compile(r"<!-- (begins where|not run:|ends with|first:) (.+?) -->", re.DOTALL)
LANGUAGES = ("bash", "python", "r")


@dataclass(frozen=True, slots=True)
class Block:
    """line: of its fence, 1-based. reason: why it is not run. output: of the text block behind it."""

    line: int
    language: str
    command: str
    first: str = ""
    reason: str = ""
    code: int = 0
    output: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """before: name of the page in whose folder this one goes on."""

    name: str
    before: str
    blocks: tuple[Block, ...]
    loose: tuple[int, ...]
    """Lines of text blocks that show the output of nothing."""


def read_page(path: Path, name: str) -> Page:
    before, blocks, loose = "", list[Block](), list[int]()
    said: dict[str, str] = {}
    showing = False
    for token in MarkdownIt("commonmark").parse(path.read_text(encoding="utf-8")):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "html_block":
            said |= dict(COMMENT.findall(token.content))
            before = said.pop("begins where", before).removesuffix(" ends")
        elif token.type == "fence" and token.info in LANGUAGES:
            blocks.append(_block(line, token.info, token.content, said))
            said, showing = {}, True
        elif token.type == "fence" and token.info == "text" and showing:
            blocks[-1] = _with_output(blocks[-1], token.content)
            showing = False
        elif token.type == "fence" and token.info == "text":
            loose.append(line)
    return Page(name, before, tuple(blocks), tuple(loose))


def _block(line: int, language: str, command: str, said: dict[str, str]) -> Block:
    code = int(said.get("ends with", 0))
    return Block(line, language, command, said.get("first:", ""), said.get("not run:", ""), code)


def _with_output(block: Block, text: str) -> Block:
    lines = tuple(text.rstrip("\n").split("\n"))
    return Block(block.line, block.language, block.command, block.first, block.reason, block.code, lines)


def is_shown(page: tuple[str, ...], real: list[str]) -> bool:
    """Whether a page's lines are the real ones, blank lines at the end left out."""
    pattern = "".join(_pattern(line) for line in page)
    return re.fullmatch(pattern, "\n".join(real).rstrip("\n") + "\n") is not None


def _pattern(line: str) -> str:
    if line.strip() == "…":
        return r"(?:[^\n]*\n)*?"
    return "[^\n]*".join(map(re.escape, line.rstrip().split("…"))) + "\n"
