"""The bundled ClinVar snapshot against the table it is made of. Oracle: the table's own columns."""

import csv
from pathlib import Path

import pytest

from hyperigm.core.clinvar import Significance, classify
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.clinvar import bundled, read_clinvar
from hyperigm.edges.normalise import normalise
from hyperigm.edges.reference import load_reference
from hyperigm.steps.snapshot import snapshot

# The table's words, as its README row explains them, in the five classes of Richards 2015.
CLASS = {
    "Pathogenic": "pathogenic",
    "P/LP": "likely_pathogenic",
    "Likely pathogenic": "likely_pathogenic",
    "VUS": "uncertain",
    "Conflicting": "conflicting",
    "Likely benign": "likely_benign",
    "B/LB": "likely_benign",
    "Benign": "benign",
    "none/not provided": "none",
}
# ClinVar documentation, "Review status", table of gold stars.
STARS = {
    "reviewed by expert panel": 3,
    "criteria provided, multiple submitters, no conflicts": 2,
    "criteria provided, single submitter": 1,
    "criteria provided, conflicting interpretations": 1,
    "no assertion criteria provided": 0,
    "no assertion provided": 0,
    "": None,
}


def table(shared: Path) -> list[dict[str, str]]:
    path = shared / "truth" / "clinvar" / "clinvar_2018.tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def left_out(root: Path) -> list[dict[str, str]]:
    path = root / "resources" / "evidence" / "clinvar_2018-06.left_out.tsv"
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


@pytest.mark.parametrize("build", list(Build))
def test_every_row_is_in_or_listed(shared: Path, root: Path, build: Build) -> None:
    reference = load_reference(build)
    found = read_clinvar((), build, reference.regions).alleles
    rows = table(shared)
    assert len(rows) == 590
    alleles = [
        Allele(f"chr{r['chrom']}", int(r[f"pos_{build.value.lower()}"]), r["ref"], r["alt"]) for r in rows
    ]
    placed = normalise(alleles, reference)
    listed = {int(r["line"]): r["reason"] for r in left_out(root) if r["build"] == build}
    checked = 0
    for line, (row, allele) in enumerate(zip(rows, alleles, strict=True), start=2):
        if line in listed:
            assert listed[line]
            continue
        record = found[placed[allele].allele.key]
        assert classify(record.significance) is Significance(CLASS[row["significance"]]), row
        assert record.stars == STARS[row["review_status"]], row
        assert record.variation_id == row["clinvar_variation_id"], row
        checked += 1
    assert checked == len(found) == 590 - len(listed)


def test_what_is_left_out(root: Path) -> None:
    """Oracle: aligned by hand on the slices: five indels come twice (rows 37, 49, 176, 326, 456), and
    domain.md: IKBKG chrX:153792168 is T on GRCh37 and C on GRCh38."""
    rows = [(r["build"], int(r["line"]), r["reason"]) for r in left_out(root)]
    doubles = [(build, line) for build, line, reason in rows if reason.startswith("the same allele")]
    assert doubles == [(str(build), line) for build in Build for line in (37, 49, 176, 326, 456)]
    others = [row for row in rows if not row[2].startswith("the same allele")]
    assert others == [("GRCh38", 35, "REF is C on GRCh38")]


def test_the_bundled_files_are_what_the_command_makes(shared: Path, root: Path, tmp_path: Path) -> None:
    snapshot(shared / "truth" / "clinvar" / "clinvar_2018.tsv", tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    evidence = root / "resources" / "evidence"
    assert made == {name: (evidence / name).read_bytes() for name in made}
    assert {path.name for path in bundled()} == {name for name in made if name.endswith(".vcf.gz")}
