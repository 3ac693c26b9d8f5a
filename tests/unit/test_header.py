"""VCF headers. Files are written here; the BCF and its reading of the header are checked against pysam."""

import gzip
from pathlib import Path

import pysam
import pytest

from hyperigm.edges.header import Header, read_header, sample_inside
from hyperigm.errors import InputError

TEXT = (
    "##fileformat=VCFv4.2\n"
    '##FILTER=<ID=PASS,Description="x">\n'
    "##contig=<ID=chr1,length=100>\n"
    "##contig=<assembly=b37,ID=chrX,length=90>\n"
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype, ID=DP">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tmother\tchild 1\n"
)
RECORD = "chr1\t5\t.\tA\tC\t.\t.\t.\tGT\t0/1\t0/0\n"


@pytest.mark.parametrize("kind", ["vcf", "crlf", "gzip", "bgzip", "bcf", "raw_bcf"])
def test_every_kind_of_file_gives_the_same_header(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    text = TEXT + RECORD
    if kind == "gzip":
        path.write_bytes(gzip.compress(text.encode()))
    elif kind == "bgzip":
        with pysam.BGZFile(str(path), "w", None) as stream:
            stream.write(text.encode())
    elif kind in ("bcf", "raw_bcf"):
        source = tmp_path / "source.vcf"
        source.write_text(text)
        with (
            pysam.VariantFile(str(source)) as vcf,
            pysam.VariantFile(str(path), "wb", header=vcf.header) as bcf,
        ):
            for record in vcf:
                bcf.write(record)
        if kind == "raw_bcf":
            path.write_bytes(gzip.decompress(path.read_bytes()))
    else:
        path.write_bytes(text.replace("\n", "\r\n" if kind == "crlf" else "\n").encode())
    header = read_header(path)
    assert header.samples == ("mother", "child 1")
    assert header.contigs == ("chr1", "chrX")
    assert header.genotypes


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "is empty"),
        (b"hello world\n", "is no VCF"),
        (b"##fileformat=VCFv4.2\n##x=y\n", "no #CHROM line"),
        (b"##fileformat=VCFv4.2\nchr1\t5\n", "no #CHROM line"),
        (gzip.compress(TEXT.encode(), mtime=0)[:60], "compression is broken"),
        (b"\x1f\x8bnonsense", "compression is broken"),
        (b"PK\x03\x04zip", "zip archive"),
        (gzip.compress(b"", mtime=0), "is empty"),
    ],
)
def test_what_is_no_vcf_is_refused_in_words(tmp_path: Path, data: bytes, word: str) -> None:
    path = tmp_path / "x.vcf.gz"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_header(path)
    (problem,) = caught.value.problems
    assert problem.where == str(path)
    assert word in problem.what
    assert problem.mend


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "no.vcf", tmp_path):
        with pytest.raises(InputError) as caught:
            read_header(path)
        assert "can't be read" in caught.value.problems[0].what


def header(*samples: str, genotypes: bool = True) -> Header:
    return Header(samples, ("chr1",), genotypes)


@pytest.mark.parametrize(
    ("inside", "vcf_sample", "expected"),
    [
        (header("S"), None, "S"),
        (header("other"), None, "other"),
        (header("a", "S"), None, "S"),
        (header("a", "b"), "b", "b"),
        (header("only"), "only", "only"),
    ],
)
def test_the_name_inside(inside: Header, vcf_sample: str | None, expected: str) -> None:
    assert sample_inside(Path("x.vcf"), inside, "S", vcf_sample) == expected


@pytest.mark.parametrize(
    ("inside", "vcf_sample", "words"),
    [
        (header("a", "b"), None, "no sample 'S', but a, b"),
        (header("only"), "S2", "no sample 'S2', but only"),
        (header(), None, "holds no samples"),
        (header("S", genotypes=False), None, "declares no GT"),
        (header(*(f"n{i}" for i in range(40))), None, "n9, ..."),
    ],
)
def test_a_name_that_is_not_inside(inside: Header, vcf_sample: str | None, words: str) -> None:
    with pytest.raises(InputError) as caught:
        sample_inside(Path("x.vcf"), inside, "S", vcf_sample)
    assert words in caught.value.problems[0].what


@pytest.mark.parametrize("kind", ["vcf", "bgzip"])
def test_headers_that_begin_alike_are_told_apart(tmp_path: Path, kind: str) -> None:
    """As long as each other, alike in their first thousands of bytes; the second then once more."""
    lines = TEXT.splitlines(keepends=True)
    much = "".join(f"##{number}={'x' * number}\n" for number in range(700))
    for name in ("chrA", "chrB", "chrB"):
        text = "".join((*lines[:2], much, lines[2].replace("chr1", name), *lines[3:], RECORD))
        path = tmp_path / "a.vcf"
        path.write_text(text)
        if kind == "bgzip":
            pysam.tabix_compress(str(path), f"{path}.gz", force=True)
            path = tmp_path / "a.vcf.gz"
        read = read_header(path)
        assert read.contigs == (name, "chrX")
        assert read.samples == ("mother", "child 1")


def test_lines_among_and_around_the_contigs(tmp_path: Path) -> None:
    """What is declared before, among and behind the contigs; a file's own line does not hide another's."""
    contigs = "##contig=<ID=chr1,length=10>\n##INFO=<ID=SVLEN,Number=1>\n##contig=<ID=chrX>\n"
    for command in ("a", "b"):
        text = (
            f"##fileformat=VCFv4.2\n##caller={command}\n##ALT=<ID=DEL>\n{contigs}"
            f"##FORMAT=<ID=GT,Number=1>\n##GVCFBlock0-1={command}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        )
        path = tmp_path / f"{command}.vcf"
        path.write_text(text)
        read = read_header(path)
        assert (read.contigs, read.lengths, read.combined) == (("chr1", "chrX"), (10, None), True)
        assert read.declared == {"ALT/DEL", "INFO/SVLEN", "FORMAT/GT"}
