"""The published schema of S.report.json: made from the types, valid, and refusing what is wrong.

Oracles: jsonschema's meta-schema of draft 2020-12, and its validator.
"""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from tests.unit.test_report_files import finding, result

from hyperigm.edges.report_json import SCHEMA_VERSION, ReportFile
from hyperigm.edges.report_schema import PUBLISHED, schema_text
from hyperigm.steps.schema import schema

Report = dict[str, Any]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))


def test_what_is_published_is_what_is_written(tmp_path: Path) -> None:
    """Where this fails, a type has changed: `hyperigm schema --out resources/schemas/report.schema.json`."""
    schema(tmp_path / "made.json")
    assert (tmp_path / "made.json").read_text(encoding="utf-8") == schema_text()
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema_of_the_draft_it_names(validator: Draft202012Validator) -> None:
    assert isinstance(validator.schema, dict)
    assert validator.schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert validator.schema["version"] == SCHEMA_VERSION
    Draft202012Validator.check_schema(validator.schema)


def report() -> Report:
    loaded: Report = json.loads(msgspec.json.encode(ReportFile.of(result(finding()))))
    return loaded


def test_a_report_fits(validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(report())] == []


def drop_tier(made: Report) -> None:
    del made["result"]["findings"][0]["tier"]


def unknown_tier(made: Report) -> None:
    made["result"]["findings"][0]["tier"] = "certain"


def text_position(made: Report) -> None:
    made["result"]["findings"][0]["call"]["allele"]["pos"] = "136648355"


def no_gene(made: Report) -> None:
    made["result"]["findings"][0]["gene"] = None


def other_key(made: Report) -> None:
    made["result"]["findings"][0]["annotation"]["clinvar"]["doctor"] = "x"


def other_version(made: Report) -> None:
    made["schema"] = "0.9"


def words_for_findings(made: Report) -> None:
    made["result"]["findings"] = "none"


@pytest.mark.parametrize(
    "mutate",
    [drop_tier, unknown_tier, text_position, no_gene, other_key, other_version, words_for_findings],
)
def test_a_mutated_report_does_not(mutate: Any, validator: Draft202012Validator) -> None:
    made = report()
    mutate(made)
    assert len(list(validator.iter_errors(made))) == 1
