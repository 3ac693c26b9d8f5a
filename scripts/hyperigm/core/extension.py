"""The panel and its reference with a user's genes, and every reason to refuse them. Pure.

`*_faults` yield (where, what) for each thing wrong; only where all are silent may the rest be put together.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from hyperigm.core import splice
from hyperigm.core.acmg.trace import LADDER
from hyperigm.core.addition import AddedEntity, AddedGene, AddedRule, Addition
from hyperigm.core.assembly import Assembly, Chromosome
from hyperigm.core.blind_spots import CONDITIONS, BlindSpot
from hyperigm.core.locus import Exceptions
from hyperigm.core.panel import CaveatRegion, Gene, Inheritance, Panel, Region, Transcript, span_of
from hyperigm.core.splice import Fault, Fetch
from hyperigm.core.variant import Build

UPSTREAM, DOWNSTREAM = 5000, 2000
"""Bases screened before and behind a gene, as RefSeqGene and LRG records have them around theirs."""
_SYMBOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,29}")
_ID = re.compile(r"[A-Za-z0-9_]{1,30}")
_FLAG = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_ACCESSION = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_NUMBERS = {"hgnc": re.compile(r"HGNC:\d+"), "mim": re.compile(r"\d{6}"), "mondo": re.compile(r"MONDO:\d{7}")}
"""How HGNC, OMIM and MONDO write theirs."""
_LABEL = re.compile(r"[\w .,:()+/-]{1,60}")


@dataclass(frozen=True, slots=True)
class Ground:
    """One build as it is shipped. assembly: with every chromosome that a gene may lie on."""

    build: Build
    assembly: Assembly
    transcripts: tuple[Transcript, ...]
    regions: tuple[Region, ...]
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class Extended:
    """One build with the added genes: what a reference folder is written from. stretches: chromosome, first
    position (1-based), bases, the shipped ones last, for they stand over others."""

    build: Build
    chromosomes: tuple[Chromosome, ...]
    stretches: tuple[tuple[str, int, str], ...]
    mane: tuple[Transcript, ...]
    others: tuple[Transcript, ...]
    regions: tuple[Region, ...]


def text_faults(addition: Addition, panel: Panel) -> Iterator[Fault]:
    """What the file says that no sequence need be read for, beside what `edges.panel` finds in any panel."""
    for key, said in (("name", addition.name), ("version", addition.version)):
        if not _LABEL.fullmatch(said):
            yield key, f"{said!r} has letters that a report can't carry, or is empty or longer than 60"
    if not addition.genes and not addition.transcripts:
        yield "genes", "neither a gene nor a transcript is added"
    shipped = {gene.symbol.upper(): gene.symbol for gene in panel.genes}
    for gene in addition.genes:
        yield from _gene_faults(gene, shipped)
    names = [gene.symbol for gene in addition.genes]
    upper = [name.upper() for name in names]
    for name in dict.fromkeys(names):
        if upper.count(name.upper()) > names.count(name):
            yield f"gene {name}", "is there in other capitals, too: one gene has one symbol"
    symbols = {*shipped.values(), *(gene.symbol for gene in addition.genes)}
    for row in addition.transcripts:
        if row.gene not in symbols:
            yield f"transcripts: {row.transcript}", f"gene {row.gene} is not in the panel"
    yield from _repeated(addition, panel)
    yield from _row_faults(addition, set(shipped.values()))


def _row_faults(addition: Addition, shipped: Set[str]) -> Iterator[Fault]:
    yield from _caveat_faults(addition.caveats, shipped)
    for name in addition.wanted:
        if not _ACCESSION.fullmatch(name):
            yield f"transcript {name}", "is no accession"
    for intron in addition.introns:
        where = f"introns: {intron.transcript} {intron.number}"
        if intron.transcript not in addition.wanted:
            yield where, "is of no transcript that is added"
        elif intron.number < 1:
            yield where, "introns count from 1"
    for spot in addition.blind_spots:
        if unknown := set(spot.condition.split("&")) - CONDITIONS:
            yield f"blind_spots: {spot.id}", f"condition {', '.join(sorted(unknown))} is not known"


def _caveat_faults(caveats: Iterable[CaveatRegion], shipped: Set[str]) -> Iterator[Fault]:
    for caveat in caveats:
        if caveat.gene in shipped:
            what = f"{caveat.gene} is a shipped gene, which stays as it is: a caveat is of an added gene"
            yield f"caveats: {caveat.flag}", what
        if not _FLAG.fullmatch(caveat.flag):
            yield f"caveats: {caveat.flag}", "its flag has other letters than A-Z, a-z, 0-9 and _, or over 40"


def _gene_faults(gene: AddedGene, shipped: Mapping[str, str]) -> Iterator[Fault]:
    where = f"gene {gene.symbol}"
    if not _SYMBOL.fullmatch(gene.symbol):
        yield where, "is no gene symbol: letters, digits and - alone, 30 at most"
    if gene.symbol.upper() in shipped:
        yield where, "is a shipped gene, which stays as it is; add transcripts of it under `transcripts`"
    yield from ((where, what) for what in _number_faults(gene.hgnc, gene.mim, None))
    if gene.entities and all(entity.secondary for entity in gene.entities):
        yield where, "has secondary diseases alone: a call in it would have no row without consent"
    for entity in gene.entities:
        yield from ((f"{where}: entity {entity.id}", what) for what in _entity_faults(entity))


def _number_faults(hgnc: str, mim: str, mondo: str | None) -> Iterator[str]:
    for key, text in (("hgnc", hgnc), ("mim", mim), ("mondo", mondo)):
        if text and not _NUMBERS[key].fullmatch(text):
            yield f"{key} {text!r} is no such number: {_NUMBERS[key].pattern}"


def _entity_faults(entity: AddedEntity) -> Iterator[str]:
    yield from _number_faults("", entity.mim, entity.mondo)
    if not _ID.fullmatch(entity.id):
        yield "its id has other letters than A-Z, a-z, 0-9 and _, or more than 30"
    x_linked = entity.inheritance is Inheritance.X_LINKED
    if x_linked and entity.dominance not in ("recessive", "dominant"):
        yield "is X-linked: say `dominance: recessive` or `dominance: dominant`"
    if not x_linked and entity.dominance:
        yield f"is {entity.inheritance}: `dominance` is for X-linked diseases alone"
    if entity.male_lethal and not (x_linked and entity.dominance == "dominant"):
        yield "`male_lethal` is for X-linked dominant diseases alone"
    if entity.acmg:
        yield from _rule_faults(entity.acmg)


def _rule_faults(rule: AddedRule) -> Iterator[str]:
    if not 0 < rule.pm2_below <= rule.bs1_from <= (1 if rule.ba1_from is None else rule.ba1_from) <= 1:
        yield "acmg: frequencies must rise from pm2_below over bs1_from to ba1_from, between 0 and 1"
    if not 0 <= rule.decrease <= len(LADDER):
        yield f"acmg: decrease {rule.decrease}: PVS1 can be lowered by 0 to {len(LADDER)} steps"
    for key in ("bs1_hemizygotes", "hemizygotes_above", "homozygotes_above"):
        if (getattr(rule, key) or 0) < 0:
            yield f"acmg: {key} {getattr(rule, key)}: people can't be fewer than 0"
    if not rule.source.strip():
        yield "acmg: no source"


def _repeated(addition: Addition, panel: Panel) -> Iterator[Fault]:
    there = {name for gene in panel.genes for name in (gene.refseq, *gene.other_transcripts)}
    named = [name for gene in addition.genes for name in (gene.transcript, *gene.other_transcripts)]
    named += [row.transcript for row in addition.transcripts]
    for name in dict.fromkeys(named):
        if named.count(name) > 1:
            yield f"transcript {name}", "is named more than once"
        if name in there:
            yield f"transcript {name}", "is in the shipped panel already"


def genome_faults(ground: Ground, lengths: Mapping[str, int], fetch: Fetch) -> Iterator[Fault]:
    """Why a genome is not of the build. lengths: of its contigs, by the panel's names; fetch: its bases."""
    for chrom, length in lengths.items():
        if length != ground.assembly.length(chrom):
            what = f"has {length} bases; {ground.build} has {ground.assembly.length(chrom)}"
            yield chrom, what
    for region in ground.regions:
        if lengths.get(region.chrom) != ground.assembly.length(region.chrom):
            continue
        ours = ground.fetch(region.chrom, region.start, region.end)
        theirs = fetch(region.chrom, region.start, region.end)
        both = [(one, two) for one, two in zip(ours, theirs, strict=True) if "N" not in (one, two)]
        if wrong := sum(one != two for one, two in both):
            yield (
                f"{region.chrom}:{region.start}-{region.end}",
                f"{wrong} of {len(both)} bases of {region.gene} are not those of {ground.build}",
            )


