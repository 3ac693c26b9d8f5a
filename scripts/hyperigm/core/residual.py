"""How much of what is published a sample's data could have shown, and what a negative result leaves. Pure.

The arithmetic, with published pathogenic alleles per exon (resources/evidence/pathogenic_counts.tsv):

    share of a gene   = alleles in assessed stretches / alleles of the gene x share of small alleles
                        (+ share of large ones, for the high end, where structural calls may show them)
    missed            = sum over the genes: patients solved by the gene x (1 - share)
    chance left       = missed / (missed + patients with another cause or none)

Where it is unknown whether a stretch was read, it counts as not assessed for the low end and as assessed for
the high end. So do large alleles where a file of structural calls was given: what size its caller finds, it
does not say. An exon without a published allele weighs nothing. Patients: the panel's cohort. A person unlike
that cohort has another chance. Genes that a user's panel adds are not in it: nobody counted their alleles,
and their patients stay among those with another cause.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hyperigm.core.coverage import Assessed, ExonStatus, SiteStatus, ranges, unread_copies
from hyperigm.core.panel import Panel, PublishedCohort

NONCODING = 0
"""The exon number of counts outside the coding exons."""
CLASSES: tuple[tuple[str, frozenset[str]], ...] = (
    ("truncating", frozenset({"stop_gained", "frameshift_variant"})),
    ("splice_site", frozenset({"splice_donor_variant", "splice_acceptor_variant"})),
    ("start_or_stop_lost", frozenset({"start_lost", "stop_lost"})),
    ("missense", frozenset({"missense_variant"})),
    ("in_frame", frozenset({"inframe_deletion", "inframe_insertion"})),
)
"""Class of an allele -> Sequence Ontology terms, the first class that has one of the allele's."""
OTHER = "other"


@dataclass(frozen=True, slots=True)
class AlleleCount:
    """Published pathogenic and likely pathogenic alleles of one class in one exon (with flanks)."""

    gene: str
    exon: int
    allele_class: str
    alleles: int
    source: str


@dataclass(frozen=True, slots=True)
class SmallShare:
    """Which share (0-1, a range) of a disease's alleles are small ones, as published; the rest are large
    rearrangements. cohort: the disease is the one that the cohort's patients of this gene have. structural:
    structural calls from short reads may show the large ones."""

    gene: str
    disease: str
    low: float
    high: float
    cohort: bool
    structural: bool
    source: str


@dataclass(frozen=True, slots=True)
class GeneYield:
    """What the data could have shown of one gene's published alleles.

    assessed, unknown, not_assessed: counts of small alleles by where they lie; classes: the assessed ones by
    class. small_low, small_high: share of small alleles, None where none is cited (then share_low and
    share_high are of small alleles only). share_*: 0-1, None where no allele is known. large_counted: the
    rest is in share_high, for structural calls may show it. exons_without: coding exons that no counted
    allele lies in, and that therefore weigh nothing.
    """

    gene: str
    disease: str
    alleles: int
    assessed: int
    unknown: int
    not_assessed: int
    classes: dict[str, int]
    small_low: float | None
    small_high: float | None
    share_low: float | None
    share_high: float | None
    in_cohort: bool
    source: str
    large_counted: bool = False
    exons_without: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Residual:
    """The chance that a cause in the genes stays unseen.

    missed_*: patients of the cohort whose cause these data would not have shown; others: its patients with
    another cause or none; chance_*: 0-1.
    """

    genes: tuple[GeneYield, ...]
    patients: int
    unexplained: int
    others: int
    missed_low: float
    missed_high: float
    chance_low: float
    chance_high: float
    source: str
    sentence: str


def allele_class(terms: Iterable[str]) -> str:
    """The class of an allele by its Sequence Ontology terms."""
    found = set(terms)
    return next((name for name, of_class in CLASSES if found & of_class), OTHER)


def residual(
    panel: Panel,
    counts: Sequence[AlleleCount],
    shares: Sequence[SmallShare],
    exons: Sequence[ExonStatus],
    sites: Sequence[SiteStatus],
    structural: bool = False,
) -> Residual | None:
    """The whole sum for one sample; None where the panel has no cohort or no exon is known. structural: the
    sample has a file of structural calls."""
    if panel.cohort is None or not exons:
        return None
    status = {(exon.gene, exon.exon): exon.status for exon in exons}
    for site in sites:
        if site.of_added:
            continue
        status[site.gene, NONCODING] = _weaker(status.get((site.gene, NONCODING)), site.status)
    shipped = [gene for gene in panel.genes if not gene.added_by]
    genes = tuple(
        _yield(
            gene.symbol, share, [count for count in counts if count.gene == gene.symbol], status, structural
        )
        for gene in shipped
        for share in _shares_of(gene.symbol, shares)
    )
    found = _summed(panel.cohort, genes, {gene.symbol for gene in shipped})
    more = "".join(_asides(panel, exons))
    return replace(found, sentence=found.sentence + more) if more else found


