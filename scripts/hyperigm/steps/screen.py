"""Step 2, screen: the VCFs of a batch, at the panel's genes only, as normalised calls of each sample."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hyperigm.core.callability import Callability
from hyperigm.core.calls import Placement, genome_order, merged, phase_is_unnamed, site_calls
from hyperigm.core.family import SexEvidence
from hyperigm.core.genotype import GenotypeError, parse_genotype
from hyperigm.core.plan import Plan, SampleEntry
from hyperigm.core.record import RecordError
from hyperigm.core.record_evidence import Least
from hyperigm.core.reference_calls import Found, by_allele, reference_calls
from hyperigm.core.relatives import relatives
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.sex import sex_evidence
from hyperigm.core.sites import Wanted
from hyperigm.core.variant import Allele, Build, Call
from hyperigm.core.warning import SampleWarning, WarningKind, about
from hyperigm.edges.bed_build import BedWatch
from hyperigm.edges.callable_bed import read_callable
from hyperigm.edges.file_screen import FileScreen, read_file
from hyperigm.edges.header import read_header, sample_inside
from hyperigm.edges.limits import wanted_places
from hyperigm.edges.normalise import normalise
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_value, write_value
from hyperigm.edges.unchanged import unchanged
from hyperigm.errors import InputError, Problem
from hyperigm.steps.family_checks import with_family_warnings
from hyperigm.steps.structural_calls import with_structural_calls

LOCAL_PHASE = (
    "genotypes are phased (|) without a phase set (PS) beside unphased ones, so how far each phased piece "
    "reaches is not said: their phase is not used"
)


def screen(plan: Path, batch: str, settings: Settings, out: Path) -> None:
    """Reads the files of one batch of the plan, and writes what they say of each of its samples to `out`.

    A sample whose file can't be used is in the result with its `error`; the others go on.
    """
    samples = read_value(plan, Plan).batch(batch).samples
    screens = with_structural_calls(samples, screen_samples(samples, settings), settings, screen_samples)
    screens = with_family_warnings(samples, screens, settings)
    write_value(out, Screened(batch, screens))


def screen_samples(entries: Sequence[SampleEntry], settings: Settings) -> tuple[SampleScreen, ...]:
    """The samples in the given order; each file is read once, whoever shares it."""
    kin = relatives([entry.person for entry in entries])
    people = [_Screening(entry, kin[entry.person.sample]) for entry in entries]
    files: dict[Path, list[_Screening]] = {}
    for person in people:
        if person.entry.error:
            person.failed = Problem("", person.entry.error, person.entry.mend or "")
        else:
            files.setdefault(Path(person.entry.vcf).resolve(), []).append(person)
    for inside in files.values():
        _read(inside, settings)
    for person in people:
        _look(person, settings)
    for build in Build:
        _place([person for person in people if person.build is build], build)
    return tuple(person.result(settings) for person in people)


@dataclass(slots=True)
class _Screening:
    """One sample on its way through the step. column: its place in the file, from 0."""

    entry: SampleEntry
    kin: frozenset[str]
    file: FileScreen | None = None
    column: int = -1
    calls: tuple[Call, ...] = ()
    reference_calls: tuple[Call, ...] = ()
    sources: tuple[Callability, ...] = ()
    bed_warnings: tuple[SampleWarning, ...] = ()
    warnings: tuple[SampleWarning, ...] = ()
    failed: Problem | None = None

    @property
    def name(self) -> str:
        return self.entry.person.sample

    @property
    def build(self) -> Build | None:
        """None where the sample failed, too."""
        return self.file.decision.build if self.file and not self.failed else None

    def result(self, settings: Settings) -> SampleScreen:
        """What the step hands on of this sample."""
        evidence = self.file.decision.evidence if self.file else ""
        if self.failed or self.file is None:
            failed = self.failed or Problem("", "was not read", "run again")
            what = f"{failed.where}: {failed.what}" if failed.where else failed.what
            return SampleScreen(self.name, None, evidence, error=what, mend=failed.mend)
        return SampleScreen(
            sample=self.name,
            build=self.build,
            build_evidence=evidence,
            calls=self.calls,
            reference_calls=self.reference_calls,
            sex=_sex(self.file, self.column, settings),
            contigs=self.file.contigs,
            sources=self.sources,
            records_read=self.file.sites.records,
            warnings=tuple(dict.fromkeys(self._told(self.file))),
        )

    def _told(self, file: FileScreen) -> Iterator[SampleWarning]:
        """Its warnings, of which two may say the same."""
        yield from self.entry.warnings
        yield from file.decision.warnings
        yield from file.warnings
        yield from about(WarningKind.OTHER, (one.reason for one in file.joined.get(self.column, ())))
        yield from self.bed_warnings
        yield from self.warnings
        yield from about(WarningKind.FILE, _unnamed(file.sites.unnamed.get(self.column, ())))


def _unnamed(records: Sequence[str]) -> Iterable[str]:
    if records:
        yield (
            f"an allele without a name (<*> or <NON_REF>) is called at {len(records)} record(s), first at "
            f"{records[0]}: what it is can't be told, so no finding is made of it"
        )


def _sex(file: FileScreen, column: int, settings: Settings) -> SexEvidence:
    x, y = (file.counters[chrom].counts[column] for chrom in ("chrX", "chrY"))
    return sex_evidence(x, y, settings.thresholds)


def _read(people: Sequence[_Screening], settings: Settings) -> None:
    """Reads the one file of these people: its problems are everyone's, those of a column its sample's own."""
    path = Path(people[0].entry.vcf)
    try:
        with unchanged(path):
            _read_columns(people, path, settings)
    except InputError as error:
        for person in people:
            person.failed = error.problems[0]


def _read_columns(people: Sequence[_Screening], path: Path, settings: Settings) -> None:
    """Raises InputError where the file can't be read."""
    header = read_header(path)
    for person in people:
        try:
            inside = sample_inside(path, header, person.name, person.entry.vcf_sample)
            person.column = header.samples.index(inside)
        except InputError as error:
            person.failed = error.problems[0]
    people = [person for person in people if not person.failed]
    file = read_file(path, header, _wanted(people, len(header.samples), settings), settings.build)
    for person in people:
        person.file = file
        person.failed = file.problem or file.sites.spoiled.get(person.column)


