"""One build of a user's panel: the genome and the gene models of the added transcripts, read and proved."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hyperigm.core.addition import Addition
from hyperigm.core.contigs import alias_table
from hyperigm.core.extension import (
    Extended,
    Ground,
    extended,
    extended_panel,
    genome_faults,
    place_faults,
    region_faults,
    screened,
    sequence_faults,
)
from hyperigm.core.foreign_model import ForeignModel, model_faults
from hyperigm.core.locus import Exceptions
from hyperigm.core.panel import Panel, Transcript
from hyperigm.core.splice import Fault
from hyperigm.core.variant import Build
from hyperigm.edges.assemblies import every_chromosome
from hyperigm.edges.foreign_gff import GffModels, read_foreign
from hyperigm.edges.integrity import sum_of
from hyperigm.edges.panel_folder import Source
from hyperigm.edges.reference import load_reference
from hyperigm.edges.user_genome import UserGenome, opened
from hyperigm.errors import Problem

SHOWN = 8
"""Transcripts of a gene that are listed where the wanted one is not there."""
MEND_MODEL = "correct the GFF, or take the transcript out"
MEND_PLACE = "compare the gene and its diseases with their source"
MEND_SEQUENCE = "genome and GFF must be of one build, the transcript whole; introns without GT-AG: `introns`"
MEND_REGION = "leave one of the two genes out: a base is read for one gene"


@dataclass(frozen=True, slots=True)
class Given:
    """What is given of one build: a genome FASTA and a GFF3."""

    build: Build
    genome: Path
    models: Path


@dataclass(frozen=True, slots=True)
class BuildRead:
    """What one build came to. mane: accessions that the GFF tags as MANE Select; problems: what is wrong;
    without any, it is put together."""

    given: Given
    models: tuple[Transcript, ...]
    mane: frozenset[str]
    unversioned: frozenset[str]
    put_together: Extended | None
    problems: tuple[Problem, ...]
    sources: tuple[Source, ...]


_Found = tuple[str, ForeignModel, str]
"""A wanted accession, its model, and the chromosome it lies on."""


def read_build(given: Given, addition: Addition, shipped: Panel) -> BuildRead:
    """Genome and models of one build, with every problem. Raises InputError where a file can't be read."""
    reference, build = load_reference(given.build), given.build
    ground = Ground(build, every_chromosome(build), reference.transcripts, reference.regions, reference.fetch)
    answer = read_foreign(given.models, addition.wanted)
    with opened(given.genome, ground.assembly) as genome:
        mend = f"give the genome of {build} with whole chromosomes"
        problems = list(as_problems(given.genome, genome_faults(ground, genome.lengths, genome.fetch), mend))
        chosen = list(_chosen(answer, addition, given, genome))
        problems += (item for item in chosen if isinstance(item, Problem))
        found = [item for item in chosen if not isinstance(item, Problem)]
        main = {gene.transcript for gene in addition.genes}
        models = tuple(
            model.on(build, chrom, name, addition.wanted[name], name in main) for name, model, chrom in found
        )
        whole = extended_panel(shipped, addition, models)
        problems += _model_problems(models, ground, whole, addition, given.models, genome)
        order = [gene.symbol for gene in whole.genes]
        put_together = None if problems else extended(ground, order, models, genome.fetch)
        index = genome.index
    mane = frozenset(name for name, model, _ in found if model.mane)
    unversioned = frozenset(name for name, model, _ in found if model.accession != name)
    return BuildRead(given, models, mane, unversioned, put_together, tuple(problems), _sources(given, index))


def as_problems(where: Path, faults: Iterable[Fault], mend: str) -> Iterator[Problem]:
    """Faults of the core as problems of a file."""
    return (Problem(f"{where}: {place}", what, mend) for place, what in faults)


def _chosen(
    answer: GffModels, addition: Addition, given: Given, genome: UserGenome
) -> Iterator[_Found | Problem]:
    """The one model of each wanted transcript, or why there is none."""
    table = alias_table(every_chromosome(given.build))
    for name, symbol in addition.wanted.items():
        where = f"{given.models}: {symbol} {name}"
        placed = [
            (model, chrom) for model in answer.models[name] if (chrom := _chrom(model.contig, table, genome))
        ]
        if not placed:
            yield Problem(where, *_why_none(name, symbol, answer, given))
        elif len(placed) > 1:
            places = ", ".join(f"{chrom} (line {model.line})" for model, chrom in placed)
            yield Problem(where, f"is there more than once: {places}", "keep one of them in the GFF")
        else:
            yield _proved(name, symbol, *placed[0], where, given, genome)


def _proved(
    name: str,
    symbol: str,
    model: ForeignModel,
    chrom: str,
    where: str,
    given: Given,
    genome: UserGenome,
) -> _Found | Problem:
    """A model that is one, of that gene, on a chromosome of the genome."""
    if wrong := [what for _, what in model_faults(model, name)]:
        return Problem(f"{where} (line {model.line})", "; ".join(wrong), MEND_MODEL)
    if model.gene and model.gene != symbol:
        mend = "correct the symbol or the transcript; symbols are those of the GFF"
        return Problem(where, f"is of the gene {model.gene} there", mend)
    if chrom not in genome.names:
        what = f"has no {chrom}, on which {symbol} {name} lies"
        return Problem(str(given.genome), what, "give a FASTA with that chromosome")
    return name, model, chrom


def _chrom(contig: str, table: Mapping[str, str], genome: UserGenome) -> str | None:
    return table.get(contig.lower()) or genome.canonical(contig)


def _why_none(name: str, symbol: str, answer: GffModels, given: Given) -> tuple[str, str]:
    """What the GFF has instead, and what to do."""
    if answer.models[name]:
        contigs = ", ".join(dict.fromkeys(model.contig for model in answer.models[name]))
        return f"lies on {contigs}, which is no chromosome of {given.build}", MEND_MODEL
    if answer.versions[name]:
        there = ", ".join(answer.versions[name])
        return f"is not there, but {there} is", "write the version that the GFF has, or give a GFF with yours"
    if of_gene := answer.of_gene.get(symbol):
        more = f" and {len(of_gene) - SHOWN} more" if of_gene[SHOWN:] else ""
        what = f"is not there; of {symbol} the GFF has {', '.join(of_gene[:SHOWN])}{more}"
        return what, "write one of these, with its version"
    mend = "check both; RefSeq's GFF has NM_ accessions, Ensembl's and GENCODE's have ENST"
    return "is not there, nor is any gene of that symbol", mend


def _model_problems(
    models: Sequence[Transcript],
    ground: Ground,
    whole: Panel,
    addition: Addition,
    where: Path,
    genome: UserGenome,
) -> Iterator[Problem]:
    """What speaks against the models themselves: their place, their sequence, their neighbours."""
    genes = {gene.symbol: gene for gene in whole.genes}
    exceptions = Exceptions((), (), addition.introns, ())
    inside = []
    for model in models:
        outside = list(place_faults(model, genes[model.gene], ground)) if model.gene in genes else []
        yield from as_problems(where, outside, MEND_PLACE)
        if not outside:
            inside.append(model)
            yield from as_problems(where, sequence_faults(model, genome.fetch, exceptions), MEND_SEQUENCE)
    yield from as_problems(where, region_faults(screened(ground, inside), inside), MEND_REGION)


def _sources(given: Given, index: str) -> tuple[Source, ...]:
    return (
        Source(f"genome {given.build}", given.genome.name, sha256(index.encode()).hexdigest()),
        Source(f"models {given.build}", given.models.name, sum_of(given.models)),
    )
