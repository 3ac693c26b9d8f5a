"""Variants of one sample that must be read together: of one codon, indels that restore the frame, and one
behind a stop or a shifted frame.

Phase is taken from the genotypes alone. Where it is not known, the joint effect is given as what would be if
the variants were in cis, and marked so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from hyperigm.core.annotation import Haplotype, TranscriptEffect
from hyperigm.core.consequence import Severity, nmd_escape
from hyperigm.core.edit import Edit, described, shifted, trimmed
from hyperigm.core.inheritance.phase import direct_phase
from hyperigm.core.naming import coding_name, place
from hyperigm.core.protein import predict
from hyperigm.core.transcript import SplicedTranscript
from hyperigm.core.variant import Allele, Call
from hyperigm.core.verdict import Phase

MAX_OPEN = 6  # calls of unknown phase that are tried both ways; all others count as not on the copy


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
    def on_every_copy(self) -> bool:
        return self.call.genotype.copies == self.call.genotype.ploidy

    @property
    def shifts_frame(self) -> bool:
        return self.edit.growth % 3 != 0


Placed = tuple[Edit, range, str] | None
"""Edit of the mRNA, codons and name of an allele of coding bases; None of any other."""


def haplotypes(
    calls: Sequence[Call],
    model: SplicedTranscript,
    effects: Mapping[str, TranscriptEffect],
    severity: Severity,
    placed: dict[str, Placed] | None = None,
) -> tuple[Haplotype, ...]:
    """The groups of a sample's calls in one gene. effects: of each single allele, by key.

    What is proven comes last, and of what is alike in this the gravest: a reader who takes the last one that
    names a variant takes the surest. placed: what was found of alleles in other samples, which is added to.
    """
    coding = sorted(_coding(calls, model, effects, {} if placed is None else placed), key=_first_base)
    groups: dict[Group, bool] = {}
    for group, proven in (*_of_one_codon(coding), *_restoring_frame(coding, model)):
        groups[group] = groups.get(group, False) or proven
    found = [_joined(group, model, effects, severity, proven) for group, proven in groups.items()]
    found.sort(key=lambda item: (item.proven, -severity.rank[item.effect.consequence[0]]))
    taken = {key for together in found for key in together.members}
    for group in _behind(coding, taken, effects):
        joined, why = _joined(group, model, effects, severity, True), _why_lost(group, model)
        found.append(replace(joined, reason=why, lost=group[-1].key))
    return tuple(found)


def _first_base(item: CodingCall) -> Edit:
    return item.edit


def _coding(
    calls: Sequence[Call],
    model: SplicedTranscript,
    effects: Mapping[str, TranscriptEffect],
    placed: dict[str, Placed],
) -> Iterator[CodingCall]:
    """The carried calls of coding bases; one that can't be named alone is in no name of two either."""
    for call in calls:
        if not call.genotype.copies:
            continue
        key = call.allele.key
        if key not in placed:
            placed[key] = _placed(call.allele, model, effects.get(key))
        if found := placed[key]:
            yield CodingCall(call, *found)


