"""What is known of an allele, apart from who carries it."""

from dataclasses import dataclass
from enum import StrEnum


class Impact(StrEnum):
    """VEP's impact classes, most severe first."""

    HIGH = "HIGH"
    MODERATE = "MODERATE"
    LOW = "LOW"
    MODIFIER = "MODIFIER"


@dataclass(frozen=True, slots=True)
class TranscriptEffect:
    """What an allele does to one transcript.

    hgvs_c, hgvs_p: with accessions, `p.` in parentheses; None where the allele can't be named (and then
    `note` says why). consequence: Sequence Ontology terms, most severe first. exon, intron: numbers in
    transcript order ("3", or "3-4" for an allele that spans). nmd_escape: True where a truncation is
    predicted to escape nonsense-mediated decay, False where not, None where there is no truncation.
    """

    transcript: str
    hgvs_c: str | None
    hgvs_p: str | None
    consequence: tuple[str, ...]
    impact: Impact
    exon: str | None = None
    intron: str | None = None
    nmd_escape: bool | None = None
    mane: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClinVar:
    """A ClinVar record of this very allele.

    significance: ClinVar's own words; stars 0-4, None where the release gives no review status;
    release: date of the file (YYYY-MM-DD) or what is known of it.
    """

    variation_id: str
    significance: str
    review_status: str
    stars: int | None
    conditions: str = ""
    release: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceSource:
    """A file of evidence that was consulted. name: `ClinVar`, ...; file: its name, without folders;

    date: of the release, YYYY-MM-DD, or None where the file does not say; records: alleles in the regions.
    """

    name: str
    file: str
    build: str
    date: str | None
    records: int


@dataclass(frozen=True, slots=True)
class Frequency:
    """Population frequency. af: highest credible group frequency; None means unknown, never rare.

    hemizygotes: XY allele count on X outside the PAR; homozygotes: people with two copies.
    """

    af: float | None
    hemizygotes: int | None = None
    homozygotes: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One distinct allele on one build.

    gene: symbol, or "" for an allele outside every gene. effect: on MANE Select. others: other transcripts.
    flags: words of the data dictionary that hold whoever carries the allele (`pseudogene_PMS2CL`, ...).
    """

    key: str
    gene: str
    hgvs_g: str | None
    effect: TranscriptEffect
    others: tuple[TranscriptEffect, ...] = ()
    clinvar: ClinVar | None = None
    frequency: Frequency | None = None
    flags: tuple[str, ...] = ()
    vrs_id: str | None = None
    spdi: str | None = None
