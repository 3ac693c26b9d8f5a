"""The rules of inheritance as values: rows of a decision table, read top down, first match wins.

The rows are data (resources/panel/inheritance_*.tsv, read by `edges.inheritance_rules`). A cell is `*` or
words joined by `|`; the words are facts, which the modules beside this one find.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hyperigm.core.verdict import Match, Mechanism

ANY = "*"
RANK = (Match.NO, Match.POTENTIAL, Match.YES)
SEX_CONFLICT, SEX_UNKNOWN = "sex_conflict", "sex_unknown"

FACT_WORDS: dict[str, tuple[str, ...]] = {
    "mode": ("x_recessive", "x_dominant", "x_male_lethal", "recessive", "dominant"),
    "sex": ("male", "female", "any"),
    "affects": ("both", "male", "female"),
    "call": ("no_call", "unseen", "half", "single", "double", "het"),
    "reads": ("plain", "shallow", "low", "mixed", "high"),
    "site": ("plain", "pseudogene"),
    "karyotype": ("plain", "xxy"),
    "pair": ("trans", "unmasked", "unknown", "conflict", "cis", "spanned", "none"),
    "fit": ("yes", "possible", "no"),
    "filter": ("plain", "failed"),
    "partner": ("plain", "half", "weak", "possible"),
    "family": ("plain", "against", "without", "doubt", "mendel"),
    "own": ("plain", "unaffected"),
}

Facts = Mapping[str, str]
NUMBERS = ("{share}", "{fraction}", "{weak}")
"""The fields of a sentence that say numbers of the call."""


def allows(cell: frozenset[str], word: str) -> bool:
    """Whether a cell of the table allows that word."""
    return ANY in cell or word in cell


@dataclass(frozen=True, slots=True)
class GenotypeRule:
    """What a genotype means for an entity. cells: fact -> words allowed; sentence: a template.

    against: rests on evidence against, so that without it the match may be higher.
    """

    rule: str
    cells: Mapping[str, frozenset[str]]
    match: Match
    mechanism: Mechanism
    flag: str | None
    against: bool
    sentence: str
    source: str

    def fits(self, facts: Facts) -> bool:
        return all(allows(cell, facts[name]) for name, cell in self.cells.items())


@dataclass(frozen=True, slots=True)
class DoubtRule:
    """What makes a match doubtful: the fact `fact` has the word `word`. It lowers the match to its own where
    that is lower. said: the matches beside which it is said and flagged, also where it lowers nothing.
    mechanism: None keeps the genotype's own; against: as of a GenotypeRule.
    """

    rule: str
    fact: str
    word: str
    cells: Mapping[str, frozenset[str]]
    said: frozenset[str]
    match: Match
    mechanism: Mechanism | None
    flag: str | None
    against: bool
    sentence: str
    source: str

    def fits(self, facts: Facts) -> bool:
        said = facts[self.fact] == self.word
        return said and all(allows(cell, facts[name]) for name, cell in self.cells.items())


@dataclass(frozen=True, slots=True)
class Decision:
    """What the tables say of the facts. doubts: those to be said; match: what they leave of the rule's own;
    deciding: id of the rule that decided it, the last that lowered the match or took the mechanism away."""

    rule: GenotypeRule
    doubts: tuple[DoubtRule, ...]
    match: Match
    deciding: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules. phrases: key -> template of a clause, for phase, origin and relatives."""

    genotype: tuple[GenotypeRule, ...]
    doubts: tuple[DoubtRule, ...]
    phrases: Mapping[str, str]
    _decided: dict[tuple[str, ...], Decision] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def decision(self, facts: Facts) -> Decision:
        """The rules that decide on the facts; kept, for many genotypes give the same facts."""
        words = tuple(facts.values())
        if words not in self._decided:
            self._decided[words] = self._decide(facts)
        return self._decided[words]

    def _decide(self, facts: Facts) -> Decision:
        rule = self.genotype_rule(facts)
        said: list[DoubtRule] = []
        match, deciding = rule.match, rule.rule
        for doubt in self.doubts:
            if not allows(doubt.said, match) or not doubt.fits(facts):
                continue
            said.append(doubt)
            if RANK.index(doubt.match) < RANK.index(match) or doubt.mechanism:
                match, deciding = min(doubt.match, match, key=RANK.index), doubt.rule
        return Decision(rule, tuple(said), match, deciding)

    def genotype_rule(self, facts: Facts) -> GenotypeRule:
        """The first rule that fits. LookupError where none does."""
        for rule in self.genotype:
            if rule.fits(facts):
                return rule
        raise LookupError(f"no rule of inheritance for {dict(facts)}")

    def numbered(self, facts: Facts) -> bool:
        """Whether a sentence on such a call may say numbers of its reads. facts: the others are open."""
        told = (rule for rule in self.doubts if facts.get(rule.fact, rule.word) == rule.word)
        rules: tuple[GenotypeRule | DoubtRule, ...] = (*self.genotype, *told)
        return any(
            any(name in rule.sentence for name in NUMBERS)
            and all(allows(cell, facts[name]) for name, cell in rule.cells.items() if name in facts)
            for rule in rules
        )

    @property
    def against(self) -> frozenset[str]:
        """Ids of the rules that rest on evidence against; where it is taken away, the match may rise."""
        found = {rule.rule for rule in self.genotype if rule.against}
        return frozenset((*found, *(doubt.rule for doubt in self.doubts if doubt.against), SEX_CONFLICT))
