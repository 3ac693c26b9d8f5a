"""What an edit of a transcript does to its protein: the HGVS p. name and the coding terms, from one reading.

Source of the forms: HGVS nomenclature 21, protein recommendations. Names come without accession.
"""

from dataclasses import dataclass

from hyperigm.core.edit import Edit, trimmed
from hyperigm.core.residue import STOP, UNKNOWN, residue, residues, translate
from hyperigm.core.transcript import SplicedTranscript

NOT_PREDICTED = "p.?"
UNCHANGED = "p.(=)"


@dataclass(frozen=True, slots=True)
class ProteinEffect:
    """name: HGVS p. without accession. terms: Sequence Ontology terms, in no order. stop: where in the
    edited mRNA the new stop codon starts, where there is a premature one."""

    name: str
    terms: frozenset[str]
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """Both proteins from the first codon the edit reaches.

    first: 0-based index of that codon; old, new: residues of the codons the edit reaches, before and after;
    old_tail, new_tail: residues to the stop (or to the end of the mRNA). growth: bases gained.
    """

    protein: str
    first: int
    old: str
    new: str
    new_tail: str
    cds_start: int
    growth: int
    pure: bool

    @property
    def old_tail(self) -> str:
        return self.protein[self.first :]

    @property
    def frameshift(self) -> bool:
        return self.growth % 3 != 0


def predict(model: SplicedTranscript, edit: Edit) -> ProteinEffect:
    """The protein effect of an edit of `model.mrna` that reaches the coding sequence."""
    start, _ = model.cds
    if edit.start < start + 3:
        if edit.applied(model.mrna).endswith(model.mrna[start:]):
            return ProteinEffect(UNCHANGED, frozenset({"5_prime_UTR_variant", "start_retained_variant"}))
        if _start_lost(model, edit):
            return ProteinEffect("p.(Met1?)", frozenset({"start_lost"}))
        edit = _from_the_start(model, edit)
    reading = _read(model, edit)
    if UNKNOWN in reading.new_tail or UNKNOWN in reading.old:
        return ProteinEffect(NOT_PREDICTED, frozenset({"coding_sequence_variant"}))
    if reading.new_tail == reading.old_tail:
        return _unchanged(reading)
    if reading.frameshift:
        return _frameshift(reading)
    return _in_frame(reading)


def _start_lost(model: SplicedTranscript, edit: Edit) -> bool:
    """Of an edit that does not leave all from the start codon on as it was: one behind the 5'UTR, or one that
    keeps the length, must leave the codon. Source: Ensembl VEP, start_lost, which compares sequences."""
    start = model.cds[0]
    if edit.start < start and edit.growth:
        return True
    return edit.applied(model.mrna)[start : start + 3] != model.mrna[start : start + 3]


def _from_the_start(model: SplicedTranscript, edit: Edit) -> Edit:
    """The coding part of an edit that keeps the length."""
    cut = max(model.cds[0] - edit.start, 0)
    return trimmed(model.mrna, Edit(edit.start + cut, edit.end, edit.alt[cut:])) if cut else edit


