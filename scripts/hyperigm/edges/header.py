"""A VCF's header, read alone: whose calls the file holds, before anything is computed from it."""

import gzip
import io
import re
import stat
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from hyperigm.edges.bgzf_start import BgzfStart
from hyperigm.errors import InputError, Problem, reason

GZIP = b"\x1f\x8b"
BCF = b"BCF\x02"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FOREIGN = {
    b"BZh": "is compressed by bzip2",
    b"\xfd7zXZ": "is compressed by xz",
    b"\x28\xb5\x2f\xfd": "is compressed by zstd",
    b"PK\x03\x04": "is a zip archive",
    b"7z\xbc\xaf\x27\x1c": "is a 7z archive",
    GZIP: "is compressed twice",
    b"BAM\x01": "is a BAM file, not a VCF",
    b"CRAM": "is a CRAM file, not a VCF",
    b"\xff\xfe": "is UTF-16 text",
    b"\xfe\xff": "is UTF-16 text",
}
"""First bytes of what is sent in place of a VCF. Source: the formats' own specifications."""
DECLARED = re.compile(r"##(contig|FORMAT|INFO|ALT)=<(?:.*?,)??ID=([^,>]+)")
LENGTH = re.compile(r"[<,]length=([0-9]{1,10})[,>]")
CONTIG = b"\n##contig=<"
GVCF_BLOCK = "##GVCFBlock"
"""How GATK's header tells of the bands of its reference blocks; CombineGVCFs keeps the line."""
FIXED = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
PIECE = 64 * 1024
MAX_HEADER = 64 * 1024 * 1024
"""Bytes of a header: room for a million sample names, and an end to a file that is no VCF."""
ALT = FIXED.index("ALT")
MAX_FIRST = 16 * 1024 * 1024
"""Bytes of the first record that are read for its FORMAT."""
NO_BASES = frozenset({"*", "NON_REF", "X"})
"""ALTs of a header that stand for any other base, in reference blocks and pileups."""
_NO_HEADER_LINE = re.compile(rb"\n[^#]")


ALIKE, KNOWN = 1024, 4
"""Bytes that headers begin with alike, and how many of such are kept in mind."""
Stream = BinaryIO | BgzfStart


def is_bgzf(start: bytes) -> bool:
    """By the first 18 bytes."""
    return start[:4] == b"\x1f\x8b\x08\x04" and start[12:14] == b"BC"


@dataclass(frozen=True, slots=True)
class Header:
    """samples: names in the file's order; contigs: those the header declares; genotypes: GT is declared, or
    the first record has it: VCF does not ask for a declaration.

    lengths: bases of each contig as declared, None where the header does not say. combined: it may be a gVCF
    of GATK CombineGVCFs, which leaves no genotype called. declared: "kind/ID" of FORMAT, INFO and ALT, the
    ALTs of the first record among them.
    """

    samples: tuple[str, ...]
    contigs: tuple[str, ...]
    genotypes: bool
    lengths: tuple[int | None, ...] = ()
    combined: bool = False
    declared: frozenset[str] = frozenset()

    @property
    def structural(self) -> bool:
        """Whether its caller writes deletions and duplications, by the header's own words."""
        alts = {name.removeprefix("ALT/").partition(":")[0] for name in self.declared if name[:4] == "ALT/"}
        return bool(alts & {"DEL", "DUP", "CNV"}) or bool({"INFO/SVTYPE", "INFO/SVLEN"} & self.declared)

    @property
    def reaches_far(self) -> bool:
        """Whether a record may reach far beyond its bases: what an index knows of that depends on who made it
        (htslib before 1.19 does not read SVLEN)."""
        alts = {name.removeprefix("ALT/") for name in self.declared if name[:4] == "ALT/"}
        return self.structural or self.breakends or bool(alts - NO_BASES)

    @property
    def breakends(self) -> bool:
        """Whether it writes translocations: ALT BND or TRA, or MATEID, the key of a breakend's mate."""
        return bool({"ALT/BND", "ALT/TRA", "INFO/MATEID"} & self.declared)


