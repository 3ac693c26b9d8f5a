"""Stands in for SGE's, LSF's and PBS Pro's commands, as their manual pages give options and output.

Jobs run on this machine, in the background. Called under the name of the command that it stands in for.
SGE: qsub(1), qstat(1), qacct(1), qdel(1). LSF: bsub, bjobs, bkill. PBS Professional: qsub, qstat, qdel.
"""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

HOME = Path(os.environ["STAND_IN_HOME"])
KIND = os.environ["STAND_IN_KIND"]
SAID = {"sge": "{id}", "lsf": "Job <{id}> is submitted to queue <short>.", "pbs": "{id}.server"}


def submit(arguments: list[str]) -> None:
    """Writes down the options, starts the script, and says its id."""
    job = len(list(HOME.glob("*.options"))) + 1
    (HOME / f"{job}.options").write_text("\n".join(arguments[:-1]))
    begin = f"echo $$ > {HOME}/{job}.pid; {arguments[-1]}; echo $? > {HOME}/{job}.end"
    subprocess.Popen(
        ["bash", "-c", begin],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    print(SAID[KIND].format(id=job))


def cancel(arguments: list[str]) -> None:
    """Kills jobs, with all that they started, as a scheduler does; they end with 137 (128 + SIGKILL)."""
    for argument in arguments:
        job = re.match(r"\d+", argument)
        if job and not (HOME / f"{job[0]}.end").exists():
            (HOME / f"{job[0]}.end").write_text("137")
            os.killpg(int((HOME / f"{job[0]}.pid").read_text()), signal.SIGKILL)


def end_of(argument: str) -> str:
    """The exit code of a job that has ended; empty before."""
    file = HOME / f"{argument.partition('.')[0]}.end"
    return file.read_text().strip() if file.exists() else ""


def sge_qstat(arguments: list[str]) -> None:
    sys.exit(1 if end_of(arguments[-1]) else 0)


def sge_qacct(arguments: list[str]) -> None:
    code = end_of(arguments[-1])
    if not code:
        sys.exit(f"error: job id {arguments[-1]} not found")
    print(f"==============\nqname        short\nfailed       0\nexit_status  {code}\nru_wallclock 1s")


def lsf_bjobs(arguments: list[str]) -> None:
    print({"": "RUN", "0": "DONE"}.get(end_of(arguments[-1]), "EXIT"))


def pbs_qstat(arguments: list[str]) -> None:
    code = end_of(arguments[-1])
    print(f"Job Id: {arguments[-1]}\n    Job_Name = snakejob\n    job_state = {'F' if code else 'R'}")
    if code:
        print(f"    Exit_status = {code}")


COMMANDS = {
    "sge": {"qsub": submit, "qdel": cancel, "qstat": sge_qstat, "qacct": sge_qacct},
    "lsf": {"bsub": submit, "bkill": cancel, "bjobs": lsf_bjobs},
    "pbs": {"qsub": submit, "qdel": cancel, "qstat": pbs_qstat},
}

if __name__ == "__main__":
    COMMANDS[KIND][Path(sys.argv[0]).name](sys.argv[1:])
