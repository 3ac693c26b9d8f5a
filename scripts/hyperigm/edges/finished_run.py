"""A finished run read back from its folder, for a comparison with another one."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hyperigm.core.earlier import ReportThen, Run
from hyperigm.edges.config import read_config
from hyperigm.edges.first_seen import read_first_seen
from hyperigm.edges.store import read_value
from hyperigm.errors import InputError, Problem, ResourceError

OF_PLACE = ("samples", "outdir", "pedigree", "panel", "clinvar", "batch_size", "on_failed_sample")
"""Config keys that say where things are or how a run ends; no verdict depends on them."""


def read_run(outdir: Path) -> Run:
    """Every sample of cohort/summary.tsv, or of samples/ where there is no summary.

    Raises InputError where the folder is no run's, with every report that can't be read.
    """
    reports: dict[str, ReportThen] = {}
    problems: list[Problem] = []
    listed = _listed(outdir)
    for path in sorted(outdir.glob("samples/*/*.report.json")):
        name = path.parent.name
        if listed is not None and name not in listed:
            continue
        try:
            reports[name] = read_value(path, ReportThen)
        except ResourceError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(*problems)
    failed = {name: why for name, why in _failed(outdir) if listed is None or name in listed}
    if not reports and not failed:
        what = "has no samples/S/S.report.json"
        raise InputError(Problem(str(outdir), what, "give the --outdir of a finished run"))
    seen = {key: first.date for key, first in read_first_seen(outdir).items()}
    return Run(reports, failed, _settings(outdir), seen)


def _listed(outdir: Path) -> frozenset[str] | None:
    """The samples of the run; a sample that left the sheet keeps its folder, but is not among them."""
    path = outdir / "cohort" / "summary.tsv"
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return frozenset(line.split("\t", 1)[0] for line in lines)


def _failed(outdir: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(outdir.glob("samples/*/*.error.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        what = next((line.removeprefix("what: ") for line in lines if line.startswith("what: ")), "failed")
        yield path.parent.name, what


def _settings(outdir: Path) -> dict[str, str]:
    path = outdir / "provenance" / "config.yaml"
    return dict(_flat(read_config(path), "")) if path.is_file() else {}


def _flat(config: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in config.items():
        if not prefix and key in OF_PLACE:
            continue
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)
