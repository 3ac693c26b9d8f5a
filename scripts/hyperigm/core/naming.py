"""HGVS names of sequence alleles on the genome and on a transcript, and what they do there.

One reading of the allele gives the name and the consequence, so that the two never disagree.
"""

from dataclasses import dataclass

from hyperigm.core.annotation import TranscriptEffect
from hyperigm.core.consequence import Consequence, Severity, consequence
from hyperigm.core.edit import (
    Change,
    Edit,
    Kind,
    Stretch,
    described,
    shifted,
    touches_unknown,
    trimmed,
)
from hyperigm.core.transcript import SplicedTranscript
from hyperigm.core.variant import Allele

OUTSIDE = "outside the transcript, which a c. name can't reach"
NO_SEQUENCE = "the bundled reference has no sequence here, so that the most 3' position is not known"
MISMATCH = "REF is not the base of the reference"
AMBIGUOUS = "REF or ALT has an ambiguous base (IUPAC code)"


@dataclass(frozen=True, slots=True)
class Placed:
    """An allele on a stretch. edit: trimmed and 3'-most; change: its HGVS class; note: why it can't be named
    (then `change` is None, and `edit` is as the file has it)."""

    edit: Edit
    change: Change | None
    note: str = ""


def place(stretch: Stretch, allele: Allele) -> Placed:
    """A sequence allele on a stretch, as the strand of the stretch reads it."""
    edit = stretch.edit(allele.pos, allele.ref, allele.alt)
    if not stretch.contains(edit):
        return Placed(edit, None, NO_SEQUENCE)
    edit = trimmed(stretch.bases, edit)
    if edit.start == edit.end or not edit.alt:
        moved = shifted(stretch.bases, edit)
        if touches_unknown(stretch.bases, moved):
            return Placed(edit, None, NO_SEQUENCE)
        edit = moved
    elif touches_unknown(stretch.bases, edit):
        return _placed_unknown(stretch, allele, edit)
    return Placed(edit, described(stretch.bases, edit))


def _placed_unknown(stretch: Stretch, allele: Allele, edit: Edit) -> Placed:
    """A substitution needs no neighbours: the file's own REF names it where the reference has none."""
    if edit.end - edit.start == 1 == len(edit.alt) == len(allele.ref):
        ref = stretch.edit(allele.pos, allele.alt, allele.ref).alt
        return Placed(edit, Change(Kind.SUBSTITUTION, edit.start, edit.end, f"{ref}>{edit.alt}"))
    return Placed(edit, None, NO_SEQUENCE)


def genomic_name(accession: str, plus: Stretch, placed: Placed) -> str | None:
    """HGVS g. of an allele placed on the plus strand; None where it can't be named."""
    if placed.change is None:
        return None
    change = placed.change
    if change.start == change.end:
        left = plus.position(change.start - 1)
        return f"{accession}:g.{left}_{left + 1}{change.tail}"
    first, last = plus.position(change.start), plus.position(change.end - 1)
    where = str(first) if first == last else f"{first}_{last}"
    return f"{accession}:g.{where}{change.tail}"


def coding_name(model: SplicedTranscript, change: Change) -> str | None:
    """HGVS c. without accession; None where a position lies outside the transcript."""
    start, end = change.start, change.end
    if change.kind == Kind.IDENTITY or not model.contains(start, end):
        return None
    if start == end:
        return f"c.{model.number(start - 1)}_{model.number(start)}{change.tail}"
    first = model.number(start)
    where = first if end - start == 1 else f"{first}_{model.number(end - 1)}"
    return f"c.{where}{change.tail}"


def identity_name(model: SplicedTranscript, edit: Edit) -> str:
    """HGVS c. of an allele that the transcript's own record already carries, without accession."""
    first = model.number(edit.start)
    where = first if edit.end - edit.start == 1 else f"{first}_{model.number(edit.end - 1)}"
    return f"c.{where}="


def effect_on(
    model: SplicedTranscript, allele: Allele, severity: Severity, unnamed: str = ""
) -> TranscriptEffect:
    """Name and consequence of a sequence allele on one transcript. The allele lies on the model's stretch.

    unnamed: why it must not be named, or ""; then only its consequence by position is said.
    """
    placed = place(model.stretch, allele)
    if unnamed:
        placed = Placed(placed.edit, None, unnamed)
    transcript = model.transcript
    if placed.change is not None and placed.change.kind == Kind.IDENTITY:
        return _carried(model, allele, severity)
    change = placed.change or Change(Kind.DELINS, placed.edit.start, placed.edit.end, "")
    found = consequence(model, placed.edit, change)
    name = coding_name(model, change) if placed.change is not None else None
    terms = severity.ordered(found.terms)
    return TranscriptEffect(
        transcript=transcript.accession,
        hgvs_c=f"{transcript.accession}:{name}" if name else None,
        hgvs_p=_protein_name(model, found, placed),
        consequence=terms,
        impact=severity.worst(terms),
        exon=found.exon,
        intron=found.intron,
        nmd_escape=found.nmd_escape,
        mane=transcript.mane,
        note=placed.note or ("" if name else OUTSIDE),
    )


def _protein_name(model: SplicedTranscript, found: Consequence, placed: Placed) -> str | None:
    protein = model.transcript.protein
    if found.protein is None or protein is None or placed.change is None:
        return None
    return f"{protein}:{found.protein}"


def _carried(model: SplicedTranscript, allele: Allele, severity: Severity) -> TranscriptEffect:
    """The assembly's base is the odd one: the transcript's record has the allele already."""
    edit = model.stretch.edit(allele.pos, allele.ref, allele.alt)
    inside = model.mrna_edit(edit)
    codes = inside is not None and inside.start < model.cds[1] and inside.end > model.cds[0]
    terms = severity.ordered(frozenset({"synonymous_variant" if codes else "coding_transcript_variant"}))
    accession, protein = model.transcript.accession, model.transcript.protein
    index = model.exon_index(edit.start)
    return TranscriptEffect(
        transcript=accession,
        hgvs_c=f"{accession}:{identity_name(model, edit)}",
        hgvs_p=f"{protein}:p.(=)" if codes and protein else None,
        consequence=terms,
        impact=severity.worst(terms),
        exon=str(model.transcript.exons[index].number),
        mane=model.transcript.mane,
        note="the transcript's own record has this base; the assembly differs from it",
    )