def place_faults(model: Transcript, gene: Gene, ground: Ground) -> Iterator[Fault]:
    """Whether the chromosome suits the diseases, and the place the chromosome."""
    where, length = splice.label(model), ground.assembly.length(model.chrom)
    last = max(exon.end for exon in model.exons)
    if last > length or min(exon.start for exon in model.exons) < 1:
        yield where, f"reaches to {model.chrom}:{last}, and the chromosome ends at {length}"
    if model.chrom == "chrY":
        yield where, "lies on chrY: there are no rules of inheritance for it"
    shared = (item for item in ground.assembly.pseudoautosomal if item.chrom == model.chrom)
    inside = [item.name for item in shared if item.start <= last and item.end >= model.exons[0].start]
    if inside:
        yield where, f"lies in {inside[0]}, which X and Y share: there are no rules of inheritance for it"
    known = next((item for item in ground.transcripts if item.gene == model.gene), model)
    if (known.chrom, known.strand) != (model.chrom, model.strand):
        yield where, f"lies on {model.chrom}, {known.accession} on {known.chrom}, or on another strand"
    for entity in gene.entities:
        if (entity.inheritance is Inheritance.X_LINKED) != (model.chrom == "chrX"):
            yield where, f"lies on {model.chrom}, and {entity.id} is {entity.inheritance}"


