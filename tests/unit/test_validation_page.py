"""The page that a laboratory files. Oracle: counts by hand."""

import re

from hyperigm.core.finding import Tier
from hyperigm.core.spikes import Known, Spike, State
from hyperigm.core.validation import FoundRow, Outcome, outcome, table
from hyperigm.core.variant import Allele
from hyperigm.edges.validation_page import HEADS, validation_html

SNV = Known("PMS2", Allele("chr7", 5980000, "A", "T"), "NM_000535.7:c.1A>T", "yes")
DELETION = Known("PMS2", Allele("chr7", 5980050, "AC", "A"), "NM_000535.7:c.5del", "yes")
ROW = FoundRow(Tier.DIAGNOSTIC, "homozygous", "because")


def outcomes() -> tuple[Outcome, ...]:
    """Two found, one missed, one not spiked."""
    return (
        outcome(Spike(SNV, State.HOMOZYGOUS, tier=Tier.DIAGNOSTIC), "a", [ROW], ""),
        outcome(
            Spike(SNV, State.CARRIER, tier=Tier.CARRIER),
            "b",
            [FoundRow(Tier.CARRIER, "heterozygous", "")],
            "",
        ),
        outcome(Spike(DELETION, State.HOMOZYGOUS, tier=Tier.DIAGNOSTIC), "c", [], "screen: <gone>"),
        outcome(Spike(DELETION, State.COMPOUND_UNPHASED, reason="no second allele"), "", [], ""),
    )


def page(*cautions: str) -> str:
    """Its text, blanks in a row being one."""
    found = outcomes()
    return re.sub(r"\s+", " ", validation_html({"File": "my.vcf"}, table(found), found, cautions))


def cells(text: str) -> list[list[str]]:
    """The cells of each line of the first table."""
    body = text.split("<tbody>")[1].split("</tbody>")[0]
    return [
        re.findall(r">([^<>]+)</(?:t[hd]|strong)>", line) for line in body.split("</tr>") if "<th" in line
    ]


def test_the_headline_has_the_figure() -> None:
    assert "2 of 3 were found with the right zygosity" in page()
    assert "sensitivity 66.7 %" in page()
    assert "1 missed, each explained below." in page()
    assert "2 different alleles" in page()


def test_the_table_has_a_line_per_gene_and_class() -> None:
    assert cells(page()) == [
        ["PMS2", "SNV", "1 of 1", "1 of 1", "2 of 2"],
        ["PMS2", "indel", "0 of 1", "–", "0 of 1"],
        ["all", "SNV", "1 of 1", "1 of 1", "2 of 2"],
        ["all", "indel", "0 of 1", "–", "0 of 1"],
    ]


def test_what_was_missed_and_not_tried_is_told() -> None:
    text = page()
    assert "no row: screen: &lt;gone&gt;" in text
    assert "1 allele (pair, phase unknown): no second allele" in text
    assert HEADS[State.ONE_CODON_CIS] in text.split("does not write:")[1]


def test_every_zygosity_has_a_head() -> None:
    assert set(HEADS) == set(State)


def test_a_caution_takes_the_calm_colour_from_the_headline() -> None:
    found = outcomes()[:2]
    calm = validation_html({}, table(found), found)
    warned = validation_html({}, table(found), found, ("Not tried: PMS2 (chr7)",))
    assert 'class="verdict none_found"' in calm
    assert 'class="verdict candidate"' in warned
    assert "<strong>Not tried: PMS2 (chr7).</strong>" in warned
