"""Genotypes that GATK CombineGVCFs took out of a gVCF, read back from what it left beside them. Pure.

CombineGVCFs writes every genotype as not called (`./.`; `.` where there is one copy) and keeps AD, DP, GQ
and PL. What HaplotypeCaller had called is the genotype of which PL is 0. A block of a reblocked gVCF has no
PL; its GQ is the confidence that it is reference. Source: GATK, ReferenceConfidenceVariantContextMerger (the
genotypes it merges get no-call alleles), and the outputs that GATK's own tests expect of CombineGVCFs.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations_with_replacement

NON_REF = "<NON_REF>"
_UNCALLED = re.compile(r"\.(?:[/|]\.)*")
_WHOLE = re.compile(r"[0-9]{1,9}")


def recalled(alts: Sequence[str], keys: Sequence[str], samples: Sequence[str]) -> tuple[list[str], int]:
    """The samples' columns with their genotypes put back, and how many were.

    Nothing is put back where a genotype of the record is called, where the record has no `<NON_REF>`, where
    more or none of the likelihoods is 0, or where the genotype of it has the unnamed allele.
    """
    texts = [text.split(":") for text in samples]
    if not alts or alts[-1] != NON_REF or keys[:1] != ["GT"]:
        return list(samples), 0
    if any(not _UNCALLED.fullmatch(values[0]) for values in texts):
        return list(samples), 0
    found = [_genotype(alts, dict(zip(keys, values, strict=False))) for values in texts]
    columns = [
        ":".join((gt, *values[1:])) if gt else text
        for gt, values, text in zip(found, texts, samples, strict=True)
    ]
    return columns, sum(gt is not None for gt in found)


def _genotype(alts: Sequence[str], fields: dict[str, str]) -> str | None:
    """The most likely genotype as GT; None where nothing says it."""
    ploidy = fields["GT"].count(".")
    likelihoods = fields.get("PL", ".")
    if likelihoods == ".":
        block = len(alts) == 1 and _WHOLE.fullmatch(fields.get("GQ", "")) and int(fields["GQ"])
        return "/".join("0" * ploidy) if block else None
    values, order = likelihoods.split(","), genotypes(len(alts) + 1, ploidy)
    if len(values) != len(order) or values.count("0") != 1:
        return None
    best = order[values.index("0")]
    return None if len(alts) in best else "/".join(map(str, best))


@lru_cache(maxsize=64)
def genotypes(alleles: int, ploidy: int) -> tuple[tuple[int, ...], ...]:
    """All genotypes in the order of PL (VCF 4.5, section 1.6.2); allele 0 is REF."""
    return tuple(sorted(combinations_with_replacement(range(alleles), ploidy), key=lambda g: g[::-1]))
