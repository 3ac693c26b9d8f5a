"""A user's panel in the real workflow: what it adds is in every result, and a changed panel is screened anew.

The people, and why each comes out as he does, are those of docs/panel.md, whose commands tests/docs runs.
"""

import csv
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import time
from typing import Any

import pytest
from tests.workflow.conftest import Cohort

from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.config import dump_config, with_defaults
from hyperigm.edges.panel_build import Given
from hyperigm.edges.panel_folder import use_panel
from hyperigm.edges.resources import go_by
from hyperigm.steps.panel import panel
from hyperigm.steps.panel_demo import TRANSCRIPT, panel_demo
from hyperigm.steps.provenance import provenance

BATCH = "results/work/batch-0001"


@pytest.fixture(scope="module")
def people(
    tmp_path_factory: pytest.TempPathFactory, root: Path, run_steps: Callable[..., None]
) -> Iterator[Cohort]:
    """All steps, in this process; Snakemake itself runs them on the same files for docs/panel.md."""
    folder = tmp_path_factory.mktemp("panel")
    panel_demo(folder)
    given = Given(Build.GRCH38, folder / "genome.fa.gz", folder / "genes.gff3")
    panel(folder / "my_genes.yaml", [given], folder / "my_panel")
    made = Cohort(folder, root)
    try:
        use_panel(folder / "my_panel")
        run_steps(folder / "samples.tsv", made.out, Settings())
        given_paths = {"samples": str(folder / "samples.tsv"), "panel": str(folder / "my_panel")}
        merged = {**with_defaults({}), **given_paths}
        (folder / "config.yaml").write_text(dump_config(merged))
        summary, work = made.out / "cohort" / "summary.tsv", made.out / "work"
        provenance(work / "plan.json", folder / "config.yaml", work, summary, made.out)
        yield made
    finally:
        go_by(None)


def report(people: Cohort, sample: str) -> dict[str, Any]:
    text = (people.out / "samples" / sample / f"{sample}.report.json").read_text()
    result: dict[str, Any] = json.loads(text)["result"]
    return result


def test_each_boy_comes_out_as_the_page_says(people: Cohort) -> None:
    """c.208C>T: codon 70 (bases 208-210) is CGA by the way the gene is drawn, and TGA is a stop codon."""
    rows = people.summary()
    assert {name: row["conclusion"] for name, row in rows.items()} == {
        "stop_boy": "diagnostic",
        "covered_boy": "none_found",
        "not_covered_boy": "not_assessable",
        "other_build_boy": "not_assessable",
    }
    assert rows["stop_boy"]["top_finding"] == f"MADEUP1 {TRANSCRIPT}:c.208C>T"
    first = report(people, "stop_boy")["findings"][0]
    assert first["gene"]["added_by"] == "made-up lab 1.0"
    assert first["annotation"]["effect"]["hgvs_p"].endswith("p.(Arg70Ter)")
    assert first["acmg_criteria"] == ["PVS1"]
    assert "the ClinVar file used has nothing of this gene" in first["explanation"]


def test_what_was_not_looked_at_is_said_exon_by_exon(people: Cohort) -> None:
    read = {}
    for sample in ("covered_boy", "not_covered_boy", "other_build_boy"):
        path = people.out / "samples" / sample / f"{sample}.coverage.tsv"
        with path.open(newline="") as file:
            rows = [row for row in csv.DictReader(file, delimiter="\t") if row["gene"] == "MADEUP1"]
        read[sample] = [row["status"] for row in rows]
    assert read["covered_boy"] == ["assessed"] * 4
    assert read["not_covered_boy"] == ["assessed", "not_assessed", "assessed", "assessed"]
    assert read["other_build_boy"] == ["not_assessed"] * 4
    assert "Not assessed: MADEUP1 2." in report(people, "not_covered_boy")["conclusion_sentence"]
    assert "Not assessed: MADEUP1 1-4." in report(people, "other_build_boy")["conclusion_sentence"]


def test_what_nobody_knows_of_the_gene_is_said(people: Cohort) -> None:
    """In the chance that is left it is no row: the six weigh what they weigh without it."""
    told = report(people, "covered_boy")
    page = (people.out / "samples" / "covered_boy" / "covered_boy.report.html").read_text()
    assert "MADEUP1 has no weight in it" in told["limits"]["residual"]["sentence"]
    assert "MADEUP1" not in [row["gene"] for row in told["limits"]["residual"]["genes"]]
    assert any("no ClinVar record of it was read" in warning for warning in told["warnings"])
    assert any("nobody looked for in MADEUP1" in spot["sentence"] for spot in told["limits"]["blind_spots"])
    assert "added by the panel made-up lab 1.0" in page
    assert "six genes and MADEUP1" in page
    other = report(people, "other_build_boy")["warnings"]
    assert any("does not have it on GRCh37: it was not looked at in this sample" in text for text in other)


def test_provenance_names_the_panel(people: Cohort) -> None:
    folder = people.out / "provenance"
    methods = " ".join((folder / "methods.md").read_text().split())
    assert f"by the user's panel made-up lab 1.0: MADEUP1 ({TRANSCRIPT})" in methods
    assert "panel of the user (SHA-256)\tmade-up lab 1.0: " in (folder / "versions.tsv").read_text()
    resources = (folder / "resources.tsv").read_text()
    for name in ("panel: SHA256SUMS", "panel: added.yaml", "panel: made from genes.gff3 (models GRCh38)"):
        assert f"\n{name}\t" in resources
    knowledge = json.loads((people.out / "samples" / "stop_boy" / "stop_boy.report.json").read_text())
    assert "panel folder" in knowledge["knowledge"]


def test_every_rule_whose_step_asks_for_knowledge_depends_on_the_panel(people: Cohort) -> None:
    """By its sums, so that a changed panel is screened anew, and by its path. The first stands for all."""
    for rule in ("check", "screen", "annotate", "interpret", "report", "cohort"):
        text = (people.root / "workflow" / "rules" / f"{rule}.smk").read_text()
        assert text.count("panel=panel_sums,") == (2 if rule == "cohort" else 1), rule
        assert rule == "check" or '"panel",' in text, rule
    config, before = ["panel=my_panel", "batch_size=4"], time() - 100
    (people.out / "provenance" / "config.yaml").write_text("")
    for path in (people.out / "work" / "plan.json", people.out / "provenance" / "config.yaml"):
        os.utime(path, (before, before))
    for path in people.folder.rglob("*"):
        if path.is_file() and people.out not in path.parents:
            os.utime(path, (before - 100, before - 100))
    assert "check" not in people.snakemake("-n", config=config).jobs
    os.utime(people.folder / "my_panel" / "SHA256SUMS")
    assert "check" in people.snakemake("-n", config=config).jobs
