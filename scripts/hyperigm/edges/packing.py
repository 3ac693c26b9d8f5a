"""How a VCF is packed, and whether it is whole: told from its first and last bytes, nothing read between."""

import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from gzip import BadGzipFile
from pathlib import Path
from typing import Any, BinaryIO

from isal.igzip import IGzipFile

from hyperigm.core.tabix import Damaged
from hyperigm.edges.header import GZIP, Header, is_bgzf
from hyperigm.errors import InputError, Problem

BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block that ends a BGZF file. Source: SAM specification, section 4.1.2."""
GZIP_FILE: Any = IGzipFile
"""It has no types."""
TAIL = 64 * 1024
AGAIN = "copy or write the file again"
DAMAGED = "its compressed data are cut off or damaged"
OLDER = " is older than "
INDEXES_THEN = "HYPERIGM_INDEXES_THEN"
"""The variable names a JSON list of what an earlier run said of old indexes: `hyperigm verify` goes by that,
not by the times of files, which a copy does not keep."""


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """A plain, gzip or BGZF file as it was before. OSError where it can't be read, or is damaged."""
    with path.open("rb") as raw:
        zipped = raw.read(2) == GZIP
        raw.seek(0)
        try:
            yield io.BufferedReader(GZIP_FILE(fileobj=raw)) if zipped else raw
        except (EOFError, BadGzipFile, Damaged) as error:
            raise OSError(DAMAGED) from error


def index_of(path: Path, bcf: bool) -> Path | None:
    """The index beside a BGZF file; a .csi goes before a .tbi, which no BCF has.

    Raises InputError where it is a folder, pipe or device: reading one may not end.
    """
    kinds = (".csi",) if bcf else (".csi", ".tbi")
    index = next((found for kind in kinds if (found := Path(f"{path}{kind}")).exists()), None)
    if index and not index.is_file():
        what = "is no index that can be read: it is no file"
        raise InputError(Problem(str(index), what, "remove it, or index the file again"))
    return index


def packing_problems(path: Path, header: Header | None) -> Iterable[Problem]:
    """What shows that the file has lost its end. Raises OSError where it can't be read."""
    with path.open("rb") as raw:
        start = raw.read(18)
        size = raw.seek(0, 2)
        raw.seek(max(size - TAIL, 0))
        tail = raw.read()
    if is_bgzf(start):
        if not tail.endswith(BGZF_END):
            yield Problem(str(path), "is cut off (no BGZF end)", AGAIN)
    elif start[:2] != GZIP and start[:3] != b"BCF" and header and b"\n" in tail:
        last = tail.rsplit(b"\n", 1)[1]
        columns = last.count(b"\t") + 1
        if last.strip() and not last.startswith(b"#") and columns < 9 + len(header.samples):
            yield Problem(str(path), f"is cut off: its last line has {columns} columns and no end", AGAIN)


def stale_index(path: Path, index: Path | None) -> str | None:
    """A sentence where the index is older than the file by a second or more."""
    if index is None:
        return None
    told = f"{index}{OLDER}{path.name}, so the whole file was read: index it again"
    if then := os.environ.get(INDEXES_THEN):
        return told if told in _told_then(then) else None
    return told if index.stat().st_mtime + 1 <= path.stat().st_mtime else None


@cache
def _told_then(file: str) -> frozenset[str]:
    return frozenset(json.loads(Path(file).read_text(encoding="utf-8")))


def file_identity(path: Path) -> tuple[int, int]:
    """Equal for one file by whatever path: link or hard link. Raises OSError."""
    stat = path.stat()
    return stat.st_dev, stat.st_ino


def contents(paths: Iterable[Path]) -> Mapping[Path, object]:
    """For each file a value that is equal for the same file by another path, and for a copy of it.

    Only files of one size are looked into, whole only where they begin and end alike. Raises OSError.
    """
    stats = {path: path.stat() for path in paths}
    known: dict[Path, object] = {path: file_identity(path) for path in stats}
    sizes = Counter(size for _, size in {(known[path], stat.st_size) for path, stat in stats.items()})
    ends = {path: _ends(path) for path, stat in stats.items() if sizes[stat.st_size] > 1}
    alike = Counter(ends.values())
    for path, end in ends.items():
        known[path] = end
        if alike[end] > 1:
            with path.open("rb") as raw:
                known[path] = hashlib.file_digest(raw, "sha256").digest()
    return known


def _ends(path: Path) -> tuple[int, bytes]:
    """Size, and a digest of the first and the last bytes."""
    with path.open("rb") as raw:
        start = raw.read(TAIL)
        size = raw.seek(0, 2)
        raw.seek(max(size - TAIL, 0))
        return size, hashlib.sha256(start + raw.read()).digest()
