"""Where the command line starts: `hyperigm`, and `python -m hyperigm`. An interrupt ends it quietly."""

import signal
import sys

INTERRUPTED = 128 + signal.SIGINT
"""The exit code of a process that SIGINT ends, as shells count it."""


def main() -> None:
    """Runs the commands. They are imported here, so that an interrupt is heard from the start."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit(INTERRUPTED))
    from hyperigm.cli import main as commands

    commands()


if __name__ == "__main__":
    main()
