"""Known vulnerabilities of the locked versions: python -m tests.audit. Options go to pip-audit (`-s osv`).

Ends 1 where a version has one. Where the database can't be asked it says so and ends 0: an index that has the
packages need not have what is known of them, and pip-audit passes a package over that it was not told of.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"


def verdict(report: Mapping[str, Any]) -> tuple[int, str]:
    """(exit code, what to say) of pip-audit's JSON."""
    packages = report["dependencies"]
    skipped = [package for package in packages if "skip_reason" in package]
    asked = len(packages) - len(skipped)
    if not asked:
        return 0, "NOT ASKED: the database knows none of the packages here"
    found = [
        f"{package['name']} {package['version']}: {flaw['id']} (mended in {', '.join(flaw['fix_versions'])})"
        for package in packages
        for flaw in package.get("vulns", ())
    ]
    names = ", ".join(package["name"] for package in skipped)
    unknown = f"; not known to it: {names}" if skipped else ""
    head = f"{asked} of {len(packages)} locked packages asked, {len(found)} known vulnerabilities{unknown}"
    return bool(found), "\n".join((head, *found))


def first(lock: str) -> str:
    """The first requirement of a lock, with its hashes."""
    lines = dropwhile(lambda line: "==" not in line, lock.splitlines())
    return "\n".join((next(lines), *takewhile(lambda line: line.startswith(" "), lines)))


def audited(lock: Path, options: Sequence[str]) -> tuple[int, str]:
    """Runs pip-audit on a lock; pip itself is not used."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "-r",
        str(lock),
        "--disable-pip",
        "-f",
        "json",
        "--timeout",
        "10",
    ]
    command += ["--progress-spinner", "off", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return verdict(json.loads(done.stdout))
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return 0, f"NOT ASKED: the database does not answer ({last.partition(':')[0][:200]})"


def main(options: Sequence[str]) -> int:
    """Asks of one package first: where that is not known, the others are not asked."""
    with tempfile.TemporaryDirectory() as folder:
        one = Path(folder) / "one.lock"
        one.write_text(first(LOCK.read_text(encoding="utf-8")) + "\n", encoding="utf-8")
        code, said = audited(one, options)
    if not said.startswith("NOT ASKED"):
        code, said = audited(LOCK, options)
    print(f"pip-audit: {said}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
