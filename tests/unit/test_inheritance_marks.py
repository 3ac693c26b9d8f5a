"""What the file itself says against or beside a call: FILTER, and `*` on the other copy (VCF 4.5, 1.6.1)."""

from dataclasses import replace

import pytest
from tests.oracle.inheritance.families import gene_of, hit, judged, snv

from hyperigm.core.family import Person, Sex
from hyperigm.core.inheritance.case import Hit
from hyperigm.core.verdict import Match, Mechanism, Verdict

HIGM3, HIGM1 = gene_of("HIGM3"), gene_of("HIGM1")
CHILD = {sex: Person("child", sex) for sex in Sex}


def filtered(found: Hit, *words: str) -> Hit:
    return replace(found, call=replace(found.call, record=replace(found.call.record, filters=words)))


def higm3(*hits: Hit) -> Verdict:
    return judged(HIGM3, "HIGM3", hits, CHILD[Sex.FEMALE])[0]


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (("PASS",), Match.YES),
        ((), Match.YES),
        (("LowQual",), Match.POTENTIAL),
        (("q10", "SnpGap"), Match.POTENTIAL),
    ],
)
def test_a_filtered_call_is_never_sure(words: tuple[str, ...], match: Match) -> None:
    found = higm3(filtered(hit(HIGM3, snv(HIGM3, 0), "1/1"), *words))
    assert found.match is match
    assert ("filtered" in found.flags) is (match is Match.POTENTIAL)
    assert all(word in found.reason for word in words if word != "PASS")


def test_a_filtered_call_on_a_mans_x_says_its_filter() -> None:
    found = judged(HIGM1, "HIGM1", (filtered(hit(HIGM1, snv(HIGM1, 0), "1"), "LowQual"),), CHILD[Sex.MALE])[0]
    assert (found.match, found.mechanism) == (Match.POTENTIAL, Mechanism.HEMIZYGOUS)
    assert "LowQual" in found.reason


def test_a_copy_spanned_by_a_deletion_that_is_not_in_the_file_may_be_the_second_hit() -> None:
    """By hand: `1/*` leaves no intact copy at this base, so the sample is no plain carrier."""
    found = higm3(hit(HIGM3, snv(HIGM3, 0), "1/*"))
    assert (found.match, found.mechanism) == (Match.POTENTIAL, Mechanism.DELETION_UNMASKED)
    assert "deleted" in found.reason
    assert higm3(hit(HIGM3, snv(HIGM3, 0), "0/1")).match is Match.NO
