"""What a run leaves on how it was made, read by the validator of RO-Crates and by Snakemake's own report."""

import csv
import gzip
import hashlib
import json
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from importlib import import_module
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from tests.workflow.conftest import CD40LG, Cohort
from urllib3 import HTTPResponse

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
FILES = ("methods.md", "versions.tsv", "resources.tsv")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Cohort:
    """A finished run of one boy and one failed sample."""
    made = Cohort(tmp_path_factory.mktemp("run"), root)
    made.vcf("A", CD40LG)
    (made.folder / "B.vcf").write_text("no VCF\n")
    made.sheet("A", "B")
    finished = made.snakemake(config=["on_failed_sample=tolerate"])
    assert finished.code == 0, finished.text
    return made


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def text_of(path: Path) -> str:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes()).decode()
    if path.suffix == ".xlsx":
        return zipfile.ZipFile(path).read("docProps/core.xml").decode()
    return path.read_text(encoding="utf-8")


def test_every_file_says_version_build_and_dates_or_names_the_one_that_does(done: Cohort, root: Path) -> None:
    """The table of SECURITY.md, on one sample; the bundled ClinVar is of 2018-06 (resources/README.md)."""
    table = dict(
        re.findall(r"^\| (\S+/\S+) \| ([^:,|]+?)[:,| ]", (root / "SECURITY.md").read_text(), re.MULTILINE)
    )
    results = {path for folder in ("samples/A", "cohort") for path in (done.out / folder).rglob("*")}
    files = {path for path in results if path.is_file() and path.suffix != ".tbi"}
    named = {done.out / name.replace("S/S", "A/A") for name in table}
    assert {path for path in files if path.name != "datapackage.json"} <= named
    facts = (version("hyperigm"), "GRCh38", "2018-06")
    for name, place in table.items():
        told = text_of(
            done.out / (name if place == "itself" else place).replace("S/S", "A/A").replace("/S/", "/A/")
        )
        assert [fact for fact in facts if fact not in told] == [], name


class Aboard(HTTPAdapter):
    """Answers every request with the vocabulary that the rocrate library has on board."""

    def send(self, request: PreparedRequest, *_: Any, **__: Any) -> Response:
        text = Path(str(import_module("rocrate").__file__)).parent / "data" / "ro-crate.jsonld"
        answer = HTTPResponse(
            body=BytesIO(text.read_bytes()),
            status=200,
            headers={"Content-Type": "application/ld+json"},
            preload_content=False,
            request_url=request.url,
        )
        return self.build_response(request, answer)


def cached_context(folder: Path) -> Path:
    """The validator's cache, filled without network; that copy is of 1.3, and has the terms of 1.1."""
    with import_module("requests_cache").CachedSession(str(folder / "cache"), backend="sqlite") as session:
        session.mount("https://", Aboard())
        assert session.get(CONTEXT).ok
    return folder / "cache"


def validated(crate: Path, profile: str, level: str, tmp_path: Path) -> tuple[int, Any]:
    """Exit code and report of the validator, as a program of its own, without network."""
    report = tmp_path / "report.json"
    command = [
        *(str(Path(sys.executable).with_name("rocrate-validator")), "-y", "--disable-color", "validate"),
        *("--offline", "--cache-path", str(cached_context(tmp_path)), "--no-paging"),
        *("-p", profile, "-l", level, "-f", "json", "-o", str(report), str(crate)),
    ]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert report.exists(), ended.stdout
    return ended.returncode, json.loads(report.read_text(encoding="utf-8"))


@pytest.mark.parametrize("profile", ["ro-crate-1.1", "process-run-crate-0.5"])
def test_the_crate_is_valid(profile: str, done: Cohort, tmp_path: Path) -> None:
    code, report = validated(done.out, profile, "required", tmp_path)
    assert report["passed"] is True, json.dumps(report.get("issues"), indent=1)
    assert report["issues"] == []
    assert code == 0


