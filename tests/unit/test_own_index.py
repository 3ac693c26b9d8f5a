"""An index that is not the file's own is told, of whatever kind; its own, by whatever tool, is trusted."""

import gzip
import os
import random
import re
import shutil
import struct
from contextlib import nullcontext, suppress
from itertools import islice
from pathlib import Path

import pysam
import pysam.bcftools
import pytest
from tests.vcf_files import contain, header, row, write_vcf

from hyperigm.core import chunks
from hyperigm.core.chunks import read_layout
from hyperigm.core.family import Person
from hyperigm.core.plan import SampleEntry
from hyperigm.core.settings import Settings
from hyperigm.edges.vcf import open_lines
from hyperigm.errors import InputError
from hyperigm.steps.screen import screen_samples

HEAD = header(["A"])
CONTIGS = ("chr7", "chr12", "chr20", "chrX")
KINDS = ("tbi", "csi", "bcf.csi")


def rows(many: int, *more: str) -> list[str]:
    """Records on all contigs, of many blocks where there are thousands; `more` come last, on chrX."""
    made = [
        row(chrom, 5_000_000 + 997 * n, "A", "C", "GT:DP", f"0/1:{n * 7919 % 1000}")
        for chrom in CONTIGS
        for n in range(many)
    ]
    return [*made, *more]


def index_of(path: Path) -> Path:
    return next(path.parent.glob("*i"))


def doubt(path: Path) -> str | None:
    with open_lines(path) as lines:
        return lines.stale


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("many", [0, 3, 20_000])
def test_its_own_index_is_trusted(kind: str, many: int, tmp_path: Path) -> None:
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, rows(many)), kind)
    assert doubt(path) is None
    with open_lines(path) as lines:
        for chrom in CONTIGS:
            found = list(lines.fetch(chrom, 5_000_000, 5_000_000 + 997 * 2))
            assert len(found) == min(many, 3)


@pytest.mark.parametrize("options", [["-Oz"], ["-Ob"], ["-Oz", "--threads", "2"], ["-Ob", "--threads", "2"]])
@pytest.mark.parametrize("index", ["--write-index", "--write-index=tbi"])
def test_an_index_written_with_the_file_is_trusted(options: list[str], index: str, tmp_path: Path) -> None:
    if options[0] == "-Ob" and index.endswith("tbi"):
        index = "--write-index=csi"
    plain = write_vcf(tmp_path / "a.vcf", HEAD, rows(20_000))
    path = tmp_path / ("b.vcf.gz" if options[0] == "-Oz" else "b.bcf")
    pysam.bcftools.view(*options, index, "-o", str(path), str(plain), catch_stdout=False)
    with open_lines(path) as lines:
        assert lines.contigs is not None
        assert lines.stale is None
        assert len(list(lines.fetch("chrX", 5_000_000, 60_000_000))) == 20_000


def test_empty_blocks_at_the_end_and_between_are_no_doubt(tmp_path: Path) -> None:
    """`cat` of BGZF files keeps the empty block of each."""
    first = contain(write_vcf(tmp_path / "a.vcf", HEAD, rows(50)), "bgzip")
    second = contain(
        write_vcf(tmp_path / "b.vcf", "", [row("chrX", 99_000_000, "A", "C", "GT", "1")]), "bgzip"
    )
    path = tmp_path / "c.vcf.gz"
    end = first.read_bytes()[-28:]
    path.write_bytes(first.read_bytes() + second.read_bytes() + end)
    pysam.tabix_index(str(path), preset="vcf")
    assert doubt(path) is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("many", [3, 500, 20_000])
