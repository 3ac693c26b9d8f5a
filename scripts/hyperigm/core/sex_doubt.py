"""What of a sample's X and Y speaks against the sheet's sex."""

from hyperigm.core.family import Person, Sex, SexEvidence, unusual_karyotype
from hyperigm.core.warning import SampleWarning, WarningKind, about


def sex_warnings(person: Person, evidence: SexEvidence) -> tuple[SampleWarning, ...]:
    """A sentence where the sheet and the calls disagree on the sex, or the calls look like 47,XXY."""
    seen = evidence.inferred if evidence.inferred is not Sex.UNKNOWN else evidence.assumed
    karyotype = unusual_karyotype(person.sex, evidence)
    if Sex.UNKNOWN in (person.sex, seen) or person.sex is seen:
        told = [f"The calls on X and Y look like {karyotype} ({evidence.reason})."] if karyotype else []
        return about(WarningKind.SEX, told)
    what = (
        f"Sex is {person.sex} in the sheet, and the calls speak for {seen} ({evidence.reason}): check for a"
        f" swapped sample or an unusual karyotype{f' ({karyotype})' if karyotype else ''};"
        " findings on X are read both ways."
    )
    return about(WarningKind.SEX, (what,))
