"""Part of step 4, interpret: what of the genes a sample's files showed, and what they can't show.

Worked out once for all samples of which the files say the same, as plain VCFs do of nearly all.
"""

from dataclasses import dataclass, field

from hyperigm.core.blind_spots import blind_spots, conditions
from hyperigm.core.coverage import ExonStatus, exon_statuses, not_called, places, site_statuses
from hyperigm.core.limits import Limits
from hyperigm.core.panel import Panel
from hyperigm.core.phenotype import PhenotypeFit, phenotype_fit
from hyperigm.core.residual import residual
from hyperigm.core.screened import SampleScreen
from hyperigm.core.variant import Build, Call
from hyperigm.edges.limits import allele_counts, known_sites, load_blind_spots, small_shares
from hyperigm.edges.phenotypes import load_features
from hyperigm.edges.reference import load_reference

MOST = 500
"""Answers that are kept of each kind; where there are more, all are forgotten."""
Looked = tuple[tuple[ExonStatus, ...], Limits]


@dataclass(slots=True)
class Seen:
    """The answers. Equal ones are the same objects."""

    panel: Panel
    _looked: dict[tuple[object, ...], Looked] = field(default_factory=dict)
    _fits: dict[tuple[str, tuple[str, ...]], PhenotypeFit | None] = field(default_factory=dict)
    _places: dict[Build, tuple[tuple[str, int, int], ...]] = field(default_factory=dict)

    def looked(self, build: Build, screen: SampleScreen) -> Looked:
        """The sample's exons, and what its data can't show."""
        calls = tuple(call for call in not_called(screen.calls) if self._near(build, call))
        keys = tuple(call.allele.key for call in calls)
        asked = (build, screen.sources, keys, screen.structural, screen.breakends)
        if asked not in self._looked:
            if len(self._looked) >= MOST:
                self._looked.clear()
            self._looked[asked] = self._work_out(build, screen, calls)
        return self._looked[asked]

    def fit(self, entity: str, terms: tuple[str, ...]) -> PhenotypeFit | None:
        """How the person's terms fit a disease."""
        if (entity, terms) not in self._fits:
            if len(self._fits) >= MOST:
                self._fits.clear()
            self._fits[entity, terms] = phenotype_fit(entity, terms, load_features())
        return self._fits[entity, terms]

    def _near(self, build: Build, call: Call) -> bool:
        """Whether the call touches a place that is asked for."""
        if build not in self._places:
            wanted = places(load_reference(build).transcripts, known_sites(build))
            self._places[build] = tuple(dict.fromkeys(wanted))
        allele = call.allele
        return any(
            chrom == allele.chrom and allele.pos <= end and allele.last >= start
            for chrom, start, end in self._places[build]
        )

    def _work_out(self, build: Build, screen: SampleScreen, calls: tuple[Call, ...]) -> Looked:
        transcripts = load_reference(build).transcripts
        elsewhere = load_reference(build.other).transcripts
        exons = exon_statuses(self.panel, transcripts, calls, screen.sources, elsewhere)
        sites = site_statuses(known_sites(build), calls, screen.sources)
        words = conditions(transcripts, screen.sources, screen.structural, screen.breakends)
        limits = Limits(
            sites=sites,
            blind_spots=blind_spots(load_blind_spots(), words),
            residual=residual(self.panel, allele_counts(), small_shares(), exons, sites, screen.structural),
        )
        return exons, limits
