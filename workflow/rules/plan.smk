# Where the results are, and what the rules know of the sheet and the plan. Nothing here computes: it reads JSON and names
# files.

import functools
import hashlib
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


def named_in_sheet(*columns):
    """The paths that these columns of the sheet name, each once; none where it can't be read as a sheet."""
    folder = os.path.dirname(os.path.abspath(config["samples"]))
    try:
        with open(config["samples"], encoding="utf-8-sig", errors="replace") as sheet:
            header, *rows = [
                line.rstrip("\n").split("\t") for line in sheet if line.strip()
            ]
    except (OSError, ValueError):
        return []
    places = [header.index(column) for column in columns if column in header]
    fields = (row[place] for row in rows for place in places if place < len(row))
    return list(
        dict.fromkeys(
            os.path.join(folder, field) for field in fields if field not in ("", ".")
        )
    )


def files_of_sheet(wildcards):
    """The VCFs that the sheet names and that exist; the check step says what is wrong with the others."""
    return [path for path in named_in_sheet("vcf") if os.path.isfile(path)]


def takes(path):
    """Whether a path can be a rule's input: braces and <words> mean something to Snakemake."""
    return not re.search(r"[{}]|<[a-z][a-z0-9_]*>", path)


def as_inputs(files):
    """`files`, a function of the wildcards, less those that can't be inputs; a rule's params hold their stamps."""
    return lambda wildcards: list(filter(takes, files(wildcards)))


def stamp(path, *more):
    """A file's bytes and its time in whole seconds, which every file system keeps; nothing of one that is gone.

    more: what else of os.stat() counts.
    """
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return [path]
    return [
        path,
        found.st_size,
        int(found.st_mtime),
        *(getattr(found, key) for key in more),
    ]


def sum_of(value):
    """One short word for a value that JSON can hold; another value has another."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def text_of(path):
    """What a small file holds; nothing where it can't be read."""
    try:
        with open(path, encoding="latin-1", newline="") as file:
            return file.read()
    except OSError:
        return None


def read_by_check(wildcards):
    """What the gate judges: what sheet and PED say, and each file of a row, indexes too, as it is before it is
    looked at. So a sample is judged again whose file was mended, came, went, or may be read by now.
    """
    vcfs = named_in_sheet("vcf", "sv_vcf")
    files = [path + end for path in vcfs for end in ("", ".csi", ".tbi")]
    return sum_of(
        [
            text_of(config["samples"]),
            text_of(config["pedigree"]) if config["pedigree"] else None,
            [stamp(path, "st_mode") for path in (*files, *named_in_sheet("callable"))],
        ]
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


def entries_of_batch(wildcards):
    """All that the plan says of a batch, less the lines of the sheet, which its steps do not look at: a row that
    comes above others is no news of them."""
    return list(map(without_line, batches()[wildcards.batch]))


def without_line(entry):
    """An entry of the plan, wherever in the sheet it stands."""
    return {key: value for key, value in entry.items() if key != "line"}


def read_by_screen(wildcards):
    """What screen depends on: people, relatives, files and the gate's word on them, and the files as they are
    before they are read. So one is read again that changed while it was read, or was replaced by an older one.
    Phenotypes, which only interpret reads, read no file again.
    """
    entries = [
        {**entry, "person": {**entry["person"], "hpo": None}}
        for entry in entries_of_batch(wildcards)
    ]
    return sum_of([entries, list(map(stamp, files_of_batch(wildcards)))])


def read_by_annotate(wildcards):
    """The files of evidence as they are before they are read: one may be replaced by an older one."""
    files = [
        path
        for kind in ("clinvar", "gnomad", "insilico")
        for path in config[kind] or []
    ]
    return sum_of(list(map(stamp, files)))


def read_by_interpret(wildcards):
    """What interpret depends on, apart from the files: who is who in the batch."""
    return sum_of(entries_of_batch(wildcards))


def read_by_cohort(wildcards):
    """What the cohort's tables depend on, apart from the files: everybody, in the order of the sheet."""
    everybody = [entry for entries in batches().values() for entry in entries]
    return sum_of(
        list(map(without_line, sorted(everybody, key=lambda entry: entry["line"])))
    )
