"""The stored form gives the same value again, and says nothing twice."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from tests.conftest import Run

from hyperigm.core.finding import SampleResult
from hyperigm.core.packed import pack, unpack
from hyperigm.core.packed_results import FORM, Tables, pack_results, unpack_results
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.edges.resources import shipped
from hyperigm.edges.store import read_results, read_value, write_lines, write_results, write_value
from hyperigm.errors import ResourceError


def screened(samples: int) -> Screened:
    allele = Allele("chrX", 100, "A", "C")
    record = Record("X", 100, "A", ("C",), ("PASS",), "rs1")
    missing = Call(allele, Genotype("./.", (Slot.MISSING, Slot.MISSING), False), record)
    het = Genotype("0|1", (Slot.REF, Slot.THIS), True)
    carried = Call(allele, het, record, 30, 14, 0.4667, 99.0, "chrX:5", ("chrX-1-A-T",), ("ref_mismatch",))
    people = tuple(
        SampleScreen(
            f"S{number}", Build.GRCH38, "said", (missing, replace(carried, depth=number)), (missing,)
        )
        for number in range(samples)
    )
    return Screened("b", (*people, SampleScreen("bad", None, "", error="broken", mend="mend it")))


def test_packing_loses_nothing(tmp_path: Path) -> None:
    value = screened(3)
    assert unpack(*pack(value)) == value
    write_value(tmp_path / "screen.json", value)
    assert read_value(tmp_path / "screen.json", Screened) == value


def test_what_samples_share_is_stored_once() -> None:
    tables, samples = pack(screened(50))
    assert (len(tables.alleles), len(tables.records), len(tables.genotypes)) == (1, 1, 2)
    assert len(tables.calls) == 1  # the no-call of all; the other calls differ in depth
    assert [sum(isinstance(row, int) for row in one.calls) for one in samples] == [1] * 50 + [0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"batch":"b","alleles":[],"genotypes":[],"records":[],"samples":[],"calls":[]}',  # of version 0.1
        '{"batch":"b","names":[],"alleles":[],"genotypes":[],"records":[],"calls":[[5,0,0,null,null,null,null,null,[],[]]]}',
        '{"batch":"b","names":["S"],"alleles":[],"genotypes":[],"records":[],"calls":[]}\n',
    ],
)
def test_a_broken_file_is_a_resource_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "screen.json").write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError):
        read_value(tmp_path / "screen.json", Screened)


@pytest.fixture(scope="module")
def batches(run_steps: Run, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[SampleResult, ...]]:
    """The demo's results, each batch also under other names."""
    folder = tmp_path_factory.mktemp("demo")
    run_steps(shipped("resources") / "demo" / "samples.tsv", folder, Settings())
    return [tuple(read_results(path)) for path in sorted((folder / "work").glob("*/interpret.json"))]


def again(result: SampleResult) -> SampleResult:
    name = f"{result.sample}-again"
    return replace(
        result, sample=name, findings=tuple(replace(item, sample=name) for item in result.findings)
    )


def test_packing_results_loses_nothing(batches: list[tuple[SampleResult, ...]], tmp_path: Path) -> None:
    assert any(result.findings for results in batches for result in results)
    for results in batches:
        plain = msgspec.json.decode(msgspec.json.encode(results), type=tuple[SampleResult, ...])
        assert plain == results
        write_results(tmp_path / "again.json", results)
        assert tuple(read_results(tmp_path / "again.json")) == results


def test_tables_that_begin_anew_lose_nothing(batches: list[tuple[SampleResult, ...]]) -> None:
    for results in batches:
        lines = list(pack_results(results, most=0))
        assert all(line.anew for line in lines)
        assert tuple(unpack_results(lines)) == results


def test_what_results_share_is_stored_once(batches: list[tuple[SampleResult, ...]]) -> None:
    for results in batches:
        lines = list(pack_results((*results, *map(again, results))))
        assert len(lines) == 2 * len(results)
        assert [line.anew for line in lines] == [True] + [False] * (len(lines) - 1)
        assert all(line.tables == Tables() for line in lines[len(results) :])


def test_a_broken_file_of_results_is_a_resource_error(
    batches: list[tuple[SampleResult, ...]], tmp_path: Path
) -> None:
    first, *rest = pack_results(batches[0])
    bare = replace(first, tables=replace(first.tables, shared=()))
    write_lines(tmp_path / "interpret.json", (FORM, bare, *rest))
    with pytest.raises(ResourceError):
        tuple(read_results(tmp_path / "interpret.json"))


def test_calls_of_an_earlier_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "screen.json"
    path.write_text('{"batch":"b","alleles":[],"genotypes":[],"records":[],"samples":[],"calls":[]}')
    with pytest.raises(ResourceError, match="another version of hyperigm wrote it"):
        read_value(path, Screened)


def test_results_of_an_earlier_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "interpret.json"
    path.write_text('{"alleles":[],"genotypes":[],"records":[],"calls":[],"samples":[]}', encoding="utf-8")
    with pytest.raises(ResourceError, match="another version of hyperigm wrote it"):
        tuple(read_results(path))
