"""Which chromosomes a VCF without blocks does not speak of."""

import pytest

from hyperigm.core.silence import ENOUGH, silences

LENGTHS = {"chr12": 133_275_309, "chr20": 64_444_167, "chrX": 156_040_895}
"""GRCh38, Genome Reference Consortium."""


@pytest.mark.parametrize(
    ("on_x", "silent"),
    [
        (69, []),  # 69 x 133,275,309 / 3.1e9 = 2.97 records expected on chr12
        (70, ["chr12"]),  # 3.01
        (144, ["chr12"]),  # 144 x 64,444,167 / 3.1e9 = 2.99 on chr20
        (145, ["chr12", "chr20"]),  # 3.01
    ],
)
def test_no_record_where_three_are_due_is_silence(on_x: int, silent: list[str]) -> None:
    """Rule of three (Hanley 1983, JAMA 249:1743), records spread by length; by hand."""
    found = silences(set(LENGTHS), True, {"chrX": on_x}, LENGTHS)
    assert [one.chrom for one in found] == silent
    assert not any(one.left_out for one in found)


def test_a_contig_that_the_header_lacks_is_left_out_unless_it_has_a_record() -> None:
    found = silences({"chrX"}, True, {"chr20": 1}, LENGTHS)
    assert [(one.chrom, one.left_out) for one in found] == [("chr12", True)]
    assert silences(set(), False, {"chr20": 1}, LENGTHS) == ()


def test_records_elsewhere_in_the_genome_count_too() -> None:
    found = silences(set(LENGTHS), True, {"": ENOUGH}, LENGTHS)
    assert [one.chrom for one in found] == list(LENGTHS)
    assert "500 or more elsewhere" in found[0].reason
