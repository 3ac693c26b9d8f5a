"""What a line of a callable BED says: covered or not, by its fourth column and those behind it.

| fourth column                        | tool                           | covered                        |
|--------------------------------------|--------------------------------|--------------------------------|
| none, or a name                      | plain BED of what was covered  | yes                            |
| `4:150`, `150:inf`                   | mosdepth, quantized            | the lower end is deep enough   |
| a number                             | mosdepth, per base             | the number is deep enough      |
| a number with decimals               | mosdepth, regions: the mean    | the mean is deep enough        |
| a state (callable_states.tsv)        | GATK CallableLoci, mosdepth    | as the table says              |
| a name with a negative state in it   | `CD40_ex3_FAIL`                | no                             |

| columns behind it                    | tool                           | depth that is stated           |
|--------------------------------------|--------------------------------|--------------------------------|
| score and strand, up to 12 columns   | plain BED                      | none                           |
| a number with decimals               | mosdepth, bedtools: the mean   | the number                     |
| counts under a header `1X 10X 20X`   | mosdepth, thresholds           | the highest that all bases have |
| reads, bases, length, fraction       | bedtools coverage              | 1 where every base is read     |
| anything else                        |                                | refused                        |

A name is told from a state that is not known by its parts: there is a gene of the panel, a transcript, an
exon number or another word of a name (callable_states.tsv), and every other part is a number, a chromosome
or such a word too. `CD40_ex3` is a name; `CD40_ex3_0x` or `hole_1` may be a state. Whatever may be one is
refused. A count of reads in a fourth and last column can't be told from a depth.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from hyperigm.core.callability import Level, Mark
from hyperigm.core.record_evidence import Least

_RANGE = re.compile(r"([0-9]{1,9}):(?:[0-9]{1,9}|inf)?")
_DEPTH = re.compile(r"[0-9]{1,9}(?:\.[0-9]+)?")
_MEAN = re.compile(r"[0-9]{1,9}\.[0-9]+")
_NUMBER = re.compile(r"[0-9]{1,9}")
_LIMIT = re.compile(r"([0-9]{1,9})X")
_PART = re.compile(r"[A-Z0-9]+")
_TARGET = re.compile(
    r"(?<![A-Z0-9])(?:[NX][MRPGC]_[0-9]{4,}|ENS[TGE][0-9]{6,}|LRG_[0-9]+|CCDS[0-9]+"
    r"|EX(?:ON)?[ _.-]?[0-9]+[A-D]?)(?:\.[0-9]+)?(?![A-Z0-9])"
)
"""Accessions of RefSeq, Ensembl, LRG and CCDS, and a numbered exon."""
_NEUTRAL = re.compile(r"[0-9]+|CHR(?:[0-9]{1,2}|[XYM])")
_STRAND = re.compile(r"(?<=[0-9]{4})_[FR]\Z")
"""The end of a name of UCSC's table browser: `NM_000535.7_cds_0_0_chr7_5973377_r`."""
COLUMNS = 3
WIDE = 1000
"""Bases up to which a mean is taken for that of any part: two windows of mosdepth's manual (`--by 500`)."""
_PLAIN = (3, 4, 6, 8, 9, 12)
"""How many columns a plain BED has. With five, a score and a count of reads look the same."""


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


def limits_of(header: str) -> tuple[int, ...]:
    """The depths of the columns behind the fourth of a header of mosdepth's thresholds; none of another."""
    found = [_LIMIT.fullmatch(word) for word in header.split()[COLUMNS + 1 :]]
    return tuple(int(limit.group(1)) for limit in found if limit) if all(found) else ()


def mark(
    columns: Sequence[str], states: Mapping[str, bool], needed: Least, limits: Sequence[int] = ()
) -> Mark:
    """The word of a line on its bases. states: joined word -> whether it means assessed. limits: depths of
    the header. Raises LineError where the columns are of no layout that is known."""
    start, end = place(columns)
    stated = _stated_depth(columns, limits)
    if stated is not None:
        depth, mean = int(stated[0]), stated[1]
        weak = f"{'mean ' if mean else ''}depth below {needed.depth}" if depth < needed.depth else ""
        return _mark(start, end, weak, None if mean else depth, depth if mean else None)
    if not _is_plain(columns):
        shown = " ".join(columns[COLUMNS:])[:60]
        raise LineError(f"its {len(columns)} columns ({shown}) are of no layout that is known")
    value = _fourth(columns)
    return _mark(start, end, value.upper() if _state(value, states) is False else "", None)


