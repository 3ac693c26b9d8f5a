"""`hyperigm panel`: genes and transcripts of a user's own, proved, as a folder that a run goes by.

Reads a YAML, and for each build a genome FASTA and a GFF3. Writes, once everything is proved, a folder of the
shape of resources/: the six genes as they are shipped, and the added ones behind them.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hyperigm import __version__
from hyperigm.core.addition import Addition
from hyperigm.core.coverage import coding_parts
from hyperigm.core.extension import exon_faults, extended_panel, pair_faults, text_faults
from hyperigm.core.panel import Panel, Transcript
from hyperigm.core.variant import Build
from hyperigm.edges.addition import MEND, read_addition
from hyperigm.edges.integrity import sum_of, verify_resources
from hyperigm.edges.panel import contradictions, load_panel
from hyperigm.edges.panel_build import BuildRead, Given, as_problems, read_build
from hyperigm.edges.panel_folder import Made, Source, taken_over
from hyperigm.edges.panel_writer import refuse_foreign, write_panel
from hyperigm.edges.reference import load_reference
from hyperigm.edges.resources import go_by
from hyperigm.errors import InputError, Problem

MEND_PAIR = "take both GFFs of one release of the transcript; a build that has another one is to be left out"


def panel(added: Path, given: Sequence[Given], out: Path) -> str:
    """Writes the folder `out`, and returns what it holds and what to do next.

    Raises InputError with every problem of the YAML, the genomes and the models, and writes nothing then.
    """
    go_by(None)
    verify_resources()
    refuse_foreign(out)
    addition, shipped = read_addition(added), load_panel()
    problems = list(as_problems(added, text_faults(addition, shipped), MEND))
    if not given:
        mend = "give --grch38 FASTA GFF3, or --grch37 FASTA GFF3, or both"
        problems.append(Problem("hyperigm panel", "no genome is given", mend))
    reads: list[BuildRead] = []
    for one in given:
        try:
            reads.append(read_build(one, addition, shipped))
        except InputError as error:
            problems += error.problems
    addition = _tagged(addition, reads)
    whole = extended_panel(shipped, addition, [model for read in reads for model in read.models])
    problems += as_problems(added, contradictions(whole), MEND)
    shipped_models = load_reference(Build.GRCH38).transcripts
    models = (*shipped_models, *(model for read in reads for model in read.models))
    problems += as_problems(added, exon_faults(whole, models), MEND)
    problems += (problem for read in reads for problem in read.problems)
    problems += _pair_problems(reads)
    if problems:
        raise InputError(*dict.fromkeys(problems))
    builds = {read.given.build: read.put_together for read in reads if read.put_together}
    write_panel(out, whole, addition, builds, _made(addition, added, reads), added.read_bytes())
    return "\n".join((*_told(whole, addition, reads), *_next(out)))


def _pair_problems(reads: Sequence[BuildRead]) -> Iterator[Problem]:
    """Where the two builds have another transcript under the same name."""
    if len(reads) < 2:
        return
    others = {model.accession: model for model in reads[1].models}
    for model in reads[0].models:
        if model.accession in others:
            faults = pair_faults(model, others[model.accession])
            yield from as_problems(reads[0].given.models, faults, MEND_PAIR)


def _tagged(addition: Addition, reads: Iterable[BuildRead]) -> Addition:
    """The addition, in which a transcript that a GFF tags as MANE Select is it."""
    tagged = {name for read in reads for name in read.mane}
    genes = tuple(
        replace(gene, mane_select=gene.mane_select or gene.transcript in tagged) for gene in addition.genes
    )
    return replace(addition, genes=genes)


def _made(addition: Addition, added: Path, reads: Iterable[BuildRead]) -> Made:
    yaml = Source("genes", added.name, sum_of(added))
    sources = (yaml, *(source for read in reads for source in read.sources))
    return Made(addition.name, addition.version, __version__, sources, taken_over())


def _told(whole: Panel, addition: Addition, reads: Sequence[BuildRead]) -> Iterator[str]:
    """What was proved, a line per transcript; and what the panel does not have."""
    symbols = [gene.symbol for gene in whole.added]
    yield f"{whole.extension}: the six genes" + (f" and {', '.join(symbols)}" if symbols else "")
    for read in reads:
        yield from (_line(model, whole, model.accession in read.unversioned) for model in read.models)
    for build in Build:
        if build not in (read.given.build for read in reads):
            yield f"{build}: not given; samples of it will say that what is added was not looked at"
    for gene in addition.genes:
        for entity in gene.entities:
            if entity.acmg is None:
                yield f"{gene.symbol} {entity.id}: no `acmg`, so no ACMG/AMP class will be computed"


def _line(model: Transcript, whole: Panel, unversioned: bool) -> str:
    coding = coding_parts(model)
    first = min(exon.start for exon in model.exons)
    last = max(exon.end for exon in model.exons)
    residues = sum(end - start + 1 for _, start, end in coding) // 3 - 1
    gene = whole.gene(model.gene)
    kind = "MANE Select" if gene.mane_select else "not known to be MANE Select"
    kind = kind if model.mane else "another transcript"
    kind += ", the GFF has no versions" if unversioned else ""
    return (
        f"{model.gene} {model.accession} {model.build} {model.chrom}:{first}-{last}"
        f" {'+' if model.strand == 1 else '-'}: {len(model.exons)} exons, {len(coding)} coding,"
        f" {residues} residues, {kind}: proved"
    )


def _next(out: Path) -> Iterator[str]:
    yield f"Next: hyperigm run --samples samples.tsv --outdir results --config panel={shlex.quote(str(out))}"
