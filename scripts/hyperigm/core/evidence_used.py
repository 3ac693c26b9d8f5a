"""Which releases of evidence the samples of a run were held against, by build. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hyperigm.core.finding import SampleResult

NOT_USED = "not used"


@dataclass(frozen=True, slots=True, order=True)
class EvidenceUsed:
    """What was read for one build. clinvar: dates of the releases; gnomad: names of the files, which say the
    release; both empty where there was none of this build."""

    build: str
    clinvar: tuple[str, ...]
    gnomad: tuple[str, ...]

    def __str__(self) -> str:
        clinvar = f"ClinVar of {', '.join(self.clinvar)}" if self.clinvar else "no ClinVar"
        gnomad = f"gnomAD ({', '.join(self.gnomad)})" if self.gnomad else "no gnomAD"
        return f"{self.build}: {clinvar}, {gnomad}"


def evidence_of(result: SampleResult) -> tuple[EvidenceUsed, ...]:
    """What a sample was held against; nothing where it failed or its build is not known."""
    if result.error is not None or result.build is None:
        return ()
    return (EvidenceUsed(result.build, result.clinvar, result.gnomad),)


def sentence(used: Iterable[EvidenceUsed]) -> str:
    """All of it in one line."""
    return "; ".join(str(one) for one in used) or "none: no sample was read"


def sources(used: Iterable[EvidenceUsed]) -> list[dict[str, str]]:
    """As a Data Package lists its sources: title, and of ours version and build."""
    return [
        {"title": title, "version": ", ".join(names) or NOT_USED, "build": one.build}
        for one in used
        for title, names in (("ClinVar", one.clinvar), ("gnomAD", one.gnomad))
    ]


def clinvar_warnings(releases: tuple[str, ...], max_age_days: int, today: date) -> tuple[str, ...]:
    """A sentence per ClinVar release that is old or undated, and one where none was used."""
    if not releases:
        return ("No ClinVar file was used: what is known of each allele is not shown.",)
    found = []
    for release in releases:
        try:
            age = (today - date.fromisoformat(release)).days
        except ValueError:
            found.append(f"The ClinVar file {release} does not say its date.")
            continue
        if age > max_age_days:
            found.append(
                f"ClinVar is of {release}, more than {max_age_days} days old: classifications may have"
                " changed since. Give a current file in the config."
            )
    return tuple(found)