def read_header(path: Path) -> Header:
    """The header of a .vcf, .vcf.gz (bgzip or gzip) or .bcf. Raises InputError: where, what, how to mend."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _refused(path, "can't be read: it is no file", "give the path of a file")
        with path.open("rb") as raw:
            start = raw.read(18)
            raw.seek(0)
            stream: Stream = raw
            if is_bgzf(start):
                stream = BgzfStart(raw)
            elif start[:2] == GZIP:
                stream = io.BufferedReader(gzip.GzipFile(fileobj=raw))
            return _parsed(path, *_text(path, stream))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _refused(
            path, f"its compression is broken: {error}", "copy or compress the file again"
        ) from error
    except OSError as error:
        raise _refused(
            path, f"can't be read: {reason(error)}", "check the path and its permissions"
        ) from error


def _refused(path: Path, what: str, mend: str) -> InputError:
    return InputError(Problem(str(path), what, mend))


def _text(path: Path, stream: Stream) -> tuple[bytes, str, bytes]:
    """The lines before #CHROM, that line, and how the first record begins.

    Of a BCF too, where the same text stands after nine bytes, without a record.
    """
    data = stream.read(9)
    if not data:
        raise _refused(path, "is empty", "give a VCF with a header")
    if data.startswith(BCF[:3]):
        size = int.from_bytes(data[5:9], "little")
        text = stream.read(min(size, MAX_HEADER)).rstrip(b"\0")
        stream, data = io.BytesIO(text), b""
    data = (data + stream.read(PIECE)).removeprefix(BYTE_ORDER_MARK)
    _no_other_format(path, data)
    known = _headers_of(data[:ALIKE])
    data += stream.read(max([PIECE, *map(len, known)]) + PIECE - len(data)) if known else b""
    while (start := _behind_meta(data, known)) < 0 or data.find(b"\n", start + 1) < 0:
        piece = stream.read(max(PIECE, len(data)))
        if not piece or len(data) > MAX_HEADER or (start < 0 and _NO_HEADER_LINE.search(data)):
            break
        data += piece
    meta = next(
        (other for other in known if len(other) == start + 1 and data.startswith(other)), data[: start + 1]
    )
    if start < 0 or (meta not in known and _strays(data, start)):
        raise _refused(path, "has no #CHROM line", "give a VCF with its whole header")
    if meta not in known:
        known[KNOWN - 1 :] = (meta,)
    line, _, record = data[start + 1 :].partition(b"\n")
    while record.count(b"\t") < len(FIXED) + 1 and b"\n" not in record and len(record) < MAX_FIRST:
        if not (piece := stream.read(PIECE)):
            break
        record += piece
    return meta, line.rstrip(b"\r").decode("utf-8", "replace"), record.partition(b"\n")[0]


def _strays(data: bytes, end: int) -> bool:
    """Whether a line before `end` is none of a header; counting is cheaper, and mostly enough."""
    if data.count(b"\n", 0, end) == data.count(b"\n#", 0, end):
        return False
    return bool(_NO_HEADER_LINE.search(data, 0, end))


def _behind_meta(data: bytes, known: Sequence[bytes]) -> int:
    """Where the line before #CHROM ends, or less than 0. known: what stands before it in other files."""
    for meta in known:
        if data.startswith(b"#CHROM", len(meta)) and data.startswith(meta):
            return len(meta) - 1
    return data.find(b"\n#CHROM")


@lru_cache(maxsize=64)
def _headers_of(_start: bytes) -> list[bytes]:
    """A place to keep what stands before #CHROM in files that begin so."""
    return []


def _no_other_format(path: Path, data: bytes) -> None:
    for magic, what in FOREIGN.items():
        if data.startswith(magic):
            raise _refused(path, what, "give a .vcf, .vcf.gz (bgzip or gzip) or .bcf")
    if not data.startswith(b"##fileformat=VCF"):
        raise _refused(path, "is no VCF (no ##fileformat line)", "give a .vcf, .vcf.gz or .bcf")


