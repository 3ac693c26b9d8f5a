"""Who belongs to whose family, by the family's name and by father and mother."""

from collections.abc import Iterable, Mapping, Sequence

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


class Family:
    """People of one family, in the order of the sheet, and what follows from who is whose child: it is worked
    out once for all of them."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self.people = tuple(people)
        self._known = {person.sample: person for person in self.people}
        self.places = {name: place for place, name in enumerate(self._known)}
        self._children: dict[tuple[str | None, str | None], list[Person]] = {}
        for person in self.people:
            self._children.setdefault((person.father, person.mother), []).append(person)
        self._partners: dict[str, set[str]] = {}
        for father, mother in self._children:
            if father and mother:
                self._partners.setdefault(father, set()).add(mother)
                self._partners.setdefault(mother, set()).add(father)
        self._lines: dict[tuple[str, bool], frozenset[str]] = {}
        self._shares: dict[tuple[str, str, bool], bool] = {}

    def person(self, sample: str | None) -> Person | None:
        """The member of that name, or None."""
        return self._known.get(sample) if sample else None

    def siblings(self, person: Person) -> tuple[Person, ...]:
        """Other members with the same two named parents."""
        if person.father is None or person.mother is None:
            return ()
        same = self._children.get((person.father, person.mother), ())
        return tuple(other for other in same if other.sample != person.sample)

    def may_share(self, one: Person, other: Person, on_x: bool) -> bool:
        """Whether two members can have one allele by descent, as far as the pedigree says; an open pedigree
        says yes.

        A father gives his son no X, so that his side of the family shares none with the son; partners, and
        one's partner's ancestors, share nothing.
        """
        key = (one.sample, other.sample, on_x)
        if key not in self._shares:
            self._shares[key] = self._may_share(*key)
        return self._shares[key]

    def _may_share(self, one: str, other: str, on_x: bool) -> bool:
        if self._line(one, on_x) & self._line(other, on_x):
            return True
        if on_x and self._line(one, False) & self._line(other, False):
            return False
        return other not in self._partners_line(one) and one not in self._partners_line(other)

    def _line(self, name: str, on_x: bool) -> frozenset[str]:
        """The person and the ancestors whose alleles can have come down, by sample name."""
        if (name, on_x) not in self._lines:
            person, found = self._known.get(name), {name}
            if person and not (on_x and person.sex is Sex.MALE) and person.father:
                found |= self._line(person.father, on_x)
            if person and person.mother:
                found |= self._line(person.mother, on_x)
            self._lines[name, on_x] = frozenset(found)
        return self._lines[name, on_x]

    def _partners_line(self, name: str) -> frozenset[str]:
        """Those with whom the person has a child, and their ancestors."""
        partners = (partner for partner in self._partners.get(name, ()) if partner in self._known)
        return frozenset().union(*(self._line(partner, False) for partner in partners))
