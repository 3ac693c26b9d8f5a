"""What is checked at a commit is what CI checks."""

import re
from pathlib import Path

import yaml


def test_the_hooks_are_the_quick_checks_of_the_test_command(root: Path) -> None:
    text = (root / "tests" / "run_all.sh").read_text(encoding="utf-8")
    commands = re.findall(r"^must (.*)$", text, re.M)
    (ours,) = yaml.safe_load((root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    slow = [command for command in commands if command.startswith(("bash", "pytest", "python"))]
    assert [hook["entry"] for hook in ours["hooks"]] == [
        command for command in commands if command not in slow
    ]
