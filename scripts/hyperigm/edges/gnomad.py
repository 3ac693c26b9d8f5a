"""Reads gnomAD-format VCFs (v2, v3, v4; exomes, genomes, joint) for the alleles of a batch.

An allele that no file lists has no frequency: it is unknown. Where a file has a record close by, the allele
is said to be absent from people who were looked at there; never one of several bases exchanged at once, for
gnomAD's site files list its parts apart (gnomAD, multi-nucleotide variants: Wang 2020, PMID 32461613).

Exomes and genomes of one release are other people: their counts are added up where the release's joint file
is not given. What release a file is of, its name says, as gnomAD's own names do.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hyperigm.core.acmg.rules import Population
from hyperigm.core.annotation import Frequency
from hyperigm.core.frequency import Counted, added_up, joined
from hyperigm.core.record import info_values, words
from hyperigm.core.variant import Allele
from hyperigm.edges.evidence_file import head, region_lines, stated_build
from hyperigm.edges.normalise import REF_MISMATCH, normalise
from hyperigm.edges.reference import Reference
from hyperigm.edges.resources import shipped
from hyperigm.errors import Problem, ResourceError

NEAR = 25
"""Bases within which a record shows that people were looked at (reads are longer)."""
MAX_MISMATCHES = 0.1
NO_GNOMAD = (Path("none"),)
_PART = re.compile(r"gnomad[._-](exomes|genomes|joint)[._-][rv]?(\d+(?:\.\d+)*)", re.IGNORECASE)
"""The part and the release in a file's name: gnomad.exomes.r2.1.1.sites, gnomad_genomes_v4.1."""
_AN = re.compile(r"(?:^|;)AN(?:_joint)?=([0-9]+)")


@dataclass(frozen=True, slots=True)
class Frequencies:
    """What the files say. found: allele key -> frequency of each file that lists it. covered: chromosome ->
    positions (ascending) with the AN there. files: names of the files used."""

    found: Mapping[str, tuple[Frequency, ...]] = field(default_factory=dict)
    covered: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    files: tuple[str, ...] = ()

    def of(self, allele: Allele) -> Frequency | None:
        """The allele's frequency; absence where a record lies near; None where nothing is known."""
        listed = joined(self.found.get(allele.key, ()))
        return listed or self._absent(allele)

    def _absent(self, allele: Allele) -> Frequency | None:
        places = self.covered.get(allele.chrom, ())
        at = bisect_left(places, (allele.pos, 0))
        near = [(abs(pos - allele.pos), an) for pos, an in places[max(0, at - 1) : at + 1]]
        near = [place for place in near if place[0] <= NEAR]
        if not near or not _listed_whole(allele):
            return None
        distance, an = min(near)
        return Frequency(af=None, source=", ".join(self.files), an=an, absent=True, distance=distance)


def _listed_whole(allele: Allele) -> bool:
    """Whether a site file has such an allele as one record: a substitution, an insertion or a deletion."""
    return allele.is_sequence and min(len(allele.ref), len(allele.alt)) == 1


@dataclass(frozen=True, slots=True)
class _Row:
    allele: Allele
    alt: int
    filters: tuple[str, ...]
    info: str


def bundled() -> tuple[Path, ...]:
    """The frequencies that come with the project, one file per build and gene."""
    return tuple(sorted((shipped("resources") / "evidence").glob("gnomad_*.vcf.gz")))


def read_gnomad(
    paths: Iterable[Path],
    wanted: Iterable[Allele],
    reference: Reference,
    populations: tuple[Population, ...],
) -> Frequencies:
    """The frequencies of the wanted (normalised) alleles; a file of the other build is left alone.

    Without paths, the bundled files are read; the path `none` means no frequency at all.

    Raises ResourceError where a file can't be read, or fits no build.
    """
    keys = {allele.key for allele in wanted}
    found: dict[str, list[tuple[Path, Counted]]] = {}
    covered: dict[str, set[tuple[int, int]]] = {}
    used = []
    given = tuple(paths) or bundled()
    for path in () if given == NO_GNOMAD else given:
        build = stated_build(head(path))
        if build not in (None, reference.build):
            continue
        used.append(path)
        for key, counted in _read(path, keys, reference, covered):
            found.setdefault(key, []).append((path, counted))
    places = {chrom: tuple(sorted(where)) for chrom, where in covered.items()}
    one = _one_study(used)
    of = {key: _frequencies(every, one, populations) for key, every in found.items()}
    return Frequencies(of, places, tuple(path.name for path in used))


