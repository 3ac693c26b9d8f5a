"""What others know of an allele, added to its annotation: frequency, scores, neighbours in ClinVar, PVS1."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from hyperigm.core.acmg.molecular import splicing_settled
from hyperigm.core.acmg.pvs1 import loss_of_function
from hyperigm.core.annotation import Annotation, ClinVar, Impact, LossOfFunction, Neighbour
from hyperigm.core.naming import effect_on, place
from hyperigm.core.neighbours import Substitution, by_residue, pathogenic, substitution
from hyperigm.core.splice_sites import splicing_open
from hyperigm.core.variant import Allele
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.gnomad import Frequencies
from hyperigm.edges.insilico import Scores
from hyperigm.edges.reference import Reference
from hyperigm.edges.transcripts import load_genes, load_severity, load_site_profiles

MAX_CODON = 3


class Evidence:
    """The evidence of one build. clinvar: records by allele key, for the neighbours of an allele."""

    def __init__(
        self, reference: Reference, clinvar: Mapping[str, ClinVar], frequencies: Frequencies, scores: Scores
    ) -> None:
        self._genes = {region.gene: region for region in load_genes(reference)}
        self._clinvar = clinvar
        self._frequencies = frequencies
        self._scores = scores
        self._severity = load_severity()
        self._rules = load_acmg_rules()
        self._profiles = load_site_profiles()

    def added(self, allele: Allele, annotation: Annotation) -> Annotation:
        """The annotation with all that is known here."""
        scores = self._scores.found.get(allele.key, ())
        settled = splicing_settled(scores, self._rules)
        return replace(
            annotation,
            frequency=self._frequencies.of(allele),
            scores=scores,
            neighbours=self._neighbours(annotation),
            loss=self._loss(allele, annotation),
            splicing="" if settled else self._splicing(allele, annotation),
            also=tuple(self.added(allele, other) for other in annotation.also),
        )

    def _loss(self, allele: Allele, annotation: Annotation) -> LossOfFunction | None:
        region = self._genes.get(annotation.gene)
        if region is None or annotation.effect.impact is not Impact.HIGH:
            return None
        known = [place for gene, place in self._by_residue if gene == annotation.gene]
        return loss_of_function(region.transcripts[0], allele, annotation.effect, self._rules, known)

    def _splicing(self, allele: Allele, annotation: Annotation) -> str:
        region = self._genes.get(annotation.gene)
        named = allele.is_sequence and annotation.effect.hgvs_c is not None
        if region is None or not named or annotation.effect.impact is Impact.HIGH:
            return ""
        model = region.transcripts[0]
        return splicing_open(model, place(model.stretch, allele).edit, self._profiles)

    def _neighbours(self, annotation: Annotation) -> tuple[Neighbour, ...]:
        mine = substitution(annotation.effect)
        if mine is None:
            return ()
        near = self._by_residue.get((annotation.gene, mine.place), ())
        return tuple(
            replace(other, same_change=other.hgvs_p == annotation.effect.hgvs_p)
            for other in near
            if other.key != annotation.key
        )

    @cached_property
    def _by_residue(self) -> Mapping[tuple[str, int], tuple[Neighbour, ...]]:
        return by_residue(
            found for key, record in self._clinvar.items() if (found := self._known(key, record))
        )

    def _known(self, key: str, record: ClinVar) -> tuple[str, Neighbour, Substitution] | None:
        """Gene, neighbour and residue of a pathogenic missense record."""
        chrom, pos, ref, alt = key.split("-")
        allele = Allele(chrom, int(pos), ref, alt)
        if not pathogenic(record.significance) or not len(ref) == len(alt) <= MAX_CODON:
            return None
        for gene, region in self._genes.items():
            plus = region.plus
            if plus.chrom == chrom and plus.first <= allele.pos and allele.last <= plus.last:
                effect = effect_on(region.transcripts[0], allele, self._severity)
                where = substitution(effect)
                name = effect.hgvs_p or ""
                if where:
                    said = (record.significance, record.stars, record.variation_id)
                    return gene, Neighbour(key, name, *said, same_change=False), where
        return None
