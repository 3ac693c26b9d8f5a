"""What of an index is believed, and what is said where it is not."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from hyperigm.edges.own_index import OwnIndex
from hyperigm.edges.packing import stale_index
from hyperigm.edges.record_lines import refused

NO_MEMORY = -3
"""What htslib's iterator ends with where an allocation fails."""
Record = TypeVar("Record")


def told(records: Callable[[], Iterable[Record]]) -> Iterator[Record]:
    """htslib's records; what breaks it on the way (a damaged block, no memory) as the error of a file."""
    try:
        yield from records()
    except ValueError as error:
        if f"error code {NO_MEMORY}" in str(error):
            raise MemoryError from error
        raise OSError(str(error)) from error


def doubt(path: Path, index: Path | None, own: OwnIndex | None) -> str | None:
    """Why an index must not be trusted: it is older than the file, or that of another one."""
    stale = stale_index(path, index)
    if own is not None and not own.of_vcf:
        return f"{index} is no index of a VCF, so the whole file was read: make it by tabix -p vcf"
    if stale or own is None or own.fits():
        return stale
    return (
        f"{index} is the index of another file, or of an earlier version of it, so the whole file was read: "
        "index it again"
    )


def sure_of(path: Path, own: OwnIndex | None, contig: str, start: int, end: int) -> None:
    """Raises InputError where the index leads to other records than those of start..end."""
    if own is not None and not own.fits_at(contig, start, end):
        what = f"its index leads to other records than those of {contig}"
        raise refused(path, what, "index it again, or remove the index")


def led(path: Path, own: OwnIndex | None, contig: str, span: tuple[int, int], led_to: int) -> None:
    """Raises InputError where more records of the file begin in the span than the index led to."""
    if own is not None and not own.through.has(contig, *span, led_to):
        what = f"its index leads past records of {contig}"
        raise refused(path, what, "index it again, or remove the index")


def counted(records: Callable[[str], Iterable[object]], contigs: Iterable[str], enough: int) -> Counter[str]:
    """Records of each contig; once `enough` were counted, no more than one of each further contig."""
    found: Counter[str] = Counter()
    for contig in contigs:
        most = max(1, enough - found.total())
        found[contig] = sum(1 for _ in islice(records(contig), most))
    return found
