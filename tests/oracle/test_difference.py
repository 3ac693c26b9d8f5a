"""`hyperigm diff` between two ClinVar releases, annotated from the same calls after the VCF is gone.

Oracle: the table's own columns say which release lists which allele (`sources`), and with which word.
"""

import csv
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from hyperigm.cli import main
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.first_seen import read_first_seen
from hyperigm.edges.normalise import normalise
from hyperigm.edges.reference import load_reference
from hyperigm.steps.annotate import annotate
from hyperigm.steps.check import check
from hyperigm.steps.cohort import cohort
from hyperigm.steps.interpret import interpret
from hyperigm.steps.report import report
from hyperigm.steps.screen import screen
from hyperigm.steps.snapshot import SIGNIFICANCE

BUILD = Build.GRCH38
CARRIERS = 59
"""People of the made-up VCF, each heterozygous for every 59th allele of the table."""
PATIENTS = """\
##fileformat=VCFv4.2
##contig=<ID=7,length=159345973>
##contig=<ID=12,length=133275309>
##contig=<ID=20,length=64444167>
##contig=<ID=X,length=156040895>
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t"""
RELEASE = """\
##fileformat=VCFv4.1
##fileDate={day}
##source=ClinVar
##reference=GRCh38
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
"""


@dataclass(frozen=True)
class Row:
    """An allele of the table. years: of the ClinVar releases that have it; key: normalised."""

    key: str
    allele: Allele
    years: frozenset[str]
    word: str


@pytest.fixture(scope="module")
def rows(shared: Path, root: Path) -> list[Row]:
    """The table without the lines that the snapshot lists as another spelling of an allele."""
    left_out = (root / "resources" / "evidence" / "clinvar_2018-06.left_out.tsv").read_text().splitlines()
    skipped = {int(line.split("\t")[1]) for line in left_out[1:] if line.startswith(BUILD)}
    with (shared / "truth" / "clinvar" / "clinvar_2018.tsv").open(encoding="utf-8", newline="") as handle:
        table = list(csv.DictReader(handle, delimiter="\t"))
    kept = [row for line, row in enumerate(table, start=2) if line not in skipped]
    alleles = [Allele(f"chr{r['chrom']}", int(r["pos_grch38"]), r["ref"], r["alt"]) for r in kept]
    placed = normalise(alleles, load_reference(BUILD))
    found = []
    for row, allele in zip(kept, alleles, strict=True):
        names = [name for name in row["sources"].split(",") if name.startswith(("CLNV", "KAGGLE"))]
        years = frozenset(year for year in ("2016", "2018") if any(year in name for name in names))
        found.append(Row(placed[allele].allele.key, allele, years, SIGNIFICANCE[row["significance"]]))
    order = {name: number for number, name in enumerate(("chr7", "chr12", "chr20", "chrX"))}
    return sorted(found, key=lambda row: (order[row.allele.chrom], row.allele))


def words(rows: list[Row], year: str) -> dict[str, str]:
    """Allele key -> what the release of that year says. In 2016, every tenth allele has another word."""
    said = {row.key: row.word for row in rows if year in row.years}
    if year == "2016":
        return {key: _other(word) if n % 10 == 0 else word for n, (key, word) in enumerate(said.items())}
    return said


def _other(word: str) -> str:
    return "Uncertain_significance" if word != "Uncertain_significance" else "Likely_benign"


def release(path: Path, rows: list[Row], said: Mapping[str, str], day: str) -> Path:
    lines = []
    for row in rows:
        allele = row.allele
        if row.key in said:
            place = (allele.chrom.removeprefix("chr"), allele.pos, ".", allele.ref, allele.alt)
            lines.append("\t".join(map(str, (*place, ".", ".", f"CLNSIG={said[row.key]}"))) + "\n")
    path.write_text(RELEASE.format(day=day) + "".join(lines), encoding="ascii")
    return path


def patients(folder: Path, rows: list[Row]) -> Path:
    names = [f"P{number:02d}" for number in range(CARRIERS)]
    lines = [PATIENTS + "\t".join(names)]
    for number, row in enumerate(rows):
        allele = row.allele
        place = (
            allele.chrom.removeprefix("chr"),
            allele.pos,
            ".",
            allele.ref,
            allele.alt,
            ".",
            "PASS",
            ".",
            "GT",
        )
        genotypes = ["0/1" if number % CARRIERS == carrier else "0/0" for carrier in range(CARRIERS)]
        lines.append("\t".join(map(str, (*place, *genotypes))))
    (folder / "all.vcf").write_text("\n".join(lines) + "\n", encoding="ascii")
    sheet = ["sample\tvcf\tsex", *(f"{name}\tall.vcf\tfemale" for name in names)]
    (folder / "samples.tsv").write_text("\n".join(sheet) + "\n", encoding="ascii")
    return folder / "samples.tsv"


