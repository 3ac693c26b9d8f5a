"""The quick start of Snakemake is Snakemake, without what a run on this machine does not need."""

import pkgutil
import subprocess
import sys

from hyperigm.edges.local_snakemake import without_executors

PROBE = """
import sys
from hyperigm.edges.local_snakemake import main
try:
    main()
finally:
    print(sorted({"pandas", "snakemake_executor_plugin_slurm"} & {n for n, m in sys.modules.items() if m}))
"""


def test_only_executor_plugins_are_left_out() -> None:
    every = {module.name for module in pkgutil.iter_modules()}
    kept = {module.name for module in without_executors()}
    assert "snakemake_executor_plugin_slurm" in every
    assert every - kept == {name for name in every if name.startswith("snakemake_executor_plugin_")}


def test_it_is_snakemake_without_pandas_and_slurm() -> None:
    version = [sys.executable, "-m", "snakemake", "--version"]
    said = subprocess.run(version, check=True, capture_output=True, text=True).stdout
    probe = [sys.executable, "-c", PROBE, "--version"]
    assert subprocess.run(probe, check=True, capture_output=True, text=True).stdout == f"{said}[]\n"
