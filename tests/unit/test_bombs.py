"""A few megabytes that unpack to gigabytes, and damage in the middle: the file is refused, in words."""

import gzip
import os
import subprocess
from pathlib import Path

import pysam
import pytest
from tests.fuzz.containers import blocks
from tests.vcf_files import contain, header, row, write_vcf

from hyperigm.core import sites
from hyperigm.core.family import Person
from hyperigm.core.plan import SampleEntry
from hyperigm.core.settings import Settings
from hyperigm.edges import callable_bed, memory, text_lines, vcf
from hyperigm.edges.config import read_config
from hyperigm.edges.packing import BGZF_END
from hyperigm.errors import InputError
from hyperigm.steps.check import planned
from hyperigm.steps.screen import screen_samples

# 136,648,355 lies in CD40LG on GRCh38 (LRG_141); the lines beside it are within the same region.
FIRST, LAST = 136_648_000, 136_660_000
MORE = 500_000_000
"""Bytes: more than the heap may have kept of what was freed."""


def said(path: Path) -> str:
    """Why the sample A of a file failed."""
    (sample,) = screen_samples([SampleEntry(Person("A"), str(path), "A")], Settings())
    assert sample.error
    assert sample.mend
    return sample.error


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """One record whose REF has 400 million bases: 2 MB packed by gzip."""
    path = tmp_path / "bomb.vcf.gz"
    with path.open("wb") as out:
        packer = subprocess.Popen(["bgzip", "-l", "1"], stdin=subprocess.PIPE, stdout=out)
        assert packer.stdin
        packer.stdin.write(header(["A"]).encode())
        packer.stdin.write(b"chrX\t136648355\t.\t")
        for _ in range(400):
            packer.stdin.write(b"A" * 1_000_000)
        packer.stdin.write(b"\tT\t.\tPASS\t.\tGT\t0/1\n")
        packer.stdin.close()
        assert packer.wait() == 0
    assert path.stat().st_size < 4_000_000
    return path


def test_an_endless_line_of_a_file_without_an_index_is_refused(bomb: Path) -> None:
    assert "a line is longer than 67108864 bytes" in said(bomb)


