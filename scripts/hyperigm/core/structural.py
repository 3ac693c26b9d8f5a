"""Structural alleles: which exons they hit, what they are called, what they do to a transcript.

Their bases are not spelled out, so the names are HGVS-like: exact where the file's positions are, in brackets
where it gives a confidence interval, with `?` where they lie beyond the transcript.
Source of the terms: Ensembl VEP for structural variants; exon_loss_variant from the Sequence Ontology.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from hyperigm.core.annotation import TranscriptEffect
from hyperigm.core.consequence import SPLICE_SITES, Severity, lost_codons, splice_terms
from hyperigm.core.edit import Edit
from hyperigm.core.transcript import SplicedTranscript
from hyperigm.core.variant import Allele

Intervals = tuple[int, int, int, int]
"""CIPOS and CIEND."""
_BREAKEND = re.compile(r"[\[\]](?P<mate>.+):(?P<pos>[0-9]+)[\[\]]")
_COPIES = re.compile(r"CN=?(?P<number>[0-9]+)")
NO_EXTENT = "extent not given (neither END nor SVLEN)"
NO_KIND = "kind of change not known"


@dataclass(frozen=True, slots=True)
class StructuralType:
    """What a type of structural allele does. name: the HGVS tail; whole, exons: terms where it takes in the
    whole transcript, or coding bases of an exon; broken: a term where it only cuts the transcript in two;
    loses: the bases are gone; keeps: a copy of them stays in place, splice sites too; known: False where a
    gain can't be told from a loss."""

    name: str | None
    whole: frozenset[str]
    exons: frozenset[str]
    broken: frozenset[str] = frozenset()
    loses: bool = False
    keeps: bool = False
    known: bool = True


_CODING = "coding_sequence_variant"
_TRUNCATION = frozenset({"feature_truncation"})
_TYPES: dict[str, StructuralType] = {
    "DEL": StructuralType("del", frozenset({"transcript_ablation"}), _TRUNCATION, loses=True),
    "DUP": StructuralType(
        "dup", frozenset({"transcript_amplification"}), frozenset({"feature_elongation"}), keeps=True
    ),
    "INV": StructuralType("inv", frozenset({"coding_transcript_variant"}), _TRUNCATION, broken=_TRUNCATION),
    "INS": StructuralType("ins(?)", frozenset(), frozenset({"feature_elongation"})),
    "BND": StructuralType(None, frozenset(), _TRUNCATION, broken=_TRUNCATION),
}
_PROTEIN_KEPT = frozenset(
    {
        "upstream_gene_variant",
        "downstream_gene_variant",
        "intron_variant",
        "5_prime_UTR_variant",
        "3_prime_UTR_variant",
        "coding_transcript_variant",
        "transcript_amplification",
        "splice_region_variant",
        "splice_donor_region_variant",
        "splice_donor_5th_base_variant",
        "splice_polypyrimidine_tract_variant",
    }
)
_OTHER = StructuralType(None, frozenset({_CODING}), frozenset(), known=False)


def is_symbolic(allele: Allele) -> bool:
    """True for `<DEL>` and the like, and for breakends."""
    return any(mark in allele.alt for mark in "<[].")


def structural_type(allele: Allele) -> str:
    """`DEL` of `<DEL:ME>`, `BND` of a breakend; the file's own word where it is none of the known.

    Where ALT names no known type, its copy number or SVTYPE tells: `<CN0>` is a deletion, `<CN2>` and more a
    duplication unless SVTYPE has another type (1000 Genomes: the copies of one chromosome, of which one is
    the reference). `<CN1>` is one of two copies to one caller, and no change to another: only SVTYPE tells.
    """
    if not allele.alt.startswith("<"):
        return "BND"
    word, copies = _word(allele.alt)
    if word in _TYPES:
        return word
    if copies == 0:
        return "DEL"
    return stated_type(allele.alt, allele.svtype) or ("DUP" if copies > 1 else word)


def stated_type(alt: str, svtype: str) -> str:
    """The type by SVTYPE, "" where ALT tells it by itself or SVTYPE has none that is known."""
    word, copies = _word(alt)
    stated = svtype.split(":")[0].upper()
    return stated if alt.startswith("<") and word not in _TYPES and copies and stated in _TYPES else ""


def _word(alt: str) -> tuple[str, int]:
    """(the type that a symbolic ALT names, its copies: 1 where it does not say)."""
    word = alt.strip("<>").split(":")[0].upper()
    found = _COPIES.fullmatch(word)
    return word, int(found["number"]) if found else 1


