"""Fixtures that every kind of test may use."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

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
