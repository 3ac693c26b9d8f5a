"""What a whole sample comes to, and the sentence on top of its report. Pure.

The conclusion is that of the first row that applies:

| findings                    | coding exons outside pseudogene regions | conclusion     |
|-----------------------------|------------------------------------------|----------------|
| at least one diagnostic     | any                                      | diagnostic     |
| at least one candidate      | any                                      | candidate      |
| at least one carrier        | any                                      | carrier        |
| none of these               | all known to be assessed                 | none_found     |
| none of these               | some not, or not known                   | not_assessable |

A sample that could not be processed is `failed`, with the error as its sentence.
"""

from dataclasses import dataclass

from hyperigm.core.coverage import Assessed, ExonStatus, by_gene
from hyperigm.core.finding import Conclusion, Finding, Tier


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. tier: a finding of it must be there; None for any. assessed: whether all coding
    exons outside pseudogene regions must be known to be assessed. opening: of the sentence of a negative."""

    tier: Tier | None
    assessed: bool
    conclusion: Conclusion
    opening: str = ""


TABLE = (
    Row(Tier.DIAGNOSTIC, False, Conclusion.DIAGNOSTIC),
    Row(Tier.CANDIDATE, False, Conclusion.CANDIDATE),
    Row(Tier.CARRIER, False, Conclusion.CARRIER),
    Row(
        None,
        True,
        Conclusion.NONE_FOUND,
        "Nothing that explains a hyper-IgM syndrome was seen in the exons that were assessed.",
    ),
    Row(
        None,
        False,
        Conclusion.NOT_ASSESSABLE,
        "Nothing that explains a hyper-IgM syndrome was seen, but this is not a negative result.",
    ),
)


def conclude(
    findings: tuple[Finding, ...], exons: tuple[ExonStatus, ...], affected: bool
) -> tuple[Conclusion, str]:
    """The conclusion and its sentence. affected: the sheet says that the person has the disease."""
    outside = [exon for exon in exons if exon.status is not Assessed.UNASSESSABLE]
    complete = bool(outside) and all(exon.status is Assessed.ASSESSED for exon in outside)
    tiers = {finding.tier for finding in findings}
    row = next(row for row in TABLE if row.tier in (None, *tiers) and (complete or not row.assessed))
    if row.tier is None:
        return row.conclusion, f"{row.opening} {_blind(exons)}"
    of_tier = tuple(finding for finding in findings if finding.tier is row.tier)
    return row.conclusion, _sentence(row.conclusion, of_tier, affected, exons)


def _sentence(
    conclusion: Conclusion, findings: tuple[Finding, ...], affected: bool, exons: tuple[ExonStatus, ...]
) -> str:
    what = _names(findings)
    disease = " / ".join(dict.fromkeys(f"{f.entity.name} ({f.entity.inheritance})" for f in findings))
    if conclusion is Conclusion.DIAGNOSTIC:
        whom = "explains" if affected else "is a genotype that causes"
        return f"{what} {whom} {disease}, if confirmed."
    if conclusion is Conclusion.CANDIDATE:
        genes = tuple(dict.fromkeys(finding.gene.symbol for finding in findings))
        blind = _blind(tuple(exon for exon in exons if exon.gene in genes), f" of {' and '.join(genes)}")
        return f"{what} may explain {disease}; the evidence or the genotype leaves it open. {blind}"
    if any(finding.gene.x_linked for finding in findings):
        what += " on one of two X chromosomes, where X-inactivation decides whether she has signs,"
    return f"Carries {what} for {disease}; this alone does not explain a hyper-IgM syndrome. {_blind(exons)}"


def _names(findings: tuple[Finding, ...]) -> str:
    return " and ".join(
        dict.fromkeys(
            f"{f.gene.symbol} {f.annotation.effect.hgvs_c or f.annotation.hgvs_g or f.call.allele.key}"
            f" ({f.verdict.zygosity.value.replace('_', ' ')})"
            for f in findings
        )
    )


_BLIND = (
    (Assessed.UNKNOWN, "Whether these coding exons were read is unknown"),
    (Assessed.NOT_ASSESSED, "Not assessed"),
    (Assessed.UNASSESSABLE, "In pseudogene regions that short reads can't settle"),
)


def _blind(exons: tuple[ExonStatus, ...], of: str = "") -> str:
    """What was not looked at, as sentences; never silent where something was not. of: whose exons."""
    parts = [f"{label}: {found}." for status, label in _BLIND if (found := by_gene(exons, status))]
    return " ".join(parts) or f"All coding exons{of} were assessed."