def has_extent(allele: Allele) -> bool:
    """False where the file does not say how far a structural allele reaches."""
    return structural_type(allele) in ("INS", "BND") or allele.last > allele.pos


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last changed base of the genome (1-based), each from .. to, where the file is unsure.

    An insertion or a breakend changes no base: it lies between `last` and the next base, `first`.
    """

    first: tuple[int, int]
    last: tuple[int, int]


def bounds(allele: Allele, intervals: Intervals | None = None) -> Bounds:
    """What a structural allele changes; the base at POS itself is kept (VCF 4.4, symbolic alleles)."""
    low, high, left, right = intervals or (0, 0, 0, 0)
    first, last = allele.pos + 1, max(allele.last, allele.pos + 1)
    if structural_type(allele) in ("INS", "BND"):
        last, left, right = allele.pos, low, high
    return Bounds((first + low, first + high), (last + left, last + right))


def structural_name(
    accession: str, allele: Allele, intervals: Intervals | None, mate: Callable[[str], str]
) -> str | None:
    """HGVS-like g. name; None where the type has none. mate: accession of a contig in the file's naming."""
    kind = structural_type(allele)
    found = bounds(allele, intervals)
    tail = _TYPES.get(kind, _OTHER).name
    if kind == "BND":
        other = _BREAKEND.search(allele.alt)
        return f"{accession}:g.{allele.pos}::{mate(other['mate'])}:g.{other['pos']}" if other else None
    if tail is None or not has_extent(allele):
        return None
    first, last = _either(*map(str, found.first)), _either(*map(str, found.last))
    if kind == "INS":
        return f"{accession}:g.{last}_{first}{tail}"
    return f"{accession}:g.{first}{tail}" if first == last else f"{accession}:g.{first}_{last}{tail}"


def _either(low: str, high: str) -> str:
    return low if low == high else f"({low}_{high})"


def structural_effect(
    model: SplicedTranscript, allele: Allele, severity: Severity, intervals: Intervals | None = None
) -> TranscriptEffect:
    """What a structural allele does to one transcript; `note` says which exons, and what of the frame."""
    kind = _TYPES.get(structural_type(allele), _OTHER)
    edit = _edit(model, allele)
    if not has_extent(allele) and edit.hits(*model.span):
        return _unbounded(model, severity)
    exons = _exons(model, edit)
    introns = [n for n, span in enumerate(model.introns, 1) if edit.hits(*span)]
    terms = severity.ordered(frozenset(_terms(model, kind, edit, exons)))
    name = _coding_name(model, kind, edit, bounds(allele, intervals)) if has_extent(allele) else None
    transcript = model.transcript
    return TranscriptEffect(
        transcript=transcript.accession,
        hgvs_c=f"{transcript.accession}:{name}" if name else None,
        hgvs_p=f"{transcript.protein}:p.?"
        if transcript.protein and not _PROTEIN_KEPT.issuperset(terms)
        else None,
        consequence=terms,
        impact=severity.worst(terms),
        exon=_span(exons),
        intron=_span(introns),
        mane=transcript.mane,
        note=_note(model, kind, edit, exons),
    )


def _unbounded(model: SplicedTranscript, severity: Severity) -> TranscriptEffect:
    """Of an allele that may reach into the transcript, nobody knows how far: nothing is excluded."""
    terms = ("structural_variant",)
    return TranscriptEffect(
        transcript=model.transcript.accession,
        hgvs_c=None,
        hgvs_p=None,
        consequence=terms,
        impact=severity.worst(terms),
        mane=model.transcript.mane,
        note=NO_EXTENT,
    )


def _edit(model: SplicedTranscript, allele: Allele) -> Edit:
    """The bases changed; to the end of the stretch where the file does not say how far."""
    first, last = bounds(allele).first[0], bounds(allele).last[0]
    if not has_extent(allele):
        last = max(first, model.stretch.last)
    if first > last:
        gap = max(model.stretch.offset(first), model.stretch.offset(last))
        return Edit(gap, gap, "")
    start, end = sorted((model.stretch.offset(first), model.stretch.offset(last)))
    return Edit(start, end + 1, "")


def _exons(model: SplicedTranscript, edit: Edit) -> list[int]:
    return [
        exon.number
        for exon, span in zip(model.transcript.exons, model.exons, strict=True)
        if edit.hits(*span)
    ]


