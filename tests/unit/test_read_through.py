"""An index that is whole and leads past records is told: the file itself says how many there are.

The right number is that of the records written, each in its place by arithmetic.
"""

import gzip
import struct
from pathlib import Path

import pytest
from tests.vcf_files import contain, header, row, write_vcf

from hyperigm.core import chunks
from hyperigm.edges.vcf import open_lines
from hyperigm.errors import InputError

CONTIGS = ("chr7", "chr12", "chr20", "chrX")
KINDS = ("tbi", "csi", "bcf.csi")
FIRST, STEP, MANY = 5_000_000, 997, 3000
START, END = FIRST + 1000 * STEP, FIRST + 1099 * STEP
"""A place that a hundred records begin in."""


def written(folder: Path, kind: str, contigs: tuple[str, ...] = CONTIGS) -> Path:
    """Three thousand records on each contig."""
    rows = [
        row(chrom, FIRST + STEP * n, "A", "C", "GT:DP", f"0/1:{n * 7919 % 1000}")
        for chrom in contigs
        for n in range(MANY)
    ]
    return contain(write_vcf(folder / "a.vcf", header(["A"]), rows), kind)


def of_index(path: Path) -> tuple[Path, bytes]:
    index = next(path.parent.glob("*i"))
    return index, gzip.decompress(index.read_bytes())


def changed(path: Path, before: bytes, after: bytes, times: int) -> None:
    """What is found so many times from the index's beginning becomes another."""
    index, data = of_index(path)
    at = -1
    for _ in range(times):
        at = data.index(before, at + 1)
    index.write_bytes(gzip.compress(data[:at] + after + data[at + len(before) :]))


def read(path: Path, contig: str, start: int = START, end: int = END) -> int:
    with open_lines(path) as lines:
        assert lines.stale is None
        found = len(list(lines.fetch(contig, start, end)))
        lines.sure(contig, start, end, found)
        return found


def bin_of(path: Path, start: int) -> bytes:
    """The number of the smallest bin of a position, of 16,384 bases. CSI specification: the bins of a level
    follow those of the levels above, 1 + 8 + 64 + ...; a .tbi has five levels, a .csi says how many."""
    _, data = of_index(path)
    levels = struct.unpack_from("<i", data, 8)[0] if data[:3] == b"CSI" else 5
    above: int = sum(8**level for level in range(levels))
    return struct.pack("<I", above + ((start - 1) >> 14))


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_index_is_believed(kind: str, tmp_path: Path) -> None:
    """In the middle, before all records of a contig, over its first and behind its last."""
    path = written(tmp_path, kind, CONTIGS[1:])
    last = FIRST + STEP * (MANY - 1)
    for contig in CONTIGS[1:]:
        assert read(path, contig) == 100
        assert read(path, contig, 1, FIRST - 1) == 0
        assert read(path, contig, 1, FIRST) == 1
        assert read(path, contig, last, last + 1_000_000) == 1
        assert read(path, contig, last + 1, last + 1_000_000) == 0
    assert read(path, "chr7") == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("contig", [0, 3])
def test_an_index_that_lost_a_bin_leads_past_no_record(kind: str, contig: int, tmp_path: Path) -> None:
    """The records of 16,384 bases are in a bin of another place. Text is read all the same, a BCF refused."""
    path = written(tmp_path, kind)
    changed(path, bin_of(path, START), bin_of(path, 200_000_000), contig + 1)
    if kind != "bcf.csi":
        assert read(path, CONTIGS[contig]) == 100
        return
    with pytest.raises(InputError, match=f"its index leads past records of {CONTIGS[contig]}"):
        read(path, CONTIGS[contig])


@pytest.mark.parametrize("kind", ["tbi", "csi"])
def test_an_index_that_calls_a_contig_otherwise_is_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One as large as a genome's, of which few bins are asked as it is opened."""
    monkeypatch.setattr(chunks, "SKIMMED", 0)
    path = written(tmp_path, kind)
    changed(path, b"chr20\0", b"chr21\0", 1)
    with pytest.raises(InputError, match="its index leads past records of chr20"):
        read(path, "chr20")


def test_a_hundred_contigs_without_a_gene_are_no_doubt(tmp_path: Path) -> None:
    """The index has all contigs of the file, and the gene's is not among them."""
    rows = [row(f"HLA-{n}", 5 + n, "A", "C", "GT", "0/1") for n in range(100)]
    path = contain(write_vcf(tmp_path / "a.vcf", header(["A"]), rows), "tbi")
    assert read(path, "chrX") == 0
