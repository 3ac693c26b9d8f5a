"""The README's commands are the ones that are run, and its numbers are the program's."""

import re
from pathlib import Path

from hyperigm.errors import ExitCode


def test_ci_runs_the_readmes_test_command(root: Path) -> None:
    blocks = re.findall(r"```bash\n(.*?)\n```", (root / "README.md").read_text(encoding="utf-8"), re.S)
    (command,) = [block for block in blocks if "run_all" in block]
    assert command in (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_exit_codes_are_in_the_readme(root: Path) -> None:
    rows = re.findall(r"^\| (\d) \| ", (root / "README.md").read_text(encoding="utf-8"), re.M)
    assert set(map(int, rows)) >= set(ExitCode) - {ExitCode.INTERNAL}


def test_no_lock_names_an_address(root: Path) -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (root / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        assert "--hash=sha256:" in text
