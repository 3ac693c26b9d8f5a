"""ClinVar's vocabulary. Oracle: ClinVar's pages "Representation of classifications" and "Review status"."""

import pytest

from hyperigm.core.clinvar import Significance, UnknownWordError, classify, stars, stars_phrase


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("Pathogenic", "pathogenic"),
        ("Likely_pathogenic", "likely_pathogenic"),
        ("Pathogenic/Likely_pathogenic", "likely_pathogenic"),
        ("Pathogenic/Likely_pathogenic/Pathogenic,_low_penetrance", "likely_pathogenic"),
        ("Pathogenic/Pathogenic,_low_penetrance|other", "likely_pathogenic"),
        ("Pathogenic|drug_response", "pathogenic"),
        ("Pathogenic,_risk_factor", "pathogenic"),
        ("Uncertain_significance", "uncertain"),
        ("Uncertain_significance/Uncertain_risk_allele", "uncertain"),
        ("Conflicting_interpretations_of_pathogenicity", "conflicting"),
        ("Conflicting_classifications_of_pathogenicity|other", "conflicting"),
        ("Likely_benign", "likely_benign"),
        ("Benign/Likely_benign", "likely_benign"),
        ("Benign", "benign"),
        ("Benign|association", "benign"),
        ("not_provided", "none"),
        ("no_classification_for_the_single_variant", "none"),
        ("no_classifications_from_unflagged_records", "none"),
        ("drug_response", "none"),
        ("Likely_risk_allele", "none"),
        ("", "none"),
        (".", "none"),
    ],
)
def test_each_word_has_its_class(field: str, expected: str) -> None:
    assert classify(field) is Significance(expected)


@pytest.mark.parametrize("field", ["Pathogenicish", "Pathogenic|new_word", "Benign/5", "5"])
def test_a_word_never_seen_is_an_error_that_names_it(field: str) -> None:
    with pytest.raises(UnknownWordError, match=field.replace("|", r"\|")):
        classify(field)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("practice_guideline", 4),
        ("reviewed_by_expert_panel", 3),
        ("criteria_provided,_multiple_submitters,_no_conflicts", 2),
        ("criteria provided, multiple submitters, no conflicts", 2),
        ("criteria_provided,_single_submitter", 1),
        ("criteria_provided,_conflicting_interpretations", 1),
        ("criteria_provided,_conflicting_classifications", 1),
        ("no_assertion_criteria_provided", 0),
        ("no_assertion_provided", 0),
        ("no_classification_provided", 0),
        ("", None),
    ],
)
def test_stars(status: str, expected: int | None) -> None:
    assert stars(status) == expected


def test_a_review_status_never_seen_is_an_error() -> None:
    with pytest.raises(UnknownWordError, match="reviewed_by_nobody"):
        stars("reviewed_by_nobody")


def test_stars_are_counted_in_words() -> None:
    """Of 1-star records there are most; English has one form for one and another for none and more."""
    assert [stars_phrase(count) for count in (0, 1, 2)] == ["0 stars", "1 star", "2 stars"]
    assert stars_phrase(None) == "review status not given"