def exon_faults(panel: Panel, models: Sequence[Transcript]) -> Iterator[Fault]:
    """Caveats of exons that a gene does not have."""
    count = {model.gene: len(model.exons) for model in models if model.mane}
    for caveat in panel.caveats:
        if caveat.last_exon > count.get(caveat.gene, caveat.last_exon):
            yield f"caveat {caveat.flag}", f"exon {caveat.last_exon}: {caveat.gene} has {count[caveat.gene]}"


def sequence_faults(model: Transcript, fetch: Fetch, exceptions: Exceptions) -> Iterator[Fault]:
    """Whether the genome makes a protein of it: the checks of the shipped transcripts."""
    missing = list(splice.gap_faults(model, fetch, ()))
    yield from missing
    yield from splice.intron_faults(model, fetch, exceptions)
    if not missing:
        spliced = "".join(splice.exon_sequences(model, fetch))
        yield from splice.coding_faults(model, spliced, None)


def pair_faults(one: Transcript, other: Transcript) -> Iterator[Fault]:
    """Whether the two builds have the same transcript: chromosome, strand, and length of each exon."""
    if (one.chrom, one.strand) != (other.chrom, other.strand):
        yield (
            splice.label(one),
            f"lies on {one.chrom}, on {other.build} on {other.chrom}, or on another strand",
        )
    sizes = [[exon.end - exon.start + 1 for exon in model.exons] for model in (one, other)]
    if sizes[0] != sizes[1]:
        yield splice.label(one), f"has exons of {sizes[0]} bases, on {other.build} of {sizes[1]}"


def extended_panel(panel: Panel, addition: Addition, models: Sequence[Transcript]) -> Panel:
    """The panel with the added genes behind the shipped ones. models: of any build; a gene without one has no
    place, and such a panel is for looking at its other faults alone."""
    by_name = {model.accession: model for model in models}
    others: dict[str, list[str]] = {}
    for row in addition.transcripts:
        others.setdefault(row.gene, []).append(row.transcript)
    added = tuple(_gene(gene, by_name.get(gene.transcript), addition.label) for gene in addition.genes)
    genes = tuple(
        replace(gene, other_transcripts=(*gene.other_transcripts, *others.get(gene.symbol, ())))
        for gene in (*panel.genes, *added)
    )
    caveats = (*panel.caveats, *addition.caveats)
    return replace(panel, genes=genes, caveats=caveats, extension=addition.label)


def _gene(gene: AddedGene, model: Transcript | None, label: str) -> Gene:
    return Gene(
        symbol=gene.symbol,
        hgnc=gene.hgnc,
        mim=gene.mim,
        chrom=model.chrom if model else "",
        strand=model.strand if model else 1,
        refseq=gene.transcript,
        protein=(model.protein if model else None) or "",
        ensembl=gene.transcript if gene.transcript.startswith("ENST") else "",
        lrg="",
        entities=tuple(entity.entity for entity in gene.entities),
        source=gene.source,
        context=gene.context,
        name=gene.name or gene.symbol,
        other_transcripts=gene.other_transcripts,
        context_source=gene.context_source,
        added_by=label,
        mane_select=gene.mane_select,
    )


