"""One allele's annotation from the bundled reference: names, consequence, identifiers, ClinVar, caveats."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hyperigm.core import caveats
from hyperigm.core.added_transcripts import effect_flags
from hyperigm.core.annotation import Annotation, ClinVar, Haplotype, TranscriptEffect
from hyperigm.core.edit import Stretch
from hyperigm.core.haplotype import Placed, haplotypes
from hyperigm.core.naming import AMBIGUOUS, MISMATCH, NO_SEQUENCE, effect_on, genomic_name, place
from hyperigm.core.panel import CaveatRegion
from hyperigm.core.structural import Intervals, is_symbolic, structural_effect, structural_name
from hyperigm.core.variant import Allele, Call
from hyperigm.core.vrs import justify, spdi, vrs_id
from hyperigm.edges.panel import added_transcripts, load_panel
from hyperigm.edges.reference import Reference
from hyperigm.edges.transcripts import GeneTranscripts, load_genes, load_severity


class Annotator:
    """Annotates the alleles of one build. clinvar: records by allele key."""

    def __init__(self, reference: Reference, clinvar: Mapping[str, ClinVar]) -> None:
        self._genes = load_genes(reference)
        self._severity = load_severity()
        self._accessions = {item.name: item.refseq for item in reference.chromosomes}
        self._digests = {item.name: item.refget for item in reference.chromosomes}
        self._canonical = reference.canonical
        self._clinvar = clinvar
        self._placed: dict[str, dict[str, Placed]] = {}
        self._added = added_transcripts()
        self._caveats = _caveat_spans(load_panel().caveats, self._genes)

    def annotation(self, allele: Allele, intervals: Intervals | None = None) -> Annotation:
        """Everything known of the allele itself. Raises KeyError where it lies in no screened region.

        intervals: CIPOS and CIEND of a structural allele.
        """
        first, *others = (self._on(region, allele, intervals) for region in self._regions(allele))
        return replace(first, also=tuple(others))

    def _on(self, region: GeneTranscripts, allele: Allele, intervals: Intervals | None) -> Annotation:
        if is_symbolic(allele):
            return self._structural(allele, region, intervals)
        note = reference_note(region.plus, allele)
        placed = place(region.plus, allele)
        named = placed.change is not None and not note
        machine = self._identifiers(allele, region.plus) if named else (None, None)
        effects = [effect_on(model, allele, self._severity, note) for model in region.transcripts]
        name = None if note else genomic_name(self._accessions[allele.chrom], region.plus, placed)
        return self._joined(allele, region, name, effects, machine)

    def haplotypes(
        self, calls: Iterable[Call], annotations: Mapping[str, Annotation]
    ) -> tuple[Haplotype, ...]:
        """The calls of one sample that must be read together. annotations: of its alleles, by key."""
        by_gene: dict[str, list[Call]] = {}
        effects: dict[str, TranscriptEffect] = {}
        for call in calls:
            found = annotations[call.allele.key]
            by_gene.setdefault(found.gene, []).append(call)
            effects[found.key] = found.effect
        return tuple(
            together
            for region in self._genes
            if len(by_gene.get(region.gene, ())) > 1
            for together in haplotypes(
                by_gene[region.gene],
                region.transcripts[0],
                effects,
                self._severity,
                self._placed.setdefault(region.gene, {}),
            )
        )

    def _identifiers(self, allele: Allele, plus: Stretch) -> tuple[str | None, str | None]:
        """VRS id and SPDI; a VRS id needs the digest of the chromosome, and known bases around."""
        edit = plus.edit(allele.pos, allele.ref, allele.alt)
        found = justify(plus.bases, plus.first, edit)
        if found is None:
            return None, None
        digest = self._digests[allele.chrom]
        name = spdi(self._accessions[allele.chrom], replace(found, ref=found.ref.replace("N", allele.ref)))
        return vrs_id(digest, found) if digest else None, name

    def _structural(self, allele: Allele, region: GeneTranscripts, intervals: Intervals | None) -> Annotation:
        effects = [
            structural_effect(model, allele, self._severity, intervals) for model in region.transcripts
        ]
        name = structural_name(self._accessions[allele.chrom], allele, intervals, self._accession)
        return self._joined(allele, region, name, effects, (None, None))

    def _accession(self, contig: str) -> str:
        """The accession of a contig in the file's naming; the file's own name where it is not the panel's."""
        return self._accessions.get(self._canonical(contig) or "", contig)

    def _joined(
        self,
        allele: Allele,
        region: GeneTranscripts,
        name: str | None,
        effects: list[TranscriptEffect],
        machine: tuple[str | None, str | None],
    ) -> Annotation:
        return Annotation(
            key=allele.key,
            gene=region.gene,
            hgvs_g=name,
            effect=effects[0],
            others=tuple(effects[1:]),
            clinvar=self._clinvar.get(allele.key),
            flags=(
                *self._caveat_flags(allele),
                *effect_flags(effects[0], effects[1:], self._added),
            ),
            vrs_id=machine[0],
            spdi=machine[1],
        )

    def _caveat_flags(self, allele: Allele) -> dict[str, None]:
        return dict.fromkeys(
            flag
            for flag, chrom, first, last in self._caveats
            if chrom == allele.chrom and allele.pos <= last and allele.last >= first
        )

    def _regions(self, allele: Allele) -> list[GeneTranscripts]:
        found = [
            region
            for region in self._genes
            if region.plus.chrom == allele.chrom
            and allele.pos <= region.plus.last
            and allele.last >= region.plus.first
        ]
        if not found:
            raise KeyError(allele.key)
        return found


def reference_note(plus: Stretch, allele: Allele) -> str:
    """Why an allele can't be named on this reference, or ""."""
    edit = plus.edit(allele.pos, allele.ref, allele.alt)
    if not plus.contains(edit):
        return NO_SEQUENCE
    if not allele.is_sequence or "N" in allele.alt:
        return AMBIGUOUS
    bases = plus.bases[edit.start : edit.end]
    pairs = zip(bases, allele.ref, strict=True)
    return "" if all(base in (ref, "N") for base, ref in pairs) else MISMATCH


def _caveat_spans(
    regions: tuple[CaveatRegion, ...], genes: tuple[GeneTranscripts, ...]
) -> tuple[tuple[str, str, int, int], ...]:
    """Flag, chromosome, first and last position (1-based) of each caveat region."""
    mane = {region.gene: region.transcripts[0].transcript for region in genes}
    return tuple(
        (caveat.flag, *caveats.span(mane[caveat.gene], caveat, regions))
        for caveat in regions
        if caveat.gene in mane
    )
