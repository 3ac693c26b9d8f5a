"""The stored form gives the same value again, and says nothing twice."""

from dataclasses import replace
from pathlib import Path

import pytest

from hyperigm.core.packed import pack, unpack
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.edges.store import read_value, write_value
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
    assert unpack(pack(value)) == value
    write_value(tmp_path / "screen.json", value)
    assert read_value(tmp_path / "screen.json", Screened) == value


def test_what_samples_share_is_stored_once() -> None:
    packed = pack(screened(50))
    assert (len(packed.alleles), len(packed.records), len(packed.genotypes)) == (1, 1, 2)
    assert len(packed.calls) == 51  # one no-call of all, and 50 that differ in depth


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"batch":"b","alleles":[],"genotypes":[],"records":[],"samples":[],"calls":[[5,0,0,null,null,null,null,null,[],[]]]}',
    ],
)
def test_a_broken_file_is_a_resource_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "screen.json").write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError):
        read_value(tmp_path / "screen.json", Screened)
