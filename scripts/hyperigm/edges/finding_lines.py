"""The lines of the table of findings; what findings that are alike have in common is put together once."""

from collections.abc import Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from hyperigm.core.alike import Alike
from hyperigm.core.columns import FINDING_COLUMNS, OWN_COLUMNS, Reads
from hyperigm.core.finding import Finding
from hyperigm.core.kept import Kept
from hyperigm.edges.tables import cell_text

_COLUMNS = tuple((column, column in OWN_COLUMNS) for column in FINDING_COLUMNS)


class FindingLines:
    """Puts the lines together."""

    def __init__(self, alike: Alike) -> None:
        self._alike = alike
        self._kept = Kept[tuple[bytes, ...]]()

    def lines(self, findings: Sequence[Finding]) -> bytes:
        """A line for each, with its end, as `tables.row_line` writes it, in UTF-8."""
        own: dict[int, tuple[bytes, ...]] = {}
        found: list[bytes] = []
        for number, finding in zip(self._alike.numbers(findings), findings, strict=True):
            cells = own.get(id(finding.call))
            if cells is None:
                cells = own[id(finding.call)] = _encoded(own_cells(finding.sample, finding.call))
            shared = self._kept.get(number, partial(_behind, finding))
            found.extend(chain.from_iterable(zip(cells, shared, strict=True)))
        return b"".join(found)


def _behind(finding: Finding) -> tuple[bytes, ...]:
    return _encoded(between(finding))


def _encoded(texts: Sequence[str]) -> tuple[bytes, ...]:
    return tuple([text.encode("utf-8") for text in texts])


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
    call: Reads


def own_cells(sample: str, call: Reads) -> tuple[str, ...]:
    """The cells that a finding has of its own, in the order of the columns."""
    return tuple([cell_text(column.value(_Own(sample, call))) for column in OWN_COLUMNS])
