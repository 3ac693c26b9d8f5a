"""What a report must say of genes and transcripts that a user's panel adds. Pure."""

from collections.abc import Collection, Iterator, Sequence

from hyperigm.core.annotation import Sources
from hyperigm.core.panel import Gene, Panel, Transcript
from hyperigm.core.variant import Build
from hyperigm.core.warning import SampleWarning, WarningKind, about


def added_warnings(
    panel: Panel,
    ruled: Collection[str],
    sources: Sources,
    build: Build,
    here: Sequence[Transcript],
    elsewhere: Sequence[Transcript],
) -> tuple[SampleWarning, ...]:
    """A sentence for each added gene: that it was not looked at on this build, or what nobody has said of it.

    ruled: disease entities with ACMG/AMP rules; here, elsewhere: the transcripts of the sample's build and of
    the other one.
    """
    if not panel.extension:
        return ()
    there = {model.accession for model in here}
    told = (_said(gene, gene.refseq in there, ruled, sources, build) for gene in panel.added)
    return about(WarningKind.OTHER, (*told, *_transcripts(panel, there, elsewhere, build)))


def _said(gene: Gene, placed: bool, ruled: Collection[str], sources: Sources, build: Build) -> str:
    whence = f"{gene.symbol} is a gene of the panel {gene.added_by}, not of the shipped six"
    if not placed:
        return f"{whence}, and the panel does not have it on {build}: it was not looked at in this sample."
    lacks = []
    if not sources.clinvar_on(gene.symbol):
        lacks.append("no ClinVar record of it was read")
    if bare := [entity.id for entity in gene.entities if entity.id not in ruled]:
        lacks.append(f"no ACMG/AMP class is computed ({', '.join(bare)})")
    lacks.append("nothing is known here of its signs, its domains, or its weight in the chance that is left")
    return f"{whence}: {'; '.join(lacks)}."


def _transcripts(
    panel: Panel, there: Collection[str], elsewhere: Sequence[Transcript], build: Build
) -> Iterator[str]:
    added = {gene.symbol for gene in panel.added}
    for model in elsewhere:
        if model.accession not in there and model.gene not in added:
            yield (
                f"The transcript {model.accession} of {model.gene}, which the panel {panel.extension} adds,"
                f" is not there on {build}: no allele of this sample was named on it."
            )
