"""The reference bundle before it is written: each build put together, and every reason to refuse it.

`faults` yields (where, what) for each thing wrong; an empty answer is the proof that the models make their
proteins on both builds.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hyperigm.core import splice
from hyperigm.core.assembly import Chromosome
from hyperigm.core.gene_model import ManeExon, ManeSummary, TranscriptRow, legacy_transcript, mane_transcript
from hyperigm.core.locus import Exceptions, Locus, aligned_sequence, plus_strand
from hyperigm.core.panel import Gene, Region, Transcript
from hyperigm.core.residue import translate
from hyperigm.core.splice import Fault
from hyperigm.core.variant import Build


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything the bundle is made from. loci, summary: by gene symbol; mane: by build, then symbol."""

    genes: tuple[Gene, ...]
    chromosomes: Mapping[Build, tuple[Chromosome, ...]]
    loci: Mapping[str, Locus]
    mane: Mapping[Build, Mapping[str, tuple[ManeExon, ...]]]
    summary: Mapping[str, ManeSummary]
    refseq: tuple[TranscriptRow, ...]
    exceptions: Exceptions


@dataclass(frozen=True, slots=True)
class Assembled:
    """One build. stretches: chromosome, first position (1-based), plus-strand bases of each locus, in genome
    order; mane in panel order; legacy: other RefSeq models; regions: what is screened, in genome order."""

    build: Build
    chromosomes: tuple[Chromosome, ...]
    stretches: tuple[tuple[str, int, str], ...]
    mane: tuple[Transcript, ...]
    legacy: tuple[Transcript, ...]
    regions: tuple[Region, ...]

    def fetch(self, chrom: str, start: int, end: int) -> str:
        """Plus strand, 1-based, both ends inclusive; N where no locus lies."""
        bases = ["N"] * (end - start + 1)
        for name, first, sequence in self.stretches:
            low, high = max(start, first), min(end, first + len(sequence) - 1)
            if name == chrom and low <= high:
                bases[low - start : high - start + 1] = sequence[low - first : high - first + 1]
        return "".join(bases)


def missing(sources: Sources) -> Iterator[Fault]:
    """Parts without which nothing can be put together."""
    for gene in sources.genes:
        if gene.symbol not in sources.loci:
            yield gene.symbol, f"the record {gene.lrg} is not there or is of another gene"
        elif missing_builds := [
            build for build in Build if build not in sources.loci[gene.symbol].placements
        ]:
            yield gene.symbol, f"{gene.lrg} is not placed on {', '.join(missing_builds)}"
        if gene.symbol not in sources.summary:
            yield gene.symbol, "the MANE summary has no line of it"
        for build in Build:
            if gene.chrom not in (item.name for item in sources.chromosomes[build]):
                yield f"{gene.symbol} {build}", f"chromosomes.tsv has no {gene.chrom}"
            if gene.symbol not in sources.mane[build]:
                yield f"{gene.symbol} {build}", "the MANE table has no exon of it"


def assembled(sources: Sources, build: Build) -> Assembled:
    """One build put together; `missing` must have found nothing."""
    loci = [sources.loci[gene.symbol] for gene in sources.genes]
    mane = tuple(mane_transcript(sources.mane[build][gene.symbol], build) for gene in sources.genes)
    order = [chromosome.name for chromosome in sources.chromosomes[build]]
    stretches, regions = [], []
    for locus, model in zip(loci, mane, strict=True):
        span = locus.placements[build][1]
        ends = [span.start, span.end, *(place for exon in model.exons for place in (exon.start, exon.end))]
        stretches.append((model.chrom, span.start, plus_strand(locus.sequence, span)))
        regions.append(Region(locus.gene, model.chrom, min(ends), max(ends)))
    symbols = [gene.symbol for gene in sources.genes]
    rows = [row for row in sources.refseq if row.build == build and row.gene in symbols]
    current = {model.accession for model in mane}
    return Assembled(
        build=build,
        chromosomes=tuple(
            item for item in sources.chromosomes[build] if item.name in {s[0] for s in stretches}
        ),
        stretches=tuple(sorted(stretches, key=lambda item: (order.index(item[0]), item[1]))),
        mane=mane,
        legacy=_named(
            [legacy_transcript(row) for row in rows if row.transcript not in current], sources.loci
        ),
        regions=tuple(sorted(regions, key=lambda item: (order.index(item.chrom), item.start))),
    )


def cdna(transcript: Transcript, locus: Locus, grch38: Assembled) -> str:
    """The transcript's own bases: MANE Select is GRCh38 by definition, an older one is as its LRG maps it."""
    if transcript.mane:
        return "".join(splice.exon_sequences(transcript, grch38.fetch))
    spans = locus.transcripts.get(transcript.accession, ())
    return "".join(aligned_sequence(locus.sequence, span) for span in spans)


def protein(transcript: Transcript, bases: str) -> str:
    """The protein of a transcript's own bases, without the stop."""
    return translate(bases[splice.coding_slice(transcript)]).removesuffix("*")


