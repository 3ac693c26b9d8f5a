"""Cards and rows of the table of calls, as text: what those of findings alike share is written once."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hyperigm.core.alike import Alike
from hyperigm.core.finding import Finding
from hyperigm.core.kept import Kept
from hyperigm.edges.report_page.calls import CallRow
from hyperigm.edges.report_page.cards import Card
from hyperigm.edges.report_page.clip import clip

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

OWN = "\ud800"
"""Stands for what each has of its own while one is written for all: half a surrogate pair, which no text that
was decoded can have (a NUL may stand in a file)."""
Likes = Mapping[int, Hashable]
"""By the id of a finding: equal for findings of which a page says the same but for what is a call's own."""


@dataclass(frozen=True, slots=True)
class Own:
    """What a card has of its own, in the order in which it has it; None where that is not known. share: of
    the reads, those with the variant."""

    number: object
    reads: object | None
    share: object | None
    vcf_id: object | None


class Texts:
    """Writes them."""

    def __init__(self, alike: Alike, environment: "Environment") -> None:
        self.alike = alike
        self._kept = Kept[tuple[str, ...]]()
        self._row = vars(environment.get_template("report/calls.html.j2").module)["row"]
        self._card = vars(environment.get_template("report/card.html.j2").module)["card"]

    def likes(self, findings: Sequence[Finding], named: Sequence[Finding]) -> Likes:
        """findings: a sample's; named: the same with the names of partners, as the page has them."""
        return {
            id(shown): number if shown is finding else (number, shown.explanation)
            for number, finding, shown in zip(self.alike.numbers(findings), findings, named, strict=True)
        }

    def rows(self, rows: Sequence[CallRow], likes: Likes) -> "Markup":
        """The rows. Each has its number of its own, and its reads, twice, where they are known."""
        from markupsafe import Markup

        found: list[str] = []
        for row in rows:
            depth = row.first.call.depth
            key = (depth is None, likes[id(row.first)], *[likes[id(finding)] for finding in row.rest])
            write = partial(self._row, row, OWN, None if depth is None else OWN)
            found += self._told(key, write, (row.number,) if depth is None else (row.number, depth, depth))
        return Markup("".join(found))

    def cards(self, cards: Sequence[Card], likes: Likes, names: Mapping[str, str]) -> "list[Markup]":
        """The cards. names: of partners, by key."""
        from markupsafe import Markup

        found = []
        for number, card in enumerate(cards, start=1):
            own = _own(card, number)
            there = [None if it is None else OWN for it in (own.number, own.reads, own.share, own.vcf_id)]
            partners = [names.get(key) for finding in card.findings for key in finding.verdict.partners]
            like = tuple([likes[id(finding)] for finding in card.findings])
            key = (like, tuple(partners), *there, card.tier, card.copies, card.family, card.clinvar_used)
            write = partial(self._card, card, Own(*there), names)
            told = [it for it in (own.number, own.reads, own.share, own.vcf_id) if it is not None]
            found.append(Markup("".join(self._told(key, write, told))))
        return found

    def _told(self, key: Hashable, write: Callable[[], str], own: Sequence[object]) -> list[str]:
        """What was written once, with what this one has of its own, in pieces. own: as finished text."""
        parts = self._kept.get(key, lambda: tuple(write().split(OWN)))
        return [*[f"{before}{text}" for before, text in zip(parts[:-1], own, strict=True)], parts[-1]]


def _own(card: Card, number: int) -> Own:
    from markupsafe import escape

    call = card.first.call
    share = None if call.allele_fraction is None else f"{call.allele_fraction:.3g}"
    vcf_id = None if call.record.vcf_id in ("", ".") else escape(clip(call.record.vcf_id, 160))
    return Own(number, call.depth, share, vcf_id)
