"""Sequence Ontology terms of an edit on one transcript, in VEP's sense, from positions and sequence alone.

Source of the windows: Ensembl VEP, "Calculated variant consequences" (terms and their definitions of 2021,
with the splice terms donor 5th base, donor region and polypyrimidine tract).
"""

from dataclasses import dataclass, replace

from hyperigm.core.annotation import Impact
from hyperigm.core.edit import Change, Edit, Kind, changed_runs, one_before
from hyperigm.core.protein import NOT_PREDICTED, ProteinEffect, predict
from hyperigm.core.transcript import SplicedTranscript

NMD_WINDOW = 50  # bases before the last junction where a stop escapes decay; Abou Tayoun 2018, PMC6185798


@dataclass(frozen=True, slots=True)
class Severity:
    """Terms in VEP's order, most severe first, with their impact. From resources/consequences."""

    rank: dict[str, int]
    impact: dict[str, Impact]

    def ordered(self, terms: frozenset[str]) -> tuple[str, ...]:
        """The terms, most severe first. Raises KeyError for a term that the table does not have."""
        return tuple(sorted(terms, key=self.rank.__getitem__))

    def worst(self, terms: tuple[str, ...]) -> Impact:
        """The most severe impact of the terms."""
        return min((self.impact[term] for term in terms), key=tuple(Impact).index)


@dataclass(frozen=True, slots=True)
class Consequence:
    """terms: unordered. protein: HGVS p. without accession, None where the protein is not concerned.

    exon, intron: numbers touched, transcript order ("3" or "3-4"). nmd_escape: see TranscriptEffect.
    """

    terms: frozenset[str]
    protein: str | None = None
    exon: str | None = None
    intron: str | None = None
    nmd_escape: bool | None = None


def consequence(model: SplicedTranscript, edit: Edit, change: Change) -> Consequence:
    """What a trimmed, 3'-shifted edit does to a transcript. change: the same edit as HGVS classes it.

    The change decides on which side of an exon edge an insertion counts: a copy of intron bases is intronic.
    """
    start, end = model.span
    if edit.end <= start and edit.start < end:
        return Consequence(frozenset({"upstream_gene_variant"}))
    if edit.start >= end:
        return Consequence(frozenset({"downstream_gene_variant"}))
    edit = _beside_sites(model, edit)
    splice, introns = splice_terms(model, edit)
    inside = model.mrna_edit(edit)
    if inside is not None and not _copies_intron(model, edit, change):
        return _exonic(model, edit, inside, splice, introns)
    if (part := _exon_part(model, edit)) is not None and not splice & SPLICE_SITES:
        return _exonic(model, *part, splice, introns)
    found = _spanning(model, edit, splice, introns)
    unclear = found.protein is None and _over_an_edge(model, change)
    return replace(found, protein=NOT_PREDICTED) if unclear else found


def _exon_part(model: SplicedTranscript, edit: Edit) -> tuple[Edit, Edit] | None:
    """What an edit that keeps the length changes of the one exon it reaches, in the stretch and in `mrna`."""
    if edit.growth or not edit.alt:
        return None
    runs = changed_runs(model.stretch.bases, edit)
    reached = [exon for exon in model.exons if any(run.hits(*exon) for run in runs)]
    if len(reached) != 1:
        return None
    inner = [run for run in runs if run.hits(*reached[0])]
    start, end = max(inner[0].start, reached[0][0]), min(inner[-1].end, reached[0][1])
    part = Edit(start, end, edit.alt[start - edit.start : end - edit.start])
    inside = model.mrna_edit(part)
    return (part, inside) if inside else None


def _beside_sites(model: SplicedTranscript, edit: Edit) -> Edit:
    """The edit where it leaves the first and last two bases of introns, if it says the same anywhere there.

    AG|GT with G inserted is AGG|GT: GT still follows the exon, which is one base longer. VEP and bcftools csq
    agree, because they read the edit at its 5'-most place.
    """
    if edit.alt and edit.start < edit.end:
        return edit
    moved: Edit | None = edit
    while moved is not None and _hits_site(model, moved):
        moved = one_before(model.stretch.bases, moved)
    return moved or edit


def _hits_site(model: SplicedTranscript, edit: Edit) -> bool:
    first, last = edit.start, edit.end
    return any(
        (first < start + 2 and last > start) or (first < end and last > end - 2)
        for start, end in model.introns
    )


def _copies_intron(model: SplicedTranscript, edit: Edit, change: Change) -> bool:
    """An insertion at an exon edge that repeats bases of the intron before it, its last two included:
    CAG|CAG| has AG before the exon again, where AG|G| makes the exon longer."""
    start = edit.start
    if change.kind != Kind.DUPLICATION or start != model.exons[model.exon_index(start)][0]:
        return False
    bases = model.stretch.bases
    return (bases[start - 2 : start] + edit.alt)[-2:] == bases[start - 2 : start]


def splice_terms(model: SplicedTranscript, edit: Edit) -> tuple[set[str], list[int]]:
    """Splice and intron terms of the bases that change, and the numbers of the introns touched."""
    terms: set[str] = set()
    touched = []
    runs = changed_runs(model.stretch.bases, edit)
    for number, (start, end) in enumerate(model.introns, start=1):
        if edit.end < start - 3 or edit.start > end + 3:
            continue
        terms |= {term for run in runs for term in _intron_terms(run, start, end)}
        if any(run.hits(start, end) for run in runs):
            touched.append(number)
    if terms & _NARROWER:
        terms.discard("splice_region_variant")
    if "splice_donor_5th_base_variant" in terms:
        terms.discard("splice_donor_region_variant")
    return terms, touched


