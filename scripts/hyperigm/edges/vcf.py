"""Lines of a VCF, as the file has them, from whatever container it comes in.

The record is kept as text, because text is exact: htslib's decoded genotype can't tell a haploid call from a
phased one, and it drops records it can't parse. By an index text is read by ourselves (own_index.py); htslib
unpacks a whole file, and writes a BCF out as text, record by record. Positions are 1-based and inclusive.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pysam

from hyperigm.edges.bcf_lines import BcfLines
from hyperigm.edges.header import GZIP, is_bgzf
from hyperigm.edges.memory import MOST, bounded_memory
from hyperigm.edges.packing import DAMAGED, index_of, packing_problems
from hyperigm.edges.record_lines import Lines, refused
from hyperigm.edges.text_lines import TextLines
from hyperigm.errors import InputError


@dataclass(frozen=True, slots=True)
class Container:
    """How a file is packed. index: its .csi or .tbi, only where htslib can use it."""

    bcf: bool
    index: Path | None


def container(path: Path) -> Container:
    """Looks at the first and last bytes. Raises InputError where the file has lost its end."""
    try:
        with path.open("rb") as raw:
            start = raw.read(18)
        if problems := tuple(packing_problems(path, None)):
            raise InputError(*problems)
    except OSError as error:
        raise unreadable(path, error) from error
    bcf = _is_bcf(path, start)
    return Container(bcf, index_of(path, bcf) if is_bgzf(start) else None)


def _is_bcf(path: Path, start: bytes) -> bool:
    if start[:2] != GZIP:
        return start[:3] == b"BCF"
    with pysam.BGZFile(str(path), "rb", None) as inside:
        return inside.read(3) == b"BCF"


def unreadable(path: Path, error: Exception) -> InputError:
    """The error of a file whose container broke while it was read."""
    what = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if "BGZFile" in what:  # pysam's words, of its own object
        what = DAMAGED
    return refused(path, f"can't be read to its end: {what}", "copy or write the file again")


@contextmanager
def quiet() -> Iterator[None]:
    """htslib prints nothing meanwhile: what it has to say comes as an error."""
    before = pysam.set_verbosity(0)
    try:
        yield
    finally:
        pysam.set_verbosity(before)


@contextmanager
def open_lines(path: Path) -> Iterator[Lines]:
    """The file, open for lines. Raises InputError for whatever its container breaks with, then or later."""
    try:
        with quiet(), bounded_memory():
            packed = container(path)
            lines: Lines = BcfLines(path, packed.index) if packed.bcf else TextLines(path, packed.index)
            try:
                yield lines
            finally:
                lines.close()
    except MemoryError as error:
        what = f"a record, or the header, takes more than {MOST // 1024**3} GB of memory"
        raise refused(path, what, "write the file again: this is no VCF of a patient") from error
    except (OSError, EOFError, UnicodeError, NotImplementedError) as error:
        raise unreadable(path, error) from error
