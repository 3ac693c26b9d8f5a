"""Watches the lines of a callable BED for signs of the build they are of."""

import re
from collections.abc import Sequence
from pathlib import Path

from hyperigm.core.bed_build import BedBuild, BedPlaces, judged
from hyperigm.core.callability import Callability, Mark, flatten
from hyperigm.core.coverage import coding_parts
from hyperigm.core.looked import Places, joined
from hyperigm.core.variant import Build
from hyperigm.edges.assemblies import load_assemblies
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.resources import remembered
from hyperigm.errors import InputError, Problem

_TRACK = re.compile(r"\bdb=\"?([\w.-]+)")
"""UCSC, custom tracks: the assembly that a track is of."""
Exon = tuple[str, int, int]


@remembered
def coding_exons(build: Build) -> tuple[Exon, ...]:
    """Chromosome, first and last coding base (1-based) of each coding exon of the genes."""
    models = (model for model in load_reference(build).transcripts if model.mane)
    return tuple((model.chrom, start, end) for model in models for _, start, end in coding_parts(model))


class BedWatch:
    """The signs of one BED. exons: those of every build, as places whose marks are wanted."""

    def __init__(self, path: Path, reference: Reference) -> None:
        self._path, self._mend = path, f"give a BED of {reference.build}"
        self._expected = BedBuild(reference.build, tuple(load_assemblies()))
        self._places = BedPlaces()
        self._names: set[str] = set()
        self._marks: dict[str, list[Mark]] = {}
        self.exons: Places = joined(exon for build in Build for exon in coding_exons(build))

    def header(self, number: int, line: str) -> None:
        """A track line. Raises InputError where it names another assembly."""
        found = _TRACK.search(line)
        other = self._expected.foreign_track(found[1]) if found else None
        if found and other:
            self._refuse(
                f":{number}", f"the track is of {found[1]}, and the VCF is of {self._expected.build}"
            )

    def unknown(self, number: int, contig: str) -> None:
        """A contig that this build has no such name for. Raises InputError where another has."""
        if contig not in self._names:
            self._names.add(contig)
            other = self._expected.foreign_name(contig)
            if other:
                self._refuse(
                    f":{number}", f"{contig} is of {other}, and the VCF is of {self._expected.build}"
                )

    def reach(self, number: int, chrom: str, end: int) -> None:
        """A line of a chromosome; end: 1-based. Raises InputError where that lies behind the chromosome."""
        length = self._expected.length(chrom)
        if end > length:
            build = self._expected.build
            self._refuse(f":{number}", f"ends at {end}, and {chrom} of {build}, the VCF's build, at {length}")
        self._places.reach(chrom, end)

    def take(self, chrom: str, marks: Sequence[Mark]) -> None:
        """What a line says of the exons it reaches into."""
        self._marks.setdefault(chrom, []).extend(marks)

    def warnings(self) -> tuple[str, ...]:
        """What is not proven of the build. Raises InputError where it is proven to be another one."""
        found = Callability(
            "", True, tuple(part for chrom in self._marks for part in flatten(chrom, self._marks[chrom]))
        )
        for build in Build:
            self._places.whole[build] = sum(found.covers(*exon) for exon in coding_exons(build))
        verdict = judged(self._expected, self._places, self._path.name)
        if verdict.refusal:
            self._refuse("", verdict.refusal)
        return (verdict.warning,) if verdict.warning else ()

    def _refuse(self, place: str, what: str) -> None:
        raise InputError(Problem(f"{self._path}{place}", what, self._mend))