def _parsed(path: Path, meta: bytes, line: str, record: bytes) -> Header:
    columns = line.split("\t")
    if tuple(columns[: len(FIXED)]) != FIXED or columns[len(FIXED) : len(FIXED) + 1] not in ([], ["FORMAT"]):
        names = " ".join((*FIXED, "FORMAT"))
        raise _refused(path, "its #CHROM line has other columns than a VCF", f"separate by tabs: {names}")
    contigs, lengths, combined, declared = _declared(meta)
    first = record.rstrip(b"\r").split(b"\t", len(FIXED) + 1)
    keys = first[len(FIXED) : len(FIXED) + 1]
    genotypes = "FORMAT/GT" in declared or any(b"GT" in key.split(b":") for key in keys)
    if len(first) > ALT and (kinds := _kinds(first[ALT])):
        declared |= kinds
    return Header(tuple(columns[len(FIXED) + 1 :]), contigs, genotypes, lengths, combined, declared)


def _kinds(alts: bytes) -> frozenset[str]:
    """The kinds of structural alleles among the first record's ALTs: headers leave them out."""
    found = {f"ALT/{word}" for word in re.findall(r"<([^<>,]+)>", alts.decode("utf-8", "replace"))}
    return frozenset(found | ({"ALT/BND"} if b"[" in alts or b"]" in alts else set()))


Declared = tuple[tuple[str, ...], tuple[int | None, ...], bool, frozenset[str]]
"""Contigs, their lengths, whether gVCFs were combined, and the rest as "kind/ID"."""


def _declared(meta: bytes) -> Declared:
    """What the lines declare. Those of the contigs are most of a header, and alike in one laboratory, where
    those before and behind them name each file and its day; so they are taken apart by themselves."""
    first = meta.find(CONTIG)
    last = meta.find(b"\n", meta.rfind(CONTIG) + 1)
    if first < 0 or last < 0:
        return _declared_in(meta)
    before, those, behind = _declared_in(meta[:first]), _kept_of(meta[first:last]), _declared_in(meta[last:])
    return (
        before[0] + those[0] + behind[0],
        before[1] + those[1] + behind[1],
        before[2] or those[2] or behind[2],
        before[3] | those[3] | behind[3],
    )


@lru_cache(maxsize=64)
def _kept_of(lines: bytes) -> Declared:
    return _declared_in(lines)


def _declared_in(lines: bytes) -> Declared:
    contigs: list[str] = []
    lengths: list[int | None] = []
    declared: set[str] = set()
    combined = False
    for line in lines.decode("utf-8", "replace").split("\n"):
        if found := DECLARED.match(line):
            kind, name = found.groups()
            if kind == "contig":
                contigs.append(name)
                length = LENGTH.search(line)
                lengths.append(int(length.group(1)) if length else None)
            else:
                declared.add(f"{kind}/{name}")
        combined |= line.startswith(GVCF_BLOCK) or "CombineGVCFs" in line
    return tuple(contigs), tuple(lengths), combined, frozenset(declared)


def sample_inside(path: Path, header: Header, sample: str, vcf_sample: str | None) -> str:
    """The name under which the file has this sample's calls.

    `vcf_sample` where given; else the sample's own name; else the only one there is. Raises InputError.
    """
    if not header.samples:
        raise _refused(path, "holds no samples", "give a VCF with genotypes")
    if not header.genotypes:
        raise _refused(path, "declares no GT, nor has its first record one", "give a VCF with genotypes")
    if vcf_sample is None and len(header.samples) == 1:
        return header.samples[0]
    wanted = vcf_sample or sample
    if header.samples.count(wanted) > 1:
        raise _refused(path, f"holds two samples {wanted!r}", "rename one of them (bcftools reheader)")
    if wanted in header.samples:
        return wanted
    names = ", ".join(header.samples[:10]) + (", ..." if len(header.samples) > 10 else "")
    raise _refused(path, f"holds no sample {wanted!r}, but {names}", "set vcf_sample to one of these")
