"""A chromosome-sized FASTA that has bases in a few stretches only and N elsewhere, bgzipped and indexed."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from hyperigm.core.assembly import Chromosome

WIDTH = 60_000
"""Bases a line: long lines of N compress to half the size of the usual short ones."""
BLOCK = WIDTH * 16
Stretch = tuple[str, int, str]


def write_genome(path: Path, chromosomes: Sequence[Chromosome], stretches: Iterable[Stretch]) -> None:
    """Writes path, path.fai and path.gzi; all three appear together at the end.

    stretches: chromosome, first position (1-based), bases of the plus strand. The same input gives the same
    bytes: BGZF blocks carry no time.
    """
    import pysam

    placed = list(stretches)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        part = Path(folder) / path.name
        index, offset = [], 0
        with pysam.BGZFile(str(part), "wb", f"{part}.gzi") as out:
            for chromosome in chromosomes:
                header = f">{chromosome.name} {chromosome.refseq}\n".encode()
                out.write(header)
                offset += len(header)
                index.append(f"{chromosome.name}\t{chromosome.length}\t{offset}\t{WIDTH}\t{WIDTH + 1}\n")
                offset += chromosome.length + -(-chromosome.length // WIDTH)
                here = [(start, bases) for chrom, start, bases in placed if chrom == chromosome.name]
                for block in _blocks(chromosome.length, here):
                    out.write(block)
        Path(f"{part}.fai").write_text("".join(index), encoding="ascii")
        for suffix in ("", ".fai", ".gzi"):
            shutil.move(f"{part}{suffix}", f"{path}{suffix}")


def _blocks(length: int, stretches: Sequence[tuple[int, str]]) -> Iterator[bytes]:
    """The chromosome's lines, a block of many at a time."""
    empty = _wrapped(b"N" * BLOCK)
    for first in range(1, length + 1, BLOCK):
        last = min(first + BLOCK - 1, length)
        inside = [(at, bases) for at, bases in stretches if at <= last and at + len(bases) > first]
        if not inside and last - first + 1 == BLOCK:
            yield empty
            continue
        block = bytearray(b"N" * (last - first + 1))
        for at, bases in inside:
            low, high = max(at, first), min(at + len(bases) - 1, last)
            block[low - first : high - first + 1] = bases[low - at : high - at + 1].encode()
        yield _wrapped(bytes(block))


def _wrapped(bases: bytes) -> bytes:
    return b"".join(bases[start : start + WIDTH] + b"\n" for start in range(0, len(bases), WIDTH))
