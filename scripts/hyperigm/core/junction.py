"""Records that join two places of the genome, and the genes that only their far end concerns. Pure.

A record is found at its own place. One that lies elsewhere and reaches into a gene with its other end, or
lies around a gene with both, makes no finding; what it does to the gene is then not known, and is said.
Source: VCF 4.5, section 5.4 (breakends). CHR2 and END, or POS2, are Delly's and Sniffles' other end.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from hyperigm.core.panel import Region
from hyperigm.core.record import RecordError, info_values, is_junction, position

_FAR = re.compile(r"[\[\]]([^\[\]]+):([0-9]{1,10})[\[\]]")
Place = tuple[str, int]
"""Contig and position (1-based)."""
NOTHING = "; no finding is made of it"


@dataclass(frozen=True, slots=True)
class Junction:
    """here: the record's place; there: its other ends."""

    here: Place
    there: tuple[Place, ...]


def junction(columns: Sequence[str]) -> Junction | None:
    """What a record joins; None where it joins nothing that can be told. columns: the first eight of them."""
    try:
        here, alts, said = (columns[0], position(columns[1])), columns[4].split(","), columns[7]
    except (RecordError, IndexError):
        return None
    there = [(found[1], int(found[2])) for alt in alts if (found := _FAR.search(alt))]
    info = info_values(said) if any(map(is_junction, alts)) else {}
    end = info.get("POS2") or info.get("END", "")
    if "CHR2" in info and end.isdigit():
        there.append((info["CHR2"], int(end)))
    return Junction(here, tuple(there)) if there else None


def unread(
    found: Junction, begun: Collection[Place], regions: Iterable[Region], name: Callable[[str], str | None]
) -> Iterator[tuple[str, str]]:
    """(chromosome, sentence) of each gene that it concerns without being read there.

    begun: places of all such records of the file; name: the panel's name of the file's chromosome.
    """
    here = (name(found.here[0]), found.here[1])
    for region in regions:
        for contig, pos in found.there:
            there = (name(contig), pos)
            inside = [_is_in(place, region) for place in (here, there)]
            words = f"a junction of {_said(found.here)} with {_said((contig, pos))}"
            if inside == [False, True] and (contig, pos) not in begun:
                yield region.chrom, f"{words}, in {region.gene}, is written at its other end alone{NOTHING}"
            elif not any(inside) and _lies_around(here, there, region):
                yield (
                    region.chrom,
                    f"{words} lies around {region.gene}: it may delete, double or turn it{NOTHING}",
                )


def _is_in(place: tuple[str | None, int], region: Region) -> bool:
    return place[0] == region.chrom and region.start <= place[1] <= region.end


def _lies_around(one: tuple[str | None, int], other: tuple[str | None, int], region: Region) -> bool:
    low, high = sorted((one[1], other[1]))
    return one[0] == other[0] == region.chrom and low < region.start and high > region.end


def _said(place: Place) -> str:
    return f"{place[0]}:{place[1]}"
