"""A bound on what reading one file may take: a few megabytes can unpack to a line of any length."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MOST = 2 * 1024**3
"""Bytes of address space beyond what a process has as it opens a file; three thousand samples need 0.2 GB."""
_STATM = Path("/proc/self/statm")


@contextmanager
def bounded_memory() -> Iterator[None]:
    """While the block runs, an allocation beyond MOST fails (MemoryError, or an error of htslib).

    Does nothing where the system does not say what a process has (Linux does).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if not _STATM.exists():
        yield
        return
    limit = int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + MOST
    bounds = [bound for bound in (limit, soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