def _look(person: _Screening, settings: Settings) -> None:
    """What the sample's VCF and its BED say was read. A BED that can't be read fails the sample."""
    if person.build is None or person.file is None or person.file.sites.looked is None:
        return
    said = person.file.sites.looked.of(person.column)
    joined = person.file.joined.get(person.column, ())
    person.sources = (replace(said, silences=(*person.file.silences, *joined)),)
    if person.entry.callable_bed:
        reference = load_reference(person.build)
        needed = Least(settings.thresholds.min_depth, settings.thresholds.min_gq)
        path = Path(person.entry.callable_bed)
        try:
            with unchanged(path):
                bed, person.bed_warnings = read_callable(
                    path, wanted_places(reference), reference.canonical, needed, BedWatch(path, reference)
                )
            person.sources += (bed,)
        except InputError as error:
            person.failed = error.problems[0]


def _wanted(people: Sequence[_Screening], total: int, settings: Settings) -> Wanted:
    columns = {person.name: person.column for person in people}
    return Wanted(
        columns=tuple(sorted(set(columns.values()))),
        total=total,
        kin={
            person.column: frozenset(columns[name] for name in person.kin & columns.keys())
            for person in people
        },
        abroad=frozenset(person.column for person in people if not person.kin <= columns.keys()),
        thresholds=settings.thresholds,
    )


