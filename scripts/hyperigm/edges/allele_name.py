"""An allele as a user writes it, CHROM-POS-REF-ALT, in whatever naming and spelling, in its normal form."""

from hyperigm.core.variant import Allele
from hyperigm.edges.normalise import REF_MISMATCH, normalise
from hyperigm.edges.reference import Reference
from hyperigm.errors import InputError, Problem

EXAMPLE = "write it as chrX-136648355-T-A"
BASES = frozenset("ACGTN")


def parse_allele(text: str) -> Allele:
    """The allele as written, bases in upper case; a fifth part is the last base of a symbolic ALT.

    Raises InputError where it is none.
    """
    parts = text.strip().split("-")
    if len(parts) not in (4, 5) or not all(parts) or not parts[1].isdecimal() or not int(parts[1]):
        raise _refused(text, "is not CHROM-POS-REF-ALT", EXAMPLE)
    chrom, pos, ref, alt = parts[0], int(parts[1]), parts[2].upper(), parts[3]
    if not set(ref) <= BASES:
        raise _refused(text, f"REF {parts[2]!r} is not a sequence of bases", EXAMPLE)
    if len(parts) == 5:
        if not parts[4].isdecimal() or set(alt.upper()) <= BASES:
            raise _refused(text, "has a fifth part, which only a symbolic ALT has (its last base)", EXAMPLE)
        return Allele(chrom, pos, ref, alt, int(parts[4]))
    if not set(alt.upper()) <= BASES:
        mend = f"{EXAMPLE}; a symbolic ALT needs its last base: chrX-136648355-T-<DEL>-136650000"
        raise _refused(text, f"ALT {alt!r} is not a sequence of bases", mend)
    if alt.upper() == ref:
        raise _refused(text, "ALT is the same as REF", EXAMPLE)
    return Allele(chrom, pos, ref, alt.upper())


def placed_allele(text: str, reference: Reference) -> Allele:
    """The allele under the panel's name of its chromosome, left-aligned and parsimonious.

    One on a chromosome without a gene of the panel stays as written. Raises InputError where it is no allele,
    or where its REF is not what the build has.
    """
    written = parse_allele(text)
    chrom = reference.canonical(written.chrom)
    if chrom is None:
        return written
    allele = Allele(chrom, written.pos, written.ref, written.alt, written.end)
    if allele.last > reference.chromosome(chrom).length:
        raise _refused(text, f"lies behind the end of {chrom} on {reference.build}", "check the position")
    placed = normalise((allele,), reference)[allele]
    if REF_MISMATCH in placed.flags:
        bases = reference.fetch(chrom, allele.pos, allele.pos + len(allele.ref) - 1)
        raise _refused(
            text, f"REF is {bases} on {reference.build}", f"give the allele as on {reference.build}"
        )
    return placed.allele


def _refused(text: str, what: str, mend: str) -> InputError:
    return InputError(Problem(text, what, mend))
