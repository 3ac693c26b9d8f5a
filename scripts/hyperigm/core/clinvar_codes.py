"""ClinVar's VCF of before October 2017: numbers and short words in place of its terms. Pure.

CLNALLE names the alleles that ClinVar speaks of (0: REF, 1: the first ALT, -1: none here). Each other field
has one part per such allele, joined by `,`, and in it one per record of a disease (RCV), joined by `|`. ID is
dbSNP's, not a VariationID. Sources: the headers of those files (CLNALLE, CLNSIG, CLNREVSTAT) in
clinvar_20170104 and, for the review words until 2014, in those that say "Classified by".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hyperigm.core.clinvar import STARS, Significance, UnknownWordError, classify

SIGNIFICANCE_CODES = {
    "0": "Uncertain_significance",
    "1": "not_provided",
    "2": "Benign",
    "3": "Likely_benign",
    "4": "Likely_pathogenic",
    "5": "Pathogenic",
    "6": "drug_response",
    "7": "histocompatibility",
    "255": "other",
}
REVIEW_CODES = {
    "no_assertion": "no_assertion_provided",
    "no_criteria": "no_assertion_criteria_provided",
    "single": "criteria_provided,_single_submitter",
    "mult": "criteria_provided,_multiple_submitters,_no_conflicts",
    "conf": "criteria_provided,_conflicting_interpretations",
    "exp": "reviewed_by_expert_panel",
    "guideline": "practice_guideline",
    # until 2014
    "not": "no_assertion_provided",
    "prof": "practice_guideline",
}
OTHER, CONFLICTING = "other", "Conflicting_interpretations_of_pathogenicity"


@dataclass(frozen=True, slots=True)
class Coded:
    """What an old record says of one allele, in ClinVar's terms; conditions: names and ids as the new fields
    have them, `|` between diseases."""

    significance: str
    review_status: str
    names: str
    ids: str


def is_coded(info: Mapping[str, str]) -> bool:
    """Whether CLNSIG has numbers, as only the old files do."""
    return re.fullmatch(r"[0-9,|.-]*[0-9][0-9,|.-]*", info.get("CLNSIG", "")) is not None


def decoded(info: Mapping[str, str], alt: int, alts: int, criteria: bool) -> Coded | None:
    """What is said of ALT number `alt` (from 1, of `alts`); None where it is another allele that is meant.

    criteria: the header's review words speak of criteria; where they don't (until 2014), how many submitters
    there were gives no stars. An RCV in conflict is `other` there, which its review status tells. Of several
    RCVs the words are joined, and the review status is the one with the fewest stars of those that judge.
    Raises UnknownWordError.
    """
    place = _place(info, alt, alts)
    if place is None:
        return None
    said = [_term(code) for code in _of_allele(info, "CLNSIG", place)]
    review = [_review(code) for code in _of_allele(info, "CLNREVSTAT", place)] or [""] * len(said)
    if len(review) != len(said):
        raise UnknownWordError(
            f"CLNSIG={info['CLNSIG']} and CLNREVSTAT={info['CLNREVSTAT']} differ in number"
        )
    pairs = [
        (CONFLICTING if term == OTHER and status == REVIEW_CODES["conf"] else term, status)
        for term, status in zip(said, review, strict=True)
    ]
    judging = [pair for pair in pairs if classify(pair[0]) is not Significance.NONE] or pairs
    status = min((status for _, status in judging), key=lambda word: STARS.get(word, -1))
    known = criteria or not status.startswith("criteria_provided")
    terms = list(dict.fromkeys(term for term, _ in judging))
    return Coded("|".join(terms), status if known else "", *_conditions(info, place))


def _place(info: Mapping[str, str], alt: int, alts: int) -> int | None:
    """Which part of the fields is this ALT's."""
    told = info.get("CLNALLE", "")
    alleles = told.split(",") if told else [str(number + 1) for number in range(alts)]
    parts = info["CLNSIG"].split(",")
    if len(parts) != len(alleles):
        raise UnknownWordError(f"CLNSIG={info['CLNSIG']} has {len(parts)} parts for {len(alleles)} alleles")
    return alleles.index(str(alt)) if str(alt) in alleles else None


def _of_allele(info: Mapping[str, str], name: str, place: int) -> list[str]:
    parts = info.get(name, "").split(",")
    text = parts[place] if place < len(parts) else ""
    return text.split("|") if text not in ("", ".") else []


def _term(code: str) -> str:
    if code not in SIGNIFICANCE_CODES:
        raise UnknownWordError(f"CLNSIG={code!r} is no number of ClinVar's files of before October 2017")
    return SIGNIFICANCE_CODES[code]


def _review(code: str) -> str:
    if code not in REVIEW_CODES:
        raise UnknownWordError(f"CLNREVSTAT={code!r} is no word of ClinVar's files of before October 2017")
    return REVIEW_CODES[code]


def _conditions(info: Mapping[str, str], place: int) -> tuple[str, str]:
    """Names, and ids as DATABASE:ID; CLNDSDB and CLNDSDBID have `:` between the databases of one disease."""
    names = _of_allele(info, "CLNDBN", place)
    bases, ids = _of_allele(info, "CLNDSDB", place), _of_allele(info, "CLNDSDBID", place)
    pairs = [
        ",".join(":".join(pair) for pair in zip(base.split(":"), number.split(":"), strict=False))
        for base, number in zip(bases, ids, strict=False)
    ]
    return "|".join(names), "|".join(pairs)
