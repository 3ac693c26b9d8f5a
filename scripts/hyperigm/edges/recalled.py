"""Lines of a combined gVCF with the genotypes that GATK CombineGVCFs took out put back."""

from collections import Counter
from collections.abc import Iterator

from hyperigm.core.record import FIXED_COLUMNS
from hyperigm.core.uncalled import NON_REF, recalled
from hyperigm.edges.record_lines import Columns, Lines, Spans


class RecalledLines:
    """Other lines, their genotypes put back. restored: how many were."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.contigs, self.stale = lines.contigs, lines.stale
        self.restored = 0

    def fetch(self, contig: str, start: int, end: int) -> Iterator[Columns]:
        return map(self._restored, self._lines.fetch(contig, start, end))

    def sure(self, contig: str, start: int, end: int, led_to: int) -> None:
        self._lines.sure(contig, start, end, led_to)

    def stream(self, spans: Spans) -> Iterator[Columns]:
        return map(self._restored, self._lines.stream(spans))

    def counted(self, enough: int) -> Counter[str]:
        return self._lines.counted(enough)

    def names(self) -> frozenset[str]:
        return self._lines.names()

    def junctions(self) -> Iterator[Columns]:
        return self._lines.junctions()

    def _restored(self, columns: Columns) -> Columns:
        if len(columns) <= FIXED_COLUMNS or not columns[4].endswith(NON_REF):
            return columns
        samples = columns[FIXED_COLUMNS].split("\t")
        found, restored = recalled(columns[4].split(","), columns[8].split(":"), samples)
        self.restored += restored
        return [*columns[:FIXED_COLUMNS], "\t".join(found)] if restored else columns

    def warning(self, name: str) -> tuple[str, ...]:
        """What the user must know of it. name: of the file."""
        if not self.restored:
            return ()
        return (
            f"the genotypes of {name} are not called, as GATK CombineGVCFs leaves them: each was read as its "
            "most likely one (PL 0), as HaplotypeCaller had called it; GenotypeGVCFs calls them together",
        )

    def close(self) -> None:
        self._lines.close()
