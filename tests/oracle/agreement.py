"""Truth tables of the shared data, and a table of how far the annotation agrees with them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hyperigm.core.annotation import Annotation
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.reference import load_reference


@cache
def annotator(build: Build) -> Annotator:
    """One annotator per build, without ClinVar."""
    return Annotator(load_reference(build), {})


@dataclass(frozen=True)
class ClinVarRow:
    """One line of clinvar_2018.tsv."""

    gene: str
    chrom: str
    positions: dict[Build, int]
    ref: str
    alt: str
    hgvs_c: str
    hgvs_p: str
    molecular_consequence: str
    vep: str

    def allele(self, build: Build) -> Allele:
        return Allele(self.chrom, self.positions[build], self.ref, self.alt)


def clinvar_rows(shared: Path) -> list[ClinVarRow]:
    """Every allele of the table."""
    with (shared / "truth" / "clinvar" / "clinvar_2018.tsv").open() as table:
        return [
            ClinVarRow(
                row["gene"],
                f"chr{row['chrom']}",
                {Build.GRCH37: int(row["pos_grch37"]), Build.GRCH38: int(row["pos_grch38"])},
                row["ref"],
                row["alt"],
                row["hgvs_c"],
                row["hgvs_p"],
                row["molecular_consequence"],
                row["vep_refseq"],
            )
            for row in csv.DictReader(table, delimiter="\t")
        ]


@dataclass(frozen=True)
class GnomadRow:
    """One line of gnomad_r2_PMS2.csv (GRCh37)."""

    allele: Allele
    coding: str
    protein: str
    term: str


def gnomad_rows(shared: Path) -> list[GnomadRow]:
    """Every allele of the export."""
    with (shared / "truth" / "gnomad" / "gnomad_r2_PMS2.csv").open() as table:
        return [
            GnomadRow(
                Allele(f"chr{row['Chrom']}", int(row["Position"]), row["Reference"], row["Alternate"]),
                row["Transcript Consequence"],
                row["Protein Consequence"],
                row["Annotation"],
            )
            for row in csv.DictReader(table)
        ]


def annotation(build: Build, allele: Allele) -> Annotation:
    return annotator(build).annotation(allele)


def without_accession(name: str | None) -> str:
    """`c.12del` of `NM_1.2:c.12del`; "" for None."""
    return (name or "").rsplit(":", 1)[-1]


@dataclass
class Agreement:
    """How many of what was compared agree; every other one by its name, with both sides.

    excluded: how many rows were not compared, for reasons the test writes down.
    """

    title: str
    agree: int = 0
    left_over: dict[str, str] = field(default_factory=dict)
    excluded: int = 0

    def count(self, name: str, ours: object, theirs: object, same: bool) -> None:
        if same:
            self.agree += 1
        else:
            self.left_over[name] = f"ours {ours}, theirs {theirs}"

    @property
    def share(self) -> float:
        total = self.agree + len(self.left_over)
        return self.agree / total if total else 0.0

    def lines(self) -> Iterator[str]:
        total = self.agree + len(self.left_over)
        yield f"{self.title}: {self.agree} of {total} ({100 * self.share:.2f} %)"
        if self.excluded:
            yield f"    with the {self.excluded} excluded rows {self.agree} of {total + self.excluded}"
        for name, what in self.left_over.items():
            yield f"    {name}: {what}"

    def show(self) -> None:
        print("\n".join(self.lines()))
