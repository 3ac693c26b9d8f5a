"""Where the project's own data is: beside the package in a wheel, two folders up in a clone.

A user's panel folder has the shape of resources/: what lies in it is taken in place of what is shipped.
"""

import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

PACKAGE = Path(__file__).resolve().parent.parent
KEPT = 64
"""Answers that `remembered` keeps of a function."""
_panel: ContextVar[Path | None] = ContextVar("panel", default=None)


def shipped(name: str) -> Path:
    """The folder `workflow`, `config` or `resources` that came with this installation."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent.parent / name


def knowledge(*parts: str) -> Path:
    """A file or folder of resources/: that of the panel in force where it has one, else what is shipped."""
    panel = _panel.get()
    if panel is not None and panel.joinpath(*parts).exists():
        return panel.joinpath(*parts)
    return shipped("resources").joinpath(*parts)


def go_by(panel: Path | None) -> None:
    """Makes a panel folder, which must have been proved, the one in force; None: the shipped resources."""
    _panel.set(panel)


def panel_in_force() -> Path | None:
    """The panel folder that `knowledge` looks in first."""
    return _panel.get()


def remembered(function: Callable[P, R]) -> Callable[P, R]:
    """`functools.cache` for what is read of `knowledge`: an answer holds for the panel it was given under."""
    answers: dict[object, R] = {}

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        key = (_panel.get(), args, tuple(kwargs.items()))
        if key not in answers:
            if len(answers) >= KEPT:
                answers.clear()
            answers[key] = function(*args, **kwargs)
        return answers[key]

    return asked


@remembered
def table_sums() -> dict[str, str]:
    """The tables that verdicts depend on: path in resources/ -> first 12 digits of the SHA-256.

    A panel in force has its list of sums among them, which stands for its genome and its models.
    """
    root = shipped("resources")
    names = [path.relative_to(root) for path in _tables(root)]
    found = {str(name): _digest(knowledge(*name.parts)) for name in names}
    panel = _panel.get()
    return found if panel is None else {**found, "panel folder": _digest(panel / "SHA256SUMS")}


def _tables(root: Path) -> list[Path]:
    folders = ("acmg", "consequences", "panel")
    return [path for folder in folders for path in sorted((root / folder).glob("*.*"))]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
