"""What a user's file adds to the panel: genes with their diseases, transcripts, caveats. Plain values.

`edges.addition` fills them from YAML and refuses what does not fit; docs/panel.md explains each key.
"""

from dataclasses import dataclass

from hyperigm.core.acmg.rules import EntityRule
from hyperigm.core.blind_spots import BlindSpot
from hyperigm.core.locus import IntronException
from hyperigm.core.panel import CaveatRegion, Entity, Inheritance, Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedRule:
    """The ACMG/AMP rules of a disease, as a row of resources/acmg/entities.tsv: see `EntityRule`."""

    loss_of_function: bool
    pm2_below: float
    bs1_from: float
    source: str
    ba1_from: float | None = None
    bs1_hemizygotes: int | None = None
    hemizygotes_above: int | None = None
    homozygotes_above: int | None = None
    decrease: int = 0
    decrease_reason: str = "as the panel says"
    rules: str = "the panel's own limits; general rules"

    def of(self, entity: str) -> EntityRule:
        """The row of a disease entity (its id)."""
        return EntityRule(
            entity=entity,
            rules=self.rules,
            loss_of_function=self.loss_of_function,
            decrease=self.decrease,
            decrease_reason=self.decrease_reason,
            pm2_below=self.pm2_below,
            bs1_from=self.bs1_from,
            ba1_from=self.ba1_from,
            bs1_hemizygotes=self.bs1_hemizygotes,
            hemizygotes_above=self.hemizygotes_above,
            homozygotes_above=self.homozygotes_above,
            source=self.source,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedEntity:
    """A disease of an added gene, with the words of `Entity`; acmg: without it no class is computed."""

    id: str
    name: str
    inheritance: Inheritance
    source: str
    dominance: str = ""
    mim: str = ""
    mondo: str | None = None
    validity: Validity = Validity.UNVERIFIED
    curated: str = ""
    variants: str = "any"
    affects: str = "both"
    secondary: bool = False
    male_lethal: bool = False
    note: str = ""
    unverified: tuple[str, ...] = ()
    acmg: AddedRule | None = None

    @property
    def entity(self) -> Entity:
        """As the panel has it."""
        return Entity(
            id=self.id,
            name=self.name,
            mim=self.mim,
            mondo=self.mondo,
            inheritance=self.inheritance,
            validity=self.validity,
            source=self.source,
            variants=self.variants,
            affects=self.affects,
            secondary=self.secondary,
            note=self.note,
            dominance=self.dominance,
            male_lethal=self.male_lethal,
            curated=self.curated,
            unverified=self.unverified or (("validity",) if self.validity is Validity.UNVERIFIED else ()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedGene:
    """A gene. transcript: the one that reports go by, as the GFF has it, with its version.

    mane_select: that it is MANE Select, which the GFF's tag says too.
    """

    symbol: str
    transcript: str
    entities: tuple[AddedEntity, ...]
    source: str
    name: str = ""
    hgnc: str = ""
    mim: str = ""
    other_transcripts: tuple[str, ...] = ()
    mane_select: bool = False
    context: str = ""
    context_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedTranscript:
    """Another transcript of a gene that the panel has."""

    gene: str
    transcript: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """The whole file. name, version: how reports call the panel."""

    name: str
    version: str
    genes: tuple[AddedGene, ...] = ()
    transcripts: tuple[AddedTranscript, ...] = ()
    caveats: tuple[CaveatRegion, ...] = ()
    introns: tuple[IntronException, ...] = ()
    blind_spots: tuple[BlindSpot, ...] = ()

    @property
    def label(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def wanted(self) -> dict[str, str]:
        """Transcript -> the symbol of its gene, in the file's order."""
        found = {
            name: gene.symbol for gene in self.genes for name in (gene.transcript, *gene.other_transcripts)
        }
        return {**found, **{row.transcript: row.gene for row in self.transcripts}}