def test_an_endless_line_of_an_indexed_file_is_refused(bomb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pysam.tabix_index(str(bomb), preset="vcf", force=True)
    monkeypatch.setattr(memory, "MOST", 300_000_000)
    assert "memory" in said(bomb) or "a line is longer" in said(bomb)


def test_the_bound_is_lifted_after_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST", 100_000_000)
    with memory.bounded_memory(), pytest.raises(MemoryError):
        bytearray(MORE)
    assert len(bytearray(MORE)) == MORE


@pytest.mark.parametrize("indexed", [True, False])
def test_a_damaged_block_is_no_end_of_the_file(tmp_path: Path, indexed: bool) -> None:
    """The calls behind it must not be lost in silence."""
    ids = [f"{pos * 7919 % 1_000_003}.{pos * 104_729 % 999_983}" for pos in range(FIRST, LAST)]
    rows = [
        row("chrX", pos, "N", "A", "GT", "0/1").replace("\t.\t", f"\t{word}\t", 1)
        for pos, word in zip(range(FIRST, LAST), ids, strict=True)
    ]
    packed = contain(write_vcf(tmp_path / "a.vcf", header(["A"]), rows), "tbi" if indexed else "bgzip")
    whole = bytearray(packed.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    packed.write_bytes(whole)
    if indexed:
        Path(f"{packed}.tbi").touch()
    assert "can't be read to its end" in said(packed)


def test_a_block_of_zeros_is_no_padding(tmp_path: Path) -> None:
    """gzip(1) passes over zeros between two members; in BGZF they may be where a block was."""
    rows = [row("chrX", pos, "N", "A", "GT", f"0/1:{pos * 7919 % 1_000_003}") for pos in range(FIRST, LAST)]
    packed = contain(write_vcf(tmp_path / "a.vcf", header(["A"]), rows), "bgzip")
    *before, last, end = blocks(packed.read_bytes())
    assert len(before) > 1, "the header's block is another one"
    packed.write_bytes(b"".join((*before, bytes(len(last)), end)))
    assert said(packed).endswith("can't be read to its end: its compressed data are cut off or damaged")


def test_a_gzip_file_that_is_cut_is_told_in_words(tmp_path: Path) -> None:
    """Packed by gzip, which has no block that marks the end."""
    rows = [row("chr1", pos, "N", "A", "GT", "0/1") for pos in range(FIRST, LAST)]
    packed = gzip.compress(write_vcf(tmp_path / "a.vcf", header(["A"]), rows).read_bytes())
    cut = tmp_path / "a.vcf.gz"
    cut.write_bytes(packed[: len(packed) * 3 // 4])
    assert said(cut).endswith("can't be read to its end: its compressed data are cut off or damaged")


def test_lines_longer_than_a_piece_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row("chrX", FIRST + number, "N", "A" * 3000, "GT", "0/1") for number in range(4)]
    path = write_vcf(tmp_path / "a.vcf", header(["A"]), rows)
    monkeypatch.setattr(text_lines, "CHUNK", 1000)
    with vcf.open_lines(path) as lines:
        read = list(lines.stream({"chrX": [(FIRST, LAST)]}))
    assert [len(columns[4]) for columns in read] == [3000] * 4


def test_an_endless_line_of_a_bed_fails_its_sample_alone(tmp_path: Path) -> None:
    plain = write_vcf(tmp_path / "a.vcf", header(["A"]), [row("chrX", 136_648_355, "T", "A", "GT", "0/1")])
    bed = tmp_path / "a.bed.gz"
    bed.write_bytes(gzip.compress(b"chrX\t1\t" + b"9" * 3_000_000, 1))
    entries = [SampleEntry(Person("A"), str(plain), "A", str(bed)), SampleEntry(Person("B"), str(plain), "A")]
    bad, good = screen_samples(entries, Settings(build="GRCh38"))
    assert "a line is longer than 1048576 bytes" in (bad.error or "")
    assert good.error is None


@pytest.mark.parametrize("endless", ["/dev/zero", "pipe"])
def test_pipes_and_devices_are_no_files(tmp_path: Path, endless: str) -> None:
    """Reading one would not end: as BED, as PED and as sheet."""
    path = Path(endless) if endless.startswith("/") else tmp_path / endless
    if not endless.startswith("/"):
        os.mkfifo(path)
    plain = write_vcf(tmp_path / "a.vcf", header(["A"]), [])
    sheet = tmp_path / "samples.tsv"
    sheet.write_text(f"sample\tvcf\tcallable\nA\t{plain}\t{path}\n", encoding="utf-8")
    (entry,) = planned(sheet, None, Settings()).batches[0].samples
    assert "it is no file" in (entry.error or "")
    for as_sheet, as_pedigree in ((path, None), (sheet, path)):
        with pytest.raises(InputError, match="it is no file"):
            planned(as_sheet, as_pedigree, Settings())


def test_an_index_or_a_config_that_is_a_pipe_is_refused(tmp_path: Path) -> None:
    """Reading it would not end. The sample fails alone."""
    bad, good = (
        contain(write_vcf(tmp_path / f"{name}.vcf", header([name]), []), "tbi") for name in ("bad", "good")
    )
    Path(f"{bad}.tbi").unlink()
    os.mkfifo(f"{bad}.tbi")
    sheet = tmp_path / "samples.tsv"
    sheet.write_text(f"sample\tvcf\nbad\t{bad}\ngood\t{good}\n", encoding="utf-8")
    first, second = planned(sheet, None, Settings()).batches[0].samples
    assert "file.vcf.gz.tbi: is no index that can be read: it is no file" in (first.error or "")
    assert second.error is None
    with pytest.raises(InputError, match="it is no file"):
        read_config(Path(f"{bad}.tbi"))


SHORT = row("chrX", 136_648_355, "T", "A", "GT", "1")
REFERENCE = row("chrX", 136_648_355, "T", "A", "GT", "0")


@pytest.mark.parametrize(
    ("line", "most", "said_of"),
    [
        (REFERENCE, "MAX_RECORDS", "has more than 50 records in the genes"),
        (SHORT, "MAX_ALTS", "has more than 50 variants in the genes"),
        (SHORT.replace("\tA\t", "\tA,C,G\t", 1), "MAX_ALTS", "has more than 150 variants in the genes"),
    ],
)
@pytest.mark.parametrize("container", ["plain", "tbi", "bcf.csi"])
def test_a_flood_of_short_records_fails_its_samples_alone(
    line: str, most: str, said_of: str, container: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty million of them would take half an hour, and any memory; 50 are read, the limit set for this."""
    monkeypatch.setattr(sites, most, 50 * (line.count(",") + 1))
    full, flood = ([header(["A"]), *[line] * number] for number in (50, 80))
    entries = []
    for name, (head, *rows) in (("full", full), ("flood", flood)):
        path = contain(write_vcf(tmp_path / f"{name}.vcf", head, rows), container)
        entries.append(SampleEntry(Person(name), str(path), "A"))
    good, bad = screen_samples(entries, Settings(build="GRCh38"))
    assert good.error is None
    assert said_of in (bad.error or "")
    assert "bcftools norm -d" in (bad.mend or "")


def test_a_flood_of_bed_lines_fails_its_sample_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callable_bed, "MAX_LINES", 50)
    plain = write_vcf(tmp_path / "a.vcf", header(["A"]), [SHORT])
    entries = []
    for number in (50, 51):
        bed = tmp_path / f"{number}.bed"
        bed.write_text("chrX\t136648000\t136660000\n" * number)
        entries.append(SampleEntry(Person(f"P{number}"), str(plain), "A", str(bed)))
    good, bad = screen_samples(entries, Settings(build="GRCh38"))
    assert good.error is None
    assert "has more than 50 lines in the genes" in (bad.error or "")


def test_a_flood_of_empty_blocks_is_read_in_large_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """20,000 blocks of 28 bytes (BGZF_END, SAM specification, section 4.1.2) are nine times 64 KB; read one
    by one they are 20,000 calls."""
    asked: list[int] = []
    pread = os.pread

    def counted(file: int, many: int, at: int) -> bytes:
        asked.append(many)
        return pread(file, many, at)

    path = tmp_path / "a.vcf.gz"
    plain = write_vcf(tmp_path / "p.vcf", header(["A"]), [row("chrX", FIRST, "A", "C", "GT", "0/1")])
    packed = contain(plain, "bgzip").read_bytes().removesuffix(BGZF_END)
    path.write_bytes(packed + 20_000 * BGZF_END)
    monkeypatch.setattr(os, "pread", counted)
    (sample,) = screen_samples([SampleEntry(Person("A"), str(path), "A")], Settings())
    assert (sample.error, len(sample.calls)) == (None, 1)
    assert len(asked) < 20_000 / 5
