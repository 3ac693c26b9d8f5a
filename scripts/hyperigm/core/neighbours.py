"""Other ClinVar alleles of the same residue, for PS1 and PM5. Its own record is none of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hyperigm.core.annotation import Neighbour, TranscriptEffect
from hyperigm.core.clinvar import Significance, classify

PATHOGENIC = (Significance.PATHOGENIC, Significance.LIKELY_PATHOGENIC)
_SUBSTITUTION = re.compile(r"p\.\(([A-Z][a-z]{2})([0-9]+)([A-Z][a-z]{2})\)$")


@dataclass(frozen=True, slots=True)
class Substitution:
    """One residue replaced by another: three-letter names, place from 1."""

    old: str
    place: int
    new: str


def substitution(effect: TranscriptEffect) -> Substitution | None:
    """The residue a missense allele replaces; None for anything else."""
    match = _SUBSTITUTION.search(effect.hgvs_p or "")
    if match is None or "missense_variant" not in effect.consequence:
        return None
    return Substitution(match[1], int(match[2]), match[3])


def pathogenic(significance: str) -> bool:
    """Whether a ClinVar significance is pathogenic or likely pathogenic."""
    return classify(significance) in PATHOGENIC


def by_residue(
    known: Iterable[tuple[str, Neighbour, Substitution]],
) -> Mapping[tuple[str, int], tuple[Neighbour, ...]]:
    """(gene, residue) -> the pathogenic missense alleles there."""
    found: dict[tuple[str, int], tuple[Neighbour, ...]] = {}
    for gene, neighbour, where in known:
        found[gene, where.place] = (*found.get((gene, where.place), ()), neighbour)
    return found
