"""Findings on a variant that a stop or a shifted frame before it, on the same copy, undoes. Pure.

Tier and class stay those of the variant by itself, for the copy is lost either way; the row says so.
"""

from collections.abc import Iterable
from dataclasses import replace

from hyperigm.core.annotation import Haplotype
from hyperigm.core.finding import Finding

FLAG = "behind_truncation"


def with_undone(findings: Iterable[Finding], haplotypes: Iterable[Haplotype]) -> tuple[Finding, ...]:
    """The findings, those on a variant that is undone on every copy that has it marked, with the reason."""
    undone = {one.lost: one for one in haplotypes if one.lost}
    return tuple(
        _marked(finding, undone[key]) if (key := finding.call.allele.key) in undone else finding
        for finding in findings
    )


def _marked(finding: Finding, haplotype: Haplotype) -> Finding:
    verdict = replace(finding.verdict, flags=(*finding.verdict.flags, FLAG))
    text = f"{finding.explanation.rstrip('.')}; {haplotype.reason}."
    return replace(finding, verdict=verdict, explanation=text)
