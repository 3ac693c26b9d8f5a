"""Cases for the inheritance engine out of the short words of the truth tables.

A genotype is `GT`, `GT@phase_set`, or `GT:depth:fraction`. A relative is `GT,status`, and at two alleles
`GT_GT,status`; `absent` is a relative of whom the file says nothing, `-` one who is not in the sheet.
"""

import csv
import re
from pathlib import Path

from hyperigm.core.annotation import Annotation, Impact, TranscriptEffect
from hyperigm.core.family import Affected, Person, Sex, SexEvidence
from hyperigm.core.inheritance.case import Case, Hit
from hyperigm.core.inheritance.engine import verdicts
from hyperigm.core.panel import Gene
from hyperigm.core.relatives import Family
from hyperigm.core.variant import Allele, Call, Genotype, Record, Slot
from hyperigm.core.verdict import Verdict
from hyperigm.edges.inheritance_rules import load_rulebook
from hyperigm.edges.panel import load_panel

FOLDER = Path(__file__).parent
PANEL = load_panel()
RULES = load_rulebook()
POSITIONS = (101, 201, 301, 401)

Effect = tuple[str, str | None, bool | None]
EFFECTS: dict[str, Effect] = {
    "missense": ("missense_variant", "3", None),
    "synonymous": ("synonymous_variant", "3", None),
    "null": ("stop_gained", "3", False),
    "escape": ("stop_gained", "10", True),
    "escape4": ("stop_gained", "4", True),
    "cterm": ("stop_gained", "5", True),
    "cterm_fs": ("frameshift_variant", "5", True),
    "splice": ("splice_donor_variant", None, None),
    "splice5": ("splice_donor_variant", None, None),
}
INTRONS = {"splice": "2", "splice5": "5"}


def table(name: str) -> list[dict[str, str]]:
    """The rows of a truth table, comment lines left out."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def gene_of(entity: str) -> Gene:
    """The gene of an entity id."""
    return next(gene for gene in PANEL.genes if entity in {item.id for item in gene.entities})


def genotype(text: str, index: str = "1") -> Genotype:
    """A GT field seen from the ALT of that number."""
    words = {".": Slot.MISSING, "0": Slot.REF, index: Slot.THIS, "*": Slot.SPANNED}
    slots = tuple(words.get(copy, Slot.OTHER) for copy in re.split(r"[/|]", text))
    return Genotype(text, slots, "|" in text and "/" not in text)


def call(allele: Allele, written: str, siblings: tuple[str, ...] = ()) -> Call:
    """One call. written: `GT`, `GT@phase_set` or `GT:depth:fraction`."""
    said, _, phase_set = written.partition("@")
    text, depth, fraction = (*said.split(":"), "", "")[:3]
    return Call(
        allele,
        genotype(text),
        Record(allele.chrom, allele.pos, allele.ref, (allele.alt,), (), "."),
        depth=int(depth) if depth else None,
        allele_fraction=float(fraction) if fraction else None,
        phase_set=phase_set or None,
        siblings=siblings,
    )


def annotation(
    gene: Gene, allele: Allele, effect: str = "missense", flags: tuple[str, ...] = ()
) -> Annotation:
    """An allele of the gene with one of EFFECTS."""
    term, exon, escape = EFFECTS[effect]
    impact = Impact.HIGH if escape is not None else Impact.MODERATE
    named = TranscriptEffect(gene.refseq, None, None, (term,), impact, exon, INTRONS.get(effect), escape)
    return Annotation(allele.key, gene.symbol, None, named, flags=flags)


def snv(gene: Gene, number: int) -> Allele:
    """The gene's n-th made-up allele, from 0."""
    return Allele(gene.chrom, POSITIONS[number], "A", "C")


def hit(
    gene: Gene,
    allele: Allele,
    written: str,
    relatives: dict[str, str] | None = None,
    effect: str = "missense",
) -> Hit:
    """A hit with the calls of relatives (sample -> genotype as written)."""
    there = {name: call(allele, text) for name, text in (relatives or {}).items()}
    return Hit(call(allele, written), annotation(gene, allele, effect), there)


def relative(cell: str) -> tuple[list[str], Affected] | None:
    """Genotypes and status of a relative's cell; None where there is no such relative."""
    if cell == "-":
        return None
    genotypes, _, status = cell.rpartition(",")
    return genotypes.split("_"), Affected(status)


def household(cells: dict[str, str], sex: Sex, own: Affected) -> tuple[Person, tuple[Person, ...]]:
    """The child and the relatives there are. cells: `father`, `mother`, `brother`, `sister`, the mother's
    `grandfather` and `grandmother`, her brother `uncle` -> cell."""
    there = {role: found for role, cell in cells.items() if (found := relative(cell))}
    father, mother = ("father" if "father" in there else None), ("mother" if "mother" in there else None)
    men = ("father", "brother", "grandfather", "uncle")
    grandfather, grandmother = (one if one in there else None for one in ("grandfather", "grandmother"))
    parents = {
        **dict.fromkeys(("brother", "sister"), (father, mother)),
        **dict.fromkeys(("mother", "uncle"), (grandfather, grandmother)),
    }
    people = tuple(
        Person(
            role,
            Sex.MALE if role in men else Sex.FEMALE,
            "F",
            parents.get(role, (None, None))[0],
            parents.get(role, (None, None))[1],
            status,
        )
        for role, (_, status) in there.items()
    )
    return Person("child", sex, "F", father, mother, own), people


def calls_of(cells: dict[str, str], number: int = 0) -> dict[str, str]:
    """What each relative's cell says at the n-th allele; those the file is silent on are left out."""
    there = {role: found[0][number] for role, cell in cells.items() if (found := relative(cell))}
    return {role: text for role, text in there.items() if text != "absent"}


def judged(
    gene: Gene,
    entity: str,
    hits: tuple[Hit, ...],
    child: Person,
    family: tuple[Person, ...] = (),
    *,
    seen: Sex = Sex.UNKNOWN,
    secondary: bool = False,
) -> list[Verdict]:
    """The engine's verdicts for one entity, in the order of the hits."""
    evidence = {"child": SexEvidence(sites=100, inferred=seen)}
    case = Case(
        gene,
        child,
        hits,
        RULES,
        PANEL.allele_classes,
        Family((child, *family)),
        evidence=evidence,
        secondary=secondary,
    )
    return [found for found in verdicts(case) if found.entity == entity]
