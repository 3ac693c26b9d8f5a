"""Which contigs of a file are the panel's chromosomes, whatever the file calls them."""

from collections.abc import Mapping

from hyperigm.core.assembly import Assembly


def alias_table(assembly: Assembly) -> Mapping[str, str]:
    """Every name a file may use, in lower case, to the panel's name of the chromosome (`23` -> `chrX`)."""
    return {
        alias.lower(): chromosome.name for chromosome in assembly.chromosomes for alias in chromosome.aliases
    }
