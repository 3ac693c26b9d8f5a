"""Where the project's own data is: beside the package in a wheel, two folders up in a clone."""

import hashlib
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The folder `workflow`, `config` or `resources` that came with this installation."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent.parent / name


@cache
def table_sums() -> dict[str, str]:
    """The shipped tables that verdicts depend on: path in resources/ -> first 12 digits of the SHA-256."""
    root = shipped("resources")
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        for folder in ("acmg", "consequences", "panel")
        for path in sorted((root / folder).glob("*.*"))
    }
