"""The other allele of a pair by the name that a reader knows, beside its key."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from hyperigm.core.finding import Finding
from hyperigm.core.pictures.gene import short_name


def names_of(findings: Sequence[Finding]) -> dict[str, str]:
    """Allele key -> "c.70C>T (chr12-8605308-G-A)", of the partners that have a name."""
    partners = {key for finding in findings for key in finding.verdict.partners}
    calls = {(id(one.call), id(one.annotation)): one for one in findings} if partners else {}
    return {
        key: f"{name} ({key})"
        for finding in calls.values()
        if (key := finding.call.allele.key) in partners and (name := short_name(finding)) != key
    }


def with_names(findings: Iterable[Finding], names: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings, their partners named where the explanations have the keys alone."""
    return tuple(
        replace(finding, explanation=_named(finding, names)) if finding.verdict.partners else finding
        for finding in findings
    )


def _named(finding: Finding, names: Mapping[str, str]) -> str:
    text = finding.explanation
    for key in finding.verdict.partners:
        if key in names and key in text:
            text = _with_name(text, key, names[key])
    return text


def _with_name(text: str, key: str, name: str) -> str:
    """The text with the name for the key, but where the key is part of a longer word or in brackets."""
    parts = text.split(key)
    told = [parts[0]]
    for before, behind in pairwise(parts):
        alone = not _WORDY_BEFORE.search(before) and not _WORDY_BEHIND.match(behind)
        told += (name if alone else key, behind)
    return "".join(told)


_WORDY_BEFORE, _WORDY_BEHIND = re.compile(r"[\w(-]\Z"), re.compile(r"[\w-]")
