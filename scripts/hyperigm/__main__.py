"""Where the command line starts: `hyperigm`, and `python -m hyperigm`. An interrupt ends it quietly."""

import gc
import signal
import sys

INTERRUPTED = 128 + signal.SIGINT
"""The exit code of a process that SIGINT ends, as shells count it."""

GARBAGE = 10_000
"""Objects that come before garbage is looked for, in place of 700: nearly all of a batch live to its end."""


def main() -> None:
    """Runs the commands. They are imported here, so that an interrupt is heard from the start."""
    signal.signal(signal.SIGINT, lambda *_: sys.exit(INTERRUPTED))
    gc.set_threshold(GARBAGE)
    from hyperigm.cli import main as commands

    commands()


if __name__ == "__main__":
    main()
