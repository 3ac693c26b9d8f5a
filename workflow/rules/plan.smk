# What the rules know of the sheet and the plan. Nothing here computes: it reads JSON and names files.

import functools
import json
import os


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


def with_index(vcf):
    """A VCF and the index beside it, as far as they exist."""
    return [path for path in (vcf, f"{vcf}.tbi", f"{vcf}.csi") if os.path.exists(path)]


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


@functools.lru_cache(maxsize=1)
def read_plan(path, modified):
    """Samples of each batch, by batch id; `modified` makes a changed plan be read again."""
    with open(path, encoding="utf-8") as plan:
        return {batch["id"]: batch["samples"] for batch in json.load(plan)["batches"]}


def batches():
    """The plan, once the check step has made it."""
    path = str(checkpoints.check.get().output.plan)
    return read_plan(path, os.stat(path).st_mtime_ns)


def files_of_batch(wildcards):
    """What screen reads: the VCFs of the batch that the gate let through, with their indexes, and their BEDs."""
    entries = [entry for entry in batches()[wildcards.batch] if not entry["error"]]
    vcfs = [
        path
        for vcf in dict.fromkeys(entry["vcf"] for entry in entries)
        for path in with_index(vcf)
    ]
    beds = dict.fromkeys(entry["callable_bed"] for entry in entries)
    return [*vcfs, *(bed for bed in beds if bed and os.path.exists(bed))]


def read_by_screen(wildcards):
    """What screen depends on, apart from the files: which samples, under which names in which file."""
    keys = ("vcf", "vcf_sample", "callable_bed", "sv_vcf", "error")
    entries = batches()[wildcards.batch]
    return json.dumps(
        [
            [entry["person"]["sample"], *(entry[key] for key in keys)]
            for entry in entries
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


def all_batches(wildcards):
    """The id of every batch of the plan."""
    return list(batches())
