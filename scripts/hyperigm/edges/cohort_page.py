"""cohort/index.html: all samples of a run on one page that needs no network.

The table is drawn by the page's own script from the data in it; the content policy lets no other script or
style run, and nothing be fetched. Every value is escaped by the template, or set as text by the script.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import product
from urllib.parse import quote

import msgspec
from markupsafe import Markup

from hyperigm.core.cohort import Cohort, SampleLine
from hyperigm.core.conclusion import HEADLINES
from hyperigm.core.evidence_used import sentence
from hyperigm.core.family import Sex
from hyperigm.core.finding import Conclusion, Tier
from hyperigm.core.recurrence import Recurrent
from hyperigm.core.run_pictures import exon_boxes, histogram
from hyperigm.core.variant import Build
from hyperigm.core.warning import WarningKind
from hyperigm.edges.html import software, template
from hyperigm.edges.resources import PACKAGE

MAX_BYTES = 4_500_000
"""Of the data in the page: long texts are cut the more, the more there are."""
LIMITS = (4000, 1000, 300, 120, 60)
"""Characters of a text in the table, the first with which the data fits; the last where none does."""
NAME = 240
"""Characters of a variant's names that the search sees."""
LISTED = 100
"""Entries of a list above the table; the others are in the table."""
SHORT = 400
"""Characters of a text in these lists."""


def cohort_html(cohort: Cohort, genes: Sequence[str]) -> str:
    """The page. genes: symbols in panel order."""
    page = template().environment.overlay()
    own: dict[str, Callable[..., object]] = {
        "quoted": _quoted,
        "short": lambda text: shortened(str(text or ""), SHORT),
        "tier_counts": tier_counts,
    }
    page.filters = {**page.filters, **own}
    tiers = tiers_of(cohort.lines)
    style, script = _shipped("report.css") + _shipped("cohort.css"), _shipped("cohort.js")
    findings = Counter[tuple[str, Tier]]()
    for line in cohort.lines:
        for gene, tier, number in line.hits:
            findings[gene, tier] += number
    counts = Counter(line.conclusion for line in cohort.lines)
    return page.get_template("cohort.html.j2").render(
        lines=cohort.lines,
        conclusions=[(word.value, HEADLINES[word], counts[word]) for word in Conclusion],
        failed=[line for line in cohort.lines if line.failed],
        clashes=[line for line in cohort.lines if line.sex_clash],
        sexed=sum(_sexed(line) for line in cohort.lines),
        twins=cohort.twins,
        kin=list(_kin(cohort.lines)),
        recurrent=cohort.recurrent,
        evidence=sentence(cohort.evidence),
        limit=LISTED,
        tiers=tiers,
        genes=genes,
        findings=findings,
        peaks={tier: max(findings[gene, tier] for gene in genes) for tier in tiers},
        histogram=histogram(cohort.lines),
        exons=list(exon_boxes(cohort.exons, genes)),
        software=software(),
        style=Markup(style),
        style_hash=_hash(style),
        script=Markup(script),
        script_hash=_hash(script),
        data=Markup(embedded(page_data(cohort.lines, genes, tiers))),
    )


def tiers_of(lines: Sequence[SampleLine]) -> tuple[Tier, ...]:
    """The tiers that the page shows: those above background, and the secondary one only where it is there."""
    asked = any(tier is Tier.SECONDARY for line in lines for _, tier, _ in line.hits)
    hidden = (Tier.BACKGROUND,) if asked else (Tier.BACKGROUND, Tier.SECONDARY)
    return tuple(tier for tier in Tier if tier not in hidden)


def tier_counts(allele: Recurrent) -> tuple[tuple[Tier, int], ...]:
    """In how many samples the allele has each tier."""
    counts = Counter(tier for _, tier in allele.samples)
    return tuple((tier, counts[tier]) for tier in Tier if counts[tier])


def page_data(lines: Sequence[SampleLine], genes: Sequence[str], tiers: Sequence[Tier]) -> bytes:
    """What the script draws from, as JSON; texts cut as far as the page's size demands, and saying so.

    Where even the shortest texts are too much, the search leaves out uncertain variants, and says so.
    """
    for without, limit in product(((), (Tier.UNCERTAIN,)), LIMITS):
        data = msgspec.json.encode(_Packer(genes, tiers, limit, without).packed(lines))
        if len(data) <= MAX_BYTES:
            break
    return data


class _Packer:
    """Rows as lists of numbers; each distinct text once. without: tiers whose variants have no names."""

    def __init__(
        self, genes: Sequence[str], tiers: Sequence[Tier], limit: int, without: Sequence[Tier] = ()
    ) -> None:
        self._genes, self._tiers, self._limit = list(genes), list(tiers), limit
        self._without = without
        self._texts: dict[str, int] = {}
        self._names: dict[str, int] = {}
        self._kinds, self._sexes, self._builds = list(WarningKind), list(Sex), list(Build)
        self._conclusions = list(Conclusion)

    def packed(self, lines: Sequence[SampleLine]) -> dict[str, object]:
        rows = [self._row(line) for line in lines]
        return {
            "conclusions": self._conclusions,
            "genes": self._genes,
            "tiers": self._tiers,
            "kinds": self._kinds,
            "sexes": self._sexes,
            "builds": self._builds,
            "texts": list(self._texts),
            "names": list(self._names),
            "unnamed": self._without,
            "rows": rows,
        }

    def _row(self, line: SampleLine) -> list[object]:
        hits = [
            number
            for gene, tier, count in line.hits
            for number in (self._genes.index(gene), self._tiers.index(tier), count)
        ]
        warnings = [
            number
            for warning in line.warnings
            for number in (self._kinds.index(warning.kind), self._text(str(warning)))
        ]
        return [
            line.sample,
            self._conclusions.index(line.conclusion),
            self._sexes.index(Sex(line.sex_declared)),
            self._sexes.index(Sex(line.sex_inferred)),
            self._builds.index(Build(line.build)) if line.build else -1,
            line.n_calls,
            self._text(line.top_finding),
            line.exons_not_assessed,
            hits,
            warnings,
            self._text(line.error),
            self._text(line.mend),
            [self._name(name) for name, tier in line.names if tier not in self._without],
        ]

    def _name(self, name: str) -> int:
        """The place of a variant's names among all."""
        return self._names.setdefault(shortened(name, NAME), len(self._names))

    def _text(self, text: str | None) -> int:
        """The place of the text among all; -1 for none."""
        return self._texts.setdefault(shortened(text, self._limit), len(self._texts)) if text else -1


def shortened(text: str, limit: int) -> str:
    """The text, or its beginning and how much more there is, and where."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… ({len(text) - limit:,} characters more in summary.tsv)"


def embedded(data: bytes) -> str:
    """JSON that can stand in a script element: no `<`, so that nothing in it ends or opens one."""
    return data.decode("utf-8").replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _kin(lines: Sequence[SampleLine]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in lines:
        if told := line.warnings_of(WarningKind.IDENTITY):
            yield line.sample, told


def _sexed(line: SampleLine) -> bool:
    return not line.failed and Sex.UNKNOWN not in (line.sex_declared, line.sex_inferred)


def _shipped(name: str) -> str:
    """A style or script of ours as it is; none has an end of its element in it."""
    return (PACKAGE / "templates" / name).read_text(encoding="utf-8")


def _quoted(name: str) -> str:
    """The name as a part of an address."""
    return quote(name, safe="")


def _hash(text: str) -> str:
    """A source of the content policy: this text and no other."""
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"
