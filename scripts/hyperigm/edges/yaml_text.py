"""YAML text as values, by libyaml, which is ten times as fast as PyYAML's own parser; by that without it."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from hyperigm.edges.lines import read_lines
from hyperigm.errors import InputError, Problem

DEEPEST = 20
"""Levels of nesting that anybody's YAML may have; a config has three."""


def parse_yaml(text: str) -> object:
    """The value of one document of ours. Raises yaml.YAMLError."""
    if yaml.__with_libyaml__:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    return yaml.safe_load(text)


def parse_plain_yaml(text: str) -> object:
    """The value of one document of anybody's: without aliases, by which a few lines become gigabytes, and
    with each key once, for of two YAML keeps the last and says nothing.

    Raises yaml.YAMLError for whatever PyYAML breaks with, too: dates that are none, endless numbers.
    """
    try:
        _prove_plain(text)
        return parse_yaml(text)
    except ValueError as error:
        raise yaml.YAMLError(str(error)) from error


def read_yaml(path: Path) -> object:
    """The value of a user's file. Raises InputError where it can't be read, or is no plain YAML in UTF-8."""
    try:
        return parse_plain_yaml("\n".join(line for _, line in read_lines(path)))
    except yaml.YAMLError as error:
        what = f"no valid YAML: {' '.join(str(error).split())}"
        raise InputError(Problem(str(path), what, "correct the file")) from error


@dataclass(slots=True)
class _Level:
    """A mapping or list that is open. keys: of a mapping, with their lines; key: whether the next is one."""

    mapping: bool
    keys: dict[str, int] = field(default_factory=dict)
    key: bool = True

    def pass_by(self, event: yaml.NodeEvent) -> None:
        """One key, value or item of it. Raises YAMLError for a key that was there."""
        if self.mapping and self.key and isinstance(event, yaml.ScalarEvent):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if event.value in self.keys:
                first = self.keys[event.value]
                raise yaml.YAMLError(
                    f"the key {event.value!r} is given twice, in line {first} and line {line}"
                )
            self.keys[event.value] = line
        self.key = not self.key


def _prove_plain(text: str) -> None:
    levels = [_Level(mapping=False)]
    for event in yaml.parse(text, yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError("an alias (*): write the value out")
        if isinstance(event, yaml.NodeEvent):
            levels[-1].pass_by(event)
        if isinstance(event, yaml.CollectionStartEvent):
            levels.append(_Level(isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            levels.pop()
        if len(levels) > DEEPEST + 1:
            raise yaml.YAMLError(f"more than {DEEPEST} levels deep")
