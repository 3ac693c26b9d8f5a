"""Files the steps hand to each other: typed JSON, written beside and renamed, never half there."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from hyperigm.core.packed import PackedSample, PackedTables, Unpacker, pack
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.variant import Allele
from hyperigm.core.warning import SampleWarning, WarningKind
from hyperigm.errors import Problem, ResourceError, cannot_write

if TYPE_CHECKING:
    from collections.abc import Callable

    from hyperigm.core.finding import Finding, SampleResult
    from hyperigm.core.kinds import K, SampleKinds
    from hyperigm.core.packed_results import PackedResult

T = TypeVar("T")
ANEW = "remove the folder work/ of the results, and run again"
PART = ".part"
"""How the name of what is there only while a file is written ends; only a killed process leaves one."""


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`; renamed to it when the block ends well, removed when it does not.

    Raises OutputError where the system can't write it.
    """
    with _opened_beside(path) as (handle, part):
        os.close(handle)
        yield part


@contextmanager
def _opened_beside(path: Path) -> Iterator[tuple[int, Path]]:
    """A new file beside `path`, open for writing, and its path, as `written_whole` has it; the block closes
    the file."""
    part: Path | None = None
    try:
        handle, part = _beside(path)
        yield handle, part
        part.replace(path)
        part = None
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        if part:
            with suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A hidden folder in `folder` for what a library keeps on disk meanwhile; gone when the block ends."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".", suffix=PART) as name:
        yield Path(name)


def _beside(path: Path) -> tuple[int, Path]:
    """A new file, with the permissions that the system gives a new file, and its path."""
    while True:
        part = path.with_name(f".{path.name}.{os.urandom(4).hex()}{PART}")
        try:
            return os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666), part
        except FileExistsError:
            continue
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)


def write_text(path: Path, text: str) -> None:
    """Writes UTF-8 text as it is (no newline translation), whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Writes bytes, whole or not at all."""
    with _opened_beside(path) as (handle, _), os.fdopen(handle, "wb", buffering=0) as file:
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]


def write_parts(path: Path, header: str, parts: Iterable[bytes]) -> None:
    """Writes a header, and parts of UTF-8 text one after the other as they come, whole or not at all."""
    with written_whole(path) as part, part.open("wb") as file:
        file.write(header.encode("utf-8"))
        for data in parts:
            file.write(data)


def _stored(value: object) -> list[str]:
    """A warning as work/ has it: its text and its kind."""
    if isinstance(value, SampleWarning):
        return [str(value), value.kind]
    raise TypeError(f"no value of a file: {type(value).__name__}")


def _restored(kind: type, value: object) -> SampleWarning:
    """The warning again. Raises ValueError for what is none."""
    match value:
        case [str(text), str(word)] if kind is SampleWarning:
            return SampleWarning(text, WarningKind(word))
    raise ValueError("a warning without its kind")


def write_value(path: Path, value: object) -> None:
    """Writes a frozen value of the core as JSON, keys in declared order; a Screened in its packed form."""
    if isinstance(value, Screened):
        tables, samples = pack(value)
        write_lines(path, chain((tables,), samples))
    else:
        write_bytes(path, msgspec.json.encode(value, enc_hook=_stored))


def write_lines(path: Path, values: Iterable[object]) -> None:
    """Writes values as JSON, a line each, as they come; whole or not at all."""
    encoder, line = msgspec.json.Encoder(enc_hook=_stored), bytearray()
    with written_whole(path) as part, part.open("wb") as file:
        for value in values:
            encoder.encode_into(value, line)
            line += b"\n"
            file.write(line)


def write_results(path: Path, results: "Iterable[SampleResult]") -> None:
    """Writes the results of a batch in their packed form, one after the other as they come."""
    from hyperigm.core.packed_results import FORM, pack_results

    write_lines(path, chain((FORM,), pack_results(results)))


def read_results(path: Path) -> "Iterator[SampleResult]":
    """Reads what `write_results` wrote, one after the other. Raises ResourceError where the file is not of
    that kind."""
    from hyperigm.core.packed_results import unpack_results

    with _refused(path, "results"):
        yield from unpack_results(_packed(path))


def read_kinds(path: Path, kind: "Callable[[Finding], K]") -> "Iterator[SampleKinds[K]]":
    """The same as `read_results`, findings by their kind (core/kinds.py)."""
    from hyperigm.core.kinds import unpack_kinds

    with _refused(path, "results"):
        yield from unpack_kinds(_packed(path), kind)


def _packed(path: Path) -> "Iterator[PackedResult]":
    from hyperigm.core.packed_results import FORM, PackedResult

    with path.open("rb") as file:
        if msgspec.json.decode(file.readline()) != FORM:
            raise ValueError("another version of hyperigm wrote it")
        decoder = msgspec.json.Decoder(PackedResult, dec_hook=_restored)
        yield from (decoder.decode(line) for line in file)


@contextmanager
def _refused(path: Path, kind: str) -> Iterator[None]:
    """Raises ResourceError for what a file that can't be read raises while the block reads it."""
    try:
        yield
    except (OSError, IndexError, ValueError) as error:
        raise ResourceError(Problem(str(path), f"not a readable file of {kind}: {error}", ANEW)) from error


class ScreenFile:
    """The screen step's file, read sample by sample. Raises ResourceError where it is of another kind."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._decoder = msgspec.json.Decoder(PackedSample, dec_hook=_restored)
        with _refused(path, "calls"), path.open("rb") as file:
            self._unpacker = Unpacker(_tables(file.readline()))
            starts = [file.tell(), *(file.tell() for _ in iter(file.readline, b""))]
            names = self._unpacker.tables.names
            if len(starts) != len(names) + 1:
                raise ValueError(f"it has {len(starts) - 1} of {len(names)} samples")
        self._places = dict(zip(names, starts, strict=False))

    @property
    def batch(self) -> str:
        return self._unpacker.tables.batch

    @property
    def names(self) -> tuple[str, ...]:
        """The samples, in their order."""
        return self._unpacker.tables.names

    @property
    def alleles(self) -> tuple[Allele, ...]:
        """All alleles, each once."""
        return self._unpacker.tables.alleles

    def sample(self, name: str) -> SampleScreen | None:
        """One sample; None where the file has none of that name."""
        if name not in self._places:
            return None
        with _refused(self._path, "calls"), self._path.open("rb") as file:
            file.seek(self._places[name])
            return self._unpacker.sample(self._decoder.decode(file.readline()))

    def samples(self) -> Iterator[SampleScreen]:
        """All samples."""
        with _refused(self._path, "calls"), self._path.open("rb") as file:
            file.readline()
            for line in file:
                yield self._unpacker.sample(self._decoder.decode(line))


def _tables(line: bytes) -> PackedTables:
    """The first line of the screen step's file. Raises ValueError where it is another."""
    try:
        return msgspec.json.decode(line, type=PackedTables)
    except msgspec.ValidationError as error:
        raise ValueError(f"another version of hyperigm wrote it ({error})") from error


def read_value(path: Path, kind: type[T]) -> T:
    """Reads what `write_value` wrote. Raises ResourceError where the file is not of that kind."""
    if kind is Screened:
        screened = ScreenFile(path)
        value = Screened(screened.batch, tuple(screened.samples()))
        if isinstance(value, kind):
            return value
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind, dec_hook=_restored)
    except (OSError, msgspec.MsgspecError) as error:
        raise ResourceError(
            Problem(str(path), f"not a readable {kind.__name__} file: {error}", ANEW)
        ) from error
