"""PED files: six columns that say family, parents, sex and affection status.

Columns, separated by blanks or tabs: family, individual, father, mother (0 = missing), sex (1 male,
2 female), affected (2 yes, 1 no, 0 or -9 unknown). Lines that begin with # are comments.
Source: PLINK file formats.
"""

from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.family import Affected, Person, Sex
from hyperigm.edges.lines import read_lines
from hyperigm.errors import Problem

SEXES = {"1": Sex.MALE, "2": Sex.FEMALE, "0": Sex.UNKNOWN, "-9": Sex.UNKNOWN, "other": Sex.UNKNOWN}
AFFECTED = {"2": Affected.YES, "1": Affected.NO, "0": Affected.UNKNOWN, "-9": Affected.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Pedigree:
    """The people of a PED file by name, where each of them stands, and what is wrong with the file."""

    people: dict[str, Person]
    where: dict[str, str]
    problems: tuple[Problem, ...]


def read_pedigree(path: Path) -> Pedigree:
    """Reads a PED file whole. Raises InputError where it can't be read as text."""
    people: dict[str, Person] = {}
    where: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in read_lines(path):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{path}:{number}"
        fields = line.split()
        problems.extend(_line_problems(place, fields))
        if len(fields) < 6:
            continue
        person = _person(fields)
        if person.sample in people:
            first = where[person.sample]
            problems.append(Problem(place, f"{person.sample!r} is already at {first}", "keep one of the two"))
            continue
        people[person.sample], where[person.sample] = person, place
    return Pedigree(people, where, tuple(problems))


def _line_problems(place: str, fields: list[str]) -> list[Problem]:
    if len(fields) < 6:
        return [
            Problem(
                place,
                f"has {len(fields)} columns, not 6",
                "give: family individual father mother sex affected",
            )
        ]
    problems: list[Problem] = []
    if fields[4] not in SEXES:
        problems.append(Problem(place, f"sex {fields[4]!r}", "write 1 (male), 2 (female) or 0 (unknown)"))
    if fields[5] not in AFFECTED:
        problems.append(
            Problem(place, f"affected {fields[5]!r}", "write 2 (yes), 1 (no), or 0 or -9 (unknown)")
        )
    return problems


def _person(fields: list[str]) -> Person:
    family, name, father, mother, sex, affected = fields[:6]
    return Person(
        sample=name,
        sex=SEXES.get(sex, Sex.UNKNOWN),
        family="" if family == "0" else family,
        father=None if father == "0" else father,
        mother=None if mother == "0" else mother,
        affected=AFFECTED.get(affected, Affected.UNKNOWN),
    )
