"""Where alleles lie to each other: which bases each changes, and what a deletion takes away."""

from hyperigm.core.variant import Allele

STRUCTURAL = 50
"""Bases from which a deletion is called structural (the customary lower limit of structural variation)."""

_SYMBOLIC = ("<DEL", "<CN0>", "<CN=0>")


def deleted(allele: Allele) -> tuple[int, int] | None:
    """First and last base the allele deletes (1-based, inclusive), or None where it deletes none."""
    if allele.alt.upper().startswith(_SYMBOLIC):
        return (allele.pos + 1, allele.end) if allele.end > allele.pos else None
    if not allele.is_sequence or len(allele.ref) <= len(allele.alt):
        return None
    return allele.pos + _shared(allele), allele.last


def is_structural(allele: Allele) -> bool:
    """Whether it is a deletion of STRUCTURAL bases or more."""
    span = deleted(allele)
    return span is not None and span[1] - span[0] + 1 >= STRUCTURAL


def lies_inside(allele: Allele, deletion: Allele) -> bool:
    """Whether the deletion takes away every base the allele changes."""
    span = deleted(deletion)
    if span is None or allele.chrom != deletion.chrom or allele == deletion:
        return False
    first, last = _changed(allele)
    return span[0] <= first and last <= span[1]


def replace_same_base(one: Allele, other: Allele) -> bool:
    """Whether both put another base in place of the same single base, so that no copy carries both."""
    single = all(a.is_sequence and len(a.ref) == len(a.alt) == 1 for a in (one, other))
    return single and (one.chrom, one.pos) == (other.chrom, other.pos) and one.alt != other.alt


def _changed(allele: Allele) -> tuple[int, int]:
    """First and last base the allele changes; an insertion touches the bases on both its sides."""
    if not allele.is_sequence:
        return allele.pos + 1, allele.last
    first = allele.pos + _shared(allele)
    return (first, allele.last) if first <= allele.last else (first - 1, first)


def _shared(allele: Allele) -> int:
    """How many leading bases REF and ALT have in common."""
    pairs = zip(allele.ref, allele.alt, strict=False)
    shorter = min(len(allele.ref), len(allele.alt))
    return next((n for n, (one, other) in enumerate(pairs) if one != other), shorter)
