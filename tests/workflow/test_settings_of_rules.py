"""Each rule hands its step exactly the thresholds that the step's code names: the code is the oracle."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from hyperigm.core.settings import Thresholds

NAMES = {field.name for field in fields(Thresholds)}


def modules_of(step: str, package: Path) -> set[Path]:
    """The step's module and everything of ours that it imports, directly or not."""
    found: set[Path] = set()
    todo = [package / "steps" / f"{step}.py"]
    while todo:
        path = todo.pop()
        if path in found:
            continue
        found.add(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hyperigm."):
                base = package.joinpath(*(node.module or "").split(".")[1:])
                candidates = [base.with_suffix(".py"), *(base / f"{alias.name}.py" for alias in node.names)]
                todo.extend(candidate for candidate in candidates if candidate.is_file())
    return found - {package / "core" / "settings.py", package / "edges" / "config.py"}


def named_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & NAMES


def hands_on_settings(path: Path) -> bool:
    """Whether a step gives its settings to what it calls, or names thresholds."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    read = [node for node in nodes if isinstance(node, ast.Name) and node.id == "settings"]
    loads = [node for node in read if isinstance(node.ctx, ast.Load)]
    asked = [node.value for node in nodes if isinstance(node, ast.Attribute) and node.attr != "thresholds"]
    return any(node not in asked for node in loads)


@pytest.mark.parametrize("step", ["screen", "annotate", "interpret", "report", "cohort"])
def test_the_rule_passes_what_the_step_reads(step: str, root: Path) -> None:
    package = root / "scripts" / "hyperigm"
    read: set[str] = set()
    if hands_on_settings(package / "steps" / f"{step}.py"):
        read.update(*(named_in(path) for path in modules_of(step, package)))
    rules = (root / "workflow" / "rules" / f"{step}.smk").read_text(encoding="utf-8")
    passed = set(re.findall(r'"thresholds\.(\w+)"', rules))
    assert passed == read
