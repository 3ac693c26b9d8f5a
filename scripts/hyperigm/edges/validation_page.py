"""The validation as one HTML page that a laboratory can file; the report's style, no script, no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hyperigm.core.spikes import State
from hyperigm.core.validation import ALL, Outcome, Sensitivity
from hyperigm.edges.html import software, template

HEADS: Mapping[State, str] = {
    State.HEMIZYGOUS: "man's X, one copy",
    State.HEMIZYGOUS_DIPLOID: "man's X, two copies",
    State.HOMOZYGOUS: "homozygous",
    State.COMPOUND_UNPHASED: "pair, phase unknown",
    State.COMPOUND_PHASED: "pair in trans",
    State.CARRIER: "one copy of two",
    State.ONE_CODON_UNPHASED: "one codon, phase unknown",
    State.ONE_CODON_TRANS: "one codon, in trans",
    State.ONE_CODON_CIS: "one codon, in cis",
    State.ONE_CODON_BOTH: "one codon, every copy",
    State.ONE_CODON_MNV: "one codon, one record",
}
"""Heads of the columns: how the made-up people carry the alleles."""


@dataclass(frozen=True, slots=True)
class Line:
    """A gene and class with a cell per column: found and spiked, None where nothing was spiked."""

    gene: str
    kind: str
    cells: tuple[Sensitivity | None, ...]
    found: int
    spiked: int


def validation_html(
    facts: Mapping[str, str],
    rows: Sequence[Sensitivity],
    outcomes: Sequence[Outcome],
    cautions: Sequence[str] = (),
) -> str:
    """The page. facts: label -> value, of the file and its style; cautions: what the headline must say."""
    page = template().environment.get_template("validation.html.j2")
    states = [state for state in State if any(row.state == state.value for row in rows)]
    return page.render(
        facts=facts,
        cautions=cautions,
        heads=[HEADS[state] for state in states],
        lines=_lines(rows, states),
        totals=[row for row in rows if row.gene == ALL and row.state == ALL],
        whole=next((row for row in rows if row.gene == row.kind == row.state == ALL), None),
        alleles=len({one.spike.known.allele for one in outcomes if one.found is not None}),
        missed=[one for one in outcomes if one.found is False],
        left_out=_left_out(outcomes),
        unwritable=[HEADS[state] for state in State if all(one.spike.state is not state for one in outcomes)],
        software=software(),
    )


def _lines(rows: Sequence[Sensitivity], states: Sequence[State]) -> list[Line]:
    """The rows with a line per gene and class, those of all genes last."""
    cells = {(row.gene, row.kind, row.state): row for row in rows}
    keys = dict.fromkeys((row.gene, row.kind) for row in rows if row.state != ALL)
    found = []
    for gene, kind in keys:
        mine = tuple(cells.get((gene, kind, state.value)) for state in states)
        counted = [cell for cell in mine if cell]
        hits, all_ = sum(cell.found for cell in counted), sum(cell.spiked for cell in counted)
        found.append(Line(gene, kind, mine, hits, all_))
    return found


def _left_out(outcomes: Sequence[Outcome]) -> list[tuple[str, str, list[str], int]]:
    """What was not spiked: gene, why, heads of the columns, and how many different alleles."""
    found: dict[tuple[str, str], list[Outcome]] = {}
    for one in outcomes:
        if one.found is None:
            found.setdefault((one.spike.known.gene, one.why), []).append(one)
    return [
        (
            gene,
            why,
            list(dict.fromkeys(HEADS[one.spike.state] for one in mine)),
            len({one.spike.known.allele for one in mine}),
        )
        for (gene, why), mine in found.items()
    ]
