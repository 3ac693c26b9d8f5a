"""Names and terms against gnomAD r2's browser (VEP 85 on Ensembl/GENCODE v19), PMS2, GRCh37.

The browser shows each allele on the transcript where it is most severe. A row that is not named on MANE
Select must be named on one of the other Ensembl transcripts of the models' table, by the same engine.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from tests.oracle.agreement import Agreement, GnomadRow, annotation, gnomad_rows, without_accession

from hyperigm.core.consequence import consequence
from hyperigm.core.edit import Stretch
from hyperigm.core.naming import coding_name, place
from hyperigm.core.panel import Exon, Transcript
from hyperigm.core.strand import reverse_complement
from hyperigm.core.transcript import SplicedTranscript, lay_out
from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference

TERMS = {
    "missense": "missense_variant",
    "intron": "intron_variant",
    "synonymous": "synonymous_variant",
    "5' UTR": "5_prime_UTR_variant",
    "3' UTR": "3_prime_UTR_variant",
    "stop gained": "stop_gained",
    "frameshift": "frameshift_variant",
    "splice donor": "splice_donor_variant",
    "splice acceptor": "splice_acceptor_variant",
    "splice region": "splice_region_variant",
    "start lost": "start_lost",
    "stop lost": "stop_lost",
    "inframe deletion": "inframe_deletion",
    "inframe insertion": "inframe_insertion",
    "upstream gene": "upstream_gene_variant",
    "downstream gene": "downstream_gene_variant",
}
CODING = {
    # the models' table has no CDS for it: gnomAD's names count from its first base, and c.1719 ends p.Ter573
    "ENST00000406569": (6017305, 6048650)
}
NEWER = {
    # splice terms that VEP has had since 2021, and what it said in 2017
    "splice_donor_5th_base_variant": "splice_region_variant",
    "splice_donor_region_variant": "splice_region_variant",
}


def other_transcripts(shared: Path) -> list[SplicedTranscript]:
    """The Ensembl transcripts of PMS2 on GRCh37."""
    reference = load_reference(Build.GRCH37)
    region = next(item for item in reference.regions if item.gene == "PMS2")
    bases = reverse_complement(reference.fetch(region.chrom, region.start, region.end))
    stretch = Stretch(region.chrom, region.start, region.end, -1, bases)
    with (shared / "reference" / "models" / "all_transcripts.tsv").open() as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["transcript"].startswith("ENST")]
    return [
        lay_out(_transcript(row), stretch)
        for row in rows
        if row["gene"] == "PMS2" and row["build"] == "GRCh37"
    ]


def _transcript(row: dict[str, str]) -> Transcript:
    starts = [int(start) for start in row["exon_starts_1based"].split(",")]
    ends = [int(end) for end in row["exon_ends"].split(",")]
    spans = sorted(zip(starts, ends, strict=True), reverse=True)
    given = (int(row["cds_start"]), int(row["cds_end_incl_stop"])) if row["cds_start"] else None
    cds = given or CODING.get(row["transcript"])
    return Transcript(
        accession=row["transcript"],
        protein="P" if cds else None,
        gene="PMS2",
        build=Build.GRCH37,
        chrom=row["chrom"],
        strand=-1,
        exons=tuple(Exon(number, start, end) for number, (start, end) in enumerate(spans, start=1)),
        cds=cds or (max(ends), max(ends)),
        mane=False,
    )


def coding(name: str) -> str:
    """gnomAD's c. (or n.) without the bases after del and dup, and without the letter before the point."""
    return re.sub(r"(del|dup)[ACGT]+", r"\1", name)[1:]


def protein(name: str) -> str:
    """gnomAD writes p.Arg304Arg where HGVS has p.Arg304=, and no parentheses."""
    return re.sub(r"^p\.([A-Z][a-z]{2})([0-9]+)\1$", r"p.\1\2=", re.sub(r"[()]", "", name))


@dataclass(frozen=True)
class Reading:
    """One allele on one transcript, without accessions."""

    name: str
    protein: str
    terms: frozenset[str]


def on_mane(row: GnomadRow) -> Reading:
    effect = annotation(Build.GRCH37, row.allele).effect
    return Reading(
        without_accession(effect.hgvs_c)[1:],
        protein(without_accession(effect.hgvs_p)),
        frozenset(effect.consequence),
    )


def elsewhere(model: SplicedTranscript, row: GnomadRow) -> Reading:
    """A transcript without a protein is numbered from its first base (n.), and nothing of it is coding."""
    placed = place(model.stretch, row.allele)
    assert placed.change is not None
    numbered = model if model.transcript.protein else replace(model, cds=(0, len(model.mrna)))
    silent = model if model.transcript.protein else replace(model, cds=(0, 0))
    found = consequence(silent, placed.edit, placed.change)
    name = coding_name(numbered, placed.change) or ""
    return Reading(name[1:], protein(found.protein or ""), found.terms)


@cache
def readings(shared: Path) -> list[tuple[GnomadRow, Reading, list[Reading]]]:
    """Each row, on MANE Select and on the other transcripts."""
    others = other_transcripts(shared)
    return [(row, on_mane(row), [elsewhere(model, row) for model in others]) for row in gnomad_rows(shared)]


def on_either(
    title: str, shared: Path, given: Callable[[GnomadRow], str], ours: Callable[[Reading], str]
) -> tuple[Agreement, int]:
    """The rows that give a name, held against ours on MANE Select; and how many are named on another one.

    given: the row's name in our spelling, or "" where it has none.
    """
    table, other = Agreement(title), 0
    for row, mane, others in readings(shared):
        theirs = given(row)
        if not theirs:
            continue
        if ours(mane) != theirs and any(ours(reading) == theirs for reading in others):
            other += 1
        else:
            table.count(row.allele.key, ours(mane), theirs, ours(mane) == theirs)
    table.show()
    print(f"    and {other} rows that gnomAD names on another Ensembl transcript, as we do there")
    return table, other


def test_transcript_consequence(shared: Path) -> None:
    table, other = on_either(
        "gnomAD c. on MANE Select", shared, lambda row: coding(row.coding), lambda reading: reading.name
    )
    assert table.left_over == {}
    assert table.agree + other == 1255


def test_protein_consequence(shared: Path) -> None:
    table, other = on_either(
        "gnomAD p. on MANE Select", shared, lambda row: protein(row.protein), lambda reading: reading.protein
    )
    assert table.left_over == {}
    assert table.agree + other == 718


def test_annotation(shared: Path) -> None:
    """The row's one word is among our terms, on MANE Select or on the transcript the row is named on."""
    table = Agreement("gnomAD Annotation")
    for row, mane, others in readings(shared):
        if row.term == "non coding transcript exon":
            continue
        found = [{NEWER.get(term, term) for term in reading.terms} for reading in (mane, *others)]
        table.count(row.allele.key, mane.terms, row.term, any(TERMS[row.term] in terms for terms in found))
    table.show()
    assert table.left_over == {}
    assert table.agree == 1277 - 123


@pytest.mark.parametrize(
    ("theirs", "hgvs"), [("p.Arg304Arg", "p.Arg304="), ("p.Ala54Val", "p.Ala54Val"), ("p.Met1?", "p.Met1?")]
)
def test_rule_for_proteins(theirs: str, hgvs: str) -> None:
    """HGVS nomenclature 21, protein substitution page: silent changes end in `=`."""
    assert protein(theirs) == hgvs
