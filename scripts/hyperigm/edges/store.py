"""Files the steps hand to each other: typed JSON, written beside and renamed, never half there."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from hyperigm.core.packed import PackedScreened, pack, unpack
from hyperigm.core.screened import Screened
from hyperigm.errors import Problem, ResourceError, cannot_write

if TYPE_CHECKING:
    from hyperigm.core.finding import SampleResult

T = TypeVar("T")
PART = ".part"
"""How the name of what is there only while a file is written ends; only a killed process leaves one."""


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`; renamed to it when the block ends well, removed when it does not.

    Raises OutputError where the system can't write it.
    """
    part: Path | None = None
    try:
        part = _beside(path)
        yield part
        part.chmod(0o666 & ~_umask())
        part.replace(path)
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


def _beside(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART)
    os.close(handle)
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_text(path: Path, text: str) -> None:
    """Writes UTF-8 text as it is (no newline translation), whole or not at all."""
    with written_whole(path) as part:
        part.write_bytes(text.encode("utf-8"))


def write_texts(path: Path, texts: Iterable[str]) -> None:
    """Writes UTF-8 texts one after the other as they come, whole or not at all."""
    with written_whole(path) as part, part.open("wb") as file:
        for text in texts:
            file.write(text.encode("utf-8"))


def write_value(path: Path, value: object) -> None:
    """Writes a frozen value of the core as JSON, keys in declared order; a Screened in its packed form."""
    stored = pack(value) if isinstance(value, Screened) else value
    with written_whole(path) as part:
        part.write_bytes(msgspec.json.encode(stored))


def write_results(path: Path, results: "Iterable[SampleResult]") -> None:
    """Writes the results of a batch in their packed form."""
    from hyperigm.core.packed_results import pack_results

    write_value(path, pack_results(results))


def read_results(path: Path) -> "tuple[SampleResult, ...]":
    """Reads what `write_results` wrote. Raises ResourceError where the file is not of that kind."""
    from hyperigm.core.packed_results import PackedResults, unpack_results

    try:
        return unpack_results(read_value(path, PackedResults))
    except (IndexError, ValueError) as error:
        what = f"not a readable file of results: {error}"
        raise ResourceError(Problem(str(path), what, "remove it and run again")) from error


def read_value(path: Path, kind: type[T]) -> T:
    """Reads what `write_value` wrote. Raises ResourceError where the file is not of that kind."""
    try:
        if kind is Screened:
            value = unpack(msgspec.json.decode(path.read_bytes(), type=PackedScreened))
            if isinstance(value, kind):
                return value
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, IndexError, msgspec.MsgspecError) as error:
        raise ResourceError(
            Problem(str(path), f"not a readable {kind.__name__} file: {error}", "remove it and run again")
        ) from error