def _placed(allele: Allele, model: SplicedTranscript, known: TranscriptEffect | None) -> Placed:
    start, end = model.cds
    if not allele.is_sequence or known is None or not known.hgvs_c:
        return None
    change = place(model.stretch, allele)
    name = coding_name(model, change.change) if change.change else None
    inside = _where_called(allele, model) or model.mrna_edit(change.edit)
    if inside is None or name is None or not inside.hits(start, end):
        return None
    last = max(inside.end - start, inside.start - start + 1)
    return inside, range(max(inside.start - start, 0) // 3, -(-last // 3)), name


def _where_called(allele: Allele, model: SplicedTranscript) -> Edit | None:
    """The edit where the file has it: moved 3' for its name, it might pass its neighbour."""
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


@dataclass(frozen=True, slots=True)
class _Copy:
    """What one chromosome copy may carry of some calls. on: carried; off: not; open: how many of these are
    a guess, because no phase decides them."""

    on: Group = ()
    off: Group = ()
    open: int = 0

    def with_next(self, item: CodingCall) -> Iterator["_Copy"]:
        """The copy with the next call, without it, or both where nothing decides."""
        on = _Copy((*self.on, item), self.off, self.open)
        off = _Copy(self.on, (*self.off, item), self.open)
        decided = self._decided(item)
        if decided is not None:
            yield on if decided else off
            return
        yield replace(off, open=self.open + 1)
        if self.open < MAX_OPEN:
            yield replace(on, open=self.open + 1)

    def _decided(self, item: CodingCall) -> bool | None:
        """A call on every copy is on this one; of two in trans each copy has one."""
        if any(_overlap(member, item) for member in self.on):
            return False
        if item.on_every_copy:
            return True
        for known, cis in ((self.on, True), (self.off, False)):
            phases = {in_cis(other.call, item.call) for other in known if not other.on_every_copy}
            if True in phases:
                return cis
            if False in phases:
                return not cis
        return None


def _overlap(one: CodingCall, other: CodingCall) -> bool:
    left, right = sorted((one.edit, other.edit))
    return left.end > right.start or left == right


def _copies(items: Sequence[CodingCall]) -> list[_Copy]:
    """Every way in which one copy may carry some of the calls and lack the others."""
    found = [_Copy()]
    for item in items:
        found = [longer for copy in found for longer in copy.with_next(item)]
    return found


def _of_one_codon(coding: Sequence[CodingCall]) -> Iterator[tuple[Group, bool]]:
    """The groups that share codons on a possible copy; True where the copy is proven to carry just these."""
    for cluster in _sharing_codons(coding):
        for copy in _copies(cluster):
            for group in _sharing_codons(copy.on):
                if len(group) > 1:
                    beside = [item for item in cluster if item not in group and _share(group, item)]
                    yield group, _one_copy(group) and _complete(group, beside)


def _sharing_codons(items: Sequence[CodingCall]) -> Iterator[Group]:
    """The calls, sorted, in groups of which each reaches a codon of one before it."""
    group: Group = ()
    for item in items:
        if group and not _share(group, item):
            yield group
            group = ()
        group = (*group, item)
    if group:
        yield group


def _share(group: Group, item: CodingCall) -> bool:
    return any(set(member.codons) & set(item.codons) for member in group)


def _one_copy(group: Group) -> bool:
    """Whether the phase shows that one copy carries all of them."""
    pairs = combinations((item for item in group if not item.on_every_copy), 2)
    return all(in_cis(left.call, right.call) is True for left, right in pairs)


def _complete(group: Group, beside: Sequence[CodingCall]) -> bool:
    """Whether one copy surely lacks what lies beside the group: it is in trans with a member, can't be on
    its copy, or, where every copy has the group, is all on the other one."""
    some = [item for item in group if not item.on_every_copy]
    if not some:
        return _one_copy(tuple(beside))
    return all(
        any(_overlap(member, item) for member in group)
        or any(in_cis(member.call, item.call) is False for member in some)
        for item in beside
    )


def _restoring_frame(coding: Sequence[CodingCall], model: SplicedTranscript) -> Iterator[tuple[Group, bool]]:
    """From an indel that shifts the frame to the one that restores it, with what lies between on that copy.

    True where the copy is proven to carry the group: what else may lie between does not undo the frame, and
    makes a group of its own.
    """
    for index, first in enumerate(coding):
        copies = [_Copy((first,))] if first.shifts_frame else []
        for item in coding[index + 1 :]:
            copies = [copy for copy in copies if not _stops_before(copy.on, item, model)]
            longer = [after for copy in copies for after in copy.with_next(item)]
            restored = [copy for copy in longer if copy.on[-1] is item and _keeps_frame(copy.on)]
            yield from ((copy.on, _one_copy(copy.on)) for copy in restored)
            copies = [copy for copy in longer if copy not in restored]
            if not copies:
                break


TRUNCATING = frozenset({"stop_gained", "frameshift_variant"})


def _behind(
    coding: Sequence[CodingCall], taken: Collection[str], effects: Mapping[str, TranscriptEffect]
) -> Iterator[Group]:
    """A change that ends the protein or shifts its frame, and last one behind it that no copy has without it;
    between them what else is proven to be on that copy. taken: keys of changes that others may undo."""
    lost: set[str] = set()
    for index, first in enumerate(coding):
        if first.key in {*taken, *lost} or TRUNCATING.isdisjoint(effects[first.key].consequence):
            continue
        group: Group = (first,)
        for item in coding[index + 1 :]:
            if any(_overlap(member, item) for member in group) or set(first.codons) & set(item.codons):
                continue
            if item.on_every_copy <= first.on_every_copy and in_cis(first.call, item.call):
                lost.add(item.key)
                between = [one for one in group[1:] if in_cis(one.call, item.call)]
                yield (first, *between, item)
                group = (*group, item)


def _why_lost(group: Group, model: SplicedTranscript) -> str:
    first, item = group[0].name, group[-1].name
    stopped = _stops_before(group[:-1], group[-1], model)
    how = "ends the protein before it" if stopped else "shifts the frame that it is read in"
    behind = f"{item} lies on one chromosome copy behind {first}"
    return f"{behind}, which {how}: there it does not do what it does alone"


def _keeps_frame(group: Group) -> bool:
    return sum(member.edit.growth for member in group) % 3 == 0


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
    group: Group,
    model: SplicedTranscript,
    effects: Mapping[str, TranscriptEffect],
    severity: Severity,
    proven: bool,
) -> Haplotype:
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
