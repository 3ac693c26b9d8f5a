"""CONTRIBUTING's picture of the imports is that of the code, as grimp (of import-linter) reads it."""

import re
from functools import cache
from pathlib import Path

import grimp

GRAPH = grimp.build_graph("hyperigm")


def _part(module: str) -> str:
    """`core` of hyperigm.core.acmg.points; nothing of the package itself, which has only its version."""
    _, _, inside = module.partition(".")
    return inside.partition(".")[0]


def test_the_picture_has_the_imports_and_no_others(root: Path) -> None:
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"```mermaid\n(.*?)```", text, re.S)
    drawn = set(re.findall(r"^ +(\w+) --> (\w+)$", picture, re.M))
    arrows = {
        (_part(module), _part(imported))
        for module in GRAPH.modules
        for imported in GRAPH.find_modules_directly_imported_by(module)
    }
    assert drawn == {(one, other) for one, other in arrows if one != other and one and other}


def test_no_module_imports_itself_in_a_circle() -> None:
    @cache
    def height(module: str) -> int:
        """Above the modules that it imports; a circle has no end (RecursionError)."""
        return 1 + max(map(height, GRAPH.find_modules_directly_imported_by(module)), default=0)

    assert max(map(height, GRAPH.modules)) > 1
