"""Variants of one sample that must be read together: of one codon, or indels that restore the frame.

Phase is taken from the genotypes alone. Where it is not known, the joint effect is given as what would be if
the variants were in cis, and marked so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from hyperigm.core.annotation import Haplotype, TranscriptEffect
from hyperigm.core.consequence import Severity, nmd_escape
from hyperigm.core.edit import Edit, described, shifted, trimmed
from hyperigm.core.inheritance.phase import direct_phase
from hyperigm.core.naming import coding_name, place
from hyperigm.core.protein import predict
from hyperigm.core.transcript import SplicedTranscript
from hyperigm.core.variant import Call
from hyperigm.core.verdict import Phase

MAX_GROUP = 6  # changes of one codon that are tried together; more than three can't all be substitutions


@dataclass(frozen=True, slots=True)
class CodingCall:
    """A carried call inside the coding sequence. edit: of the mRNA; codons: the 0-based codons it reaches."""

    call: Call
    edit: Edit
    codons: range
    name: str

    @property
    def key(self) -> str:
        return self.call.allele.key

    @property
    def shifts_frame(self) -> bool:
        return self.edit.growth % 3 != 0


def haplotypes(
    calls: Sequence[Call],
    model: SplicedTranscript,
    effects: Mapping[str, TranscriptEffect],
    severity: Severity,
) -> tuple[Haplotype, ...]:
    """The groups of a sample's calls in one gene. effects: of each single allele, by key."""
    coding = sorted(_coding(calls, model), key=lambda item: item.edit)
    groups = dict.fromkeys((*_of_one_codon(coding), *_restoring_frame(coding, model)))
    found = (_joined(group, model, effects, severity) for group in groups)
    return tuple(haplotype for haplotype in found if haplotype is not None)