@pytest.mark.parametrize("as_a_genomes", [False, True])
def test_the_index_of_an_earlier_version_is_told(
    kind: str, many: int, as_a_genomes: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier version lacks the last record, or has it; its index is copied beside the file later."""
    if as_a_genomes:
        monkeypatch.setattr(chunks, "SKIMMED", 0)
    more = row("chrX", 136648355, "T", "A", "GT:DP", "1:30")
    short = contain(write_vcf(tmp_path / "short.vcf", HEAD, rows(many)), kind)
    long = contain(write_vcf(tmp_path / "long.vcf", HEAD, rows(many, more)), kind)
    other = tmp_path / "kept"
    shutil.copy(index_of(short), other)
    shutil.copy(index_of(long), index_of(short))
    shutil.copy(other, index_of(long))
    for path in (long, short):
        os.utime(index_of(path))
        assert "of an earlier version of it" in (doubt(path) or "")


@pytest.mark.parametrize("kind", KINDS)
def test_an_index_that_leads_elsewhere_is_told_or_refused(kind: str, tmp_path: Path) -> None:
    """The same number of bytes: the record of chr7 has become one of chr12."""
    before = [row("chr7", 5_000_000 + n * 99, "A", "C", "GT", "0/1") for n in range(5)]
    after = [*before[:4], row("chr12", 5_000_000, "A", "C", "GT", "0/1")]
    first = contain(write_vcf(tmp_path / "first.vcf", HEAD, [*before, *after[4:]]), kind)
    second = contain(write_vcf(tmp_path / "second.vcf", HEAD, [*before[:3], *after[4:], *after[4:]]), kind)
    shutil.copy(index_of(first), index_of(second))
    assert doubt(second) is not None


def sparse(seed: int) -> list[str]:
    """Records near each other and far apart, on some contigs none, some that END far behind."""
    made = random.Random(seed)
    found = []
    for chrom in made.sample(CONTIGS, 3):
        pos = made.choice((1, 70_000, 5_000_000))
        for _ in range(made.choice((1, 40, 3_000))):
            pos += made.choice((0, 1, 50, 400, 20_000, 3_000_000)) if pos < 2**29 - 2**23 else 1
            end = pos + made.choice((1, 100, 70_000, 2_000_000)) if made.random() < 0.05 else 0
            alt, info = ("<DEL>", f"END={end}") if end else ("AC" * made.choice((1, 90)), ".")
            found.append(row(chrom, pos, "A", alt, "GT", made.choice(("0/1", "1/1")), info=info))
    return sorted(found, key=lambda line: (CONTIGS.index(line.split("\t")[0]), int(line.split("\t")[1])))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("min_shift", [0, 10, 14, 17])
def test_the_index_leads_to_what_htslib_reads(seed: int, min_shift: int, tmp_path: Path) -> None:
    """Oracle: pysam.TabixFile. min_shift: of a .csi (SAM specification, section 5); 0 makes a .tbi."""
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, sparse(seed)), "bgzip")
    pysam.tabix_index(str(path), preset="vcf", csi=bool(min_shift), min_shift=min_shift or -1)
    made = random.Random(seed)
    with open_lines(path) as lines, pysam.TabixFile(str(path), index=str(index_of(path))) as oracle:
        assert lines.stale is None
        for chrom in oracle.contigs:
            for _ in range(40):
                start = made.choice(
                    (1, 16_384, 16_385, made.randrange(1, 6_000_000), made.randrange(1, 2**29))
                )
                end = start + made.choice((0, 1, 20_000, 5_000_000, 2**29))
                expected = [line.split("\t") for line in oracle.fetch(chrom, start - 1, end)]
                assert list(lines.fetch(chrom, start, end)) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_long_place_no_more_is_asked_than_is_read(kind: str, tmp_path: Path) -> None:
    """A block in the middle of chrX is gone: whoever takes the first records does not meet it."""
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, rows(20_000)), kind)
    data = path.read_bytes()
    blocks = [at.start() for at in re.finditer(rb"\x1f\x8b\x08\x04.{8}BC\x02\x00", data, re.DOTALL)]
    gone = blocks[len(blocks) * 7 // 8]
    path.write_bytes(data[:gone] + bytes(18) + data[gone + 18 :])
    os.utime(index_of(path))
    with open_lines(path) as lines:
        found = [columns[1] for columns in islice(lines.fetch("chrX", 1, 150_000_000), 50)]
        assert found == [str(5_000_000 + 997 * n) for n in range(50)]
    with pytest.raises(InputError), open_lines(path) as lines:
        list(lines.fetch("chrX", 1, 150_000_000))


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_over_the_edge_of_what_is_asked_at_once_is_read_once(kind: str, tmp_path: Path) -> None:
    """Of a BCF 2^17 bases are asked at first, then twice as many: the second piece begins at 131,073."""
    places = [(1, "A"), (131_071, "ACC"), (131_072, "AC"), (131_073, "A"), (400_000, "A")]
    made = [row("chr7", pos, ref, "T", "GT", "0/1") for pos, ref in places]
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, made), kind)
    with open_lines(path) as lines:
        assert [(int(columns[1]), columns[3]) for columns in lines.fetch("chr7", 1, 10**6)] == places


def rewritten(index: Path, at: int, value: bytes) -> None:
    data = bytearray(gzip.decompress(index.read_bytes()))
    data[at : at + len(value)] = value
    index.write_bytes(gzip.compress(bytes(data)))


@pytest.mark.parametrize("kind", ["tbi", "csi"])
@pytest.mark.parametrize(("between", "trusted"), [("#a comment\n##b=c", True), (HEAD.strip(), False)])
def test_a_comment_between_contigs_is_no_doubt_of_the_index(
    kind: str, between: str, trusted: bool, tmp_path: Path
) -> None:
    """tabix lets the next contig begin with the comment. A second header may name other samples, so its
    file is read whole."""
    here, there = (row(chrom, 5_000_000, "A", "C", "GT", "0/1") for chrom in ("chr7", "chrX"))
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, [here, *between.split("\n"), there]), kind)
    assert (doubt(path) is None) is trusted


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", [0, 4, 8, 12, 16, 32, 36, 40])
def test_a_damaged_index_ends_in_words(kind: str, at: int, tmp_path: Path) -> None:
    """Numbers of the head as large as they go. htslib, which hangs on some, is not asked."""
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, rows(3)), kind)
    rewritten(index_of(path), at, struct.pack("<i", 2**31 - 1))
    with suppress(InputError), open_lines(path) as lines:
        assert lines.stale is not None or len(list(lines.fetch("chrX", 1, 6_000_000))) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_or_cut_index_is_refused(kind: str, tmp_path: Path) -> None:
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, rows(3)), kind)
    whole = index_of(path).read_bytes()
    for data in (b"", whole[: len(whole) // 2], gzip.compress(gzip.decompress(whole)[:-30])):
        index_of(path).write_bytes(data)
        with pytest.raises(InputError, match="is no index that can be read"):
            doubt(path)


@pytest.mark.parametrize("more", [0, 1])
def test_an_index_of_more_contigs_or_windows_than_there_are_is_none(more: int) -> None:
    """Empty names pack to nothing: a hundred kilobytes held 14 million of them, and took gigabytes."""
    many = chunks.MAX_CONTIGS + more
    nameless = b"CSI\x01" + struct.pack("<4i", 14, 5, 0, many) + bytes(4 * many)
    named = b"TBI\x01" + struct.pack("<8i", many, 2, 1, 2, 0, 35, 0, many) + bytes(many + 8 * many)
    windows = chunks.MAX_WINDOWS + more
    wide = (
        b"TBI\x01" + struct.pack("<8i", 1, 2, 1, 2, 0, 35, 0, 5) + b"chrX\0" + struct.pack("<2i", 0, windows)
    )
    for data in (nameless, named, wide + bytes(8 * windows)):
        with pytest.raises(ValueError, match="an index") if more else nullcontext():
            read_layout(data)


def test_the_span_of_a_bin() -> None:
    """SAM specification, section 5.3: bin 4681 is the first of 16,384 bases, 585 the first of 131,072."""
    offsets = struct.pack("<2Q", 65536, 131072)
    bins = b"".join(struct.pack("<Ii", number, 1) + offsets for number in (0, 585, 4682))
    data = b"TBI\x01" + struct.pack("<8i", 1, 2, 1, 2, 0, 35, 0, 5) + b"chrX\0" + struct.pack("<i", 3) + bins
    layout = read_layout(data + struct.pack("<i", 0))
    assert [chunk.span for chunk in layout.chunks(0)] == [
        range(2**29),
        range(131072),
        range(16384, 32768),
    ]
    assert (layout.last, layout.names) == (131072, ("chrX",))


@pytest.mark.parametrize("chrom", ["chrX", " chrX", "CHRX"])
@pytest.mark.parametrize("kind", ["tbi", "csi"])
def test_comments_and_odd_contigs_of_an_indexed_file_hide_no_record(
    kind: str, chrom: str, tmp_path: Path
) -> None:
    """As docs/records.md has it of any file; positions of CD40LG on GRCh38 (LRG_141)."""
    made = [row(chrom, pos, "N", "A", "GT", "0/1") for pos in (136_648_355, 136_648_400)]
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, [made[0], "# a comment", made[1]]), kind)
    (sample,) = screen_samples([SampleEntry(Person("A"), str(path), "A")], Settings())
    assert (sample.error, len(sample.calls)) == (None, 2)
