"""The genes' records of a large VCF: out of a whole file, or out of ranges of one that stays on a server."""

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.panel import Region
from hyperigm.core.tabix import Index, Stretch, parse_index, unpack
from hyperigm.edges.download import Server
from hyperigm.edges.reference import Reference
from hyperigm.errors import Problem, ResourceError

MAX_STRANGERS = 0.1
"""Share of records whose REF is not the build's, from which a file is taken to be of another build."""
MEND = "run the command again; what was there is untouched"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines without their ends. header: from ##fileformat to #CHROM; records: in genome order."""

    header: tuple[str, ...]
    records: tuple[str, ...]


def of_file(path: Path, url: str, reference: Reference) -> Excerpt:
    """The records of a gzipped VCF that overlap the regions; url: how problems name the file.

    Raises ResourceError where it can't be read to its end.
    """
    header: list[str] = []
    records: list[str] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                if line.startswith("#"):
                    header.append(line.rstrip("\r\n"))
                elif _kept(line, reference):
                    records.append(line.rstrip("\r\n"))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise ResourceError(Problem(url, f"can't be read: {error}", MEND)) from error
    return Excerpt(tuple(header), tuple(records))


def of_server(server: Server, url: str, version: str, chrom: str, reference: Reference) -> Excerpt:
    """The same of one chromosome's bgzipped file on a server, read in ranges by its index (url + .tbi).

    version: what the server has to call the file, as in `Remote`; "" where it gives none.
    """
    index = _index(server, f"{url}.tbi")
    top = Stretch(0, index.first_record)
    header = _unpacked(url, server.piece(url, 0, top.last_byte, version), top).split("\n")
    contigs = [name for name in index.sequences if reference.canonical(name) == chrom]
    records: list[str] = []
    for region in (region for region in reference.regions if region.chrom == chrom):
        for contig in contigs:
            for stretch in index.stretches(contig, region.start, region.end):
                data = server.piece(url, stretch.first_byte, stretch.last_byte, version)
                records += _inside(url, _unpacked(url, data, stretch), region, reference)
    return Excerpt(tuple(line for line in header if line.startswith("#")), tuple(records))


def joined(excerpts: Iterable[Excerpt]) -> Excerpt:
    """Excerpts of several chromosomes as one, under the first one's header."""
    parts = list(excerpts)
    return Excerpt(parts[0].header, tuple(record for part in parts for record in part.records))


def without(excerpt: Excerpt, keys: tuple[str, ...]) -> Excerpt:
    """The excerpt without the INFO keys that fully match one of these regular expressions."""
    if not keys:
        return excerpt
    dropped = re.compile("|".join(f"(?:{key})" for key in keys))
    header = tuple(
        line
        for line in excerpt.header
        if not ((found := re.match(r"##INFO=<ID=([^,>]+)", line)) and dropped.fullmatch(found[1]))
    )
    return Excerpt(header, tuple(_lighter(record, dropped) for record in excerpt.records))


def stated(excerpt: Excerpt, reference: Reference) -> Excerpt:
    """The excerpt with its build in the header, where the source does not say it."""
    if any(line.startswith("##reference=") for line in excerpt.header):
        return excerpt
    first, *rest = excerpt.header
    return Excerpt((first, f"##reference={reference.build}", *rest), excerpt.records)


def checked(excerpt: Excerpt, url: str, reference: Reference) -> Excerpt:
    """The excerpt itself. ResourceError where it is no VCF, has nothing of a gene, or is of another build."""
    what = ""
    empty = [
        r.gene for r in reference.regions if not any(_overlaps(x, r, reference) for x in excerpt.records)
    ]
    if not excerpt.header or not excerpt.header[0].startswith("##fileformat=VCF"):
        what = "is no VCF"
    elif empty:
        what = f"has no record at {', '.join(empty)}"
    elif (share := _strangers(excerpt.records, reference)) > MAX_STRANGERS:
        what = f"is not of {reference.build}: REF differs in {share:.0%} of the records"
    if what:
        raise ResourceError(Problem(url, what, "check the address; what was there is untouched"))
    return excerpt


def _index(server: Server, url: str) -> Index:
    _, packed = server.body(url)
    try:
        return parse_index(gzip.decompress(packed))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise ResourceError(Problem(url, f"is no tabix index: {error}", MEND)) from error


def _unpacked(url: str, data: bytes, stretch: Stretch) -> str:
    try:
        return unpack(data, stretch).decode("utf-8")
    except ValueError as error:
        raise ResourceError(Problem(url, str(error), MEND)) from error


def _inside(url: str, text: str, region: Region, reference: Reference) -> list[str]:
    try:
        return [line for line in text.split("\n") if line and _overlaps(line, region, reference)]
    except ValueError as error:
        raise ResourceError(Problem(url, f"has a line that is no VCF record: {error}", MEND)) from error


def _kept(line: str, reference: Reference) -> bool:
    chrom = reference.canonical(line.partition("\t")[0])
    return chrom is not None and any(
        _overlaps(line, region, reference) for region in reference.regions if region.chrom == chrom
    )


def _overlaps(line: str, region: Region, reference: Reference) -> bool:
    chrom, pos, _, ref, _ = line.split("\t", 4)
    if reference.canonical(chrom) != region.chrom:
        return False
    return int(pos) <= region.end and int(pos) + len(ref) - 1 >= region.start


def _strangers(records: tuple[str, ...], reference: Reference) -> float:
    """Share of records with a one-base REF whose base is another in the reference."""
    seen = [pair for pair in _bases(records, reference) if pair[1] != "N"]
    return sum(given != known for given, known in seen) / max(len(seen), 1)


def _bases(records: tuple[str, ...], reference: Reference) -> Iterator[tuple[str, str]]:
    for line in records:
        contig, pos, _, ref, _ = line.split("\t", 4)
        chrom = reference.canonical(contig)
        if chrom and len(ref) == 1:
            yield ref.upper(), reference.fetch(chrom, int(pos), int(pos))


def _lighter(record: str, dropped: re.Pattern[str]) -> str:
    columns = record.split("\t")
    kept = [part for part in columns[7].split(";") if not dropped.fullmatch(part.partition("=")[0])]
    columns[7] = ";".join(kept) or "."
    return "\t".join(columns)
