"""Lines out of every container; what is broken ends in words. Lines are those that were written."""

import gzip
import os
from contextlib import suppress
from pathlib import Path

import pytest
from tests.vcf_files import CONTAINERS, contain, header, row, write_vcf

from hyperigm.edges.packing import BGZF_END
from hyperigm.edges.record_lines import Columns, Spans, overlaps
from hyperigm.edges.vcf import container, open_lines
from hyperigm.errors import InputError

HEAD = header(["S1"])
ROWS = [
    row("chr7", 5990000, "A", "C", "GT", "0/1"),
    row("chr7", 5990100, "ACGTACGTAC", "A", "GT", "0/1"),  # reaches to 5990109
    row("chr7", 5990200, "A", "<DEL>", "GT", "0/1", info="END=5990400"),
    row("chr7", 5990500, "A", "G", "GT", "1/1"),
    row("chr12", 8605000, "A", "G", "GT", "1"),
]


def streamed(path: Path, spans: Spans) -> list[Columns]:
    with open_lines(path) as lines:
        return list(lines.stream(spans))


def positions(found: list[Columns]) -> list[int]:
    return [int(columns[1]) for columns in found]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_every_container_gives_the_lines_that_overlap(kind: str, tmp_path: Path) -> None:
    """VCF: a record reaches from POS over REF, or to END."""
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, ROWS), kind)
    spans = ((5990000, 5990050), (5990105, 5990110), (5990300, 5990310))
    assert positions(streamed(path, {"chr7": spans})) == [5990000, 5990100, 5990200]
    with open_lines(path) as lines:
        assert (lines.contigs is not None) is (kind in ("tbi", "csi", "bcf.csi"))
        if lines.contigs is not None:
            assert positions(list(lines.fetch("chr7", 5990300, 5990310))) == [5990200]
            assert list(lines.fetch("chrX", 1, 100)) == []
            assert list(lines.fetch("no such contig", 1, 100)) == []


@pytest.mark.parametrize("kind", CONTAINERS)
def test_the_text_is_that_of_the_file(kind: str, tmp_path: Path) -> None:
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, ROWS), kind)
    (found,) = streamed(path, {"chr12": ((1, 10_000_000),)})
    assert "\t".join(found) == ROWS[-1]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_records_are_counted_by_contig_in_every_container(kind: str, tmp_path: Path) -> None:
    """Four rows on chr7 and one on chr12 were written. By an index no more than asked for is counted, and one
    of each further contig."""
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, ROWS), kind)
    with open_lines(path) as lines:
        if lines.contigs is None:
            list(lines.stream({"chr12": ((1, 9),)}))
        assert +lines.counted(99) == {"chr7": 4, "chr12": 1}
        most = +lines.counted(2)
        assert most == ({"chr7": 4, "chr12": 1} if lines.contigs is None else most)
        assert set(most) == {"chr7", "chr12"}


def test_lines_without_a_place_are_handed_on_to_be_refused(tmp_path: Path) -> None:
    broken = ["chr7\tx\t.\tA\tC", "chr7", "chr7\t", "chr12\t1\t.\tA\tC", "chr7.", ""]
    found = streamed(write_vcf(tmp_path / "a.vcf", HEAD, broken), {"chr7": ((1, 9),)})
    assert [columns[:2] for columns in found] == [["chr7", "x"], ["chr7"], ["chr7", ""]]


def test_line_ends_of_other_systems_and_a_missing_last_one(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    path.write_bytes(HEAD.encode() + "\r\n".join(ROWS).encode())
    found = streamed(path, {"chr7": ((1, 9_000_000),), "chr12": ((1, 9_000_000),)})
    assert ["\t".join(columns) for columns in found] == ROWS


def test_a_span_taken_out_is_no_longer_wanted(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "a.vcf", HEAD, ROWS)
    spans = {"chr7": [(1, 9_000_000)]}
    with open_lines(path) as lines:
        for _ in lines.stream(spans):
            spans["chr7"].clear()
            break
        else:
            pytest.fail("nothing was read")


def test_records_over_chunks_are_whole(tmp_path: Path) -> None:
    """A line of 3 MB lies over several chunks of 1 MiB."""
    wide = row("chr7", 5990600, "A", "C", "GT:PL", "0/1:" + "7" * 3_000_000)
    found = streamed(
        write_vcf(tmp_path / "a.vcf", HEAD, [*ROWS, wide, ROWS[3]]), {"chr7": ((5990550, 5990650),)}
    )
    assert ["\t".join(columns) for columns in found] == [wide]


@pytest.mark.parametrize("kind", ["gzip", "bgzip", "bcf"])
def test_a_cut_file_is_refused(kind: str, tmp_path: Path) -> None:
    many = [row("chr7", 5_990_000 + n, "A", "C", "GT:DP", f"0/1:{n * 7919 % 1000}") for n in range(30_000)]
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, many), kind)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError):
        streamed(path, {"chr7": ((1, 9_000_000),)})


def test_a_bgzf_file_cut_between_two_blocks_is_refused_too(tmp_path: Path) -> None:
    """SAM specification, section 4.1.2: a BGZF file ends with an empty block."""
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, ROWS), "tbi")
    path.write_bytes(path.read_bytes().removesuffix(BGZF_END))
    with pytest.raises(InputError, match="cut off"):
        container(path)


def test_damage_inside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.vcf.gz"
    data = bytearray(gzip.compress((HEAD + "\n".join(ROWS * 2000)).encode()))
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(InputError):
        streamed(path, {"chr7": ((1, 9_000_000),)})


@pytest.mark.parametrize("kind", ["tbi", "csi", "bcf", "bcf.csi", "gzip"])
def test_damage_at_the_beginning_is_refused(kind: str, tmp_path: Path) -> None:
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, ROWS), kind)
    whole = path.read_bytes()
    for at in range(0, 60, 3):
        path.write_bytes(whole[:at] + b"\0\xff\0" + whole[at + 3 :])
        with suppress(InputError), open_lines(path) as lines:
            assert positions(list(lines.stream({"chr7": ((5990000, 5990001),)}))) in ([], [5990000])


@pytest.mark.parametrize("what", ["missing", "folder", "empty index", "no index"])
def test_what_is_no_file_is_refused(what: str, tmp_path: Path) -> None:
    path = tmp_path / "a.vcf.gz"
    if what == "folder":
        path.mkdir()
    elif what != "missing":
        path = contain(write_vcf(tmp_path / "a.vcf", HEAD, ROWS), "tbi")
        Path(f"{path}.tbi").write_bytes(b"" if what == "empty index" else b"no index at all")
    with pytest.raises(InputError), open_lines(path):
        pass


def test_an_index_older_than_the_file_is_told(tmp_path: Path) -> None:
    path = contain(write_vcf(tmp_path / "a.vcf", HEAD, ROWS), "tbi")
    with open_lines(path) as lines:
        assert lines.stale is None
    os.utime(f"{path}.tbi", (1, 1))
    with open_lines(path) as lines:
        assert lines.stale is not None


def test_overlap_counts_both_ends() -> None:
    """Both ends inclusive, by hand: POS 100 with REF ACGT is 100 to 103."""
    columns = ["chr7", "100", ".", "ACGT", "A", ".", ".", "."]
    assert overlaps(columns, ((103, 110),))
    assert not overlaps(columns, ((104, 110),))
    assert overlaps(columns, ((90, 100),))
    assert not overlaps(columns, ((90, 99),))
    assert overlaps(columns, ((1, 5), (101, 102), (200, 300)))
