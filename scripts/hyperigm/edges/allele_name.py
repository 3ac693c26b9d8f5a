"""An allele as a user writes it, CHROM-POS-REF-ALT, in whatever naming and spelling, in its normal form."""

import re
from dataclasses import replace

from hyperigm.core.contigs import is_human
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.assemblies import load_assemblies
from hyperigm.edges.normalise import REF_MISMATCH, bases_at, normalise
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.errors import InputError, Problem

EXAMPLE = "write it as chrX-136648355-T-A"
BASES = frozenset("ACGTN")
LONGEST = 249_250_621
"""Bases of chromosome 1 on GRCh37, the longest of any build."""
_SYMBOLIC = re.compile(r"<[^<>\s]+>|[^\s\[\]]*[\[\]][^\s\[\]]+[\[\]][^\s\[\]]*|\.?[ACGTNacgtn]+\.?")
"""VCF 4.5, sections 1.6.1 and 5.4: a symbolic allele, a breakend, a single breakend."""


def parse_allele(text: str) -> Allele:
    """The allele as written, bases in upper case; a fifth part is the last base of a symbolic ALT.

    Raises InputError where it is none, or none that a human chromosome can have.
    """
    parts = text.strip().split("-")
    if len(parts) not in (4, 5, 6) or not all(parts) or not parts[1].isdecimal() or not int(parts[1]):
        raise _refused(text, "is not CHROM-POS-REF-ALT", EXAMPLE)
    chrom, pos, ref, alt = parts[0], int(parts[1]), parts[2].upper(), parts[3]
    _check_place(text, chrom, pos)
    if not set(ref) <= BASES:
        raise _refused(text, f"REF {parts[2]!r} is not a sequence of bases", EXAMPLE)
    if len(parts) > 4:
        return replace(
            _symbolic(text, Allele(chrom, pos, ref, alt), parts[4]), svtype="".join(parts[5:]).upper()
        )
    if not set(alt.upper()) <= BASES:
        mend = f"{EXAMPLE}; a symbolic ALT needs its last base: chrX-136648355-T-<DEL>-136650000"
        raise _refused(text, f"ALT {alt!r} is not a sequence of bases", mend)
    if alt.upper() == ref:
        raise _refused(text, "ALT is the same as REF", EXAMPLE)
    return Allele(chrom, pos, ref, alt.upper())


def _check_place(text: str, chrom: str, pos: int) -> None:
    """Raises InputError where no human assembly has such a place."""
    if not is_human(chrom):
        raise _refused(text, f"{chrom!r} is the name of no human contig", EXAMPLE)
    if pos > LONGEST:
        raise _refused(text, f"no human chromosome has a base {pos}", "check the position")


def _symbolic(text: str, allele: Allele, end: str) -> Allele:
    """The allele up to its last base. Raises InputError where it has none, or it lies before the first."""
    if not end.isdecimal() or set(allele.alt.upper()) <= BASES:
        raise _refused(text, "has a fifth part, which only a symbolic ALT has (its last base)", EXAMPLE)
    if not _SYMBOLIC.fullmatch(allele.alt):
        raise _refused(text, f"ALT {allele.alt!r} is no symbolic allele and no breakend", EXAMPLE)
    if int(end) < allele.pos:
        raise _refused(text, f"ends at {end}, before its position {allele.pos}", "give the last base")
    return Allele(allele.chrom, allele.pos, allele.ref, allele.alt, int(end))


def placed_allele(text: str, reference: Reference) -> Allele:
    """The allele under the panel's name of its chromosome, left-aligned and parsimonious.

    One on a chromosome without a gene of the panel stays as written. Raises InputError where it is no allele,
    where its contig is that of another build, or where its REF is not what the build has.
    """
    written = parse_allele(text)
    chrom = reference.canonical(written.chrom)
    if chrom is None:
        _refuse_foreign(text, written.chrom, reference)
        return written
    allele = Allele(chrom, written.pos, written.ref, written.alt, written.end, written.svtype)
    if allele.last > reference.chromosome(chrom).length:
        raise _refused(text, f"lies behind the end of {chrom} on {reference.build}", "check the position")
    placed = normalise((allele,), reference)[allele]
    if REF_MISMATCH in placed.flags:
        bases = reference.fetch(chrom, allele.pos, allele.pos + len(allele.ref) - 1)
        shown = bases if len(bases) <= SHOWN else f"{bases[:SHOWN]}..."
        other = on_other_build(allele, reference)
        what = f"REF is {shown} on {reference.build}{f'; {other}' if other else ''}"
        raise _refused(text, what, f"give the allele as on {reference.build}, the build of this sample")
    return placed.allele


SHOWN = 20
"""Bases of a REF that an error shows."""


def on_other_build(allele: Allele, reference: Reference) -> str:
    """A sentence where the allele lies in a gene of the panel on another build; else ""."""
    for build in Build:
        other = load_reference(build)
        for region in other.regions if build is not reference.build else ():
            if region.chrom == allele.chrom and region.start <= allele.pos <= region.end:
                bases = bases_at(other, allele.chrom, allele.pos, len(allele.ref))
                fits = "fits there" if bases == allele.ref else f"does not fit there ({bases[:SHOWN]})"
                return f"on {build} the place lies in {region.gene}, and REF {fits}"
    return ""


def _refuse_foreign(text: str, contig: str, reference: Reference) -> None:
    """Raises InputError where the contig's name is that of another assembly."""
    for assembly in load_assemblies():
        for chromosome in assembly.chromosomes:
            if contig.lower() in (alias.lower() for alias in chromosome.aliases):
                there, here = f"{chromosome.name} of {assembly.name}", reference.build
                what = f"{contig} is {there}, and the sample is on {here}"
                raise _refused(text, what, f"give the allele as on {here}")


def _refused(text: str, what: str, mend: str) -> InputError:
    return InputError(Problem(text, what, mend))
