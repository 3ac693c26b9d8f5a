"""Every kind of name is read by two parsers of other people: Mutalyzer's and ferro-hgvs."""

from importlib import import_module
from pathlib import Path

import pytest
from tests.oracle.agreement import annotation, annotator, clinvar_rows, gnomad_rows
from tests.oracle.test_annotate_csq import phased

from hyperigm.core.annotation import Annotation
from hyperigm.core.variant import Allele, Build

STRUCTURAL = (
    Allele("chrX", 136643300, "N", "<DEL>", 136662000),
    Allele("chrX", 154555000, "N", "<DEL>", 154564700),
    Allele("chrX", 154556200, "N", "<DUP>", 154560000),
    Allele("chr7", 5987000, "N", "<INV>", 5987300),
    Allele("chr7", 5987000, "N", "<INS>", 5987000),
)


def names(annotated: Annotation) -> set[str]:
    """All HGVS names of an annotation."""
    effects = (annotated.effect, *annotated.others)
    found = {annotated.hgvs_g, *(name for effect in effects for name in (effect.hgvs_c, effect.hgvs_p))}
    return {name for name in found if name}


def all_names(shared: Path, build: Build) -> set[str]:
    alleles = {row.allele(build) for row in clinvar_rows(shared)} | set(STRUCTURAL if "38" in build else ())
    if build is Build.GRCH37:
        alleles |= {row.allele for row in gnomad_rows(shared)}
    return set().union(*(names(annotation(build, allele)) for allele in alleles))


def test_mutalyzer(shared: Path) -> None:
    """Every tenth name (the parser is slow), and all of the structural ones."""
    parse = import_module("mutalyzer_hgvs_parser").to_model
    some = {name for build in Build for name in sorted(all_names(shared, build))[::10]}
    for name in some.union(*(names(annotation(Build.GRCH38, allele)) for allele in STRUCTURAL)):
        assert parse(name)["reference"]["id"] == name.split(":")[0]


@pytest.mark.parametrize("build", list(Build))
def test_ferro(shared: Path, build: Build) -> None:
    parse = import_module("ferro_hgvs").parse
    for name in all_names(shared, build):
        assert str(parse(name)) == name


def test_haplotype_names() -> None:
    """Two SNVs of PMS2 codon 55, which spans exons 2 and 3, in brackets."""
    pair = [Allele("chr7", 6004058, "T", "G"), Allele("chr7", 6005892, "C", "G")]
    singles = {allele.key: annotation(Build.GRCH38, allele) for allele in pair}
    (found,) = annotator(Build.GRCH38).haplotypes([phased(allele) for allele in pair], singles)
    name = found.effect.hgvs_c or ""
    assert str(import_module("ferro_hgvs").parse(name)) == name
    assert import_module("mutalyzer_hgvs_parser").to_model(name)["reference"]["id"] == "NM_000535.7"
