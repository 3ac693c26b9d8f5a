"""What is bundled is what its checksums and its page say."""

import hashlib
from pathlib import Path

import pytest

LISTS = ("SHA256SUMS", "reference/SHA256SUMS")


def test_every_bundled_file_has_its_checksum(root: Path) -> None:
    """But the lists themselves, and the page beside them. The reference bundle, which a command makes whole,
    has a list of its own."""
    folder = root / "resources"
    stated: dict[str, str] = {}
    for name in LISTS:
        lines = (folder / name).read_text(encoding="ascii").splitlines()
        stated |= {(Path(name).parent / of).as_posix(): digest for digest, of in map(str.split, lines)}
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    unlisted = {"README.md", *LISTS}
    assert stated == {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files.items()
        if name not in unlisted
    }


@pytest.mark.parametrize("folder", ["acmg", "consequences", "evidence", "panel", "reference"])
def test_every_bundled_file_is_on_the_page(root: Path, folder: str) -> None:
    page = (root / "resources/README.md").read_text(encoding="utf-8")
    names = {
        path.name.removesuffix(".tbi") for path in (root / "resources" / folder).iterdir() if path.is_file()
    }
    assert not {name for name in names if name not in page}
