"""provenance/first_seen.tsv: the one place of a run's results that is carried over to the next run."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from hyperigm.core.earlier import Key
from hyperigm.core.first_seen import FIRST_SEEN_COLUMNS, First, Part
from hyperigm.edges.spool import Spool
from hyperigm.edges.store import write_parts
from hyperigm.edges.tables import cell_text, header_line, plain, text_line
from hyperigm.errors import Problem, ResourceError

CELLS = len(FIRST_SEEN_COLUMNS)


def read_first_seen(outdir: Path) -> dict[Key, First]:
    """Finding -> its first run; empty where no run has written any. ResourceError where it can't be read."""
    earlier = Earlier(outdir)
    return {(name, *part): first for name in earlier.samples for part, first in earlier.of(name).items()}


class Earlier:
    """What earlier runs have written, read sample by sample. Raises ResourceError where it can't be read."""

    def __init__(self, outdir: Path) -> None:
        self._path = _path(outdir)
        self._places: dict[str, list[tuple[int, int]]] = {}
        if self._path.is_file():
            try:
                self._find()
            except (OSError, ValueError) as error:
                raise self._unreadable(error) from error

    @property
    def samples(self) -> Iterable[str]:
        """The samples it has rows of."""
        return self._places.keys()

    def of(self, sample: str) -> dict[Part, First]:
        """Finding -> its first run, of one sample."""
        found: dict[Part, First] = {}
        try:
            for start, length in self._places.get(sample, ()):
                with self._path.open("rb") as file:
                    file.seek(start)
                    text = file.read(length).decode("utf-8")
                for row in (line.split("\t") for line in text.split("\n") if line):
                    found[row[1], row[2], row[3]] = First(row[4], row[5], row[6])
        except (OSError, ValueError) as error:
            raise self._unreadable(error) from error
        return found

    def _find(self) -> None:
        """Where the rows of each sample lie. Raises ValueError for a row that is too short."""
        with self._path.open("rb") as file:
            at, last = len(file.readline()), None
            for line in file:
                if line.count(b"\t") + 1 < CELLS and line.strip():
                    raise ValueError(f"the row at byte {at} has too few cells")
                name, end = line.partition(b"\t")[0], at + len(line)
                places = self._places.setdefault(plain(name.decode("utf-8")), [])
                if name == last:
                    places[-1] = (places[-1][0], end - places[-1][0])
                else:
                    places.append((at, len(line)))
                at, last = end, name

    def _unreadable(self, error: Exception) -> ResourceError:
        mend = "restore the file, or remove it: dates then begin anew"
        return ResourceError(Problem(str(self._path), f"can't be read: {error}", mend))


class FirstSeen:
    """The file while a run adds to it: one sample is held at a time, its rows being put aside on disk.

    kept: what of the earlier rows the run may report; samples: of the run.
    """

    def __init__(
        self,
        outdir: Path,
        samples: Iterable[str],
        kept: Callable[[Mapping[Part, First]], dict[Part, First]],
        spool: Spool,
    ) -> None:
        self._path, self._earlier, self._kept, self._spool = _path(outdir), Earlier(outdir), kept, spool
        self._places = {name: n for n, name in enumerate(sorted({*samples, *self._earlier.samples}))}

    def add(self, sample: str, now: Iterable[tuple[Part, First]]) -> None:
        """The rows of a sample. now: its findings in this run; those that are not known yet are added."""
        known = self._kept(self._earlier.of(sample))
        for part, first in now:
            known.setdefault(part, first)
        name = cell_text(sample)
        rows = [f"{name}\t{_rest(part, known[part])}" for part in sorted(known)]
        self._spool.put(self._places.pop(sample), "".join(rows))

    def write(self) -> None:
        """Writes all rows in the order of their keys."""
        for sample in list(self._places):
            self.add(sample, ())
        write_parts(self._path, header_line(FIRST_SEEN_COLUMNS), self._spool.parts())


@lru_cache(maxsize=65536)
def _rest(part: Part, first: First) -> str:
    """A row behind its sample; most samples have it in common with others."""
    return text_line((*part, *first))


def _path(outdir: Path) -> Path:
    return outdir / "provenance" / "first_seen.tsv"
