"""Names against hgvs-weaver, on random alleles of the exons; where the two differ, HGVS's own pages decide.

hgvs-weaver moves no insertion or deletion out of an exon, nor inside an intron, and so it is asked only where
no name can leave the exon. Its protein names differ from HGVS's pages in the classes that `explained` lists.
"""

import random
import re
from collections.abc import Iterator

import pytest
from tests.oracle.agreement import Agreement, annotation, without_accession
from tests.oracle.weaver_oracle import mapper, parse

from hyperigm.core.variant import Allele, Build
from hyperigm.edges.reference import Reference, load_reference

MARGIN = 30


def exonic(reference: Reference, count: int) -> Iterator[tuple[str, Allele]]:
    """Alleles well inside exons, in every form."""
    dice = random.Random(161)
    models = [item for item in reference.transcripts if item.mane]
    while count:
        model = dice.choice(models)
        exon = dice.choice(model.exons)
        if exon.end - exon.start < 2 * MARGIN + 20:
            continue
        pos = dice.randint(exon.start + MARGIN, exon.end - MARGIN)
        ref = reference.fetch(model.chrom, pos, pos + dice.choice([0, 0, 0, 1, 2, 3, 5]))
        new = "".join(dice.choices("ACGT", k=dice.choice([1, 1, 2, 3, 4, 6])))
        alt = dice.choice([new, new, ref[0], ref + ref, ref + new, ref[0] + new])
        if alt != ref and "N" not in reference.fetch(model.chrom, pos - MARGIN, pos + MARGIN):
            count -= 1
            yield model.gene, Allele(model.chrom, pos, ref, alt)


def explained(ours: str, theirs: str) -> bool:
    """Differences in which HGVS's pages, or the file's purpose, decide for ours."""
    short_frameshift = re.search(r"fsTer\d+\)$", ours) and re.search(r"delins\w+Ter\)$", theirs)
    # frameshift page: a change of the frame is `fs`, however soon the stop comes
    inserted_stop = re.search(r"ins\w+Ter\)$", ours) and re.search(r"delins\w+Ter\)$", theirs)
    # insertion page: p.(Met3_His4insGlyTer), the residue before which it is inserted is not deleted
    untranslated = not ours and theirs in ("p.?", "p.(=)")
    # no protein name for a change outside the coding sequence
    start_kept = ours == "p.(=)" and theirs in ("p.?", "p.(Met1?)")
    # ATG is still there, with the same frame behind it (held by tests/property/test_names.py)
    over_the_stop = "Ter" in theirs and "delins" in ours and ours.endswith("Ter)")
    # hgvs-weaver counts residues beyond the protein's end there
    return bool(short_frameshift or inserted_stop or untranslated or start_kept or over_the_stop)


@pytest.mark.parametrize("build", list(Build))
def test_exonic_names(build: Build) -> None:
    weaver, reference = mapper(build), load_reference(build)
    coding, protein = Agreement(f"hgvs-weaver c. on {build}"), Agreement(f"hgvs-weaver p. on {build}")
    told = 0
    for gene, allele in exonic(reference, 1500):
        model = reference.mane(gene)
        ours = annotation(build, allele)
        theirs = weaver.normalize_variant(weaver.g_to_c(parse(ours.hgvs_g or ""), model.accession))
        coding.count(allele.key, ours.effect.hgvs_c, theirs.format(), ours.effect.hgvs_c == theirs.format())
        said = without_accession(weaver.c_to_p(theirs, model.protein).format())
        name = without_accession(ours.effect.hgvs_p)
        if name != said and explained(name, said):
            told += 1
        else:
            protein.count(f"{allele.key} {ours.effect.hgvs_c}", name, said, name == said)
    coding.show()
    protein.show()
    print(f"    and {told} that HGVS's pages explain")
    assert coding.left_over == {}
    assert protein.left_over == {}
    assert protein.agree > 700


@pytest.mark.parametrize(
    ("allele", "name"),
    [
        # ..CAG|gtgagt: a G more at the exon's end is the intron's G (HGVS deletion page, c.1704+1del)
        (Allele("chrX", 154558650, "G", "GG"), "c.518+1dup"),
        # plus strand, a run of A in intron 1 of CD40: the file's leftmost A is named as the rightmost one
        (Allele("chr20", 46121064, "CA", "C"), "c.52-750del"),
        # minus strand: g.5997427_5997443 is a run of A; on the transcript its last T is c.706-4
        (Allele("chr7", 5997426, "G", "GA"), "c.706-4dup"),
        # four bases more at the end of exon 4: c.247_250dup in ClinVar (Variation of NM_000535.6)
        (Allele("chr7", 6003972, "T", "TTAAT"), "c.247_250dup"),
    ],
)
def test_where_the_library_is_wrong(allele: Allele, name: str) -> None:
    """The cases for which names are not taken from hgvs-weaver; each expected name by HGVS's 3' rule."""
    assert without_accession(annotation(Build.GRCH38, allele).effect.hgvs_c) == name
