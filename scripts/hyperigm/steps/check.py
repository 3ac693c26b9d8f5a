"""Step 1, the gate: all problems of the sheet at once, each file's header, and the plan of batches."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from hyperigm.core.batching import assign
from hyperigm.core.plan import Plan, SampleEntry
from hyperigm.core.settings import Settings
from hyperigm.edges.config import config_problems, dump_config, parse_config, settings_of, with_defaults
from hyperigm.edges.header import read_header, sample_inside
from hyperigm.edges.sheet import read_sheet
from hyperigm.edges.store import read_value, write_text, write_value
from hyperigm.errors import InputError, Problem, ResourceError


def check(samples: Path, pedigree: Path | None, settings: Settings, out: Path) -> Plan:
    """Writes the plan to `out`; samples of an earlier plan there stay in their batches.

    A sample whose own files can't be used is in the plan with its `error`; the others go on. Raises
    InputError with every problem of the sheet or PED, and writes nothing then.
    """
    plan = planned(samples, pedigree, settings, _earlier(out))
    write_value(out, plan)
    return plan


def gate(samples: Path, pedigree: Path | None, settings: str, out: Path | None, merged: Path | None) -> Plan:
    """The whole gate: config, sheet, PED and files. Returns the plan.

    settings: JSON, or the path of a config file. Raises InputError with every problem of config, sheet and
    PED; writes the merged config and the plan where asked, and only if there is none.
    """
    config = parse_config(settings)
    problems = list(config_problems(config))
    plan = Plan(())
    try:
        plan = planned(samples, pedigree, Settings() if problems else settings_of(config), _earlier(out))
    except InputError as error:
        problems.extend(error.problems)
    if problems:
        raise InputError(*problems)
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
        raise InputError(*problems)
    return Plan(assign(entries, previous, settings.batch_size), sheet.warnings)


def refusals(plan: Plan) -> tuple[Problem, ...]:
    """The samples that the gate refused, as problems."""
    return tuple(
        Problem(f"sample {entry.person.sample}", entry.error, entry.mend or "", entry.person.sample)
        for batch in plan.batches
        for entry in batch.samples
        if entry.error
    )


def _earlier(out: Path | None) -> Plan | None:
    """The plan of an earlier run; one of another shape is forgotten, for it only saves work."""
    try:
        return read_value(out, Plan) if out and out.exists() else None
    except ResourceError:
        return None


def _gated(entries: Sequence[SampleEntry]) -> tuple[SampleEntry, ...]:
    """The entries with the sample's name inside its file, or with the reason why it can't be read."""
    header = lru_cache(maxsize=8)(read_header)
    gated: list[SampleEntry] = []
    for entry in entries:
        path = Path(entry.vcf)
        try:
            name = sample_inside(path, header(path), entry.person.sample, entry.vcf_sample)
            _readable(entry.callable_bed, entry.sv_vcf)
        except InputError as error:
            problem = error.problems[0]
            gated.append(replace(entry, error=f"{problem.where}: {problem.what}", mend=problem.mend))
        else:
            gated.append(replace(entry, vcf_sample=name))
    return tuple(gated)


def _readable(*paths: str | None) -> None:
    for path in paths:
        if path is None:
            continue
        try:
            with Path(path).open("rb"):
                pass
        except OSError as error:
            what = (error.strerror or str(error)).lower()
            raise InputError(Problem(path, f"can't be read: {what}", "check the path")) from error


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
