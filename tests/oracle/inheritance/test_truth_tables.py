"""The engine against truth tables written from the rules of genetics; column `why` is each row's source."""

import re
from dataclasses import replace

import pytest
from tests.oracle.inheritance.families import (
    annotation,
    call,
    calls_of,
    gene_of,
    hit,
    household,
    judged,
    snv,
    table,
)

from hyperigm.core.family import Affected, Sex
from hyperigm.core.inheritance.case import Hit
from hyperigm.core.panel import Gene
from hyperigm.core.variant import Allele
from hyperigm.core.verdict import Verdict

Row = dict[str, str]


def rows(name: str) -> list[object]:
    return [pytest.param(row, id=row["id"]) for row in table(name)]


def written(row: Row) -> str:
    reads = "" if row["depth"] == "-" else f":{row['depth']}"
    share = "" if row["fraction"] == "-" else f":{row['fraction']}"
    return f"{row['gt']}{reads}{share}"


def decided(verdict: Verdict) -> tuple[str, ...]:
    return verdict.zygosity, verdict.match, verdict.mechanism, verdict.origin


def expected(row: Row) -> tuple[str, ...]:
    return row["zygosity"], row["match"], row["mechanism"], row["origin"]


@pytest.mark.parametrize("name", ["x_linked", "homozygous", "compound", "dominant"])
def test_each_table_has_at_least_sixty_rows_with_a_source(name: str) -> None:
    found = table(name)
    assert len(found) >= 60
    assert len({row["id"] for row in found}) == len(found)
    assert all(row["why"] for row in found)


@pytest.mark.parametrize("row", rows("x_linked"))
def test_x_linked(row: Row) -> None:
    gene = gene_of(row["entity"])
    cells = {role: row[role] for role in ("father", "mother", "brother", "sister")}
    child, family = household(cells, Sex(row["sex"]), Affected(row["own"]))
    flags = () if row["site"] == "-" else (row["site"],)
    allele = snv(gene, 0)
    found = hit(gene, allele, written(row), calls_of(cells), row["effect"])
    found = replace(found, annotation=annotation(gene, allele, row["effect"], flags))
    seen = Sex.UNKNOWN if row["seen"] == "-" else Sex(row["seen"])
    (verdict,) = judged(gene, row["entity"], (found,), child, family, seen=seen)
    assert decided(verdict) == expected(row), f"{row['why']}: {verdict.reason}"


@pytest.mark.parametrize("row", rows("homozygous"))
def test_homozygous(row: Row) -> None:
    gene = gene_of(row["entity"])
    cells = {"father": row["father"], "mother": row["mother"], "sister": row["sibling"]}
    child, family = household(cells, Sex(row["sex"]), Affected(row["own"]))
    found = hit(gene, snv(gene, 0), written(row), calls_of(cells), row["effect"])
    (verdict,) = judged(gene, row["entity"], (found,), child, family)
    assert decided(verdict) == expected(row), f"{row['why']}: {verdict.reason}"


@pytest.mark.parametrize("row", rows("dominant"))
def test_dominant(row: Row) -> None:
    gene = gene_of(row["entity"])
    cells = {"father": row["father"], "mother": row["mother"], "sister": row["sibling"]}
    child, family = household(cells, Sex.FEMALE, Affected(row["own"]))
    found = hit(gene, snv(gene, 0), written(row), calls_of(cells), row["effect"])
    verdicts = judged(gene, row["entity"], (found,), child, family, secondary=row["secondary"] == "yes")
    wanted = [] if row["zygosity"] == "-" else [expected(row)]
    assert [decided(verdict) for verdict in verdicts] == wanted, row["why"]


def related(gene: Gene, relation: str) -> tuple[Allele, Allele]:
    """Two alleles that stand to each other as the row's `relation` says."""
    one, two = snv(gene, 0), snv(gene, 1)
    return {
        "record": (one, Allele(gene.chrom, one.pos, "A", "G")),
        "same_base": (one, Allele(gene.chrom, one.pos, "A", "G")),
        "deletion": (one, Allele(gene.chrom, one.pos - 50, "A", "<DEL>", one.pos + 50)),
        "small_deletion": (one, Allele(gene.chrom, one.pos - 1, "GAT", "G")),
    }.get(relation, (one, two))


def pair_of_hits(row: Row, gene: Gene, cells: dict[str, str]) -> tuple[Hit, Hit]:
    alleles = related(gene, row["relation"])
    made = []
    for number, (allele, name) in enumerate(zip(alleles, "ab", strict=True)):
        reads = "" if row[f"reads_{name}"] == "-" else f":{row[f'reads_{name}']}"
        gt, at, phase_set = row[name].partition("@")
        one = hit(gene, allele, f"{gt}{reads}{at}{phase_set}", calls_of(cells, number))
        if row["relation"] == "record":
            other = alleles[1 - number].key
            one = replace(one, call=call(allele, f"{gt}{at}{phase_set}", (other,)))
        made.append(one)
    background = row["relation"] == "background"
    return made[0], replace(made[1], background=background)


@pytest.mark.parametrize("row", rows("compound"))
def test_compound(row: Row) -> None:
    gene = gene_of(row["entity"])
    cells = {"father": row["father"], "mother": row["mother"], "sister": row["sibling"]}
    child, family = household(cells, Sex(row["sex"]), Affected(row["own"]))
    pair = pair_of_hits(row, gene, cells)
    first, second = judged(gene, row["entity"], pair, child, family)
    found = (first.match, first.mechanism, first.phase, first.origin, second.origin)
    columns = ("match", "mechanism", "phase", "origin_a", "origin_b")
    assert found == tuple(row[name] for name in columns), f"{row['why']}: {first.reason}"


@pytest.mark.parametrize("row", rows("compound"))
def test_never_says_compound_heterozygous_in_cis_or_of_a_man_on_x(row: Row) -> None:
    """The report contract's list of words it must never say."""
    gene = gene_of(row["entity"])
    cells = {"father": row["father"], "mother": row["mother"], "sister": row["sibling"]}
    child, family = household(cells, Sex(row["sex"]), Affected(row["own"]))
    for verdict in judged(gene, row["entity"], pair_of_hits(row, gene, cells), child, family):
        if verdict.phase == "cis" or (gene.x_linked and child.sex is Sex.MALE):
            assert verdict.mechanism != "compound_heterozygous"
            assert not re.search("compound.heterozyg", verdict.reason.lower())
