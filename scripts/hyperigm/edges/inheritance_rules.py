"""Reads the rules of inheritance (resources/panel/inheritance_*.tsv) and checks their words."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hyperigm.core.inheritance.rules import ANY, FACT_WORDS, DoubtRule, GenotypeRule, Rulebook
from hyperigm.core.verdict import Match, Mechanism
from hyperigm.edges.resources import shipped
from hyperigm.errors import Problem, ResourceError

RULE_FACTS = ("mode", "sex", "affects", "call", "reads", "site", "karyotype", "pair")
RULE_HEADER = ["rule", *RULE_FACTS, "match", "mechanism", "flag", "against", "sentence", "source"]
DOUBT_FACTS = ("mode", "call")
DOUBT_HEADER = [
    "rule", "fact", "word", *DOUBT_FACTS, "said",
    "match", "mechanism", "flag", "against", "sentence", "source",
]  # fmt: skip
PHRASE_HEADER = ["key", "sentence"]
KEEP = "keep"
MEND = "use only the words that hyperigm.core.inheritance.rules and the report contract name"
Row = dict[str, str]


@cache
def load_rulebook(folder: Path | None = None) -> Rulebook:
    """The tables of `folder`, by default the shipped ones. Raises ResourceError naming every wrong row."""
    folder = folder or shipped("resources") / "panel"
    rules = _rows(folder / "inheritance_rules.tsv", RULE_HEADER)
    doubts = _rows(folder / "inheritance_doubts.tsv", DOUBT_HEADER)
    phrases = _rows(folder / "inheritance_phrases.tsv", PHRASE_HEADER)
    problems = [
        *(problem for row in rules for problem in _problems(row, RULE_FACTS, (*Mechanism,))),
        *(problem for row in doubts for problem in _problems(row, DOUBT_FACTS, (*Mechanism, KEEP))),
        *(problem for row in doubts for problem in _doubt_problems(row)),
    ]
    if problems:
        raise ResourceError(*(Problem(f"{folder}: {where}", what, MEND) for where, what in problems))
    return Rulebook(
        tuple(_rule(row) for row in rules),
        tuple(_doubt(row) for row in doubts),
        {row["key"]: row["sentence"] for row in phrases},
    )


def _rows(path: Path, header: list[str]) -> list[Row]:
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
            found, rows = reader.fieldnames, list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(Problem(str(path), f"can't be read: {error}", "restore the file")) from error
    if found != header:
        raise ResourceError(
            Problem(str(path), "the header is another one", f"write it as: {' '.join(header)}")
        )
    short = [n for n, row in enumerate(rows, start=2) if any(not isinstance(v, str) for v in row.values())]
    if short:
        raise ResourceError(Problem(f"{path}:{short[0]}", "the row has too few or too many cells", MEND))
    return rows


def _problems(row: Row, facts: tuple[str, ...], mechanisms: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for fact in facts:
        unknown = _cell(row[fact]) - {ANY, *FACT_WORDS[fact]}
        if unknown:
            yield row["rule"], f"column {fact} has {', '.join(sorted(unknown))}, which is no such word"
    if row["match"] not in tuple(Match):
        yield row["rule"], f"match {row['match']!r} is no such word"
    if row["mechanism"] not in mechanisms:
        yield row["rule"], f"mechanism {row['mechanism']!r} is no such word"
    if row["against"] not in ("yes", "no"):
        yield row["rule"], "against is neither yes nor no"
    if not row["source"] or not row["sentence"]:
        yield row["rule"], "no source or no sentence is given"


def _doubt_problems(row: Row) -> Iterator[tuple[str, str]]:
    if row["word"] not in FACT_WORDS.get(row["fact"], ()):
        yield row["rule"], f"{row['fact']}={row['word']} is no fact"
    unknown = _cell(row["said"]) - {ANY, *Match}
    if unknown:
        yield row["rule"], f"column said has {', '.join(sorted(unknown))}, which is no match"


def _cell(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


def _rule(row: Row) -> GenotypeRule:
    return GenotypeRule(
        rule=row["rule"],
        cells={fact: _cell(row[fact]) for fact in RULE_FACTS if row[fact] != ANY},
        match=Match(row["match"]),
        mechanism=Mechanism(row["mechanism"]),
        flag=None if row["flag"] == "." else row["flag"],
        against=row["against"] == "yes",
        sentence=row["sentence"],
        source=row["source"],
    )


def _doubt(row: Row) -> DoubtRule:
    return DoubtRule(
        rule=row["rule"],
        fact=row["fact"],
        word=row["word"],
        cells={fact: _cell(row[fact]) for fact in DOUBT_FACTS if row[fact] != ANY},
        said=_cell(row["said"]),
        match=Match(row["match"]),
        mechanism=None if row["mechanism"] == KEEP else Mechanism(row["mechanism"]),
        flag=None if row["flag"] == "." else row["flag"],
        against=row["against"] == "yes",
        sentence=row["sentence"],
        source=row["source"],
    )
