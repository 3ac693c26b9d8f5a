"""What one sample's data could not have shown, beside its exons: the end of every report. Pure."""

from dataclasses import dataclass

from hyperigm.core.blind_spots import BlindSpot
from hyperigm.core.coverage import SiteStatus
from hyperigm.core.residual import Residual


@dataclass(frozen=True, slots=True)
class Limits:
    """sites: known pathogenic sites outside the coding exons. blind_spots: of a file like this one.

    residual: what a negative result leaves, None where it can't be worked out.
    """

    sites: tuple[SiteStatus, ...] = ()
    blind_spots: tuple[BlindSpot, ...] = ()
    residual: Residual | None = None
