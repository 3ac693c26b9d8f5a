"""Which contigs of a file are the panel's chromosomes, whatever the file calls them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from hyperigm.core.assembly import Assembly

_HUMAN = re.compile(
    r"(?:chr)?(?:[1-9]|1[0-9]|2[0-4]|x|y|m|mt)"  # chromosomes as UCSC, Ensembl and PLINK name them
    r"|nc_0000(?:0[1-9]|1[0-9]|2[0-4])\.[0-9]+|nc_012920\.1|nc_001807\.[0-9]"  # RefSeq, mitochondrion
    r"|cm0006(?:6[3-9]|7[0-9]|8[0-6])\.[0-9]"  # GenBank
    r"|chr(?:[0-9]{1,2}|x|y|un)_\w+"  # _random, _alt, _fix, _decoy of UCSC
    r"|(?:gl|ki|kn|kq|kv|kz|jh|jtfh|ml|mu|aac)[0-9]+(?:\.[0-9])?|n[tw]_[0-9]+\.[0-9]+"  # scaffolds
    r"|hs37d5|hs38d1|chrebv|nc_007605(?:\.1)?|hla.*",
    re.IGNORECASE,
)


def is_human(contig: str) -> bool:
    """Whether a contig of some human assembly may be called that."""
    return bool(_HUMAN.fullmatch(contig))


def alias_table(assembly: Assembly) -> Mapping[str, str]:
    """Every name a file may use, in lower case, to the panel's name of the chromosome (`23` -> `chrX`)."""
    return {
        alias.lower(): chromosome.name for chromosome in assembly.chromosomes for alias in chromosome.aliases
    }


def renamed(contigs: Mapping[str, int | None], assemblies: Sequence[Assembly]) -> Mapping[str, str]:
    """Contigs under a name that no table has, whose length is that of a chromosome: `chromosome_X` -> `chrX`.

    contigs: name in the file to length. A chromosome that is there under a known name too is left out.
    """
    tables = [alias_table(assembly) for assembly in assemblies]
    there = {table[name.lower()] for name in contigs for table in tables if name.lower() in table}
    lengths = {item.length: item.name for assembly in assemblies for item in assembly.chromosomes}
    found = {name: lengths[length] for name, length in contigs.items() if length in lengths}
    return {name: chrom for name, chrom in found.items() if chrom not in there}


def undeclared(contigs: Iterable[str], needed: Sequence[str], assemblies: Sequence[Assembly]) -> list[str]:
    """The needed chromosomes (the panel's names) for which a header has no contig, by whatever name."""
    tables = [alias_table(assembly) for assembly in assemblies]
    there = {table.get(name.lower()) for name in contigs for table in tables}
    return [chrom for chrom in needed if chrom not in there]
