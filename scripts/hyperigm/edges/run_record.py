"""What a run hands to the step that records it: its command and its start, in an environment variable."""

import json
import os
from datetime import UTC, datetime

RUN = "HYPERIGM_RUN"
"""The variable; workflow/rules/plan.smk sets it where `hyperigm run` has not."""


def now() -> str:
    """The time, UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def as_variable(command: str) -> dict[str, str]:
    """The variable of a run that begins now."""
    return {RUN: json.dumps({"command": command, "started": now()})}


def command_and_start() -> tuple[str, str]:
    """The run's command line and when it began; now, and no command, where a step runs by hand."""
    kept = json.loads(os.environ.get(RUN, "{}"))
    return str(kept.get("command", "")), str(kept.get("started", now()))
