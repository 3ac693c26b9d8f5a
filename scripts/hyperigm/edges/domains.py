"""Reads the protein domains that pictures show (resources/panel/domains.tsv)."""

from pathlib import Path

from hyperigm.core.pictures.gene import Domain
from hyperigm.edges.resources import knowledge, remembered
from hyperigm.edges.rows import read_rows
from hyperigm.errors import Problem, ResourceError


@remembered
def load_domains(path: Path | None = None) -> tuple[Domain, ...]:
    """All rows. Raises ResourceError where the domains of a gene overlap or are out of order."""
    path = path or knowledge("panel", "domains.tsv")
    rows = read_rows(path, Domain)
    reached: dict[str, int] = {}
    problems = []
    for row in rows:
        if not reached.get(row.gene, 0) < row.first <= row.last:
            problems.append(
                f"{row.gene} {row.first}-{row.last}: overlaps the row before it, or is out of order"
            )
        reached[row.gene] = row.last
    if problems:
        raise ResourceError(*(Problem(str(path), what, "correct the residues") for what in problems))
    return rows
