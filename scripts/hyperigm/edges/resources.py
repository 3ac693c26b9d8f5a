"""Where the project's own data is: beside the package in a wheel, two folders up in a clone."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The folder `workflow`, `config` or `resources` that came with this installation."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent.parent / name
