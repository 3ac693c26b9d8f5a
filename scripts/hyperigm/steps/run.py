"""`hyperigm run`: the whole workflow on a sheet, from any folder, with the input checked before it starts."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Any

from hyperigm.core.settings import Settings
from hyperigm.edges.config import (
    absolute_paths,
    config_problems,
    evidence_problems,
    merge,
    panel_problems,
    read_config,
    read_pairs,
    settings_of,
    wildcard_problems,
    with_defaults,
)
from hyperigm.edges.integrity import verify_resources
from hyperigm.edges.local_snakemake import serves
from hyperigm.edges.made_sheet import (
    MadeSheet,
    is_index_name,
    is_vcf_name,
    keep_sheet,
    nothing_given,
    sheet_of,
)
from hyperigm.edges.outdir import SHEET, links_out, make_private
from hyperigm.edges.resources import PACKAGE, shipped
from hyperigm.edges.run_lock import alone, refuse_full
from hyperigm.edges.run_record import as_variable
from hyperigm.edges.sheet import read_sheet
from hyperigm.edges.store import read_value, write_value
from hyperigm.edges.terminal import conclusions, pipe, show_progress, someone_watches
from hyperigm.errors import HyperigmError, InputError, Problem, ResourceError
from hyperigm.steps.finish import finish, left_over

PARALLEL = ("-c", "--cores", "-j", "--jobs", "--profile", "--workflow-profile", "-e", "--executor")
TALK = ("-q", "--quiet", "-p", "--printshellcmds", "--verbose", "-n", "--dry-run", "--dryrun")
"""Options on how much Snakemake says: where one is given, it says it, and there is no bar."""
VERBOSE = "-v"
"""Ours: Snakemake's own lines, also at a terminal."""
LAST_WORDS = 60
"""Lines of Snakemake's log that are shown where it failed under a bar."""
SHOWN = 10
"""Samples whose other name is said at the terminal."""
_LOOKS = """
    -n --dry-run --dryrun -S --summary -D --detailed-summary -l --list-rules --list --list-target-rules --lt
    --list-input-changes --list-params-changes --list-untracked --lu --unlock --report --lint --dag
    --rulegraph --filegraph --d3dag --cleanup-metadata --cm --delete-all-output --archive --containerize
"""
NO_RUN = frozenset(_LOOKS.split())
"""Snakemake's options with which nothing is computed."""


@dataclass(frozen=True, slots=True)
class Options:
    """A command line after `hyperigm run`: KEY=VALUE pairs, config files, and what is Snakemake's."""

    pairs: tuple[str, ...]
    files: tuple[str, ...]
    rest: tuple[str, ...]


def options(args: Sequence[str]) -> Options:
    """Takes `--config K=V ...` and `--configfile F ...` out of Snakemake's options."""
    taken: dict[str, list[str]] = {"config": [], "configfile": [], "": []}
    names = {
        "--config": "config",
        "-C": "config",
        "--configfile": "configfile",
        "--configfiles": "configfile",
    }
    current = ""
    for arg in args:
        name, equals, value = arg.partition("=")
        if name in names:
            current = names[name]
            taken[current].extend([value] if equals else [])
        else:
            current = "" if arg.startswith("-") else current
            taken[current].append(arg)
    return Options(tuple(taken["config"]), tuple(taken["configfile"]), tuple(taken[""]))


