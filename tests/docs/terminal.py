"""A command at a terminal of its own, and what the terminal shows in the end."""

import os
import pty
import re
import signal
import subprocess
import termios
from collections.abc import Mapping
from pathlib import Path

ROWS, COLUMNS = 1000, 100
TOKEN = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\r|\n|[^\x1b\r\n]+|\x1b")
"""A control sequence (ECMA-48, section 5.4), a line end, or text."""


def at_terminal(command: str, folder: Path, env: Mapping[str, str], seconds: float) -> tuple[int, list[str]]:
    """(exit code, lines shown) of a bash command line, which is killed after so many seconds."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (ROWS, COLUMNS))
    bash = [
        "timeout",
        "--foreground",
        "--kill-after=5",
        str(seconds),
        "bash",
        "-euo",
        "pipefail",
        "-c",
        command,
    ]
    with subprocess.Popen(
        bash,
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            said = _read(ours)
            code = process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            os.close(ours)
    return code, shown(said.decode("utf-8", errors="replace"))


def _read(terminal: int) -> bytes:
    """All that is written to a terminal until its other end is closed."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says so of a terminal whose other end is closed
            part = b""
        if not part:
            return b"".join(parts)
        parts.append(part)


def shown(said: str) -> list[str]:
    """The lines of a screen without end, after all that moved or was wiped; without colours."""
    lines, row, column = [""], 0, 0
    for token in TOKEN.finditer(said):
        text, count, kind = token.group(), token.group(1), token.group(2)
        if text == "\n":
            row += 1
            lines.extend([""] * (row + 1 - len(lines)))
        elif text == "\r":
            column = 0
        elif kind == "A":
            row = max(0, row - int(count or 1))
        elif kind == "K":
            lines[row] = "" if count == "2" else lines[row][:column]
        elif kind is None:
            lines[row] = lines[row][:column].ljust(column) + text + lines[row][column + len(text) :]
            column += len(text)
    return [line.rstrip() for line in lines]
