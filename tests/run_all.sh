#!/usr/bin/env bash
# Everything a change must pass, cheapest first; all of it runs, and any failure fails the whole. Needs
# requirements-test.lock installed, and the real data in ../shared (or HYPERIGM_SHARED). Options go to pytest.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
failed=()

must() {
    echo "== $*"
    "$@" || failed+=("$1")
}

must bash tests/debian.sh
must ruff format --check .
must ruff check .
must mypy
must lint-imports
must snakefmt --check workflow tests/workflow/module_example
must snakemake --lint
must python -m tests.audit
must pytest -n 2 "$@"

if ((${#failed[@]})); then
    echo "FAILED: ${failed[*]}"
    exit 1
fi
