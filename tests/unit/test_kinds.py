"""Findings by their kind. Oracle: the findings that went in, each by itself."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.made_up import cohort_of, finding, result

from hyperigm.core.cohort import variants_of
from hyperigm.core.columns import FINDING_COLUMNS
from hyperigm.core.finding import Finding, Tier
from hyperigm.core.kinds import kind_of, unpack_kinds
from hyperigm.core.packed_results import pack_results
from hyperigm.core.variant import Allele
from hyperigm.edges.tables import table_text

FIRST = finding("a", tier=Tier.BACKGROUND)


def otherwise(one: Finding, **call: Any) -> Finding:
    """The finding, its call another."""
    return replace(one, call=replace(one.call, **call))


RECORD = FIRST.call.record
OTHERS = (
    otherwise(FIRST, depth=7, allele_fraction=None),
    otherwise(FIRST, depth=None, allele_fraction=0.125),
    otherwise(FIRST, flags=("low_depth",)),
    otherwise(FIRST, record=replace(RECORD, filters=("q10", "s50"))),
    otherwise(FIRST, record=replace(RECORD, vcf_id="rs2"), quality=3.0, phase_set="1"),
    otherwise(FIRST, genotype=finding(genotype="1/1").call.genotype),
    otherwise(FIRST, allele=replace(FIRST.call.allele, alt="G")),
    replace(FIRST, tier=Tier.CARRIER, explanation="Another."),
)
"""As FIRST in all but a part of the call, or in what is said of it."""


def test_the_table_has_of_each_finding_its_own_line(tmp_path: Path) -> None:
    """Whatever it shares with others: the line of each is that of the columns."""
    people = [
        result(name, [replace(one, sample=name) for one in findings])
        for name, findings in (("a", (FIRST, *OTHERS)), ("b", (*OTHERS, FIRST)), ("c", (FIRST,)))
    ]
    table = (cohort_of(tmp_path, people) / "findings.tsv").read_text(encoding="utf-8")
    assert table == table_text(FINDING_COLUMNS, [one for person in people for one in person.findings])


def test_findings_above_background_are_whole() -> None:
    people = [result(name, [replace(one, sample=name) for one in (FIRST, *OTHERS)]) for name in "ab"]
    for person, told in zip(people, unpack_kinds(pack_results(people), kind_of), strict=True):
        assert told.result == replace(person, findings=person.findings[-1:])
        assert [kind.background for kind, _ in told.rows] == [True] * len(OTHERS) + [False]


def test_two_deletions_that_begin_at_one_base_are_two_variants() -> None:
    """The ends are in the names of structural alleles, not in POS, REF and ALT."""
    alleles = [Allele("chrX", 136648000, "N", "<DEL>", end) for end in (136648900, 136650000)]
    (told,) = unpack_kinds(
        pack_results([result("a", [otherwise(FIRST, allele=one) for one in alleles])]), kind_of
    )
    assert variants_of(told) == {Tier.BACKGROUND: 2}
