"""Which diseases of a ClinVar record may be named. Pure.

A record may name a disease that nobody asked for (a secondary finding); no file of a run may name it then.
"""

from dataclasses import dataclass

from hyperigm.core.panel import Entity, Gene

NO_CONDITION = frozenset(("", ".", "not_provided", "not_specified"))


@dataclass(frozen=True, slots=True)
class Nameable:
    """Diseases of a gene that may be named. only: ids (`OMIM:619101`), None where all may but `never`."""

    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()


NOTHING = Nameable(only=frozenset())


def nameable(genes: tuple[Gene, ...], secondary_findings: bool) -> dict[str, Nameable]:
    """By gene. Without secondary findings, a gene that has such a disease names its others alone, and no gene
    names that disease."""
    if secondary_findings:
        return {gene.symbol: Nameable() for gene in genes}
    hidden = frozenset(
        name for gene in genes for entity in gene.entities if entity.secondary for name in _ids(entity)
    )
    return {gene.symbol: Nameable(_primary(gene), hidden) for gene in genes}


def _primary(gene: Gene) -> frozenset[str] | None:
    if not any(entity.secondary for entity in gene.entities):
        return None
    return frozenset(name for entity in gene.entities if not entity.secondary for name in _ids(entity))


def _ids(entity: Entity) -> tuple[str, ...]:
    return (*([f"OMIM:{entity.mim}"] if entity.mim else []), *([entity.mondo] if entity.mondo else []))


def conditions(names: str, ids: str, may: Nameable) -> str:
    """ClinVar's disease names (CLNDN) that may be named, `|` between them as in the file.

    ids: CLNDISDB, whose parts stand in the order of the names (`MONDO:MONDO:0010626,OMIM:308230|...`).
    """
    of = ids.split("|")
    found = []
    for number, name in enumerate(names.split("|")):
        known = {_short(word) for word in of[number].split(",")} if number < len(of) else set()
        allowed = may.only is None or bool(known & may.only)
        if name.lower() not in NO_CONDITION and allowed and not known & may.never:
            found.append(name)
    return "|".join(dict.fromkeys(found))


def _short(word: str) -> str:
    """`MONDO:0010626` from `MONDO:MONDO:0010626`."""
    return word.split(":", 1)[1] if word.count(":") > 1 else word
