"""What one file says was read of the coding exons, and of a few more places, of each of its samples. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter

from hyperigm.core.callability import Callability, Level, Mark, flatten
from hyperigm.core.record import Site, info_values
from hyperigm.core.record_evidence import Least, RecordEvidence

GVCF, PLAIN = "gVCF blocks", "records of the VCF"
Places = dict[str, list[tuple[int, int]]]
"""Chromosome -> stretches (1-based, inclusive), in order and apart from each other."""


def joined(places: Iterable[tuple[str, int, int]]) -> Places:
    """(chromosome, start, end) in any order, as Places; what overlaps or touches is one."""
    found: Places = {}
    for chrom, start, end in sorted(places):
        near = found.setdefault(chrom, [])
        if near and start <= near[-1][1] + 1:
            near[-1] = (near[-1][0], max(near[-1][1], end))
        else:
            near.append((start, end))
    return found


def inside(places: Places, chrom: str, start: int, end: int) -> list[tuple[int, int]]:
    """What of start..end lies in the places."""
    near = places.get(chrom, [])
    at = bisect_left(near, start, key=itemgetter(1))
    found = []
    while at < len(near) and near[at][0] <= end:
        found.append((max(start, near[at][0]), min(end, near[at][1])))
        at += 1
    return found


class Looked:
    """Takes the records of one file at the wanted places. columns: numbers of the wanted samples.

    gvcf: a record spoke of a stretch of reference, so the file lists what was read, and not only differences.
    """

    def __init__(self, places: Places, columns: Sequence[int], needed: Least) -> None:
        self.gvcf = self._reference_sites = False
        self._single: tuple[str, int] | None = None
        self._places, self._columns, self._needed = places, columns, needed
        self._marks: dict[str, dict[int, list[Mark]]] = {}

    def take(self, site: Site, info: str, samples: Sequence[str]) -> None:
        """One record. A column that can't be read says nothing here, nor does a structural record: whether a
        large deletion is there does not tell whether the bases inside it were read."""
        if site.structural:
            return
        self.gvcf |= self._speaks_of_a_stretch(site)
        pieces = inside(self._places, site.chrom, site.record.pos, site.last)
        if not pieces:
            return
        self._reference_sites |= site.is_block
        evidence = RecordEvidence(site, self._needed, info_values(info).get("MIN_DP", "."))
        marks = self._marks.setdefault(site.chrom, {})
        for start, end in pieces:
            for column, mark in evidence.marks(samples, self._columns, start, end):
                if column in marks:
                    marks[column].append(mark)
                else:
                    marks[column] = [mark]

    def _speaks_of_a_stretch(self, site: Site) -> bool:
        """Whether the record is a block of reference: END says how far it reaches. A record of REF's own
        bases is none (`bcftools view -a` leaves `CA .` of a deletion that another sample had), nor is a lone
        one with `<*>` or `<NON_REF>`; two such, base beside base, are a gVCF of single bases."""
        if not site.is_block:
            return False
        if site.last > site.record.pos + len(site.record.ref) - 1:
            return True
        before, here = self._single, (site.chrom, site.record.pos)
        if site.record.alts:
            self._single = here
        return bool(site.record.alts) and before == (site.chrom, site.record.pos - 1)

    def of(self, column: int) -> Callability:
        """What was said of one sample."""
        found = [
            part
            for chrom, marks in sorted(self._marks.items())
            for part in flatten(chrom, self._telling(marks.get(column, ())))
        ]
        if not self._reference_sites:
            found = [part for part in found if not part.assessed]
        return Callability(GVCF if self.gvcf else PLAIN, self.gvcf, tuple(found))

    def _telling(self, marks: Iterable[Mark]) -> Iterable[Mark]:
        """The marks that matter. Without one record of reference alone, no exon can be read as a whole."""
        return marks if self._reference_sites else (m for m in marks if m.level is not Level.REFERENCE)
