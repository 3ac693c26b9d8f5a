"""Tables of what a negative result can't exclude: known sites, counts of published alleles, blind spots."""

from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.added_transcripts import own_coding
from hyperigm.core.blind_spots import CONDITIONS, BlindSpot
from hyperigm.core.coverage import KnownSite, places
from hyperigm.core.looked import Places, joined
from hyperigm.core.residual import AlleleCount, SmallShare
from hyperigm.core.variant import Build
from hyperigm.edges.panel import added_transcripts
from hyperigm.edges.reference import Reference
from hyperigm.edges.resources import knowledge, remembered
from hyperigm.edges.rows import read_rows
from hyperigm.errors import Problem, ResourceError

COUNTS, SITES = "pathogenic_counts.tsv", "noncoding_sites.tsv"
MEND = "use the words of hyperigm.core.blind_spots"


@dataclass(frozen=True, slots=True)
class SiteRow(KnownSite):
    """A row of noncoding_sites.tsv: the build that the place is on, and where it comes from."""

    build: Build
    source: str


def _table(folder: str, name: str) -> Path:
    return knowledge(folder, name)


@remembered
def known_sites(build: Build) -> tuple[KnownSite, ...]:
    """Places outside the coding exons where a pathogenic allele is known, and those that are coding in a
    transcript which a user's panel adds."""
    from hyperigm.edges.reference import load_reference

    added = added_transcripts()
    own = own_coding(load_reference(build).transcripts, added) if added else ()
    rows = read_rows(_table("evidence", SITES), SiteRow)
    return (*(row for row in rows if row.build is build), *own)


@remembered
def allele_counts() -> tuple[AlleleCount, ...]:
    """Published pathogenic alleles per gene, exon and class."""
    return read_rows(_table("evidence", COUNTS), AlleleCount)


@remembered
def small_shares() -> tuple[SmallShare, ...]:
    """Cited shares of small alleles."""
    return read_rows(_table("panel", "allele_shares.tsv"), SmallShare)


@remembered
def load_blind_spots(path: Path | None = None) -> tuple[BlindSpot, ...]:
    """The blind spots of every kind of file. Raises ResourceError naming each wrong row."""
    path = path or _table("panel", "blind_spots.tsv")
    rows = read_rows(path, BlindSpot)
    problems = [
        Problem(f"{path}: {row.id}", f"condition {', '.join(sorted(unknown))} is not known", MEND)
        for row in rows
        if (unknown := set(row.condition.split("&")) - CONDITIONS)
    ]
    if problems:
        raise ResourceError(*problems)
    return rows


@remembered
def _wanted(build: Build, folder: Path) -> Places:
    from hyperigm.edges.reference import load_reference

    return joined(places(load_reference(build, folder.parent).transcripts, known_sites(build)))


def wanted_places(reference: Reference) -> Places:
    """Where a file is asked what was read."""
    return _wanted(reference.build, reference.folder)
