"""A cohort of people out of a few genomes: each has a file of its own, of a genome's size, with own calls.

A thousand genomes would take 180 GB. A person's file is one of the made-up genomes (`genomes.py`) in which
the calls in the six genes are drawn anew (genotype, reads, quality; one in a hundred SNVs gets another
ALT) and whose header has a line of its own, as callers write their command into it. Only what a reader
touches is on the disk: the header, the blocks of the genes, the first of each chromosome, and those of the
places on X and Y where the sex is read. The rest is a hole of the same size, so that every offset of the
index holds. A reader that strayed into the hole would end with an error, for zeros are no BGZF block.
"""

import os
import random
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from genomes import call

from hyperigm.core.sex_sites import windows
from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference

HEAD = 18
"""Bytes of a BGZF block's header, which ends with its size."""
MARGIN = 2
"""Blocks kept on each side of those that are read."""
SEX = 1_200_000
"""Bases from the start of a window on X or Y: more than its most records."""
CLOSE = b"\x03\x00"
EMPTY_STORED, EMPTY_BOTH = b"\x00\x00\x00\xff\xff", b"\x02\x00\x00\x00\xff\xff"
"""Deflate blocks without content, of five and of six bytes: any rest of 20 bytes or more is made of them."""


@dataclass(frozen=True, slots=True)
class Block:
    """One BGZF block. kept: a reader of the six genes touches it; genes: it has records there."""

    offset: int
    size: int
    kept: bool
    genes: bool


def blocks_of(genome: Path) -> list[Block]:
    """The blocks of a genome; the whole file is unpacked once to see what is where."""
    reference = load_reference(Build.GRCH38)
    regions = [(item.chrom, item.start, item.end) for item in reference.regions]
    sex = [
        (chrom, start, start + SEX)
        for chrom in ("chrX", "chrY")
        for start, _ in windows(reference.assembly, chrom)
    ]
    raw = list(_raw_blocks(genome))
    genes: set[int] = set()
    kept: set[int] = set()
    last = b""
    for number, (_, data) in enumerate(raw):
        text = zlib.decompress(data[HEAD:-8], -15)
        lines = text.split(b"\n")[1:-1]
        if text.startswith(b"##") or not lines or lines[0].startswith(b"#"):
            kept.add(number)
            continue
        if any(_reaches(lines, place) for place in regions):
            genes.add(number)
        elif any(_reaches(lines, place) for place in sex) or not lines[-1].startswith(last + b"\t"):
            kept.add(number)
        last = lines[-1].split(b"\t", 1)[0]
    genes |= {len(raw) - 2, len(raw) - 3}  # the last records, so that no file is taken for a copy of another
    kept |= {near for n in genes | kept for near in range(n - MARGIN, n + MARGIN + 1)}
    kept.add(len(raw) - 1)
    return [Block(at, len(data), n in kept, n in genes) for n, (at, data) in enumerate(raw)]


def _reaches(lines: list[bytes], place: tuple[str, int, int]) -> bool:
    """Whether a block with these lines, in genome order, reaches into a place."""
    (first, low), (last, high) = (line.split(b"\t", 2)[:2] for line in (lines[0], lines[-1]))
    chrom = place[0].encode()
    if chrom not in (first, last):
        return False
    return not (first == chrom and int(low) > place[2]) and not (last == chrom and int(high) < place[1])


def _raw_blocks(path: Path) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as stream:
        while head := stream.read(HEAD):
            size = struct.unpack("<H", head[16:18])[0] + 1
            yield stream.tell() - HEAD, head + stream.read(size - HEAD)


def write_person(path: Path, genome: Path, blocks: list[Block], seed: int) -> None:
    """Writes one person's file and its index, of the age of the genome's."""
    dice = random.Random(seed)
    with genome.open("rb") as source, path.open("wb") as target:
        target.truncate(genome.stat().st_size)
        for block in blocks:
            if block.kept:
                source.seek(block.offset)
                data = source.read(block.size)
                if block.genes:
                    data = _redrawn(data, dice)
                elif not block.offset:
                    data = _named(data, seed)
                target.seek(block.offset)
                target.write(data)
    os.link(f"{genome}.tbi", f"{path}.tbi")
    age = genome.stat().st_mtime
    os.utime(path, (age, age))


def _named(data: bytes, seed: int) -> bytes:
    """The header's first block with a line that no other file has, of the same length.

    Decoys of one length make room for it."""
    text = zlib.decompress(data[HEAD:-8], -15)
    named = text.replace(b'"Low quality"', b'"Person%05d"' % seed)
    named = re.sub(rb"(_decoy,length=)\d{4}", rb"\g<1>1000", named)
    packed = _packed(named, len(data))
    if named == text or packed is None:
        raise ValueError("the header of the genomes is another than genomes.py writes: remove them")
    return packed


def _redrawn(data: bytes, dice: random.Random) -> bytes:
    """The block with other calls in records of the same length, packed to the same size."""
    text = zlib.decompress(data[HEAD:-8], -15)
    lines = text.split(b"\n")
    whole = range(1, len(lines) - 1)
    drawn = [_other(line, dice) if n in whole else line for n, line in enumerate(lines)]
    for attempt in (drawn, lines):
        if packed := _packed(b"\n".join(attempt), len(data)):
            return packed
    return data


def _other(line: bytes, dice: random.Random) -> bytes:
    """A record with another call; as it is, where ten draws give none of its length."""
    columns = line.decode().split("\t")
    if dice.random() < 0.01 and len(columns[3]) == len(columns[4]) == 1:
        columns[4] = dice.choice([base for base in "ACGT" if base not in columns[3:5]])
    for _ in range(10):
        qual, info, sample = call(dice, columns[0] in ("chrX", "chrY"))
        drawn = "\t".join((*columns[:5], qual, columns[6], info, columns[8], sample)).encode()
        if 0 <= len(line) - len(drawn) < 12:
            rest = len(line) - len(drawn)
            return drawn.replace(b";SOR=", b"0" * rest + b";SOR=") if rest else drawn
    return line


def _packed(text: bytes, size: int) -> bytes | None:
    """A BGZF block of exactly that size, or None where the text does not fit."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)
    rest = size - HEAD - 8 - len(deflated) - len(CLOSE)
    sixes = rest % 5
    if rest < 0 or rest < 6 * sixes:
        return None
    filling = EMPTY_BOTH * sixes + EMPTY_STORED * ((rest - 6 * sixes) // 5)
    head = b"\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff\x06\x00BC\x02\x00" + struct.pack("<H", size - 1)
    return head + deflated + filling + CLOSE + struct.pack("<II", zlib.crc32(text), len(text))
