"""A user's panel folder: what it was made of, and the proof that it is whole and of these resources.

Shape: that of resources/ (`panel/`, `acmg/`, `reference/`), as far as it differs; `made.yaml`; `added.yaml`,
the user's own file; SHA256SUMS over all of it. `hyperigm panel` makes it, once.
"""

from dataclasses import dataclass
from pathlib import Path

from hyperigm.edges.integrity import SUMS, sum_of, verify_resources
from hyperigm.edges.resources import go_by, panel_in_force, shipped
from hyperigm.edges.yaml_text import read_yaml
from hyperigm.errors import InputError, Problem, ResourceError

MADE, ADDED = "made.yaml", "added.yaml"
TAKEN_OVER = ("acmg/entities.tsv", "panel/blind_spots.tsv", "panel/panel.yaml", f"reference/{SUMS}")
"""Shipped files that a panel folder stands in front of: it holds for these bytes of them alone."""
MEND = "make it with `hyperigm panel`"
AGAIN = "make it anew with `hyperigm panel`, from the files that its made.yaml names"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that the folder was made from. role: `genes`, `genome GRCh38`, `models GRCh38`. name: as given.
    sha256: of the whole file; of a genome, of its index: the bases taken are in the folder."""

    role: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Made:
    """What made.yaml says. hyperigm: version that made it; taken_over: shipped file -> SHA-256."""

    name: str
    version: str
    hyperigm: str
    sources: tuple[Source, ...]
    taken_over: dict[str, str]


def taken_over() -> dict[str, str]:
    """The sums of TAKEN_OVER as they are shipped."""
    root = shipped("resources")
    return {name: sum_of(root / name) for name in TAKEN_OVER}


def use_panel(folder: str | Path | None) -> None:
    """Proves a panel folder and goes by it; None: by the shipped resources.

    Raises InputError where it is none, is not as it was made, or was made from other resources than these.
    """
    go_by(None)
    if folder is None:
        return
    path = Path(folder)
    if problems := _problems(path):
        raise InputError(*problems)
    go_by(path)


def made_of(folder: Path) -> Made:
    """What a panel folder says of itself. Raises InputError where it is no such folder."""
    import msgspec

    path = folder / MADE
    if not path.is_file():
        raise InputError(Problem(str(folder), f"is no panel folder: it has no {MADE}", MEND))
    try:
        return msgspec.convert(read_yaml(path), Made)
    except msgspec.ValidationError as error:
        raise InputError(Problem(str(path), str(error), AGAIN)) from error


def made_in_force() -> Made | None:
    """What the panel in force was made of; None for the shipped six genes."""
    panel = panel_in_force()
    return made_of(panel) if panel else None


def _problems(folder: Path) -> list[Problem]:
    if not folder.is_dir():
        return [Problem("config: panel", f"{folder}: no such folder", f"check the path, or {MEND}")]
    try:
        made = made_of(folder)
        verify_resources(folder)
    except InputError as error:
        return list(error.problems)
    except ResourceError as error:
        return [Problem(problem.where, problem.what, AGAIN) for problem in error.problems]
    now = taken_over()
    other = [name for name in TAKEN_OVER if made.taken_over.get(name) != now[name]]
    if not other:
        return []
    what = f"was made by hyperigm {made.hyperigm} from other shipped tables: {', '.join(other)}"
    return [Problem(str(folder), what, AGAIN)]
