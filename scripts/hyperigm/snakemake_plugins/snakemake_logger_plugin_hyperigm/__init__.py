"""A logger plugin of Snakemake: tells `hyperigm run`, line by line over a pipe, how far the workflow is.

Snakemake finds it by its name where the folder above is on PYTHONPATH, as it is for the Snakemake that
`hyperigm run` starts. Lines: `progress DONE TOTAL` (jobs), `job RULE` (one has begun).
"""

import os
from logging import LogRecord
from typing import TextIO

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

PIPE = "HYPERIGM_PROGRESS"
"""Environment variable: number of the file descriptor to write to."""


class LogHandler(LogHandlerBase):
    """Writes two of Snakemake's events; silent where nobody listens."""

    def __post_init__(self) -> None:
        self._pipe: TextIO | None = None
        try:
            self._pipe = os.fdopen(int(os.environ.pop(PIPE)), "w", encoding="utf-8", buffering=1)
        except (KeyError, ValueError, OSError):
            return

    def emit(self, record: LogRecord) -> None:
        event = getattr(record, "event", None)
        if event == LogEvent.PROGRESS:
            self._say(f"progress {vars(record)['done']} {vars(record)['total']}")
        elif event == LogEvent.JOB_INFO:
            self._say(f"job {vars(record)['rule_name']}")

    def _say(self, line: str) -> None:
        if self._pipe is None:
            return
        try:
            self._pipe.write(f"{line}\n")
        except OSError:
            self._pipe = None

    @property
    def writes_to_stream(self) -> bool:
        return False

    @property
    def writes_to_file(self) -> bool:
        return False

    @property
    def has_filter(self) -> bool:
        return True

    @property
    def has_formatter(self) -> bool:
        return True

    @property
    def needs_rulegraph(self) -> bool:
        return False
