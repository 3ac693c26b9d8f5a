"""The gate: what stops a run, what fails one sample, and what the plan keeps (by the module's docstrings)."""

import json
from pathlib import Path

import pytest
from tests.gate_cases import HEAD, records

from hyperigm.core.plan import Plan
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.store import read_value
from hyperigm.errors import InputError
from hyperigm.steps.check import check, gate, planned, refusals
from hyperigm.steps.screen import screen_samples

VCF = (
    "##fileformat=VCFv4.2\n"
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{}\n"
)


def vcf(path: Path, *samples: str) -> None:
    path.write_text(VCF.format("\t".join(samples)))


def sheet(folder: Path, *rows: str) -> Path:
    path = folder / "samples.tsv"
    path.write_text("\n".join(["sample\tvcf\tvcf_sample", *rows]) + "\n")
    return path


def test_one_bad_file_fails_one_sample(tmp_path: Path) -> None:
    vcf(tmp_path / "a.vcf", "inside")
    vcf(tmp_path / "joint.vcf", "J1", "J2")
    (tmp_path / "bad.vcf").write_text("no\n")
    path = sheet(
        tmp_path, "A\ta.vcf\t.", "B\tbad.vcf\t.", "C\tmissing.vcf\t.", "J1\tjoint.vcf\t.", "X\tjoint.vcf\tJ3"
    )
    plan = check(path, None, Settings(), tmp_path / "plan.json")
    assert plan == read_value(tmp_path / "plan.json", Plan)
    entries = {entry.person.sample: entry for batch in plan.batches for entry in batch.samples}
    assert entries["A"].vcf_sample == "inside"
    assert entries["J1"].vcf_sample == "J1"
    assert [name for name, entry in entries.items() if entry.error] == ["B", "C", "X"]
    assert [problem.sample for problem in refusals(plan, path)] == ["B", "C", "X"]
    assert "no sample 'J3', but J1, J2" in (entries["X"].error or "")
    assert all(entry.mend for entry in entries.values() if entry.error)


def test_a_missing_bed_fails_its_sample(tmp_path: Path) -> None:
    vcf(tmp_path / "a.vcf", "A")
    path = tmp_path / "samples.tsv"
    path.write_text("sample\tvcf\tcallable\nA\ta.vcf\tno.bed\n")
    (problem,) = refusals(check(path, None, Settings(), tmp_path / "plan.json"), path)
    assert str(tmp_path / "no.bed") in problem.what
    assert problem.where == f"{path}:2"


def test_every_file_of_every_row_is_told_beside_the_sheets_problems(tmp_path: Path) -> None:
    """A fault of the sheet (line 4) hides no fault of a file: by hand, two of line 2, three of line 3."""
    vcf(tmp_path / "a.vcf", "A")
    path = tmp_path / "samples.tsv"
    rows = ("A\ta.vcf\tx.bed\tx.vcf\tmale", "B\tb.vcf\ty.bed\ty.vcf\tmale", "C\ta.vcf\t.\t.\tM")
    path.write_text("\n".join(["sample\tvcf\tcallable\tsv_vcf\tsex", *rows]) + "\n")
    with pytest.raises(InputError) as caught:
        gate(path, None, "{}", None, None)
    told = {problem.where: problem.what for problem in caught.value.problems}
    first, second = f"{path}:2", f"{path}:3"
    assert set(told) == {f"{path}:4", first, second}
    assert [name for name in ("a.vcf", "x.bed", "x.vcf") if name in told[first]] == ["x.bed", "x.vcf"]
    assert [name for name in ("b.vcf", "y.bed", "y.vcf") if name in told[second]] == [
        "b.vcf",
        "y.bed",
        "y.vcf",
    ]


@pytest.mark.parametrize("key", ["clinvar", "gnomad", "insilico"])
def test_a_file_of_evidence_that_is_not_there(tmp_path: Path, key: str) -> None:
    """Said together with what is wrong with the samples' files. `none` is no file (config/README.md)."""
    path = sheet(tmp_path, "A\tmissing.vcf\t.")
    none = [] if key == "insilico" else ["none"]
    settings = json.dumps({key: [*none, str(tmp_path / "no.vcf.gz"), str(path)]})
    with pytest.raises(InputError) as caught:
        gate(path, None, settings, None, None)
    assert [problem.where for problem in caught.value.problems] == [f"config: {key}", f"{path}:2"]
    assert caught.value.problems[0].what == f"{tmp_path / 'no.vcf.gz'}: no such file"


def test_the_same_sample_of_the_same_file_twice(tmp_path: Path) -> None:
    vcf(tmp_path / "a.vcf", "A")
    (tmp_path / "b.vcf").symlink_to(tmp_path / "a.vcf")
    path = sheet(tmp_path, "A\ta.vcf\t.", "B\tb.vcf\t.")
    with pytest.raises(InputError) as caught:
        check(path, None, Settings(), tmp_path / "plan.json")
    (problem,) = caught.value.problems
    assert problem.where == f"{path}:3"
    assert "as line 2 is" in problem.what
    assert not (tmp_path / "plan.json").exists()


