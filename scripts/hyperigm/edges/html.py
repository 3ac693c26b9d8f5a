"""One sample's report as one HTML page: no script, no network, every value escaped by the template."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from platform import python_version
from typing import TYPE_CHECKING

from hyperigm import __version__
from hyperigm.core.clinvar import readable
from hyperigm.core.coverage import Assessed, ExonStatus
from hyperigm.core.finding import Conclusion, Finding, SampleResult, Tier
from hyperigm.core.panel import CaveatRegion, Gene, Panel
from hyperigm.edges.resources import PACKAGE
from hyperigm.edges.tables import cell_text

if TYPE_CHECKING:
    from jinja2 import Template

CARDS = (Tier.DIAGNOSTIC, Tier.CANDIDATE, Tier.CARRIER, Tier.SECONDARY)
NEGATIVE = (Conclusion.NONE_FOUND, Conclusion.NOT_ASSESSABLE)
HEADLINES = {
    Conclusion.DIAGNOSTIC: "Diagnostic finding",
    Conclusion.CANDIDATE: "Candidate finding",
    Conclusion.CARRIER: "Carrier finding",
    Conclusion.NONE_FOUND: "Nothing found in what was assessed",
    Conclusion.NOT_ASSESSABLE: "Nothing found, but not assessable",
    Conclusion.FAILED: "Failed",
}
LIBRARIES = ("pysam", "msgspec", "jinja2")


@dataclass(frozen=True, slots=True)
class Card:
    """A variant on a card: its findings under each entity, most important first."""

    tier: Tier
    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]


@dataclass(frozen=True, slots=True)
class Box:
    """One coding exon in the picture of a gene. width: share of the gene's coding bases, percent."""

    exon: ExonStatus
    width: float
    hits: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class GenePicture:
    """A gene's coding exons in transcript order, and what makes some of them hard to read."""

    gene: Gene
    boxes: tuple[Box, ...]
    caveats: tuple[CaveatRegion, ...]


@cache
def template() -> "Template":
    """The report's template; autoescape is on for everything."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = cell_text
    environment.filters["words"] = lambda text: str(text).replace("_", " ")
    environment.filters["clinvar"] = lambda text: readable(str(text).split("|"))
    return environment.get_template("report.html.j2")


def report_html(result: SampleResult, panel: Panel, max_age_days: int, today: date) -> str:
    """The page. today: to say whether ClinVar is old, in words that don't change from day to day."""
    headed = cards(result.findings)
    on_card = {finding.call.allele.key for card in headed for finding in card.findings}
    return template().render(
        r=result,
        panel=panel,
        headline=HEADLINES[result.conclusion],
        warnings=(
            *result.warnings,
            *clinvar_warnings(result.clinvar, max_age_days, today),
            *frequency_warnings(result),
        ),
        cards=headed,
        others=tuple(f for f in result.findings if f.tier not in CARDS),
        on_card=on_card,
        pictures=pictures(result, panel),
        statuses=tuple(Assessed),
        negative=result.conclusion in NEGATIVE,
        context=context_genes(result, panel),
        software=software(),
    )


def cards(findings: tuple[Finding, ...]) -> tuple[Card, ...]:
    """One card per variant of the upper tiers; its findings under other entities come along.

    Within a tier, cards and entities that fit the person's signs better come first.
    """
    heads = dict.fromkeys(f.call.allele.key for f in findings if f.tier in CARDS)
    found = []
    for key in heads:
        mine = tuple(f for f in findings if f.call.allele.key == key and f.tier in CARDS)
        found.append(Card(mine[0].tier, tuple(sorted(mine, key=_card_order))))
    return tuple(sorted(found, key=lambda card: _card_order(card.first)))


def _card_order(finding: Finding) -> tuple[int, float]:
    """Tier, then how well the person's signs fit."""
    return CARDS.index(finding.tier), -finding.fit.score if finding.fit else 0.0


def pictures(result: SampleResult, panel: Panel) -> tuple[GenePicture, ...]:
    """One picture per gene that has coding exons in the result, panel order."""
    found = []
    for gene in panel.genes:
        exons = [exon for exon in result.exons if exon.gene == gene.symbol]
        total = sum(exon.end - exon.start + 1 for exon in exons)
        boxes = tuple(
            Box(exon, 100 * (exon.end - exon.start + 1) / total, _hits(exon, result.findings))
            for exon in exons
        )
        caveats = tuple(caveat for caveat in panel.caveats if caveat.gene == gene.symbol)
        if boxes:
            found.append(GenePicture(gene, boxes, caveats))
    return tuple(found)


def _hits(exon: ExonStatus, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings of the exon that are more than background, one per variant."""
    inside = {
        f.call.allele.key: f
        for f in reversed(findings)
        if f.gene.symbol == exon.gene
        and f.tier is not Tier.BACKGROUND
        and f.call.allele.pos <= exon.end
        and f.call.allele.last >= exon.start
    }
    return tuple(reversed(inside.values()))


def context_genes(result: SampleResult, panel: Panel) -> tuple[Gene, ...]:
    """Genes whose clinical context is printed: those of the cards, or all where there are none."""
    named = {f.gene.symbol for f in result.findings if f.tier in CARDS}
    return tuple(gene for gene in panel.genes if not named or gene.symbol in named)


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


def frequency_warnings(result: SampleResult) -> tuple[str, ...]:
    """A sentence where a variant above background has no population frequency."""
    shown = [finding for finding in result.findings if finding.tier is not Tier.BACKGROUND]
    unknown = {f.gene.symbol for f in shown if f.annotation.frequency is None}
    if not unknown:
        return ()
    return (
        f"The population frequency of variants in {', '.join(sorted(unknown))} is unknown, which is not the"
        " same as rare: give gnomAD files in the config.",
    )


@cache
def software() -> tuple[tuple[str, str], ...]:
    """Name and version of what made the page."""
    from pysam.version import __bcftools_version__ as bcftools

    libraries = ((name, version(name)) for name in LIBRARIES)
    return (
        ("hyperigm", __version__),
        *libraries,
        ("bcftools", bcftools),
        ("Python", python_version()),
    )
