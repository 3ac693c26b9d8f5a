# Where the results are, and what the rules know of the sheet and the plan. Nothing here computes: it reads JSON and names
# files.

import functools
import json
import os
import re
import shlex
import sys
from datetime import datetime, timezone

# A workflow that imports this one may have set the pathvars otherwise; the steps are told what holds.
config["outdir"] = workflow.pathvars.apply("<results>")

# Private results: files are the user's alone (0600, folders 0700), on whatever machine a job runs.
if config["private"]:
    os.umask(0o077)
    os.makedirs(config["outdir"], exist_ok=True)
    os.chmod(config["outdir"], 0o700)

# What the step `provenance` records of this run; `hyperigm run` has set it already.
os.environ.setdefault(
    "HYPERIGM_RUN",
    json.dumps(
        {
            "command": shlex.join(["snakemake", *sys.argv[1:]]),
            "started": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        }
    ),
)


def settings(*keys):
    """The part of the config that a step depends on, as JSON; a change of any other key does not re-run it.

    keys: `build`, or `thresholds.min_depth`.
    """
    part = {}
    for section, _, name in (key.partition(".") for key in keys):
        if name:
            part.setdefault(section, {})[name] = config[section][name]
        else:
            part[section] = config[section]
    return json.dumps(part, sort_keys=True)


def panel_sums(wildcards):
    """The sums of the user's panel folder, which change with anything in it; the check step says what is wrong with
    a folder that has none."""
    sums = os.path.join(config["panel"] or "", "SHA256SUMS")
    return [sums] if config["panel"] and os.path.isfile(sums) else []


def with_index(file):
    """A file and the index beside it, as far as they exist."""
    return [
        path for path in (file, f"{file}.tbi", f"{file}.csi") if os.path.exists(path)
    ]


def files_of_sheet(wildcards):
    """The VCFs that the sheet names and that exist; the check step says what is wrong with the others."""
    folder = os.path.dirname(os.path.abspath(config["samples"]))
    try:
        with open(config["samples"], encoding="utf-8-sig", errors="replace") as sheet:
            header, *rows = [
                line.rstrip("\n").split("\t") for line in sheet if line.strip()
            ]
        column = header.index("vcf")
    except (OSError, ValueError):
        return []
    paths = dict.fromkeys(
        os.path.join(folder, row[column]) for row in rows if len(row) > column
    )
    return [path for path in paths if os.path.isfile(path)]


def takes(path):
    """Whether a path can be a rule's input: braces and <words> mean something to Snakemake."""
    return not re.search(r"[{}]|<[a-z][a-z0-9_]*>", path)


def as_inputs(files):
    """`files`, a function of the wildcards, less those that can't be inputs; a rule's params hold their stamps."""
    return lambda wildcards: list(filter(takes, files(wildcards)))


def read_by_check(wildcards):
    """The VCFs of the sheet that can't be inputs, as they are before they are read."""
    return json.dumps(
        [[path, stamp(path)] for path in files_of_sheet(wildcards) if not takes(path)]
    )


@functools.lru_cache(maxsize=1)
def read_plan(path, written):
    """Samples of each batch, by batch id; `written` makes a changed plan be read again."""
    with open(path, encoding="utf-8") as plan:
        return {batch["id"]: batch["samples"] for batch in json.load(plan)["batches"]}


def batches():
    """The plan, once the check step has made it."""
    path = str(checkpoints.check.get().output.plan)
    # A new plan is renamed into place: it has another inode, however coarse the file times are.
    found = os.stat(path)
    return read_plan(path, (found.st_ino, found.st_size, found.st_mtime_ns))


def files_of_batch(wildcards):
    """What screen reads: the files of the samples that the gate let through, VCFs with their indexes."""
    entries = [entry for entry in batches()[wildcards.batch] if not entry["error"]]
    named = [
        entry[key] for key in ("vcf", "sv_vcf", "callable_bed") for entry in entries
    ]
    return [
        path for file in dict.fromkeys(filter(None, named)) for path in with_index(file)
    ]


def stamp(path):
    """Bytes of a file and its time in whole seconds, which every file system keeps; nothing of one that is gone."""
    try:
        found = os.stat(path)
    except OSError:
        return []
    return [found.st_size, int(found.st_mtime)]


def read_by_screen(wildcards):
    """What screen depends on: which samples, under which names in which file, and the files as they are before
    they are read. So one is read again that changed while it was read, or was replaced by an older one.
    """
    keys = ("vcf", "vcf_sample", "callable_bed", "sv_vcf", "error")
    entries = batches()[wildcards.batch]
    return json.dumps(
        [
            *(
                [entry["person"]["sample"], *(entry[key] for key in keys)]
                for entry in entries
            ),
            *map(stamp, files_of_batch(wildcards)),
        ]
    )


def read_by_interpret(wildcards):
    """What interpret depends on, apart from the files: who is who in the batch."""
    entries = batches()[wildcards.batch]
    return json.dumps(
        [
            [entry["person"], entry["sv_vcf"], entry["error"], entry["mend"]]
            for entry in entries
        ]
    )
