"""`hyperigm run`'s own share of the command line, and what it refuses before Snakemake starts."""

import json
from pathlib import Path

import pytest

from hyperigm.edges.config import wildcard_problems
from hyperigm.errors import InputError, OutputError
from hyperigm.steps.check import gate
from hyperigm.steps.run import Options, options, run, vcfs_of, was_moved


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([], Options((), (), ())),
        (["--cores", "4", "-n"], Options((), (), ("--cores", "4", "-n"))),
        (["--config", "a=1", "b=2", "--cores", "4"], Options(("a=1", "b=2"), (), ("--cores", "4"))),
        (["--config=a=1", "-n", "-C", "c=3"], Options(("a=1", "c=3"), (), ("-n",))),
        (["--configfile", "x.yaml", "--config", "a=1"], Options(("a=1",), ("x.yaml",), ())),
        (
            ["--default-resources", "slurm_partition=long", "mem_mb=5"],
            Options((), (), ("--default-resources", "slurm_partition=long", "mem_mb=5")),
        ),
    ],
)
def test_config_is_ours_the_rest_is_snakemakes(args: list[str], expected: Options) -> None:
    assert options(args) == expected


def test_every_problem_is_said_before_anything_is_written(tmp_path: Path) -> None:
    outdir = tmp_path / "out"
    sheet = tmp_path / "s.tsv"
    sheet.write_text("sample\tvcf\na b\tx.vcf\n")
    given = {"samples": str(sheet), "outdir": str(outdir)}
    with pytest.raises(InputError) as caught:
        run(given, ["--config", "bild=auto", "nonsense", "--configfile", str(tmp_path / "no.yaml")])
    wheres = [problem.where for problem in caught.value.problems]
    assert wheres == [str(tmp_path / "no.yaml"), "--config nonsense", f"{sheet}:2", f"{sheet}:2"]
    with pytest.raises(InputError) as caught:
        run(given, ["--config", "bild=auto", "gnomad=[no.vcf]"])
    told = [f"{problem.where}: {problem.what}" for problem in caught.value.problems]
    assert told[:2] == ["config: bild: no such key", "config: gnomad: no.vcf: no such file"]
    assert told[2].startswith(f"{sheet}:2: sample 'a b'")
    assert told[3].startswith(f"{sheet}:2: {tmp_path / 'x.vcf'}: can't be read")
    assert len(told) == 4
    assert not outdir.exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    sheet = tmp_path / "s.tsv"
    sheet.write_text("sample\tvcf\na\tx.vcf\n")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError) as refused:
        run({"samples": str(sheet), "outdir": str(tmp_path / "file" / "out")}, [])
    assert "choose another folder" in refused.value.problems[0].mend


def test_vcfs_stand_before_the_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told by ending and place; Snakemake's targets, and the values of its options, are none."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.vcf.gz", "a.vcf.gz.tbi", "b.BCF", "-c.vcf"):
        Path(name).write_text("")
    given = ["a.vcf.gz", "a.vcf.gz.tbi", "b.BCF", "no.vcf", "g.gvcf", "cohort", "--cores", "2", "cohort"]
    assert vcfs_of(given) == (("a.vcf.gz", "b.BCF", "no.vcf", "g.gvcf"), ("cohort", "--cores", "2", "cohort"))
    assert vcfs_of(["./-c.vcf"]) == (("./-c.vcf",), ())
    config = ["--config", "clinvar=[a.vcf.gz]"]
    assert vcfs_of(config) == ((), tuple(config))


def test_what_stands_in_the_place_of_a_vcf_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.vcf", "s.tsv"):
        Path(name).write_text("")
    with pytest.raises(InputError) as refused:
        vcfs_of(["s.tsv", ".", "--cores", "a.vcf"])
    assert [(problem.where, problem.mend) for problem in refused.value.problems] == [
        ("s.tsv", "if it is a sheet: hyperigm run --samples s.tsv; if it is a VCF, end its name so"),
        (".", "name the VCFs in it: hyperigm run ./*.vcf.gz"),
        ("a.vcf", "VCFs first: hyperigm run a.vcf --cores ..."),
    ]


def test_nothing_given_says_what_to_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refused:
        run({}, ["--cores", "2"])
    (problem,) = refused.value.problems
    for way in ("hyperigm run my.vcf.gz", "hyperigm run --samples", "hyperigm demo"):
        assert way in problem.mend
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("word", "what", "mend"),
    [
        ("my.bam", "no such file; nor does it end as a VCF does", "hyperigm run my.vcf.gz"),
        ("my.vcf.gz.tbi", "no such file, and the name of an index", "give the VCF: hyperigm run my.vcf.gz"),
        ("a.vcf.gz.tbi", "is the index of a VCF", "give the VCF: hyperigm run a.vcf.gz"),
    ],
)
def test_what_was_given_is_named(
    word: str, what: str, mend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.vcf.gz.tbi").write_text("")
    with pytest.raises(InputError) as refused:
        run({}, [word, "--cores", "2"])
    (problem,) = refused.value.problems
    assert (problem.where, what in problem.what, mend in problem.mend) == (word, True, True)


def test_vcfs_or_a_sheet(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        run({"samples": "s.tsv", "outdir": str(tmp_path / "out")}, [str(tmp_path / "no.vcf")])
    told = [problem.what for problem in refused.value.problems]
    assert told == ["can't be read: no such file or directory", "VCFs and a sheet are given"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_snakemake_would_misread_is_refused(tmp_path: Path) -> None:
    """Snakemake's documentation: braces in a path are wildcards, and `<results>` is a path variable."""
    for name in ("run{1}", "<results>"):
        config = dict.fromkeys(("samples", "pedigree", "clinvar", "gnomad", "insilico"))
        (problem,) = wildcard_problems({**config, "outdir": str(tmp_path / name)})
        assert "Snakemake can't take" in problem.what
    assert not wildcard_problems({**config, "outdir": str(tmp_path / "p<0.05 & 'x'")})


@pytest.mark.parametrize("build", ["auto", "GRCh37"])
def test_run_says_what_the_gate_says(tmp_path: Path, build: str) -> None:
    """The same sheet by `hyperigm check`; chromosome X has the length of GRCh38 (its assembly report)."""
    sheet, vcf = tmp_path / "s.tsv", tmp_path / "x.vcf"
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tx\n"
    vcf.write_text(f"##fileformat=VCFv4.2\n##contig=<ID=chrX,length=156040895>\n{columns}")
    sheet.write_text("sample\tvcf\tsex\nx\tx.vcf\tman\n")
    config = {"samples": str(sheet), "outdir": str(tmp_path / "out"), "build": build}
    said = []
    for asked in (
        lambda: run(config, []),
        lambda: gate(sheet, None, json.dumps(config), None, None),
    ):
        with pytest.raises(InputError) as caught:
            asked()
        said.append([(problem.what, problem.mend) for problem in caught.value.problems])
    assert said[0] == said[1]


@pytest.mark.parametrize(("before", "moved"), [("here", False), ("elsewhere", True), (None, False)])
def test_results_under_another_path_are_made_anew(tmp_path: Path, before: str | None, moved: bool) -> None:
    """Snakemake keeps what it knows of a file under the file's path; of a first run nothing is kept."""
    config = tmp_path / "run.config.json"
    if before:
        config.write_text(json.dumps({"outdir": str(tmp_path / before)}))
    assert was_moved(config, tmp_path / "here") == moved
