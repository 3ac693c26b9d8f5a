"""What a user may set of what a verdict depends on. Sources are in config/README.md; a limit that no user
sets stands with its source beside the rule that has it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Numbers of the config's `thresholds` section.

    min_depth: reads; min_gq: Phred; mosaic_max_fraction, hemizygous_min_fraction, parent_max_fraction: share
    of reads, 0-1; common_af: population frequency, 0-1; sex_min_sites: genotypes on X outside the PAR, with
    fewer the sex is not told; sex_male_max_het, sex_female_min_het: share of them that is heterozygous, 0-1;
    clinvar_max_age_days: days.
    """

    min_depth: int = 10
    min_gq: float = 20.0
    mosaic_max_fraction: float = 0.25
    hemizygous_min_fraction: float = 0.85
    parent_max_fraction: float = 0.05
    common_af: float = 0.01
    sex_min_sites: int = 20
    sex_male_max_het: float = 0.2
    sex_female_min_het: float = 0.4
    clinvar_max_age_days: int = 365


@dataclass(frozen=True, slots=True)
class Settings:
    """The merged config, as far as the steps read it."""

    build: str = "auto"
    secondary_findings: bool = False
    private: bool = False
    on_failed_sample: str = "report"
    batch_size: int | None = None
    panel: str | None = None
    thresholds: Thresholds = Thresholds()