def _asides(panel: Panel, exons: Sequence[ExonStatus]) -> Iterator[str]:
    """What the sentence says of exons with a copy elsewhere, and of genes that have no weight."""
    if copied := unread_copies(exons):
        aside = "Exons with a copy elsewhere count as not assessed in it"
        yield f" {aside}; not even read in full were {copied}."
    if added := ", ".join(gene.symbol for gene in panel.added):
        yield f" Of the panel {panel.extension}, {added} has no weight in it: no alleles of it are counted."


_STRENGTH = (Assessed.ASSESSED, Assessed.UNKNOWN, Assessed.UNASSESSABLE, Assessed.NOT_ASSESSED)
"""Best first: of several sites of a gene the worst counts."""


def _weaker(one: Assessed | None, other: Assessed) -> Assessed:
    return max(one or other, other, key=_STRENGTH.index)


def _shares_of(gene: str, shares: Sequence[SmallShare]) -> list[SmallShare | None]:
    """The cited shares of a gene; without one for its cohort's disease, None stands for that disease."""
    cited: list[SmallShare | None] = [share for share in shares if share.gene == gene]
    return cited if any(share and share.cohort for share in cited) else [None, *cited]


def _yield(
    gene: str,
    share: SmallShare | None,
    counts: Sequence[AlleleCount],
    status: Mapping[tuple[str, int], Assessed],
    structural: bool,
) -> GeneYield:
    total = sum(count.alleles for count in counts)
    standing = [(count, status.get((gene, count.exon), Assessed.UNKNOWN)) for count in counts]
    assessed = sum(count.alleles for count, found in standing if found is Assessed.ASSESSED)
    unknown = sum(count.alleles for count, found in standing if found is Assessed.UNKNOWN)
    classes: dict[str, int] = {}
    for count, found in standing:
        if found is Assessed.ASSESSED:
            classes[count.allele_class] = classes.get(count.allele_class, 0) + count.alleles
    low, high = (share.low, share.high) if share else (1.0, 1.0)
    large = structural and share is not None and share.structural
    most = (assessed + unknown) / total if total else 0.0
    with_alleles = {count.exon for count in counts if count.alleles}
    cited = (share.source,) if share else ()
    return GeneYield(
        gene=gene,
        disease=share.disease if share else "",
        alleles=total,
        assessed=assessed,
        unknown=unknown,
        not_assessed=total - assessed - unknown,
        classes=dict(sorted(classes.items())),
        small_low=share.low if share else None,
        small_high=share.high if share else None,
        share_low=round(assessed / total * low, 4) if total else None,
        share_high=round(most * low + 1 - low if large else most * high, 4) if total else None,
        in_cohort=share is None or share.cohort,
        source="; ".join(dict.fromkeys((*(count.source for count in counts), *cited))),
        large_counted=large,
        exons_without=tuple(
            sorted(n for symbol, n in status if symbol == gene and n != NONCODING and n not in with_alleles)
        ),
    )


def _summed(cohort: PublishedCohort, genes: tuple[GeneYield, ...], symbols: set[str]) -> Residual:
    counted = [(cohort.solved.get(gene.gene, 0), gene) for gene in genes if gene.in_cohort]
    low = sum(patients * (1 - (gene.share_high or 0.0)) for patients, gene in counted)
    high = sum(patients * (1 - (gene.share_low or 0.0)) for patients, gene in counted)
    others = cohort.unexplained + sum(n for gene, n in cohort.solved.items() if gene not in symbols)
    chances = [round(missed / (missed + others), 4) if missed + others else 0.0 for missed in (low, high)]
    return Residual(
        genes=genes,
        patients=cohort.patients,
        unexplained=cohort.unexplained,
        others=others,
        missed_low=round(low, 2),
        missed_high=round(high, 2),
        chance_low=chances[0],
        chance_high=chances[1],
        source=cohort.source,
        sentence=sentence(cohort, chances[0], chances[1], [gene for _, gene in counted]),
    )


def sentence(cohort: PublishedCohort, low: float, high: float, genes: Iterable[GeneYield] = ()) -> str:
    """The sum in one sentence. low, high: 0-1. genes: those that were summed."""
    ends = list(dict.fromkeys(f"{100 * end:.0f}" for end in (low, high)))
    bare = [f"{gene.gene} {ranges(gene.exons_without)}" for gene in genes if gene.exons_without]
    nothing = f"; exons without a published allele weigh nothing in it ({', '.join(bare)})" if bare else ""
    return (
        f"Of {cohort.patients} published patients with a hyper-IgM syndrome, {cohort.unexplained} had no"
        f" known cause ({cohort.source}); for a patient like them, a file in which nothing is found and that"
        f" assessed what this one did leaves a chance of {' to '.join(ends)} % that a cause in the genes"
        f" stayed unseen{nothing}."
    )
