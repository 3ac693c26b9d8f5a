"""The sheet of VCFs that were given without one. Oracle: the sheet's reader, and the headers written here."""

from pathlib import Path

import pytest
from tests.workflow.conftest import HEADER

from hyperigm.edges.made_sheet import COLUMNS, keep_sheet, sheet_of
from hyperigm.edges.sheet import read_sheet
from hyperigm.errors import InputError


def vcf(path: Path, *names: str) -> str:
    path.write_text(HEADER.format(name="\t".join(names)))
    return str(path)


def test_every_sample_of_every_file_in_order(tmp_path: Path) -> None:
    files = [vcf(tmp_path / "trio 1.vcf", "kid", "Mum 1", "dad"), vcf(tmp_path / "b.vcf", "SAMPLE")]
    made, problems = sheet_of(files)
    assert made
    assert problems == ()
    sheet = read_sheet(keep_sheet(tmp_path / "out", made))
    assert sheet.problems == ()
    assert [(entry.person.sample, entry.vcf, entry.vcf_sample) for entry in sheet.entries] == [
        ("kid", files[0], "kid"),
        ("Mum_1", files[0], "Mum 1"),
        ("dad", files[0], "dad"),
        ("SAMPLE", files[1], None),
    ]
    (told,) = made.renamed
    assert (told.where, told.what) == (files[0], "its sample 'Mum 1' is called 'Mum_1' in this run")


def test_gvcf_is_a_name_of_a_vcf(tmp_path: Path) -> None:
    """Where two samples have one name, the file's is added without its ending."""
    made, problems = sheet_of([vcf(tmp_path / "a.gvcf", "S"), vcf(tmp_path / "b.gvcf.gz", "S")])
    assert made
    assert (problems, [name for name, *_ in made.rows]) == ((), ["S-a", "S-b"])


def test_its_columns_are_the_schemas(root: Path) -> None:
    header = (root / "config" / "samples.tsv").read_text().rstrip("\n").split("\t")
    assert list(COLUMNS) == header


def test_one_file_named_twice_is_one(tmp_path: Path) -> None:
    file = vcf(tmp_path / "a.vcf", "A")
    (tmp_path / "link.vcf").symlink_to(file)
    made, _ = sheet_of([file, str(tmp_path / "link.vcf"), file])
    assert made
    assert [(name, str(path)) for name, path, _ in made.rows] == [("A", file)]


def test_every_problem_of_the_files_at_once(tmp_path: Path) -> None:
    odd = vcf(tmp_path / "odd.vcf", "A", ".", " B")
    (tmp_path / "text.vcf").write_text("hello\n")
    (tmp_path / "sites.vcf").write_text(HEADER.format(name="").replace("\tFORMAT\t\n", "\n"))
    made, problems = sheet_of([odd, *(str(tmp_path / name) for name in ("text.vcf", "sites.vcf", "no.vcf"))])
    assert made is None
    assert [(Path(problem.where).name, problem.what) for problem in problems] == [
        ("odd.vcf", "the sample name '.' can't stand in a sheet"),
        ("odd.vcf", "the sample name ' B' can't stand in a sheet"),
        ("text.vcf", "is no VCF (no ##fileformat line)"),
        ("sites.vcf", "holds no samples"),
        ("no.vcf", "can't be read: no such file or directory"),
    ]
    assert all(problem.mend for problem in problems)


def test_a_sheet_that_was_edited_is_never_written_over(tmp_path: Path) -> None:
    made, _ = sheet_of([vcf(tmp_path / "a.vcf", "A")])
    assert made
    path = keep_sheet(tmp_path / "out", made)
    written = path.stat()
    assert keep_sheet(tmp_path / "out", made).stat().st_mtime_ns == written.st_mtime_ns, "left alone"
    edited = path.read_text().replace("a.vcf\t.\t.", "a.vcf\t.\tmale")
    path.write_text(edited)
    with pytest.raises(InputError) as refused:
        keep_sheet(tmp_path / "out", made)
    assert f"hyperigm run --samples {path} --outdir {tmp_path / 'out'}" in refused.value.problems[0].mend
    assert path.read_text() == edited
