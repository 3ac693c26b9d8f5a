"""Reads the rules of inheritance (resources/panel/inheritance_*.tsv) and checks their words."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hyperigm.core.inheritance.rules import ANY, FACT_WORDS, DoubtRule, GenotypeRule, Rulebook
from hyperigm.core.verdict import Match, Mechanism
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows

RULE_FACTS = ("mode", "sex", "affects", "call", "reads", "site", "karyotype", "pair")
DOUBT_FACTS = ("mode", "call")
KEEP = "keep"


@dataclass(frozen=True, slots=True)
class _Row:
    rule: str
    mode: frozenset[str]
    call: frozenset[str]
    match: Match
    flag: str | None
    against: bool
    sentence: str
    source: str

    def __post_init__(self) -> None:
        if not self.sentence:
            raise ValueError("no sentence is given")

    def cells(self, facts: tuple[str, ...]) -> dict[str, frozenset[str]]:
        """The conditions that it sets."""
        found: dict[str, frozenset[str]] = {fact: getattr(self, fact) for fact in facts}
        return {fact: words for fact, words in found.items() if words != {ANY}}


@dataclass(frozen=True, slots=True)
class _GenotypeRow(_Row):
    sex: frozenset[str]
    affects: frozenset[str]
    reads: frozenset[str]
    site: frozenset[str]
    karyotype: frozenset[str]
    pair: frozenset[str]
    mechanism: Mechanism

    def made(self) -> GenotypeRule:
        return GenotypeRule(
            rule=self.rule,
            cells=self.cells(RULE_FACTS),
            match=self.match,
            mechanism=self.mechanism,
            flag=self.flag,
            against=self.against,
            sentence=self.sentence,
            source=self.source,
        )


@dataclass(frozen=True, slots=True)
class _DoubtRow(_Row):
    fact: str
    word: str
    said: frozenset[str]
    mechanism: str

    def __post_init__(self) -> None:
        _Row.__post_init__(self)
        if self.word not in FACT_WORDS.get(self.fact, ()):
            raise ValueError(f"{self.fact}={self.word} is no fact")

    def made(self) -> DoubtRule:
        return DoubtRule(
            rule=self.rule,
            fact=self.fact,
            word=self.word,
            cells=self.cells(DOUBT_FACTS),
            said=self.said,
            match=self.match,
            mechanism=None if self.mechanism == KEEP else Mechanism(self.mechanism),
            flag=self.flag,
            against=self.against,
            sentence=self.sentence,
            source=self.source,
        )


@dataclass(frozen=True, slots=True)
class _Phrase:
    key: str
    sentence: str


@cache
def load_rulebook(folder: Path | None = None) -> Rulebook:
    """The tables of `folder`, by default the shipped ones. Raises ResourceError naming every wrong line."""
    folder = folder or shipped("resources") / "panel"
    rule_words = {fact: FACT_WORDS[fact] for fact in RULE_FACTS}
    doubt_words = {fact: FACT_WORDS[fact] for fact in DOUBT_FACTS}
    doubt_words |= {"said": tuple(Match), "mechanism": (*Mechanism, KEEP)}
    rules = read_rows(folder / "inheritance_rules.tsv", _GenotypeRow, rule_words)
    doubts = read_rows(folder / "inheritance_doubts.tsv", _DoubtRow, doubt_words)
    phrases = read_rows(folder / "inheritance_phrases.tsv", _Phrase)
    return Rulebook(
        tuple(row.made() for row in rules),
        tuple(row.made() for row in doubts),
        {row.key: row.sentence for row in phrases},
    )
