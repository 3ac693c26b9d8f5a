"""The command line: what it prints and how it ends. Exit codes are those of README.md."""

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from tests.conftest import ROOT

from hyperigm import __version__
from hyperigm.cli import main
from hyperigm.examples import COMPLETION, EXAMPLES

COMMANDS = sorted(main.commands)


def test_version() -> None:
    """The schema's version is its published file's, the panel's that of panel.yaml; the sum is made here."""
    result = CliRunner().invoke(main, ["--version"])
    assert result.exit_code == 0
    schema = json.loads((ROOT / "resources" / "schemas" / "report.schema.json").read_text())["version"]
    panel = yaml.safe_load((ROOT / "resources" / "panel" / "panel.yaml").read_text())["version"]
    sums = [(ROOT / "resources" / name).read_bytes() for name in ("SHA256SUMS", "reference/SHA256SUMS")]
    package, workflow, *others = result.output.splitlines()
    assert package == f"hyperigm, version {__version__}"
    assert re.fullmatch(r"hyperigm workflow \(SHA-256\): [0-9a-f]{12}", workflow)
    assert others == [
        f"S.report.json schema: {schema}",
        f"panel: {panel}",
        f"resources (SHA-256): {hashlib.sha256(b''.join(sums)).hexdigest()[:12]}",
    ]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert f"Usage: main {command}" in result.output
    assert f"\n  Example:\n    hyperigm {command}" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_each_example_is_a_command_line_that_is_understood(command: str) -> None:
    """Parsed as it would be, and not run. Raises UsageError where an option is unknown or missing."""
    program, name, *args = shlex.split(EXAMPLES[command])
    assert (program, name) == ("hyperigm", command)
    main.commands[command].make_context(command, args)


def test_help_says_how_shells_complete_it() -> None:
    help_ = CliRunner().invoke(main, ["--help"]).output
    assert all(line in help_ for line in COMPLETION.values())


def test_bash_completes_commands_and_options() -> None:
    """By the script that the help names, in a bash of its own; click completes what it has been told of."""
    line = COMPLETION["bash"].partition("  #")[0]
    words = {"exp": 1, "run --ped": 2}
    ask = "\n".join(
        f"COMP_WORDS=(hyperigm {typed}); COMP_CWORD={place}; COMPREPLY=(); _hyperigm_completion hyperigm\n"
        'echo "${COMPREPLY[@]}"'
        for typed, place in words.items()
    )
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-c", f"{line}\n{ask}"],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["explain", "--pedigree"]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom hyperigm.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'numpy', 'pysam', 'cyvcf2', 'snakemake', 'requests', 'jinja2', 'weaver'}\n"
        "print('loaded:', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded: []"


@pytest.mark.parametrize("module", ["click", "hyperigm.errors", "hyperigm.steps.tally"])
def test_an_interrupt_ends_it_quietly_at_any_import(module: str, tmp_path: Path) -> None:
    """Before the commands are known, and while one imports its step. Shells: 128 and SIGINT's number, 2."""
    code = (
        "import os, signal, sys\n"
        "class Interrupt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name == {module!r}:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "from hyperigm.__main__ import main\n"
        "main()\n"
    )
    args = [sys.executable, "-c", code, "tally", "--out", str(tmp_path / "out")]
    done = subprocess.run(args, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_an_unknown_option_is_usage() -> None:
    assert CliRunner().invoke(main, ["check", "--sample", "x"]).exit_code == 2


def test_problems_are_printed_one_by_one_with_their_mend(tmp_path: Path) -> None:
    sheet = tmp_path / "s.tsv"
    sheet.write_text("sample\tvcf\tsex\n../x\ta.vcf\tM\n")
    result = CliRunner().invoke(main, ["check", "--samples", str(sheet)])
    assert result.exit_code == 3
    lines = result.stderr.splitlines()
    assert lines[0] == f"error: {sheet}:2: sample '../x' can't be used"
    assert lines[1].startswith("  mend: allowed: ")
    assert lines[2] == f"error: {sheet}:2: sex 'M'"
    assert lines[4].startswith(f"error: {sheet}:2: {tmp_path / 'a.vcf'}: can't be read")
    assert len(lines) == 6
    assert "Traceback" not in result.output


def test_refused_samples_end_a_check_by_hand_but_not_a_plan(tmp_path: Path) -> None:
    sheet = tmp_path / "s.tsv"
    sheet.write_text("sample\tvcf\nA\tmissing.vcf\n")
    alone = CliRunner().invoke(main, ["check", "--samples", str(sheet)])
    assert alone.exit_code == 3
    assert alone.stderr.startswith(f"error: {sheet}:2: ")
    planned = CliRunner().invoke(
        main, ["check", "--samples", str(sheet), "--out", str(tmp_path / "plan.json")]
    )
    assert planned.exit_code == 0
    assert planned.stderr.startswith(f"warning: {sheet}:2: ")


def test_a_step_without_its_input_says_so(tmp_path: Path) -> None:
    args = ["screen", "--plan", str(tmp_path / "no.json"), "--batch", "b", "--out", str(tmp_path / "o.json")]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 4
    assert result.stderr.startswith(f"error: {tmp_path / 'no.json'}: ")


def test_finish_names_the_failed(tmp_path: Path) -> None:
    summary = tmp_path / "cohort" / "summary.tsv"
    summary.parent.mkdir()
    lines = ("A\tok\tcarrier\tUNG x\t.", 'B\tfailed\tfailed\t.\tx.vcf: is "empty"')
    summary.write_text("\n".join(("sample\tstatus\tconclusion\ttop_finding\terror", *lines, "")))
    out = tmp_path / "finished.txt"
    args = ["finish", "--summary", str(summary), "--out", str(out)]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 5
    assert result.stderr.splitlines()[0] == "error: sample B: failed"
    assert "B.error.txt" in result.stderr
    assert not out.exists()
    tolerant = CliRunner().invoke(main, [*args, "--settings", '{"on_failed_sample": "tolerate"}'])
    assert tolerant.exit_code == 0
    assert tolerant.stdout.splitlines()[-1] == f"1 of 2 samples finished: {summary}"
    assert "A       carrier\n" in tolerant.stdout
    assert out.read_text() == '1 of 2 samples finished\nfailed: B: x.vcf: is "empty"\n'


def test_folders_of_samples_that_left_the_sheet_are_named(tmp_path: Path) -> None:
    """B was taken out of the sheet, and its folder of an earlier run stays."""
    summary = tmp_path / "cohort" / "summary.tsv"
    summary.parent.mkdir()
    summary.write_text("sample\tstatus\tconclusion\ttop_finding\terror\nA\tok\tnone_found\t.\t.\n")
    for name in ("A", "B"):
        (tmp_path / "samples" / name).mkdir(parents=True)
    out = tmp_path / "finished.txt"
    assert CliRunner().invoke(main, ["finish", "--summary", str(summary), "--out", str(out)]).exit_code == 0
    done, left = out.read_text().splitlines()
    assert done == "1 of 1 samples finished"
    assert left == f"{tmp_path / 'samples' / 'B'}: of an earlier run, for this one has no sample 'B'"
    assert (tmp_path / "samples" / "B").is_dir()
