"""Which contigs of a file are the panel's chromosomes, whatever the file calls them."""

import re
from collections.abc import Mapping

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
