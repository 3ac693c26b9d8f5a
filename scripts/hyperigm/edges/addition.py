"""A user's file of genes (YAML): read, typed, and refused with every problem at once."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hyperigm.core.addition import Addition
from hyperigm.edges.config import suggestion
from hyperigm.edges.yaml_text import read_yaml
from hyperigm.errors import InputError, Problem

_EXPONENT = re.compile(r"[+-]?[0-9]+[eE][+-]?[0-9]+")
_KINDS = {"object": "keys with values", "array": "a list", "boolean": "true or false", "string": "text"}
MEND = "`hyperigm panel --help` names each key"


def read_addition(path: Path) -> Addition:
    """The file as values. Raises InputError where it can't be read, with each key and value that is wrong."""
    import msgspec

    raw = read_yaml(path)
    problems = list(_schema_problems(raw, path))
    if problems:
        raise InputError(*problems)
    try:
        return msgspec.convert(raw, Addition)
    except msgspec.ValidationError as error:
        raise InputError(Problem(str(path), str(error), MEND)) from error


def _schema_problems(raw: object, path: Path) -> Iterator[Problem]:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(_schema())
    # YAML has dates and tuples, JSON none: what comes back is what the schema can speak of
    plain = json.loads(json.dumps(raw, default=str))
    found = (part for error in validator.iter_errors(plain) for part in _deepest(error))
    for error in sorted(found, key=lambda error: error.json_path):
        where = f"{path}: {_place(plain, list(error.absolute_path))}"
        if error.validator == "additionalProperties":
            known = tuple(error.schema["properties"])
            for key in error.instance:
                if key not in known:
                    yield Problem(where, f"{key!r} is no key of it", suggestion(str(key), known))
        else:
            yield Problem(where, *_said(error))


def _deepest(error: Any) -> Iterator[Any]:
    """The error itself; of a value that may be left out (`anyOf` with null) those inside it."""
    inside = [part for part in error.context or () if part.validator_value != "null"]
    if isinstance(error.instance, dict) and inside:
        for part in inside:
            yield from _deepest(part)
    else:
        yield error


def _said(error: Any) -> tuple[str, str]:
    """What is wrong, and how to mend it. error: of jsonschema."""
    said, asked = f"{error.instance!r}"[:60], error.validator_value
    if error.validator == "enum":
        return f"{said} is no word for it", f"write one of: {', '.join(map(str, asked))}"
    if error.validator != "type":
        return error.message, MEND
    if isinstance(error.instance, str) and _EXPONENT.fullmatch(error.instance):
        return f"{said} is text to YAML, not a number", "write it with a point: 2.0e-7"
    if asked == "string" and not isinstance(error.instance, dict | list):
        return f"{said} is not text", "write it in quotes"
    return f"{said} is of another kind: it must be {_KINDS.get(asked, asked)}", MEND


def _place(raw: Any, steps: list[Any]) -> str:
    """`genes[0] BTK: entities[1] XLA: mim`: each row with its name."""
    parts: list[str] = []
    for step in steps:
        raw = raw[step]
        if isinstance(step, str):
            parts.append(step)
            continue
        parts[-1] += f"[{step}]"
        names = (
            [raw.get(key) for key in ("symbol", "id", "transcript", "flag")] if isinstance(raw, dict) else []
        )
        parts[-1] += next((f" {name}" for name in names if name), "")
    return ": ".join(parts) or "the file"


def _schema() -> dict[str, Any]:
    """The JSON schema of `Addition`, in which a key that no field takes is an error."""
    import msgspec

    schema = msgspec.json.schema(Addition)
    for part in schema["$defs"].values():
        if part.get("type") == "object":
            part["additionalProperties"] = False
    return schema


def tsv_row(row: Mapping[str, object], header: list[str]) -> str:
    """A line of one of our tables: None is `-`, and whitespace inside a cell is one blank."""
    cells = []
    for name in header:
        value = row[name]
        text = "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        cells.append(" ".join(text.split()))
    return "\t".join(cells) + "\n"
