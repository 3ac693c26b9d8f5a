"""One allele asked of Ensembl VEP over REST: what is sent, and what of the answer is read.

Source: Ensembl REST API, POST vep/:species/region.
"""

from dataclasses import dataclass

import msgspec

from hyperigm.core.variant import Allele
from hyperigm.edges.download import Server
from hyperigm.errors import Problem, ResourceError


@dataclass(frozen=True, slots=True)
class TranscriptSaid:
    """What VEP says of one transcript."""

    transcript_id: str = ""
    gene_symbol: str = ""
    consequence_terms: tuple[str, ...] = ()
    hgvsc: str | None = None
    hgvsp: str | None = None
    mane_select: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A known variant at the place. frequencies: ALT -> population -> frequency (0-1)."""

    id: str = ""
    clin_sig: tuple[str, ...] = ()
    frequencies: dict[str, dict[str, float]] | None = None


@dataclass(frozen=True, slots=True)
class VepAnswer:
    """The answer for one allele."""

    most_severe_consequence: str = ""
    transcript_consequences: tuple[TranscriptSaid, ...] = ()
    colocated_variants: tuple[Known, ...] = ()


def ask_vep(server: Server, url: str, allele: Allele) -> VepAnswer:
    """Sends the allele, and nothing else. Raises ResourceError where there is no readable answer."""
    line = f"{allele.chrom.removeprefix('chr')} {allele.pos} . {allele.ref} {allele.alt} . . ."
    asked = {"variants": [line], "hgvs": 1, "refseq": 1, "mane": 1}
    data = server.send(url, msgspec.json.encode(asked))
    try:
        answers = msgspec.json.decode(data, type=list[VepAnswer])
    except msgspec.MsgspecError as error:
        what = f"does not answer as VEP does: {error}"
        raise ResourceError(Problem(url, what, "check the address")) from error
    if len(answers) != 1:
        raise ResourceError(Problem(url, f"gives {len(answers)} answers for one allele", "check the address"))
    return answers[0]