def annotated_on(outdir: Path, clinvar: Path, today: date) -> None:
    """Every step from annotate on; the calls are those that lie in the folder."""
    plan, settings = outdir / "work" / "plan.json", Settings()
    for folder in (path.parent for path in sorted(outdir.glob("work/*/screen.json"))):
        screened, annotations = folder / "screen.json", folder / "annotations.json"
        annotate(screened, settings, (clinvar,), annotations)
        interpret(plan, folder.name, screened, annotations, settings, folder / "interpret.json")
        report(folder / "interpret.json", settings, outdir, folder / "report.json")
    cohort(plan, outdir / "work", outdir, today)


@pytest.fixture(scope="module")
def runs(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two runs on the same calls. The patients' VCF is gone before the first annotation."""
    folder = tmp_path_factory.mktemp("releases")
    sheet, old, new = patients(folder, rows), folder / "old", folder / "new"
    plan = old / "work" / "plan.json"
    for batch in check(sheet, None, Settings(), plan).batches:
        screen(plan, batch.id, Settings(), old / "work" / batch.id / "screen.json")
    (folder / "all.vcf").unlink()
    annotated_on(
        old, release(folder / "2016.vcf", rows, words(rows, "2016"), "2016-11-01"), date(2016, 12, 1)
    )
    shutil.copytree(old, new)
    annotated_on(new, release(folder / "2018.vcf", rows, words(rows, "2018"), "2018-06-01"), date(2018, 7, 1))
    return old, new


@pytest.fixture(scope="module")
def changes(runs: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The command's table."""
    out = tmp_path_factory.mktemp("diff") / "changes.tsv"
    done = CliRunner().invoke(main, ["diff", *map(str, runs), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert done.output == out.read_text(encoding="utf-8"), "a pipe gets the same text"
    again = CliRunner().invoke(main, ["diff", *map(str, runs), "--plain"])
    assert again.output == done.output, "the same bytes each time"
    with out.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_exactly_the_alleles_whose_significance_changed(
    rows: list[Row], changes: list[dict[str, str]]
) -> None:
    then, now = words(rows, "2016"), words(rows, "2018")
    expected = {
        row.key: (then.get(row.key, "."), now.get(row.key, "."))
        for row in rows
        if then.get(row.key) != now.get(row.key)
    }
    named = {c["allele"]: (c["old"], c["new"]) for c in changes if c["change"] == "clinvar"}
    assert named == expected
    kinds = {"new": 0, "gone": 0, "other": 0}
    for old, new in expected.values():
        kinds["new" if old == "." else "gone" if new == "." else "other"] += 1
    print(f"\n{len(rows)} alleles, {len(expected)} changed: {kinds}")
    assert min(kinds.values()) > 10, "alleles new to ClinVar, gone from it, and with another word"


def test_each_change_names_the_two_releases(changes: list[dict[str, str]]) -> None:
    told = [c["because"].split(" → ") for c in changes if c["change"] == "clinvar"]
    ends = {tuple(word[word.rindex("(") :] for word in words) for words in told}
    assert ends == {("(2016-11-01)", "(2018-06-01)")}


def test_the_release_is_named_once_and_nothing_appears_or_vanishes(changes: list[dict[str, str]]) -> None:
    of_run = [(c["what"], c["old"], c["new"]) for c in changes if c["change"] == "run"]
    assert of_run == [("clinvar release", "2016-11-01", "2018-06-01")]
    assert not {c["change"] for c in changes} & {"appeared", "vanished", "sample"}


def test_a_tier_changes_only_where_clinvar_did(changes: list[dict[str, str]]) -> None:
    """The calls, names and tables are the same in both runs, so every change goes back to a ClinVar word."""
    changed = {c["allele"] for c in changes if c["change"] == "clinvar"}
    tiers = [c for c in changes if c["change"] == "tier"]
    assert len(tiers) > 10
    assert all("ClinVar: " in c["because"] for c in tiers)
    own = [c for c in tiers if c["because"].startswith("ClinVar: ")]
    assert own
    assert {c["allele"] for c in own} <= changed


def test_first_seen_is_the_first_run_of_the_folder(
    runs: tuple[Path, Path], changes: list[dict[str, str]]
) -> None:
    old, new = (read_first_seen(folder) for folder in runs)
    assert old == new, "the second run has no finding that the first had not"
    assert {first.date for first in new.values()} == {"2016-12-01"}
    assert {c["first_seen"] for c in changes if c["allele"] != "."} == {"2016-12-01"}
