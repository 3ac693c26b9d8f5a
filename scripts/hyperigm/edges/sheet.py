"""The sample sheet: read whole, every problem said at once with its line.

Columns, their patterns and words are data: workflow/schemas/samples.schema.yaml. Fields are text as they
stand (a sample may be called `NA`); `.` and an empty field are missing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.pedigree import pedigree_problems
from hyperigm.core.plan import SampleEntry
from hyperigm.core.warning import SampleWarning, WarningKind, about
from hyperigm.edges.config import suggestion
from hyperigm.edges.lines import read_lines
from hyperigm.edges.pedigree import Pedigree, read_pedigree
from hyperigm.edges.resources import shipped
from hyperigm.errors import Problem

PATHS = ("vcf", "callable", "sv_vcf")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet, and what is wrong with it. No row is to be computed while there is a problem."""

    entries: tuple[SampleEntry, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    fields: Mapping[str, str]

    def get(self, column: str) -> str | None:
        text = self.fields.get(column, "")
        return None if text in ("", ".") else text


@cache
def _columns() -> dict[str, dict[str, Any]]:
    text = (shipped("workflow") / "schemas" / "samples.schema.yaml").read_text(encoding="utf-8")
    columns: dict[str, dict[str, Any]] = yaml.safe_load(text)["properties"]
    return columns


def read_sheet(path: Path, pedigree: Path | None = None) -> Sheet:
    """Reads a sheet, and the PED beside it. Raises InputError where one of them can't be read as text."""
    rows, problems = _rows(path)
    for row in rows:
        problems.extend(_field_problems(path, row))
    problems.extend(_name_problems(path, rows))
    family = read_pedigree(pedigree) if pedigree else Pedigree({}, {}, ())
    problems.extend(family.problems)
    folder = path.absolute().parent
    entries = tuple(_entry(folder, row) for row in rows if row.get("sample") and row.get("vcf"))
    problems.extend(_disagreements(path, entries, family))
    doubt = _unknown_to(pedigree, family, entries) if pedigree else ()
    entries = tuple(replace(entry, person=_joined(entry.person, family), warnings=doubt) for entry in entries)
    people = {**family.people, **{entry.person.sample: entry.person for entry in entries}}
    where = {**family.where, **{entry.person.sample: f"{path}:{entry.line}" for entry in entries}}
    problems.extend(pedigree_problems(people, where))
    return Sheet(_known_parents(entries), tuple(problems))


def _unknown_to(
    pedigree: Path, family: Pedigree, entries: Iterable[SampleEntry]
) -> tuple[SampleWarning, ...]:
    """A warning where the PED names nobody of the sheet."""
    if any(entry.person.sample in family.people for entry in entries):
        return ()
    told = f"{pedigree} names no sample of the sheet, so nothing is taken from it"
    return about(WarningKind.IDENTITY, (told,))


def _rows(path: Path) -> tuple[list[_Row], list[Problem]]:
    lines = [(number, line) for number, line in read_lines(path) if line.strip()]
    if not lines:
        return [], [Problem(str(path), "is empty", "give a header line, and a line for each sample")]
    if any("\r" in line for _, line in lines):
        what = "its lines end in a carriage return alone (old Mac text)"
        return [], [Problem(str(path), what, "save it with line ends of Unix or Windows")]
    table = _without_empty_columns([line.split("\t") for _, line in lines])
    header = table[0]
    problems = _header_problems(f"{path}:{lines[0][0]}", header)
    rows: list[_Row] = []
    for (number, line), fields in zip(lines[1:], table[1:], strict=True):
        if len(fields) != len(header):
            what = f"has {len(fields)} fields, the header has {len(header)}"
            if len(line.split()) == len(header):
                what += "; blanks stand where a tab should"
            problems.append(
                Problem(f"{path}:{number}", what, "separate fields by one tab each; `.` is missing")
            )
        rows.append(_Row(number, dict(zip(header, fields, strict=False))))
    if not rows:
        problems.append(Problem(str(path), "has no samples", "add a line for each sample below the header"))
    return rows, problems


def _without_empty_columns(table: list[list[str]]) -> list[list[str]]:
    """A spreadsheet may save columns at the right of which every field is empty, the header's too."""
    filled = (place for fields in table for place, field in enumerate(fields, start=1) if field.strip())
    width = max(filled, default=1)
    return [fields[:width] for fields in table]


def _header_problems(where: str, header: Sequence[str]) -> list[Problem]:
    known = tuple(_columns())
    if any(name[:1] == '"' for name in header):
        return [Problem(where, "the fields are quoted", "save the sheet without quotes")]
    if len(header) == 1 and re.search(r"[ ,;]", header[0]):
        return [
            Problem(where, "the columns are not separated by tabs", "save the sheet as tab-separated text")
        ]
    problems = [
        Problem(where, f"no column {name!r}", "add it; `sample` and `vcf` are needed")
        for name in ("sample", "vcf")
        if name not in header
    ]
    problems.extend(
        Problem(
            where,
            f"unknown column {name!r}",
            "separate columns by tabs" if " " in name else suggestion(name, known),
        )
        for name in header
        if name not in known
    )
    problems.extend(
        Problem(where, f"column {name!r} stands twice", "keep one of them")
        for name in known
        if header.count(name) > 1
    )
    return problems


def _field_problems(path: Path, row: _Row) -> Iterable[Problem]:
    place = f"{path}:{row.line}"
    for column, text in row.fields.items():
        rule = _columns().get(column)
        if rule is None:
            continue
        if text != text.strip() or not text.isprintable():
            yield Problem(
                place, f"{column} {text!r} has blanks around it or control characters", "remove them"
            )
        elif row.get(column) is None:
            if column in ("sample", "vcf") and len(row.fields) > 1:
                yield Problem(place, f"no {column}", f"give the {column} of this line")
        elif "enum" in rule and text not in rule["enum"]:
            yield Problem(place, f"{column} {text!r}", suggestion(text, rule["enum"]))
        elif "pattern" in rule and not re.fullmatch(rule["pattern"], text):
            yield Problem(place, f"{column} {text!r} can't be used", f"allowed: {rule['description']}")


def _name_problems(path: Path, rows: Iterable[_Row]) -> Iterable[Problem]:
    seen: dict[str, tuple[int, str]] = {}
    for row in rows:
        name = row.get("sample")
        if name is None:
            continue
        line, first = seen.setdefault(name.casefold(), (row.line, name))
        if line != row.line:
            case = "" if first == name else f" (as {first!r}; names may not differ in case alone)"
            yield Problem(
                f"{path}:{row.line}", f"sample {name!r} is already at line {line}{case}", "rename one"
            )


def _entry(folder: Path, row: _Row) -> SampleEntry:
    """The row as the steps see it; words not allowed (a problem by then) count as unknown. folder: the
    sheet's, which its paths begin from."""
    paths = {column: _absolute(folder, row.get(column)) for column in PATHS}
    sex, affected = row.get("sex"), row.get("affected")
    person = Person(
        sample=row.get("sample") or "",
        sex=Sex(sex) if sex in list(Sex) else Sex.UNKNOWN,
        family=row.get("family") or "",
        father=row.get("father"),
        mother=row.get("mother"),
        affected=Affected(affected) if affected in list(Affected) else Affected.UNKNOWN,
        hpo=tuple(re.findall(r"HP:\d{7}", row.get("hpo") or "")),
    )
    return SampleEntry(
        person, paths["vcf"] or "", row.get("vcf_sample"), paths["callable"], paths["sv_vcf"], row.line
    )


def _absolute(folder: Path, text: str | None) -> str | None:
    return None if text is None else str(folder / text)


def _joined(person: Person, pedigree: Pedigree) -> Person:
    """The person with what only the PED knows of them."""
    other = pedigree.people.get(person.sample)
    if other is None:
        return person
    return replace(
        person,
        sex=other.sex if person.sex is Sex.UNKNOWN else person.sex,
        family=person.family or other.family,
        father=person.father or other.father,
        mother=person.mother or other.mother,
        affected=other.affected if person.affected is Affected.UNKNOWN else person.affected,
    )


def _disagreements(path: Path, entries: Iterable[SampleEntry], pedigree: Pedigree) -> Iterable[Problem]:
    for entry in entries:
        other = pedigree.people.get(entry.person.sample)
        if other is None:
            continue
        for key in ("sex", "family", "father", "mother", "affected"):
            ours, theirs = getattr(entry.person, key), getattr(other, key)
            if ours and theirs and "unknown" not in (ours, theirs) and ours != theirs:
                what = f"{key} is {str(ours)!r} here, {str(theirs)!r} at {pedigree.where[other.sample]}"
                yield Problem(f"{path}:{entry.line}", what, "correct one of the two")


def _known_parents(entries: Sequence[SampleEntry]) -> tuple[SampleEntry, ...]:
    """Parents that only the PED names have no calls: for the engine they are not there."""
    names = {entry.person.sample for entry in entries}

    def parent(name: str | None) -> str | None:
        return name if name in names else None

    return tuple(
        replace(
            entry,
            person=replace(
                entry.person, father=parent(entry.person.father), mother=parent(entry.person.mother)
            ),
        )
        for entry in entries
    )
