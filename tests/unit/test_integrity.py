"""A bundled file that is not as it was shipped is refused, by name."""

import shutil
from pathlib import Path

import pytest

from hyperigm.edges import integrity
from hyperigm.edges.integrity import verify_resources
from hyperigm.errors import ResourceError
from hyperigm.steps.check import gate

# The SHA-256 of no bytes at all (FIPS 180-4 test vector).
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # pragma: allowlist secret


def test_the_shipped_files_are_those_of_the_checksums() -> None:
    verify_resources()


def test_a_changed_and_a_missing_file_are_both_told(tmp_path: Path) -> None:
    names = ("same.txt", "changed.txt", "missing.txt")
    (tmp_path / "SHA256SUMS").write_text("".join(f"{EMPTY}  {name}\n" for name in names))
    (tmp_path / "same.txt").write_bytes(b"")
    (tmp_path / "changed.txt").write_bytes(b"A")
    with pytest.raises(ResourceError) as caught:
        verify_resources(tmp_path)
    assert [Path(problem.where).name for problem in caught.value.problems] == ["changed.txt", "missing.txt"]


def test_a_list_that_is_gone_is_no_proof(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="SHA256SUMS: can't be read"):
        verify_resources(tmp_path)


@pytest.mark.parametrize("name", ["panel/tiers.tsv", "reference/GRCh38/mane.gff3", "evidence/sources.yaml"])
def test_one_changed_byte_of_a_table_stops_the_gate(
    name: str, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "resources"
    shutil.copytree(root / "resources", copy)
    monkeypatch.setattr(integrity, "shipped", lambda _: copy)
    sheet = root / "resources" / "demo" / "samples.tsv"
    assert gate(sheet, None, "{}", None, None).batches
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(ResourceError, match="is not the file that SHA256SUMS lists") as caught:
        gate(sheet, None, "{}", None, None)
    assert [problem.where for problem in caught.value.problems] == [str(copy / name)]
