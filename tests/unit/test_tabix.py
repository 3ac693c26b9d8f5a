"""Where records lie in a bgzipped file. Oracle: htslib (pysam.TabixFile) on the same file."""

import gzip
from hashlib import sha256
from pathlib import Path

import pysam
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz.containers import block

from hyperigm.core.tabix import Index, Stretch, parse_index, unpack, unpack_block
from hyperigm.edges.bgzip import write_indexed_vcf

HEADER = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
LAST = 20_000_000


def record(contig: str, pos: int) -> str:
    """A record of some length, so that the file has hundreds of blocks; some are long deletions."""
    ref = "A" * (20_000 if pos % 100_000 == 1000 else 1)
    noise = sha256(f"{contig}{pos}".encode()).hexdigest() * (1 + pos % 3)
    return f"{contig}\t{pos}\t.\t{ref}\tC\t.\t.\tX={noise}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tabix") / "a.vcf.gz"
    lines = [record(contig, pos) for contig in ("7", "X") for pos in range(1000, LAST, 3000)]
    write_indexed_vcf(made, HEADER + "\n".join(lines) + "\n")
    return made


@pytest.fixture(scope="module")
def index(path: Path) -> Index:
    return parse_index(gzip.decompress(Path(f"{path}.tbi").read_bytes()))


def lines_of(path: Path, stretches: tuple[Stretch, ...]) -> list[str]:
    data = path.read_bytes()
    found: list[str] = []
    for stretch in stretches:
        piece = data[stretch.first_byte : stretch.last_byte + 1]
        found += unpack(piece, stretch).decode().splitlines()
    return found


@given(contig=st.sampled_from(["7", "X"]), start=st.integers(1, LAST), length=st.integers(1, 400_000))
def test_every_record_of_a_place_is_in_its_stretches(
    path: Path, index: Index, contig: str, start: int, length: int
) -> None:
    stretches = index.stretches(contig, start, start + length - 1)
    found = lines_of(path, stretches)
    with pysam.TabixFile(str(path)) as table:
        expected = list(table.fetch(contig, start - 1, start + length - 1))
    wanted = set(expected)
    assert [line for line in found if line in wanted] == expected
    assert all(line.startswith(f"{contig}\t") and line.count("\t") == 7 for line in found), "whole records"
    asked = sum(stretch.last_byte - stretch.first_byte for stretch in stretches)
    assert asked < path.stat().st_size / 2 + 400_000, "not the whole file"


def test_the_header_ends_at_the_first_record(path: Path, index: Index) -> None:
    top = Stretch(0, index.first_record)
    assert unpack(path.read_bytes(), top).decode() == HEADER


def test_a_contig_that_is_not_there(index: Index) -> None:
    assert index.stretches("12", 1, 1000) == ()


def unpacked(data: bytes) -> bytes | None:
    try:
        return unpack_block(data)
    except ValueError:
        return None


@pytest.mark.parametrize("payload", [b"", b"22\t22\tA\tC\n" * 12, bytes(range(256)), bytes(1 << 16)])
def test_a_block_with_any_bit_turned_is_refused(payload: bytes) -> None:
    """By CRC32 and length at its end (RFC 1952, section 2.3.1), but where the payload is as it was: a copy of
    zeros from nearer by, or the code of a symbol that is not used."""
    good = block(payload)
    assert unpack_block(good) == payload
    assert unpacked(good + b"\0") is None, "BSIZE is that of the whole block (SAM specification, section 4.1)"
    for bit in range(18 * 8, len(good) * 8):
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        expected = (None,) if bit >= (len(good) - 8) * 8 else (None, payload)
        assert unpacked(bytes(bad)) in expected, f"bit {bit}"
    assert not any(map(unpacked, (good[:length] for length in range(18, len(good)))))


def test_a_block_that_unpacks_to_more_than_there_can_be_is_refused() -> None:
    """SAM specification, section 4.1: ISIZE is at most 65,536."""
    assert unpacked(block(bytes((1 << 16) + 1))) is None


def test_what_is_cut_or_damaged_is_not_read(path: Path, index: Index) -> None:
    (stretch,) = index.stretches("X", 10_000_000, 10_400_000)
    piece = path.read_bytes()[stretch.first_byte : stretch.last_byte + 1]
    with pytest.raises(ValueError, match="cut off"):
        unpack(piece[:1000], stretch)
    damaged = bytearray(piece)
    damaged[100] ^= 0xFF
    with pytest.raises(ValueError, match="damaged"):
        unpack(bytes(damaged), stretch)
    with pytest.raises(ValueError, match="bgzip"):
        unpack(gzip.compress(piece), stretch)


@pytest.mark.parametrize("cut", [3, 30, 200, 2000])
def test_an_index_that_is_none(path: Path, cut: int) -> None:
    data = gzip.decompress(Path(f"{path}.tbi").read_bytes())
    with pytest.raises(ValueError, match="index"):
        parse_index(data[:cut])
