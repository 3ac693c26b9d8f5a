"""The one family of errors a user can meet, and the exit code of each kind.

A `Problem` is one thing wrong with the input, said once: where, what, and how to mend it. Problems are
collected, so that a user sees all of them at once; an `InputError` carries them to the command line.
"""

import errno
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """Process exit codes; documented in README.md."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    BAD_INPUT = 3
    BAD_RESOURCE = 4
    FAILED_SAMPLES = 5
    DIFFERENT = 6
    CANNOT_WRITE = 7


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `where` names file, line or record; `mend` tells the user what to do."""

    where: str
    what: str
    mend: str
    sample: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what} | {self.mend}"


class HyperigmError(Exception):
    """Base of every error shown to a user without a traceback."""

    exit_code: ExitCode = ExitCode.INTERNAL

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class InputError(HyperigmError):
    """The user's files or settings can't be used as they are."""

    exit_code = ExitCode.BAD_INPUT


class ResourceError(HyperigmError):
    """A resource the project ships, or builds, is missing, changed or inconsistent."""

    exit_code = ExitCode.BAD_RESOURCE


class FailedSamplesError(HyperigmError):
    """The run is finished, but some samples failed."""

    exit_code = ExitCode.FAILED_SAMPLES


class DifferentError(HyperigmError):
    """Results are not what their inputs give."""

    exit_code = ExitCode.DIFFERENT


class OutputError(HyperigmError):
    """Results can't be written: the disk is full, or read-only."""

    exit_code = ExitCode.CANNOT_WRITE


def reason(error: OSError) -> str:
    """What the system said, in lower case, without the number and the file."""
    return (error.strerror or str(error)).lower()


def cannot_write(where: object, error: OSError) -> OutputError:
    """What the system said, as an error of the family."""
    what = f"can't be written: {reason(error)}"
    mend = "free space there, make it writable, or choose another folder; then run again"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        mend = "a file is in the place of a folder of that path: choose another folder"
    return OutputError(Problem(str(where), what, mend))
