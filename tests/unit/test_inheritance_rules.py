"""The tables of inheritance: complete, reachable, sourced, and refused where a word is wrong."""

import re
import shutil
from itertools import product
from pathlib import Path

import pytest

from hyperigm.core.inheritance.rules import FACT_WORDS
from hyperigm.edges.inheritance_rules import RULE_FACTS, load_rulebook
from hyperigm.edges.resources import shipped
from hyperigm.errors import ResourceError

RULES = load_rulebook()
FILES = ("inheritance_rules.tsv", "inheritance_doubts.tsv", "inheritance_phrases.tsv")


def situations() -> list[dict[str, str]]:
    """Every combination of facts that can occur: a sex is read on X alone, and only there."""
    words = [FACT_WORDS[fact] for fact in RULE_FACTS]
    found = (dict(zip(RULE_FACTS, cells, strict=True)) for cells in product(*words))
    return [one for one in found if one["mode"].startswith("x_") != (one["sex"] == "any")]


def test_every_situation_has_a_rule_and_every_rule_a_situation() -> None:
    """The table leaves nothing undecided, and no row is hidden by the rows above it."""
    used = {RULES.genotype_rule(facts).rule for facts in situations()}
    assert used == {rule.rule for rule in RULES.genotype}


def test_rules_have_their_own_ids_and_a_source() -> None:
    rules = [(rule.rule, rule.source, rule.sentence) for rule in RULES.genotype]
    rules += [(doubt.rule, doubt.source, doubt.sentence) for doubt in RULES.doubts]
    assert len({rule for rule, *_ in rules}) == len(rules)
    assert all(all(rule) for rule in rules)


def test_no_rule_of_the_half_called_or_missing_decides() -> None:
    """Issue contract: half-called and missing genotypes never decide, so none says yes."""
    for facts in situations():
        if facts["call"] in ("no_call", "half", "unseen"):
            assert RULES.genotype_rule(facts).match != "yes"


def test_words_the_rules_must_never_say() -> None:
    """The report contract: never compound heterozygous in cis or of a man on X, nor a woman a carrier on X
    without X-inactivation."""
    for facts in situations():
        rule = RULES.genotype_rule(facts)
        compound = rule.mechanism == "compound_heterozygous" or "compound het" in rule.sentence
        if facts["pair"] == "cis" or (facts["sex"] == "male" and facts["call"] != "half"):
            assert not compound, rule.rule
        if facts["sex"] == "female" and "carrier" in rule.sentence:
            assert "X-inactivation" in rule.sentence, rule.rule


def copy(folder: Path) -> Path:
    for name in FILES:
        shutil.copy(shipped("resources") / "panel" / name, folder / name)
    return folder


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "inheritance_rules.tsv",
            "\tyes\themizygous\t",
            "\tperhaps\themizygous\t",
            "inheritance_rules.tsv:6: column match has perhaps",
        ),
        (
            "inheritance_rules.tsv",
            "x_recessive|x_dominant\tmale",
            "x_reccesive\tmale",
            "known: x_recessive, x_dominant",
        ),
        ("inheritance_doubts.tsv", "reads\tshallow", "reads\tdeep", "reads=deep is no fact"),
        ("inheritance_rules.tsv", "rule\tmode", "row\tmode", "no column rule"),
        (
            "inheritance_phrases.tsv",
            "key\tsentence\n",
            "key\tsentence\nlonely\n",
            "phrases.tsv:2: 1 cells, the header has 2",
        ),
    ],
)
def test_a_wrong_table_is_refused_with_its_row(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    folder = copy(tmp_path)
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ResourceError, match=re.escape(said)):
        load_rulebook(folder)


def test_a_missing_table_is_said(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="can't be read"):
        load_rulebook(tmp_path)