def faults(sources: Sources, builds: Mapping[Build, Assembled]) -> Iterator[Fault]:
    """Every reason to refuse the bundle."""
    for gene in sources.genes:
        locus = sources.loci[gene.symbol]
        yield from _record_faults(locus, sources.exceptions)
        yield from _identity_faults(gene, sources)
        older, newer = (
            next(model for model in builds[build].mane if model.gene == gene.symbol) for build in Build
        )
        yield from splice.lift_faults(older, newer, locus)
    for build in Build:
        yield from _mane_faults(sources, builds[build])
        yield from _legacy_faults(sources, builds[build])


def _record_faults(locus: Locus, exceptions: Exceptions) -> Iterator[Fault]:
    yield from splice.locus_faults(locus)
    yield from splice.listed_residue_faults(locus, exceptions.proteins)
    digest = sequence_digest(locus.sequence)
    if digest not in (row.digest for row in exceptions.fixed_sequences if row.lrg == locus.id):
        yield locus.id, f"its sequence has the digest {digest}, which is not the one listed for it"


def sequence_digest(sequence: str) -> str:
    """GA4GH refget sequence id: `SQ.` and the first 24 bytes of SHA-512 in base64url."""
    return "SQ." + base64.urlsafe_b64encode(hashlib.sha512(sequence.encode()).digest()[:24]).decode()


def _identity_faults(gene: Gene, sources: Sources) -> Iterator[Fault]:
    """Panel, MANE tables, MANE summary and chromosome table must name the same things."""
    summary = sources.summary[gene.symbol]
    stated = (gene.refseq, gene.protein, gene.ensembl, gene.hgnc, "+" if gene.strand == 1 else "-")
    told = (
        summary.RefSeq_nuc,
        summary.RefSeq_prot,
        summary.Ensembl_nuc,
        summary.HGNC_ID,
        summary.chr_strand,
    )
    if stated != told:
        yield f"{gene.symbol} MANE summary", f"says {' '.join(told)}, the panel says {' '.join(stated)}"
    for build in Build:
        chromosome = next(item for item in sources.chromosomes[build] if item.name == gene.chrom)
        expected = (gene.refseq, gene.protein, gene.ensembl, gene.chrom, chromosome.refseq, stated[-1])
        for row in sources.mane[build][gene.symbol]:
            found = (row.refseq, row.refseq_protein, row.ensembl, row.chrom, row.accession, row.strand)
            if found != expected:
                yield (
                    f"{gene.symbol} {row.name} {build}",
                    f"is of {' '.join(found)}, not {' '.join(expected)}",
                )
        accession = sources.loci[gene.symbol].placements[build][0]
        if accession != chromosome.refseq:
            yield f"{gene.lrg} {build}", f"is placed on {accession}, not {chromosome.refseq}"
    yield from _span_faults(gene, sources.mane[Build.GRCH38][gene.symbol], summary)


def _span_faults(gene: Gene, rows: Sequence[ManeExon], summary: ManeSummary) -> Iterator[Fault]:
    """The outer ends of the first and last exon, which no splice site proves."""
    span = (min(row.exon_start for row in rows), max(row.exon_end for row in rows))
    stated = (summary.chr_start, summary.chr_end)
    if span != stated:
        ends = [row for row in rows if row.exon_start == span[0] or row.exon_end == span[1]]
        names = " / ".join(f"exon {row.exon_number}" for row in ends)
        yield f"{gene.symbol} {gene.refseq} GRCh38 {names}", f"ends the gene at {span}, MANE says {stated}"


def _mane_faults(sources: Sources, build: Assembled) -> Iterator[Fault]:
    for model in build.mane:
        yield from splice.row_faults(sources.mane[build.build][model.gene], build.build)
        yield from splice.intron_faults(model, build.fetch, sources.exceptions)
        yield from splice.gap_faults(model, build.fetch, sources.exceptions.gaps)
        known = splice.known_protein(sources.loci[model.gene], sources.exceptions.proteins)
        spliced = "".join(splice.exon_sequences(model, build.fetch))
        yield from splice.coding_faults(model, spliced, known)


def _legacy_faults(sources: Sources, build: Assembled) -> Iterator[Fault]:
    lengths = {row.transcript: row.aa_len for row in sources.refseq if row.build == build.build}
    for model in build.legacy:
        locus = sources.loci[model.gene]
        spans = locus.transcripts.get(model.accession, ())
        bases = "".join(aligned_sequence(locus.sequence, span) for span in spans)
        placed = list(splice.placed_faults(model, spans, locus))
        yield from placed
        yield from splice.intron_faults(model, build.fetch, sources.exceptions)
        if not placed:
            yield from splice.coding_faults(model, bases, None)
            made = len(protein(model, bases))
            if made != lengths[model.accession]:
                yield splice.label(model), f"makes {made} residues, the table says {lengths[model.accession]}"


def _named(models: Sequence[Transcript], loci: Mapping[str, Locus]) -> tuple[Transcript, ...]:
    """Fills in a protein accession the table leaves out: that of another version which makes the same."""
    made = {}
    for model in models:
        spans = loci[model.gene].transcripts.get(model.accession, ())
        made[model.accession] = "".join(aligned_sequence(loci[model.gene].sequence, span) for span in spans)
    named = []
    for model in models:
        same = [
            other.protein
            for other in models
            if other.accession.partition(".")[0] == model.accession.partition(".")[0]
            and protein(other, made[other.accession]) == protein(model, made[model.accession])
        ]
        found = model.protein or next((accession for accession in same if accession), None)
        named.append(replace(model, protein=found))
    return tuple(named)
