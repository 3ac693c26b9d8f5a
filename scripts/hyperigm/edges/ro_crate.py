"""ro-crate-metadata.json: the folder of results as an RO-Crate 1.1, by the profile Process Run Crate 0.5.

Single files of samples are no entities: 5,000 samples would make 35,000 of them, which no viewer opens. Each
folder is one, and says which files it has; so are the run's tables. Inputs are outside the crate and private:
provenance/inputs.tsv has their base names and sums.
"""

import json
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from hyperigm.core.provenance import RunRecord
from hyperigm.edges.store import write_text

Crate = Any
Entity = Any
"""Of the rocrate library, which has no types."""

METADATA = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
TSV = "text/tab-separated-values"
FILES = (
    ("cohort/summary.tsv", "Summary: one line per sample", TSV),
    ("cohort/findings.tsv", "Findings of all samples", TSV),
    ("provenance/config.yaml", "The merged config of the run", "application/yaml"),
    ("provenance/versions.tsv", "Programs and libraries with their versions", TSV),
    ("provenance/resources.tsv", "Files of knowledge with their dates and SHA-256", TSV),
    ("provenance/inputs.tsv", "Inputs by base name, with their sizes and sums", TSV),
    ("provenance/methods.md", "How this was made: a paragraph for a paper", "text/markdown"),
)
FOLDERS = (
    (
        "samples/",
        "A folder per sample, S: S.report.html, .report.json, .findings.tsv, .coverage.tsv, .calls.vcf.gz"
        " (.tbi) and .phenopacket.json; or S.error.txt, where it failed",
    ),
    ("cohort/", "Tables and pages of all samples"),
    ("provenance/", "What the run was made of"),
    ("logs/", "What each job said"),
    ("benchmarks/", "Time and memory of each job"),
)
READ = ("provenance/config.yaml", "provenance/inputs.tsv", "provenance/resources.tsv")
GIVEN = ("samples/", "cohort/summary.tsv", "cohort/findings.tsv")


def write_crate(outdir: Path, run: RunRecord) -> None:
    """Writes the metadata file into `outdir`; the files themselves stay where they are."""
    crate: Crate = import_module("rocrate.rocrate").ROCrate(version="1.1")
    crate.name = "Screening of variant calls for hyper-IgM syndromes"
    made = f"Results of hyperigm {run.version('hyperigm')} for {run.screened}."
    crate.description = f"{made}{run.not_screened} For research use."
    crate.datePublished = run.ended
    crate.license = _entity(crate, "#terms", "CreativeWork", _TERMS)
    crate.root_dataset["conformsTo"] = _entity(
        crate, PROFILE, "CreativeWork", {"name": "Process Run Crate", "version": "0.5"}
    )
    _parts(crate)
    crate.root_dataset["mentions"] = _action(crate, run)
    write_text(outdir / METADATA, json.dumps(crate.metadata.generate(), indent=2, ensure_ascii=False) + "\n")


_TERMS = {
    "name": "No licence is given",
    "description": "These results are of people. Whoever is responsible for their data decides on their use.",
}


def _parts(crate: Crate) -> None:
    for name, says in FOLDERS:
        crate.add_directory(dest_path=name, properties={"name": name, "description": says})
    for name, says, kind in FILES:
        crate.add_file(dest_path=name, properties={"name": says, "encodingFormat": kind})


def _action(crate: Crate, run: RunRecord) -> Entity:
    return _entity(
        crate,
        "#run",
        "CreateAction",
        {
            "name": "hyperigm's workflow",
            "description": run.command or "run by hand, step by step",
            "startTime": run.started,
            "endTime": run.ended,
            "actionStatus": "http://schema.org/CompletedActionStatus",
            "instrument": _software(crate, run),
            "object": _all(crate, READ),
            "result": _all(crate, GIVEN),
        },
    )


def _software(crate: Crate, run: RunRecord) -> Entity:
    needs = [
        _entity(crate, url, "SoftwareApplication", {"name": name, "version": run.version(name), "url": url})
        for name, url in (
            ("snakemake", "https://snakemake.github.io"),
            ("Python", "https://www.python.org"),
            ("pysam", "https://github.com/pysam-developers/pysam"),
        )
    ]
    version = run.version("hyperigm")
    properties = {"name": "hyperigm", "version": version, "softwareRequirements": needs}
    return _entity(crate, f"urn:hyperigm:{version}", "SoftwareApplication", properties)


def _entity(crate: Crate, identifier: str, kind: str, properties: Mapping[str, object]) -> Entity:
    kind_of = import_module("rocrate.model.contextentity").ContextEntity
    return crate.add(kind_of(crate, identifier, properties={"@type": kind, **properties}))


def _all(crate: Crate, names: Iterable[str]) -> list[Entity]:
    return [crate.dereference(name) for name in names]
