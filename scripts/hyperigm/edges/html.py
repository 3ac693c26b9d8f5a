"""One sample's report as one HTML page: one small script of its own, no network, every value escaped.

The page is whole without the script, which only sorts, filters and unfolds. The content policy names the
script by its hash, so that no other can run.
"""

import base64
import hashlib
from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.metadata import version
from platform import python_version
from typing import TYPE_CHECKING

from hyperigm import __version__
from hyperigm.core.alike import Alike
from hyperigm.core.clinvar import readable
from hyperigm.core.conclusion import HEADLINES
from hyperigm.core.coverage import Assessed
from hyperigm.core.evidence_used import clinvar_warnings
from hyperigm.core.family import Affected
from hyperigm.core.finding import NAMED, Conclusion, SampleResult, Tier
from hyperigm.core.kept import Kept
from hyperigm.core.panel import Gene, Panel
from hyperigm.edges.phenotypes import term_labels
from hyperigm.edges.report_page.calls import calls_of
from hyperigm.edges.report_page.cards import cards
from hyperigm.edges.report_page.clip import clip
from hyperigm.edges.report_page.genes import gene_parts
from hyperigm.edges.report_page.partners import names_of, with_names
from hyperigm.edges.report_page.texts import Texts
from hyperigm.edges.resources import PACKAGE
from hyperigm.edges.tables import cell_text

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.runtime import Macro
    from markupsafe import Markup

NEGATIVE = (Conclusion.NONE_FOUND, Conclusion.NOT_ASSESSABLE)
LIBRARIES = ("pysam", "msgspec", "jinja2")
MOST_CARDS = 10
"""What goes beyond is in the table of every call."""
TEMPLATES = PACKAGE / "templates"


@cache
def template() -> "Template":
    """The report's template; autoescape is on for everything."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["cell"] = cell_text
    environment.filters["clip"] = clip
    environment.filters["share"] = lambda number: f"{number:.3g}"
    environment.filters["words"] = lambda text: str(text).replace("_", " ")
    environment.filters["clinvar"] = lambda text: readable(str(text).split("|"))
    environment.globals["once"] = Once()
    return environment.get_template("report.html.j2")


class Once:
    """Writes what a macro makes of its arguments once for all pages; they are compared by value."""

    def __init__(self) -> None:
        self._known = Kept[str]()

    def __call__(self, macro: "Macro", *given: Hashable) -> str:
        return self._known.get((macro.name, *given), lambda: macro(*given))

    def each(self, macro: "Macro", items: Iterable[Hashable], *given: Hashable) -> "Markup":
        """What the macro makes of each of the items and the arguments."""
        from markupsafe import Markup

        return Markup("".join([self(macro, item, *given) for item in items]))


@cache
def script_hash() -> str:
    """The hash of the page's script as a content policy names it (CSP level 3, section 2.3.1)."""
    digest = hashlib.sha256((TEMPLATES / "report" / "page.js").read_bytes()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def report_html(
    result: SampleResult, panel: Panel, max_age_days: int, today: date, texts: Texts | None = None
) -> str:
    """The page. today: to say whether ClinVar is old, in words that don't change from day to day. texts:
    what is kept from page to page."""
    findings, names = result.findings, names_of(result.findings)
    result = replace(result, findings=with_names(findings, names))
    texts = texts or Texts(Alike(), template().environment)
    like, shown = texts.likes(findings, result.findings), cards(result)
    calls = calls_of(result.findings, texts.alike.rows(findings), min(len(shown), MOST_CARDS))
    return template().render(
        r=result,
        panel=panel,
        script_hash=script_hash(),
        headline=HEADLINES[result.conclusion].capitalize(),
        warnings=(
            *result.warnings,
            *clinvar_warnings(result.clinvar, max_age_days, today),
            *frequency_warnings(result),
        ),
        person=result.people[0] if result.people else None,
        signs=tuple((term, term_labels().get(term, "")) for term in result.hpo),
        cards=texts.cards(shown[:MOST_CARDS], like, names),
        more_cards=len(shown[MOST_CARDS:]),
        genes=gene_parts(result, panel),
        calls=calls,
        rows=texts.rows(calls.rows, like),
        statuses=tuple(Assessed),
        open_question=result.conclusion in NEGATIVE and not _unaffected(result),
        context=context_genes(result, panel),
        software=software(),
    )


def _unaffected(result: SampleResult) -> bool:
    """Whether the sheet says so: then there is nothing to explain."""
    return any(person.affected is Affected.NO for person in result.people[:1])


def context_genes(result: SampleResult, panel: Panel) -> tuple[Gene, ...]:
    """Genes whose clinical context is printed: those of the cards, or all where there are none."""
    named = {f.gene.symbol for f in result.findings if f.tier in NAMED}
    return tuple(gene for gene in panel.genes if not named or gene.symbol in named)


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
