"""The scoreboard against genmod 3.12, engine of other pipelines: where it leaves the truth tables, and why.

genmod is run as its users run it (command line, VCF and PED). The truth tables are held against this
engine in test_truth_tables. Weaknesses known of genmod must stay rows: if one is mended there, this tells.
"""

import csv
import shutil
import sys
from pathlib import Path

import pytest
from tests.oracle.inheritance.families import FOLDER
from tests.oracle.inheritance.genmod_families import Question, Said, ask, questions

KNOWN = {
    "C03": "a singleton's pair proven in cis is called AR_comp",
    "C72": "a compound heterozygote on a man's X",
    "D28": "de novo beside a parent who was not called",
    "X24": "a father's het call vetoes his son",
}


@pytest.fixture(scope="module")
def asked() -> list[Question]:
    return questions()


@pytest.fixture(scope="module")
def said(asked: list[Question], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    beside = Path(sys.executable).with_name("genmod")
    program = beside if beside.exists() else Path(shutil.which("genmod") or "genmod")
    return ask(asked, tmp_path_factory.mktemp("genmod"), program)


def scoreboard() -> list[dict[str, str]]:
    with (FOLDER / "genmod.tsv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def test_every_disagreement_is_a_row_with_its_reason(asked: list[Question], said: dict[str, Said]) -> None:
    found = {
        (question.id, question.match, "|".join(sorted(said[question.id].models)) or ".")
        for question in asked
        if said[question.id].differs(question)
    }
    rows = scoreboard()
    assert {(row["id"], row["truth"], row["genmod"]) for row in rows} == found
    assert all(row["reason"] for row in rows)


@pytest.mark.parametrize("row", KNOWN)
def test_the_known_failures_are_rows(row: str, asked: list[Question], said: dict[str, Said]) -> None:
    question = next(question for question in asked if question.id == row)
    assert said[row].differs(question), KNOWN[row]


def test_the_scoreboard_is_printed(asked: list[Question], capsys: pytest.CaptureFixture[str]) -> None:
    """Apart: what genmod decides otherwise, and where the truth is `potential`, a word that it can't say."""
    rows = scoreboard()
    otherwise = [row for row in rows if row["truth"] != "potential"]
    unsaid = [row for row in rows if row["truth"] == "potential"]
    agreed, said = len(asked) - len(rows), sum(question.match == "potential" for question in asked)
    with capsys.disabled():
        print(f"\ngenmod: {agreed} of {len(asked)} families as in the truth tables")
        print_rows(f"truth yes or no, genmod otherwise: {len(otherwise)} of {len(asked) - said}", otherwise)
        print_rows(f"truth potential, which genmod has no word for: {len(unsaid)} of {said}", unsaid)
    assert {row["id"] for row in rows} <= {question.id for question in asked}
    assert len(otherwise) < len(asked) - said
    assert len(unsaid) == said, "genmod says yes or no to each of them"


def print_rows(title: str, rows: list[dict[str, str]]) -> None:
    print(f"{title}:")
    for row in rows:
        print(f"{row['id']:4} truth {row['truth']:9} genmod {row['genmod']:18} {row['reason']}")
