"""What a warning is about: it says so itself, from the function that warns to the cohort's page."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.made_up import result

from hyperigm.core.build import HeaderClaim, RefCheck, decide
from hyperigm.core.family import Person, Sex, SexEvidence
from hyperigm.core.plan import Plan, SampleEntry
from hyperigm.core.relatedness import (
    Fingerprint,
    Fingerprints,
    build_warnings,
    kinship_warnings,
    role_warnings,
)
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.sex_doubt import sex_warnings
from hyperigm.core.variant import Build
from hyperigm.core.warning import SampleWarning, WarningKind, about
from hyperigm.edges.store import read_results, read_value, write_results, write_value
from hyperigm.errors import ResourceError

TOLD = (SampleWarning("two X", WarningKind.SEX), SampleWarning("index it again", WarningKind.FILE))


def test_warnings_of_sex() -> None:
    clash = sex_warnings(Person("a", Sex.MALE), SexEvidence(inferred=Sex.FEMALE, reason="two X"))
    xxy = sex_warnings(Person("a", Sex.FEMALE), SexEvidence(inferred=Sex.FEMALE, y_calls=99, reason="two X"))
    swapped = role_warnings([Person("a", father="b"), Person("b")], {"b": Sex.FEMALE})["a"]
    assert [warning.kind for warning in (*clash, *xxy, *swapped)] == [WarningKind.SEX] * 3


@pytest.mark.parametrize(
    ("declared", "inferred", "assumed", "warned"),
    [
        ("male", "female", "unknown", True),
        ("female", "unknown", "male", True),
        ("male", "male", "unknown", False),
        ("unknown", "female", "unknown", False),
        ("male", "unknown", "unknown", False),
    ],
)
def test_a_clash_of_sex_is_said(declared: str, inferred: str, assumed: str, warned: bool) -> None:
    evidence = SexEvidence(30, 20, 0, 0, Sex(inferred), "why", Sex(assumed))
    warnings = sex_warnings(Person("S", Sex(declared)), evidence)
    assert bool(warnings) is warned
    assert all("swapped sample" in warning and "why" in warning for warning in warnings)


def test_warnings_of_kinship_are_of_identity() -> None:
    """400 sites: b is as a, which two of them are told; c, a's father, has at every site what a has not."""
    every = (1 << 400) - 1
    half = (1 << 200) - 1
    same, other = Fingerprint(0, half, every ^ half), Fingerprint(every ^ half, half, 0)
    people = [Person("a", father="c"), Person("b"), Person("c")]
    told = kinship_warnings(people, Fingerprints({"a": same, "b": same, "c": other}))
    assert {name: [warning.kind for warning in said] for name, said in told.items()} == {
        "a": [WarningKind.IDENTITY] * 2,
        "b": [WarningKind.IDENTITY],
    }


@pytest.mark.parametrize(
    ("assembly", "agree", "disagree", "said"),
    [
        ("GRCh38", 197, 3, "REF disagrees with GRCh38 at 3 of 200 records"),
        ("GRCh38", 0, 0, "GRCh38 is not proven by any call"),
        (None, 200, 0, "GRCh38 is inferred from REF alone"),
    ],
)
def test_warnings_of_the_build(assembly: str | None, agree: int, disagree: int, said: str) -> None:
    checks = {Build.GRCH38: RefCheck(agree, disagree), Build.GRCH37: RefCheck(0, 0)}
    (told,) = decide(HeaderClaim(assembly, "the header"), "auto", checks).warnings
    assert told.startswith(said)
    assert told.kind is WarningKind.BUILD


def test_parents_on_another_build() -> None:
    people, builds = [Person("a", father="b"), Person("b")], {"a": Build.GRCH38, "b": Build.GRCH37}
    assert [warning.kind for warning in build_warnings(people, builds)["a"]] == [WarningKind.BUILD]


def kinds(warnings: tuple[SampleWarning, ...]) -> list[tuple[str, WarningKind]]:
    return [(str(warning), warning.kind) for warning in warnings]


def test_the_files_between_the_steps_keep_the_kind(tmp_path: Path) -> None:
    """Plan, screen.json and interpret.json give what was put in."""
    expected = [("two X", WarningKind.SEX), ("index it again", WarningKind.FILE)]
    path = tmp_path / "value.json"
    write_value(path, SampleEntry(Person("a"), "a.vcf", warnings=TOLD))
    assert kinds(read_value(path, SampleEntry).warnings) == expected
    write_value(path, Screened("batch-0001", (SampleScreen("a", None, "", warnings=TOLD),)))
    assert kinds(read_value(path, Screened).samples[0].warnings) == expected
    write_results(path, [replace(result("a"), warnings=TOLD)])
    assert kinds(next(read_results(path)).warnings) == expected


def test_a_file_whose_warnings_have_no_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    entry = '{"person":{"sample":"a"},"vcf":"a.vcf","line":2,"warnings":["two X"]}'
    path.write_text(f'{{"batches":[{{"id":"batch-0001","samples":[{entry}]}}]}}')
    with pytest.raises(ResourceError, match="a warning without its kind"):
        read_value(path, Plan)


def test_of_two_alike_the_first_is_kept() -> None:
    """A sentence is one warning, whatever says it."""
    assert len({*about(WarningKind.SEX, ("x",)), *about(WarningKind.FILE, ("x",))}) == 1
