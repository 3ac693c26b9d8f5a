"""A file that is another, or has another size or time, after it was read. Cases are constructed."""

import os
from pathlib import Path

import pytest

from hyperigm.edges.unchanged import unchanged
from hyperigm.errors import InputError, Problem


def test_what_counts_as_changed(tmp_path: Path) -> None:
    path, other = tmp_path / "a.vcf", tmp_path / "b.vcf"
    path.write_text("x")
    with unchanged(path):
        path.read_text()
    with pytest.raises(InputError, match="changed while it was read"), unchanged(path):
        path.write_text("xy")
    other.write_text("xz")
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    with pytest.raises(InputError, match="changed while it was read"), unchanged(path):
        other.replace(path)  # the same size and time, another file
    with pytest.raises(InputError, match="was removed while it was read"), unchanged(path):
        path.unlink()
    with unchanged(path):
        assert not path.exists(), "a missing file is the reader's to tell"
    with pytest.raises(InputError, match="changed while it was read"), unchanged(other):
        _looks_broken(other)


def _looks_broken(path: Path) -> None:
    path.write_text("half")
    raise InputError(Problem(str(path), "is cut off", ""))