def name_of(columns: Sequence[str], states: Mapping[str, bool], limits: Sequence[int] = ()) -> str:
    """The fourth column where it is a word and no state, on a line that states no depth; else ""."""
    value = _fourth(columns)
    spoken = _stated_depth(columns, limits) is not None or _state(value, states) is not None
    return "" if spoken or not _PART.search(value.upper()) else value


def is_target(word: str, words: Collection[str]) -> bool:
    """Whether a word is surely a target's name: all its parts are of names. words: the symbols of the panel,
    and what else names are made of, in upper case."""
    text = word.upper()
    left = _STRAND.sub("", _TARGET.sub(" ", text))
    parts = _PART.findall(left)
    named = [part for part in parts if part in words or part.rstrip("0123456789") in words]
    rest = [part for part in parts if part not in named and not _NEUTRAL.fullmatch(part)]
    return not rest and (bool(named) or bool(_TARGET.search(text)))


def joined_word(word: str) -> str:
    """Upper case, letters and digits alone: `not_covered` and `Not covered` are one word."""
    return "".join(_PART.findall(word.upper()))


def _state(value: str, states: Mapping[str, bool]) -> bool | None:
    """Whether the word means assessed; None of a word that is no state and has no negative one in it."""
    parts = _PART.findall(value.upper())
    whole = states.get("".join(parts))
    if whole is not None:
        return whole
    runs = ("".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1))
    return False if any(states.get(run) is False for run in runs) else None


def _fourth(columns: Sequence[str]) -> str:
    return columns[COLUMNS] if len(columns) > COLUMNS else ""


def _mark(start: int, end: int, reason: str, depth: int | None, mean: int | None = None) -> Mark:
    return Mark(start, end, Level.HOLE if reason else Level.REFERENCE, reason, depth, mean)


def of_piece(said: Mark, start: int, end: int) -> Mark:
    """A line's word on a piece of it (1-based, inclusive). A mean over far more says nothing of the piece."""
    length = said.end - said.start + 1
    if said.mean is not None and not said.reason and length > max(WIDE, 2 * (end - start + 1)):
        why = f"a mean over {length} bases, which can't settle so small a part of them"
        return Mark(start, end, Level.HOLE, why)
    return replace(said, start=start, end=end)


def _is_plain(columns: Sequence[str]) -> bool:
    """A BED as its specification has it: score, strand, thick part; the last four columns as they come."""
    score, strand, *thick = (*columns[COLUMNS + 1 : 8], *("0", ".", "0", "0")[max(len(columns) - 4, 0) :])
    return (
        len(columns) in _PLAIN
        and (score == "." or bool(_DEPTH.fullmatch(score)))
        and strand in ("+", "-", ".")
        and all(_NUMBER.fullmatch(number) for number in thick)
    )


def _stated_depth(columns: Sequence[str], limits: Sequence[int]) -> tuple[float, bool] | None:
    """The depth that a line states, and whether it is a mean: the lower end of a range, a number, or the
    highest limit that all bases have; a number with decimals is a mean."""
    value, behind = _fourth(columns), columns[COLUMNS + 1 :]
    if (found := _RANGE.fullmatch(value)) and _is_plain(columns):
        return float(found.group(1)), False
    if len(columns) == COLUMNS + 1:
        return (float(value), bool(_MEAN.fullmatch(value))) if _DEPTH.fullmatch(value) else None
    if limits and len(behind) == len(limits) and all(_NUMBER.fullmatch(count) for count in behind):
        length = int(columns[2]) - int(columns[1])
        full = [limit for limit, count in zip(limits, behind, strict=True) if int(count) == length]
        return float(max(full, default=0)), False
    if _is_coverage(columns[COLUMNS:]):
        reads, read, bases, _ = columns[-4:]
        return 1.0 if int(reads) and read == bases else 0.0, False
    mean = len(columns) > COLUMNS + 1 and _MEAN.fullmatch(columns[-1]) and _is_plain(columns[:-1])
    return (float(columns[-1]), True) if mean else None


def _is_coverage(behind: Sequence[str]) -> bool:
    """Ends in what bedtools coverage writes: reads, bases with reads, length, and their fraction."""
    last = behind[-4:]
    counts = len(last) == 4 and all(_NUMBER.fullmatch(count) for count in last[:3])
    return counts and bool(_MEAN.fullmatch(last[3])) and int(last[1]) <= int(last[2]) and float(last[3]) <= 1
