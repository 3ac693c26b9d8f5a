"""Names and consequences against ClinVar's own (2013-2018) and VEP's, on both builds.

The rule for old spelling and old transcript versions, written once:
1. the accession is left out: all versions in the table number their coding sequence alike;
2. the bases after `del` and `dup` are left out, and a count after `del` (recommended until 2016);
3. a name that is not 3'-most is moved by hgvs-weaver, which is not the project's own code;
4. p.: no parentheses, no distance after `fs`, a frameshift into a stop is `Ter`, a lost Met1 is `Met1?`.
A row whose own name, put on the genome by hgvs-weaver, is another allele than the row's contradicts itself:
such rows are listed below by name, and nothing else may be one.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from tests.oracle.agreement import (
    Agreement,
    ClinVarRow,
    annotation,
    clinvar_rows,
    without_accession,
)
from tests.oracle.weaver_oracle import mapper, parse

from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference

CONTRADICTORY = {
    # row: why its name is not its allele
    "NM_000535.6:c.1221delG 6027175 C>G": "the row's allele is a substitution",
    "NM_000535.5:c.706-4dupT 6037056 T>TA": "the row inserts A after -3; the name is in the run before it",
    "NM_000535.6:c.162_163insAATT 6045522 C>CAATT": "the row inserts after c.163, the name before it",
    "NM_000535.6:c.24-12_107del96insAAAT 6045578 G>GATTT": "the row has the insertion, not the deletion",
}
LIFTOVER = {
    # domain facts: the base is T on GRCh37 and C on GRCh38, so that T>C is no change of GRCh38
    "NM_003639.4:c.1056-6T>C": "GRCh38 has the alternate base as its own"
}
FOLDED = {
    # VEP's terms of 2021, and what they were until then
    "splice_donor_5th_base_variant": "splice_region_variant",
    "splice_donor_region_variant": "splice_region_variant",
    "splice_polypyrimidine_tract_variant": "intron_variant",
}
MC_WORDS = {"nonsense": "stop_gained", "2KB_upstream_variant": "upstream_gene_variant"}
MC_WITHOUT_A_WORD = {
    # ClinVar's MC of 2018 has no word for an in-frame deletion or a lost start: what it says instead
    "chr7-6002452-CCTT-C": "c.535_537del: UTR of another transcript",
    "chr7-6005923-TTCTACTAAC-T": "c.123_131del: UTR and intron of other transcripts",
    "chr7-6005924-TCTA-T": "c.128_130del: intron of another transcript",
    "chr7-6009017-C-T": "c.3G>A: missense",
    "chr7-6009018-A-G": "c.2T>C: missense",
}


def label(row: ClinVarRow) -> str:
    return f"{row.hgvs_c} {row.positions[Build.GRCH37]} {row.ref}>{row.alt}"


def modern_c(name: str) -> str:
    """Rules 1 and 2."""
    return re.sub(r"(del|dup)(?:[ACGT]+|[0-9]+)", r"\1", without_accession(name))


def modern_p(name: str) -> str:
    """Rule 4."""
    bare = re.sub(r"[()]", "", without_accession(name))
    bare = re.sub(r"fs(Ter[0-9]+)?$", "fs", bare)
    bare = re.sub(r"^(p\.[A-Z][a-z]{2}[0-9]+)Terfs$", r"\1Ter", bare)
    return re.sub(r"^p\.Met1[A-Z].*", "p.Met1?", bare)


def spdi_of_row(row: ClinVarRow, build: Build, weaver: Any) -> str:
    """The row's allele, fully justified by hgvs-weaver."""
    chromosome = load_reference(build).chromosome(row.chrom)
    first, last = row.positions[build], row.positions[build] + len(row.ref) - 1
    name = parse(f"{chromosome.refseq}:g.{first}_{last}delins{row.alt}" if first < last else _one(row, build))
    return str(weaver.to_spdi_unambiguous(name))


def _one(row: ClinVarRow, build: Build) -> str:
    refseq = load_reference(build).chromosome(row.chrom).refseq
    pos = row.positions[build]
    if len(row.alt) == 1:
        return f"{refseq}:g.{pos}{row.ref}>{row.alt}"
    return f"{refseq}:g.{pos}_{pos + 1}ins{row.alt[1:]}"


def named(row: ClinVarRow, build: Build) -> str:
    """The row's name in modern spelling, on MANE Select."""
    return f"{load_reference(build).mane(row.gene).accession}:{modern_c(row.hgvs_c)}"


def is_itself(row: ClinVarRow, build: Build, weaver: Any) -> bool:
    """Whether the row's own name is the row's allele, by hgvs-weaver alone."""
    genomic = weaver.c_to_g(parse(named(row, build)))
    return bool(weaver.to_spdi_unambiguous(genomic) == spdi_of_row(row, build, weaver))


def comparable(shared: Path, build: Build, weaver: Any) -> list[ClinVarRow]:
    """The rows with a c. name that is their own allele on that build."""
    rows = [row for row in clinvar_rows(shared) if row.hgvs_c]
    if build is Build.GRCH38:
        rows = [row for row in rows if row.hgvs_c not in LIFTOVER]
    return [row for row in rows if is_itself(row, build, weaver)]


