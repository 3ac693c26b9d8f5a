#!/usr/bin/env bash
# Everything a change must pass, cheapest first. Needs requirements-test.lock installed, and the real data in
# ../shared (or HYPERIGM_SHARED).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

echo "== style";           ruff format --check .; ruff check .
echo "== types";           mypy
echo "== layers";          lint-imports
echo "== workflow";        snakefmt --check workflow; snakemake --lint
echo "== tests";           pytest -n 2 "$@"
