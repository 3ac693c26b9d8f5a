"""Who belongs to whose family, by the family's name and by father and mother."""

from collections.abc import Mapping, Sequence

from hyperigm.core.family import Person, Sex


def relatives(people: Sequence[Person]) -> Mapping[str, frozenset[str]]:
    """Each person's relatives among `people`, however distant; a person is not their own relative."""
    group: dict[str, set[str]] = {person.sample: {person.sample} for person in people}
    first: dict[str, str] = {}
    for person in people:
        family = first.setdefault(person.family, person.sample) if person.family else None
        for other in (person.father, person.mother, family):
            if other is None or other not in group or group[other] is group[person.sample]:
                continue
            joined = group[person.sample] | group[other]
            for name in joined:
                group[name] = joined
    return {name: frozenset(members - {name}) for name, members in group.items()}


def may_share(one: Person, other: Person, people: Sequence[Person], on_x: bool) -> bool:
    """Whether the two can have one allele by descent, as far as the pedigree says; an open pedigree says yes.

    A father gives his son no X, so that his side of the family shares none with the son; partners, and one's
    partner's ancestors, share nothing.
    """
    known = {person.sample: person for person in (one, other, *people)}
    if _line(one, known, on_x) & _line(other, known, on_x):
        return True
    if on_x and _line(one, known, False) & _line(other, known, False):
        return False
    return not (_partners_line(one, known) & {other.sample} or _partners_line(other, known) & {one.sample})


def _line(person: Person, known: Mapping[str, Person], on_x: bool) -> frozenset[str]:
    """The person and the ancestors whose alleles can have come down, by sample name."""
    parents = [person.mother] if on_x and person.sex is Sex.MALE else [person.mother, person.father]
    found = {person.sample}
    for name in parents:
        if name is not None:
            found |= _line(known[name], known, on_x) if name in known else {name}
    return frozenset(found)


def _partners_line(person: Person, known: Mapping[str, Person]) -> frozenset[str]:
    """Those with whom the person has a child, and their ancestors."""
    couples = [(child.father, child.mother) for child in known.values()]
    pairs = [pair for pair in couples if person.sample in pair]
    partners = {name for pair in pairs for name in pair if name is not None and name != person.sample}
    return frozenset().union(*(_line(known[name], known, False) for name in partners if name in known))
