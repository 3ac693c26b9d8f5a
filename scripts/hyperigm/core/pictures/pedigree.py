"""A small pedigree: squares and circles, who is whose child, and where each symbol stands.

One row per generation, oldest on top; the father's side left of the mother's. Distances are steps of one
between neighbours. Symbols: Bennett 2022, doi:10.1002/jgc4.1621 (square male, circle female, diamond
unknown; filled where affected).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hyperigm.core.family import Person


@dataclass(frozen=True, slots=True)
class Symbol:
    """One person. x: from 0, steps of one; row: generation, 0 the oldest. proband: the sample of the page."""

    person: Person
    x: float
    row: int
    proband: bool = False


@dataclass(frozen=True, slots=True)
class Sibship:
    """Children of one couple, or of one known parent. parents, children: places in x; row: of the parents;
    related: the parents share an ancestor, drawn as a double line."""

    parents: tuple[float, ...]
    children: tuple[float, ...]
    row: int
    related: bool = False

    @property
    def middle(self) -> float:
        return sum(self.parents) / len(self.parents)


@dataclass(frozen=True, slots=True)
class Pedigree:
    """All of it. width, rows: how many steps it takes. apart: relatives without a known tie to the person."""

    symbols: tuple[Symbol, ...]
    sibships: tuple[Sibship, ...]
    apart: tuple[Person, ...]

    @property
    def width(self) -> float:
        return max(symbol.x for symbol in self.symbols) + 1

    @property
    def rows(self) -> int:
        return max(symbol.row for symbol in self.symbols) + 1


def pedigree(people: Sequence[Person]) -> Pedigree | None:
    """The drawing of a family, the person of the page first; None where nobody is tied to that person."""
    known = {person.sample: person for person in people}
    generation = _generations(people[0], known) if people else {}
    if len(generation) < 2:
        return None
    oldest = min(generation.values())
    rows = {name: at - oldest for name, at in generation.items()}
    places = _places(people[0].sample, rows, known)
    symbols = tuple(
        Symbol(known[name], places[name], rows[name], name == people[0].sample)
        for name in sorted(rows, key=lambda name: (rows[name], places[name]))
    )
    apart = tuple(person for person in people if person.sample not in rows)
    return Pedigree(symbols, tuple(_sibships(rows, places, known)), apart)


def _parents(person: Person, known: Mapping[str, Person]) -> tuple[str, ...]:
    return tuple(name for name in (person.father, person.mother) if name in known and name is not None)


def _children(name: str, known: Mapping[str, Person]) -> list[str]:
    return [person.sample for person in known.values() if name in (person.father, person.mother)]


def _generations(person: Person, known: Mapping[str, Person]) -> dict[str, int]:
    """Generation of everyone tied to the person by parents and children; the person's own is 0."""
    found, todo = {person.sample: 0}, [person.sample]
    while todo:
        name = todo.pop(0)
        above = [(other, found[name] - 1) for other in _parents(known[name], known)]
        below = [(other, found[name] + 1) for other in _children(name, known)]
        for other, at in (*above, *below):
            if other not in found:
                found[other] = at
                todo.append(other)
    return found


def _order(proband: str, rows: Mapping[str, int], known: Mapping[str, Person]) -> list[str]:
    """Everyone once, such that in each row fathers and their side come before mothers and theirs."""
    found: list[str] = []
    seen: set[str] = set()

    def visit(name: str | None, siblings_first: bool) -> None:
        if name is None or name in seen or name not in rows:
            return
        seen.add(name)
        person = known[name]
        children = [known[child] for child in _children(name, known)]
        visit(person.father, True)
        for child in children:
            visit(child.father, True)
        siblings = [other for other in _siblings(name, known) if other not in seen]
        seen.update(siblings)
        found.extend([*siblings, name] if siblings_first else [name, *siblings])
        for child in children:
            visit(child.mother, False)
        visit(person.mother, False)

    for name in (proband, *rows):
        visit(name, False)
    return found


def _siblings(name: str, known: Mapping[str, Person]) -> list[str]:
    mine = set(_parents(known[name], known))
    return [
        person.sample
        for person in known.values()
        if person.sample != name and mine & set(_parents(person, known))
    ]


def _places(proband: str, rows: Mapping[str, int], known: Mapping[str, Person]) -> dict[str, float]:
    """Parents over their children, then children under their parents; nobody nearer than one step."""
    order = _order(proband, rows, known)
    places: dict[str, float] = {}
    youngest = max(rows.values())
    for row in range(youngest, -1, -1):
        _spread([(name, _over(name, known, places)) for name in order if rows[name] == row], places)
    for row in range(1, youngest + 1):
        _spread([(name, _under(name, known, places, order)) for name in order if rows[name] == row], places)
    least = min(places.values())
    return {name: round(place - least, 3) for name, place in places.items()}


def _spread(row: list[tuple[str, float | None]], places: dict[str, float]) -> None:
    """Each where it is wanted, or one step right of the one before it."""
    reached: float | None = None
    for name, wanted in row:
        free = 0.0 if reached is None else reached + 1
        place = free if wanted is None else wanted if reached is None else max(free, wanted)
        reached = places[name] = place


def _over(name: str, known: Mapping[str, Person], places: Mapping[str, float]) -> float | None:
    """Over one's children: a father half a step left of their middle, a mother half a step right."""
    children = [child for child in _children(name, known) if child in places]
    if not children:
        return None
    middle = sum(places[child] for child in children) / len(children)
    child = known[children[0]]
    both = len(_parents(child, known)) == 2
    return middle + ((-0.5 if name == child.father else 0.5) if both else 0.0)


def _under(
    name: str, known: Mapping[str, Person], places: Mapping[str, float], order: Sequence[str]
) -> float:
    """Under the middle of one's parents, beside one's full siblings."""
    parents = _parents(known[name], known)
    if not parents:
        return places[name]
    siblings = [other for other in order if _parents(known[other], known) == parents]
    middle = sum(places[parent] for parent in parents) / len(parents)
    return middle + siblings.index(name) - (len(siblings) - 1) / 2


def _sibships(
    rows: Mapping[str, int], places: Mapping[str, float], known: Mapping[str, Person]
) -> Iterator[Sibship]:
    couples: dict[tuple[str, ...], list[str]] = {}
    for name in rows:
        if parents := _parents(known[name], known):
            couples.setdefault(parents, []).append(name)
    for parents, children in couples.items():
        yield Sibship(
            parents=tuple(sorted(places[name] for name in parents)),
            children=tuple(sorted(places[name] for name in children)),
            row=max(rows[name] for name in parents),
            related=len(parents) == 2 and bool(_ancestors(parents[0], known) & _ancestors(parents[1], known)),
        )


def _ancestors(name: str, known: Mapping[str, Person]) -> set[str]:
    found: set[str] = set()
    todo = [name]
    while todo:
        for parent in _parents(known[todo.pop()], known):
            if parent not in found:
                found.add(parent)
                todo.append(parent)
    return found
