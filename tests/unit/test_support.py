"""Reads for an allele, from the fields as each caller's documentation and header describe them."""

import pytest

from hyperigm.core.support import Support, support


@pytest.mark.parametrize(
    ("fields", "index", "alts", "expected"),
    [
        # by hand: 12 of 30 reads
        ({"AD": "18,12", "DP": "31", "GQ": "99"}, 1, 1, Support(31, 12, 0.4, 99.0)),
        ({"AD": "0,10,30"}, 2, 2, Support(40, 30, 0.75, None)),
        # freebayes' RO and AO; VarScan's RD and AD
        ({"DP": "20", "RO": "5", "AO": "10,5"}, 2, 2, Support(20, 5, 0.25, None)),
        ({"DP": "10", "RD": "6", "AD": "4", "FREQ": "40%"}, 1, 1, Support(10, 4, 0.4, None)),
        # the caller's own fraction where there are no allele depths
        ({"DP": "20", "VAF": "0.35,0.6"}, 2, 2, Support(20, None, 0.6, None)),
        ({"DP": "20", "AF": "0.08"}, 1, 1, Support(20, None, 0.08, None)),
        ({"DP": "20", "FREQ": "12.5%"}, 1, 1, Support(20, None, 0.125, None)),
        # a gVCF block's smallest depth
        ({"DP": "40", "MIN_DP": "22", "GQ": "50"}, 0, 1, Support(22, None, None, 50.0)),
        ({"DP": "17", "RGQ": "30"}, 1, 1, Support(17, None, None, 30.0)),
        # Strelka's, whose header calls it "Empirically calibrated genotype quality score"
        ({"DP": "17", "GQX": "6"}, 1, 1, Support(17, None, None, 6.0)),
    ],
)
def test_fields_of_the_callers(fields: dict[str, str], index: int, alts: int, expected: Support) -> None:
    assert support(fields, index, alts) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"AD": ".", "DP": ".", "GQ": "."},
        {"AD": "12", "DP": "-3", "GQ": "nan"},
        {"AD": "1,2,3,4", "DP": "x", "GQ": "inf"},
        {"AD": "a,b", "DP": "1e5", "GQ": "1e999"},
        {"VAF": "1.5", "AF": "-0.1", "GQ": "-1"},
        {"AD": "0,0"},
    ],
)
def test_what_is_not_said_is_none_and_never_zero(fields: dict[str, str]) -> None:
    found = support(fields, 1, 1)
    assert found.fraction is None
    assert found.quality is None
    assert found.depth in (None, 0)
    assert (found.depth == 0) == (fields.get("AD") == "0,0")