def _terms(model: SplicedTranscript, kind: StructuralType, edit: Edit, exons: list[int]) -> set[str]:
    start, end = model.span
    if edit.end <= start:
        return {"upstream_gene_variant"}
    if edit.start >= end:
        return {"downstream_gene_variant"}
    if edit.start <= start and edit.end >= end:
        return set(kind.whole) or {"coding_transcript_variant"}
    broken = kind.broken if _ends_inside(model, edit, exons) else frozenset()
    splice = _splice(model, kind, edit)
    if not exons:
        inside = frozenset() if splice & SPLICE_SITES else {"intron_variant"}
        return {*inside, *broken, *splice}
    parts = _part_terms(model, edit)
    terms = {*broken, *parts, *splice - {"intron_variant"}} | (kind.exons if _CODING in parts else set())
    if kind.loses:
        terms |= _lost(model, edit)
    return terms or {"coding_transcript_variant"}


def _splice(model: SplicedTranscript, kind: StructuralType, edit: Edit) -> set[str]:
    """The splice terms of the bases concerned; a change of unknown kind may have left a site as it was."""
    if kind.keeps:
        return set()
    terms, _ = splice_terms(model, edit)
    if kind.known:
        return terms
    return {"structural_variant"} if terms & SPLICE_SITES else set()


def _ends_inside(model: SplicedTranscript, edit: Edit, exons: list[int]) -> bool:
    """True where a breakpoint lies within the transcript and parts exons from each other."""
    start, end = model.span
    inside = [gap for gap in (edit.start, edit.end) if start < gap < end]
    return bool(inside) and (bool(exons) or edit.start == edit.end)


def _parts(model: SplicedTranscript, edit: Edit) -> list[Edit]:
    """The exonic parts of the edit in `mrna`."""
    parts = []
    for at, (start, end) in zip(model.mrna_starts, model.exons, strict=True):
        if edit.hits(start, end):
            low, high = max(edit.start, start), min(edit.end, end)
            parts.append(Edit(at + low - start, at + high - start, ""))
    return parts


def _part_terms(model: SplicedTranscript, edit: Edit) -> set[str]:
    start, end = model.cds
    terms = set()
    for part in _parts(model, edit):
        if part.hits(start, end):
            terms.add(_CODING)
        if part.start < start:
            terms.add("5_prime_UTR_variant")
        if part.end > end:
            terms.add("3_prime_UTR_variant")
    return terms


def _lost(model: SplicedTranscript, edit: Edit) -> set[str]:
    whole = any(edit.start <= first and edit.end >= last for first, last in model.exons)
    terms = {"exon_loss_variant"} if whole else set()
    return terms.union(*(lost_codons(model, part) for part in _parts(model, edit)))


def _coding_name(model: SplicedTranscript, kind: StructuralType, edit: Edit, found: Bounds) -> str | None:
    """HGVS-like c.; what lies beyond the transcript is `?`, beside the last base that surely is concerned."""
    start, end = model.span
    if kind.name is None or edit.end <= start or edit.start >= end:
        return None
    ends = (found.first, found.last) if model.transcript.strand > 0 else (found.last[::-1], found.first[::-1])
    if edit.start == edit.end:
        ends = ends[::-1]
    left, right = (_place(model, pair) for pair in ends)
    if left == "?":
        left = f"(?_{model.number(start)})"
    if right == "?":
        right = f"({model.number(end - 1)}_?)"
    return f"c.{left}{kind.name}" if left == right else f"c.{left}_{right}{kind.name}"


def _place(model: SplicedTranscript, pair: tuple[int, int]) -> str:
    """One end, as c. numbers from .. to in transcript order."""
    return _either(*(_number(model, model.stretch.offset(pos)) for pos in pair))


def _number(model: SplicedTranscript, offset: int) -> str:
    start, end = model.span
    return model.number(offset) if start <= offset < end else "?"


def _note(model: SplicedTranscript, kind: StructuralType, edit: Edit, exons: list[int]) -> str:
    if not exons:
        return "no exon is hit"
    unclear = "" if kind.known else f"{NO_KIND}; "
    many = "s" if len(exons) > 1 else ""
    total = len(model.exons)
    note = f"{unclear}exon{many} {_span(exons)} of {total}"
    frame = _frame(model, edit)
    return f"{note}; {frame}" if kind.loses and frame else note


def _frame(model: SplicedTranscript, edit: Edit) -> str:
    """Whether the loss of whole exons inside the coding sequence keeps the frame."""
    start, end = model.cds
    whole = [span for span in model.exons if edit.hits(*span)]
    if any(edit.start > first or edit.end < last for first, last in whole):
        return ""
    parts = _parts(model, edit)
    if parts[0].start <= start or parts[-1].end >= end:
        return ""
    lost = sum(part.end - part.start for part in parts)
    return f"{lost} coding bases lost, the frame is {'kept' if lost % 3 == 0 else 'lost'}"


def _span(numbers: list[int]) -> str | None:
    if not numbers:
        return None
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}-{high}"