def test_the_validator_is_able_to_refuse(done: Cohort, tmp_path: Path) -> None:
    crate = tmp_path / "crate"
    crate.mkdir()
    metadata = json.loads((done.out / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    action = next(entity for entity in metadata["@graph"] if entity["@type"] == "CreateAction")
    del action["instrument"]
    (crate / "ro-crate-metadata.json").write_text(json.dumps(metadata))
    _, report = validated(crate, "process-run-crate-0.5", "required", tmp_path)
    assert report["passed"] is False


def test_what_is_recommended_and_left_out_is_what_a_program_cannot_know(done: Cohort, tmp_path: Path) -> None:
    """Who ran it, and who publishes it: a user's name is not ours to write."""
    _, report = validated(done.out, "process-run-crate-0.5", "recommended", tmp_path)
    said = " ".join(str(issue["message"]) for issue in report["issues"])
    assert {word for word in ("agent", "author", "publisher") if word in said} == {
        "agent",
        "author",
        "publisher",
    }
    assert "result" not in said
    assert "endTime" not in said


def test_resources_have_their_date_and_their_sum(done: Cohort, root: Path) -> None:
    """Oracle: sha256 of the files themselves; ClinVar's date as its file has it."""
    found = {row["file"]: row for row in rows(done.out / "provenance" / "resources.tsv")}
    for name, row in found.items():
        data = (root / "resources" / name).read_bytes()
        assert (row["sha256"], int(row["bytes"])) == (hashlib.sha256(data).hexdigest(), len(data))
        assert row["date"] != ".", name
        assert row["licence"] != ".", name
    assert found["evidence/clinvar_2018-06.GRCh38.vcf.gz"]["date"] == "2018-06"
    folders = ("acmg", "consequences", "evidence", "panel", "reference")
    files = [path for folder in folders for path in (root / "resources" / folder).rglob("*")]
    known = [path for path in files if path.is_file() and path.name != "SHA256SUMS"]
    assert len(found) == len(known)


def test_inputs_are_told_by_their_base_names(done: Cohort) -> None:
    found = {row["file"]: row for row in rows(done.out / "provenance" / "inputs.tsv")}
    assert set(found) == {"A.vcf", "B.vcf", "samples.tsv"}
    data = (done.folder / "A.vcf").read_bytes()
    assert found["A.vcf"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert found["A.vcf"]["role"] == "calls"
    assert str(done.folder) not in (done.out / "provenance" / "inputs.tsv").read_text()
    assert str(done.folder) not in (done.out / "ro-crate-metadata.json").read_text()


def test_versions_and_the_command_are_those_of_the_run(done: Cohort) -> None:
    """Oracle: the installed packages' own metadata."""
    found = {row["program"]: row["version"] for row in rows(done.out / "provenance" / "versions.tsv")}
    for name in ("snakemake", "pysam", "rocrate"):
        assert found[name] == version(name)
    started, command = (done.out / "provenance" / "command.txt").read_text().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", started)
    assert command.startswith("snakemake --snakefile ")
    assert "on_failed_sample=tolerate" in command
    methods = (done.out / "provenance" / "methods.md").read_text(encoding="utf-8")
    assert f"Snakemake {version('snakemake')}" in methods
    assert "Variant calls of 1 sample (GRCh38) were screened" in methods
    assert "1 sample of the sheet failed and was not screened." in methods
    assert "ClinVar (2018-06-01)" in methods


def test_the_crate_says_what_is_true_of_the_run(done: Cohort) -> None:
    """Oracle: the sheet (A is read, B is no VCF), the files themselves, and their times."""
    crate = json.loads((done.out / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    said = entities["./"]["description"]
    assert "for 1 sample." in said
    assert "1 sample of the sheet failed and was not screened." in said
    for part in entities["./"]["hasPart"]:
        assert (done.out / part["@id"]).exists(), part
    action = entities["#run"]
    assert action["actionStatus"] == "http://schema.org/CompletedActionStatus"
    ended = datetime.fromisoformat(action["endTime"]).timestamp()
    for name in ("summary.tsv", "findings.tsv", "index.html", "hyperigm.xlsx"):
        assert (done.out / "cohort" / name).stat().st_mtime < ended + 1, "to the second"


def test_a_run_whose_cohort_fails_has_no_crate(people: Cohort) -> None:
    """Neither its own nor that of the run before, whose tables are gone: none says that all is complete."""
    first = people.snakemake()
    assert first.code == 0, first.text
    crate = people.out / "ro-crate-metadata.json"
    assert crate.exists()
    people.vcf("B", CD40LG)
    (people.out / "cohort" / "hyperigm.xlsx").unlink()
    (people.out / "cohort" / "hyperigm.xlsx").mkdir()
    (people.out / "cohort" / "hyperigm.xlsx" / "in the way").touch()
    second = people.snakemake()
    assert second.code != 0
    assert "rule cohort" in second.text
    assert not crate.exists()


@pytest.fixture(scope="module")
def pages(done: Cohort) -> Cohort:
    """Snakemake's own report, as one page and as an archive."""
    for name in ("report.html", "report.zip"):
        made = done.snakemake("--report", name, config=["on_failed_sample=tolerate"])
        assert made.code == 0, made.text
    return done


def test_snakemakes_report_has_captions_categories_and_labels(pages: Cohort) -> None:
    text = (pages.folder / "report.html").read_text(encoding="utf-8")
    for words in (
        "six genes known for hyper-IgM syndromes",
        "what it comes to",
        "a paragraph for a paper",
        '"Cohort"',
        '"Provenance"',
        '"methods"',
        "summary.tsv",
    ):
        assert words in text, words


def test_the_archive_holds_the_files_themselves(pages: Cohort) -> None:
    with zipfile.ZipFile(pages.folder / "report.zip") as archive:
        held = {Path(name).name: name for name in archive.namelist()}
        for name in FILES:
            assert archive.read(held[name]) == (pages.out / "provenance" / name).read_bytes()
        assert archive.read(held["summary.tsv"]) == (pages.out / "cohort" / "summary.tsv").read_bytes()