def vcfs_of(args: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(VCFs given in place of a sheet, the other arguments).

    A VCF is told by the ending of its name, and by its place before the first option: behind one it may be
    the option's value. Indexes beside them are passed over. Raises InputError for each VCF that stands behind
    an option, and for any other file or folder in the place of a VCF.
    """
    count = next((number for number, arg in enumerate(args) if arg.startswith("-")), len(args))
    first, rest = [arg for arg in args[:count] if not is_index_name(arg)], args[count:]
    problems = [_no_vcf(arg) for arg in first if not is_vcf_name(arg) and Path(arg).exists()]
    behind = [arg for arg in rest if is_vcf_name(arg) and Path(arg).exists()]
    if behind:
        command = shlex.join(["hyperigm", "run", *filter(is_vcf_name, first), *behind])
        mend = f"VCFs first: {command} {rest[0]} ..."
        problems += [Problem(arg, "stands behind an option, and may be its value", mend) for arg in behind]
    if problems:
        raise InputError(*problems)
    return tuple(filter(is_vcf_name, first)), (*(arg for arg in first if not is_vcf_name(arg)), *rest)


def _no_vcf(arg: str) -> Problem:
    if Path(arg).is_dir():
        return Problem(arg, "is a folder", f"name the VCFs in it: hyperigm run {shlex.quote(arg)}/*.vcf.gz")
    mend = f"if it is a sheet: hyperigm run --samples {shlex.quote(arg)}; if it is a VCF, end its name so"
    return Problem(arg, "does not end in .vcf, .vcf.gz or .bcf", mend)


def run(given: Mapping[str, Any], args: Sequence[str]) -> tuple[int, str]:
    """Runs the workflow; `given`: config keys of the command line; args: VCFs, then Snakemake's options.

    VCFs take the place of a sheet: one of all their samples is made and kept in the folder of results.

    Returns Snakemake's exit code, and a closing line where the run is finished.

    Raises InputError with every problem of config, sheet and PED before anything is computed, and
    FailedSamplesError where the run is finished but samples failed.
    """
    verify_resources()
    vcfs, others = vcfs_of(args)
    asked = options(others)
    made = _made(vcfs, given)
    config = _config(given, asked, made, args)
    outdir = Path(config["outdir"])
    if links := links_out(outdir):
        raise InputError(*links)
    if config["private"]:
        make_private(outdir)
    with alone(outdir) as lock:
        if not made:
            return _run(config, outdir, asked.rest, lock)
        _say_sheet(keep_sheet(outdir, made), made)
        code, closing = _run(config, outdir, asked.rest, lock)
        return code, f"{closing}\n{_next(config)}" if closing else closing


def _made(vcfs: Sequence[str], given: Mapping[str, Any]) -> MadeSheet | None:
    """The sheet of the VCFs, where any are given. Raises InputError with every problem of the files."""
    if not vcfs:
        return None
    made, problems = sheet_of(vcfs)
    if "samples" in given:
        what = "VCFs and a sheet are given"
        problems = (*problems, Problem("hyperigm run", what, "give one of the two; a sheet can name any VCF"))
    if problems:
        raise InputError(*problems)
    return made


def _say_sheet(path: Path, made: MadeSheet) -> None:
    """Where the sheet is, and whose name is another in it."""
    count = len(made.rows)
    print(f"sheet of {count} {'sample' if count == 1 else 'samples'}: {_shown(path)}", file=sys.stderr)
    for problem in made.renamed[:SHOWN]:
        print(f"warning: {problem.where}: {problem.what}", file=sys.stderr)
    if (left := len(made.renamed) - SHOWN) > 0:
        print(f"warning: and {left} more; the column vcf_sample has each name", file=sys.stderr)


def _shown(path: Path) -> str:
    """Relative where that is shorter to read, for a shell."""
    here = Path.cwd()
    return shlex.quote(str(path.relative_to(here) if path.is_relative_to(here) else path))


def _next(config: Mapping[str, Any]) -> str:
    sheet, outdir = _shown(Path(config["samples"])), _shown(Path(config["outdir"]))
    return (
        f"To add sex, family, HPO terms or what was covered, edit {sheet}; then:\n"
        f"  hyperigm run --samples {sheet} --outdir {outdir}"
    )


def _run(config: Mapping[str, Any], outdir: Path, rest: Sequence[str], lock: int | None) -> tuple[int, str]:
    """The run itself, with the folder to itself."""
    trial = not NO_RUN.isdisjoint(arg.partition("=")[0] for arg in rest)
    if not trial:
        _forget_incomplete(outdir)
    file = outdir / "work" / "run.config.json"
    anew = () if trial or not was_moved(file, outdir) else ("--forceall",)
    write_value(file, config)
    code, log = _snakemake(outdir, file, [*rest, *anew], lock)
    if code:  # what the gate found in the files stops Snakemake; here it is said as what it is
        from hyperigm.steps.check import planned

        planned(Path(config["samples"]), _pedigree(config), settings_of(config))
        refuse_full(outdir)
        if log:
            _say_last(log)
    summary = outdir / "cohort" / "summary.tsv"
    if code or trial or not summary.exists():
        return code, ""
    print(conclusions(summary))
    for sentence in left_over(summary):
        print(f"warning: {sentence}", file=sys.stderr)
    for warning in _old_evidence(summary.parent, settings_of(config).thresholds.clinvar_max_age_days):
        print(f"warning: {warning}", file=sys.stderr)
    said = finish(summary, settings_of(config), outdir / "work" / "finished.txt")
    return code, f"{said}: {summary}"


def was_moved(config: Path, outdir: Path) -> bool:
    """Whether the results were made under another path: Snakemake knows what it made them of by the path of
    each, and would take them as they are, whatever sheet or setting has changed."""
    try:
        before = read_value(config, dict[str, Any])["outdir"]
    except (KeyError, ResourceError):
        return False
    if moved := before != str(outdir):
        print(f"{outdir} was made as {before}: all of it is computed anew", file=sys.stderr)
    return bool(moved)


def _old_evidence(cohort: Path, max_age_days: int) -> Iterator[str]:
    """For each build, whether its ClinVar is old, undated or none, as every report of it says."""
    from hyperigm.core.evidence_used import clinvar_warnings
    from hyperigm.edges.data_package import read_evidence

    for used in read_evidence(cohort):
        for text in clinvar_warnings(used.clinvar, max_age_days, date.today()):
            yield f"{used.build}: {text}"


def _snakemake(outdir: Path, config: Path, args: Sequence[str], lock: int | None) -> tuple[int, Path | None]:
    """Runs it, under a bar where a person watches and did not ask for Snakemake's own lines.

    Returns its exit code, and the file that those lines went to where there was a bar.
    """
    command = _command(outdir, config, [arg for arg in args if arg != VERBOSE], lock)
    if {arg.split("=")[0] for arg in args} & {*TALK, VERBOSE} or not someone_watches():
        with _supervised(command, lock) as process:
            return process.wait(), None
    log = outdir / "logs" / "run.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("wb") as words,
        pipe() as (lines, end),
        _supervised([*command, "--logger", "hyperigm"], lock, words, end) as process,
    ):
        os.close(end)
        show_progress(lines)
        return process.wait(), log


def _say_last(log: Path) -> None:
    """The last lines of the log, on standard error: the failed step's own message is among them."""
    last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_WORDS:]
    print(*last, f"all of it: {log}", sep="\n", file=sys.stderr)


