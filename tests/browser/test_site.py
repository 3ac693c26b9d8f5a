"""The site of the pages, seen: on a desktop and a telephone, and by axe-core."""

from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from tests.browser.conftest import DESKTOP, PHONE, Open


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    build(load_config(str(root / "mkdocs.yml"), site_dir=str(out), strict=True))
    return out


@pytest.mark.parametrize("name", ["index", "tutorial", "verdicts", "troubleshooting"])
def test_no_page_is_wider_than_its_window_and_axe_finds_nothing_serious(
    name: str, site: Path, opened: Open
) -> None:
    """verdicts has the widest tables, tutorial the longest lines. (The search needs a server.)"""
    wide = opened(site / f"{name}.html", size=DESKTOP)
    assert wide.too_wide() == 0
    assert wide.serious() == []
    assert opened(site / f"{name}.html", size=PHONE).too_wide() == 0
