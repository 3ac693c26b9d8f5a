"""Snakemake's command line for jobs on this machine, started without what such a run does not need.

Snakemake imports every executor plugin that is installed before it knows which is asked for, and pandas to
see whether a config is a data frame. Without them it starts in two thirds of the time.
"""

import pkgutil
import runpy
import sys
from collections.abc import Iterable, Iterator
from os import PathLike
from typing import Any

PLUGINS = "snakemake_executor_plugin_"
ABSENT: dict[str, Any] = {"pandas": None, "polars": None}
"""What Python takes as not installed."""
Path = str | bytes | PathLike[str] | PathLike[bytes]
_found = pkgutil.iter_modules


def without_executors(path: Iterable[Path] | None = None, prefix: str = "") -> Iterator[pkgutil.ModuleInfo]:
    """As pkgutil.iter_modules, which Snakemake finds its plugins by; executor plugins are left out."""
    return (module for module in _found(path, prefix) if not module.name.startswith(PLUGINS))


def main() -> None:
    """Snakemake, with the arguments of this process."""
    pkgutil.iter_modules = without_executors
    sys.modules.update(ABSENT)
    runpy.run_module("snakemake", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
