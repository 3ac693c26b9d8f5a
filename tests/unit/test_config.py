"""The configuration: one schema, one typed view, the same defaults in both and in config/config.yaml."""

import subprocess
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from hyperigm.core.settings import Settings, Thresholds
from hyperigm.edges.config import (
    PATH_KEYS,
    config_problems,
    config_schema,
    merge,
    read_config,
    read_pairs,
    read_settings,
    with_defaults,
)
from hyperigm.edges.yaml_text import parse_plain_yaml
from hyperigm.errors import InputError


def test_the_schema_and_the_settings_have_the_same_keys_and_defaults() -> None:
    defaults = with_defaults({})
    typed = asdict(Settings())
    assert {key: value for key, value in defaults.items() if key not in PATH_KEYS} == typed
    assert set(defaults) - set(typed) == set(PATH_KEYS)
    assert list(defaults["thresholds"]) == [field.name for field in fields(Thresholds)]


def test_the_config_file_states_every_key_with_its_default(root: Path) -> None:
    """Only the sheet differs: the file runs the demo batch."""
    config = read_config(root / "config" / "config.yaml")
    assert config == {**with_defaults({}), "samples": "resources/demo/samples.tsv"}
    assert config_problems(config) == []


def rows_of(schema: dict[str, Any], prefix: str = "") -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for key, entry in schema["properties"].items():
        if "properties" in entry:
            rows.extend(rows_of(entry, f"{prefix}{key}."))
        else:
            default = "none" if entry["default"] is None else str(entry["default"]).replace("False", "false")
            rows.append(
                (
                    f"`{prefix}{key}`",
                    entry["description"],
                    str(entry["unit"]),
                    f"`{default}`",
                    entry["source"],
                )
            )
    return rows


def test_the_readme_of_the_config_says_what_the_schema_says(root: Path) -> None:
    text = (root / "config" / "README.md").read_text(encoding="utf-8")
    table = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in text.split("## The sample sheet")[0].splitlines()
        if line.startswith("| `")
    ]
    assert table == [tuple(" ".join(cell.split()) for cell in row) for row in rows_of(config_schema())]


def test_the_readme_of_the_config_says_what_the_sheet_schema_says(root: Path) -> None:
    text = (root / "config" / "README.md").read_text(encoding="utf-8").split("## The sample sheet")[1]
    schema = yaml.safe_load(
        (root / "workflow" / "schemas" / "samples.schema.yaml").read_text(encoding="utf-8")
    )
    table = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in text.splitlines()
        if line.startswith("| `")
    ]
    expected = []
    for key, entry in schema["properties"].items():
        allowed = ", ".join(f"`{word}`" for word in entry.get("enum", ())) or "text"
        needed = "yes" if key in schema["required"] else "no"
        expected.append((f"`{key}`", needed, allowed, " ".join(entry["description"].split())))
    assert table == expected


