"""VRS ids and SPDI against the reference implementation, ga4gh.vrs, on the bundled sequence.

The digests of whole chromosomes are those of the bundle's table: ga4gh.vrs is given them, so what is held
against it is the normalisation and the digest of the allele, on 200 alleles of both builds.
"""

import random
from importlib import import_module

import pytest
from tests.oracle.agreement import Agreement, annotation

from hyperigm.core.variant import Allele, Build
from hyperigm.edges.reference import Reference, load_reference


class Proxy:
    """What ga4gh.vrs asks of a data proxy: sequence by refget digest, here from the bundle."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.names = {f"ga4gh:{item.refget}": item.name for item in reference.chromosomes}

    def get_sequence(self, identifier: str, start: int, end: int) -> str:
        return self.reference.fetch(self.names[identifier], start + 1, end)

    def get_metadata(self, identifier: str) -> dict[str, object]:
        return {"length": self.reference.chromosome(self.names[identifier]).length, "aliases": [identifier]}


def reference_id(reference: Reference, allele: Allele, proxy: Proxy) -> str:
    """The id that ga4gh.vrs computes."""
    models, vrs = import_module("ga4gh.vrs.models"), import_module("ga4gh.vrs")
    chromosome = reference.chromosome(allele.chrom)
    given = models.Allele(
        location=models.SequenceLocation(
            sequenceReference=models.SequenceReference(refgetAccession=chromosome.refget),
            start=allele.pos - 1,
            end=allele.pos - 1 + len(allele.ref),
        ),
        state=models.LiteralSequenceExpression(sequence=allele.alt),
    )
    return str(import_module("ga4gh.core").ga4gh_identify(vrs.normalize(given, proxy)))


def alleles(reference: Reference, count: int) -> list[Allele]:
    """Substitutions, deletions, insertions, duplications, inversions and delins, all over the genes."""
    dice = random.Random(124)
    found: set[Allele] = set()
    while len(found) < count:
        region = dice.choice(reference.regions)
        pos, size = dice.randint(region.start + 500, region.end - 500), dice.choice([1, 1, 2, 3, 6])
        ref = reference.fetch(region.chrom, pos, pos + size - 1)
        if "N" in reference.fetch(region.chrom, pos - 60, pos + 60):
            continue
        new = "".join(dice.choices("ACGT", k=dice.choice([1, 1, 2, 4])))
        alt = dice.choice([new, ref[0], ref + ref, ref + new, ref[0] + new])
        if alt != ref:
            found.add(Allele(region.chrom, pos, ref, alt))
    return sorted(found)


@pytest.mark.parametrize("build", list(Build))
def test_vrs_ids(build: Build) -> None:
    reference = load_reference(build)
    proxy, table = Proxy(reference), Agreement(f"VRS ids on {build}")
    for allele in alleles(reference, 200):
        ours, theirs = annotation(build, allele).vrs_id, reference_id(reference, allele, proxy)
        table.count(allele.key, ours, theirs, ours == theirs)
    table.show()
    assert table.left_over == {}
    assert table.agree == 200


@pytest.mark.parametrize("build", list(Build))
def test_spdi(build: Build) -> None:
    """SPDI by its definition: fully justified (Holmes 2020, doi:10.1093/bioinformatics/btz856): rolling the
    deletion or insertion either way leaves the expression as it is, and applying it gives the allele."""
    reference = load_reference(build)
    for allele in alleles(reference, 200):
        accession, start, deleted, inserted = (annotation(build, allele).spdi or "").split(":")
        assert accession == reference.chromosome(allele.chrom).refseq
        first = int(start) + 1
        assert reference.fetch(allele.chrom, first, first + len(deleted) - 1) == deleted
        low = min(first, allele.pos) - 40
        high = max(first + len(deleted), allele.pos + len(allele.ref)) + 40
        assert _applied(reference, allele.chrom, low, high, first, deleted, inserted) == _applied(
            reference, allele.chrom, low, high, allele.pos, allele.ref, allele.alt
        )
        if not deleted or not inserted:
            after = reference.fetch(allele.chrom, first + len(deleted), first + len(deleted))
            before = reference.fetch(allele.chrom, first - 1, first - 1)
            assert after != (deleted or inserted)[0]
            assert before != (deleted or inserted)[-1]


def _applied(reference: Reference, chrom: str, low: int, high: int, pos: int, ref: str, alt: str) -> str:
    left = reference.fetch(chrom, low, pos - 1)
    return left + alt + reference.fetch(chrom, pos + len(ref), high)


def test_published_refget_digests() -> None:
    """GRCh38's digests as domain facts have them."""
    reference = load_reference(Build.GRCH38)
    digests = {item.name: item.refget for item in reference.chromosomes if item.refget}
    assert digests == {
        "chr7": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
        "chr12": "SQ.6wlJpONE3oNb4D69ULmEXhqyDZ4vwNfl",
        "chr20": "SQ.-A1QmD_MatoqxvgVxBLZTONHz9-c7nQo",
        "chrX": "SQ.w0WZEvgJF0zf_P4yyTzjjv9oW1z61HHP",
    }
