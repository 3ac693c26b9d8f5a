"""The list of what the reference bundle may differ in from the plain rules."""

from pathlib import Path

import msgspec
import yaml

from hyperigm.core.locus import Exceptions
from hyperigm.edges.resources import shipped
from hyperigm.errors import Problem, ResourceError


def load_exceptions(path: Path | None = None) -> Exceptions:
    """resources/reference/exceptions.yaml, typed. Raises ResourceError where it does not fit."""
    path = path or shipped("resources") / "reference" / "exceptions.yaml"
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Exceptions)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise ResourceError(
            Problem(str(path), f"not a readable list: {error}", "correct this row of the file")
        ) from error
