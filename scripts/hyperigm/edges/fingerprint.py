"""A sample of autosomal genotypes of several samples of one file, to tell who is related to whom.

The first clean SNVs of evenly spread windows are taken, so that a genome costs no more than an exome, and an
indexed file gives the same as the same file without its index. No build is needed: the windows are numbers.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from pathlib import Path

from hyperigm.core.record import FIXED_COLUMNS
from hyperigm.core.relatedness import Fingerprint, Fingerprints
from hyperigm.edges.record_lines import Columns
from hyperigm.edges.vcf import open_lines

STEP, LENGTH, LONGEST = 2_000_000, 250_000, 250_000_000
"""A window of LENGTH bases begins at every STEP bases, up to the length of the longest chromosome."""
SITES = 8
"""Sites taken from one window."""
RECORDS = 400
"""Records looked at in one window."""
CARRIERS = 0.1
"""Least share of the samples that carry the ALT; a rarer one tells little of most pairs."""
_AUTOSOME = re.compile(r"(?:chr)?([1-9]|1[0-9]|2[0-2])|NC_0000(0[1-9]|1[0-9]|2[0-2])\.\d+", re.IGNORECASE)
_PASSED = frozenset({"PASS", "."})
_BASES = frozenset("ACGTacgt")


def autosome(contig: str) -> str | None:
    """`16` for `chr16`, `16` and `NC_000016.10`; None for any other contig."""
    found = _AUTOSOME.fullmatch(contig)
    return str(int(found[1] or found[2])) if found else None


def read_fingerprints(
    path: Path, contigs: Sequence[str], columns: Mapping[str, int], total: int, min_depth: int
) -> Fingerprints:
    """Fingerprints of the samples of `columns` (name -> place in the file, from 0; total: of the file).

    contigs: names in the header; without any, the usual ones are tried. min_depth: reads, where DP is given.
    Raises InputError where the file can't be read.
    """
    collector = _Collector(columns, total, min_depth)
    with open_lines(path) as lines:
        named = dict.fromkeys((*contigs, *sorted(lines.contigs or ())))
        names = [name for name in named if autosome(name)] or [
            f"{n}{i}" for n in ("", "chr") for i in range(1, 23)
        ]
        if lines.contigs is None:
            for record in lines.stream(dict.fromkeys(names, ((1, LONGEST),))):
                collector.take(record)
        else:
            for name, start in product(names, range(1, LONGEST, STEP)):
                for record in lines.fetch(name, start, start + LENGTH - 1):
                    if not collector.take(record):
                        break
    return collector.result()


class _Collector:
    """Sets of sites as bits, per sample and per chromosome."""

    def __init__(self, columns: Mapping[str, int], total: int, min_depth: int) -> None:
        self._columns, self._total, self._min_depth = columns, total, min_depth
        self._sets: dict[str, list[int]] = {name: [0, 0, 0] for name in columns}
        self._chromosomes: dict[str, int] = {}
        self._seen: dict[tuple[str, int], list[int]] = {}
        self._bit = 1

    def take(self, record: Columns) -> bool:
        """Takes one record, if it begins in a window and serves; False where that window needs no more."""
        number, offset = divmod(int(record[1]) - 1, STEP) if record[1].isdigit() else (0, LENGTH)
        if offset >= LENGTH:
            return True
        chrom = autosome(record[0]) or ""
        seen = self._seen.setdefault((chrom, number), [0, 0])
        if seen[0] >= RECORDS or seen[1] >= SITES:
            return False
        seen[0] += 1
        found = self._copies(record) if _is_clean(record) else {}
        if sum(map(bool, found.values())) >= max(1.0, CARRIERS * len(self._columns)):
            seen[1] += 1
            self._add(chrom, found)
        return True

    def _copies(self, record: Columns) -> dict[str, int]:
        """Sample -> copies of the ALT, of those who are called."""
        samples = record[FIXED_COLUMNS].split("\t")
        if len(samples) != self._total:
            return {}
        keys = record[8].split(":")
        depth = keys.index("DP") if "DP" in keys else 0
        made = {
            name: _copies(samples[column], depth, self._min_depth) for name, column in self._columns.items()
        }
        return {name: copies for name, copies in made.items() if copies is not None}

    def _add(self, chrom: str, found: Mapping[str, int]) -> None:
        for name, copies in found.items():
            self._sets[name][copies] |= self._bit
        self._chromosomes[chrom] = self._chromosomes.get(chrom, 0) | self._bit
        self._bit <<= 1

    def result(self) -> Fingerprints:
        samples = {name: Fingerprint(*sets) for name, sets in self._sets.items()}
        return Fingerprints(samples, self._chromosomes)


def _is_clean(record: Columns) -> bool:
    """A biallelic SNV that passed its filters, with GT first."""
    if len(record) <= FIXED_COLUMNS or len(record[3]) != 1 or record[4] not in _BASES:
        return False
    return record[6] in _PASSED and record[8].startswith("GT")


@lru_cache(maxsize=65536)
def _copies(text: str, depth: int, min_depth: int) -> int | None:
    """Copies of the ALT in a sample's column; None where it is not called diploid with enough reads."""
    fields = text.split(":")
    alleles = re.split(r"[/|]", fields[0])
    if len(alleles) != 2 or not {"0", "1"}.issuperset(alleles):
        return None
    if depth and len(fields) > depth and fields[depth].isdigit() and int(fields[depth]) < min_depth:
        return None
    return alleles.count("1")
