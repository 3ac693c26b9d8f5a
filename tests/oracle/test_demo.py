"""The demo batch: the same bytes as shipped, the published places, and what its people come to."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference
from hyperigm.errors import OutputError
from hyperigm.steps.demo import VARIANTS, coding_position, demo

Run = Callable[[Path, Path, Settings], None]
Rows = list[dict[str, str]]

# Positions: the truth table of ClinVar alleles (both builds) and the known-answer variants of domain.md;
# AICDA c.568 by hand: exon 5 codes c.544-597 on the minus strand from chr12:8604337 down to 8604284 (MANE),
# so c.568 is at 8604337 - 24.
PLACES = [
    ("CD40LG_M36K", "GRCh38", 136648355),
    ("CD40LG_M36K", "GRCh37", 135730514),
    ("IKBKG_E391X", "GRCh38", 154564372),
    ("AICDA_R24W", "GRCh38", 8606951),
    ("AICDA_R190X", "GRCh38", 8604313),
    ("PMS2_S46I", "GRCh38", 6005918),
    ("PMS2_R20Q", "GRCh37", 6045627),
    ("PMS2_T511M", "GRCh37", 6026864),
    ("PMS2_S260S", "GRCh38", 5997349),
    ("CD40_C83R", "GRCh38", 46122349),
]


@pytest.mark.parametrize(("name", "build", "expected"), PLACES)
def test_published_variants_lie_where_they_were_published(name: str, build: str, expected: int) -> None:
    variant = VARIANTS[name]
    model = load_reference(Build(build)).mane(variant.gene)
    assert coding_position(model, variant.position) == expected


def test_the_shipped_batch_is_what_the_command_makes(root: Path, tmp_path: Path) -> None:
    demo(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = root / "resources" / "demo"
    assert made == {path.name: path.read_bytes() for path in shipped.iterdir()}


def test_a_file_is_no_folder_to_write_into(tmp_path: Path) -> None:
    file = tmp_path / "my.vcf.gz"
    file.write_text("mine")
    with pytest.raises(OutputError) as refused:
        demo(file)
    (problem,) = refused.value.problems
    assert (problem.where, problem.what, problem.mend) == (
        str(file),
        "is a file, no folder",
        "choose another folder",
    )
    assert file.read_text() == "mine"


def test_the_files_differ_in_style(root: Path) -> None:
    """bgzip has an extra field in its gzip header (SAM specification 4.1); plain gzip has none."""
    folder = root / "resources" / "demo"
    bgzf = {path.name: path.read_bytes()[3] & 4 for path in folder.glob("*.vcf.gz")}
    assert bgzf == {
        "aicda_family.vcf.gz": 4,
        "aicda_homozygote.vcf.gz": 0,
        "cd40lg_family.vcf.gz": 4,
        "pms2_carrier.vcf.gz": 4,
    }
    assert "\nX\t" in gzip.decompress((folder / "pms2_carrier.vcf.gz").read_bytes()).decode("ascii")
    assert "\nchrX\t" in (folder / "ikbkg_boy.vcf").read_text(encoding="ascii")


def rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


@pytest.fixture(scope="module")
def results(root: Path, run_steps: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    run_steps(root / "resources" / "demo" / "samples.tsv", out, Settings())
    return out


# What each person was made to be: sample -> conclusion, sex of the calls (unknown where the caller writes a
# man's X with one copy, which is circular), build.
PEOPLE = {
    "cd40lg_boy": ("diagnostic", "unknown", "GRCh38"),
    "cd40lg_mother": ("carrier", "female", "GRCh38"),
    "cd40lg_father": ("not_assessable", "unknown", "GRCh38"),
    "aicda_girl": ("candidate", "female", "GRCh38"),
    "aicda_mother": ("not_assessable", "female", "GRCh38"),
    "aicda_father": ("not_assessable", "male", "GRCh38"),
    "aicda_homozygote": ("diagnostic", "female", "GRCh37"),
    "aicda_dominant": ("candidate", "male", "GRCh37"),
    "ikbkg_boy": ("diagnostic", "male", "GRCh38"),
    "pms2_carrier": ("carrier", "female", "GRCh37"),
    "negative": ("not_assessable", "female", "GRCh38"),
}


def test_everybody_comes_to_what_they_were_made_to_be(results: Path) -> None:
    found = {
        row["sample"]: (row["conclusion"], row["sex_inferred"], row["build"])
        for row in rows(results / "cohort" / "summary.tsv")
    }
    assert found == PEOPLE
    assert list(found) == list(PEOPLE)


# sample -> hgvs_c, zygosity, match, mechanism, origin of its first row; names from the publications.
FIRST = {
    "cd40lg_boy": ("NM_000074.3:c.107T>A", "hemizygous", "yes", "hemizygous", "maternal"),
    "cd40lg_mother": ("NM_000074.3:c.107T>A", "heterozygous", "potential", "x_linked_female", "unknown"),
    "aicda_girl": ("NM_020661.4:c.416T>C", "heterozygous", "yes", "compound_heterozygous", "paternal"),
    "aicda_homozygote": ("NM_020661.4:c.70C>T", "homozygous", "yes", "homozygous", "unknown"),
    "aicda_dominant": ("NM_020661.4:c.568C>T", "heterozygous", "yes", "dominant", "unknown"),
    "ikbkg_boy": ("NM_001099857.5:c.1171G>T", "hemizygous", "yes", "hemizygous", "unknown"),
    "pms2_carrier": ("NM_000535.7:c.137G>T", "heterozygous", "no", "carrier", "unknown"),
}


@pytest.mark.parametrize("sample", list(FIRST))
def test_the_first_row_is_the_variant_they_carry(results: Path, sample: str) -> None:
    row = rows(results / "samples" / sample / f"{sample}.findings.tsv")[0]
    columns = ("hgvs_c", "zygosity", "inheritance_match", "mechanism", "origin")
    assert tuple(row[column] for column in columns) == FIRST[sample]


def test_the_compound_heterozygote_names_her_partner_and_phase(results: Path) -> None:
    """Her mother gave c.334C>T (chr12:8605308 G>A), her father c.416T>C (chr12:8605226 A>G): in trans."""
    found = rows(results / "samples" / "aicda_girl" / "aicda_girl.findings.tsv")[:2]
    assert {row["partner"] for row in found} == {"chr12-8605308-G-A", "chr12-8605226-A-G"}
    assert {row["phase"] for row in found} == {"trans"}


def test_the_hole_of_the_negative_is_said(results: Path) -> None:
    coverage = rows(results / "samples" / "negative" / "negative.coverage.tsv")
    assert [(r["gene"], r["exon"]) for r in coverage if r["status"] == "not_assessed"] == [("CD40", "3")]
    page = (results / "samples" / "negative" / "negative.report.html").read_text(encoding="utf-8")
    assert "Not assessed: CD40 3." in page
    assert "no variant found" not in page.lower()


def test_a_second_run_gives_the_same_bytes(root: Path, results: Path, run_steps: Run, tmp_path: Path) -> None:
    run_steps(root / "resources" / "demo" / "samples.tsv", tmp_path, Settings())
    for folder in ("samples", "cohort"):
        first = {path.relative_to(results): path.read_bytes() for path in files(results / folder)}
        again = {path.relative_to(tmp_path): path.read_bytes() for path in files(tmp_path / folder)}
        assert again == first


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_secondary_findings_leave_no_trace_unless_asked_for(
    root: Path, results: Path, run_steps: Run, tmp_path: Path
) -> None:
    """Contract, `secondary_findings`; domain.md: a PMS2 heterozygote, Lynch syndrome 4, MIM 614337."""
    traces = (b"lynch", b"614337", b"0013699", b"LYNCH4".lower())

    def has_trace(path: Path) -> bool:
        data = path.read_bytes()
        text = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        return any(trace in text.lower() for trace in traces)

    assert [path for path in files(results) if has_trace(path)] == []
    run_steps(root / "resources" / "demo" / "samples.tsv", tmp_path, Settings(secondary_findings=True))
    found = rows(tmp_path / "samples" / "pms2_carrier" / "pms2_carrier.findings.tsv")
    secondary = [row for row in found if row["tier"] == "secondary"]
    assert [(row["hgvs_c"], row["mim"]) for row in secondary] == [("NM_000535.7:c.137G>T", "614337")]
