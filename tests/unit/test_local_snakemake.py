"""The quick start of Snakemake is Snakemake, without what a run on this machine does not need."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from hyperigm.edges.local_snakemake import TRIED, serves, stand_ins, without_executors

ROOT = Path(__file__).parents[2]

PROBE = """
import sys
from hyperigm.edges.local_snakemake import main
try:
    main()
finally:
    sys.modules = {name: module for name, module in sys.modules.items() if module}
    print(sorted({"pandas", "sqlalchemy.orm", "numpy", "snakemake_executor_plugin_slurm"} & {*sys.modules}))
"""


def test_only_executor_plugins_are_left_out() -> None:
    every = {module.name for module in pkgutil.iter_modules()}
    kept = {module.name for module in without_executors()}
    assert "snakemake_executor_plugin_slurm" in every
    assert every - kept == {name for name in every if name.startswith("snakemake_executor_plugin_")}


def test_it_is_snakemake_without_pandas_and_slurm() -> None:
    version = [sys.executable, "-m", "snakemake", "--version"]
    said = subprocess.run(version, check=True, capture_output=True, text=True).stdout
    probe = [sys.executable, "-c", PROBE, "--version"]
    assert subprocess.run(probe, check=True, capture_output=True, text=True).stdout == f"{said}[]\n"


RECORD = """
import json, sys
if sys.argv[1] == "quick":
    from hyperigm.edges.local_snakemake import stand_ins
    sys.modules.update(stand_ins())
from snakemake.persistence import MetadataRecord
read = MetadataRecord.model_validate(json.loads(sys.argv[2]))
new = MetadataRecord()
new.rule, new.params, new.input_checksums = "screen", ["'a'"], {"x.vcf": "1"}
print(json.dumps([dict(read.items()), dict(new.items()), dict(MetadataRecord().items())]))
"""
STORED = {"rule": "check", "input": ["a"], "params": [], "starttime": 1.5, "job_hash": 7, "of_a_later_one": 1}


def test_records_are_what_snakemake_itself_reads_and_writes() -> None:
    """Held against Snakemake's own, which SQLModel makes."""
    own, quick = (
        subprocess.run(
            [sys.executable, "-c", RECORD, how, json.dumps(STORED)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for how in ("own", "quick")
    )
    assert quick == own
    assert '"rule": "check"' in own


def test_the_version_tried_is_the_locked_one() -> None:
    """Another version of Snakemake may keep other records: then its own modules are left in place."""
    assert f"snakemake=={TRIED} " in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_another_version_keeps_its_own_records(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "sqlmodel" in stand_ins()
    monkeypatch.setattr("hyperigm.edges.local_snakemake.TRIED", "9.20.0")
    assert stand_ins() == {}


@pytest.mark.parametrize(
    ("args", "quick"),
    [
        (["--cores", "4", "-n", "--quiet", "all"], True),
        (["-c4", "--forcerun=screen"], True),
        (["--executor", "slurm"], False),
        (["--report", "r.zip"], False),
        (["--report-after-run"], False),
        (["--workflow-profile", "mine"], False),
        (["--sdm", "conda"], False),
        (["--scheduler=ilp"], False),
        (["--sched", "ilp"], False),
    ],
)
def test_an_option_that_is_not_known_starts_snakemake_itself(
    args: list[str], quick: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SNAKEMAKE_PROFILE", raising=False)
    assert serves(args) is quick


def test_a_profile_of_the_users_own_starts_snakemake_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert serves([])
    (tmp_path / "profiles" / "default").mkdir(parents=True)
    assert not serves([])


def test_the_shipped_profile_may_be_edited_to_send_jobs_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Snakemake 9's documentation: a profile beside the Snakefile, profiles/default, is taken by itself."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("executor: slurm\njobs: 2\n")
    monkeypatch.setattr("hyperigm.edges.local_snakemake.SHIPPED", str(tmp_path / "config.yaml"))
    assert not serves([])
