"""ClinVar's vocabulary: what each word of CLNSIG and CLNREVSTAT comes to. Pure tables and look-ups.

Both tables are whitelists. A word that is in neither is an error: ClinVar renames its terms (last in 2024),
and a renamed "Pathogenic" must not fall through as "nothing known".
Sources: ClinVar, "Representation of classifications" and "Review status" pages; the 2018 words are those of
the VCF releases of that year.
"""

import re
from collections.abc import Iterable
from enum import StrEnum


class Significance(StrEnum):
    """What a ClinVar significance says of disease, in classes that the tier table uses."""

    PATHOGENIC = "pathogenic"
    LIKELY_PATHOGENIC = "likely_pathogenic"
    UNCERTAIN = "uncertain"
    CONFLICTING = "conflicting"
    LIKELY_BENIGN = "likely_benign"
    BENIGN = "benign"
    NONE = "none"


class UnknownWordError(ValueError):
    """A word of ClinVar that no table here has; the message names it."""


# ClinVar's word (lower case, blanks as _) -> class. NONE: says nothing of causing a Mendelian disease.
SIGNIFICANCE: dict[str, Significance] = {
    # Richards 2015 terms
    "pathogenic": Significance.PATHOGENIC,
    "likely_pathogenic": Significance.LIKELY_PATHOGENIC,
    "uncertain_significance": Significance.UNCERTAIN,
    "likely_benign": Significance.LIKELY_BENIGN,
    "benign": Significance.BENIGN,
    # ClinGen's low-penetrance terms (in ClinVar since 2022): weaker than the plain word
    "pathogenic,_low_penetrance": Significance.LIKELY_PATHOGENIC,
    "likely_pathogenic,_low_penetrance": Significance.LIKELY_PATHOGENIC,
    # aggregates where submitters disagree: the words until 2023, and since
    "conflicting_interpretations_of_pathogenicity": Significance.CONFLICTING,
    "conflicting_classifications_of_pathogenicity": Significance.CONFLICTING,
    "conflicting_data_from_submitters": Significance.CONFLICTING,
    # a risk, a response or an association: not a cause of Mendelian disease
    "established_risk_allele": Significance.NONE,
    "likely_risk_allele": Significance.NONE,
    "uncertain_risk_allele": Significance.NONE,
    "drug_response": Significance.NONE,
    "association": Significance.NONE,
    "association_not_found": Significance.NONE,
    "risk_factor": Significance.NONE,
    "protective": Significance.NONE,
    "affects": Significance.NONE,
    "confers_sensitivity": Significance.NONE,
    "other": Significance.NONE,
    # dbSNP's number 7, in the files of before October 2017
    "histocompatibility": Significance.NONE,
    # no classification; the words until 2023, and since
    "not_provided": Significance.NONE,
    "no_interpretation_for_the_single_variant": Significance.NONE,
    "no_classification_for_the_single_variant": Significance.NONE,
    "no_classifications_from_unflagged_records": Significance.NONE,
}

# Review status (lower case, blanks as _) -> gold stars.
STARS: dict[str, int] = {
    "practice_guideline": 4,
    "reviewed_by_expert_panel": 3,
    "criteria_provided,_multiple_submitters,_no_conflicts": 2,
    "criteria_provided,_single_submitter": 1,
    "criteria_provided,_conflicting_interpretations": 1,
    "criteria_provided,_conflicting_classifications": 1,
    "no_assertion_criteria_provided": 0,
    "no_assertion_provided": 0,
    "no_classification_provided": 0,
    "no_interpretation_for_the_single_variant": 0,
    "no_interpretation_for_the_individual_variant": 0,
    "no_classification_for_the_single_variant": 0,
    "no_classification_for_the_individual_variant": 0,
    "no_assertion_for_the_individual_variant": 0,
    "no_classifications_from_unflagged_records": 0,
    "flagged_submission": 0,
}

_PATHOGENIC = {Significance.PATHOGENIC, Significance.LIKELY_PATHOGENIC}
_BENIGN = {Significance.BENIGN, Significance.LIKELY_BENIGN}


def word(text: str) -> str:
    """ClinVar's term as the tables spell it: lower case, `_` for blanks, `,_` after a comma."""
    return re.sub(r",_*", ",_", re.sub(r"\s+", "_", text.strip().lower()))


def significance_words(field: str) -> tuple[str, ...]:
    """The single terms of a CLNSIG field, in order.

    `/` joins terms of one scale, `|` (since 2020) or a comma (before) adds terms of another; a comma may
    also be part of a term ("Pathogenic,_low_penetrance"). Raises UnknownWordError.
    """
    terms: list[str] = []
    for term in re.split(r"[|/]", field):
        spelled = word(term)
        parts = [spelled] if spelled in SIGNIFICANCE else spelled.split(",_")
        terms += [part for part in parts if part]
    for term in terms:
        if term not in SIGNIFICANCE:
            raise UnknownWordError(f"CLNSIG={field}: {term!r} is not a significance known here")
    return tuple(terms)


def classify(field: str) -> Significance:
    """The class of a whole CLNSIG field; "" and "." are NONE. Raises UnknownWordError.

    Of two neighbours the weaker is taken (P/LP is likely pathogenic, B/LB is likely benign); terms that
    contradict each other are conflicting.
    """
    if field.strip() in ("", "."):
        return Significance.NONE
    return _joint({SIGNIFICANCE[term] for term in significance_words(field)} - {Significance.NONE})


def _joint(found: set[Significance]) -> Significance:
    if not found:
        return Significance.NONE
    if len(found) == 1:
        return next(iter(found))
    for scale, weaker in (
        (_PATHOGENIC, Significance.LIKELY_PATHOGENIC),
        (_BENIGN, Significance.LIKELY_BENIGN),
    ):
        if found <= scale:
            return weaker
    return Significance.CONFLICTING


def stars(review_status: str) -> int | None:
    """Gold stars 0-4 of a review status; None where there is none. Raises UnknownWordError."""
    spelled = word(review_status)
    if spelled in ("", "."):
        return None
    if spelled not in STARS:
        raise UnknownWordError(f"CLNREVSTAT={review_status}: not a review status known here")
    return STARS[spelled]


def stars_phrase(count: int | None) -> str:
    """`2 stars`; None where no review status is given."""
    if count is None:
        return "review status not given"
    return f"{count} star{'' if count == 1 else 's'}"


def breakdown(field: str) -> tuple[str, ...]:
    """How many submitters said what, from CLNSIGCONF (`Pathogenic(1)|Likely_benign(2)`, a comma before 2022).

    Raises UnknownWordError.
    """
    parts = tuple(part.strip("_ ") for part in re.split(r"[|,](?!_low)", field.strip(". ")))
    for part in parts:
        significance_words(re.sub(r"\([0-9]+\)$", "", part))
    return tuple(part for part in parts if part)


def readable(terms: Iterable[str]) -> str:
    """ClinVar's words for a reader: `_` back to blanks, parts joined by a comma."""
    return ", ".join(term.replace("_", " ").strip() for term in terms if term.strip())
