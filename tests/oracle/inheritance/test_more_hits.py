"""Up to three hits in a gene, with grandparents and uncles, from the genotypes to the tier that is reported.

Expected values are written from Mendel and the report contract's words for each tier; column `why` of
more_hits.tsv is each row's source. known: what ClinVar says of each hit: P Pathogenic, V a missense and S a
synonymous variant that it does not have.
"""

from dataclasses import replace

import pytest
from tests.oracle.inheritance.families import (
    annotation,
    calls_of,
    gene_of,
    hit,
    household,
    judged,
    snv,
    table,
)

from hyperigm.core.annotation import Annotation, ClinVar, Impact
from hyperigm.core.family import Affected, Sex
from hyperigm.core.finding import Finding
from hyperigm.core.interpretation import Judged, Knowledge, findings_of
from hyperigm.core.panel import Gene
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.tiers import load_tiers

ROLES = ("father", "mother", "sister", "grandfather", "uncle")


def known(gene: Gene, allele: Allele, word: str) -> Annotation:
    if word == "S":
        plain = annotation(gene, allele, "synonymous")
        return replace(plain, effect=replace(plain.effect, impact=Impact.LOW))
    clinvar = ClinVar("1", "Pathogenic", "reviewed_by_expert_panel", 3) if word == "P" else None
    return replace(annotation(gene, allele), clinvar=clinvar)


def findings(row: dict[str, str]) -> list[Finding]:
    """The findings of a row, in the order of its hits."""
    gene = gene_of(row["entity"])
    entity = next(one for one in gene.entities if one.id == row["entity"])
    cells = {role: row[role] for role in ROLES}
    child, family = household(cells, Sex(row["sex"]), Affected(row["own"]))
    hits = []
    for number, word in enumerate(row["known"].split("_")):
        text, at, phase_set = row["abc"[number]].partition("@")
        made = hit(gene, snv(gene, number), f"{text}{at}{phase_set}", calls_of(cells, number))
        hits.append(replace(made, annotation=known(gene, snv(gene, number), word)))
    said = judged(gene, row["entity"], tuple(hits), child, family)
    calls = [Judged(gene, entity, one.call, verdict) for one, verdict in zip(hits, said, strict=True)]
    knowledge = Knowledge({one.key: one.annotation for one in hits}, load_tiers(), 0.01, False)
    found = findings_of("child", Build.GRCH38, {}, calls, knowledge)
    return sorted(found, key=lambda finding: finding.call.allele.pos)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in table("more_hits")])
def test_more_hits(row: dict[str, str]) -> None:
    found = findings(row)
    assert row["why"]
    assert "_".join(finding.verdict.match for finding in found) == row["match"], found[0].explanation
    assert "_".join(finding.tier for finding in found) == row["tier"], found[0].explanation


def test_the_tier_quotes_the_pair_it_rests_on() -> None:
    """K01: the half-called partner decides the tier, so its clause is the one that is said."""
    first = findings(next(row for row in table("more_hits") if row["id"] == "K01"))[0]
    assert "only half-called" in first.explanation
    assert first.verdict.partners[0] == snv(gene_of("HIGM3"), 1).key
