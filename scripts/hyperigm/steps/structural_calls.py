"""Structural calls from a file of their own (`sv_vcf`), laid beside the small ones of the same sample."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from hyperigm.core.callability import Callability
from hyperigm.core.calls import merged
from hyperigm.core.plan import SampleEntry
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Settings
from hyperigm.core.warning import WarningKind, about
from hyperigm.edges.header import read_header
from hyperigm.edges.reference import load_reference

NO_KIND = (
    "sv_vcf: the header of {name} declares no structural alleles (ALT DEL, DUP or BND, SVTYPE, SVLEN, "
    "MATEID), so the sample counts as one without structural calls"
)
Read = Callable[[Sequence[SampleEntry], Settings], tuple[SampleScreen, ...]]


def with_structural_calls(
    entries: Sequence[SampleEntry], screens: Sequence[SampleScreen], settings: Settings, read: Read
) -> tuple[SampleScreen, ...]:
    """The screens, those of samples with an `sv_vcf` with its calls too. read: reads the `vcf` of entries.

    The file must be on the build that the sample's own VCF was found to be on; few structural records have a
    REF that could prove it. A file that can't be used fails its sample.
    """
    found = {screen.sample: screen for screen in screens}
    for build in dict.fromkeys(screen.build for screen in screens if screen.build):
        separate = [
            replace(
                entry,
                vcf=entry.sv_vcf,
                vcf_sample=entry.sv_sample or entry.vcf_sample,
                sv_vcf=None,
                callable_bed=None,
            )
            for entry in entries
            if entry.sv_vcf and entry.sv_vcf != entry.vcf and found[entry.person.sample].build is build
        ]
        for structural in read(separate, replace(settings, build=build.value)):
            found[structural.sample] = _joined(found[structural.sample], structural)
    for entry in entries:
        screen = found[entry.person.sample]
        if entry.sv_vcf and not screen.error:
            found[screen.sample] = _with_kinds(screen, Path(entry.sv_vcf))
    return tuple(found[screen.sample] for screen in screens)


def _with_kinds(screen: SampleScreen, path: Path) -> SampleScreen:
    """What the file's caller writes, by its header: what it does not write, it can't have shown."""
    header = read_header(path)
    told = [] if header.structural or header.breakends else [NO_KIND.format(name=path.name)]
    return replace(
        screen,
        structural=header.structural,
        breakends=header.breakends,
        warnings=(*screen.warnings, *about(WarningKind.FILE, told)),
    )


def _with_junctions(
    sources: tuple[Callability, ...], structural: tuple[Callability, ...]
) -> tuple[Callability, ...]:
    """What was read, and the junctions of the structural file that leave a gene unknown."""
    joined = tuple(silence for source in structural for silence in source.silences if silence.joined)
    return tuple(replace(source, silences=(*source.silences, *joined)) for source in sources)


def _joined(main: SampleScreen, structural: SampleScreen) -> SampleScreen:
    """Both files' calls as one list in genome order."""
    if structural.error or main.build is None:
        what = f"sv_vcf: {structural.error}"
        return SampleScreen(main.sample, None, main.build_evidence, error=what, mend=structural.mend)
    chromosomes = load_reference(main.build).chromosomes
    ranks = {item.name: rank for rank, item in enumerate(chromosomes)}
    calls, told = merged((*main.calls, *structural.calls), ranks)
    references, _ = merged((*main.reference_calls, *structural.reference_calls), ranks)
    return replace(
        main,
        calls=calls,
        reference_calls=references,
        contigs={**structural.contigs, **main.contigs},
        records_read=main.records_read + structural.records_read,
        sources=_with_junctions(main.sources, structural.sources),
        warnings=tuple(dict.fromkeys((*main.warnings, *structural.warnings, *about(WarningKind.FILE, told)))),
    )
