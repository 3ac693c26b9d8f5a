"""YAML text as values, by libyaml, which is ten times as fast as PyYAML's own parser; by that without it."""

import yaml

DEEPEST = 20
"""Levels of nesting that anybody's YAML may have; a config has three."""


def parse_yaml(text: str) -> object:
    """The value of one document of ours. Raises yaml.YAMLError."""
    if yaml.__with_libyaml__:
        return yaml.load(text, Loader=yaml.CSafeLoader)
    return yaml.safe_load(text)


def parse_plain_yaml(text: str) -> object:
    """The value of one document of anybody's: without aliases, by which a few lines become gigabytes.

    Raises yaml.YAMLError for whatever PyYAML breaks with, too: dates that are none, endless numbers.
    """
    try:
        _prove_plain(text)
        return parse_yaml(text)
    except ValueError as error:
        raise yaml.YAMLError(str(error)) from error


def _prove_plain(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError("an alias (*): write the value out")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.YAMLError(f"more than {DEEPEST} levels deep")
