"""Alleles of the ClinVar table, each in a made-up person whose genotype fits, through the steps."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.finding import Finding, SampleResult, Tier
from hyperigm.core.plan import Batch, Plan, SampleEntry
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.edges.normalise import normalise
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_results, write_value
from hyperigm.steps.annotate import annotate
from hyperigm.steps.interpret import interpret

BUILD = Build.GRCH38
NONE = (Path("none"),)
NULL = re.compile(r"[A-Z][a-z]{2}([0-9]+)(Ter|[A-Z][a-z]{2}fs|fs)")
LAST_EXON = 373
"""First residue of IKBKG's last exon: a stop from there on escapes decay and is survived by males."""


@dataclass(frozen=True)
class Spike:
    """One line of clinvar_2018.tsv. sample: of the made-up person who carries it."""

    sample: str
    gene: str
    allele: Allele
    name: str
    significance: str
    stars: int
    female: bool


STARS = {"reviewed by expert panel": 3, "criteria provided, multiple submitters, no conflicts": 2}
PATHOGENIC = ("Pathogenic", "Likely pathogenic", "P/LP")
BENIGN = ("Benign", "Likely benign", "B/LB")


def spikes(shared: Path) -> list[Spike]:
    """Every allele of the table that has its own base on GRCh38."""
    with (shared / "truth" / "clinvar" / "clinvar_2018.tsv").open() as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    reference = load_reference(BUILD)
    raw = [Allele(f"chr{r['chrom']}", int(r["pos_grch38"]), r["ref"], r["alt"]) for r in rows]
    placed = normalise(raw, reference)
    return [
        Spike(
            f"s{number}",
            row["gene"],
            placed[allele].allele,
            row["hgvs_c"],
            row["significance"],
            STARS.get(row["review_status"], 1 if row["review_status"].startswith("criteria") else 0),
            _in_a_woman(row),
        )
        for number, (row, allele) in enumerate(zip(rows, raw, strict=True))
        if not placed[allele].flags
    ]


def _in_a_woman(row: dict[str, str]) -> bool:
    """Stops of IKBKG that leave no function are lethal in males (OMIM 308300): they are put in a woman."""
    null = NULL.search(row["hgvs_p"])
    return row["gene"] == "IKBKG" and null is not None and int(null[1]) < LAST_EXON


def _call(spike: Spike) -> Call:
    on_x = spike.allele.chrom == "chrX"
    single = Genotype("1", (Slot.THIS,), False)
    het = Genotype("0/1", (Slot.REF, Slot.THIS), False)
    both = Genotype("1/1", (Slot.THIS, Slot.THIS), False)
    genotype = (het if spike.female else single) if on_x else both
    allele = spike.allele
    record = Record(allele.chrom, allele.pos, allele.ref, (allele.alt,), ("PASS",), "")
    return Call(allele, genotype, record, depth=40, alt_depth=20 if spike.female else 40, quality=99.0)


def outcome(
    found: list[Spike],
    folder: Path,
    clinvar: tuple[Path, ...] = (),
    gnomad: tuple[Path, ...] = (),
    insilico: tuple[Path, ...] = (),
) -> dict[str, SampleResult]:
    """Each person's result, by sample."""
    people = [
        Person(s.sample, Sex.FEMALE if s.female else Sex.MALE, s.sample, affected=Affected.YES) for s in found
    ]
    screens = [SampleScreen(s.sample, BUILD, "spiked", (_call(s),)) for s in found]
    plan, screen = folder / "plan.json", folder / "screen.json"
    annotated, interpreted = folder / "annotations.json", folder / "interpret.json"
    write_value(plan, Plan((Batch("batch-0001", tuple(SampleEntry(p, "none.vcf") for p in people)),)))
    write_value(screen, Screened("batch-0001", tuple(screens)))
    annotate(screen, Settings(), clinvar, annotated, gnomad, insilico)
    interpret(plan, "batch-0001", screen, annotated, Settings(), interpreted)
    return {result.sample: result for result in read_results(interpreted)}


ORDER = list(Tier)


def best(result: SampleResult) -> Finding:
    """The finding of the highest tier."""
    return min(result.findings, key=lambda finding: ORDER.index(finding.tier))


def by_class(found: list[Spike], words: tuple[str, ...]) -> Iterator[Spike]:
    return (spike for spike in found if spike.significance in words)
