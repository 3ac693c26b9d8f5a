"""`hyperigm --version`: of the package, and of what it ships and writes."""

from hyperigm.edges.provenance import own_parts

DIGITS = 12
"""Of a checksum; provenance/versions.tsv has it whole."""


def versions() -> str:
    """One line for each part: its name and version."""
    (package, *parts) = own_parts()
    lines = (f"{part.name}: {part.version[:DIGITS]}" for part in parts)
    return "\n".join((f"{package.name}, version {package.version}", *lines))