def _read(model: SplicedTranscript, edit: Edit) -> _Reading:
    start, end = model.cds
    first = (edit.start - start) // 3
    last = -(-(edit.end - start) // 3)
    begin = start + 3 * first
    window = model.mrna[begin : edit.start] + edit.alt + model.mrna[edit.end : start + 3 * last]
    old = model.protein[first:last]
    new = translate(window)
    if edit.growth % 3 or STOP in old or edit.end > end:
        rest = model.mrna[begin : edit.start] + edit.alt + model.mrna[edit.end :]
        tail = _to_stop(translate(rest))
    else:
        tail = _to_stop(new + model.protein[last:])
    return _Reading(
        model.protein, first, old, new, tail, start, edit.growth, not edit.alt or edit.start == edit.end
    )


def _to_stop(protein: str) -> str:
    end = protein.find(STOP)
    return protein if end < 0 else protein[: end + 1]


def _unchanged(reading: _Reading) -> ProteinEffect:
    if STOP in reading.old:
        return ProteinEffect(f"p.(Ter{len(reading.protein)}=)", frozenset({"stop_retained_variant"}))
    place = _range(reading.protein, reading.first, reading.first + max(len(reading.old), 1))
    return ProteinEffect(f"p.({place}=)", frozenset({"synonymous_variant"}))


def _first_difference(old: str, new: str) -> int:
    for index, (left, right) in enumerate(zip(old, new, strict=False)):
        if left != right:
            return index
    return min(len(old), len(new))


def _frameshift(reading: _Reading) -> ProteinEffect:
    at = _first_difference(reading.old_tail, reading.new_tail)
    if reading.old_tail[at] == STOP:
        return _extension(reading, at, {"stop_lost", "frameshift_variant"})
    if at == len(reading.new_tail):
        return ProteinEffect(NOT_PREDICTED, frozenset({"frameshift_variant"}))
    place = _place(reading.protein, reading.first + at)
    terms = {"frameshift_variant"} | ({"stop_lost"} if STOP in reading.old else set())
    if STOP in reading.new and STOP not in reading.old:
        terms.add("stop_gained")
    closed = reading.new_tail.endswith(STOP)
    stop = None if "stop_lost" in terms else _stop_position(reading)
    if reading.new_tail[at] == STOP:
        return ProteinEffect(f"p.({place}Ter)", frozenset(terms), stop)
    distance = str(len(reading.new_tail) - at) if closed else "?"
    name = f"p.({place}{residue(reading.new_tail[at])}fsTer{distance})"
    return ProteinEffect(name, frozenset(terms), stop)


def _stop_position(reading: _Reading) -> int | None:
    if not reading.new_tail.endswith(STOP):
        return None
    return reading.cds_start + 3 * (reading.first + len(reading.new_tail) - 1)


def _extension(reading: _Reading, at: int, terms: set[str]) -> ProteinEffect:
    """The stop codon is read through. Ter420GlnextTer27: 27 codons after the old stop is the new one."""
    if at == len(reading.new_tail):
        return ProteinEffect(NOT_PREDICTED, frozenset(terms))
    closed = reading.new_tail.endswith(STOP)
    distance = str(len(reading.new_tail) - 1 - at) if closed else "?"
    place = _place(reading.protein, reading.first + at)
    return ProteinEffect(f"p.({place}{residue(reading.new_tail[at])}extTer{distance})", frozenset(terms))


def _in_frame(reading: _Reading) -> ProteinEffect:
    if STOP in reading.old or reading.first + len(reading.old) >= len(reading.protein):
        return _over_the_stop(reading)
    if STOP in reading.new:
        return _in_frame_stop(reading)
    name = _named(reading.protein, reading.first, reading.old, reading.new)
    return ProteinEffect(name, frozenset({_in_frame_term(reading)}))


def _in_frame_term(reading: _Reading) -> str:
    """Sequence Ontology: an insertion or deletion is one that leaves the other residues as they were."""
    old, new = reading.old, reading.new
    if not reading.growth:
        return "missense_variant"
    if reading.growth > 0:
        kept = new.startswith(old) or new.endswith(old)
        return "inframe_insertion" if kept else "protein_altering_variant"
    kept = reading.pure or old.startswith(new) or old.endswith(new)
    return "inframe_deletion" if kept else "protein_altering_variant"


def _in_frame_stop(reading: _Reading) -> ProteinEffect:
    """An in-frame change that makes a stop: named up to the stop, residues after it are not said."""
    new = _to_stop(reading.new)
    same = _first_difference(reading.old, new)
    first, old, new = reading.first + same, reading.old[same:], new[same:]
    terms = {"stop_gained"} | ({_in_frame_term(reading)} if reading.growth else set())
    if new == STOP:
        name = f"p.({_place(reading.protein, first)}Ter)"
    elif old:
        name = f"p.({_range(reading.protein, first, first + len(old))}delins{residues(new)})"
    else:
        name = f"p.({_range(reading.protein, first - 1, first + 1)}ins{residues(new)})"
    return ProteinEffect(name, frozenset(terms), _stop_position(reading))


def _over_the_stop(reading: _Reading) -> ProteinEffect:
    """An in-frame change that reaches the stop codon."""
    at = _first_difference(reading.old_tail, reading.new_tail)
    if reading.old_tail[at] == STOP:
        return _extension(reading, at, {"stop_lost"})
    if not reading.new_tail.endswith(STOP):
        return ProteinEffect(NOT_PREDICTED, frozenset({"stop_lost"}))
    first = reading.first + at
    if len(reading.new_tail) == len(reading.old_tail):
        name = _named(reading.protein, reading.first, reading.old_tail, reading.new_tail)
    elif reading.new_tail[at] == STOP:
        name = f"p.({_place(reading.protein, first)}Ter)"
        return ProteinEffect(name, frozenset({"stop_gained"}), _stop_position(reading))
    else:
        where = _range(reading.protein, first, len(reading.protein))
        name = f"p.({where}delins{residues(reading.new_tail[at:])})"
    if not reading.growth and len(reading.new_tail) == len(reading.old_tail):
        return ProteinEffect(name, frozenset({"missense_variant"}))
    terms = {"stop_lost", "inframe_deletion"} if reading.growth < 0 else {"stop_lost"}
    return ProteinEffect(name, frozenset(terms))


def _named(protein: str, first: int, old: str, new: str) -> str:
    """Residues `old` at index `first` become `new`: the shortest, then most C-terminal HGVS form."""
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    while old and new and old[0] == new[0]:
        first, old, new = first + 1, old[1:], new[1:]
    if not old:
        return _insertion(protein, first, new)
    last = first + len(old)
    if not new:
        while last < len(protein) - 1 and protein[first] == protein[last]:
            first, last = first + 1, last + 1
        return f"p.({_range(protein, first, last)}del)"
    if len(old) == len(new) == 1:
        return f"p.({_place(protein, first)}{residue(new)})"
    return f"p.({_range(protein, first, last)}delins{residues(new)})"


def _insertion(protein: str, gap: int, new: str) -> str:
    while gap < len(protein) - 1 and protein[gap] == new[0]:
        gap, new = gap + 1, new[1:] + new[0]
    start = gap - len(new)
    if start >= 0 and protein[start:gap] == new:
        return f"p.({_range(protein, start, gap)}dup)"
    return f"p.({_range(protein, gap - 1, gap + 1)}ins{residues(new)})"


def _place(protein: str, index: int) -> str:
    return f"{residue(protein[index])}{index + 1}"


def _range(protein: str, start: int, end: int) -> str:
    if end - start == 1:
        return _place(protein, start)
    return f"{_place(protein, start)}_{_place(protein, end - 1)}"
