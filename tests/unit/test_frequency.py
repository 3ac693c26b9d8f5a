"""Frequencies from gnomAD's INFO fields of each release, by hand-written records.

Oracle: field names of the gnomAD VCF headers (v2.1.1, v3.1, v4.1 exomes, v4.1 joint); arithmetic by hand.
"""

import pytest

from hyperigm.core.annotation import Frequency
from hyperigm.core.frequency import frequency_of, joined, lower_bound
from hyperigm.core.record import info_values
from hyperigm.edges.acmg_rules import load_acmg_rules

POPULATIONS = load_acmg_rules().populations


def read(info: str, hemizygous: bool = False, filters: tuple[str, ...] = (), alt: int = 0) -> Frequency:
    return frequency_of(info_values(info), filters, hemizygous, POPULATIONS, "gnomAD", alt)


@pytest.mark.parametrize(
    ("release", "info"),
    [
        ("v2", "AC=9;AN=60000;AC_afr=4;AN_afr=16000;AC_nfe=5;AN_nfe=44000;nhomalt=1;AC_male=3"),
        ("v3.1", "AC=9;AN=60000;AC-afr=4;AN-afr=16000;AC-nfe=5;AN-nfe=44000;nhomalt=1;AC-XY=3"),
        ("v4", "AC=9;AN=60000;AC_afr=4;AN_afr=16000;AC_nfe=5;AN_nfe=44000;nhomalt=1;AC_XY=3;grpmax=afr"),
        (
            "v4 joint",
            "AC_joint=9;AN_joint=60000;AC_joint_afr=4;AN_joint_afr=16000;AC_joint_nfe=5;AN_joint_nfe=44000;"
            "nhomalt_joint=1;AC_joint_XY=3;AC_exomes=2;AN_exomes=100",
        ),
    ],
)
def test_each_release_is_read_alike(release: str, info: str) -> None:
    """4 / 16,000 = 2.5e-4 is more than 5 / 44,000 = 1.1e-4."""
    found = read(info, hemizygous=True)
    assert (found.af, found.group, found.ac, found.an) == (2.5e-4, "afr", 4, 16000), release
    assert (found.hemizygotes, found.homozygotes) == (3, 1)


def test_hemizygotes_are_counted_outside_the_pseudoautosomal_regions_alone() -> None:
    assert read("AC=9;AN=60000;AC_XY=3").hemizygotes is None


def test_bottlenecked_groups_stand_apart() -> None:
    """Finnish 60 / 6,000 = 1 % does not count; non-Finnish 2 / 40,000 = 5e-5 does."""
    found = read("AC=62;AN=46000;AC_fin=60;AN_fin=6000;AC_nfe=2;AN_nfe=40000")
    assert (found.af, found.group) == (5e-5, "nfe")
    assert (found.bottlenecked, found.bottlenecked_group) == (0.01, "fin")


def test_a_small_group_is_not_credible() -> None:
    """1 / 1,999 is below the floor of 2,000; 1 / 2,000 is not."""
    assert read("AC=3;AN=32000;AC_afr=1;AN_afr=1999;AC_nfe=2;AN_nfe=30001").group == "nfe"
    assert read("AC=3;AN=32001;AC_afr=1;AN_afr=2000;AC_nfe=2;AN_nfe=30001").group == "afr"


def test_the_files_own_maximum_is_used_where_it_lists_no_group() -> None:
    found = read("AC=10;AN=90000;popmax=sas;AC_popmax=8;AN_popmax=16000;faf95=0.0002")
    assert (found.af, found.group, found.faf) == (5e-4, "sas", 2e-4)


def test_everybody_together_where_there_is_nothing_else() -> None:
    assert (read("AC=10;AN=4000").af, read("AC=10;AN=4000").group) == (2.5e-3, "all")


@pytest.mark.parametrize("info", ["AC=10;AN=1000", "AN=90000", "AC=.;AN=90000", "rs=1", "AC=0;AN=0"])
def test_what_is_not_said_is_unknown(info: str) -> None:
    """Contract: no frequency is unknown, never rare."""
    assert read(info).af is None


def test_the_second_alt_has_its_own_counts() -> None:
    assert read("AC=1,30;AN=30000", alt=1).af == 1e-3


def test_the_given_filtering_frequency_goes_before_the_computed_one() -> None:
    assert read("AC=9;AN=60000;AC_nfe=9;AN_nfe=60000;faf95_nfe=0.00007").faf == 7e-5


def test_the_lower_bound_of_small_counts() -> None:
    """By hand: for two copies e^-m (1 + m) = 0.95 at m = 0.35536. A singleton has none (gnomAD's faf95 by
    Hail's filtering_allele_frequency, 0 for AC of 1 or less)."""
    assert lower_bound(1, 20000) == 0.0
    assert lower_bound(2, 1) == pytest.approx(0.35536, rel=1e-4)
    assert lower_bound(0, 1000) == 0.0


def test_a_singleton_is_no_lower_bound_in_a_group() -> None:
    """Hail: AC 1 has a filtering frequency of 0, though its frequency is 1 / 18,000."""
    found = read("AC=1;AN=180000;AC_XX=1;AC_XY=0;AC_afr=1;AN_afr=18000;AC_nfe=0;AN_nfe=80000;nhomalt=0")
    assert (found.af, found.faf) == (1 / 18000, 0.0)


def test_the_lower_bound_of_large_counts_joins_smoothly() -> None:
    """Chi-square tables: 5 % point of 200 degrees of freedom 168.28; half of it bounds 100 copies."""
    assert lower_bound(100, 1) == pytest.approx(84.14, abs=0.01)
    assert lower_bound(101, 1) == pytest.approx(85.06, abs=0.05)


def test_of_several_files_the_highest_counts_and_a_site_that_passed_goes_first() -> None:
    low = Frequency(af=1e-4, hemizygotes=1, homozygotes=0, source="exomes")
    high = Frequency(af=3e-4, hemizygotes=0, homozygotes=2, source="genomes")
    failed = Frequency(af=0.5, hemizygotes=900, homozygotes=900, source="old", filters=("RF",))
    found = joined([low, high, failed])
    assert found is not None
    assert (found.af, found.source, found.hemizygotes, found.homozygotes) == (3e-4, "genomes", 1, 2)
    assert joined([failed]) == failed
    assert joined([]) is None
