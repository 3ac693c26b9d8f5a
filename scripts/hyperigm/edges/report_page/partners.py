"""The other allele of a pair by the name that a reader knows, beside its key."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hyperigm.core.finding import Finding
from hyperigm.core.pictures.gene import short_name


def names_of(findings: Iterable[Finding]) -> dict[str, str]:
    """Allele key -> "c.70C>T (chr12-8605308-G-A)", of alleles that have a name."""
    return {
        key: f"{name} ({key})"
        for finding in findings
        if (name := short_name(finding)) != (key := finding.call.allele.key)
    }


def with_names(findings: Iterable[Finding], names: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings, their partners named where the explanations have the keys alone."""
    return tuple(
        replace(finding, explanation=_named(finding, names)) if finding.verdict.partners else finding
        for finding in findings
    )


def _named(finding: Finding, names: Mapping[str, str]) -> str:
    keys = "|".join(re.escape(key) for key in finding.verdict.partners if key in names)
    if not keys:
        return finding.explanation
    return re.sub(rf"(?<![\w(-])(?:{keys})(?![\w-])", lambda found: names[found[0]], finding.explanation)
