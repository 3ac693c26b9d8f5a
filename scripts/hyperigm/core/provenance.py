"""What a run was made of: programs, knowledge, inputs, command. Plain values, and the tables made of them."""

from dataclasses import dataclass

from hyperigm.core.columns import Column


@dataclass(frozen=True, slots=True)
class Program:
    """Something that ran. name: as its maintainers write it."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """A file that verdicts depend on: bundled (a path in resources/), or named in the config (its base name).

    date: of its content, in its maker's words. size: bytes. sha256: of the whole file.
    """

    name: str
    date: str
    licence: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of a run, by its base name. role: `calls`, `callable`, `structural calls`, `sheet`, `pedigree`.

    samples: how many rows of the sheet name it. modified: UTC. size and hashed: bytes; a large file is told
    by its size and its first bytes, for reading a genome through costs minutes.
    """

    name: str
    role: str
    samples: int
    size: int
    modified: str
    hashed: int
    sha256: str


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run. started, ended: UTC, ISO 8601; command: as it was typed; clinvar, gnomad, insilico: what was
    consulted, by release or name; samples: those that were screened; failed: those that could not be."""

    command: str
    started: str
    ended: str
    programs: tuple[Program, ...]
    knowledge: tuple[KnowledgeFile, ...]
    inputs: tuple[InputFile, ...]
    samples: int
    failed: int = 0
    builds: tuple[str, ...] = ()
    clinvar: tuple[str, ...] = ()
    gnomad: tuple[str, ...] = ()
    insilico: tuple[str, ...] = ()

    @property
    def screened(self) -> str:
        """How many samples: `2 samples`."""
        return _samples(self.samples)

    @property
    def not_screened(self) -> str:
        """The same of those that failed, with a blank before it; "" where none did."""
        said = f"{_samples(self.failed)} of the sheet failed and {_was(self.failed)} not screened."
        return f" {said}" if self.failed else ""

    def version(self, name: str) -> str:
        """The version of a program. Raises KeyError where the record has none of that name."""
        return {program.name: program.version for program in self.programs}[name]


def _samples(number: int) -> str:
    return f"{number} sample{'' if number == 1 else 's'}"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


PROGRAM_COLUMNS: tuple[Column[Program], ...] = (
    Column("program", "string", "Program or library", lambda p: p.name),
    Column("version", "string", "Its version", lambda p: p.version),
)
KNOWLEDGE_COLUMNS: tuple[Column[KnowledgeFile], ...] = (
    Column("file", "string", "Path in resources/, or name of a file of the config", lambda k: k.name),
    Column("date", "string", "Date of its content", lambda k: k.date),
    Column("licence", "string", "Terms of its use", lambda k: k.licence),
    Column("bytes", "integer", "Its size", lambda k: k.size),
    Column("sha256", "string", "SHA-256 of the file", lambda k: k.sha256),
)
INPUT_COLUMNS: tuple[Column[InputFile], ...] = (
    Column("file", "string", "Base name", lambda i: i.name),
    Column("role", "string", "What it was read for", lambda i: i.role),
    Column("samples", "integer", "Rows of the sheet that name it", lambda i: i.samples),
    Column("bytes", "integer", "Its size", lambda i: i.size),
    Column("modified", "string", "Last change, UTC", lambda i: i.modified),
    Column("hashed_bytes", "integer", "How many of its first bytes the sum is of", lambda i: i.hashed),
    Column("sha256", "string", "SHA-256 of those bytes", lambda i: i.sha256),
)
