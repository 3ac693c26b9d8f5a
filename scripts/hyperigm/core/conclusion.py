"""What a whole sample comes to, and the sentence on top of its report. Pure.

The conclusion is that of the first row that applies:

| findings                                 | coding exons outside pseudogene regions | conclusion     |
|------------------------------------------|-----------------------------------------|----------------|
| at least one diagnostic                  | any                                     | diagnostic     |
| at least one candidate                   | any                                     | candidate      |
| at least one carrier                     | any                                     | carrier        |
| a pathogenic allele carried, not counted | any                                     | not_assessable |
| none of these                            | all known to be assessed                | none_found     |
| none of these                            | some not, or not known                  | not_assessable |

Coding exons that only a transcript of a user's panel has count with them.

Not counted: ClinVar or the computed class says pathogenic or likely pathogenic, and no finding of the allele
is above `uncertain` (the genotype does not fit the disease, or was not called). Each such allele is named
with why it was not counted, under every conclusion; one that was not called has no copy and changes none.

A sample that could not be processed is `failed`, with the error as its sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hyperigm.core.acmg.classify import PATHOGENIC
from hyperigm.core.clinvar import Significance, classify
from hyperigm.core.coverage import Assessed, ExonStatus, by_gene, unread_copies
from hyperigm.core.finding import Conclusion, Finding, Tier

HEADLINES = {
    Conclusion.DIAGNOSTIC: "diagnostic finding",
    Conclusion.CANDIDATE: "candidate finding",
    Conclusion.CARRIER: "carrier finding",
    Conclusion.NONE_FOUND: "nothing found in what was assessed",
    Conclusion.NOT_ASSESSABLE: "not explained, but not negative either",
    Conclusion.FAILED: "failed",
}
"""What a page calls each; `not_assessable` may have a pathogenic allele that was not counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. tier: a finding of it must be there; None for any. assessed: whether all coding
    exons outside pseudogene regions must be known to be assessed. opening: of the sentence of a negative.
    uncounted: whether a pathogenic allele must be carried that was not counted."""

    tier: Tier | None
    assessed: bool
    conclusion: Conclusion
    opening: str = ""
    uncounted: bool = False


TABLE = (
    Row(Tier.DIAGNOSTIC, False, Conclusion.DIAGNOSTIC),
    Row(Tier.CANDIDATE, False, Conclusion.CANDIDATE),
    Row(Tier.CARRIER, False, Conclusion.CARRIER),
    Row(
        None,
        False,
        Conclusion.NOT_ASSESSABLE,
        "No finding explains a hyper-IgM syndrome, but this is not a negative result.",
        uncounted=True,
    ),
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
    findings: tuple[Finding, ...], exons: tuple[ExonStatus, ...], affected: bool, unseen: Sequence[str] = ()
) -> tuple[Conclusion, str]:
    """The conclusion and its sentence. affected: the sheet says that the person has the disease.
    unseen: what of added transcripts was not shown to be read."""
    told = _told(findings, exons, affected, not unseen)
    if not unseen:
        return told
    conclusion, sentence = told
    return conclusion, f"{sentence} Of added transcripts not shown to be read: {'; '.join(unseen)}."


def _told(
    findings: tuple[Finding, ...], exons: tuple[ExonStatus, ...], affected: bool, all_else: bool
) -> tuple[Conclusion, str]:
    """all_else: whether all that counts beside the exons was read."""
    outside = [exon for exon in exons if exon.status is not Assessed.UNASSESSABLE]
    complete = all_else and bool(outside) and all(exon.status is Assessed.ASSESSED for exon in outside)
    tiers = {finding.tier for finding in findings}
    left = _uncounted(findings)
    carried = any(finding.call.genotype.copies for finding in left)
    row = next(
        row
        for row in TABLE
        if row.tier in (None, *tiers) and (complete or not row.assessed) and (carried or not row.uncounted)
    )
    if row.tier is None:
        return row.conclusion, " ".join(
            (row.opening, *_left_out(left), _blind(exons, "" if all_else else " of the main transcripts"))
        )
    of_tier = tuple(finding for finding in findings if finding.tier is row.tier)
    return row.conclusion, " ".join((_sentence(row.conclusion, of_tier, affected, exons), *_left_out(left)))


def _uncounted(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The `uncertain` findings of known or computed pathogenic alleles that no other finding counts."""
    counted = {
        finding.call.allele.key
        for finding in findings
        if finding.tier not in (Tier.UNCERTAIN, Tier.BACKGROUND)
    }
    return tuple(
        finding
        for finding in findings
        if finding.tier is Tier.UNCERTAIN and finding.call.allele.key not in counted and _pathogenic(finding)
    )


def _pathogenic(finding: Finding) -> bool:
    record = finding.annotation.clinvar
    said = classify(record.significance) if record else Significance.NONE
    known = said in (Significance.PATHOGENIC, Significance.LIKELY_PATHOGENIC)
    return known or finding.acmg_class in PATHOGENIC


def _left_out(findings: tuple[Finding, ...]) -> Iterator[str]:
    """Of each of these alleles: that it is there, or was not called, and why it is not counted."""
    for finding in findings:
        there = finding.call.genotype.copies
        opening = "A pathogenic or likely pathogenic allele is there that was not counted"
        if not there:
            opening = "The site of a pathogenic or likely pathogenic allele was not called"
        yield f"{opening}: {_names((finding,))}. {finding.explanation}"


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
            f"{f.gene.symbol} {f.annotation.name} ({f.verdict.zygosity.value.replace('_', ' ')})"
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
    if copied := unread_copies(exons):
        parts.append(f"Of these not even read in full: {copied}.")
    return " ".join(parts) or f"All coding exons{of} were assessed."
