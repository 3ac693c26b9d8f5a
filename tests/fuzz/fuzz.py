"""Coverage-guided mutation of one target's files: python -m tests.fuzz.fuzz screen --runs 100000 --seed 1

Ends non-zero at the first finding, which it leaves as a file in --findings; its traceback is on standard
error.
"""

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path


def main() -> None:
    """Runs atheris on a target, in this process; it does not return."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--findings", type=Path, default=Path())
    asked = parser.parse_args()
    atheris = import_module("atheris")
    with atheris.instrument_imports(include=["hyperigm", "yaml"]):
        targets = import_module("tests.fuzz.targets")
    with tempfile.TemporaryDirectory(prefix="hyperigm-fuzz-") as folder:
        corpus, words = Path(folder) / "corpus", Path(folder) / "words"
        corpus.mkdir()
        for number, seed in enumerate(targets.SEEDS[asked.target]):
            (corpus / str(number)).write_bytes(seed.encode())
        words.write_text("".join(f'"{word}"\n' for word in targets.WORDS))
        limits = [
            f"-runs={asked.runs}",
            f"-seed={asked.seed}",
            "-max_len=4096",
            "-len_control=0",
            "-timeout=60",
            "-rss_limit_mb=2048",
        ]
        options = [*limits, f"-dict={words}", f"-artifact_prefix={asked.findings}/", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: targets.survives(asked.target, data))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
