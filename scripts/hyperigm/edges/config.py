"""The configuration: read, merged, checked against its schema, and turned into typed settings.

The schema (workflow/schemas/config.schema.yaml) says each key's meaning, unit, default and source; the types
and defaults the steps see are `core.settings.Settings`.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from hyperigm.core.settings import Settings, Thresholds
from hyperigm.edges.panel_folder import use_panel
from hyperigm.edges.resources import shipped
from hyperigm.edges.yaml_text import parse_plain_yaml, parse_yaml, read_yaml
from hyperigm.errors import InputError, Problem, ResourceError

EVIDENCE = ("clinvar", "gnomad", "insilico")
"""Keys that name files of evidence."""
MAY_BE_NONE = ("clinvar", "gnomad")
"""Those that have something bundled, which the word `none` keeps out."""
PATH_KEYS = ("samples", "outdir", "pedigree", *EVIDENCE)
"""Keys that are for the workflow: paths, which the steps get as arguments of their own."""

_WILDCARD = re.compile(r"[{}]|<[a-z][a-z0-9_]*>")


@cache
def config_schema() -> dict[str, Any]:
    """The JSON schema of the configuration."""
    text = (shipped("workflow") / "schemas" / "config.schema.yaml").read_text(encoding="utf-8")
    return _mapping(parse_yaml(text), "config.schema.yaml")


def read_config(path: Path) -> dict[str, Any]:
    """One YAML or JSON file. Raises InputError where it can't be read or is no mapping."""
    return _mapping(read_yaml(path), str(path))


def read_pairs(pairs: Iterable[str]) -> dict[str, Any]:
    """KEY=VALUE texts, values in YAML; `thresholds.min_depth=8` sets a nested key. Raises InputError."""
    merged: dict[str, Any] = {}
    problems: list[Problem] = []
    for pair in pairs:
        key, equals, text = pair.partition("=")
        try:
            value: Any = parse_plain_yaml(text)
        except yaml.YAMLError:
            equals = ""
        if not equals or not key:
            problems.append(Problem(f"--config {pair}", "is not KEY=VALUE", "write it as batch_size=20"))
            continue
        for name in reversed(key.split(".")):
            value = {name: value}
        merged = merge(merged, value)
    if problems:
        raise InputError(*problems)
    return merged


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with what `over` says instead; sections are merged key by key."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        merged[key] = merge(below, value) if both and isinstance(below, Mapping) else value
    return merged


def with_defaults(config: Mapping[str, Any]) -> dict[str, Any]:
    """The config with every key of the schema, in the schema's order."""
    defaults = _defaults(config_schema())
    return merge(defaults, config)


def _defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: _defaults(entry) if "properties" in entry else entry["default"]
        for key, entry in schema["properties"].items()
    }


def config_problems(config: Mapping[str, Any], where: str = "config") -> list[Problem]:
    """Everything the schema has against the config, one problem each."""
    if _surely_keeps(config, config_schema()):
        return []
    from jsonschema import Draft202012Validator

    errors = sorted(Draft202012Validator(config_schema()).iter_errors(config), key=lambda e: e.json_path)
    problems: list[Problem] = []
    for error in errors:
        path = ".".join(str(part) for part in error.absolute_path)
        if error.validator == "additionalProperties":
            known = tuple(error.schema["properties"])
            section = f"{path}." if path else ""
            problems.extend(
                _unknown(f"{where}: {section}{key}", key, known) for key in error.instance if key not in known
            )
        else:
            problems.append(Problem(f"{where}: {path}", error.message, _allowed(error.schema)))
    return problems


def _surely_keeps(config: object, schema: Mapping[str, Any]) -> bool:
    """Whether each value is the schema's default, or a text where any text will do, as in most configs; what
    else there may be is a matter of jsonschema, which takes longer to import than the rest to run."""
    rules = schema["properties"]
    if not isinstance(config, Mapping) or not config.keys() <= rules.keys():
        return False
    return all(
        _surely_keeps(value, rules[key]) if "properties" in rules[key] else _is_usual(value, rules[key])
        for key, value in config.items()
    )


def _is_usual(value: object, rule: Mapping[str, Any]) -> bool:
    default = rule["default"]
    if isinstance(value, str) and value and not {"enum", "pattern"} & rule.keys():
        return "string" in rule["type"]
    return type(value) is type(default) and value == default


def evidence_problems(config: Mapping[str, Any]) -> list[Problem]:
    """The files of evidence that the config names and that are not there, relative to the working directory;
    and ClinVar files of which there are several of one build.

    What is no list of texts is a matter of the schema.
    """
    named = [
        (key, path)
        for key in EVIDENCE
        for path in (config[key] if isinstance(config.get(key), list) else ())
        if isinstance(path, str) and not (path == "none" and key in MAY_BE_NONE)
    ]
    problems = [
        Problem(f"config: {key}", f"{path}: no such file", "check the path")
        for key, path in named
        if not Path(path).is_file()
    ]
    clinvar = [Path(path) for key, path in named if key == "clinvar"]
    return problems or (_several_clinvar(clinvar) if len(clinvar) > 1 else [])


