"""Munge, slurmctld and slurmd of their own: one node, no accounting; the machine's own Slurm is not touched.

No cgroups (a container may not have them): memory is sampled each second, and a job over its limit is killed.
Source: slurm.conf(5), munged(8).
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PARTITION = "short"
CONF = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CryptoType=crypto/munge
AuthInfo=socket={folder}/munge.socket
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
MailProg=/bin/true
MpiDefault=none
SwitchType=switch/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1
KillWait=2
ReturnToService=2
MinJobAge=3600
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=8000 State=UNKNOWN
PartitionName={partition} Nodes=ALL Default=YES MaxTime=300 State=UP
"""


LOG = (
    "JobId",
    "JobState",
    "Reason",
    "ExitCode",
    "MinMemoryNode",
    "TimeLimit",
    "RunTime",
    "Partition",
    "Account",
)


@dataclass(frozen=True, slots=True)
class Slurm:
    """A running Slurm; `env` makes its commands talk to it."""

    folder: Path
    env: Mapping[str, str]

    def ask(self, *command: str) -> str:
        """What a Slurm command prints."""
        done = subprocess.run(command, env=self.env, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.strip()

    def jobs(self) -> list[dict[str, str]]:
        """Every job it knows, oldest first: JobId, JobState, MinMemoryNode, Account, Partition ..."""
        lines = self.ask("scontrol", "--oneliner", "show", "jobs").splitlines()
        found = [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in lines]
        return sorted((job for job in found if "JobId" in job), key=lambda job: int(job["JobId"]))

    def log(self) -> str:
        """Every job, a line each, in Slurm's own words."""
        rows = [LOG, *[[job.get(name, "") for name in LOG] for job in self.jobs()]]
        return "\n".join(["", *["  ".join(cell.ljust(13) for cell in row).rstrip() for row in rows]])

    def cancel_all(self) -> None:
        self.ask("scancel", "--user", "root")
        until(lambda: not self.ask("squeue", "--noheader", "--format", "%i"), "an empty queue")


def until(true: Callable[[], bool], what: str, seconds: float = 300) -> None:
    """Waits for a condition; after `seconds` without it the test fails."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.2)


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [taken.getsockname()[1] for taken in held]
    for taken in held:
        taken.close()
    return ports


@contextmanager
def slurm() -> Iterator[Slurm]:
    """Starts the daemons in a folder of their own, waits until the node is idle, and ends them."""
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    folder.chmod(0o755)
    for name in ("state", "spool", "munge"):
        (folder / name).mkdir()
    host = socket.gethostname().split(".")[0]
    conf = CONF.format(host=host, folder=folder, ports=_free_ports(2), partition=PARTITION)
    (folder / "slurm.conf").write_text(conf)
    key = folder / "munge" / "key"
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    path = os.pathsep.join((str(_srun(folder)), os.environ["PATH"]))
    made = Slurm(folder, {**os.environ, "SLURM_CONF": str(folder / "slurm.conf"), "PATH": path})
    munge = (
        *("--force", "--foreground", f"--key-file={key}", f"--socket={folder}/munge.socket"),
        *(
            f"--pid-file={folder}/munge/pid",
            f"--log-file={folder}/munge/log",
            f"--seed-file={folder}/munge/seed",
        ),
    )
    daemons = []
    try:
        daemons.append(_start(made, "munged", *munge))
        until((folder / "munge.socket").exists, "munge's socket")
        daemons += [_start(made, "slurmctld", "-D"), _start(made, "slurmd", "-D")]
        until(lambda: _idle(made), "an idle node (see *.log)")
        yield made
        made.cancel_all()
    finally:
        for daemon in reversed(daemons):
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(timeout=20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _srun(folder: Path) -> Path:
    """A folder with an srun that knows our slurm.conf: Snakemake's jobstep plugin takes SLURM_CONF away."""
    tools = folder / "bin"
    tools.mkdir()
    script = tools / "srun"
    script.write_text(f'#!/bin/sh\nSLURM_CONF={folder}/slurm.conf exec {shutil.which("srun")} "$@"\n')
    script.chmod(0o755)
    return tools


def _start(made: Slurm, program: str, *options: str) -> subprocess.Popen[bytes]:
    path = shutil.which(program, path=os.pathsep.join((os.environ["PATH"], "/usr/sbin", "/sbin")))
    assert path, f"{program} is missing: bash tests/debian.sh"
    with (made.folder / f"{program}.log").open("wb") as log:
        command: Sequence[str] = (path, *options)
        return subprocess.Popen(command, env=made.env, stdout=log, stderr=log, start_new_session=True)


def _idle(made: Slurm) -> bool:
    asked = subprocess.run(
        ["sinfo", "--noheader", "--format", "%T"], env=made.env, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() == "idle"
