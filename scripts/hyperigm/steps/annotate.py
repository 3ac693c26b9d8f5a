"""Annotate: what each distinct allele of a batch is called, what it does, and what is known of it."""

from collections.abc import Iterable
from pathlib import Path

from hyperigm.core.annotation import Annotated, Annotation
from hyperigm.core.screened import Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.store import read_value, write_value


def annotate(screen: Path, settings: Settings, clinvar: tuple[Path, ...], out: Path) -> None:
    """Reads a batch's `Screened`, writes its `Annotated`. clinvar: VCFs in ClinVar's own format."""
    del settings
    screened = read_value(screen, Screened)
    alleles: dict[str, dict[str, Annotation]] = {}
    releases: list[str] = []
    for build, wanted in _alleles(screened).items():
        alleles[build], dates = annotate_alleles(build, wanted, clinvar)
        releases += dates
    write_value(out, Annotated(screened.batch, alleles, {}, tuple(dict.fromkeys(releases))))


def _alleles(screened: Screened) -> dict[Build, list[Allele]]:
    """The distinct alleles of every sample, by build, in genome order."""
    found: dict[Build, set[Allele]] = {}
    for sample in screened.samples:
        if sample.build is not None:
            calls = (*sample.calls, *sample.reference_calls)
            found.setdefault(sample.build, set()).update(call.allele for call in calls)
    return {build: sorted(alleles) for build, alleles in found.items()}


def annotate_alleles(
    build: Build, alleles: Iterable[Allele], clinvar: tuple[Path, ...] = ()
) -> tuple[dict[str, Annotation], tuple[str, ...]]:
    """Allele key -> annotation, and the release dates of the ClinVar files that were used."""
    from hyperigm.edges.annotator import Annotator
    from hyperigm.edges.clinvar import read_clinvar
    from hyperigm.edges.reference import load_reference

    reference = load_reference(build)
    records = read_clinvar(clinvar, build, reference.regions)
    annotator = Annotator(reference, records.alleles)
    return {allele.key: annotator.annotation(allele) for allele in alleles}, records.releases
