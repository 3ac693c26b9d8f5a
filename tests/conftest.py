"""Fixtures that every kind of test may use."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from hyperigm.core.settings import Settings
from hyperigm.steps.annotate import annotate
from hyperigm.steps.check import check
from hyperigm.steps.cohort import cohort
from hyperigm.steps.interpret import interpret
from hyperigm.steps.report import report
from hyperigm.steps.screen import screen

Run = Callable[[Path, Path, Settings], None]

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data and truth tables beside the repository; its absence is a failure."""
    folder = Path(os.environ.get("HYPERIGM_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.fail(f"{folder}: the real data is missing; set HYPERIGM_SHARED to where it is")
    return folder


@pytest.fixture(scope="session")
def run_steps() -> Run:
    """All steps of the flow on a sheet, in this process: run_steps(sheet, outdir, settings)."""
    return _run_steps


def _run_steps(sheet: Path, outdir: Path, settings: Settings) -> None:
    work = outdir / "work"
    plan = work / "plan.json"
    for batch in check(sheet, None, settings, plan).batches:
        folder = work / batch.id
        screened, annotated = folder / "screen.json", folder / "annotations.json"
        interpreted = folder / "interpret.json"
        screen(plan, batch.id, settings, screened)
        annotate(screened, settings, (), annotated)
        interpret(plan, batch.id, screened, annotated, settings, interpreted)
        report(interpreted, settings, outdir, folder / "report.json")
    cohort(plan, work, outdir)