@pytest.mark.parametrize("build", list(Build))
def test_rows_that_contradict_themselves(shared: Path, build: Build) -> None:
    weaver = mapper(build)
    rows = [row for row in clinvar_rows(shared) if row.hgvs_c]
    own = {label(row) for row in comparable(shared, build, weaver)}
    odd = {label(row) for row in rows} - own
    lifted = {name for name in odd if name.split()[0] in LIFTOVER}
    assert odd - lifted == set(CONTRADICTORY)
    assert len(lifted) == (1 if build is Build.GRCH38 else 0)


@pytest.mark.parametrize("build", list(Build))
def test_c_names(shared: Path, build: Build) -> None:
    weaver = mapper(build)
    rows = comparable(shared, build, weaver)
    named_rows = sum(bool(row.hgvs_c) for row in clinvar_rows(shared))
    table = Agreement(f"ClinVar c. on {build}", excluded=named_rows - len(rows))
    for row in rows:
        ours = without_accession(annotation(build, row.allele(build)).effect.hgvs_c)
        theirs = modern_c(row.hgvs_c)
        moved = without_accession(weaver.normalize_variant(parse(named(row, build))).format())
        table.count(label(row), ours, theirs, ours in (theirs, moved))
    table.show()
    assert table.left_over == {}
    assert table.agree >= 360


@pytest.mark.parametrize("build", list(Build))
def test_p_names(shared: Path, build: Build) -> None:
    rows = [row for row in comparable(shared, build, mapper(build)) if row.hgvs_p]
    named_rows = sum(bool(row.hgvs_c and row.hgvs_p) for row in clinvar_rows(shared))
    table = Agreement(f"ClinVar p. on {build}", excluded=named_rows - len(rows))
    for row in rows:
        ours = modern_p(annotation(build, row.allele(build)).effect.hgvs_p or "")
        table.count(label(row), ours, row.hgvs_p, ours == modern_p(row.hgvs_p))
    table.show()
    assert table.left_over == {}
    assert table.agree >= 304


def mc_terms(row: ClinVarRow) -> set[str]:
    """ClinVar's MC in today's terms."""
    words = [word.split("|")[1] for word in row.molecular_consequence.split(",") if word]
    return {MC_WORDS.get(word, word) for word in words}


@pytest.mark.parametrize("build", list(Build))
def test_molecular_consequence(shared: Path, build: Build) -> None:
    """MC has the terms of several transcripts: one of them must be ours, where MC has a word for ours."""
    table = Agreement(f"ClinVar MC on {build}")
    rows = clinvar_rows(shared)
    vocabulary = set().union(*map(mc_terms, rows))
    without = set()
    for row in rows:
        ours, theirs = set(annotation(build, row.allele(build)).effect.consequence), mc_terms(row)
        if not theirs:
            continue
        if ours & vocabulary:
            table.count(row.allele(build).key, ours, theirs, bool(ours & theirs))
        else:
            without.add(row.allele(Build.GRCH38).key)
    table.show()
    assert table.left_over == {}
    assert table.agree == 286
    assert without == set(MC_WITHOUT_A_WORD)


def folded(terms: set[str]) -> set[str]:
    """Terms as VEP gave them before 2021."""
    return {FOLDED.get(term, term) for term in terms}


@pytest.mark.parametrize("build", list(Build))
def test_vep(shared: Path, build: Build) -> None:
    """VEP on RefSeq transcripts that code like MANE Select; terms and exon or intron."""
    table = Agreement(f"VEP terms on {build}")
    for row in clinvar_rows(shared):
        for line in filter(None, row.vep.split(",")):
            fields = line.split("|")
            ours = folded(set(annotation(build, row.allele(build)).effect.consequence))
            theirs = set(fields[1].split("&"))
            table.count(f"{row.allele(build).key} {fields[0]}", ours, theirs, ours == theirs)
    table.show()
    assert table.left_over == {}
    assert table.agree >= 290


@pytest.mark.parametrize(
    ("old", "modern"),
    [
        ("NM_000074.2:c.189delT", "c.189del"),
        ("NM_020661.3:c.21_39del19", "c.21_39del"),
        ("NM_000535.6:c.247_250dupTTAA", "c.247_250dup"),
        ("NM_000535.6:c.779_780delCCinsAG", "c.779_780delinsAG"),
        ("NM_000535.6:c.537+1G>A", "c.537+1G>A"),
    ],
)
def test_rule_for_old_c_names(old: str, modern: str) -> None:
    """HGVS nomenclature 21, deletion, duplication and deletion-insertion pages: bases are not repeated."""
    assert modern_c(old) == modern


@pytest.mark.parametrize(
    ("old", "modern"),
    [
        ("p.Phe63Leufs", "p.Phe63Leufs"),
        ("NP_000065.1:p.(Phe63LeufsTer6)", "p.Phe63Leufs"),
        ("p.Leu625Terfs", "p.Leu625Ter"),
        ("p.Met1Val", "p.Met1?"),
        ("NP_000526.1:p.Thr103=", "p.Thr103="),
    ],
)
def test_rule_for_old_p_names(old: str, modern: str) -> None:
    """HGVS nomenclature 21, protein frameshift, extension and substitution pages."""
    assert modern_p(old) == modern
