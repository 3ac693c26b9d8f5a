"""The lines of the table of findings; what findings that are alike have in common is put together once."""

from collections.abc import Sequence
from functools import partial

from hyperigm.core.alike import Alike
from hyperigm.core.columns import FINDING_COLUMNS
from hyperigm.core.finding import Finding
from hyperigm.core.kept import Kept
from hyperigm.edges.tables import cell_text

OWN = tuple(column for column in FINDING_COLUMNS if column.own)


class FindingLines:
    """Puts the lines together."""

    def __init__(self, alike: Alike) -> None:
        self._alike = alike
        self._kept = Kept[tuple[str, ...]]()

    def lines(self, findings: Sequence[Finding]) -> list[str]:
        """A line for each, with its end, as `tables.row_line` writes it."""
        found = []
        for number, finding in zip(self._alike.numbers(findings), findings, strict=True):
            shared = self._kept.get(number, partial(_between, finding))
            own = [cell_text(column.value(finding)) for column in OWN]
            found.append("".join([text for pair in zip(own, shared, strict=True) for text in pair]))
        return found


def _between(finding: Finding) -> tuple[str, ...]:
    """What follows each of the cells that a finding has of its own, up to the next one; it has the first."""
    parts: list[str] = []
    for column in FINDING_COLUMNS:
        if column.own:
            parts.append("\t")
        else:
            parts[-1] += f"{cell_text(column.value(finding))}\t"
    parts[-1] = parts[-1].removesuffix("\t") + "\n"
    return tuple(parts)
