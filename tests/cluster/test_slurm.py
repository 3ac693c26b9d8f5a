"""The shipped Slurm profile on a real Slurm, started by the tests: killed jobs, memory, a killed head.

The results without a cluster are the oracle, byte by byte.
"""

import os
import signal
import subprocess
from pathlib import Path

from tests.cluster.conftest import ACCOUNT, results, run_demo, shim
from tests.cluster.service import PARTITION, Slurm, until
from tests.workflow.conftest import Cohort

CANCELLED = 'scancel "$SLURM_JOB_ID"; sleep 60; exit 1'
SOON = ("--slurm-init-seconds-before-status-checks", "2")
"""The profile's 10 seconds are for a scheduler that others use too."""


def start(cluster: Slurm, command: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as handle:
        return subprocess.Popen(
            command, env=cluster.env, stdout=handle, stderr=handle, start_new_session=True
        )


def test_the_demo_batch(
    cluster: Slurm, slurm_profile: Path, root: Path, tmp_path: Path, at_home: dict[str, bytes]
) -> None:
    known = len(cluster.jobs())
    out, log = tmp_path / "out", tmp_path / "log"
    command = [*run_demo(root, out), "--workflow-profile", str(slurm_profile), *SOON]
    assert start(cluster, command, log).wait() == 0, log.read_text()
    assert results(out) == at_home
    (job,) = cluster.jobs()[known:]
    assert job["JobState"] == "COMPLETED"
    assert (job["Partition"], job["Account"]) == (PARTITION, ACCOUNT)
    assert job["MinMemoryNode"] == "500M", (
        "the rules' mem_mb: one batch is one job, its steps one after another"
    )
    assert job["TimeLimit"] == "02:30:00", (
        "the runtimes of the four steps, one after another: 60 + 3 x 30 minutes"
    )


def test_a_job_that_the_scheduler_kills_is_tried_again(
    cluster: Slurm, slurm_profile: Path, people: Cohort
) -> None:
    known = len(cluster.jobs())
    path = shim(people.folder / "shim", "annotate", CANCELLED, cluster.env["PATH"])
    done = people.snakemake(
        *("--workflow-profile", str(slurm_profile), *SOON),
        config=["batch_size=3"],
        env={**cluster.env, "PATH": path},
    )
    assert done.code == 0, done.text
    states = [job["JobState"] for job in cluster.jobs()[known:]]
    assert states == ["CANCELLED", "COMPLETED"], done.text
    assert [row["status"] for row in people.summary().values()] == ["ok"] * 3


def test_a_job_that_runs_out_of_memory_gets_more(cluster: Slurm, slurm_profile: Path, people: Cohort) -> None:
    """The first annotate takes 900 MB, of 500; Slurm kills it, not we."""
    known = len(cluster.jobs())
    eat = "import time; taken = bytearray(b'1') * 900_000_000; time.sleep(60)"
    path = shim(people.folder / "shim", "annotate", f'python3 -c "{eat}"; exit 1', cluster.env["PATH"])
    done = people.snakemake(
        *("--workflow-profile", str(slurm_profile), *SOON),
        config=["batch_size=3"],
        env={**cluster.env, "PATH": path},
    )
    assert done.code == 0, done.text
    first, second = cluster.jobs()[known:]
    assert (first["MinMemoryNode"], second["MinMemoryNode"]) == ("500M", "1000M")
    assert first["JobState"] in ("FAILED", "CANCELLED", "OUT_OF_MEMORY")
    assert second["JobState"] == "COMPLETED"
    logs = "".join(path.read_text() for path in people.folder.glob(".snakemake/slurm_logs/**/*.log"))
    assert "exceeded memory limit" in logs, "slurmstepd's own words"
    assert [row["status"] for row in people.summary().values()] == ["ok"] * 3


def test_a_killed_head_is_started_again(
    cluster: Slurm, slurm_profile: Path, root: Path, tmp_path: Path, at_home: dict[str, bytes]
) -> None:
    known = len(cluster.jobs())
    out, log = tmp_path / "out", tmp_path / "log"
    command = [*run_demo(root, out), "--workflow-profile", str(slurm_profile), *SOON]
    head = start(cluster, command, log)
    until(lambda: len(cluster.jobs()) > known, "the first job")
    os.killpg(head.pid, signal.SIGKILL)
    assert head.wait() == -signal.SIGKILL
    cluster.ask("scancel", "--account", ACCOUNT)  # as docs/cluster.md says
    assert start(cluster, command, log).wait() == 0, log.read_text()
    assert results(out) == at_home


def test_a_killed_snakemake_is_unlocked_by_hand(cluster: Slurm, slurm_profile: Path, people: Cohort) -> None:
    """Without `hyperigm run` the lock is Snakemake's own, which outlives it."""
    known = len(cluster.jobs())
    profile = ("--workflow-profile", str(slurm_profile), *SOON)
    with people.started(*profile, config=["batch_size=3"], env=dict(cluster.env)) as head:
        until(lambda: len(cluster.jobs()) > known, "the first job")
        os.killpg(head.pid, signal.SIGKILL)
    again = people.snakemake(*profile, config=["batch_size=3"], env=dict(cluster.env))
    assert again.code != 0
    assert "Directory cannot be locked" in again.text
    cluster.cancel_all()
    assert people.snakemake(*profile, "--unlock", env=dict(cluster.env)).code == 0
    done = people.snakemake(*profile, config=["batch_size=3"], env=dict(cluster.env))
    assert done.code == 0, done.text
    assert [row["status"] for row in people.summary().values()] == ["ok"] * 3
