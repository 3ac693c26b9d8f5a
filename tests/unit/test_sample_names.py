"""Names for folders, from names in VCFs. What a name may be: workflow/schemas/samples.schema.yaml."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ROOT

from hyperigm.core.sample_names import folder_name, folder_names

SCHEMA = yaml.safe_load((ROOT / "workflow" / "schemas" / "samples.schema.yaml").read_text(encoding="utf-8"))
ALLOWED = re.compile(SCHEMA["properties"]["sample"]["pattern"])
NAMES = st.one_of(
    st.text(max_size=220), st.sampled_from(["nul", "CON.x", "A" * 300, "a", "A", "-", ".", "a."])
)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("P1", "P1"),
        ("NA12878", "NA12878"),
        ("a b/c", "a_b_c"),
        ("Müller", "M_ller"),
        ("../../etc", "sample_etc"),
        ("con", "sample_con"),
        ("x.", "x_"),
        ("", "sample"),
        ("b" * 201, "b" * 200),
    ],
)
def test_the_nearest_name_that_a_folder_can_have(inside: str, expected: str) -> None:
    """By hand: what the schema allows stays; one `_` for each character that it does not."""
    assert folder_name(inside) == expected


def test_callers_name_every_sample_alike() -> None:
    names = folder_names([("a", "SAMPLE"), ("b", "SAMPLE"), ("b", "Sample"), ("c", "other")])
    assert names == ("SAMPLE-a", "SAMPLE-b", "Sample-b-2", "other")


@given(st.lists(st.tuples(NAMES, NAMES), max_size=8))
def test_any_names_become_names_a_sheet_takes(inside: list[tuple[str, str]]) -> None:
    names = folder_names(inside)
    assert all(ALLOWED.search(name) for name in names)
    assert len({name.casefold() for name in names}) == len(inside)
