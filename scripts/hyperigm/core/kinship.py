"""Who belongs to whose family, by the family's name and by father and mother."""

from collections.abc import Mapping, Sequence

from hyperigm.core.family import Person


def relatives(people: Sequence[Person]) -> Mapping[str, frozenset[str]]:
    """Each person's relatives among `people`, however distant; a person is not their own relative."""
    group: dict[str, set[str]] = {person.sample: {person.sample} for person in people}
    for person in people:
        for other in _ties(person, people):
            joined = group[person.sample] | group[other]
            for name in joined:
                group[name] = joined
    return {name: frozenset(members - {name}) for name, members in group.items()}


def _ties(person: Person, people: Sequence[Person]) -> list[str]:
    """Those a person's own row ties them to: the parents, and the first of the same family."""
    parents = {person.father, person.mother}
    tied = [other.sample for other in people if other.sample in parents]
    if person.family:
        tied.append(next(other.sample for other in people if other.family == person.family))
    return tied
