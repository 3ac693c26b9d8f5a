"""Damaged BGZF, BCF, .tbi and .csi: python -m tests.fuzz.containers --runs 20000 --seed 1

Each mutated file is screened in a forked child, whose death is a finding, as is whatever takes more than ten
seconds. So is a sample that has neither an error nor the calls of its file: those of the undamaged one where
its payload is as it was, else those that are read of the same bytes without an index. Ends non-zero at the
first findings, which it leaves as folders in --findings.
"""

import argparse
import gzip
import os
import random
import resource
import shutil
import signal
import struct
import sys
import tempfile
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pysam
import pysam.bcftools
from pysam.utils import SamtoolsError
from tests.vcf_files import header, row

from hyperigm.core.family import Person
from hyperigm.core.plan import SampleEntry
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.packing import BGZF_END
from hyperigm.edges.reference import load_reference
from hyperigm.steps.screen import screen_samples

KINDS = ("vcf.gz.tbi", "vcf.gz.csi", "bcf.csi", "vcf.gz", "bcf")
SECONDS = 10
EACH = 2000
"""Executions of a child: what bcftools leaves in memory does not grow beyond them."""
BLOCK = 3000
"""Bytes of a block's payload: a small file has many blocks."""
NUMBERS = (0, 1, 2, 0xFFFF, 0x10000, 2**31 - 1, 2**31, 2**32 - 1)
OTHER = {"A": "C", "C": "G", "G": "T", "T": "A"}
Dice = random.Random
Calls = tuple[tuple[str, int, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sample has: an error, or its calls."""

    error: str | None
    calls: Calls


def text() -> bytes:
    """Ten calls in the genes, and records on every chromosome before, between and behind them."""
    reference = load_reference(Build.GRCH38)
    rows: dict[str, list[tuple[int, str, str]]] = {}
    for chromosome in reference.chromosomes:
        far = range(1_000_000, chromosome.length, 3_700_000)
        rows[chromosome.name] = [(pos, "A", "C") for pos in far]
    for number, region in enumerate(reference.regions):
        for pos in range(region.start + 5000, region.end, (region.end - region.start) // 2 + number):
            base = reference.fetch(region.chrom, pos, pos)
            rows[region.chrom].append((pos, base, OTHER[base]))
    lines = [
        row(chrom, pos, ref, alt, "GT:DP", f"0/1:{pos * 7919 % 89}", info=f"X={pos * 104_729 % 999_983}")
        for chrom, places in rows.items()
        for pos, ref, alt in sorted(places)
    ]
    head = header(["A"]).replace("##ALT", '##INFO=<ID=X,Number=1,Type=Integer,Description="x">\n##ALT', 1)
    return (head + "\n".join(lines) + "\n").encode()


def block(payload: bytes) -> bytes:
    """A BGZF block. SAM specification, section 4.1."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(payload) + packer.flush()
    head = BGZF_END[:16] + struct.pack("<H", len(packed) + 25)
    return head + packed + struct.pack("<2I", zlib.crc32(payload), len(payload))


def blocks(data: bytes) -> list[bytes]:
    """The packed blocks of a whole file."""
    found = []
    while data:
        length = struct.unpack_from("<H", data, 16)[0] + 1
        found.append(data[:length])
        data = data[length:]
    return found


def bgzf(data: bytes) -> bytes:
    """In small blocks, with the end."""
    return b"".join(block(data[at : at + BLOCK]) for at in range(0, len(data), BLOCK)) + BGZF_END


def made(folder: Path, kind: str) -> Path:
    """The good file, with its index where its kind has one."""
    folder.mkdir()
    path = folder / ("a.bcf" if kind.startswith("bcf") else "a.vcf.gz")
    data = text()
    if kind.startswith("bcf"):
        plain = folder / "plain.vcf"
        plain.write_bytes(data)
        pysam.bcftools.view("-Ob", "-o", str(path), str(plain), catch_stdout=False)
        data = gzip.decompress(path.read_bytes())
        plain.unlink()
    path.write_bytes(bgzf(data))
    if kind.endswith("tbi"):
        pysam.tabix_index(str(path), preset="vcf")
    elif kind.endswith("csi"):
        pysam.bcftools.index("-c", str(path))
    return path


def flipped(data: bytes, dice: Dice) -> bytes:
    found = bytearray(data)
    for _ in range(dice.choice((1, 1, 1, 2, 8))):
        found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def numbered(data: bytes, dice: Dice) -> bytes:
    """A number of four or eight bytes becomes another: a special one, one near it, or one from elsewhere."""
    form = dice.choice(("<I", "<Q"))
    size = struct.calcsize(form)
    if len(data) < 2 * size:
        return flipped(data, dice)
    at, elsewhere = (dice.randrange((len(data) - size) // 4 + 1) * 4 for _ in range(2))
    before = struct.unpack_from(form, data, at)[0]
    near = before + dice.choice((-1, 1)) * (1 << dice.randrange(20))
    value = dice.choice((dice.choice(NUMBERS), near, *struct.unpack_from(form, data, elsewhere)))
    return data[:at] + struct.pack(form, value % (1 << 8 * size)) + data[at + size :]


def spliced(data: bytes, dice: Dice) -> bytes:
    """A stretch is cut out, doubled, moved or made zero."""
    begin, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    end = min(end, begin + dice.choice((4, 16, 400, len(data))))
    to = dice.randrange(len(data) + 1)
    piece = dice.choice((b"", data[begin:end] * 2, bytes(end - begin)))
    return dice.choice(
        (data[:begin] + piece + data[end:], data[:to] + data[begin:end] + data[to:], data[:begin])
    )


MUTATIONS: tuple[Callable[[bytes, Dice], bytes], ...] = (flipped, numbered, spliced)


def mutated(data: bytes, dice: Dice) -> bytes:
    return dice.choice(MUTATIONS)(data, dice)


def shuffled(data: bytes, dice: Dice) -> bytes:
    """A block is left out, doubled, exchanged with another, or replaced by an empty one."""
    found = blocks(data)
    one, other = dice.randrange(len(found)), dice.randrange(len(found))
    change = dice.randrange(4)
    if change == 0:
        del found[one]
    elif change == 1:
        found.insert(other, found[one])
    elif change == 2:
        found[one], found[other] = found[other], found[one]
    else:
        found[one] = BGZF_END
    return b"".join(found)


def repacked(data: bytes, dice: Dice) -> bytes:
    """The payload of a block is altered, and its checksum made good."""
    found = blocks(data)
    one = dice.randrange(len(found) - 1)
    found[one] = block(mutated(gzip.decompress(found[one]), dice)[:60_000])
    return b"".join(found)


def misled(data: bytes, dice: Dice) -> bytes:
    """An unpacked index that is whole, and leads elsewhere: a bin, an offset or a name is not its own.

    Its layout is that of the tabix and CSI specifications.
    """
    csi = data[:4] == b"CSI\x01"
    head = struct.Struct("<IQi" if csi else "<Ii")
    at = 16 + struct.unpack_from("<i", data, 12)[0] if csi else 4
    (contigs,) = struct.unpack_from("<i", data, at)
    at += 4 if csi else 32 + struct.unpack_from("<i", data, 32)[0]
    bins: list[tuple[int, int, int]] = []
    offsets: list[int] = []
    for _ in range(contigs):
        (count,), first = struct.unpack_from("<i", data, at), at
        at += 4
        for _ in range(count):
            chunks = head.unpack_from(data, at)[-1]
            offsets += range(at + head.size, at + head.size + 16 * chunks, 8)
            offsets += [at + 4] if csi else []
            bins.append((first, at, head.size + 16 * chunks))
            at += head.size + 16 * chunks
        if not csi:
            (windows,) = struct.unpack_from("<i", data, at)
            offsets += range(at + 4, at + 4 + 8 * windows, 8)
            at += 4 + 8 * windows
    found = bytearray(data)
    first, at, size = dice.choice(bins)
    change = dice.randrange(4)
    if change == 0:
        struct.pack_into("<i", found, first, struct.unpack_from("<i", found, first)[0] - 1)
        del found[at : at + size]
    elif change == 1:
        struct.pack_into(
            "<I", found, at, struct.unpack_from("<I", found, dice.choice(bins)[1])[0] + dice.choice((0, 1))
        )
    elif change == 2:
        one, other = dice.choice(offsets), dice.choice(offsets)
        found[one : one + 8] = found[other : other + 8]
    elif (name := found.find(b"chr", 0, first)) >= 0:
        found[found.index(dice.choice((b"chr2", b"chr1", b"chrX", b"chr7")), name) + 3] = dice.choice(
            b"1237XYZ"
        )
    return bytes(found)


def hurt(path: Path, dice: Dice) -> str:
    """Damages the file or its index. Returns how."""
    index = next((found for end in (".tbi", ".csi") if (found := Path(f"{path}{end}")).exists()), None)
    if index and dice.random() < 0.6:
        data = index.read_bytes()
        if dice.random() < 0.2:
            index.write_bytes(mutated(data, dice))
            return "index"
        inner = gzip.decompress(data)
        if dice.random() < 0.5:
            index.write_bytes(bgzf(misled(inner, dice)))
            return "index, misleading"
        for _ in range(dice.choice((1, 1, 1, 2, 4))):
            inner = mutated(inner, dice)
        index.write_bytes(bgzf(inner))
        return "index, checksum good"
    how, change = dice.choice((("raw", mutated), ("blocks", shuffled), ("payload", repacked)))
    path.write_bytes(change(path.read_bytes(), dice))
    if index:
        os.utime(index)
    return how


def screened(path: Path) -> Outcome:
    (sample,) = screen_samples([SampleEntry(Person("A"), str(path), "A")], Settings(build="GRCh38"))
    calls = tuple(
        (call.allele.chrom, call.allele.pos, call.allele.ref, call.allele.alt, call.genotype.text)
        for call in sample.calls
    )
    if sample.error is not None and not sample.mend:
        raise AssertionError("an error says how to mend")
    return Outcome(sample.error, calls)


def alone(path: Path) -> Outcome:
    """The same bytes without their index."""
    copy = path.with_name(f"alone.{path.name}")
    shutil.copy(path, copy)
    try:
        return screened(copy)
    finally:
        copy.unlink()


def verdict(path: Path, good: Calls, payload: bytes) -> str:
    """What came of it in a word. Raises AssertionError for calls that are not the file's."""
    found = screened(path)
    if found.error is not None:
        return "refused"
    if unpacked(path) == payload:
        if found.calls != good:
            raise AssertionError(f"{len(found.calls)} calls, not the {len(good)} of the undamaged file")
        return "as undamaged"
    whole = alone(path)
    if found.calls != (whole.calls if whole.error is None else good):
        raise AssertionError(
            f"{len(found.calls)} calls by the index, {len(whole.calls)} without: {whole.error}"
        )
    if lost := by_bcftools(path) - {call[:4] for call in found.calls}:
        raise AssertionError(f"bcftools also reads {lost}")
    return "as altered"


def by_bcftools(path: Path) -> set[tuple[str, int, str, str]]:
    """The substitutions in the genes that bcftools reads as called; none where it can't read the file."""
    try:
        told = pysam.bcftools.query("-f", "%CHROM\t%POS\t%REF\t%ALT[\t%GT]\n", "-u", str(path))
    except SamtoolsError:
        return set()
    regions = load_reference(Build.GRCH38).regions
    found = set()
    for line in str(told).splitlines():
        if len(fields := line.split("\t")) != 5:
            continue  # of a header that lost its sample
        chrom, pos, ref, alts, genotype = fields
        near = any(one.chrom == chrom and one.start <= int(pos) <= one.end for one in regions)
        if near and ref != alts and {ref, alts} <= set(OTHER) and "1" in genotype:
            found.add((chrom, int(pos), ref, alts))
    return found


def unpacked(path: Path) -> bytes | None:
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return None


def child(numbers: Sequence[int], seed: int, base: Path, folder: Path, tell: int) -> None:
    """Runs some executions, and writes the number of each before it, and what came of it behind."""
    resource.setrlimit(resource.RLIMIT_AS, (6 * 1024**3,) * 2)
    pysam.set_verbosity(0)
    originals = {
        kind: next(path for path in (base / kind).iterdir() if path.suffix in (".gz", ".bcf"))
        for kind in KINDS
    }
    goods = {kind: screened(path).calls for kind, path in originals.items()}
    payloads = {kind: gzip.decompress(path.read_bytes()) for kind, path in originals.items()}
    for number in numbers:
        dice = random.Random(f"{seed}.{number}")
        kind = dice.choice(KINDS)
        place = folder / str(number)
        shutil.copytree(base / kind, place)
        how = hurt(place / originals[kind].name, dice)
        os.write(tell, f"{number}\t{kind} {how}\t".encode())
        signal.alarm(SECONDS)
        try:
            said = verdict(place / originals[kind].name, goods[kind], payloads[kind])
        except Exception:
            said = "FINDING " + traceback.format_exc().replace("\n", "\\n").replace("\t", " ")
        signal.alarm(0)
        os.write(tell, f"{said}\n".encode())
        if not said.startswith("FINDING"):
            shutil.rmtree(place)


def rounds(runs: int, seed: int, base: Path, folder: Path) -> tuple[Counter[str], list[str]]:
    """Counts of what came of the executions, and the findings."""
    counts: Counter[str] = Counter()
    findings: list[str] = []
    number = 0
    while number < runs:
        hear, tell = os.pipe()
        forked = os.fork()
        if forked == 0:
            os.close(hear)
            try:
                child(range(number, min(runs, number + EACH)), seed, base, folder, tell)
            finally:
                os._exit(0)
        os.close(tell)
        with os.fdopen(hear, encoding="utf-8") as heard:
            lines = heard.read().splitlines()
        status = os.waitpid(forked, 0)[1]
        for line in lines:
            name, what, said = line.split("\t")
            number = int(name) + 1
            if status and not said:
                said = f"FINDING died: signal {status & 0x7F}"
            counts[f"{what}: {said.split(' ')[0] if said.startswith('FINDING') else said}"] += 1
            if said.startswith("FINDING"):
                findings.append(f"{name} {what}: {said}")
        if not lines:
            raise RuntimeError("a child ran nothing")
    return counts, findings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--findings", type=Path)
    asked = parser.parse_args()
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(
        prefix="hyperigm-fuzz-", dir=shared if shared.is_dir() else None
    ) as name:
        base, folder = Path(name) / "base", asked.findings or Path(name) / "findings"
        base.mkdir()
        folder.mkdir(parents=True, exist_ok=True)
        for kind in KINDS:
            made(base / kind, kind)
        counts, findings = rounds(asked.runs, asked.seed, base, folder)
    for what, many in sorted(counts.items()):
        print(f"{many:8} {what}")
    print(f"executions: {counts.total()}, seed {asked.seed}, findings: {len(findings)}")
    for finding in findings[:20]:
        print(finding.replace("\\n", "\n"))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
