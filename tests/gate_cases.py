"""Made-up input for each row of docs/input.md: what is wrong with a sheet, a PED, a config or a file.

Lengths of contigs are those of resources/reference/chromosomes.tsv, each with its source.
"""

import bz2
import gzip
import json
import lzma
import os
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

from tests.vcf_files import contain, header, row, write_vcf

from hyperigm.core.variant import Build
from hyperigm.edges.packing import BGZF_END
from hyperigm.edges.reference import load_reference

Made = tuple[str, ...]
"""Options of `hyperigm check` beside --samples."""
Case = Callable[[Path], Made]
CD40 = {Build.GRCH38: 46_118_320, Build.GRCH37: 44_746_959}
"""A base of CD40 on both builds (LRG_40's two mappings, 1,371,361 bases apart)."""
OTHER = {"A": "C", "C": "G", "G": "T", "T": "A"}
HEAD = header(["A"])


def records(build: Build = Build.GRCH38, chrom: str = "chr20", count: int = 8) -> list[str]:
    """Substitutions in CD40, whose REF is that of the build."""
    start = CD40[build]
    bases = load_reference(build).fetch("chr20", start, start + count)
    return [row(chrom, start + at, bases[at], OTHER[bases[at]], "GT:DP", "0/1:30") for at in range(count)]


def good(folder: Path, name: str = "a.vcf", sample: str = "A", build: Build = Build.GRCH38) -> Path:
    return write_vcf(folder / name, header([sample], build), records(build))


def sheet(folder: Path, *rows: str, columns: str = "sample\tvcf") -> Made:
    (folder / "samples.tsv").write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    return ()


def bytes_of_sheet(data: bytes) -> Case:
    """A good file, and a sheet of these bytes."""

    def made(folder: Path) -> Made:
        good(folder)
        (folder / "samples.tsv").write_bytes(data)
        return ()

    return made


def rows_of_sheet(*rows: str, columns: str = "sample\tvcf") -> Case:
    """Good files a.vcf to d.vcf, and these rows."""

    def made(folder: Path) -> Made:
        for name in "ABCD":
            good(folder, f"{name.lower()}.vcf", name)
        return sheet(folder, *rows, columns=columns)

    return made


def named(name: str) -> Case:
    return rows_of_sheet(f"{name}\ta.vcf")


def file_of(make: Callable[[Path], object]) -> Case:
    """A sheet with one row, whose a.vcf is made by `make(path)`."""

    def made(folder: Path) -> Made:
        make(folder / "a.vcf")
        return sheet(folder, "A\ta.vcf")

    return made


def text_of(text: str) -> Case:
    return file_of(lambda path: path.write_text(text, encoding="utf-8"))


def data_of(pack: Callable[[bytes], bytes]) -> Case:
    """The bytes of a good VCF, packed."""
    return file_of(lambda path: path.write_bytes(pack((HEAD + "\n".join(records()) + "\n").encode())))


def contigs_of(lengths: Mapping[str, int | None]) -> Case:
    """A header with these contigs, and no record."""
    lines = [line for line in HEAD.split("\n") if not line.startswith("##contig")]
    new = [f"##contig=<ID={name}{f',length={n}' if n else ''}>" for name, n in lengths.items()]
    return text_of("\n".join([*lines[:-2], *new, *lines[-2:]]))


def lengths_of(assembly: str, *chroms: str) -> dict[str, int | None]:
    from hyperigm.edges.assemblies import load_assemblies

    (found,) = (item for item in load_assemblies() if item.name == assembly)
    return {chrom: found.length(chrom) for chrom in chroms or [item.name for item in found.chromosomes]}


def packed(folder: Path, kind: str = "tbi", name: str = "a") -> Path:
    """A good file, bgzipped and indexed, as NAME.vcf.gz; the sheet names a.vcf.gz."""
    inside = contain(good(folder, f"{name}.plain.vcf"), kind)
    path = folder / f"{name}.vcf.gz"
    for end in ("", ".tbi"):
        Path(f"{inside}{end}").replace(f"{path}{end}")
    sheet(folder, "A\ta.vcf.gz")
    return path