def test_copies_are_said_of_each_in_whatever_order(tmp_path: Path) -> None:
    """Each of five has four copies, of which three are named in the order of the alphabet."""
    for name in "abcde":
        vcf(tmp_path / f"{name}.vcf", "calls")
    vcf(tmp_path / "f.vcf", "others")
    rows = [f"{name.upper()}\t{name}.vcf\t." for name in "abcdef"]
    for order in (rows, rows[::-1]):
        plan = planned(sheet(tmp_path, *order), None, Settings())
        told = {entry.person.sample: entry.warnings for entry in plan.samples}
        said = {name: [what for what in warnings if "byte" in what] for name, warnings in told.items()}
        others = {"A": "B, C, D", "B": "A, C, D", "C": "A, B, D", "D": "A, B, C", "E": "A, B, C"}
        assert said == {"F": []} | {
            name: [f"its VCF is, byte for byte, that of sample {names} and 1 more: are they two people's?"]
            for name, names in others.items()
        }


def test_config_sheet_and_pedigree_problems_come_together(tmp_path: Path) -> None:
    path = sheet(tmp_path, "../x\ta.vcf\t.")
    ped = tmp_path / "f.ped"
    ped.write_text("F A\n")
    with pytest.raises(InputError) as caught:
        gate(path, ped, '{"bild": "auto"}', tmp_path / "plan.json", tmp_path / "merged.yaml")
    places = ["config: bild", f"{path}:2", f"{ped}:1", f"{path}:2"]  # the last: a.vcf, which is not there
    assert [problem.where for problem in caught.value.problems] == places
    assert not (tmp_path / "merged.yaml").exists()


def test_an_earlier_plan_of_another_shape_is_forgotten(tmp_path: Path) -> None:
    vcf(tmp_path / "a.vcf", "A")
    (tmp_path / "plan.json").write_text('{"batches": 5}')
    plan = check(sheet(tmp_path, "A\ta.vcf\t."), None, Settings(), tmp_path / "plan.json")
    assert [batch.id for batch in plan.batches] == ["batch-0001"]


def test_the_merged_config_says_every_key(tmp_path: Path) -> None:
    vcf(tmp_path / "a.vcf", "A")
    merged = tmp_path / "merged.yaml"
    gate(sheet(tmp_path, "A\ta.vcf\t."), None, '{"batch_size": 3}', None, merged)
    lines = merged.read_text().splitlines()
    assert "batch_size: 3" in lines
    assert "build: auto" in lines
    assert not (tmp_path / "plan.json").exists()


def test_of_many_files_with_the_same_contigs_the_first_are_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header of GRCh38 over the calls of GRCh37; what is left is refused by screen, in these words."""
    monkeypatch.setattr("hyperigm.edges.gate.PROVEN", 2)
    paths = [tmp_path / f"{number}.vcf" for number in range(3)]
    for path in paths:
        path.write_text(HEAD + "\n".join(records(Build.GRCH37)) + "\n")
    entries = planned(
        sheet(tmp_path, *(f"S{path.stem}\t{path}\t." for path in paths)), None, Settings()
    ).samples
    assert [bool(entry.error) for entry in entries] == [True, True, False]
    (screened,) = screen_samples(entries[2:], Settings())
    assert "GRCh38, but REF proves it nowhere" in (entries[0].error or "")
    assert (screened.error or "").partition(": ")[2] == (entries[0].error or "").partition(": ")[2]


def test_a_ped_that_names_nobody_of_the_sheet_is_told(tmp_path: Path) -> None:
    """By the config's `pedigree` too, as `hyperigm run` reads it; `--pedigree` goes before it."""
    vcf(tmp_path / "a.vcf", "A")
    ped, other, path = tmp_path / "a.ped", tmp_path / "b.ped", sheet(tmp_path, "A\ta.vcf\t.")
    ped.write_text("F ZZ 0 0 1 1\n")
    other.write_text("F A 0 0 1 1\n")
    settings = json.dumps({"pedigree": str(ped)})
    for pedigree, config in ((None, settings), (ped, "{}")):
        (entry,) = gate(path, pedigree, config, None, None).samples
        assert f"{ped} names no sample of the sheet, so nothing is taken from it" in entry.warnings
    (entry,) = gate(path, other, settings, None, None).samples
    assert not any("names no sample" in warning for warning in entry.warnings)
    with pytest.raises(InputError, match=r"nosuch\.ped: can't be read"):
        gate(path, None, json.dumps({"pedigree": str(tmp_path / "nosuch.ped")}), None, None)


@pytest.mark.parametrize("name", ["<sample>", "a{b}"])
def test_a_folder_that_snakemake_cant_take_is_refused_as_by_run(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    vcf(folder / "a.vcf", "A")
    with pytest.raises(InputError, match=r"config: samples: .*Snakemake can't take"):
        gate(sheet(folder, "A\ta.vcf\t."), None, "{}", None, None)
