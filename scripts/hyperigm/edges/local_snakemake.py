"""Snakemake's command line for jobs on this machine, started without what such a run does not need.

Before it knows what is asked for, Snakemake imports every plugin that is installed, the maker of its report,
what solves its integer programs, and a database for its records, which it then keeps in files. Without these
it starts in a third of the time.
"""

import os
import pkgutil
import re
import runpy
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import Any, Self

from hyperigm.edges.resources import shipped

TRIED = "9.27.1"
"""The version of Snakemake, the locked one, whose records `Record` serves. Any other keeps its own."""
ORDINARY = """
    -n --dry-run --dryrun -c --cores -j --jobs --local-cores --resources --res --set-threads --max-threads
    --set-resources --default-resources --default-res -k --keep-going --rerun-triggers -f --force -F
    --forceall -R --forcerun -t --touch -P --prioritize -U --until -O --omit-from --consider-ancient
    --rerun-incomplete --ri --allowed-rules --retries --restart-times -T --latency-wait --output-wait -w
    --notemp --keep-incomplete --ignore-incomplete --ii -q --quiet -p --printshellcmds --verbose -v --nocolor
    --show-failed-logs --nolock --unlock -S --summary -D --detailed-summary -l --list-rules --list
    --cleanup-metadata --cm
"""
"""Options with which jobs stay on this machine, and which need no plugin."""
PROFILES = ("default", "profiles/default")
"""Folders in which Snakemake looks for a profile of the user's own, which may name any option."""
SHIPPED = "profiles/default/config.yaml"
"""The one beside the Snakefile, which it takes where the user has none."""
PLUGINS = "snakemake_executor_plugin_"
ABSENT: dict[str, Any] = dict.fromkeys(
    ("pandas", "polars", "numpy", "pulp", "requests", "snakemake.report", "wcwidth")
)
"""What Python takes as not installed. Snakemake, and what it imports, does without each of them."""
AnyPath = str | bytes | PathLike[str] | PathLike[bytes]
_found = pkgutil.iter_modules


def serves(args: Sequence[str]) -> bool:
    """Whether no option asks for more than this has; else Snakemake's own start is needed."""
    names = {re.sub(r"^(-[cj])\d+$", r"\1", arg.partition("=")[0]) for arg in args if arg.startswith("-")}
    own = "SNAKEMAKE_PROFILE" in os.environ or any(map(os.path.exists, PROFILES)) or _elsewhere()
    return not own and names <= set(ORDINARY.split())


def _elsewhere() -> bool:
    """Whether the shipped profile, as it is here, sends jobs elsewhere."""
    try:
        return "executor" in (shipped("workflow") / SHIPPED).read_text(encoding="utf-8")
    except OSError:
        return False


class Record:
    """As much of SQLModel as Snakemake needs to keep a record in a JSON file: fields with defaults."""

    def __init__(self, **values: object) -> None:
        for name in type(self).__annotations__:
            setattr(self, name, values.get(name, self._default(name)))

    def _default(self, name: str) -> object:
        default = getattr(type(self), name)
        return default() if callable(default) else default

    @classmethod
    def model_validate(cls, values: dict[str, object]) -> Self:
        """A record from its JSON."""
        return cls(**values)

    def model_dump(self) -> dict[str, object]:
        """The record for its JSON."""
        return {name: getattr(self, name) for name in type(self).__annotations__}


def without_executors(
    path: Iterable[AnyPath] | None = None, prefix: str = ""
) -> Iterator[pkgutil.ModuleInfo]:
    """As pkgutil.iter_modules, which Snakemake finds its plugins by; executor plugins are left out.

    The modules that are installed are looked for once, not for each kind of plugin.
    """
    modules = _installed() if path is None and not prefix else _found(path, prefix)
    return (module for module in modules if not module.name.startswith(PLUGINS))


@cache
def _installed() -> tuple[pkgutil.ModuleInfo, ...]:
    return tuple(_found())


def stand_ins() -> dict[str, ModuleType]:
    """In place of Snakemake's database, where its version is the one that this was tried with."""
    found = find_spec("snakemake")
    if not (found and found.origin):
        return {}
    if not (Path(found.origin).parents[1] / f"snakemake-{TRIED}.dist-info").exists():
        return {}
    return {
        "sqlmodel": _module("sqlmodel", SQLModel=Record, Field=_field),
        "sqlalchemy": _module("sqlalchemy", Column=lambda *_: None, JSON=None),
        "snakemake.persistence.db": _module("snakemake.persistence.db", DbPersistence=None),
    }


def _field(default: object = None, default_factory: object = None, **_: object) -> object:
    return default_factory or default


def _module(name: str, **values: object) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(values)
    return made


def main() -> None:
    """Snakemake, with the arguments of this process."""
    pkgutil.iter_modules = without_executors
    sys.modules.update(ABSENT | stand_ins())
    runpy.run_module("snakemake", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
