"""Reads the published features of each disease (resources/panel/phenotypes.tsv), and labels of terms."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hyperigm.core.phenotype import CONSISTENT, SPECIFIC, WEIGHTS, Feature
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows
from hyperigm.errors import Problem, ResourceError


@cache
def load_features(path: Path | None = None) -> tuple[Feature, ...]:
    """All rows. Raises ResourceError where a kind is no word of the table, or a row is called specific
    though another entity has the sign too."""
    path = path or shipped("resources") / "panel" / "phenotypes.tsv"
    found = read_rows(path, Feature, {"kind": WEIGHTS})
    if shared := [row for row in found if row.kind == SPECIFIC and _elsewhere(row, found)]:
        said = (f"{row.entity} {row.hpo}: specific, but another entity has it" for row in shared)
        raise ResourceError(*(Problem(str(path), what, f"write {CONSISTENT}") for what in said))
    return found


@dataclass(frozen=True, slots=True)
class Term:
    """A row of resources/panel/ontology_terms.tsv."""

    id: str
    label: str


@cache
def term_labels() -> dict[str, str]:
    """Id -> label of the ontology terms that this project knows by name."""
    terms = read_rows(shipped("resources") / "panel" / "ontology_terms.tsv", Term)
    return {
        **{feature.hpo: feature.label for feature in load_features()},
        **{term.id: term.label for term in terms},
    }


def _elsewhere(feature: Feature, features: tuple[Feature, ...]) -> bool:
    ids = {feature.hpo, *feature.also}
    return any(row.entity != feature.entity and ids & {row.hpo, *row.also} for row in features)
