"""Sex from X genotypes. PLINK and peddy judge by the same quantity; peddy parts the sexes at het/hom-alt 0.6,
which is a heterozygous share of 0.375, inside the band (0.2 to 0.4) where nothing is inferred here."""

import pytest

from hyperigm.core.family import Sex
from hyperigm.core.settings import Thresholds
from hyperigm.core.sex import GenotypeCounts, count_genotypes, sex_evidence


def test_genotypes_are_counted_by_kind() -> None:
    """By hand."""
    texts = {
        "0/1": 3,
        "1|0": 2,
        "1/2": 1,
        "1/1": 4,
        "2|2": 1,
        "1": 5,
        "0/0": 9,
        "./.": 9,
        "./1": 9,
        "0": 9,
        "x": 9,
    }
    assert count_genotypes(texts) == GenotypeCounts(heterozygous=6, homozygous=5, haploid=5)


@pytest.mark.parametrize(
    ("texts", "inferred", "assumed"),
    [
        ({"1/1": 90, "0/1": 10}, Sex.MALE, Sex.UNKNOWN),
        ({"1/1": 40, "0/1": 60}, Sex.FEMALE, Sex.UNKNOWN),
        ({"1/1": 80, "0/1": 20}, Sex.MALE, Sex.UNKNOWN),
        ({"1/1": 60, "0/1": 40}, Sex.FEMALE, Sex.UNKNOWN),
        ({"1/1": 70, "0/1": 30}, Sex.UNKNOWN, Sex.UNKNOWN),
        ({"1/1": 19}, Sex.UNKNOWN, Sex.UNKNOWN),
        ({"1/1": 20}, Sex.MALE, Sex.UNKNOWN),
        ({}, Sex.UNKNOWN, Sex.UNKNOWN),
        ({"0/0": 500, "./.": 500}, Sex.UNKNOWN, Sex.UNKNOWN),
        # one copy written: the caller knew, or guessed; it proves nothing
        ({"1": 300}, Sex.UNKNOWN, Sex.MALE),
        ({"1": 300, "0/1": 30}, Sex.UNKNOWN, Sex.MALE),
        ({"1": 1}, Sex.UNKNOWN, Sex.MALE),
        ({"1": 5, "1/1": 30, "0/1": 70}, Sex.FEMALE, Sex.UNKNOWN),
    ],
)
def test_what_the_shares_say(texts: dict[str, int], inferred: Sex, assumed: Sex) -> None:
    evidence = sex_evidence(texts, {}, Thresholds())
    assert (evidence.inferred, evidence.assumed) == (inferred, assumed)
    assert evidence.reason


def test_a_heterozygote_on_y_is_no_y_call() -> None:
    """There is one Y: what looks heterozygous there is mismapped."""
    evidence = sex_evidence({"1/1": 90, "0/1": 5}, {"0/1": 40, "1/1": 3, "1": 2, "0/0": 9}, Thresholds())
    assert evidence.y_calls == 5
    assert "5 calls on Y" in evidence.reason


def test_thresholds_are_the_settings() -> None:
    strict = Thresholds(sex_min_sites=500)
    assert sex_evidence({"1/1": 400}, {}, strict).inferred is Sex.UNKNOWN
