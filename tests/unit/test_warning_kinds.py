"""What a warning is about. Oracle: the steps' own sentences, made by their own functions."""

import pytest

from hyperigm.core.family import Person, Sex, SexEvidence
from hyperigm.core.interpretation import sex_warnings
from hyperigm.core.relatedness import Fingerprint, Fingerprints, kinship_warnings, role_warnings
from hyperigm.core.warning_kinds import WarningKind, kind_of
from hyperigm.steps.screen import LOCAL_PHASE


def test_sex_warnings_are_of_sex() -> None:
    clash = sex_warnings(Person("a", Sex.MALE), SexEvidence(inferred=Sex.FEMALE, reason="two X"))
    xxy = sex_warnings(Person("a", Sex.FEMALE), SexEvidence(inferred=Sex.FEMALE, y_calls=99, reason="two X"))
    swapped = role_warnings([Person("a", father="b"), Person("b")], {"b": Sex.FEMALE})["a"]
    told = (*clash, *xxy, *swapped)
    assert len(told) == 3
    assert {kind_of(warning) for warning in told} == {WarningKind.SEX}


def test_warnings_of_kinship_are_of_identity() -> None:
    """400 sites: b is as a, and c has at every site what a has not."""
    every = (1 << 400) - 1
    half = (1 << 200) - 1
    same, other = Fingerprint(0, half, every ^ half), Fingerprint(every ^ half, half, 0)
    people = [Person("a", father="c"), Person("b"), Person("c")]
    told = kinship_warnings(people, Fingerprints({"a": same, "b": same, "c": other}))
    warnings = [warning for said in told.values() for warning in said]
    assert len(warnings) >= 3
    assert {kind_of(warning) for warning in warnings} == {WarningKind.IDENTITY}


@pytest.mark.parametrize(
    ("warning", "kind"),
    [
        ("REF disagrees with GRCh38 at 3 of 200 records", WarningKind.BUILD),
        ("GRCh38 is not proven by any call", WarningKind.BUILD),
        ("GRCh37 is inferred from REF alone (GRCh37 at 2 of 2 records)", WarningKind.BUILD),
        ("a.bed lists nothing in the genes: check build, contig names and tabs", WarningKind.COVERAGE),
        ("a.vcf.gz.tbi is older than a.vcf.gz, so the whole file was read: index it again", WarningKind.FILE),
        (LOCAL_PHASE, WarningKind.FILE),
        ("something nobody thought of", WarningKind.OTHER),
    ],
)
def test_kinds(warning: str, kind: WarningKind) -> None:
    assert kind_of(warning) is kind