SPLICE_SITES = frozenset({"splice_donor_variant", "splice_acceptor_variant"})
_NARROWER = SPLICE_SITES | {"splice_donor_5th_base_variant", "splice_donor_region_variant"}


def _intron_terms(edit: Edit, start: int, end: int) -> set[str]:
    """Terms of one intron [start, end): offsets in transcript order."""
    windows = (
        ("splice_donor_variant", start, start + 2),
        ("splice_acceptor_variant", end - 2, end),
        ("splice_donor_5th_base_variant", start + 4, start + 5),
        ("splice_donor_region_variant", start + 2, start + 6),
        ("splice_polypyrimidine_tract_variant", end - 17, end - 2),
        ("splice_region_variant", start - 3, start),
        ("splice_region_variant", start + 2, start + 8),
        ("splice_region_variant", end - 8, end - 2),
        ("splice_region_variant", end, end + 3),
        ("intron_variant", start + 2, end - 2),
    )
    terms = {term for term, first, last in windows if edit.hits(first, last)}
    if edit.start == edit.end:
        if edit.start in (start, end, start + 2, end - 2):
            terms.add("splice_region_variant")
        if edit.start in (start + 2, end - 2):
            terms.add("intron_variant")
    return terms


def _exonic(
    model: SplicedTranscript, edit: Edit, inside: Edit, splice: set[str], introns: list[int]
) -> Consequence:
    terms = set(splice) | _untranslated(model, inside)
    exon = str(model.transcript.exons[model.exon_index(edit.start)].number)
    if not _codes(model, inside):
        return Consequence(frozenset(terms), None, exon, _span(introns))
    effect = predict(model, inside)
    return Consequence(
        frozenset(terms) | effect.terms, effect.name, exon, _span(introns), nmd_escape(model, inside, effect)
    )


def _over_an_edge(model: SplicedTranscript, change: Change) -> bool:
    """True where the name has exon and intron positions: which of the two the bases join is not known."""
    start, end = change.start, change.end
    if start == end:
        start, end = start - 1, end + 1
    if end - start == 1:
        return False
    return any(start < first < end or start < last < end for first, last in model.introns)


def _codes(model: SplicedTranscript, inside: Edit) -> bool:
    return inside.hits(*model.cds)


def _untranslated(model: SplicedTranscript, inside: Edit) -> set[str]:
    start, end = model.cds
    terms = set()
    if inside.start < start or inside.end <= start:
        terms.add("5_prime_UTR_variant")
    if inside.end > end or inside.start >= end:
        terms.add("3_prime_UTR_variant")
    return terms


def nmd_escape(model: SplicedTranscript, inside: Edit, effect: ProteinEffect) -> bool | None:
    """Whether a premature stop escapes nonsense-mediated decay: in the last exon, or at most NMD_WINDOW
    bases before the last junction. None where there is no premature stop."""
    if effect.stop is None:
        return None
    junction = model.last_junction
    if inside.start < junction:
        junction += inside.growth
    return len(model.exons) == 1 or junction - effect.stop <= NMD_WINDOW


def _spanning(model: SplicedTranscript, edit: Edit, splice: set[str], introns: list[int]) -> Consequence:
    """An edit in an intron, or over the edge of an exon."""
    terms = set(splice)
    exons = []
    lost = False
    for index, (start, end) in enumerate(model.exons):
        if not edit.hits(start, end):
            continue
        exons.append(model.transcript.exons[index].number)
        lost = lost or (edit.start <= start and edit.end >= end)
        shift = model.mrna_starts[index] - start
        part = Edit(max(edit.start, start) + shift, min(edit.end, end) + shift, "")
        terms |= _untranslated(model, part) | _part_terms(model, part)
    if edit.start <= model.span[0] and edit.end >= model.span[1]:
        terms = {"transcript_ablation"}
    elif lost:
        terms.add("exon_loss_variant")
    protein = NOT_PREDICTED if terms & _PROTEIN_UNCLEAR else None
    if "start_lost" in terms and not splice:
        protein = "p.(Met1?)"
    return Consequence(frozenset(terms or {"intron_variant"}), protein, _span(exons), _span(introns))


_PROTEIN_UNCLEAR = frozenset(
    {
        "splice_donor_variant",
        "splice_acceptor_variant",
        "coding_sequence_variant",
        "transcript_ablation",
        "exon_loss_variant",
        "start_lost",
        "stop_lost",
    }
)


def _part_terms(model: SplicedTranscript, part: Edit) -> set[str]:
    """What losing a part of an exon means where the rest of the edit lies outside it."""
    return lost_codons(model, part) | ({"coding_sequence_variant"} if part.hits(*model.cds) else set())


def lost_codons(model: SplicedTranscript, part: Edit) -> set[str]:
    """The terms of start and stop codon, where an edit that is a loss reaches into them."""
    start, end = model.cds
    terms = set()
    if part.hits(start, start + 3):
        terms.add("start_lost")
    if part.hits(end - 3, end):
        terms.add("stop_lost")
    return terms


def _span(numbers: list[int]) -> str | None:
    if not numbers:
        return None
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}-{high}"
