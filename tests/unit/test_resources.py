"""What is bundled is what its checksums and its page say."""

import hashlib
from pathlib import Path

import pytest

FOLDERS = ("acmg", "consequences", "demo", "evidence", "panel")


def test_every_bundled_file_has_its_checksum(root: Path) -> None:
    folder = root / "resources"
    lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    stated = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {str(path.relative_to(folder)): path for name in FOLDERS for path in (folder / name).iterdir()}
    assert stated == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


@pytest.mark.parametrize("folder", ["acmg", "consequences", "evidence", "panel", "reference"])
def test_every_bundled_file_is_on_the_page(root: Path, folder: str) -> None:
    page = (root / "resources/README.md").read_text(encoding="utf-8")
    names = {
        path.name.removesuffix(".tbi") for path in (root / "resources" / folder).iterdir() if path.is_file()
    }
    assert not {name for name in names if name not in page}
