"""Part of step 2, screen: whether the people of a batch are who the sheet says, by their genotypes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hyperigm.core.family import Sex
from hyperigm.core.plan import SampleEntry
from hyperigm.core.relatedness import (
    Fingerprints,
    Said,
    build_warnings,
    kinship_warnings,
    proven_parents,
    role_warnings,
)
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Settings
from hyperigm.core.warning import WarningKind, about
from hyperigm.edges.fingerprint import read_fingerprints
from hyperigm.edges.header import read_header, sample_inside
from hyperigm.edges.unchanged import unchanged
from hyperigm.errors import InputError


def with_family_warnings(
    entries: Sequence[SampleEntry], screens: Sequence[SampleScreen], settings: Settings
) -> tuple[SampleScreen, ...]:
    """The screens in their order, with a warning for whatever speaks against the sheet, and proven parents.

    Only samples of one file are compared: another file's silence about a site is no reference call.
    """
    people = [entry.person for entry in entries]
    seen = {screen.sample: screen.sex.inferred for screen in screens}
    told = [role_warnings(people, {name: sex for name, sex in seen.items() if sex is not Sex.UNKNOWN})]
    told.append(build_warnings(people, {screen.sample: screen.build for screen in screens}))
    good = {screen.sample for screen in screens if screen.error is None}
    proven: set[str] = set()
    for path, inside in _files([entry for entry in entries if entry.person.sample in good]):
        said, parents = _of_file(path, inside, settings)
        told.append(said)
        proven |= parents
    return tuple(
        replace(
            screen,
            warnings=tuple(
                dict.fromkeys((*screen.warnings, *(s for said in told for s in said.get(screen.sample, ()))))
            ),
            parents_proven=screen.sample in proven,
        )
        for screen in screens
    )


def _files(entries: Sequence[SampleEntry]) -> Iterator[tuple[Path, list[SampleEntry]]]:
    """Each file that more than one sample is in."""
    files: dict[Path, list[SampleEntry]] = {}
    for entry in entries:
        files.setdefault(Path(entry.vcf).resolve(), []).append(entry)
    return ((path, inside) for path, inside in files.items() if len(inside) > 1)


def _of_file(path: Path, entries: Sequence[SampleEntry], settings: Settings) -> tuple[Said, frozenset[str]]:
    """What speaks against the sheet, and the samples whose parents are proven."""
    try:
        with unchanged(path):
            prints = _fingerprints(path, entries, settings)
    except InputError as error:
        what = f"relatives were not compared: {error.problems[0].what}"
        return {entry.person.sample: about(WarningKind.IDENTITY, (what,)) for entry in entries}, frozenset()
    people = [entry.person for entry in entries]
    return kinship_warnings(people, prints), proven_parents(people, prints)


def _fingerprints(path: Path, entries: Sequence[SampleEntry], settings: Settings) -> Fingerprints:
    header = read_header(path)
    columns = {
        entry.person.sample: header.samples.index(
            sample_inside(path, header, entry.person.sample, entry.vcf_sample)
        )
        for entry in entries
    }
    return read_fingerprints(
        path, header.contigs, columns, len(header.samples), settings.thresholds.min_depth
    )