def region_faults(regions: Sequence[Region], models: Sequence[Transcript]) -> Iterator[Fault]:
    """Genes whose transcripts reach into the region of another: a base is one gene's."""
    for model in models:
        first, last = span_of([model])
        for region in regions:
            apart = region.gene == model.gene or region.chrom != model.chrom
            if not apart and region.start <= last and region.end >= first:
                what = f"{model.chrom}:{first}-{last} reaches into the region of {region.gene}"
                yield splice.label(model), f"{what}, {region.start}-{region.end}"


def screened(ground: Ground, models: Sequence[Transcript]) -> tuple[Region, ...]:
    """The regions with those of the added transcripts, in genome order.

    A new gene has the bases around it up to the next region; one that is there grows to its new transcripts.
    """
    regions = {region.gene: region for region in ground.regions}
    spans: dict[str, tuple[int, int]] = {}
    for gene in dict.fromkeys(model.gene for model in models):
        mine = [model for model in models if model.gene == gene]
        first, last = span_of(mine)
        if gene in regions:
            known = regions[gene]
            regions[gene] = replace(known, start=min(known.start, first), end=max(known.end, last))
            continue
        spans[gene] = first, last
        before, behind = (UPSTREAM, DOWNSTREAM)[:: mine[0].strand]
        length = ground.assembly.length(mine[0].chrom)
        regions[gene] = Region(gene, mine[0].chrom, max(1, first - before), min(length, last + behind))
    order = [chromosome.name for chromosome in ground.assembly.chromosomes]
    bodies = {region.gene: spans.get(region.gene, (region.start, region.end)) for region in regions.values()}
    by_body = sorted(regions.values(), key=lambda item: (order.index(item.chrom), bodies[item.gene]))
    return _apart(by_body, spans)


def _apart(regions: Sequence[Region], spans: Mapping[str, tuple[int, int]]) -> tuple[Region, ...]:
    """Regions whose flanks overlap are parted: the flank of an added gene gives way. regions: in the order
    of the genes themselves, which that of their flanks need not be; spans: each added gene's own bases."""
    found = list(regions)
    for index, (one, other) in enumerate(pairwise(regions)):
        if one.chrom != other.chrom or found[index].end < found[index + 1].start:
            continue
        if other.gene in spans:
            start = min(found[index].end + 1, spans[other.gene][0])
            found[index + 1] = replace(found[index + 1], start=start)
        if found[index].end >= found[index + 1].start and one.gene in spans:
            end = max(found[index + 1].start - 1, spans[one.gene][1])
            found[index] = replace(found[index], end=end)
    return tuple(found)


def extended(ground: Ground, order: Sequence[str], models: Sequence[Transcript], fetch: Fetch) -> Extended:
    """One build put together. order: the symbols of the panel's genes; fetch: the user's genome; the shipped
    genes keep their own bases."""
    regions = screened(ground, models)
    changed = {model.gene for model in models}
    theirs = [
        (region.chrom, region.start, fetch(region.chrom, region.start, region.end))
        for region in regions
        if region.gene in changed
    ]
    ours = [
        (item.chrom, item.start, ground.fetch(item.chrom, item.start, item.end)) for item in ground.regions
    ]
    chroms = {region.chrom for region in regions}
    main = [model for model in (*ground.transcripts, *models) if model.mane]
    return Extended(
        build=ground.build,
        chromosomes=tuple(item for item in ground.assembly.chromosomes if item.name in chroms),
        stretches=(*theirs, *ours),
        mane=tuple(sorted(main, key=lambda model: order.index(model.gene))),
        others=tuple(model for model in (*ground.transcripts, *models) if not model.mane),
        regions=regions,
    )


def unknowns(addition: Addition) -> tuple[BlindSpot, ...]:
    """For each added gene a row on what nobody looked for, then the file's own rows."""
    return (*(_unknown(gene, addition) for gene in addition.genes), *addition.blind_spots)


def _unknown(gene: AddedGene, addition: Addition) -> BlindSpot:
    copies = any(caveat.gene == gene.symbol for caveat in addition.caveats)
    parts = [
        *(() if copies else ("copies of it elsewhere in the genome",)),
        "pathogenic sites outside its coding exons",
        "the share of its alleles that are large",
    ]
    sentence = (
        f"What nobody looked for in {gene.symbol}, which the panel {addition.label} adds: "
        f"{', '.join(parts[:-1])} and {parts[-1]}."
    )
    return BlindSpot(f"added_{gene.symbol}", "always", gene.symbol, sentence, gene.source)
