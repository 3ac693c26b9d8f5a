"""What was worked out once and is asked for again, as long as there is not too much of it."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

MOST = 20_000
"""Answers that are kept; where there are more, all are forgotten."""
Value = TypeVar("Value")


class Kept(Generic[Value]):
    """What was worked out, by what it depends on."""

    def __init__(self, most: int = MOST) -> None:
        self._values: dict[Hashable, Value] = {}
        self._most = most

    def get(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """The value of the key, worked out where it is not known."""
        found = self._values.get(key)
        if found is None:
            if len(self._values) >= self._most:
                self._values.clear()
            found = self._values[key] = work_out()
        return found