def cut_block(folder: Path) -> Made:
    path = packed(folder)
    path.write_bytes(path.read_bytes().removesuffix(BGZF_END))
    return ()


def cut_gzip(folder: Path) -> Made:
    (folder / "a.vcf").write_bytes(gzip.compress(HEAD.encode())[:80])
    return sheet(folder, "A\ta.vcf")


def cut_line(path: Path) -> None:
    path.write_text((HEAD + "\n".join(records()))[:-20])


def old_index(folder: Path) -> Made:
    os.utime(f"{packed(folder)}.tbi", (1, 1))
    return ()


def earlier_index(folder: Path) -> Made:
    """A record was added since, the last one."""
    path = packed(folder)
    more = [*records(), row("chrX", 136648355, "T", "A", "GT:DP", "1:30")]
    newer = contain(write_vcf(folder / "newer.vcf", HEAD, more), "bgzip")
    newer.replace(path)
    os.utime(f"{path}.tbi")
    return ()


def braces(folder: Path) -> Made:
    good(folder, "a{b}<word>.vcf")
    return sheet(folder, "A\ta{b}<word>.vcf")


def dashed(folder: Path) -> Made:
    good(folder, "-rf.vcf")
    return sheet(folder, "A\t-rf.vcf")


def misnamed(folder: Path) -> Made:
    good(folder, "a.vcf.gz")
    (folder / "b.vcf").write_bytes(gzip.compress(good(folder, "c.vcf", "B").read_bytes()))
    return sheet(folder, "A\ta.vcf.gz", "B\tb.vcf")


def empty_lines(folder: Path) -> Made:
    data = HEAD.encode() + "".join(f"{line}\n" for line in records()).encode() + b"\n" * 20_000_000
    (folder / "a.vcf.gz").write_bytes(gzip.compress(data))
    return sheet(folder, "A\ta.vcf.gz")


def damaged_csi(folder: Path) -> Made:
    path = contain(good(folder), "bcf.csi")
    index = Path(f"{path}.csi")
    data = bytearray(gzip.decompress(index.read_bytes()))
    data[8] = 255  # depth, of which 5 is usual
    index.write_bytes(gzip.compress(bytes(data)))
    return sheet(folder, f"A\t{path.relative_to(folder)}")


def other_index(folder: Path) -> Made:
    path = packed(folder)
    other = contain(write_vcf(folder / "other.vcf", HEAD, records(count=3) + records(chrom="chrX")), "tbi")
    Path(f"{other}.tbi").replace(f"{path}.tbi")
    os.utime(f"{path}.tbi")
    return ()


def broken_index(folder: Path) -> Made:
    Path(f"{packed(folder)}.tbi").write_bytes(b"no index")
    return ()


def pipe_index(folder: Path) -> Made:
    index = Path(f"{packed(folder)}.tbi")
    index.unlink()
    os.mkfifo(index)
    return ()


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.vcf", HEAD)


def linked(link: Callable[[Path, Path], object]) -> Case:
    """B's file is A's, by another path."""

    def made(folder: Path) -> Made:
        good(folder)
        link(folder / "a.vcf", folder / "b.vcf")
        return sheet(folder, "A\ta.vcf", "B\tb.vcf")

    return made


def copied(folder: Path) -> Made:
    good(folder, "a.vcf", "tumour")
    good(folder, "b.vcf", "tumour")
    return sheet(folder, "A\ta.vcf", "B\tb.vcf")


def joint(folder: Path) -> Made:
    write_vcf(folder / "a.vcf", header(["B", "C"]), [])
    return sheet(folder, "A\ta.vcf")


def twin_columns(folder: Path) -> Made:
    write_vcf(folder / "a.vcf", header(["A", "A"]), [])
    return sheet(folder, "A\ta.vcf")


