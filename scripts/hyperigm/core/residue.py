"""The standard genetic code (NCBI translation table 1) and the three-letter names that HGVS writes."""

from itertools import product

STOP = "*"
UNKNOWN = "X"

_NAMES = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu",
    "G": "Gly", "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe",
    "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val", STOP: "Ter", UNKNOWN: "Xaa",
}  # fmt: skip
_AMINO_ACIDS = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
_CODONS = {
    "".join(codon): amino for codon, amino in zip(product("TCAG", repeat=3), _AMINO_ACIDS, strict=True)
}


def translate(bases: str) -> str:
    """One letter per whole codon, stops as `*`, codons with an unknown base as `X`; a rest is left out."""
    return "".join([_CODONS.get(bases[at : at + 3], UNKNOWN) for at in range(0, len(bases) - 2, 3)])


def residue(letter: str) -> str:
    """The three-letter name of a residue: `R` -> `Arg`, `*` -> `Ter`."""
    return _NAMES[letter]


def residues(letters: str) -> str:
    """Three-letter names, one after the other."""
    return "".join(_NAMES[letter] for letter in letters)
