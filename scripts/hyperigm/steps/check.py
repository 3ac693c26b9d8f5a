"""Step 1, the gate: all problems of the sheet at once, each file's header, and the plan of batches."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from hyperigm.core.batching import assign
from hyperigm.core.plan import Plan, SampleEntry
from hyperigm.core.relatedness import build_warnings
from hyperigm.core.settings import Settings
from hyperigm.core.warning import SampleWarning, WarningKind
from hyperigm.edges.config import (
    absolute_paths,
    config_problems,
    dump_config,
    evidence_problems,
    panel_problems,
    parse_config,
    settings_of,
    wildcard_problems,
    with_defaults,
)
from hyperigm.edges.gate import FileLook, look_at_all
from hyperigm.edges.header import sample_inside
from hyperigm.edges.integrity import verify_resources
from hyperigm.edges.lines import require_file
from hyperigm.edges.outdir import links_out, make_private
from hyperigm.edges.packing import contents, file_identity
from hyperigm.edges.sheet import read_sheet
from hyperigm.edges.store import read_value, write_text, write_value
from hyperigm.edges.vcf import quiet
from hyperigm.errors import InputError, Problem, ResourceError

NAMED = 3
"""Samples that a warning names; of more it says how many."""


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

    settings: JSON, or the path of a config file; its `pedigree` counts where none is given. Raises
    InputError where config, sheet or PED have a problem, with those of every row's files too, where a link
    leads out of the folder of results, or where Snakemake can't take a path, and ResourceError where a
    bundled file is not as it was shipped. Writes the merged config and the plan where asked.
    """
    verify_resources()
    config = parse_config(settings)
    wrong = config_problems(config)
    problems = [*wrong, *panel_problems(config), *evidence_problems(config)]
    if pedigree is None and isinstance(config.get("pedigree"), str):
        pedigree = Path(config["pedigree"])
    if not wrong:
        whole = with_defaults(config) | {"samples": str(samples), "pedigree": pedigree and str(pedigree)}
        problems.extend(wildcard_problems(absolute_paths(whole)))
        problems.extend(links_out(Path(whole["outdir"])) if out else ())
    plan = Plan(())
    try:
        plan = planned(samples, pedigree, Settings() if wrong else settings_of(config), _earlier(out))
    except InputError as error:
        problems.extend(error.problems)
    if problems:
        raise InputError(*problems, *refusals(plan, samples))
    if out and config.get("private"):
        make_private(Path(with_defaults(config)["outdir"]))
    if merged:
        write_text(merged, dump_config(with_defaults(config)))
    if out:
        write_value(out, plan)
    return plan


def planned(samples: Path, pedigree: Path | None, settings: Settings, previous: Plan | None = None) -> Plan:
    """The plan for a sheet, without writing it. Raises InputError as `check` does."""
    sheet = read_sheet(samples, pedigree)
    entries = _gated(sheet.entries, settings.build)
    problems = (*sheet.problems, *_taken(samples, sheet.entries, entries))
    if problems:
        raise InputError(*problems, *_refused(samples, entries))
    return Plan(assign(entries, previous, settings.batch_size))


def refusals(plan: Plan, sheet: Path) -> tuple[Problem, ...]:
    """The samples that the gate refused, as problems with their lines of the sheet."""
    return tuple(_refused(sheet, plan.samples))


def cautions(plan: Plan, sheet: Path) -> tuple[Problem, ...]:
    """What the gate saw in the files and what stops nothing; each sentence once, with its first line."""
    first: dict[str, list[SampleEntry]] = {}
    for entry in sorted(plan.samples, key=lambda entry: entry.line):
        for warning in entry.warnings:
            first.setdefault(warning, []).append(entry)
    return tuple(
        Problem(f"{sheet}:{found[0].line}", what if len(found) == 1 else f"{what} ({len(found)} samples)", "")
        for what, found in first.items()
    )


def _refused(sheet: Path, entries: Iterable[SampleEntry]) -> Iterable[Problem]:
    for entry in sorted((entry for entry in entries if entry.error), key=lambda entry: entry.line):
        yield Problem(f"{sheet}:{entry.line}", entry.error or "", entry.mend or "", entry.person.sample)


def _earlier(out: Path | None) -> Plan | None:
    """The plan of an earlier run; one of another shape is forgotten, for it only saves work."""
    try:
        return read_value(out, Plan) if out and out.exists() else None
    except ResourceError:
        return None


