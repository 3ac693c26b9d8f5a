"""Names say what the allele does: read literally, they change the genome and the protein as the VCF does.

The judge is tests/oracle/direct.py, which reads names and splices exons base by base.
"""

import re
from functools import cache

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.oracle.agreement import annotation, without_accession
from tests.oracle.direct import Numbering, Person, apply_coding_name, fits_protein_name, person

from hyperigm.core.annotation import TranscriptEffect
from hyperigm.core.panel import Transcript
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.reference import load_reference

BUILDS = tuple(Build)
EXAMPLES = settings(max_examples=400)


@cache
def numbering(build: Build, gene: str) -> Numbering:
    return Numbering(load_reference(build).mane(gene))


def transcript(build: Build, gene: str) -> Transcript:
    return load_reference(build).mane(gene)


@st.composite
def alleles(draw: st.DrawFn, coding: bool = False) -> tuple[Build, str, Allele]:
    """An allele of one of the six genes: most near an exon, all inside the transcript; REF is the
    assembly's, and the transcript's record is like the assembly there."""
    build = draw(st.sampled_from(BUILDS))
    reference = load_reference(build)
    model = draw(st.sampled_from([item for item in reference.transcripts if item.mane]))
    exon = draw(st.sampled_from(model.exons))
    margin = -12 if coding else 60
    low, high = exon.start - margin, exon.end + margin
    assume(low < high)
    pos = draw(st.integers(low, high))
    ref = reference.fetch(model.chrom, pos, pos + draw(st.sampled_from([0, 0, 0, 1, 2, 3, 5, 11])))
    new = draw(st.text("ACGT", min_size=1, max_size=7))
    alt = draw(st.sampled_from([new, ref[0], ref + ref, ref + new, ref[0] + new, new + ref]))
    assume(ref != alt)
    span = [end for item in model.exons for end in (item.start, item.end)]
    assume(min(span) + 80 < pos and pos + len(ref) < max(span) - 80)
    around = reference.fetch(model.chrom, pos - 80, pos + len(ref) + 80)
    assume("N" not in around)
    assume(around == load_reference(Build.GRCH38).fetch(model.chrom, *_there(build, model, pos, len(ref))))
    return build, model.gene, Allele(model.chrom, pos, ref, alt)


def _there(build: Build, model: Transcript, pos: int, size: int) -> tuple[int, int]:
    """The same stretch on GRCh38, counted from the nearest exon: no indel lies between the builds there."""
    other = load_reference(Build.GRCH38).mane(model.gene)
    index = min(range(len(model.exons)), key=lambda at: abs(model.exons[at].start - pos))
    shift = other.exons[index].start - model.exons[index].start
    assert build in BUILDS
    return pos - 80 + shift, pos + size + 80 + shift


def effect(build: Build, allele: Allele) -> TranscriptEffect:
    return annotation(build, allele).effect


def copy_of(build: Build, gene: str) -> Person:
    return person(build, gene)


@EXAMPLES
@given(alleles())
def test_c_name_changes_the_genome_as_the_allele_does(case: tuple[Build, str, Allele]) -> None:
    build, gene, allele = case
    name = without_accession(effect(build, allele).hgvs_c)
    named = copy_of(build, gene)
    apply_coding_name(name, named, numbering(build, gene))
    assert named.genome() == person(build, gene, allele).genome()


_GENOMIC = re.compile(
    r"g\.(?P<first>\d+)(?:_(?P<last>\d+))?"
    r"(?:[ACGT]>(?P<sub>[ACGT])|(?P<kind>del|dup|inv|ins|delins)(?P<bases>[ACGT]*))"
)
PAIRS = str.maketrans("ACGT", "TGCA")


@EXAMPLES
@given(alleles())
def test_g_name_changes_the_genome_as_the_allele_does(case: tuple[Build, str, Allele]) -> None:
    build, gene, allele = case
    found = _GENOMIC.fullmatch(without_accession(annotation(build, allele).hgvs_g))
    assert found is not None
    first, last = int(found["first"]), int(found["last"] or found["first"])
    named = copy_of(build, gene)
    old = "".join(named.original[pos] for pos in range(first, last + 1))
    given_bases = found["bases"] or ""
    forms = {
        "dup": old + old,
        "inv": old.translate(PAIRS)[::-1],
        "ins": old[0] + given_bases + old[-1],
    }
    new = forms.get(found["kind"] or "", found["sub"] or given_bases)
    for pos in range(first, last + 1):
        named.bases[pos] = ""
    named.bases[first] = new
    assert named.genome() == person(build, gene, allele).genome()