def _place(people: Sequence[_Screening], build: Build) -> None:
    """Gives the samples of one build their normalised calls; bcftools norm runs once."""
    files = {id(person.file): person.file for person in people if person.file}
    if not files:
        return
    reference = load_reference(build)
    ranks = {item.name: rank for rank, item in enumerate(reference.chromosomes)}
    placement = normalise(_alleles(files.values()), reference)
    inside: dict[int, list[_Screening]] = {}
    for person in people:
        inside.setdefault(id(person.file), []).append(person)
    for key, file in files.items():
        _call(file, inside[key], placement, ranks)
        file.sites.blocks.sort(key=lambda block: (block.chrom, block.start))
    _add_reference_calls(people, placement, ranks)


def _alleles(files: Iterable[FileScreen]) -> Iterable[Allele]:
    return (allele for file in files for found in file.sites.sites for _, allele in found.site.variants)


def _call(
    file: FileScreen, people: Sequence[_Screening], placement: Placement, ranks: Mapping[str, int]
) -> None:
    """The calls of one file's samples, record by record, so that equal columns are read once."""
    phased = {person.column: _phased_throughout(file, person.column) for person in people}
    calls: dict[int, list[Call]] = {column: [] for column in phased}
    for found in file.sites.sites:
        known: dict[tuple[str, bool], tuple[Call, ...]] = {}
        for column, text in found.speaking.items():
            if column not in calls:
                continue
            key = (text, phased[column])
            try:
                if key not in known:
                    known[key] = site_calls(found.site, text, placement, key[1])
                calls[column] += known[key]
            except (RecordError, GenotypeError) as error:
                file.sites.spoil(found.site, column, str(error))
    for person in people:
        person.failed = file.sites.spoiled.get(person.column)
        person.calls, told = merged(calls[person.column], ranks)
        local = any(phase_is_unnamed(call) for call in person.calls)
        person.warnings = about(WarningKind.FILE, (*told, LOCAL_PHASE) if local else told)


def _phased_throughout(file: FileScreen, column: int) -> bool:
    """Whether a sample's `|` without PS may be read as one phase set for the contig, as VCF 4.5 says.

    It may where no heterozygote of the sample is written with `/`. A file that has both was phased piece by
    piece (freebayes' complex alleles, taken apart, are such a file), and does not say where a piece ends.
    """
    counted = (parse_genotype(text) for counter in file.counters.values() for text in counter.counts[column])
    on_sex = any(genotype.is_heterozygous and not genotype.phased for genotype in counted)
    return not on_sex and column not in file.sites.unphased


def _add_reference_calls(
    people: Sequence[_Screening], placement: Placement, ranks: Mapping[str, int]
) -> None:
    """For each sample, the alleles of its relatives that its own file says it has no copy of."""
    found: dict[int, Found] = {}
    carried: dict[frozenset[str], list[Allele]] = {}
    by_name = {person.name: person for person in people if not person.failed}
    for person in by_name.values():
        if not person.kin:
            continue
        family = person.kin | {person.name}
        if family not in carried:
            carried[family] = _carried((by_name[name] for name in family if name in by_name), ranks)
        own = {call.allele for call in person.calls}
        lacking = [allele for allele in carried[family] if allele not in own]
        if lacking and (file := person.file):
            if id(file) not in found:
                found[id(file)] = by_allele(file.sites.sites, placement)
            try:
                person.reference_calls = reference_calls(
                    lacking, person.column, found[id(file)], file.sites.blocks
                )
            except (RecordError, GenotypeError) as error:
                mend = "correct the record, or leave it out of the file"
                person.failed = Problem(person.entry.vcf, str(error), mend)


def _carried(family: Iterable[_Screening], ranks: Mapping[str, int]) -> list[Allele]:
    """The alleles that somebody of the family carries, in genome order."""
    found = {call.allele for one in family for call in one.calls if call.genotype.copies}
    return sorted(found, key=lambda allele: genome_order(allele, ranks))
