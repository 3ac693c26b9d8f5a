"""What the X genotypes outside the pseudoautosomal regions say of a sample's sex."""

from collections.abc import Mapping
from dataclasses import dataclass

from hyperigm.core.family import Sex, SexEvidence
from hyperigm.core.genotype import GenotypeError, ParsedGenotype, parse_genotype
from hyperigm.core.settings import Thresholds


@dataclass(frozen=True, slots=True)
class GenotypeCounts:
    """Non-reference genotypes of one chromosome; a half-called genotype counts as none of them."""

    heterozygous: int
    homozygous: int
    haploid: int

    @property
    def total(self) -> int:
        return self.heterozygous + self.homozygous + self.haploid

    @property
    def diploid(self) -> int:
        return self.heterozygous + self.homozygous


def count_genotypes(texts: Mapping[str, int]) -> GenotypeCounts:
    """Counts GT texts by kind. `texts`: GT as written, and how often."""
    counts = {"het": 0, "hom": 0, "haploid": 0}
    for text, often in texts.items():
        kind = _kind(text)
        if kind:
            counts[kind] += often
    return GenotypeCounts(counts["het"], counts["hom"], counts["haploid"])


def _kind(text: str) -> str | None:
    try:
        parsed: ParsedGenotype = parse_genotype(text)
    except GenotypeError:
        return None
    if None in parsed.indices or not any(parsed.indices):
        return None
    if len(parsed.indices) == 1:
        return "haploid"
    return "het" if parsed.is_heterozygous else "hom"


def sex_evidence(x: Mapping[str, int], y: Mapping[str, int], thresholds: Thresholds) -> SexEvidence:
    """Sex from the heterozygous share of non-reference X genotypes (0-1), or UNKNOWN with the reason.

    Only non-reference genotypes are asked, so that a single-sample file and a joint one give the same answer.
    `x`, `y`: GT texts outside the pseudoautosomal regions and how often. A caller that writes one copy on X
    was told, or has decided, that there is one: `assumed` keeps that, and nothing is inferred from it.
    """
    on_x, on_y = count_genotypes(x), count_genotypes(y)
    inferred, assumed, reason = _judged(on_x, thresholds)
    y_calls = on_y.homozygous + on_y.haploid
    if inferred is not Sex.UNKNOWN and y_calls:
        reason += f"; {y_calls} call{'s' if y_calls > 1 else ''} on Y"
    return SexEvidence(
        sites=on_x.total,
        het=on_x.heterozygous,
        haploid=on_x.haploid,
        y_calls=y_calls,
        inferred=inferred,
        reason=reason,
        assumed=assumed,
    )


def _judged(on_x: GenotypeCounts, thresholds: Thresholds) -> tuple[Sex, Sex, str]:
    where = "non-reference X genotypes outside the pseudoautosomal regions"
    if 2 * on_x.haploid > on_x.total:
        reason = (
            f"{on_x.haploid} of {on_x.total} {where} are written with one copy: "
            "the caller took the sample for male, which is no evidence of its own"
        )
        return Sex.UNKNOWN, Sex.MALE, reason
    if on_x.diploid < thresholds.sex_min_sites:
        reason = f"{on_x.diploid} {where}, and {thresholds.sex_min_sites} are needed to tell the sex"
        return Sex.UNKNOWN, Sex.UNKNOWN, reason
    share = on_x.heterozygous / on_x.diploid
    said = f"{on_x.heterozygous} of {on_x.diploid} {where} are heterozygous ({share:.2f})"
    if share <= thresholds.sex_male_max_het:
        return Sex.MALE, Sex.UNKNOWN, f"{said}: one X"
    if share >= thresholds.sex_female_min_het:
        return Sex.FEMALE, Sex.UNKNOWN, f"{said}: two X"
    return Sex.UNKNOWN, Sex.UNKNOWN, f"{said}: between one X and two"
