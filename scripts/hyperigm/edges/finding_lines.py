"""The lines of the table of findings; what findings that are alike have in common is put together once."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from hyperigm.core.alike import Alike
from hyperigm.core.columns import FINDING_COLUMNS, OWN_COLUMNS
from hyperigm.core.finding import Finding
from hyperigm.core.kept import Kept
from hyperigm.core.packed import CallRow
from hyperigm.edges.tables import cell_text

_COLUMNS = tuple((column, column in OWN_COLUMNS) for column in FINDING_COLUMNS)


class FindingLines:
    """Puts the lines together."""

    def __init__(self, alike: Alike) -> None:
        self._alike = alike
        self._kept = Kept[str]()

    def lines(self, findings: Sequence[Finding]) -> list[str]:
        """A line for each, with its end, as `tables.row_line` writes it."""
        own: dict[int, tuple[str, ...]] = {}
        found = []
        for number, finding in zip(self._alike.numbers(findings), findings, strict=True):
            cells = own.get(id(finding.call))
            if cells is None:
                cells = tuple([cell_text(column.value(finding)) for column in OWN_COLUMNS])
                own[id(finding.call)] = cells
            found.append(self._kept.get(number, partial(_form, finding)) % cells)
        return found


def _form(finding: Finding) -> str:
    """A line with a `%s` for each of the cells that a finding has of its own."""
    return "".join(["%s" + part.replace("%", "%%") for part in between(finding)])


def between(finding: Finding) -> tuple[str, ...]:
    """What follows each of the cells that a finding has of its own, up to the next one; it has the first.

    All findings that are alike have the same."""
    parts: list[str] = []
    for column, own in _COLUMNS:
        if own:
            parts.append("\t")
        else:
            parts[-1] += f"{cell_text(column.value(finding))}\t"
    parts[-1] = parts[-1].removesuffix("\t") + "\n"
    return tuple(parts)


class _Own(NamedTuple):
    sample: str
    call: CallRow


def own_cells(sample: str, call: CallRow) -> tuple[str, ...]:
    """The cells that a finding has of its own, in the order of the columns."""
    return tuple([cell_text(column.value(_Own(sample, call))) for column in OWN_COLUMNS])
