"""Reads what the words of the reports mean: resources/panel/words.tsv."""

from hyperigm.core.dictionary import FLAGS, Meanings, Word
from hyperigm.edges.panel import load_panel
from hyperigm.edges.resources import knowledge, remembered
from hyperigm.edges.rows import read_rows


@remembered
def load_meanings() -> Meanings:
    """Column and word -> meaning, in the table's order; flags that only the panel has are there too.

    Raises ResourceError that names every wrong line.
    """
    rows = read_rows(knowledge("panel", "words.tsv"), Word)
    known = {(row.column, row.word): row.meaning for row in rows}
    for caveat in load_panel().caveats:
        known.setdefault((FLAGS, caveat.flag), f"In exons of {caveat.gene} that have a copy elsewhere")
    return known
