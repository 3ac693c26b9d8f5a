"""What is left of a transcript and its protein once exons are skipped, an intron stays, or bases change."""

from collections.abc import Iterable
from dataclasses import dataclass

from hyperigm.core.consequence import NMD_WINDOW
from hyperigm.core.edit import Edit
from hyperigm.core.residue import STOP, translate
from hyperigm.core.transcript import SplicedTranscript


@dataclass(frozen=True, slots=True)
class Product:
    """The protein of a changed transcript against the old one.

    shifted: the old C-terminus is not made. nmd: decay is predicted (a stop more than NMD_WINDOW bases before
    the last junction). to_junction: bases from the new stop to the last junction, None without a stop.
    first, last: residues of the old protein that are lost or altered (1-based, inclusive).
    """

    shifted: bool
    nmd: bool
    to_junction: int | None
    first: int
    last: int


def start_exon(model: SplicedTranscript) -> int:
    """The index of the exon with the start codon."""
    return max(i for i, at in enumerate(model.mrna_starts) if at <= model.cds[0])


def codes(model: SplicedTranscript, index: int) -> bool:
    """Whether an exon has bases of the coding sequence."""
    start, end = model.exons[index]
    at = model.mrna_starts[index]
    return at < model.cds[1] and at + end - start > model.cds[0]


def edited(model: SplicedTranscript, inside: Edit) -> Product:
    """After an edit of `mrna` behind the start codon."""
    junction = model.last_junction + (inside.growth if inside.start < model.last_junction else 0)
    return _compared(model, inside.applied(model.mrna), model.cds[0], junction)


def skipped(model: SplicedTranscript, lost: Iterable[int]) -> Product | None:
    """Without some exons (indexes); None where the start codon goes with them, or nothing is left."""
    gone = set(lost)
    kept = [index for index in range(len(model.exons)) if index not in gone]
    if start_exon(model) in gone or not kept:
        return None
    pieces = [_bases(model, index) for index in kept]
    before = sum(len(_bases(model, index)) for index in gone if index < start_exon(model))
    bases = "".join(pieces)
    return _compared(model, bases, model.cds[0] - before, len(bases) - len(pieces[-1]))


def without_start(model: SplicedTranscript, lost: Iterable[int]) -> Product:
    """Without some exons (indexes) that take the start codon: the protein starts at the next Met of the frame
    in the exons behind them; all of it is lost where there is none."""
    behind = max(lost) + 1
    length = len(model.protein.rstrip(STOP))
    at = model.mrna_starts[behind] if behind < len(model.exons) else len(model.mrna)
    first = -(-max(at - model.cds[0], 0) // 3)
    found = model.protein.find("M", first)
    return Product(found < 0, False, None, 1, found if found > 0 else length)


def retained(model: SplicedTranscript, intron: int) -> Product:
    """With an intron (index) left in: what is left where the first or last exon can't be skipped."""
    start, end = model.introns[intron]
    at = model.mrna_starts[intron + 1]
    bases = model.mrna[:at] + model.stretch.bases[start:end] + model.mrna[at:]
    last = intron == len(model.introns) - 1
    junction = model.mrna_starts[-2] if last else model.last_junction + end - start
    moved = model.cds[0] + (end - start if at <= model.cds[0] else 0)
    return _compared(model, bases, moved, junction)


def _bases(model: SplicedTranscript, index: int) -> str:
    start, end = model.exons[index]
    at = model.mrna_starts[index]
    return model.mrna[at : at + end - start]


def _compared(model: SplicedTranscript, bases: str, start: int, junction: int) -> Product:
    old = model.protein.rstrip(STOP)
    whole, stop, _ = translate(bases[start:]).partition(STOP)
    front = _shared(old, whole)
    back = _shared(old[front:][::-1], whole[front:][::-1])
    distance = junction - (start + 3 * len(whole)) if stop else None
    growth = len(bases) - start - (len(model.mrna) - model.cds[0])
    same_end = bool(stop) and growth % 3 == 0 and len(whole) - len(old) == growth // 3 and _ends(old, whole)
    if same_end:
        return Product(False, False, distance, front + 1, max(len(old) - back, front + 1))
    decays = distance is not None and junction > 0 and distance > NMD_WINDOW
    return Product(True, decays, distance, front + 1, len(old))


def _ends(old: str, new: str) -> bool:
    """Whether the last residue is the same; the lengths already say that the frame is."""
    return bool(new) and old[-1:] == new[-1:]


def _shared(one: str, other: str) -> int:
    """Residues that two proteins share from their start."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
