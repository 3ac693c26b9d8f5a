"""The panel file: read, typed, and refused with every problem at once where it contradicts itself."""

from collections.abc import Iterator
from pathlib import Path

from hyperigm.core.panel import Panel
from hyperigm.edges.resources import knowledge, remembered, shipped
from hyperigm.edges.yaml_text import parse_yaml
from hyperigm.errors import Problem, ResourceError

AFFECTS = ("both", "male", "female")
GRADES = ("identical", "conversion_prone", "distinguishable")
MEND = "correct this row; the types are those of hyperigm.core.panel"


@remembered
def load_panel(path: Path | None = None) -> Panel:
    """The panel of `path`, by default the shipped one. Raises ResourceError listing every problem found."""
    path = path or knowledge("panel", "panel.yaml")
    raw, panel = _typed(path)
    problems = [*unknown_fields(raw, panel, "$"), *contradictions(panel)]
    if problems:
        raise ResourceError(*(Problem(f"{path}: {where}", what, MEND) for where, what in problems))
    return panel


@remembered
def added_transcripts() -> frozenset[str]:
    """The transcripts that the panel in force has beside the main ones and the shipped ones do not."""
    own = {name for gene in load_panel().genes for name in gene.other_transcripts}
    ours = load_panel(shipped("resources") / "panel" / "panel.yaml")
    return frozenset(own.difference(*(gene.other_transcripts for gene in ours.genes)))


def _typed(path: Path) -> tuple[object, Panel]:
    """The file as plain values and as a Panel."""
    import msgspec
    import yaml

    try:
        raw = parse_yaml(path.read_text(encoding="utf-8"))
        return raw, msgspec.convert(raw, Panel)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise ResourceError(Problem(str(path), f"not a readable panel: {error}", MEND)) from error


def unknown_fields(raw: object, typed: object, where: str) -> Iterator[tuple[str, str]]:
    """Where and what: keys of the file that no field takes, so that a misspelt one is not lost."""
    import msgspec

    known = msgspec.to_builtins(typed)
    if isinstance(raw, dict) and isinstance(known, dict):
        for key, value in raw.items():
            if key not in known:
                yield f"{where}.{key}", "no such field"
            else:
                yield from unknown_fields(value, known[key], f"{where}.{key}")
    elif isinstance(raw, list) and isinstance(known, list | tuple):
        for number, (item, known_item) in enumerate(zip(raw, known, strict=True)):
            yield from unknown_fields(item, known_item, f"{where}[{number}]")


def contradictions(panel: Panel) -> Iterator[tuple[str, str]]:
    """Where and what: ids used twice, references to nothing, unknown words, rows without a source."""
    yield from _repeated("gene", [gene.symbol for gene in panel.genes])
    yield from _repeated("entity", [entity.id for gene in panel.genes for entity in gene.entities])
    yield from _repeated("allele class", [item.word for item in panel.allele_classes])
    yield from _entity_problems(panel)
    symbols = {gene.symbol for gene in panel.genes}
    for caveat in panel.caveats:
        where = f"caveat {caveat.flag} {caveat.first_exon}-{caveat.last_exon}"
        if caveat.gene not in symbols:
            yield where, f"gene {caveat.gene} is not in the panel"
        if not 1 <= caveat.first_exon <= caveat.last_exon:
            yield where, "exons must run from a lower to a higher number, from 1"
        if caveat.grade not in GRADES:
            yield where, f"grade {caveat.grade!r} is none of {', '.join(GRADES)}"
    yield from ((name, "no source") for name, source in _sources(panel) if not source.strip())


def _entity_problems(panel: Panel) -> Iterator[tuple[str, str]]:
    words = {item.word for item in panel.allele_classes}
    for gene in panel.genes:
        if gene.strand not in (1, -1):
            yield f"gene {gene.symbol}", f"strand {gene.strand} is neither 1 nor -1"
        if not gene.entities:
            yield f"gene {gene.symbol}", "no disease entity"
        for entity in gene.entities:
            where = f"entity {entity.id}"
            if entity.variants not in words:
                yield where, f"variants {entity.variants!r} is no word of allele_classes"
            if entity.affects not in AFFECTS:
                yield where, f"affects {entity.affects!r} is none of {', '.join(AFFECTS)}"
            yield from (
                (where, f"unverified names no field: {name}")
                for name in entity.unverified
                if not hasattr(entity, name)
            )
    for item in panel.allele_classes:
        if item.excludes is not None and item.excludes not in words:
            yield f"allele class {item.word}", f"excludes {item.excludes!r}, which is not declared"


def _sources(panel: Panel) -> Iterator[tuple[str, str]]:
    """Each row of the panel and its source."""
    for gene in panel.genes:
        yield f"gene {gene.symbol}", gene.source
        yield from ((f"entity {entity.id}", entity.source) for entity in gene.entities)
    yield from ((f"allele class {item.word}", item.source) for item in panel.allele_classes)
    yield from ((f"caveat {item.flag} {item.first_exon}", item.source) for item in panel.caveats)
    if panel.cohort is not None:
        yield "cohort", panel.cohort.source


def _repeated(kind: str, names: list[str]) -> Iterator[tuple[str, str]]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{kind} {name}", "declared more than once"