@contextmanager
def _supervised(
    command: Sequence[str], lock: int | None, words: IO[bytes] | None = None, end: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Snakemake, left to end its jobs where the user or the system ends us.

    lock: is Snakemake's too, so that the folder stays locked should we be killed and it not. words: where its
    own lines go; end: the descriptor that our logger plugin writes to.
    """
    with subprocess.Popen(
        command,
        env=_environment(end),
        stdout=words,
        stderr=subprocess.STDOUT if words else None,
        pass_fds=[descriptor for descriptor in (lock, end) if descriptor is not None],
    ) as process:
        kept = [
            (number, signal.signal(number, handler))
            for number, handler in (
                (signal.SIGINT, signal.SIG_IGN),  # the terminal sends it to Snakemake as well
                (signal.SIGTERM, lambda *_: process.terminate()),
            )
        ]
        try:
            yield process
        finally:
            for number, handler in kept:
                signal.signal(number, handler)


def _config(
    given: Mapping[str, Any], asked: Options, made: MadeSheet | None = None, args: Sequence[str] = ()
) -> dict[str, Any]:
    """The merged config, paths absolute: defaults, then files, then pairs, then options.

    made: the sheet that is to be kept in the folder of results, whatever the others say. args: all words
    after `hyperigm run`, for what is said where they give nothing.
    """
    config: dict[str, Any] = {}
    problems: list[Problem] = []
    sources = [partial(read_config, Path(file)) for file in asked.files]
    for source in (*sources, partial(read_pairs, asked.pairs)):
        try:
            config = merge(config, source())
        except HyperigmError as error:
            problems.extend(error.problems)
    config = merge(config, given)
    if not (made or problems or "samples" in config or Path(with_defaults(config)["samples"]).exists()):
        raise InputError(*nothing_given(args))
    config = with_defaults(config)
    wrong = config_problems(config)
    problems.extend((*wrong, *panel_problems(config), *evidence_problems(config)))
    if made and not wrong:
        config["samples"] = str(Path(config["outdir"]) / SHEET)
    elif not {"config: samples", "config: pedigree"} & {problem.where for problem in wrong}:
        problems.extend(_sheet_problems(config, Settings() if wrong else settings_of(config), bool(problems)))
    if problems:
        raise InputError(*problems)
    absolute = absolute_paths(config)
    if problems := wildcard_problems(absolute):
        raise InputError(*problems)
    return absolute


def _pedigree(config: Mapping[str, Any]) -> Path | None:
    return Path(config["pedigree"]) if config["pedigree"] else None


def _sheet_problems(config: Mapping[str, Any], settings: Settings, refused: bool) -> tuple[Problem, ...]:
    """What is wrong with sheet and PED. refused: the run does not start, so the files are looked at too, as
    they are where the sheet has a problem."""
    samples, pedigree = Path(config["samples"]), _pedigree(config)
    try:
        sheet = read_sheet(samples, pedigree)
        for what in dict.fromkeys(what for entry in sheet.entries for what in entry.warnings):
            print(f"warning: {what}", file=sys.stderr)
        if refused or sheet.problems:
            from hyperigm.steps.check import planned, refusals

            return refusals(planned(samples, pedigree, settings), samples)
    except InputError as error:
        return error.problems
    return ()


def _forget_incomplete(outdir: Path) -> None:
    """A batch of which a report has since been removed is reported again: its manifest no longer holds.

    So is one with an empty file, which a power cut can leave. The summary goes too, for Snakemake makes a
    file in the middle again only where a later one is missing.
    """
    for manifest in sorted((outdir / "work").glob("*/report.json")):
        if not _all_there(outdir, manifest):
            manifest.unlink()
            (outdir / "cohort" / "summary.tsv").unlink(missing_ok=True)


def _all_there(outdir: Path, manifest: Path) -> bool:
    try:
        return all((outdir / file).stat().st_size for file in read_value(manifest, list[str]))
    except (OSError, ResourceError):
        return False


def _command(outdir: Path, config: Path, args: Sequence[str], lock: int | None) -> list[str]:
    names = {arg.split("=")[0] for arg in args}
    attached = any(arg.startswith(("-c", "-j")) and not arg.startswith("--") for arg in args)
    parallel = () if attached or names & set(PARALLEL) else ("--cores", "all")
    talk = () if names & set(TALK) else ("--quiet", "host", "reason")
    own = () if lock is None else ("--nolock",)  # ours ends with the process, Snakemake's outlives it
    snakefile = shipped("workflow") / "Snakefile"
    program = "hyperigm.edges.local_snakemake" if serves(args) else "snakemake"
    return [
        *(sys.executable, "-m", program, "cohort", "provenance", "--snakefile", str(snakefile)),
        *("--directory", str(outdir), "--configfile", str(config), *own, *parallel, *talk, *args),
    ]


def _environment(end: int | None) -> dict[str, str]:
    """Ours, with this installation's commands first: the rules call `hyperigm` by name. And what it is."""
    here = str(Path(sys.executable).parent)
    known = {
        "PATH": os.pathsep.join((here, os.environ.get("PATH", os.defpath))),
        **as_variable(shlex.join(["hyperigm", *sys.argv[1:]])),
    }
    if end is not None:
        plugins = str(PACKAGE / "snakemake_plugins")
        known["PYTHONPATH"] = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), plugins)))
        known["HYPERIGM_PROGRESS"] = str(end)
    return {**os.environ, **known}
