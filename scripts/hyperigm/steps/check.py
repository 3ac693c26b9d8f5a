"""Step 1, the gate: all problems of the sheet at once, each file's header, and the plan of batches."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from hyperigm.core.batching import assign
from hyperigm.core.plan import Plan, SampleEntry
from hyperigm.core.settings import Settings
from hyperigm.edges.config import (
    config_problems,
    dump_config,
    missing_evidence,
    parse_config,
    settings_of,
    with_defaults,
)
from hyperigm.edges.header import Header, read_header, sample_inside
from hyperigm.edges.integrity import verify_resources
from hyperigm.edges.outdir import links_out
from hyperigm.edges.sheet import read_sheet
from hyperigm.edges.store import read_value, write_text, write_value
from hyperigm.errors import InputError, Problem, ResourceError


def check(samples: Path, pedigree: Path | None, settings: Settings, out: Path) -> Plan:
    """Writes the plan to `out`; samples of an earlier plan there stay in their batches.

    A sample whose own files can't be used is in the plan with its `error`; the others go on. Raises
    InputError with every problem of the sheet, the PED and the files, and writes nothing then, where sheet or
    PED have one.
    """
    plan = planned(samples, pedigree, settings, _earlier(out))
    write_value(out, plan)
    return plan


def gate(samples: Path, pedigree: Path | None, settings: str, out: Path | None, merged: Path | None) -> Plan:
    """The whole gate: config, sheet, PED and files. Returns the plan.

    settings: JSON, or the path of a config file. Raises InputError where config, sheet or PED have a problem,
    with those of every row's files too, or where a link leads out of the folder of results, and ResourceError
    where a bundled file is not as it was shipped. Writes the merged config and the plan where asked, if
    there is none.
    """
    verify_resources()
    config = parse_config(settings)
    wrong = config_problems(config)
    problems = [*wrong, *missing_evidence(config)]
    if out and not wrong:
        problems.extend(links_out(Path(with_defaults(config)["outdir"])))
    plan = Plan(())
    try:
        plan = planned(samples, pedigree, Settings() if wrong else settings_of(config), _earlier(out))
    except InputError as error:
        problems.extend(error.problems)
    if problems:
        raise InputError(*problems, *refusals(plan, samples))
    if merged:
        write_text(merged, dump_config(with_defaults(config)))
    if out:
        write_value(out, plan)
    return plan


def planned(samples: Path, pedigree: Path | None, settings: Settings, previous: Plan | None = None) -> Plan:
    """The plan for a sheet, without writing it. Raises InputError as `check` does."""
    sheet = read_sheet(samples, pedigree)
    entries = _gated(sheet.entries)
    problems = (*sheet.problems, *_twice(samples, entries))
    if problems:
        raise InputError(*problems, *_refused(samples, entries))
    return Plan(assign(entries, previous, settings.batch_size))


def refusals(plan: Plan, sheet: Path) -> tuple[Problem, ...]:
    """The samples that the gate refused, as problems with their lines of the sheet."""
    return tuple(_refused(sheet, (entry for batch in plan.batches for entry in batch.samples)))


def _refused(sheet: Path, entries: Iterable[SampleEntry]) -> Iterable[Problem]:
    for entry in sorted((entry for entry in entries if entry.error), key=lambda entry: entry.line):
        yield Problem(f"{sheet}:{entry.line}", entry.error or "", entry.mend or "", entry.person.sample)


def _earlier(out: Path | None) -> Plan | None:
    """The plan of an earlier run; one of another shape is forgotten, for it only saves work."""
    try:
        return read_value(out, Plan) if out and out.exists() else None
    except ResourceError:
        return None


def _gated(entries: Sequence[SampleEntry]) -> tuple[SampleEntry, ...]:
    """The entries with the sample's name inside its file, or with all that is wrong with their files."""
    header = lru_cache(maxsize=8)(read_header)
    gated: list[SampleEntry] = []
    for entry in entries:
        name, problems = _inside(entry, header)
        problems.extend(_unreadable(entry.callable_bed, entry.sv_vcf))
        if problems:
            error = "; ".join(f"{problem.where}: {problem.what}" for problem in problems)
            mend = "; ".join(dict.fromkeys(problem.mend for problem in problems))
            gated.append(replace(entry, error=error, mend=mend))
        else:
            gated.append(replace(entry, vcf_sample=name))
    return tuple(gated)


def _inside(entry: SampleEntry, header: Callable[[Path], Header]) -> tuple[str, list[Problem]]:
    """The sample's name inside its VCF, or what is wrong with that file."""
    path = Path(entry.vcf)
    try:
        return sample_inside(path, header(path), entry.person.sample, entry.vcf_sample), []
    except InputError as error:
        return "", list(error.problems)


def _unreadable(*paths: str | None) -> Iterable[Problem]:
    for path in paths:
        if path is None:
            continue
        try:
            with Path(path).open("rb"):
                pass
        except OSError as error:
            yield Problem(path, f"can't be read: {(error.strerror or str(error)).lower()}", "check the path")


def _twice(sheet: Path, entries: Iterable[SampleEntry]) -> Iterable[Problem]:
    """Rows that are the same sample of the same file, by whatever path."""
    seen: dict[tuple[Path, str], SampleEntry] = {}
    for entry in entries:
        if entry.error or entry.vcf_sample is None:
            continue
        first = seen.setdefault((Path(entry.vcf).resolve(), entry.vcf_sample), entry)
        if first is not entry:
            what = f"is {entry.vcf_sample!r} of {entry.vcf}, as line {first.line} is"
            yield Problem(f"{sheet}:{entry.line}", what, "remove one of the two rows, or set vcf_sample")