def _one_study(paths: Iterable[Path]) -> Mapping[Path, tuple[str, str]]:
    """Release and part of the files whose people are added up: exomes and genomes without their joint."""
    found = {path: match for path in paths if (match := _PART.search(path.name))}
    joint = {match[2] for match in found.values() if match[1].lower() == "joint"}
    return {path: (match[2], match[1].lower()) for path, match in found.items() if match[2] not in joint}


def _frequencies(
    every: Iterable[tuple[Path, Counted]],
    one: Mapping[Path, tuple[str, str]],
    populations: tuple[Population, ...],
) -> tuple[Frequency, ...]:
    """One frequency per release of which there are both parts, and one per record of any other file."""
    releases: dict[str, dict[str, Counted]] = {}
    apart: list[Counted] = []
    for path, counted in every:
        release, part = one.get(path, ("", ""))
        if not release or part in releases.setdefault(release, {}):
            apart.append(counted)
        else:
            releases[release][part] = counted
    together = [list(parts.values()) for parts in releases.values()]
    return tuple(added_up(records, populations) for records in (*together, *([item] for item in apart)))


def _read(
    path: Path,
    keys: set[str],
    reference: Reference,
    covered: dict[str, set[tuple[int, int]]],
) -> list[tuple[str, Counted]]:
    rows = _rows(path, reference, covered)
    placed = normalise((row.allele for row in rows), reference)
    strangers = sum(REF_MISMATCH in placed[row.allele].flags for row in rows)
    if strangers > MAX_MISMATCHES * len(rows):
        what = f"REF differs from {reference.build} in {strangers} of {len(rows)} records"
        mend = "name the build in the header (##reference=GRCh37), or give the file of this build"
        raise ResourceError(Problem(str(path), what, mend))
    return [
        (key, _counted(row, reference, path.name))
        for row in rows
        if (key := placed[row.allele].allele.key) in keys and not placed[row.allele].flags
    ]


def _counted(row: _Row, reference: Reference, source: str) -> Counted:
    filters = tuple(word for word in row.filters if word != "PASS")
    hemizygous = row.allele.chrom == "chrX" and not _pseudoautosomal(row.allele, reference)
    return Counted(info_values(row.info), filters, hemizygous, source, row.alt)


def _pseudoautosomal(allele: Allele, reference: Reference) -> bool:
    return any(
        part.chrom == allele.chrom and part.start <= allele.pos <= part.end
        for part in reference.pseudoautosomal
    )


def _rows(path: Path, reference: Reference, covered: dict[str, set[tuple[int, int]]]) -> list[_Row]:
    rows = []
    for text in region_lines(path, reference.regions, reference):
        if text.startswith("#"):
            continue
        columns = text.rstrip("\r\n").split("\t")
        if len(columns) < 8 or not columns[1].isdigit():
            what = f"is cut off or no VCF at: {text[:80]!r}"
            raise ResourceError(Problem(str(path), what, "fetch the file again"))
        chrom, pos = reference.canonical(columns[0]), int(columns[1])
        if chrom is None or not _inside(chrom, pos, reference):
            continue
        if number := _AN.search(columns[7]):
            covered.setdefault(chrom, set()).add((pos, int(number[1])))
        for alt, bases in enumerate(columns[4].split(",")):
            allele = Allele(chrom, pos, columns[3].upper(), bases.upper())
            if allele.is_sequence:
                rows.append(_Row(allele, alt, words(columns[6]), columns[7]))
    return rows


def _inside(chrom: str, pos: int, reference: Reference) -> bool:
    return any(part.chrom == chrom and part.start <= pos <= part.end for part in reference.regions)
