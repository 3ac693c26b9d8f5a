"""Current evidence from outside: where it comes from, and what was fetched. Plain values."""

import re
from dataclasses import dataclass

from hyperigm.core.panel import Region
from hyperigm.core.variant import Build

LEAST_SHARE = 0.9
"""Of the records that are here, the least that a new release has: both archives grow, or lose single ones."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source, or one per chromosome. name: of the file written here; path: below base_url."""

    name: str
    build: Build
    path: str
    release: str

    @property
    def target(self) -> str:
        """The name of the file written here."""
        return f"{self.name}.{self.build}.vcf.gz"

    def urls(self, base_url: str, regions: tuple[Region, ...]) -> dict[str, str]:
        """Address -> chromosome ("" for all), in genome order; one address per file of the source."""
        chroms = dict.fromkeys(region.chrom for region in regions)
        found: dict[str, str] = {}
        for chrom in chroms:
            path = self.path.format(chrom=chrom, number=chrom.removeprefix("chr"))
            found[f"{base_url.rstrip('/')}/{path}"] = "" if path == self.path else chrom
        return found


@dataclass(frozen=True, slots=True)
class Source:
    """One row of resources/evidence/sources.yaml; the file says what each key means."""

    title: str
    base_url: str
    licence: str
    source: str
    reading: str
    drop_info: tuple[str, ...]
    files: tuple[SourceFile, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is kept beside a fetched file. published: the server's own sums or versions, by address.

    release: date of the release (YYYY-MM-DD) or its version; fetched: date; sha256: of the file written here;
    regions: what was kept, GENE:chrom:start-end (1-based, inclusive).
    """

    file: str
    title: str
    build: Build
    release: str
    fetched: str
    published: dict[str, str]
    sha256: str
    records: int
    regions: tuple[str, ...]
    licence: str
    hyperigm: str

    def is_current(self, published: dict[str, str], regions: tuple[str, ...]) -> bool:
        """Whether the server still has what was fetched, and the same genes are asked for.

        A file of which the server tells neither sum nor version may be another one by now."""
        return all(published.values()) and self.published == published and self.regions == regions

    def objections(self, release: str, records: int, regions: tuple[str, ...]) -> tuple[str, ...]:
        """Why a new file should not simply take this one's place: it is older, or has lost many records."""
        found = []
        if _is_day(self.release) and _is_day(release) and release < self.release:
            found.append(f"is of {release}, and what is here of {self.release}")
        if self.regions == regions and records < LEAST_SHARE * self.records:
            found.append(f"has {records} records in the genes, and what is here {self.records}")
        return tuple(found)


def _is_day(text: str) -> bool:
    """Whether it is a date as YYYY-MM-DD, which sorts as text."""
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None


def named(regions: tuple[Region, ...]) -> tuple[str, ...]:
    """The regions as `Fetched` keeps them."""
    return tuple(f"{item.gene}:{item.chrom}:{item.start}-{item.end}" for item in regions)
