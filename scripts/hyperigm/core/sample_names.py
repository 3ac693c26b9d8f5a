"""Names of samples that can name a folder, made from the names inside VCFs, which may be any text."""

import re
from collections import Counter
from collections.abc import Sequence

LONGEST = 200
"""Characters of a sample's name. The rule is workflow/schemas/samples.schema.yaml's; tests hold us to it."""
UNSAFE = re.compile(r"[^A-Za-z0-9._+-]")
DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def folder_name(name: str) -> str:
    """The name itself where it can be a folder's; else the nearest that can."""
    safe = UNSAFE.sub("_", name)
    if not re.match("[A-Za-z0-9]", safe) or DEVICE.match(safe):
        safe = f"sample_{safe.lstrip('._+-')}".rstrip("_")
    safe = safe[:LONGEST]
    return f"{safe[:-1]}_" if safe.endswith(".") else safe


def folder_names(inside: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """A name for each (stem of the file's name, name inside the file), no two the same in any case.

    Names that more than one has get the file's behind them, and a number where that is not enough.
    """
    safe = [folder_name(name) for _, name in inside]
    count = Counter(name.casefold() for name in safe)
    half = LONGEST // 2 - 10
    wanted = [
        name if count[name.casefold()] == 1 else folder_name(f"{name[:half]}-{stem[:half]}")
        for name, (stem, _) in zip(safe, inside, strict=True)
    ]
    taken: set[str] = set()
    return tuple(_free(name, taken) for name in wanted)


def _free(name: str, taken: set[str]) -> str:
    number = 1
    free = name
    while free.casefold() in taken:
        number += 1
        free = f"{name[: LONGEST - 10]}-{number}"
    taken.add(free.casefold())
    return free
