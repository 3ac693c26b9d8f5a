"""Files of evidence on alleles, VCF or tab-separated, read as text at the panel's regions.

With an index beside it only the regions are read; without, the whole file. Positions are 1-based.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from hyperigm.core.panel import Region
from hyperigm.core.variant import Build
from hyperigm.edges.own_index import is_of
from hyperigm.edges.packing import index_of, unpacked
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.errors import Problem, ResourceError

MEND = "fetch the file again"
_CONTIG = re.compile(r"##contig=<.*?\bID=([^,>]+).*?\blength=([0-9]+)")
_NAMES = {
    Build.GRCH37: ("grch37", "hg19", "b37"),
    Build.GRCH38: ("grch38", "hg38"),
}


def text_lines(path: Path) -> Iterator[str]:
    """The lines of a plain, gzip or bgzip file. Raises ResourceError where it can't be read."""
    try:
        with unpacked(path) as stream:
            yield from (line.decode("utf-8") for line in stream)
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(Problem(str(path), f"can't be read: {error}", MEND)) from error


def region_lines(path: Path, regions: tuple[Region, ...], reference: Reference) -> Iterator[str]:
    """The lines of the regions where there is an index, else all lines, comments included.

    An index of an earlier release, which would lead past records, is left aside.
    """
    index = index_of(path, bcf=False)
    return _indexed(path, index, regions, reference) if index and is_of(index, path) else text_lines(path)


def _indexed(path: Path, index: Path, regions: tuple[Region, ...], reference: Reference) -> Iterator[str]:
    import pysam

    try:
        with pysam.TabixFile(str(path), index=str(index)) as table:
            for contig in table.contigs:
                for region in regions:
                    if region.chrom == reference.canonical(contig):
                        yield from table.fetch(contig, region.start - 1, region.end)
    except (OSError, ValueError) as error:
        raise ResourceError(Problem(str(path), f"can't be read: {error}", MEND)) from error


def head(path: Path) -> tuple[str, ...]:
    """The comment lines (`#`) at the start of a file, without their ends."""
    found = []
    for text in text_lines(path):
        if not text.startswith("#"):
            break
        found.append(text.rstrip("\r\n"))
    return tuple(found)


def stated_build(lines: tuple[str, ...]) -> Build | None:
    """The build that comment lines speak of: by the lengths of contigs, or else by name; None if neither."""
    lengths = {(match[1], int(match[2])) for line in lines if (match := _CONTIG.match(line))}
    for build in Build:
        reference = load_reference(build)
        for name, length in lengths:
            chrom = reference.canonical(name)
            if chrom and reference.chromosome(chrom).length == length:
                return build
    text = "\n".join(lines).lower()
    named = [build for build, words in _NAMES.items() if any(word in text for word in words)]
    return named[0] if len(named) == 1 else None
