"""Does a gene model make its protein: exons, introns and coding frame held against sequence.

Every function yields (where, what) for each thing wrong; `where` names transcript, build and exon or intron.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from hyperigm.core.gene_model import ManeExon
from hyperigm.core.locus import (
    LRG_INSERTION,
    MISMATCH,
    AlignedSpan,
    Exceptions,
    Gap,
    Locus,
    ProteinDifference,
    aligned_sequence,
    lift,
)
from hyperigm.core.panel import Exon, Transcript
from hyperigm.core.residue import translate
from hyperigm.core.strand import reverse_complement
from hyperigm.core.variant import Build

Fetch = Callable[[str, int, int], str]
Fault = tuple[str, str]
CANONICAL = ("GT", "AG")


def exon_sequences(transcript: Transcript, fetch: Fetch) -> list[str]:
    """The exons' bases in transcript order, on the transcript's strand."""
    plus = [fetch(transcript.chrom, exon.start, exon.end) for exon in transcript.exons]
    return plus if transcript.strand == 1 else [reverse_complement(bases) for bases in plus]


def coding_slice(transcript: Transcript) -> slice:
    """Where the coding sequence, stop included, lies in the spliced transcript (0-based).

    Empty where there is none, or where its ends lie in no exon.
    """
    if transcript.cds is None or not all(_in_exon(transcript, place) for place in transcript.cds):
        return slice(0, 0)
    low, high = transcript.cds
    first, last = (low, high) if transcript.strand == 1 else (high, low)
    return slice(transcript_offset(transcript, first), transcript_offset(transcript, last) + 1)


def transcript_offset(transcript: Transcript, position: int) -> int:
    """The 0-based place of an exonic genome position in the spliced transcript. ValueError elsewhere."""
    passed = 0
    for exon in transcript.exons:
        if exon.start <= position <= exon.end:
            return passed + (position - exon.start if transcript.strand == 1 else exon.end - position)
        passed += exon.end - exon.start + 1
    raise ValueError(f"{transcript.chrom}:{position} is in no exon of {transcript.accession}")


def exon_at(transcript: Transcript, offset: int) -> Exon:
    """The exon that holds a 0-based place of the spliced transcript; the last one for a place beyond."""
    passed = 0
    for exon in transcript.exons:
        passed += exon.end - exon.start + 1
        if offset < passed:
            return exon
    return transcript.exons[-1]


def first_difference(one: str, other: str) -> int | None:
    """Index (0-based) of the first place where two texts differ, the shorter one's end included, or None."""
    for index, (here, there) in enumerate(zip(one, other, strict=False)):
        if here != there:
            return index
    return None if len(one) == len(other) else min(len(one), len(other))


def label(transcript: Transcript) -> str:
    return f"{transcript.gene} {transcript.accession} {transcript.build}"


def locus_faults(locus: Locus) -> Iterator[Fault]:
    """The record against itself: exons make the cDNA, the cDNA the protein, differences fit the sequence."""
    pieces = [locus.sequence[start - 1 : end] for start, end in locus.exons]
    different = first_difference("".join(pieces), locus.cdna)
    if different is not None:
        exon = _piece_at(pieces, different)
        yield f"{locus.id} exon {exon}", f"spliced exons and cDNA differ at n.{different + 1}"
    first, last = (_offset_in(locus.exons, place) for place in locus.cds)
    protein = "" if first is None or last is None else translate(locus.cdna[first : last + 1])
    different = first_difference(protein, locus.protein + "*")
    if different is not None:
        exon = _piece_at(pieces, (first or 0) + 3 * different)
        yield f"{locus.id} exon {exon}", f"cDNA and protein differ at codon {different + 1}"
    for build, (_, span) in locus.placements.items():
        yield from span_faults(f"{locus.id} on {build}", locus.sequence, span)


def span_faults(where: str, sequence: str, span: AlignedSpan) -> Iterator[Fault]:
    """A stated alignment against the LRG's bases and against its own length."""
    for difference in span.differences:
        here = sequence[difference.start - 1 : difference.end]
        if difference.kind in (MISMATCH, LRG_INSERTION) and here != difference.lrg:
            yield where, f"LRG base {difference.start} is {here}, the stated difference says {difference.lrg}"
    stated, made = span.end - span.start + 1, len(aligned_sequence(sequence, span))
    if stated != made:
        yield where, f"the differences make {made} bases, the mapping spans {stated}"


