"""Chromosomes that a VCF without reference blocks does not speak of. Pure.

A BED says that there were reads, not that a caller looked: a file that was cut down to some chromosomes can
show nothing on the others. Two signs tell it: the header declares contigs, and that chromosome is none of
them; or the file has no record on it, and so many elsewhere that three or more should lie there if records
were spread by length. By the rule of three (Hanley 1983, JAMA 249:1743) such a chromosome has none by
chance in at most 5 % of files. A small file can't be told from one that was cut down.
"""

from collections.abc import Collection, Mapping

from hyperigm.core.callability import Silence

GENOME = 3_100_000_000
"""Bases of the human genome, rounded (GRCh38.p14: 3,099,441,038 in its chromosomes and other scaffolds)."""
EXPECTED = 3
"""Records that should lie on a chromosome before their absence says something."""
ENOUGH = 500
"""Records up to which a file is counted: more than chr20 and all longer ones ask for, and chrX of a man."""


def silences(
    declared: Collection[str], any_declared: bool, records: Mapping[str, int], lengths: Mapping[str, int]
) -> tuple[Silence, ...]:
    """The chromosomes of the genes that the file does not speak of, in the order of `lengths`.

    declared: the panel's names of what the header declares; any_declared: it declares some contig at all.
    records: by chromosome, those elsewhere under any other name. lengths: of the genes' chromosomes, bases.
    """
    total = sum(records.values())
    found = []
    for chrom, length in lengths.items():
        if records.get(chrom):
            continue
        if any_declared and chrom not in declared:
            what = f"the header of the VCF has no contig that is {chrom}, and the file no record on it"
            found.append(Silence(chrom, True, what))
        elif total * length >= EXPECTED * GENOME:
            what = (
                f"the VCF has no record on {chrom}, though it has {_many(total)} elsewhere: cut down, perhaps"
            )
            found.append(Silence(chrom, False, what))
    return tuple(found)


def _many(total: int) -> str:
    return f"{ENOUGH} or more" if total >= ENOUGH else str(total)
