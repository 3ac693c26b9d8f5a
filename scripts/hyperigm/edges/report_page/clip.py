"""Long texts, cut for a page."""

import re


def clip(text: object, longest: int = 400, word: int = 120) -> str:
    """The text with words of more than `word` letters cut, and cut after `longest`, each with its length: a
    page stays small and readable, the tables have all of it."""
    whole = str(text)
    if len(whole) > word:
        whole = _WORD.sub(lambda found: _cut(found[0], word, "letters"), whole)
    return _cut(whole, longest, "characters in all")


_WORD = re.compile(r"\S{100,}")


def _cut(text: str, longest: int, what: str) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} {what})"
