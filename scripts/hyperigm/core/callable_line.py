"""What a line of a callable BED says: covered or not, by its fourth column.

| fourth column                        | tool                           | covered                        |
|--------------------------------------|--------------------------------|--------------------------------|
| none, or a name                      | plain BED of what was covered  | yes                            |
| `4:150`, `150:inf`                   | mosdepth, quantized            | the lower end is deep enough   |
| a number                             | mosdepth, per base and regions | the number is deep enough      |
| a state (callable_states.tsv)        | GATK CallableLoci, mosdepth    | as the table says              |

mosdepth writes the mean of a region behind its name where the regions have names; it always has decimals.
"""

import re
from collections.abc import Mapping, Sequence

from hyperigm.core.callability import Level, Mark
from hyperigm.core.record_evidence import Least

_RANGE = re.compile(r"([0-9]{1,9}):(?:[0-9]{1,9}|inf)?")
_DEPTH = re.compile(r"[0-9]{1,9}(?:\.[0-9]+)?")
_MEAN = re.compile(r"[0-9]{1,9}\.[0-9]+")
_NUMBER = re.compile(r"[0-9]{1,9}")
COLUMNS = 3


class LineError(ValueError):
    """A line that is none of a BED."""


def place(columns: Sequence[str]) -> tuple[int, int]:
    """First and last base (1-based, inclusive); the last is before the first in an empty interval.

    Raises LineError.
    """
    if len(columns) < COLUMNS:
        raise LineError(f"{len(columns)} columns, and a BED has at least {COLUMNS}")
    if not _NUMBER.fullmatch(columns[1]) or not _NUMBER.fullmatch(columns[2]):
        raise LineError(f"{columns[1][:20]!r} and {columns[2][:20]!r} are not a start and an end")
    start, end = int(columns[1]), int(columns[2])
    if end < start:
        raise LineError(f"ends at {end}, before its start {start}")
    return start + 1, end


def mark(columns: Sequence[str], states: Mapping[str, bool], needed: Least) -> Mark:
    """The word of a line on its bases. states: word (upper case) -> whether it means assessed."""
    start, end = place(columns)
    value = columns[COLUMNS] if len(columns) > COLUMNS else ""
    stated = _stated_depth(columns, value)
    if stated is not None:
        depth = int(stated)
        weak = f"depth below {needed.depth}" if depth < needed.depth else ""
        return _mark(start, end, weak, depth)
    if value.upper() in states:
        return _mark(start, end, "" if states[value.upper()] else value.upper(), None)
    return _mark(start, end, "", None)


def is_named(columns: Sequence[str], states: Mapping[str, bool]) -> bool:
    """The fourth column is there and says nothing of coverage: a name."""
    value = columns[COLUMNS] if len(columns) > COLUMNS else ""
    return bool(value) and _stated_depth(columns, value) is None and value.upper() not in states


def _mark(start: int, end: int, reason: str, depth: int | None) -> Mark:
    return Mark(start, end, Level.HOLE if reason else Level.REFERENCE, reason, depth)


def _stated_depth(columns: Sequence[str], value: str) -> float | None:
    """The depth that a line states: the lower end of a range, or a number."""
    if found := _RANGE.fullmatch(value):
        return float(found.group(1))
    if len(columns) == COLUMNS + 1 and _DEPTH.fullmatch(value):
        return float(value)
    if len(columns) == COLUMNS + 2 and _MEAN.fullmatch(columns[COLUMNS + 1]):
        return float(columns[COLUMNS + 1])
    return None