def intron_faults(transcript: Transcript, fetch: Fetch, exceptions: Exceptions) -> Iterator[Fault]:
    """Introns that are neither GT-AG nor listed."""
    listed = {
        (intron.transcript, intron.number): (intron.donor, intron.acceptor) for intron in exceptions.introns
    }
    for before, after in pairwise(transcript.exons):
        low, high = min(before.end, after.end) + 1, max(before.start, after.start) - 1
        ends = (fetch(transcript.chrom, low, low + 1), fetch(transcript.chrom, high - 1, high))
        if transcript.strand == -1:
            ends = (reverse_complement(ends[1]), reverse_complement(ends[0]))
        asked = listed.get((transcript.accession, before.number))
        if ends != (asked or CANONICAL):
            wrong = f"but listed as {'-'.join(asked)}" if asked else "not GT-AG"
            yield (
                f"{label(transcript)} exon {before.number} / exon {after.number}",
                f"the intron between them is {ends[0]}-{ends[1]}, {wrong}",
            )


def coding_faults(transcript: Transcript, spliced: str, protein: str | None) -> Iterator[Fault]:
    """The coding sequence: whole codons, start to stop, and `protein` (without stop) where it is known."""
    place = coding_slice(transcript)
    coding = spliced[place]
    made = translate(coding)
    if len(coding) % 3:
        exon = exon_at(transcript, place.stop - 1)
        what = f"the coding sequence has {len(coding)} bases up to here, not whole codons"
        yield f"{label(transcript)} exon {exon.number}", what
    wanted = made[:-1].replace("*", "?") if protein is None else protein
    different = first_difference(made, wanted + "*")
    if different is None and not made.startswith("M"):
        different = 0
    if different is not None:
        exon = exon_at(transcript, place.start + 3 * different)
        codon = coding[3 * different : 3 * different + 3]
        wrong = _codon_fault(different, codon, made, None if protein is None else wanted + "*")
        yield f"{label(transcript)} exon {exon.number}", wrong


def _codon_fault(at: int, codon: str, made: str, wanted: str | None) -> str:
    """What is wrong with a codon (0-based). made: all residues; wanted: those asked for, if known."""
    found = made[at : at + 1] or "nothing"
    if wanted is not None:
        return f"codon {at + 1} translates to {found}, expected {wanted[at : at + 1] or 'nothing'}"
    if at == 0 and made:
        return f"the first codon is {codon}, not ATG"
    if at == len(made) - 1:
        return f"the last codon, {at + 1}, is {codon}, which is no stop"
    return f"codon {at + 1} translates to {found}, expected a sense codon"


def gap_faults(transcript: Transcript, fetch: Fetch, gaps: Iterable[Gap]) -> Iterator[Fault]:
    """Bases of exons without sequence that no listed gap covers."""
    known = [gap for gap in gaps if gap.build is transcript.build and gap.chrom == transcript.chrom]
    for exon in transcript.exons:
        bases = fetch(transcript.chrom, exon.start, exon.end)
        missing = {exon.start + index for index, base in enumerate(bases) if base not in "ACGT"}
        for gap in known:
            missing -= set(range(gap.start, gap.end + 1))
        if missing:
            yield (
                f"{label(transcript)} exon {exon.number}",
                f"{len(missing)} bases from {min(missing)} have no sequence, and no gap is listed there",
            )


def row_faults(rows: Sequence[ManeExon], build: Build) -> Iterator[Fault]:
    """The table's rows of one gene among themselves: numbers, order and coding parts."""
    coding = [row for row in rows if row.cds_start is not None and row.cds_end is not None]
    for number, row in enumerate(rows, start=1):
        where = f"{row.gene} {row.name} {build}"
        if row.exon_number != number:
            yield where, f"stands where exon {number} belongs"
        if row.exon_start > row.exon_end:
            yield where, "starts after its end"
    for before, after in pairwise(rows):
        low, high = (before, after) if before.strand == "+" else (after, before)
        if low.exon_end >= high.exon_start:
            yield f"{after.gene} {after.name} {build}", f"does not follow exon {before.exon_number}"
    for row in coding:
        for what in _coding_part_faults(row, row is coding[0], row is coding[-1]):
            yield f"{row.gene} {row.name} {build}", what
    yield from _frame_faults(coding, build)


