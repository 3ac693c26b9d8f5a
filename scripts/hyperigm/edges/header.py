"""A VCF's header, read alone: whose calls the file holds, before anything is computed from it."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hyperigm.errors import InputError, Problem

GZIP = b"\x1f\x8b"
BCF = b"BCF\x02"
DECLARED = re.compile(r"##(contig|FORMAT)=<(?:.*?,)??ID=([^,>]+)")
LENGTH = re.compile(r"[<,]length=([0-9]{1,10})[,>]")
GVCF_BLOCK = "##GVCFBlock"
"""How GATK's header tells of the bands of its reference blocks; CombineGVCFs keeps the line."""
MAX_LINE = 16 * 1024 * 1024
"""Bytes of one header line: room for a million sample names, and an end to a file that is no VCF."""


@dataclass(frozen=True, slots=True)
class Header:
    """samples: names in the file's order; contigs: those the header declares; genotypes: GT is declared.

    lengths: bases of each contig as declared, None where the header does not say. combined: it may be a gVCF
    of GATK CombineGVCFs, which leaves no genotype called.
    """

    samples: tuple[str, ...]
    contigs: tuple[str, ...]
    genotypes: bool
    lengths: tuple[int | None, ...] = ()
    combined: bool = False


def read_header(path: Path) -> Header:
    """The header of a .vcf, .vcf.gz (bgzip or gzip) or .bcf. Raises InputError: where, what, how to mend."""
    try:
        with path.open("rb") as raw:
            magic = raw.read(2)
            raw.seek(0)
            stream: BinaryIO = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if magic == GZIP else raw
            lines = _lines(path, stream)
            return _parsed(path, lines)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _refused(
            path, f"its compression is broken: {error}", "copy or compress the file again"
        ) from error
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        raise _refused(path, f"can't be read: {what}", "check the path and its permissions") from error


def _refused(path: Path, what: str, mend: str) -> InputError:
    return InputError(Problem(str(path), what, mend))


def _lines(path: Path, stream: BinaryIO) -> Iterator[str]:
    """Header lines of VCF text; those inside a BCF, whose header is the same text after nine bytes."""
    start = stream.read(5)
    if not start:
        raise _refused(path, "is empty", "give a VCF with a header")
    if start.startswith(BCF[:3]):
        size = int.from_bytes(stream.read(4), "little")
        stream, start = io.BytesIO(stream.read(min(size, MAX_LINE)).rstrip(b"\0")), b""
    while line := start + stream.readline(MAX_LINE):
        start = b""
        if not line.startswith(b"#"):
            return
        yield line.rstrip(b"\r\n").decode("utf-8", "replace")


def _parsed(path: Path, lines: Iterator[str]) -> Header:
    contigs: list[str] = []
    lengths: list[int | None] = []
    genotypes = combined = False
    if not next(lines, "").startswith("##fileformat=VCF"):
        raise _refused(path, "is no VCF (no ##fileformat line)", "give a .vcf, .vcf.gz or .bcf")
    for line in lines:
        if declared := DECLARED.match(line):
            kind, name = declared.groups()
            if kind == "contig":
                contigs.append(name)
                length = LENGTH.search(line)
                lengths.append(int(length.group(1)) if length else None)
            genotypes |= (kind, name) == ("FORMAT", "GT")
        combined |= line.startswith(GVCF_BLOCK) or "CombineGVCFs" in line
        if line.startswith("#CHROM"):
            samples = tuple(line.split("\t")[9:])
            return Header(samples, tuple(contigs), genotypes, tuple(lengths), combined)
    raise _refused(path, "has no #CHROM line", "give a VCF with its whole header")


def sample_inside(path: Path, header: Header, sample: str, vcf_sample: str | None) -> str:
    """The name under which the file has this sample's calls.

    `vcf_sample` where given; else the sample's own name; else the only one there is. Raises InputError.
    """
    if not header.samples:
        raise _refused(path, "holds no samples", "give a VCF with genotypes")
    if not header.genotypes:
        raise _refused(path, "declares no GT", "give a VCF with genotypes")
    if vcf_sample is None and len(header.samples) == 1:
        return header.samples[0]
    wanted = vcf_sample or sample
    if wanted in header.samples:
        return wanted
    names = ", ".join(header.samples[:10]) + (", ..." if len(header.samples) > 10 else "")
    raise _refused(path, f"holds no sample {wanted!r}, but {names}", "set vcf_sample to one of these")
