"""Which contigs of a file are the panel's chromosomes, whatever the file calls them."""

from collections.abc import Iterable, Mapping

from hyperigm.core.assembly import Assembly


def alias_table(assembly: Assembly) -> Mapping[str, str]:
    """Every name a file may use, in lower case, to the panel's name of the chromosome (`23` -> `chrX`)."""
    return {
        alias.lower(): chromosome.name for chromosome in assembly.chromosomes for alias in chromosome.aliases
    }


def panel_names(contigs: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """The contigs that are chromosomes of the panel: the file's name to the panel's ("X" -> "chrX")."""
    return {contig: aliases[contig.lower()] for contig in contigs if contig.lower() in aliases}
