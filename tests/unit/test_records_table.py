"""The table of docs/records.md: each odd record beside good ones, in a batch with a good file."""

import re
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.record_cases import CASES, CHROM, POS
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.family import Person
from hyperigm.core.plan import SampleEntry
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build, Call
from hyperigm.edges.reference import load_reference
from hyperigm.steps.screen import screen_samples

TABLE = re.compile(r"^\| (.+?) \| (read|refused|not read) \| (.+) \|$", re.MULTILINE)
ROWS = {row[0]: row[1:] for row in TABLE.findall((ROOT / "docs" / "records.md").read_text(encoding="utf-8"))}
OTHER = {"A": "C", "C": "G", "G": "T", "T": "A"}
FIRST_GOOD = POS + 100


def good() -> list[str]:
    bases = load_reference(Build.GRCH38).fetch(CHROM, FIRST_GOOD, FIRST_GOOD + 5)
    return [row(CHROM, FIRST_GOOD + n, base, OTHER[base], "GT", "0/1") for n, base in enumerate(bases)]


def screened(folder: Path, rows: list[str]) -> tuple[SampleScreen, tuple[Call, ...]]:
    """The odd sample and its calls apart from the good ones; the good file beside it must always be read."""
    (folder / "odd.vcf").write_text(header(["S"]) + "".join(f"{line}\n" for line in [*good(), *rows]))
    write_vcf(folder / "good.vcf", header(["G"]), good())
    entries = [
        SampleEntry(Person(name), str(folder / f"{file}.vcf"), name)
        for name, file in (("S", "odd"), ("G", "good"))
    ]
    odd, fine = screen_samples(entries, Settings())
    assert (fine.error, len(fine.calls)) == (None, 6)
    return odd, tuple(call for call in odd.calls if not FIRST_GOOD <= call.allele.pos <= FIRST_GOOD + 5)


def test_every_row_has_its_case_and_every_case_its_row() -> None:
    assert list(ROWS) == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_what_becomes_of_a_record(name: str, tmp_path: Path) -> None:
    """Words in quotes stand in the error (with file and record), the warnings or the flags."""
    outcome, why = ROWS[name]
    case = CASES[name]
    odd, calls = screened(tmp_path, list(case.rows))
    words = re.findall(r"“(.+?)”", why)
    if outcome == "refused":
        assert odd.error is not None
        assert odd.error.startswith(f"{tmp_path / 'odd.vcf'}: record {CHROM}")
        assert all(word in odd.error for word in words)
        assert words
        assert odd.mend
        return
    assert odd.error is None
    found = sorted((call.allele.key.removeprefix(f"{CHROM}-"), call.genotype.text) for call in calls)
    assert found == sorted(case.calls)
    assert outcome == "read" or not calls
    said = [*odd.warnings, *(flag for call in calls for flag in call.flags)]
    assert all(any(word in line for line in said) for word in words)


def test_local_depths_are_those_of_their_alleles(tmp_path: Path) -> None:
    """LAA 2,3 with LAD 20,10,0: 20 reads of REF, 10 of the second ALT (VCF 4.5, section 1.6.2); 10 of 30."""
    _, (call,) = screened(tmp_path, list(CASES["local alleles (LAA, LAD, LPL; VCF 4.5)"].rows))
    assert (call.depth, call.alt_depth, call.allele_fraction) == (30, 10, 0.3333)


def test_alleles_of_one_phase_set_list_name_are_in_cis(tmp_path: Path) -> None:
    """0|1 with `.,s1` and 1|0 with `s1,.`: both ALTs are on the haplotype s1, whatever their order in GT."""
    _, calls = screened(tmp_path, list(CASES["phase set list (PSL, PSO; VCF 4.4)"].rows))
    assert len({call.phase_set for call in calls}) == 1
    assert calls[0].phase_set
    assert calls[0].genotype.slots == calls[1].genotype.slots


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GT not first", (30, None)),
        ("AD with the wrong number of values", (None, None)),
        ("NaN and Inf", (None, None)),
    ],
)
def test_a_number_that_is_none_is_missing(
    name: str, expected: tuple[int | None, int | None], tmp_path: Path
) -> None:
    _, (call,) = screened(tmp_path, list(CASES[name].rows))
    assert (call.depth, call.alt_depth) == expected


def test_records_under_another_header_are_not_taken_for_the_samples(tmp_path: Path) -> None:
    """`cat a.vcf b.vcf`: of one sample they are read, of two they would be one person's."""
    odd = CASES["the same record twice"].rows[0]
    _, calls = screened(tmp_path, [*header(["S"]).splitlines(), odd])
    assert len(calls) == 1
    sample, calls = screened(tmp_path, [*header(["T"]).splitlines(), odd])
    assert calls == ()
    assert "has another header among its records, with other samples" in (sample.error or "")