@EXAMPLES
@given(alleles())
def test_g_to_c_to_g(case: tuple[Build, str, Allele]) -> None:
    """The allele that the c. name spells on the genome has the same c., g. and machine names."""
    build, gene, allele = case
    first = annotation(build, allele)
    named = copy_of(build, gene)
    apply_coding_name(without_accession(first.effect.hgvs_c), named, numbering(build, gene))
    changed = [pos for pos in named.bases if named.bases[pos] != named.original[pos]]
    low, high = min(changed) - 1, max(changed)
    ref = "".join(named.original[pos] for pos in range(low, high + 1))
    alt = "".join(named.bases[pos] for pos in range(low, high + 1))
    second = annotation(build, Allele(allele.chrom, low, ref, alt))
    assert second.effect.hgvs_c == first.effect.hgvs_c
    assert (second.hgvs_g, second.vrs_id, second.spdi) == (first.hgvs_g, first.vrs_id, first.spdi)
    assert second.effect.consequence == first.effect.consequence


@EXAMPLES
@given(alleles(), st.integers(0, 12), st.integers(0, 12))
def test_spelling_does_not_matter(case: tuple[Build, str, Allele], left: int, right: int) -> None:
    """More bases around the change, as some callers write it, change nothing."""
    build, _, allele = case
    fetch = load_reference(build).fetch
    before = fetch(allele.chrom, allele.pos - left, allele.pos - 1)
    end = allele.pos + len(allele.ref)
    after = fetch(allele.chrom, end, end + right - 1)
    longer = Allele(allele.chrom, allele.pos - left, before + allele.ref + after, before + allele.alt + after)
    assert effect(build, longer) == effect(build, allele)


@EXAMPLES
@given(alleles(coding=True))
def test_p_name_makes_the_new_protein(case: tuple[Build, str, Allele]) -> None:
    """A predicted p. name, read literally, makes of the old protein what splicing and translating gives."""
    build, gene, allele = case
    name = without_accession(effect(build, allele).hgvs_p)
    assume(name not in ("", "p.?"))
    before, after = person(build, gene), person(build, gene, allele)
    old, new = before.protein(), after.protein()
    kept = after.spliced().endswith(before.coding())  # all from ATG on stands there as it was
    if name == "p.(Met1?)":
        assert not kept
        assert after.coding()[:3] != "ATG" or len(after.coding()) != len(before.coding()) + growth(allele)
    elif name == "p.(=)":
        assert kept
    else:
        assert fits_protein_name(name, old, new)


def growth(allele: Allele) -> int:
    return len(allele.alt) - len(allele.ref)


def starts(build: Build) -> list[tuple[str, int]]:
    """Gene and genome position of the A of each start codon."""
    return [
        (item.gene, item.cds[0] if item.strand > 0 else item.cds[1])
        for item in load_reference(build).transcripts
        if item.mane and item.cds
    ]


@EXAMPLES
@given(st.data())
def test_a_start_codon_that_stands_there_still_is_not_lost(data: st.DataObject) -> None:
    """Ensembl VEP compares the end of the changed transcript with the coding sequence as it was."""
    build = data.draw(st.sampled_from(BUILDS))
    gene, at = data.draw(st.sampled_from(starts(build)))
    model = transcript(build, gene)
    pos = at + data.draw(st.integers(-3, 2))
    ref = load_reference(build).fetch(model.chrom, pos, pos + data.draw(st.integers(0, 2)))
    alt = ref[0] + data.draw(st.text("ACGT", max_size=4))
    assume(alt != ref)
    allele = Allele(model.chrom, pos, ref, alt)
    found = effect(build, allele)
    before, after = person(build, gene), person(build, gene, allele)
    if after.spliced().endswith(before.coding()):
        assert "start_lost" not in found.consequence
        first = len(before.spliced()) - len(before.coding())
        # a copy of the codon before it may be read as the first: its 3'-most name is behind ATG
        again = after.spliced()[first : first + 3] == "ATG" != ref
        assert again or without_accession(found.hgvs_p) in ("", "p.(=)")
    elif after.coding()[:3] != "ATG":
        assert "start_retained_variant" not in found.consequence


TRUNCATING = {"stop_gained", "frameshift_variant"}


@EXAMPLES
@given(alleles(coding=True))
def test_terms_fit_the_new_protein(case: tuple[Build, str, Allele]) -> None:
    """Sequence Ontology definitions, held against the translated copy."""
    build, gene, allele = case
    found = effect(build, allele)
    terms = set(found.consequence)
    if found.hgvs_p is None or found.hgvs_p.endswith("?") or terms & {"start_lost", "start_retained_variant"}:
        return  # where ATG moved, the copy is read from the first base of the old one: tested above
    old, new = person(build, gene).protein(), person(build, gene, allele).protein()
    grown = len(allele.alt) - len(allele.ref)
    if "synonymous_variant" in terms:
        assert old == new
    if "missense_variant" in terms:
        assert len(old) == len(new)
        assert old != new
    if "inframe_deletion" in terms and not terms & {"stop_lost", "stop_gained"}:
        assert len(new) == len(old) + grown // 3
    if "stop_gained" in terms:
        assert len(new) < len(old)
    assert ("frameshift_variant" in terms) == (grown % 3 != 0 and old != new)
    assert (found.nmd_escape is not None) == (bool(terms & TRUNCATING) and "stop_lost" not in terms)
