"""The list of where current evidence comes from: resources/evidence/sources.yaml."""

from pathlib import Path

import msgspec
import yaml

from hyperigm.core.release import Source
from hyperigm.edges.resources import shipped
from hyperigm.errors import Problem, ResourceError


def load_sources(path: Path | None = None) -> dict[str, Source]:
    """Sources by name, typed. Raises ResourceError where the list does not fit."""
    path = path or shipped("resources") / "evidence" / "sources.yaml"
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), dict[str, Source])
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise ResourceError(
            Problem(str(path), f"not a readable list: {error}", "correct the file")
        ) from error