def _gated(entries: Sequence[SampleEntry], build: str) -> tuple[SampleEntry, ...]:
    """The entries with the sample's name inside its file, or with all that is wrong with their files."""
    paths = tuple(dict.fromkeys(path for entry in entries for path in (entry.vcf, entry.sv_vcf) if path))
    with quiet():
        looks = dict(zip(paths, look_at_all(map(Path, paths), build), strict=True))
    people = [entry.person for entry in entries]
    abroad = build_warnings(people, {entry.person.sample: looks[entry.vcf].build for entry in entries})
    gated = [_entry(entry, looks, abroad.get(entry.person.sample, ())) for entry in entries]
    return tuple(_with_copies(gated))


def _with_copies(entries: Sequence[SampleEntry]) -> Iterable[SampleEntry]:
    """The entries, each warned of those whose file is a copy of its own: two patients without calls may have
    such files, and one patient's file may have been given twice."""
    content = contents({Path(entry.vcf) for entry in entries if not entry.error})
    alike: dict[tuple[object, str], list[str]] = {}
    for entry in sorted(entries, key=lambda entry: entry.person.sample):
        if not entry.error:
            alike.setdefault(_calls(entry, content), []).append(entry.person.sample)
    for entry in entries:
        names = [] if entry.error else alike[_calls(entry, content)]
        if len(names) < 2:
            yield entry
            continue
        whose = _others(entry.person.sample, names)
        what = f"its VCF is, byte for byte, that of {whose}: are they two people's?"
        yield replace(entry, warnings=(*entry.warnings, SampleWarning(what, WarningKind.IDENTITY)))


def _calls(entry: SampleEntry, content: Mapping[Path, object]) -> tuple[object, str]:
    """Equal for entries that have the same calls."""
    return content[Path(entry.vcf)], entry.vcf_sample or ""


def _others(own: str, names: Sequence[str]) -> str:
    """The first few of the names, without one's own."""
    named = [name for name in names[: NAMED + 1] if name != own][:NAMED]
    more = len(names) - 1 - len(named)
    return f"sample {', '.join(named)}" + (f" and {more} more" if more else "")


def _entry(
    entry: SampleEntry, looks: Mapping[str, FileLook], warnings: tuple[SampleWarning, ...]
) -> SampleEntry:
    name, problems = _inside(entry, entry.vcf, looks[entry.vcf])
    warnings = (*entry.warnings, *looks[entry.vcf].warnings, *warnings)
    sv_sample = None
    if entry.sv_vcf:
        sv_sample, more = _inside(entry, entry.sv_vcf, looks[entry.sv_vcf])
        problems += more
        told = looks[entry.sv_vcf].warnings
        warnings += tuple(SampleWarning(f"sv_vcf: {warning}", warning.kind) for warning in told)
    problems += _unreadable(entry.callable_bed)
    if not problems:
        return replace(entry, vcf_sample=name, sv_sample=sv_sample, warnings=warnings)
    error = "; ".join(dict.fromkeys(f"{problem.where}: {problem.what}" for problem in problems))
    mend = "; ".join(dict.fromkeys(problem.mend for problem in problems))
    return replace(entry, error=error, mend=mend)


def _inside(entry: SampleEntry, path: str, look: FileLook) -> tuple[str, list[Problem]]:
    """The sample's name inside a file, and all that is wrong with that file."""
    problems = list(look.problems)
    if look.header is None:
        return "", problems
    try:
        return sample_inside(Path(path), look.header, entry.person.sample, entry.vcf_sample), problems
    except InputError as error:
        return "", [*problems, *error.problems]


def _unreadable(bed: str | None) -> list[Problem]:
    if bed is None:
        return []
    try:
        require_file(Path(bed))
    except InputError as error:
        return list(error.problems)
    return []


def _taken(sheet: Path, given: Sequence[SampleEntry], gated: Sequence[SampleEntry]) -> Iterable[Problem]:
    """Rows that have the calls of another row: of the same file by whatever path, or by the name inside.

    given: the rows before the name inside their file was known.
    """
    lines = {entry.person.sample: entry.line for entry in given}
    people = Counter(entry.vcf for entry in given)
    usable = [(row, entry) for row, entry in zip(given, gated, strict=True) if not entry.error]
    files = {vcf: file_identity(Path(vcf)) for vcf in {entry.vcf for _, entry in usable}}
    seen: dict[tuple[object, str], SampleEntry] = {}
    for row, entry in usable:
        place, inside = f"{sheet}:{entry.line}", entry.vcf_sample or ""
        first = seen.setdefault((files[entry.vcf], inside), entry)
        if first is not entry:
            what = f"is {inside!r} of {entry.vcf}, as line {first.line} is of {first.vcf}"
            yield Problem(place, what, "remove one of the two rows, or set vcf_sample")
            continue
        line = lines.get(inside)
        if line and inside != entry.person.sample and row.vcf_sample is None and people[entry.vcf] == 1:
            what = f"the only sample in {entry.vcf} is {inside!r}, which is the sample of line {line}"
            yield Problem(place, what, "give each row its own file, or set vcf_sample")