def _coding(calls: Sequence[Call], model: SplicedTranscript) -> Iterator[CodingCall]:
    start, end = model.cds
    for call in calls:
        if not call.genotype.copies or not call.allele.is_sequence:
            continue
        placed = place(model.stretch, call.allele)
        name = coding_name(model, placed.change) if placed.change else None
        inside = _where_called(call, model) or model.mrna_edit(placed.edit)
        if inside is None or name is None or not inside.hits(start, end):
            continue
        last = max(inside.end - start, inside.start - start + 1)
        codons = range(max(inside.start - start, 0) // 3, -(-last // 3))
        yield CodingCall(call, inside, codons, name)


def _where_called(call: Call, model: SplicedTranscript) -> Edit | None:
    """The edit where the file has it: moved 3' for its name, it might pass its neighbour."""
    allele = call.allele
    edit = model.stretch.edit(allele.pos, allele.ref, allele.alt)
    return model.mrna_edit(trimmed(model.stretch.bases, edit)) if model.stretch.contains(edit) else None


def in_cis(one: Call, other: Call) -> bool | None:
    """Whether one chromosome copy carries both; None where the genotypes do not say.

    A call on every copy is in cis with any other on the copy that carries the other.
    """
    if any(call.genotype.copies == call.genotype.ploidy for call in (one, other)):
        return True
    phase, _ = direct_phase(one, other)
    return None if phase is Phase.UNKNOWN else phase is Phase.CIS


Group = tuple[CodingCall, ...]


def _of_one_codon(coding: Sequence[CodingCall]) -> Iterator[Group]:
    """The largest groups of one codon that can be on one copy; two that share a member are one where they
    can be."""
    codons: dict[int, list[CodingCall]] = {}
    for item in coding:
        for codon in item.codons:
            codons.setdefault(codon, []).append(item)
    groups: list[Group] = []
    for members in codons.values():
        for group in _largest(members):
            before = groups[-1] if groups else ()
            union = tuple(dict.fromkeys((*before, *group)))
            if set(before) & set(group) and _compatible(union):
                groups[-1] = union
            else:
                groups.append(group)
    yield from groups


def _largest(members: Sequence[CodingCall]) -> list[Group]:
    """All compatible groups of two and more that no larger one contains."""
    found: list[Group] = []
    for size in range(min(len(members), MAX_GROUP), 1, -1):
        for group in combinations(members, size):
            if not any(set(group) <= set(larger) for larger in found) and _compatible(group):
                found.append(group)
    return found


def _compatible(group: Sequence[CodingCall]) -> bool:
    """No two overlapping, no two on different copies, and either all proven in cis or none of them."""
    pairs = list(combinations(group, 2))
    if any(left.edit.end > right.edit.start or left.edit == right.edit for left, right in pairs):
        return False
    return {in_cis(left.call, right.call) for left, right in pairs} in ({True}, {None})


def _restoring_frame(coding: Sequence[CodingCall], model: SplicedTranscript) -> Iterator[Group]:
    """From an indel that shifts the frame to the one that restores it, with what lies between in cis."""
    for index, first in enumerate(coding):
        if not first.shifts_frame:
            continue
        group = [first]
        for item in coding[index + 1 :]:
            if _stops_before(group, item, model):
                break
            if not _compatible([*group, item]):
                continue
            group.append(item)
            if sum(member.edit.growth for member in group) % 3 == 0:
                yield tuple(group)
                break


def _stops_before(group: Sequence[CodingCall], item: CodingCall, model: SplicedTranscript) -> bool:
    """True where the shifted frame of the group meets a stop before the next change is reached."""
    joint = _joint_edit(group, model)
    stop = predict(model, joint).stop
    return stop is not None and stop + 3 <= item.edit.start + joint.growth


def _joint_edit(group: Sequence[CodingCall], model: SplicedTranscript) -> Edit:
    """All edits as one, from the first base changed to the last."""
    first, last = group[0].edit.start, group[-1].edit.end
    alt, at = "", first
    for item in group:
        alt += model.mrna[at : item.edit.start] + item.edit.alt
        at = item.edit.end
    return trimmed(model.mrna, Edit(first, last, alt))


def _joined(
    group: Group, model: SplicedTranscript, effects: Mapping[str, TranscriptEffect], severity: Severity
) -> Haplotype | None:
    if any(item.key not in effects for item in group):
        return None
    proven = in_cis(group[0].call, group[-1].call) is True
    members = sorted(item.call.allele for item in group)
    return Haplotype(
        key="+".join(allele.key for allele in members),
        gene=model.transcript.gene,
        members=tuple(allele.key for allele in members),
        proven=proven,
        effect=_effect(group, model, effects, severity, proven),
        reason=_reason(group, proven),
    )


def _effect(
    group: Group,
    model: SplicedTranscript,
    effects: Mapping[str, TranscriptEffect],
    severity: Severity,
    proven: bool,
) -> TranscriptEffect:
    transcript = model.transcript
    joint = _joint_edit(group, model)
    effect = predict(model, joint)
    own = {term for item in group for term in effects[item.key].consequence}
    found = set(effect.terms) | {term for term in own if term.startswith("splice_") or "UTR" in term}
    if "missense_variant" in found and any(item.edit.growth for item in group):
        found = (found - {"missense_variant"}) | {"protein_altering_variant"}
    terms = severity.ordered(frozenset(found))
    exons = dict.fromkeys(effects[item.key].exon or "" for item in group)
    return TranscriptEffect(
        transcript=transcript.accession,
        hgvs_c=f"{transcript.accession}:{_joint_name(group, model, joint)}",
        hgvs_p=f"{transcript.protein}:{effect.name}" if transcript.protein else None,
        consequence=terms,
        impact=severity.worst(terms),
        exon="-".join(exons) or None,
        nmd_escape=nmd_escape(model, joint, effect),
        mane=transcript.mane,
        note="" if proven else "as if in cis; the phase is not known",
    )


def _joint_name(group: Group, model: SplicedTranscript, joint: Edit) -> str:
    """One delins where the changes touch or concern one codon of one exon, else the allele in brackets.

    Source: HGVS nomenclature 21: changes that together concern one amino acid are one delins.
    """
    exon = _exon_of(model, joint)
    touch = all(left.edit.end == right.edit.start for left, right in pairwise(group))
    if exon is not None and (touch or len({number for item in group for number in item.codons}) == 1):
        start, first = model.exons[exon][0], model.mrna_starts[exon]
        moved = Edit(joint.start - first + start, joint.end - first + start, joint.alt)
        change = described(model.stretch.bases, shifted(model.stretch.bases, moved))
        name = coding_name(model, change)
        if name is not None:
            return name
    return f"c.[{';'.join(item.name.removeprefix('c.') for item in group)}]"


def _exon_of(model: SplicedTranscript, edit: Edit) -> int | None:
    """The index of the exon that holds an edit of the mRNA, None where it spans a junction."""
    for index, (first, (start, end)) in enumerate(zip(model.mrna_starts, model.exons, strict=True)):
        if first <= edit.start and edit.end <= first + end - start:
            return index
    return None


def _reason(group: Group, proven: bool) -> str:
    names = " and ".join(item.name for item in group)
    shifting = any(item.shifts_frame for item in group)
    numbers = sorted({number + 1 for item in group for number in item.codons})
    where = "restore the reading frame" if shifting else f"lie in codon {numbers[0]}"
    phase = "on one chromosome copy" if proven else "if they are on one copy, which the file does not show"
    return f"{names} together {where}, {phase}"