def _coding_part_faults(row: ManeExon, first: bool, last: bool) -> Iterator[str]:
    """A coding part must lie in its exon, and fill it but for the start of the first and end of the last."""
    start, end = row.cds_start or 0, row.cds_end or 0
    if not row.exon_start <= start <= end <= row.exon_end:
        yield "its coding part reaches beyond the exon"
    low_free, high_free = (first, last) if row.strand == "+" else (last, first)
    if (start != row.exon_start and not low_free) or (end != row.exon_end and not high_free):
        yield "its coding part leaves out bases between two coding exons"


def _frame_faults(coding: Sequence[ManeExon], build: Build) -> Iterator[Fault]:
    """The first exon whose stated frame is not what the coding parts before it make."""
    coded = 0
    for row in coding:
        if row.frame != -coded % 3:
            yield f"{row.gene} {row.name} {build}", f"frame {row.frame}, but {coded} coding bases precede it"
            return
        coded += (row.cds_end or 0) - (row.cds_start or 0) + 1


def lift_faults(transcript: Transcript, other: Transcript, locus: Locus) -> Iterator[Fault]:
    """Exon ends of a transcript that are not where the LRG alignment puts the other build's."""
    source, target = (locus.placements[model.build][1] for model in (other, transcript))
    for exon, there in zip(transcript.exons, other.exons, strict=False):
        ends = sorted(lift(place, source, target) or 0 for place in (there.start, there.end))
        if ends != [exon.start, exon.end]:
            yield (
                f"{label(transcript)} exon {exon.number}",
                f"is {exon.start}-{exon.end}, but {other.build} aligns to {ends[0]}-{ends[1]}",
            )
    if len(transcript.exons) != len(other.exons):
        yield label(transcript), f"{len(transcript.exons)} exons, but {len(other.exons)} on {other.build}"


def placed_faults(transcript: Transcript, spans: Sequence[AlignedSpan], locus: Locus) -> Iterator[Fault]:
    """Exons of a transcript that are not where the LRG record's own mapping of it puts them."""
    placement = locus.placements[transcript.build][1]
    identity = AlignedSpan(1, len(locus.sequence), 1, len(locus.sequence), 1)
    mapped = [
        sorted(lift(place, identity, placement) or 0 for place in (span.lrg_start, span.lrg_end))
        for span in spans
    ]
    for number, (ends, exon) in enumerate(zip(mapped, transcript.exons, strict=False), start=1):
        if ends != [exon.start, exon.end]:
            yield (
                f"{label(transcript)} exon {number}",
                f"is {exon.start}-{exon.end}, {locus.id} maps it to {ends}",
            )
    if len(mapped) != len(transcript.exons):
        yield label(transcript), f"{len(transcript.exons)} exons, {locus.id} maps {len(mapped)}"


def listed_residue_faults(locus: Locus, differences: Iterable[ProteinDifference]) -> Iterator[Fault]:
    """Listed protein differences that the LRG's own protein contradicts."""
    for row in differences:
        found = locus.protein[row.position - 1 : row.position] or "nothing"
        if row.gene == locus.gene and found != row.lrg:
            yield locus.id, f"has {found} at residue {row.position}, exceptions.yaml says {row.lrg}"


def known_protein(locus: Locus, differences: Iterable[ProteinDifference]) -> str:
    """The LRG's protein with the listed residues of MANE Select."""
    residues = locus.protein
    for row in differences:
        if row.gene == locus.gene:
            residues = residues[: row.position - 1] + row.mane + residues[row.position :]
    return residues


def _in_exon(transcript: Transcript, position: int) -> bool:
    return any(exon.start <= position <= exon.end for exon in transcript.exons)


def _piece_at(pieces: Sequence[str], offset: int) -> int:
    """The number (from 1) of the piece that holds a 0-based place of their concatenation."""
    for number, piece in enumerate(pieces, start=1):
        offset -= len(piece)
        if offset < 0:
            return number
    return len(pieces)


def _offset_in(spans: Sequence[tuple[int, int]], place: int) -> int | None:
    passed = 0
    for start, end in spans:
        if start <= place <= end:
            return passed + place - start
        passed += end - start + 1
    return None
