"""Annotate: what each distinct allele of a batch is called, what it does, and what is known of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from hyperigm.core.annotation import Annotated, Annotation, Haplotype
from hyperigm.core.screened import Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.store import read_value, write_value

if TYPE_CHECKING:
    from hyperigm.edges.annotator import Annotator


def annotate(screen: Path, settings: Settings, clinvar: tuple[Path, ...], out: Path) -> None:
    """Reads a batch's `Screened`, writes its `Annotated`. clinvar: VCFs in ClinVar's own format."""
    del settings
    screened = read_value(screen, Screened)
    alleles: dict[str, dict[str, Annotation]] = {}
    together: dict[str, tuple[Haplotype, ...]] = {}
    releases: list[str] = []
    for build, wanted in distinct_alleles(screened).items():
        annotator, dates = _annotator(build, clinvar)
        found = {allele.key: annotator.annotation(allele) for allele in wanted}
        alleles[build] = found
        releases += dates
        for sample in screened.samples:
            if sample.build is build:
                together[sample.sample] = annotator.haplotypes(sample.calls, found)
    write_value(out, Annotated(screened.batch, alleles, together, tuple(dict.fromkeys(releases))))


def distinct_alleles(screened: Screened) -> dict[Build, list[Allele]]:
    """The alleles of every sample's calls, by build, in genome order."""
    found: dict[Build, set[Allele]] = {}
    for sample in screened.samples:
        if sample.build is not None:
            calls = (*sample.calls, *sample.reference_calls)
            found.setdefault(sample.build, set()).update(call.allele for call in calls)
    return {build: sorted(alleles) for build, alleles in found.items()}


def _annotator(build: Build, clinvar: tuple[Path, ...]) -> "tuple[Annotator, tuple[str, ...]]":
    """The build's annotator, and the release dates of the ClinVar files that it uses."""
    from hyperigm.edges.annotator import Annotator
    from hyperigm.edges.clinvar import read_clinvar
    from hyperigm.edges.reference import load_reference

    reference = load_reference(build)
    records = read_clinvar(clinvar, build, reference.regions)
    return Annotator(reference, records.alleles), records.releases
