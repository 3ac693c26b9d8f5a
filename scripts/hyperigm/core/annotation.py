"""What is known of an allele, apart from who carries it."""

from dataclasses import dataclass, field
from enum import StrEnum

from hyperigm.core.acmg.trace import Strength
from hyperigm.core.variant import Call


class Impact(StrEnum):
    """VEP's impact classes, most severe first."""

    HIGH = "HIGH"
    MODERATE = "MODERATE"
    LOW = "LOW"
    MODIFIER = "MODIFIER"


OTHER_STRONGER = "other_transcript_stronger"
"""The flag of an allele that does more to a transcript which a user's panel adds than to the main one."""


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

    @property
    def phrase(self) -> str:
        """`stop gained (high impact)`."""
        terms = " and ".join(term.replace("_", " ") for term in self.consequence)
        return f"{terms or 'unnamed effect'} ({self.impact.value.lower()} impact)"


@dataclass(frozen=True, slots=True)
class ClinVar:
    """A ClinVar record of this very allele.

    significance: ClinVar's own words; stars 0-4, None where the release gives no review status;
    release: date of the file (YYYY-MM-DD) or what is known of it. breakdown: where submitters disagree, how
    many said what, as the file has it (`Likely_benign(2)`). conditions: diseases that may be named, `|`
    between them as in the file.
    """

    variation_id: str
    significance: str
    review_status: str
    stars: int | None
    conditions: str = ""
    release: str = ""
    breakdown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frequency:
    """Population frequency. af: highest credible group frequency; None means unknown, never rare.

    hemizygotes: XY allele count on X outside the PAR; homozygotes: people with two copies. group: the code of
    that group; ac, an: its allele count and number. faf: lower bound of that frequency with 95 % confidence
    (the file's filtering frequency, or else computed from ac and an). bottlenecked: highest frequency of a
    group that does not count, with its code. filters: FILTER words of a site that did not pass. absent: not
    in the file; an is then that of the nearest record, `distance` bases away.
    """

    af: float | None
    hemizygotes: int | None = None
    homozygotes: int | None = None
    source: str = ""
    group: str = ""
    ac: int | None = None
    an: int | None = None
    faf: float | None = None
    bottlenecked: float | None = None
    bottlenecked_group: str = ""
    filters: tuple[str, ...] = ()
    absent: bool = False
    distance: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What a predictor says of an allele. tool: its name in resources/acmg/scores.tsv."""

    tool: str
    value: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A pathogenic ClinVar allele of the same residue. same_change: it makes the same residue of it."""

    key: str
    hgvs_p: str
    significance: str
    stars: int | None
    variation_id: str
    same_change: bool


@dataclass(frozen=True, slots=True)
class LossOfFunction:
    """Where the allele ends in the PVS1 tree. leaf: id of its row; strength: None where PVS1 is not met."""

    leaf: str
    strength: Strength | None
    reason: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """One distinct allele on one build.

    gene: symbol, or "" for an allele outside every gene. effect: on MANE Select. others: other transcripts.
    flags: words of the data dictionary that hold whoever carries the allele (`pseudogene_PMS2CL`, ...).
    splicing: what its sequence leaves open of splicing and no splice score settles, as what it `makes` or
    `weakens`, or "". also: the same allele on every other gene that it reaches.
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
    scores: tuple[Score, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    loss: LossOfFunction | None = None
    splicing: str = ""
    also: tuple["Annotation", ...] = ()

    @property
    def name(self) -> str:
        """Its c. name, or what else there is."""
        return self.effect.hgvs_c or self.hgvs_g or self.key

    def of(self, gene: str) -> "Annotation | None":
        """The annotation on that gene, None where the allele does not reach it."""
        return next((known for known in (self, *self.also) if known.gene == gene), None)


@dataclass(frozen=True, slots=True)
class Haplotype:
    """Variants that one chromosome copy carries together, and what they do together.

    key: allele keys joined by "+". members: allele keys in genome order; each keeps its own annotation.
    proven: True where the genotypes show them in cis, False where they may lie on different copies.
    effect: of all members at once, on MANE Select. reason: one plain sentence on why they belong together.
    lost: the key of the member that a stop or a shifted frame before it on this copy undoes, while the others
    do what they do alone; "" where all are read together.
    """

    key: str
    gene: str
    members: tuple[str, ...]
    proven: bool
    effect: TranscriptEffect
    reason: str = ""
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """What was read for one build: dates of the ClinVar releases, names of the other files.

    without_clinvar: genes of a user's panel of which the ClinVar files have no record at all, so that it says
    nothing that an allele of theirs is not among them.
    """

    clinvar: tuple[str, ...] = ()
    gnomad: tuple[str, ...] = ()
    insilico: tuple[str, ...] = ()
    without_clinvar: tuple[str, ...] = ()

    def clinvar_on(self, gene: str) -> bool:
        """Whether a ClinVar file was read that has records of the gene."""
        return bool(self.clinvar) and gene not in self.without_clinvar


@dataclass(frozen=True, slots=True)
class Annotated:
    """The annotate step's file for one batch.

    alleles: build ("GRCh37", "GRCh38") -> allele key -> annotation; every allele of the batch's calls is in.
    haplotypes: sample -> its haplotypes of two and more variants. sources: build -> what was read for it.
    stated: build -> `Call.stated` -> the same allele, named by the CIPOS and CIEND of that record.
    """

    batch: str
    alleles: dict[str, dict[str, Annotation]]
    haplotypes: dict[str, tuple[Haplotype, ...]]
    sources: dict[str, Sources] = field(default_factory=dict)
    stated: dict[str, dict[str, Annotation]] = field(default_factory=dict)

    def annotation(self, build: str, key: str) -> Annotation:
        """The annotation of that allele. Raises KeyError where the batch has no such allele."""
        return self.alleles[build][key]

    def of_call(self, build: str, call: Call) -> Annotation:
        """That of the call's allele, named as its record has it. Raises KeyError where there is none."""
        own = self.stated.get(build, {}).get(call.stated)
        return own or self.annotation(build, call.allele.key)