def two_builds(*rows: str) -> Case:
    """a.vcf on GRCh38, b.vcf on GRCh37."""

    def made(folder: Path) -> Made:
        good(folder)
        good(folder, "b.vcf", "B", Build.GRCH37)
        return sheet(folder, *rows, columns="sample\tvcf\tsex\tfather")

    return made


def panel_of(made: bool = True, changed: bool = False) -> Case:
    """A folder of another version's, with sums that hold or not."""

    def case(folder: Path) -> Made:
        panel = folder / "my_panel"
        panel.mkdir()
        text = b"{name: lab, version: '1', hyperigm: '0.0', sources: [], taken_over: {}}\n"
        (panel / "SHA256SUMS").write_text(f"{sha256(text).hexdigest()}  made.yaml\n")
        if made:
            (panel / "made.yaml").write_bytes(text + b"\n" * changed)
        return settings(json.dumps({"panel": str(panel)}))(folder)

    return case


def settings(text: str) -> Case:
    def made(folder: Path) -> Made:
        good(folder)
        sheet(folder, "A\ta.vcf")
        return ("--settings", text)

    return made


def ped(data: bytes) -> Case:
    def made(folder: Path) -> Made:
        good(folder)
        sheet(folder, "A\ta.vcf")
        (folder / "f.ped").write_bytes(data)
        return ("--pedigree", str(folder / "f.ped"))

    return made


def beside(column: str, data: bytes | None = None) -> Case:
    """A row that names x.bed (or x.vcf) in another column."""

    def made(folder: Path) -> Made:
        good(folder)
        if data is not None:
            (folder / "x").write_bytes(data)
        return sheet(folder, "A\ta.vcf\tx", columns=f"sample\tvcf\t{column}")

    return made


def no_sheet(_: Path) -> Made:
    return ()


def ped_against_sheet(folder: Path) -> Made:
    rows_of_sheet("A\ta.vcf\tmale", columns="sample\tvcf\tsex")(folder)
    (folder / "f.ped").write_text("F A 0 0 2 2\n")
    return ("--pedigree", str(folder / "f.ped"))


def wrong_build_indexed(folder: Path) -> Made:
    path = contain(write_vcf(folder / "a.vcf", HEAD, records(Build.GRCH37)), "bcf.csi")
    return sheet(folder, f"A\t{path.relative_to(folder)}")


FAMILY = "sample\tvcf\tsex\tfather\tmother"
X38 = 156_040_895
BODY = "\n".join(records()) + "\n"

