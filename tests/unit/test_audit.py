"""What is made of pip-audit's JSON; its form is that of pip-audit's own documentation (`--format json`)."""

import pytest
from tests.audit import LOCK, first, verdict

FLAW = {"id": "PYSEC-2019-179", "fix_versions": ["1.0"], "aliases": [], "description": "x"}
GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "flask", "version": "0.5", "vulns": [FLAW]}
SKIPPED = {"name": "b", "skip_reason": "Dependency not found on PyPI and could not be audited: b (1)"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([SKIPPED, SKIPPED], 0, "NOT ASKED"),
        ([GOOD, SKIPPED], 0, "1 of 2 locked packages asked, 0 known vulnerabilities; not known to it: b"),
        ([GOOD, BAD], 1, "flask 0.5: PYSEC-2019-179 (mended in 1.0)"),
    ],
)
def test_a_package_that_was_not_asked_is_not_called_good(
    packages: list[dict[str, object]], code: int, words: str
) -> None:
    found, said = verdict({"dependencies": packages, "fixes": []})
    assert found == code
    assert words in said


def test_the_first_requirement_has_its_hashes() -> None:
    one = first(LOCK.read_text(encoding="utf-8")).splitlines()
    assert "==" in one[0]
    assert one[1].strip().startswith("--hash=sha256:")
    assert sum("==" in line for line in one) == 1
