"""The records of one file at the panel's regions: what of each is kept, and the proof of the build. Pure.

What is kept of a record is each wanted sample's column as text, and only where it speaks of a variant or a
relative needs it; a record costs about the same whether one sample is wanted of it or three thousand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NoReturn

from hyperigm.core.build import RefCheck, ref_agrees
from hyperigm.core.calls import carries_unnamed, genotype_of, speaks_of_variant
from hyperigm.core.genotype import GenotypeError
from hyperigm.core.looked import Looked
from hyperigm.core.panel import Region
from hyperigm.core.record import (
    FIXED_COLUMNS,
    RecordError,
    Site,
    check_end,
    not_reference,
    parse_site,
    sample_genotype,
)
from hyperigm.core.reference_calls import Block, SiteColumns
from hyperigm.core.settings import Thresholds
from hyperigm.errors import Problem

MAX_PROBLEMS = 5
"""Broken records after which a file is given up: one tells what is wrong, five tell that it is no VCF."""
MAX_RECORDS = 1_000_000
"""Records of a file at the regions, which have 149,000 bases: a gVCF has one for each, and its variants."""
MAX_ALTS = 100_000
"""ALTs of the records that are kept since a wanted sample speaks of a variant: two for every three bases."""
MAX_OF_RECORD = 1_000
"""ALTs of one record: a joint file of three thousand people has some dozens at a repeat. Each finding
of the report names all ALTs of its record, so it grows by their square."""
SPEAKS, UNPHASED, BROKEN, UNNAMED = 1, 2, 4, 8
BasesAt = Callable[[str, int, int], str]
"""Of the assembly: chromosome, position (1-based) and how many bases -> these, N where not known."""


class GivenUpError(Exception):
    """A file has so many broken records that the rest is not read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The samples to read of one file, as numbers of their columns (0 is the first sample).

    total: how many columns the file has. kin: for each wanted column its relatives' columns in this file;
    abroad: columns whose relatives are in other files, so that their reference genotypes are kept too.
    thresholds: what a reference call needs to count as read.
    """

    columns: tuple[int, ...]
    total: int
    kin: Mapping[int, frozenset[int]] = field(default_factory=dict)
    abroad: frozenset[int] = frozenset()
    thresholds: Thresholds = field(default_factory=Thresholds)


def _check_alts(columns: Sequence[str]) -> None:
    """Raises RecordError, before they are parsed."""
    alts = columns[4].count(",") + 1 if len(columns) > FIXED_COLUMNS else 0
    if alts > MAX_OF_RECORD:
        raise RecordError(f"{alts:,} ALTs, and no record of a few genes has more than {MAX_OF_RECORD:,}")


@lru_cache(maxsize=4096)
def _kind(shape: str, genotype: str) -> int:
    """What a genotype is in a record of that shape (core/record.py)."""
    try:
        parsed = genotype_of(genotype, len(shape))
    except GenotypeError:
        return BROKEN
    unphased = parsed.is_heterozygous and not parsed.phased
    kind = (SPEAKS if speaks_of_variant(shape, parsed) else 0) | (UNPHASED if unphased else 0)
    return kind | (UNNAMED if carries_unnamed(shape, parsed) else 0)


class SiteCollector:
    """Takes the records of one file at the panel's regions of one assembly, and keeps what is needed.

    unphased: columns with a heterozygote written with `/`. spoiled: for a column, the first thing in it that
    can't be read; problems: the same for whole records. keep: False where only REF is to be compared.
    unnamed: for a column, the records at which it carries an allele that has no name (`<*>`, `<NON_REF>`).
    looked: takes note of what was read, where that is wanted. lengths: of the chromosomes, in bases.
    """

    def __init__(
        self,
        where: str,
        regions: Sequence[Region],
        bases_at: BasesAt,
        wanted: Wanted,
        keep: bool = True,
        lengths: Mapping[str, int] | None = None,
    ) -> None:
        self.looked: Looked | None = None
        self.sites: list[SiteColumns] = []
        self.blocks: list[Block] = []
        self.unphased: set[int] = set()
        self.problems: list[Problem] = []
        self.spoiled: dict[int, Problem] = {}
        self.unnamed: dict[int, list[str]] = {}
        self.records = self._alts = 0
        self._lengths = lengths or {}
        self.spans: dict[str, list[tuple[int, int]]] = {}
        for region in sorted(regions, key=lambda region: region.start):
            self.spans.setdefault(region.chrom, []).append((region.start, region.end))
        self._agree = self._disagree = 0
        self._where, self._bases_at, self._wanted, self._keep = where, bases_at, wanted, keep
        self._related = bool(wanted.abroad) or any(wanted.kin.values())
        self._texts: dict[str, str] = {}

    @property
    def check(self) -> RefCheck:
        """How often REF agreed with the assembly so far."""
        return RefCheck(self._agree, self._disagree)

    def spans_apart(self, chrom: str) -> list[tuple[int, int, int]]:
        """The regions of a chromosome as (start, end, after): a record at or before `after` reaches into an
        earlier region too, and was taken there."""
        spans = self.spans.get(chrom, [])
        before = [0, *(end for _, end in spans[:-1])]
        return [(start, end, after) for (start, end), after in zip(spans, before, strict=False)]

    def take(self, chrom: str, columns: Sequence[str]) -> None:
        """One record that overlaps a region; what can't be read is noted, until GivenUpError."""
        try:
            _check_alts(columns)
            site = parse_site(columns, chrom)
            check_end(site, self._lengths.get(chrom, site.last))
            samples = self._samples(columns)
        except RecordError as error:
            if self._keep:
                self._broken(":".join(columns[:2]), str(error))
            return
        self.records += 1
        if self.records > MAX_RECORDS or self._alts > MAX_ALTS:
            self._too_many()
        self._prove(site)
        if self._keep and self.looked:
            self.looked.take(site, columns[7], samples)
        if self._keep and site.is_block:
            self._take_block(site, columns, samples)
        elif self._keep:
            self._take_variant(site, samples)

    def _samples(self, columns: Sequence[str]) -> list[str]:
        samples = columns[FIXED_COLUMNS].split("\t") if len(columns) > FIXED_COLUMNS else []
        if len(samples) != self._wanted.total:
            raise RecordError(f"{len(samples)} sample columns, the header names {self._wanted.total}")
        return samples

    def _broken(self, name: str, what: str) -> None:
        mend = "correct the record, or leave it out of the file"
        self.problems.append(Problem(f"{self._where}: record {name[:80]}", what, mend))
        if len(self.problems) >= MAX_PROBLEMS:
            raise GivenUpError

    def _too_many(self) -> NoReturn:
        many = f"{MAX_RECORDS:,} records" if self.records > MAX_RECORDS else f"{MAX_ALTS:,} variants"
        mend = "keep one record for each place and allele (bcftools norm -d exact)"
        self.problems.insert(0, Problem(self._where, f"has more than {many} in the genes", mend))
        raise GivenUpError

    def _prove(self, site: Site) -> None:
        ref = site.record.ref.upper()
        agrees = ref_agrees(ref, self._bases_at(site.chrom, site.record.pos, len(ref)))
        self._agree += agrees is True
        self._disagree += agrees is False

    def _take_block(self, site: Site, columns: Sequence[str], samples: Sequence[str]) -> None:
        if "GT" in site.keys:
            for _ in self._genotypes(site, samples):
                pass  # what is wrong with them is noted
        if self._wanted.abroad:
            kept = {column: samples[column] for column in self._wanted.abroad}
            fixed = tuple(columns[:FIXED_COLUMNS])
            self.blocks.append(Block(site.chrom, site.record.pos, site.last, fixed, kept))

    def _take_variant(self, site: Site, samples: Sequence[str]) -> None:
        speaking: dict[int, str] = {}
        for column, kind in self._genotypes(site, samples):
            if kind & SPEAKS:
                speaking[column] = self._texts.setdefault(samples[column], samples[column])
            if kind & UNPHASED:
                self.unphased.add(column)
        related = self._relatives(speaking) if self._related else ()
        reference = {column: samples[column] for column in related if column not in speaking}
        if speaking or reference:
            self.sites.append(SiteColumns(site, speaking, reference))
            self._alts += len(site.alleles)

    def _genotypes(self, site: Site, samples: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The wanted columns that are not plainly reference, and their kinds; what can't be read is noted."""
        kinds: dict[str, int] = {}
        for column in not_reference(site.keys, samples, self._wanted.columns):
            genotype = sample_genotype(site.keys, samples[column])
            kind = kinds.get(genotype)
            if kind is None:
                kind = kinds[genotype] = _kind(site.shape, genotype)
            if kind & BROKEN:
                what = f"GT {genotype[:40]!r} is no genotype of a record with {len(site.alleles)} ALT"
                self.spoil(site, column, what)
            if kind & UNNAMED:
                self.unnamed.setdefault(column, []).append(site.name)
            if kind:
                yield column, kind

    def _relatives(self, speaking: Mapping[int, str]) -> set[int]:
        """Columns whose genotype a relative needs at this record."""
        return set(self._wanted.abroad).union(*(self._wanted.kin.get(column, ()) for column in speaking))

    def spoil(self, site: Site, column: int, what: str) -> None:
        """Notes the first thing of a sample's column that can't be read; the other samples go on."""
        mend = "correct the record, or leave it out of the file"
        self.spoiled.setdefault(column, Problem(f"{self._where}: record {site.name}", what, mend))
