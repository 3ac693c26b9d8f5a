"""A transcript laid out along its own strand: where an edit falls, and how HGVS numbers it.

After this module nobody asks for the strand: offsets grow 5' to 3' of the transcript.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from hyperigm.core.edit import Edit, Stretch
from hyperigm.core.panel import Transcript
from hyperigm.core.residue import translate


@dataclass(frozen=True, slots=True)
class SplicedTranscript:
    """A transcript, its bases and its reading frame.

    stretch: the screened region on the transcript's strand; in the exons its bases are those of the
    transcript's own record, which may differ from the assembly. exons, introns: offsets [start, end) in
    transcript order. mrna_starts: where each exon starts in `mrna`. cds: [start, end) in `mrna`, with the
    stop. protein: the translation, stop as `*`.
    """

    transcript: Transcript
    stretch: Stretch
    exons: tuple[tuple[int, int], ...]
    introns: tuple[tuple[int, int], ...]
    exon_starts: tuple[int, ...]
    mrna_starts: tuple[int, ...]
    mrna: str
    cds: tuple[int, int]
    protein: str

    @property
    def span(self) -> tuple[int, int]:
        """Offsets [start, end) from the first to the last exon."""
        return self.exons[0][0], self.exons[-1][1]

    @property
    def last_junction(self) -> int:
        """The first base of the last exon in `mrna`; 0 where there is one exon only."""
        return self.mrna_starts[-1]

    def exon_index(self, offset: int) -> int:
        """The index of the last exon that starts at or before the offset; -1 before the first."""
        return bisect_right(self.exon_starts, offset) - 1

    def mrna_edit(self, edit: Edit) -> Edit | None:
        """The edit in `mrna` where it lies within one exon (its edges count), else None."""
        index = self.exon_index(edit.start)
        if index < 0:
            return None
        start, end = self.exons[index]
        if edit.end > end:
            return None
        shift = self.mrna_starts[index] - start
        return Edit(edit.start + shift, edit.end + shift, edit.alt)

    def contains(self, start: int, end: int) -> bool:
        """True where [start, end) lies within the transcript; a gap must have bases of it on both sides."""
        first, last = self.span
        return first < start < last if start == end else first <= start and end <= last

    def number(self, offset: int) -> str:
        """The HGVS c. position of the base at an offset within the transcript: `12`, `-3`, `*7`, `12+4`.

        In an intron the nearer exon counts; the base in the very middle counts from the 5' exon.
        Source: HGVS nomenclature 21, numbering of coding DNA reference sequences.
        """
        index = self.exon_index(offset)
        start, end = self.exons[index]
        if offset < end:
            return self.coding_number(self.mrna_starts[index] + offset - start)
        down = offset - end + 1
        up = self.exons[index + 1][0] - offset
        if down <= up:
            return f"{self.coding_number(self.mrna_starts[index] + end - start - 1)}+{down}"
        return f"{self.coding_number(self.mrna_starts[index + 1])}-{up}"

    def coding_number(self, index: int) -> str:
        """The HGVS c. number of a base of `mrna`."""
        start, end = self.cds
        if index < start:
            return str(index - start)
        return str(index - start + 1) if index < end else f"*{index - end + 1}"


def lay_out(transcript: Transcript, stretch: Stretch) -> SplicedTranscript:
    """The transcript on its stretch (its strand, its record's bases). ValueError where it has no CDS."""
    if transcript.cds is None:
        raise ValueError(f"{transcript.accession} has no coding sequence")
    spans = [sorted((stretch.offset(exon.start), stretch.offset(exon.end))) for exon in transcript.exons]
    exons = tuple((first, last + 1) for first, last in spans)
    starts, length = [], 0
    for start, end in exons:
        starts.append(length)
        length += end - start
    mrna = "".join(stretch.bases[start:end] for start, end in exons)
    edges = sorted(stretch.offset(pos) for pos in transcript.cds)
    first, last = (_mrna_index(exons, starts, offset) for offset in edges)
    return SplicedTranscript(
        transcript=transcript,
        stretch=stretch,
        exons=exons,
        introns=tuple((left[1], right[0]) for left, right in pairwise(exons)),
        exon_starts=tuple(start for start, _ in exons),
        mrna_starts=tuple(starts),
        mrna=mrna,
        cds=(first, last + 1),
        protein=translate(mrna[first : last + 1]),
    )


def _mrna_index(exons: tuple[tuple[int, int], ...], starts: list[int], offset: int) -> int:
    for (start, end), at in zip(exons, starts, strict=True):
        if start <= offset < end:
            return at + offset - start
    raise ValueError(f"offset {offset} is in no exon")