CASES: dict[str, Case] = {
    # the sheet
    "sheet missing": no_sheet,
    "sheet empty": bytes_of_sheet(b""),
    "sheet without samples": bytes_of_sheet(b"sample\tvcf\n"),
    "sheet not UTF-8": bytes_of_sheet(b"sample\tvcf\nJos\xe9\ta.vcf\n"),
    "sheet in UTF-16": bytes_of_sheet("sample\tvcf\nA\ta.vcf\n".encode("utf-16")),
    "sheet separated by commas or blanks": bytes_of_sheet(b"sample vcf\nA a.vcf\n"),
    "sheet with line ends of old Macs": bytes_of_sheet(b"sample\tvcf\rA\ta.vcf\r"),
    "sheet with quoted fields": bytes_of_sheet(b'"sample"\t"vcf"\n"A"\t"a.vcf"\n'),
    "empty columns at the right": bytes_of_sheet(b"sample\tvcf\t\t\nA\ta.vcf\t\t\n\t\t\t\n"),
    "tabs and blanks mixed": bytes_of_sheet(b"sample\tvcf\nA   a.vcf\n"),
    "blanks around a field": rows_of_sheet("A \ta.vcf"),
    "column missing": rows_of_sheet("A\tmale", columns="sample\tsex"),
    "column unknown": rows_of_sheet("A\ta.vcf\tmale", columns="sample\tvcf\tSexe"),
    "column twice": rows_of_sheet("A\ta.vcf\ta.vcf", columns="sample\tvcf\tvcf"),
    "field missing": rows_of_sheet("A\t."),
    "a field more than columns": rows_of_sheet("A\ta.vcf\tmale"),
    "word not allowed": rows_of_sheet("A\ta.vcf\tM", columns="sample\tvcf\tsex"),
    "HPO term malformed": rows_of_sheet("A\ta.vcf\tfever", columns="sample\tvcf\thpo"),
    "line ends of Windows (CRLF)": bytes_of_sheet(b"sample\tvcf\r\nA\ta.vcf\r\n"),
    "byte order mark": bytes_of_sheet(b"\xef\xbb\xbfsample\tvcf\nA\ta.vcf\n"),
    # names
    "name `NA`": named("NA"),
    "name that is a path (`../x`)": named("../x"),
    "name that is an option (`-rf`)": named("-rf"),
    "name with a quote": named("a'b"),
    "name with a semicolon": named("a;b"),
    "name with a blank": named("a b"),
    "name that is not ASCII": named("J\u00f6rg"),
    "name of more than 200 characters": named("x" * 256),
    "name that ends with a full stop": named("A."),
    "name that a system keeps for itself": named("nul.1"),
    "sample twice": rows_of_sheet("A\ta.vcf", "A\tb.vcf"),
    "names that differ only in case": rows_of_sheet("A\ta.vcf", "a\tb.vcf"),
    # family
    "parent not in the sheet": rows_of_sheet("A\ta.vcf\tmale\tX\t.", columns=FAMILY),
    "father who is female": rows_of_sheet("A\ta.vcf\tmale\tB\t.", "B\tb.vcf\tfemale\t.\t.", columns=FAMILY),
    "mother who is male": rows_of_sheet("A\ta.vcf\tmale\t.\tB", "B\tb.vcf\tmale\t.\t.", columns=FAMILY),
    "own father": rows_of_sheet("A\ta.vcf\tmale\tA\t.", columns=FAMILY),
    "father and mother the same": rows_of_sheet(
        "A\ta.vcf\tmale\tB\tB", "B\tb.vcf\tunknown\t.\t.", columns=FAMILY
    ),
    "someone their own ancestor": rows_of_sheet(
        "A\ta.vcf\tmale\tB\t.", "B\tb.vcf\tmale\tA\t.", columns=FAMILY
    ),
    "parent of another family": rows_of_sheet(
        "A\ta.vcf\tF1\tB", "B\tb.vcf\tF2\t.", columns="sample\tvcf\tfamily\tfather"
    ),
    "PED with too few columns": ped(b"F A 0 0\n"),
    "PED with another word for sex": ped(b"F A 0 0 m 2\n"),
    "PED with a byte order mark, line ends of Windows": ped(b"\xef\xbb\xbfF A 0 0 1 2\r\n"),
    "PED not UTF-8": ped(b"F Jos\xe9 0 0 1 2\n"),
    "PED names a parent nobody has": ped(b"F A B 0 1 2\n"),
    "PED that names no sample of the sheet": ped(b"F Z 0 0 1 2\n"),
    "PED against the sheet": ped_against_sheet,
    # config
    "config key unknown": settings('{"bild": "auto"}'),
    "evidence file missing": settings('{"clinvar": ["/no/clinvar.vcf.gz"]}'),
    "panel folder missing": settings('{"panel": "/no/panel"}'),
    "panel folder that `hyperigm panel` did not make": panel_of(made=False),
    "panel folder changed since": panel_of(changed=True),
    "panel folder made from other shipped tables": panel_of(),
    # files
    "file missing": rows_of_sheet("A\tno.vcf"),
    "braces or `<word>` in a path": braces,
    "file unreadable": file_of(lambda path: path.symlink_to(path)),
    "folder, pipe or device": file_of(os.mkfifo),
    "file empty": text_of(""),
    "20 million empty lines in a small file": empty_lines,
    "BGZF file cut off": cut_block,
    "gzip file cut off in its header": cut_gzip,
    "text cut off in its last line": file_of(cut_line),
    "plain text named `.vcf.gz`, packed text named `.vcf`": misnamed,
    "VCF with a byte order mark, line ends of Windows": data_of(
        lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    ),
    "file named as an option (`-rf.vcf`)": dashed,
    "compressed by bzip2": data_of(bz2.compress),
    "compressed by xz": data_of(lzma.compress),
    "compressed by zstd": data_of(lambda data: b"\x28\xb5\x2f\xfd" + data),
    "zip archive": file_of(zipped),
    "compressed twice": data_of(lambda data: gzip.compress(gzip.compress(data))),
    "BAM in place of a VCF": data_of(lambda data: gzip.compress(b"BAM\x01" + data)),
    "VCF in UTF-16": data_of(lambda data: data.decode().encode("utf-16")),
    "no VCF at all": text_of("hello\n"),
    "records without a header": text_of(BODY),
    "header without #CHROM": text_of(HEAD.rsplit("#CHROM", 1)[0] + BODY),
    "#CHROM line without tabs": text_of(HEAD.rsplit("#CHROM", 1)[0] + "#CHROM POS ID REF ALT\n"),
    "no samples": text_of(HEAD.replace("\tFORMAT\tA", "")),
    "no GT": text_of("\n".join(line for line in HEAD.split("\n") if "FORMAT=<ID=GT," not in line)),
    "GT not declared, but in the first record": text_of(
        "\n".join(line for line in HEAD.split("\n") if "FORMAT=<ID=GT," not in line) + BODY
    ),
    "sample not in the file": joint,
    "sample twice in the file": twin_columns,
    "one file in two rows": rows_of_sheet("A\ta.vcf", "B\ta.vcf"),
    "one file under two names (link)": linked(lambda a, b: b.symlink_to(a)),
    "one file under two names (hard link)": linked(lambda a, b: b.hardlink_to(a)),
    "one file under two names (copy)": copied,
    "files of two rows swapped": rows_of_sheet("A\tb.vcf", "B\ta.vcf"),
    "`callable` missing": beside("callable"),
    "`sv_vcf` that is no VCF": beside("sv_vcf", b"hello\n"),
    # index
    "index older than its file": old_index,
    "index of another file": other_index,
    "index of an earlier version of the file": earlier_index,
    "index that is none": broken_index,
    "index that is a pipe or a folder": pipe_index,
    "index of a BCF, damaged": damaged_csi,
    # build
    "no contigs in the header": contigs_of({}),
    "builds mixed in one header": contigs_of(lengths_of("GRCh38", "chr7") | lengths_of("GRCh37", "chrX")),
    "one contig with two lengths": text_of(
        HEAD.replace("##contig", "##contig=<ID=chrX,length=155270560>\n##contig", 1)
    ),
    "wrong build by REF (header of GRCh38, calls of GRCh37)": text_of(
        HEAD + "\n".join(records(Build.GRCH37)) + "\n"
    ),
    "wrong build by REF, indexed": wrong_build_indexed,
    "T2T": contigs_of(lengths_of("T2T-CHM13v2.0")),
    "hg18": contigs_of(lengths_of("NCBI36")),
    "another build than the config's": settings('{"build": "GRCh37"}'),
    "both builds in one sheet": two_builds("A\ta.vcf\tmale\t.", "B\tb.vcf\tmale\t."),
    "child and parent on two builds": two_builds("A\ta.vcf\tmale\tB", "B\tb.vcf\tmale\t."),
    "contigs named `NC_000023.11`, `23`, `CHR7`, `Chr12`": contigs_of(
        lengths_of("GRCh38", "chr20") | {"NC_000023.11": X38, "CHR7": 159_345_973, "Chr12": 133_275_309}
    ),
    "contigs under unknown names": contigs_of({"chromosome_X": X38, "chr7": 159_345_973}),
    "contigs of another species": contigs_of({"2L": 23_513_712}),
    "a chromosome that the header lacks": contigs_of(lengths_of("GRCh38", "chr7", "chr12", "chr20")),
}
