"""What can't be true of a family, whoever said it."""

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from hyperigm.core.family import Person, Sex
from hyperigm.errors import Problem


def pedigree_problems(people: Mapping[str, Person], where: Mapping[str, str]) -> list[Problem]:
    """Every impossible parent among `people` (by sample name); `where` says for each name where it stands."""
    problems: list[Problem] = []
    for person in people.values():
        problems.extend(
            Problem(where[person.sample], what, mend) for what, mend in _parent_problems(person, people)
        )
    for circle in _circles(people):
        names = " -> ".join((*circle, circle[0]))
        problems.append(
            Problem(where[circle[0]], f"{names}: someone is their own ancestor", "correct father and mother")
        )
    return problems


def _parent_problems(person: Person, people: Mapping[str, Person]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for word, name, wrong in (("father", person.father, Sex.FEMALE), ("mother", person.mother, Sex.MALE)):
        if name is None:
            continue
        parent = people.get(name)
        if parent is None:
            found.append((f"{word} {name!r} is no sample here", f"add {name!r}, or write `.` for the {word}"))
        elif name == person.sample:
            found.append(
                (f"{person.sample!r} is given as their own {word}", f"write the {word}'s name, or `.`")
            )
        elif parent.sex is wrong:
            found.append((f"{word} {name!r} is {wrong.value}", f"correct the {word}, or the sex of {name!r}"))
        elif parent.family and person.family and parent.family != person.family:
            found.append(
                (
                    f"{word} {name!r} is of family {parent.family!r}, {person.sample!r} of {person.family!r}",
                    "give both the same family",
                )
            )
    if person.father is not None and person.father == person.mother:
        found.append((f"{person.father!r} is given as father and as mother", "correct one of them"))
    return found


def _circles(people: Mapping[str, Person]) -> list[tuple[str, ...]]:
    """Chains of parents that come back to their start (two or more people), child before parent."""
    graph = {
        name: {parent for parent in (person.father, person.mother) if parent in people and parent != name}
        for name, person in people.items()
    }
    circles: list[tuple[str, ...]] = []
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = tuple(reversed(error.args[1][1:]))
            circles.append(circle)
            graph = {name: parents - set(circle) for name, parents in graph.items() if name not in circle}
        else:
            return circles
