"""Normalised alleles: left-aligned and parsimonious, by bcftools norm, once for all the alleles of a batch.

Only alleles go through bcftools, as a VCF without samples; genotypes never do, because splitting rewrites
them (a haploid `2` would become `0` and `1`). Each allele is found again by its ID.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pysam.bcftools
from pysam.utils import SamtoolsError

from hyperigm.core.build import ref_agrees
from hyperigm.core.calls import Placed
from hyperigm.core.variant import Allele
from hyperigm.errors import Problem, ResourceError

REF_MISMATCH = "ref_mismatch"
REFERENCE_UNAVAILABLE = "reference_unavailable"
AMBIGUOUS_ALT = "ambiguous_alt"
MAX_ALLELE = 100_000
"""Bases of REF or ALT beyond which a sequence allele is kept as the file spells it."""


class Bases(Protocol):
    """What is needed of a reference."""

    @property
    def fasta(self) -> Path:
        """The bgzipped, indexed FASTA."""

    def fetch(self, chrom: str, start: int, end: int) -> str:
        """Bases start..end (1-based, inclusive), N where there is no sequence."""


def normalise(alleles: Iterable[Allele], reference: Bases) -> Mapping[Allele, Placed]:
    """Each distinct allele with its normal form.

    What can't be normalised stays as the file has it, with a flag: `ref_mismatch` (REF is not what the
    assembly has), `reference_unavailable` (there is no sequence to check it against), `ambiguous_alt` (an ALT
    of IUPAC codes). Symbolic alleles and breakends stay as they are. IUPAC codes in REF become the assembly's
    bases. Raises ResourceError where bcftools fails.
    """
    placed: dict[Allele, Placed] = {}
    aligned: list[tuple[Allele, Allele]] = []
    for allele in sorted(set(alleles)):
        spelled, flags = _checked(allele, reference)
        placed[allele] = Placed(spelled, flags)
        if not flags and _can_move(spelled):
            aligned.append((allele, spelled))
    normal = _aligned([spelled for _, spelled in aligned], reference.fasta) if aligned else []
    for (allele, _), found in zip(aligned, normal, strict=True):
        placed[allele] = Placed(found)
    return placed


def bases_at(reference: Bases, chrom: str, pos: int, length: int) -> str:
    """`length` bases from `pos` on (1-based); N also where there is no such place."""
    try:
        return reference.fetch(chrom, pos, pos + length - 1)
    except ValueError:
        return "N" * length


def _can_move(allele: Allele) -> bool:
    """A single base can't; neither can what is not spelled in bases."""
    return allele.is_sequence and not len(allele.ref) == len(allele.alt) == 1


def _checked(allele: Allele, reference: Bases) -> tuple[Allele, tuple[str, ...]]:
    """The allele with the assembly's own bases for ambiguous ones, and why it can't be normalised."""
    bases = bases_at(reference, allele.chrom, allele.pos, len(allele.ref))
    agrees = ref_agrees(allele.ref, bases)
    if agrees is False:
        return allele, (REF_MISMATCH,)
    if allele.end:
        return allele, ()
    if "N" in bases or max(len(allele.ref), len(allele.alt)) > MAX_ALLELE:
        return allele, (REFERENCE_UNAVAILABLE,)
    spelled = Allele(allele.chrom, allele.pos, bases, allele.alt)
    return spelled, () if set(allele.alt) <= set("ACGT") else (AMBIGUOUS_ALT,)


def _aligned(alleles: Sequence[Allele], fasta: Path) -> list[Allele]:
    """The normal form of each allele, in the given order."""
    with tempfile.TemporaryDirectory(prefix="hyperigm-") as folder:
        given, got = Path(folder) / "alleles.vcf", Path(folder) / "normal.vcf"
        given.write_text(_sites(alleles), encoding="ascii")
        try:
            pysam.bcftools.norm(
                "--check-ref", "e", "-f", str(fasta), "-o", str(got), str(given), catch_stdout=False
            )
        except SamtoolsError as error:
            raise _failed(fasta, str(error)) from error
        rows = [line.split("\t") for line in got.read_text(encoding="ascii").splitlines() if line[0] != "#"]
    found = {int(row[2]): Allele(row[0], int(row[1]), row[3], row[4]) for row in rows}
    if len(found) != len(alleles):
        raise _failed(fasta, f"{len(alleles)} alleles given, {len(found)} returned")
    return [found[number] for number in range(len(alleles))]


def _failed(fasta: Path, what: str) -> ResourceError:
    return ResourceError(Problem(str(fasta), f"bcftools norm: {what.strip()}", "install the resources again"))


def _sites(alleles: Sequence[Allele]) -> str:
    contigs = dict.fromkeys(allele.chrom for allele in alleles)
    lines = ["##fileformat=VCFv4.2", *(f"##contig=<ID={chrom}>" for chrom in contigs)]
    lines.append("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO")
    order = sorted(range(len(alleles)), key=lambda number: alleles[number])
    for number in order:
        allele = alleles[number]
        lines.append(f"{allele.chrom}\t{allele.pos}\t{number}\t{allele.ref}\t{allele.alt}\t.\t.\t.")
    return "\n".join(lines) + "\n"
