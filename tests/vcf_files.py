"""VCFs for tests: text from rows, and the same text in every container."""

import gzip
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pysam
import pysam.bcftools

from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference

FORMATS = {
    "GT": ("1", "String"),
    "AD": ("R", "Integer"),
    "DP": ("1", "Integer"),
    "GQ": ("1", "Integer"),
    "PS": ("1", "Integer"),
    "PGT": ("1", "String"),
    "PID": ("1", "String"),
    "FT": ("1", "String"),
    "MIN_DP": ("1", "Integer"),
}
INFOS = {"END": ("1", "Integer")}
FAR = (
    '##INFO=<ID=SVLEN,Number=A,Type=Integer,Description="x">',
    '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="x">',
    *(f'##ALT=<ID={name},Description="x">' for name in ("DEL", "DUP", "INS")),
)
"""What a header says where a record may reach far; a file that has it is read from start to end."""
CONTAINERS = ("plain", "gzip", "bgzip", "tbi", "csi", "bcf", "bcf.csi")
Row = Sequence[object]


def header(
    samples: Sequence[str], build: Build = Build.GRCH38, names: Mapping[str, str] | None = None
) -> str:
    """The panel's chromosomes of a build under other names where given (`None`: the panel's own)."""
    lines = ["##fileformat=VCFv4.2"]
    lines += [f'##FILTER=<ID={name},Description="x">' for name in ("PASS", "q10")]
    lines += [f'##FORMAT=<ID={k},Number={n},Type={t},Description="x">' for k, (n, t) in FORMATS.items()]
    lines += [f'##INFO=<ID={k},Number={n},Type={t},Description="x">' for k, (n, t) in INFOS.items()]
    lines += [f'##ALT=<ID={name},Description="x">' for name in ("NON_REF",)]
    for chromosome in load_reference(build).chromosomes:
        name = names.get(chromosome.name, chromosome.name) if names else chromosome.name
        lines.append(f"##contig=<ID={name},length={chromosome.length}>")
    fixed = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")
    return "\n".join([*lines, "\t".join((*fixed, *samples))]) + "\n"


def row(
    chrom: str, pos: int, ref: str, alt: str, keys: str, *columns: str, info: str = ".", filters: str = "PASS"
) -> str:
    """One record line."""
    return "\t".join((chrom, str(pos), ".", ref, alt, ".", filters, info, keys, *columns))


def write_vcf(path: Path, head: str, rows: Sequence[str]) -> Path:
    """Writes plain text; the header declares structural alleles where there are any."""
    if any(re.search(r"SVLEN|SVTYPE|<(?!\*|NON_REF)|[\[\]]", line) for line in rows):
        head = head.replace("#CHROM", "\n".join((*FAR, "#CHROM")), 1)
    path.write_text(head + "".join(f"{line}\n" for line in rows), encoding="utf-8")
    return path


def contain(plain: Path, container: str) -> Path:
    """The same VCF in another container, in a folder of its own beside `plain`."""
    folder = plain.parent / f"{plain.stem}.{container}"
    folder.mkdir()
    if container == "plain":
        return Path(shutil.copy(plain, folder / "file.vcf"))
    if container == "gzip":
        path = folder / "file.vcf.gz"
        path.write_bytes(gzip.compress(plain.read_bytes()))
        return path
    if container.startswith("bcf"):
        path = folder / "file.bcf"
        pysam.bcftools.view("-Ob", "-o", str(path), str(plain), catch_stdout=False)
    else:
        path = folder / "file.vcf.gz"
        pysam.tabix_compress(str(plain), str(path))
    if container == "tbi":
        pysam.tabix_index(str(path), preset="vcf")
    elif container.endswith("csi"):
        pysam.bcftools.index("-c", str(path))
    return path
