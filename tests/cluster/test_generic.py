"""The shipped profile for SGE, LSF and PBS Pro, whose commands a local stand-in takes."""

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cluster.conftest import results, run_demo, shim
from tests.cluster.service import until
from tests.workflow.conftest import Cohort

HEADINGS = {"sge": "# SGE", "lsf": "# LSF", "pbs": "# PBS Pro"}
COMMANDS = {
    "sge": ("qsub", "qstat", "qacct", "qdel"),
    "lsf": ("bsub", "bjobs", "bkill"),
    "pbs": ("qsub", "qstat", "qdel"),
}
ASKED = {
    "sge": ("h_vmem={mb}M,h_rt=0:150:0", "-q\nshort", "-pe\nsmp\n1"),
    "lsf": ("-M\n{mb}MB", "rusage[mem={mb}MB]", "-W\n150", "-q\nshort"),
    "pbs": ("select=1:ncpus=1:mem={mb}mb", "walltime=150:00", "-q\nshort"),
}
"""What it must be asked for: the rules' memory, the four steps' runtimes (60 + 3 x 30 minutes), the queue."""


@dataclass(frozen=True, slots=True)
class StandIn:
    kind: str
    home: Path
    profile: Path
    env: dict[str, str]

    def options(self) -> list[str]:
        """The options of each job submitted, one option a line."""
        files = sorted(self.home.glob("*.options"), key=lambda path: int(path.stem))
        return [path.read_text() for path in files]


def profile_for(kind: str, shipped: Path, made: Path) -> None:
    """A copy of the shipped profile with one scheduler's block in force and the queue filled in."""
    shutil.copytree(shipped, made)
    lines, inside = [], ""
    for line in (shipped / "config.yaml").read_text().splitlines():
        inside = next((name for name, heading in HEADINGS.items() if line == heading), inside)
        command = line.removeprefix("# ")
        if command.startswith("cluster-generic-"):
            line = command.replace("QUEUE", "short") if inside == kind else f"# {command}"
        lines.append(line)
    (made / "config.yaml").write_text("\n".join(lines) + "\n")


@pytest.fixture(params=["sge", "lsf", "pbs"])
def scheduler(request: pytest.FixtureRequest, tmp_path: Path, root: Path) -> StandIn:
    kind = str(request.param)
    tools, home, profile = tmp_path / "tools", tmp_path / "home", tmp_path / "profile"
    tools.mkdir()
    home.mkdir()
    for name in COMMANDS[kind]:
        script = tools / name
        program = Path(__file__).with_name("scheduler.py").read_text()
        script.write_text(f"#!{sys.executable} -ISs\n{program}")
        script.chmod(0o755)
    profile_for(kind, root / "workflow" / "profiles" / "cluster-generic", profile)
    path = os.pathsep.join((str(tools), os.environ["PATH"]))
    env = {**os.environ, "PATH": path, "STAND_IN_HOME": str(home), "STAND_IN_KIND": kind}
    return StandIn(kind, home, profile, env)


def test_the_demo_batch(scheduler: StandIn, root: Path, tmp_path: Path, at_home: dict[str, bytes]) -> None:
    command = [*run_demo(root, tmp_path / "out"), "--workflow-profile", str(scheduler.profile)]
    done = subprocess.run(
        command, env=scheduler.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert results(tmp_path / "out") == at_home
    (asked,) = scheduler.options()
    for words in ASKED[scheduler.kind]:
        assert words.format(mb=500) in asked


def test_a_job_killed_unseen_is_tried_again_with_more(scheduler: StandIn, people: Cohort) -> None:
    """It can't say that it failed; the status command must."""
    cancel = COMMANDS[scheduler.kind][-1]
    path = shim(
        people.folder / "shim", "annotate", f"setsid {cancel} 1; sleep 60; exit 1", scheduler.env["PATH"]
    )
    env = {**scheduler.env, "PATH": path}
    done = people.snakemake("--workflow-profile", str(scheduler.profile), config=["batch_size=3"], env=env)
    assert done.code == 0, done.text
    first, second = scheduler.options()
    for words in ASKED[scheduler.kind]:
        assert words.format(mb=500) in first
        assert words.format(mb=1000) in second
    assert (scheduler.home / "1.end").read_text() == "137"
    assert [row["status"] for row in people.summary().values()] == ["ok"] * 3


def test_an_interrupt_cancels_the_jobs(scheduler: StandIn, people: Cohort) -> None:
    path = shim(people.folder / "shim", "screen", "sleep 300", scheduler.env["PATH"])
    env = {**scheduler.env, "PATH": path}
    profile = ("--workflow-profile", str(scheduler.profile))
    with people.started(*profile, config=["batch_size=3"], env=env) as head:
        until((people.folder / "shim" / "once").exists, "the screen step")
        head.send_signal(signal.SIGINT)
        head.communicate()
    until((scheduler.home / "1.end").exists, "the job's end")
    assert (scheduler.home / "1.end").read_text() == "137"
