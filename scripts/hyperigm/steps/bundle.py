"""Builds the reference bundle of both builds from LRG records and MANE tables.

Reads LRG_*.xml and the transcript tables. Writes FASTA, GFF3, cDNA, proteins, regions and checksums, but only
once every exon, intron and protein is proven. The same input gives the same bytes.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from hyperigm.core.bundle import Assembled, Sources, assembled, cdna, faults, missing, protein
from hyperigm.core.locus import Locus
from hyperigm.core.panel import Gene
from hyperigm.core.splice import Fault
from hyperigm.core.variant import Build
from hyperigm.edges.assemblies import OTHERS, TABLES, load_assemblies
from hyperigm.edges.exceptions import load_exceptions
from hyperigm.edges.genome import write_genome
from hyperigm.edges.gff import gff_text
from hyperigm.edges.integrity import SUMS
from hyperigm.edges.lrg import read_locus
from hyperigm.edges.models import read_mane, read_refseq, read_summary
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import CDNA, FASTA, LEGACY, MANE, PROTEIN, REGIONS, region_line
from hyperigm.edges.resources import shipped
from hyperigm.edges.store import write_text
from hyperigm.errors import Problem, ResourceError

MEND = "compare the records and tables with their source, or list the exception with its source"
WIDTH = 60


def bundle(lrg: Path, models: Path, out: Path) -> None:
    """Writes the bundle of both builds into `out`.

    Raises ResourceError with every problem, and then writes nothing.
    """
    sources = read_sources(lrg, models)
    _refuse(missing(sources), lrg, models)
    builds = {build: assembled(sources, build) for build in Build}
    _refuse(faults(sources, builds), lrg, models)
    written = [name for build in Build for name in _write_build(out, builds[build])]
    written += _write_sequences(out, sources, builds[Build.GRCH38])
    written += _write_tables(out)
    sums = [f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(written)]
    write_text(out / SUMS, "".join(sums))


def read_sources(lrg: Path, models: Path) -> Sources:
    """The files as values. Raises ResourceError where one can't be read."""
    genes = load_panel().genes
    assemblies = {item.name: item.chromosomes for item in load_assemblies()}
    return Sources(
        genes=genes,
        chromosomes={build: assemblies[build] for build in Build},
        loci=_loci(lrg, genes),
        mane={build: read_mane(models, build) for build in Build},
        summary=read_summary(models),
        refseq=read_refseq(models),
        exceptions=load_exceptions(),
    )


def _loci(lrg: Path, genes: Iterable[Gene]) -> dict[str, Locus]:
    """Gene symbol -> its record; every unreadable one is told at once."""
    loci: dict[str, Locus] = {}
    problems: list[Problem] = []
    for gene in genes:
        try:
            locus = read_locus(lrg / f"{gene.lrg}.xml")
            loci[locus.gene] = locus
        except ResourceError as error:
            problems += error.problems
    if problems:
        raise ResourceError(*problems)
    return loci


def _refuse(found: Iterable[Fault], lrg: Path, models: Path) -> None:
    problems = [Problem(where, f"{what} (from {lrg} and {models})", MEND) for where, what in found]
    if problems:
        raise ResourceError(*problems)


def _write_build(out: Path, build: Assembled) -> list[str]:
    folder = out / build.build
    write_genome(folder / FASTA, build.chromosomes, build.stretches)
    write_text(folder / MANE, gff_text(build.mane, build.chromosomes, "MANE"))
    write_text(folder / LEGACY, gff_text(build.legacy, build.chromosomes, "RefSeq"))
    write_text(folder / REGIONS, "".join(map(region_line, build.regions)))
    names = (FASTA, f"{FASTA}.fai", f"{FASTA}.gzi", MANE, LEGACY, REGIONS)
    return [f"{build.build}/{name}" for name in names]


def _write_sequences(out: Path, sources: Sources, grch38: Assembled) -> list[str]:
    transcripts: list[str] = []
    proteins: dict[str, str] = {}
    for model in (*grch38.mane, *grch38.legacy):
        bases = cdna(model, sources.loci[model.gene], grch38)
        title = f"{model.gene} MANE Select" if model.mane else model.gene
        transcripts.append(_record(f"{model.accession} {title}", bases))
        if model.protein is not None:
            proteins.setdefault(model.protein, _record(f"{model.protein} {title}", protein(model, bases)))
    write_text(out / CDNA, "".join(transcripts))
    write_text(out / PROTEIN, "".join(proteins.values()))
    return [CDNA, PROTEIN]


def _record(title: str, letters: str) -> str:
    lines = [letters[start : start + WIDTH] for start in range(0, len(letters), WIDTH)]
    return "\n".join([f">{title}", *lines]) + "\n"


def _write_tables(out: Path) -> list[str]:
    """The hand-kept tables go with the bundle; in the project's own folder they are in place already."""
    names = [*TABLES, OTHERS, "exceptions.yaml"]
    for name in names:
        source = shipped("resources") / "reference" / name
        if not (out / name).exists() or not source.samefile(out / name):
            write_text(out / name, source.read_text(encoding="utf-8"))
    return names
