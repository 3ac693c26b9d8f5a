"""Step 3, annotate: what each distinct allele of a batch is called, what it does, and what is known of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from hyperigm.core.annotation import Annotated, Annotation, Haplotype, Sources
from hyperigm.core.panel import Region
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build, Call
from hyperigm.edges.store import ScreenFile, write_value

if TYPE_CHECKING:
    from hyperigm.edges.annotator import Annotator
    from hyperigm.edges.evidence import Evidence


def annotate(
    screen: Path,
    settings: Settings,
    clinvar: tuple[Path, ...],
    out: Path,
    gnomad: tuple[Path, ...] = (),
    insilico: tuple[Path, ...] = (),
) -> None:
    """Reads a batch's `Screened`, writes its `Annotated`.

    clinvar, gnomad: VCFs in the format of their own; insilico: predictors' scores, VCF or tab-separated. Of
    the settings, `secondary_findings` decides which of ClinVar's diseases are read.
    """
    screened = ScreenFile(screen)
    alleles: dict[str, dict[str, Annotation]] = {}
    stated: dict[str, dict[str, Annotation]] = {}
    together: dict[str, tuple[Haplotype, ...]] = {}
    sources: dict[str, Sources] = {}
    for build, (wanted, unsure) in distinct_alleles(screened.samples()).items():
        annotator, evidence, sources[build] = _annotator(
            build, wanted, settings.secondary_findings, clinvar, gnomad, insilico
        )
        found = alleles[build] = {
            allele.key: evidence.added(allele, annotator.annotation(allele)) for allele in wanted
        }
        stated[build] = {
            key: evidence.added(call.allele, annotator.annotation(call.allele, call.record.intervals))
            for key, call in unsure.items()
        }
        for sample in screened.samples():
            if sample.build is build:
                together[sample.sample] = annotator.haplotypes(sample.calls, found)
    write_value(out, Annotated(screened.batch, alleles, together, sources, stated))


def distinct_alleles(
    samples: Iterable[SampleScreen],
) -> dict[Build, tuple[list[Allele], dict[str, Call]]]:
    """The alleles of every sample's calls, by build, in genome order; and by `Call.stated` a call of each
    that is named by CIPOS and CIEND."""
    found: dict[Build, tuple[set[Allele], dict[str, Call]]] = {}
    for sample in samples:
        if sample.build is not None:
            alleles, unsure = found.setdefault(sample.build, (set(), {}))
            alleles.update([call.allele for call in (*sample.calls, *sample.reference_calls)])
            for call in sample.calls:
                if call.record.intervals is not None and (stated := call.stated):
                    unsure[stated] = call
    return {build: (sorted(alleles), unsure) for build, (alleles, unsure) in found.items()}


def without_records(keys: Iterable[str], regions: Iterable[Region]) -> tuple[str, ...]:
    """The genes of the regions in which no allele lies. keys: of alleles (CHROM-POS-REF-ALT)."""
    places = [(chrom, int(pos)) for chrom, pos, *_ in (key.split("-") for key in keys)]
    return tuple(
        region.gene
        for region in regions
        if not any(chrom == region.chrom and region.start <= pos <= region.end for chrom, pos in places)
    )


def _annotator(
    build: Build,
    wanted: list[Allele],
    secondary_findings: bool,
    clinvar: tuple[Path, ...],
    gnomad: tuple[Path, ...],
    insilico: tuple[Path, ...],
) -> "tuple[Annotator, Evidence, Sources]":
    """What names the build's alleles, what knows the evidence on them, and what was read for it."""
    from hyperigm.core.clinvar_conditions import nameable
    from hyperigm.edges.acmg_rules import load_acmg_rules
    from hyperigm.edges.annotator import Annotator
    from hyperigm.edges.clinvar import read_clinvar
    from hyperigm.edges.evidence import Evidence
    from hyperigm.edges.gnomad import read_gnomad
    from hyperigm.edges.insilico import read_insilico
    from hyperigm.edges.panel import load_panel
    from hyperigm.edges.reference import load_reference

    reference = load_reference(build)
    may_name = nameable(load_panel().genes, secondary_findings)
    records = read_clinvar(clinvar, build, reference.regions, may_name)
    frequencies = read_gnomad(gnomad, wanted, reference, load_acmg_rules().populations)
    scores = read_insilico(insilico, wanted, reference)
    evidence = Evidence(reference, records.alleles, frequencies, scores)
    added = [gene.symbol for gene in load_panel().added]
    bare = without_records(records.alleles, [item for item in reference.regions if item.gene in added])
    used = Sources(records.releases, frequencies.files, scores.files, bare)
    return Annotator(reference, records.alleles), evidence, used