@pytest.mark.parametrize(
    ("config", "where", "mend"),
    [
        ({"sample": "x"}, "config: sample", "did you mean 'samples'?"),
        ({"thresholds": {"min_dpeth": 3}}, "config: thresholds.min_dpeth", "did you mean 'min_depth'?"),
        ({"qwertz": "x"}, "config: qwertz", "known: "),
        ({"build": "hg19"}, "config: build", "write one of: auto, GRCh37, GRCh38"),
        ({"batch_size": 0}, "config: batch_size", "at least 1"),
        ({"batch_size": "ten"}, "config: batch_size", "type integer"),
        ({"thresholds": {"common_af": 2}}, "config: thresholds.common_af", "at most 1"),
        ({"thresholds": 5}, "config: thresholds", "object"),
        ({"clinvar": "one.vcf"}, "config: clinvar", "array or none (null)"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_its_mend(config: dict[str, Any], where: str, mend: str) -> None:
    (problem,) = config_problems(config)
    assert problem.where == where
    assert mend in problem.mend


def test_all_problems_at_once() -> None:
    config = {"build": "hg18", "thresholds": {"min_gq": -1, "x": 1}, "out": "y"}
    assert {problem.where for problem in config_problems(config)} == {
        "config: build",
        "config: thresholds.min_gq",
        "config: thresholds.x",
        "config: out",
    }


def test_pairs_are_yaml_and_may_be_nested() -> None:
    pairs = [
        "batch_size=7",
        "clinvar=[a.vcf, b.vcf]",
        "thresholds.min_depth=3",
        "thresholds.min_gq=1.5",
        "pedigree=null",
    ]
    assert read_pairs(pairs) == {
        "batch_size": 7,
        "clinvar": ["a.vcf", "b.vcf"],
        "thresholds": {"min_depth": 3, "min_gq": 1.5},
        "pedigree": None,
    }


@pytest.mark.parametrize("pair", ["batch_size", "=3", "clinvar=[a"])
def test_a_pair_that_is_none(pair: str) -> None:
    with pytest.raises(InputError) as caught:
        read_pairs([pair])
    assert pair in caught.value.problems[0].where


def test_sections_merge_key_by_key() -> None:
    assert merge({"thresholds": {"a": 1, "b": 2}, "c": 3}, {"thresholds": {"b": 5}}) == {
        "thresholds": {"a": 1, "b": 5},
        "c": 3,
    }


def test_settings_from_json_and_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "c.yaml"
    file.write_text("samples: s.tsv\nthresholds: {min_depth: 3}\n")
    expected = Settings(thresholds=Thresholds(min_depth=3))
    assert read_settings(str(file)) == expected
    assert read_settings('{"thresholds": {"min_depth": 3}}') == expected
    assert read_settings("{}") == Settings()


@pytest.mark.parametrize(
    "text",
    [
        *('{"bild": "auto"}', '{"thresholds": {"x": 1}}', '{"batch_size": "many"}', '{"thresholds": 3}'),
        *("{broken", "missing.yaml", '{"build": 5}'),
    ],
)
def test_settings_that_are_none(text: str) -> None:
    with pytest.raises(InputError):
        read_settings(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "samples: a.tsv\nbuild: auto\nsamples: b.tsv\n",
            "the key 'samples' is given twice, in line 1 and line 3",
        ),
        (
            "thresholds:\n  min_depth: 8\n  min_depth: 20\n",
            "'min_depth' is given twice, in line 2 and line 3",
        ),
        ('{"build": "auto",\n"build": "GRCh38"}', "'build' is given twice, in line 1 and line 2"),
    ],
)
def test_a_key_given_twice_is_refused(tmp_path: Path, text: str, told: str) -> None:
    """YAML 1.2.2, section 3.2.1.1: the keys of a mapping are unique."""
    file = tmp_path / "c.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=told):
        read_config(file)


def test_a_key_may_be_the_value_of_another_and_be_in_two_rows() -> None:
    value = parse_plain_yaml("a: b\nb: a\nrows: [{a: 1}, {a: 2}, [a, a]]")
    assert value == {"a": "b", "b": "a", "rows": [{"a": 1}, {"a": 2}, ["a", "a"]]}


@pytest.mark.parametrize("text", ["- a\n- b\n", "a: [\n", "5\n"])
def test_a_config_file_that_is_no_mapping(tmp_path: Path, text: str) -> None:
    file = tmp_path / "c.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as caught:
        read_config(file)
    assert caught.value.problems[0].where == str(file)


VALUES: tuple[object, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    10,
    10.0,
    0.25,
    20.0,
    5,
    "",
    "auto",
    "none",
    "report",
    "x",
    [],
    ["x"],
    {},
)


@pytest.mark.parametrize("value", VALUES)
def test_what_is_not_given_to_jsonschema_has_nothing_wrong(value: object) -> None:
    """Oracle: jsonschema, of every key with every value."""
    schema = config_schema()
    keys = [{key: value} for key in schema["properties"]]
    keys += [{"thresholds": {key: value}} for key in schema["properties"]["thresholds"]["properties"]]
    wrong = [config for config in keys if not jsonschema.Draft202012Validator(schema).is_valid(config)]
    assert [config for config in keys if config_problems(config)] == wrong


def test_a_usual_config_needs_no_jsonschema() -> None:
    probe = "from hyperigm.edges.config import config_problems as p, with_defaults as d; import sys; "
    probe += "print(p(d({'samples': 'a.tsv', 'pedigree': 'a.ped'})), 'jsonschema' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    assert done.stdout == "[] False\n"
