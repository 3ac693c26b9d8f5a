"""The plan: which samples go through the steps together.

Families stay together, and so do samples of one file, so that a joint VCF is read once.
"""

from dataclasses import dataclass

from hyperigm.core.family import Person
from hyperigm.core.warning import SampleWarning


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """One row of the sample sheet, paths made absolute. vcf_sample: its name inside the VCF.

    error, mend: set where the gate refused the sample; it is not screened, and keeps its row in the summary.
    warnings: what the gate saw in its files that stops nothing. sv_sample: its name inside `sv_vcf`.
    """

    person: Person
    vcf: str
    vcf_sample: str | None = None
    callable_bed: str | None = None
    sv_vcf: str | None = None
    line: int = 0
    error: str | None = None
    mend: str | None = None
    warnings: tuple[SampleWarning, ...] = ()
    sv_sample: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Samples that one job of each step takes. id: stable while its members stay the same."""

    id: str
    samples: tuple[SampleEntry, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All batches of a run."""

    batches: tuple[Batch, ...]

    @property
    def samples(self) -> tuple[SampleEntry, ...]:
        """Every sample, batch by batch."""
        return tuple(entry for batch in self.batches for entry in batch.samples)

    def batch(self, batch_id: str) -> Batch:
        """The batch of that id. Raises KeyError where the plan has none."""
        for batch in self.batches:
            if batch.id == batch_id:
                return batch
        raise KeyError(batch_id)