def absolute_paths(config: Mapping[str, Any]) -> dict[str, Any]:
    """The whole config, its paths no longer relative to the working directory."""

    def absolute(path: str | None) -> str | None:
        return str(Path(path).absolute()) if path else None

    def evidence(path: str) -> str | None:
        return path if path == "none" else absolute(path)

    return {
        **config,
        **{key: absolute(config[key]) for key in ("samples", "outdir", "pedigree", "panel")},
        **{key: [evidence(path) for path in config[key]] if config[key] else None for key in EVIDENCE},
    }


def wildcard_problems(config: Mapping[str, Any]) -> list[Problem]:
    """The paths of a config, absolute by now, that Snakemake would not take as they stand: to it braces are
    wildcards, <words> variables."""
    named = [
        (key, path)
        for key in (*PATH_KEYS, "panel")
        for path in (config[key] if isinstance(config.get(key), list) else [config.get(key)])
    ]
    mend = "rename the file or the folder, or link to it from another one"
    return [
        Problem(f"config: {key}", f"{path}: Snakemake can't take {found.group()!r} in a path", mend)
        for key, path in named
        if path and (found := _WILDCARD.search(path))
    ]


def panel_problems(config: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the panel folder of a config, relative to the working directory; from now on this
    process goes by it where nothing is. What is no text is a matter of the schema."""
    panel = config.get("panel")
    try:
        use_panel(panel if isinstance(panel, str) else None)
    except InputError as error:
        return list(error.problems)
    return []


def _several_clinvar(paths: Sequence[Path]) -> list[Problem]:
    from hyperigm.edges.clinvar import several_of_a_build

    try:
        return several_of_a_build(paths)
    except ResourceError as error:
        return list(error.problems)


def _unknown(where: str, key: object, known: Sequence[str]) -> Problem:
    return Problem(where, "no such key", suggestion(str(key), known))


def suggestion(word: str, known: Sequence[str]) -> str:
    """What to write in place of an unknown word: the nearest known one, or all of them."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.strip().casefold(), tuple(folded), n=1)
    return f"did you mean {folded[near[0]]!r}?" if near else f"known: {', '.join(known)}"


def _allowed(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return "write one of: " + ", ".join(str(word) for word in schema["enum"])
    if "type" not in schema:
        return "see config/README.md"
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    words = " or ".join("none (null)" if kind == "null" else str(kind) for kind in kinds)
    bounds = [
        f"{word} {schema[key]}"
        for key, word in (("minimum", "at least"), ("maximum", "at most"))
        if key in schema
    ]
    return ", ".join((f"write a value of type {words}", *bounds))


def settings_of(config: Mapping[str, Any]) -> Settings:
    """The steps' view of a config, or of a part of it; what is not said has its default.

    Raises InputError for keys and types that are not the config's.
    """
    known = {field.name for field in fields(Settings)}
    sections = {"": (config, {*known, *PATH_KEYS})}
    thresholds = config.get("thresholds", {})
    if isinstance(thresholds, Mapping):
        sections["thresholds."] = (thresholds, {field.name for field in fields(Thresholds)})
    problems = [
        _unknown(f"settings: {prefix}{key}", key, sorted(names))
        for prefix, (values, names) in sections.items()
        for key in values
        if key not in names
    ]
    if problems:
        raise InputError(*problems)
    try:
        return msgspec.convert({key: value for key, value in config.items() if key in known}, Settings)
    except msgspec.ValidationError as error:
        raise InputError(Problem("settings", str(error), "see config/README.md")) from error


def parse_config(text: str) -> dict[str, Any]:
    """A config from JSON, or from the path of a config file (YAML or JSON). Raises InputError."""
    if not text.lstrip().startswith("{"):
        return read_config(Path(text))
    try:
        return _mapping(json.loads(text), "--settings")
    except json.JSONDecodeError as error:
        raise InputError(Problem("--settings", f"no valid JSON: {error}", "give JSON, or a path")) from error


def read_settings(text: str) -> Settings:
    """What a step's `--settings` says: JSON, or the path of a config file. Raises InputError."""
    return settings_of(parse_config(text))


def dump_config(config: Mapping[str, Any]) -> str:
    """The config as YAML, keys in their order."""
    return yaml.safe_dump(dict(config), sort_keys=False, allow_unicode=True)


def _mapping(value: object, where: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise InputError(Problem(where, "is no list of `key: value`", "see config/README.md"))
    return value
