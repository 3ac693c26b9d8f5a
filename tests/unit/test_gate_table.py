"""The table of docs/input.md: `hyperigm check` on a made-up input for each of its rows."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import ROOT
from tests.gate_cases import CASES

from hyperigm.cli import main
from hyperigm.core.panel import Region
from hyperigm.core.variant import Build
from hyperigm.edges.gate import _header_says
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.errors import ExitCode

TEXT = (ROOT / "docs" / "input.md").read_text(encoding="utf-8").partition("## The table")[2]
TABLE = re.compile(r"^\| (.+?) \| (.+?) \| ([0-9]) \|$", re.MULTILINE)
ROWS = {row[0]: row[1:] for row in TABLE.findall(TEXT)}


def test_every_row_has_its_case_and_every_case_its_row() -> None:
    assert list(ROWS) == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_what_the_gate_says(name: str, tmp_path: Path) -> None:
    """The words of the table stand in the message, with the file and how to mend it; the exit code is its."""
    said, code = ROWS[name]
    options = CASES[name](tmp_path)
    result = CliRunner().invoke(main, ["check", "--samples", str(tmp_path / "samples.tsv"), *options])
    assert result.exit_code == int(code), result.output
    assert "Traceback" not in result.output
    for words in re.findall(r"“(.+?)”", said):
        assert words in result.output
    if said == "accepted":
        assert result.output == ""
    elif int(code) == ExitCode.OK:
        assert result.output.startswith("warning: ")
    else:
        assert result.output.startswith("error: ")
        assert "  mend: " in result.output


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    """One sheet with a problem of each kind in a row of its own: each line is named."""
    for name in ("no VCF at all", "T2T", "file empty", "no GT"):
        (tmp_path / name).mkdir()
        CASES[name](tmp_path / name)
    rows = [
        "A\tno VCF at all/a.vcf\t.",
        "B\tT2T/a.vcf\t.",
        "C\tfile empty/a.vcf\t.",
        "D\tno GT/a.vcf\t.",
        "E\tmissing.vcf\tX",
        "../x\tmissing.vcf\t.",
    ]
    path = tmp_path / "samples.tsv"
    path.write_text("\n".join(["sample\tvcf\tfather", *rows]) + "\n")
    result = CliRunner().invoke(main, ["check", "--samples", str(path)])
    assert result.exit_code == ExitCode.BAD_INPUT
    assert [line for line in range(2, 8) if f"{path}:{line}:" in result.output] == [2, 3, 4, 5, 6, 7]


def test_one_bad_file_does_not_end_a_run_of_many(tmp_path: Path) -> None:
    """With --out, as in a run: the plan has the sample marked, and the command ends well."""
    CASES["file empty"](tmp_path)
    plan = tmp_path / "plan.json"
    result = CliRunner().invoke(
        main, ["check", "--samples", str(tmp_path / "samples.tsv"), "--out", str(plan)]
    )
    assert result.exit_code == ExitCode.OK
    assert "is empty" in plan.read_text()


def test_an_older_index_is_told_also_where_it_is_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A genome's index is not opened by the gate; its date is looked at all the same."""
    CASES["index older than its file"](tmp_path)
    monkeypatch.setattr("hyperigm.edges.gate.LARGE_INDEX", 0)
    result = CliRunner().invoke(main, ["check", "--samples", str(tmp_path / "samples.tsv")])
    assert "is older than a.vcf.gz" in result.output


def test_a_chromosome_of_the_other_build_alone_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's panel of GRCh38 alone has a gene on chr21; a header of GRCh37 without chr21 lacks nothing."""

    def with_chr21(build: Build) -> Reference:
        known = load_reference(build)
        more = (Region("A1", "chr21", 20_000_000, 20_001_000),) if build is Build.GRCH38 else ()
        return replace(known, regions=(*known.regions, *more))

    monkeypatch.setattr("hyperigm.edges.gate.load_reference", with_chr21)
    for build, lacking in ((Build.GRCH37, ()), (Build.GRCH38, ("the header declares no contig for chr21",))):
        contigs = [item for item in load_reference(build).chromosomes if item.name != "chr21"]
        names, lengths = tuple(item.name for item in contigs), tuple(item.length for item in contigs)
        assert _header_says(names, lengths, str(build))[2] == lacking
