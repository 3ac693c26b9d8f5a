"""What is kept for calls that are alike is what each call would be told by itself."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from hyperigm.core.family import Affected, Person, Sex, SexEvidence
from hyperigm.core.finding import Finding
from hyperigm.core.inheritance.rules import Rulebook
from hyperigm.core.plan import Batch, Plan, SampleEntry
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.edges.inheritance_rules import load_rulebook
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_results, write_value
from hyperigm.steps.annotate import annotate
from hyperigm.steps.interpret import interpret

REFERENCE = load_reference(Build.GRCH38)
SLOTS = {
    "0/1": (Slot.REF, Slot.THIS),
    "1/1": (Slot.THIS, Slot.THIS),
    "1": (Slot.THIS,),
    "./1": (Slot.MISSING, Slot.THIS),
    "./.": (Slot.MISSING, Slot.MISSING),
    "*/1": (Slot.SPANNED, Slot.THIS),
}
GENOTYPES = {text: Genotype(text, slots, False) for text, slots in SLOTS.items()}


def alleles(dice: random.Random) -> list[Allele]:
    """Substitutions in and beside the coding exons of every gene, and anywhere in it."""
    found = []
    for gene in REFERENCE.transcripts:
        if gene.mane:
            near = [dice.randint(exon.start - 30, exon.end + 30) for exon in gene.exons]
            for pos in {*near, *(dice.randint(gene.exons[0].start, gene.exons[0].end) for _ in range(3))}:
                ref = REFERENCE.fetch(gene.chrom, pos, pos)
                found.append(Allele(gene.chrom, pos, ref, dice.choice([b for b in "ACGT" if b != ref])))
    return list(dict.fromkeys(found))


def call(allele: Allele, dice: random.Random) -> Call:
    depth = dice.choice((None, 4, 9, 30, 31))
    fraction = dice.choice((None, 0.1, 0.5, 0.96, 1.0))
    record = Record(
        allele.chrom, allele.pos, allele.ref, (allele.alt,), dice.choice((("PASS",), ("q10",))), ""
    )
    genotype = GENOTYPES[dice.choice(("0/1", "0/1", "1/1", "1/1", *SLOTS))]
    return Call(allele, genotype, record, depth, None, fraction, dice.choice((None, 5.0, 99.0)))


def entry(name: str, dice: random.Random) -> SampleEntry:
    affected = dice.choice(tuple(Affected))
    hpo = dice.choice(((), ("HP:0002720",)))
    return SampleEntry(Person(name, dice.choice(tuple(Sex)), affected=affected, hpo=hpo), "none.vcf")


def screen(name: str, pool: list[Allele], dice: random.Random) -> SampleScreen:
    order = sorted(dice.sample(pool, 25))
    sexes = tuple(Sex)
    evidence = SexEvidence(inferred=dice.choice(sexes), reason="said", assumed=dice.choice(sexes))
    return SampleScreen(name, Build.GRCH38, "said", tuple(call(one, dice) for one in order), sex=evidence)


@pytest.mark.parametrize("seed", [1, 2])
def test_findings_are_those_of_the_sample_alone(seed: int, tmp_path: Path) -> None:
    """The same people once together, and once each with a namesake of their family who was not called, so
    that nothing is taken from what was kept (its silence is told nowhere: Person has no parents)."""
    dice = random.Random(seed)
    pool = alleles(dice)
    names = [f"S{number}" for number in range(30)]
    entries = [entry(name, dice) for name in names]
    screens = [screen(name, pool, dice) for name in names]
    together = steps(tmp_path / "together", entries, screens)
    apart = [replace(one, person=replace(one.person, family=one.person.sample)) for one in entries]
    silent = [
        SampleEntry(Person(f"{one.person.sample}-kin", family=one.person.sample), "none.vcf") for one in apart
    ]
    blank = [SampleScreen(one.person.sample, Build.GRCH38, "said") for one in silent]
    alone = steps(tmp_path / "alone", [*apart, *silent], [*screens, *blank])
    assert sum(len(found) for found in together.values()) > 500
    for name in names:
        assert together[name] == alone[name]


@pytest.mark.parametrize("order", [("told", "seen"), ("seen", "told")])
def test_a_doubt_of_the_sex_is_each_persons_own(order: tuple[str, str], tmp_path: Path) -> None:
    """A woman by the sheet whose caller took her for a man, and one of whom nothing is known, with one call;
    the words are inheritance_phrases.tsv's for a sheet that is contradicted, and for none."""
    gene = next(one for one in REFERENCE.transcripts if one.mane and one.gene == "CD40LG")
    pos = gene.exons[1].end + 25
    ref = REFERENCE.fetch(gene.chrom, pos, pos)
    allele = Allele(gene.chrom, pos, ref, "A" if ref != "A" else "C")
    record = Record(allele.chrom, pos, ref, (allele.alt,), ("PASS",), "")
    carried = (Call(allele, GENOTYPES["0/1"], record, 30, None, 0.5, 99.0),)
    sexes = {"told": (Sex.FEMALE, Sex.MALE), "seen": (Sex.UNKNOWN, Sex.UNKNOWN)}
    entries = [SampleEntry(Person(name, sexes[name][0]), "none.vcf") for name in order]
    screens = [
        SampleScreen(name, Build.GRCH38, "said", carried, sex=SexEvidence(assumed=sexes[name][1]))
        for name in order
    ]
    found = steps(tmp_path, entries, screens)
    said = {name: {finding.explanation for finding in findings} for name, findings in found.items()}
    assert all("the sheet and the X calls disagree" in text for text in said["told"])
    assert all("the sex is not known" in text for text in said["seen"])


def steps(
    folder: Path, entries: list[SampleEntry], screens: list[SampleScreen]
) -> dict[str, tuple[Finding, ...]]:
    """Each sample's findings."""
    plan, screened = folder / "plan.json", folder / "screen.json"
    write_value(plan, Plan((Batch("b", tuple(entries)),)))
    write_value(screened, Screened("b", tuple(screens)))
    annotate(screened, Settings(), (), folder / "annotations.json")
    interpret(plan, "b", screened, folder / "annotations.json", Settings(), folder / "interpret.json")
    return {one.sample: one.findings for one in read_results(folder / "interpret.json")}


RULES: Rulebook = load_rulebook()


@pytest.mark.parametrize(
    ("mode", "sex", "call_", "reads", "said"),
    [  # resources/panel/inheritance_rules.tsv and inheritance_doubts.tsv: {share}, {fraction}, {weak}
        ("recessive", "any", "het", "plain", False),
        ("recessive", "any", "double", "plain", False),
        ("recessive", "any", "half", "plain", True),  # recessive_half
        ("recessive", "any", "het", "high", True),  # recessive_het_high
        ("recessive", "any", "het", "shallow", True),  # doubt reads_shallow
        ("x_recessive", "male", "het", "plain", True),  # x_male_het
        ("x_male_lethal", "male", "double", "plain", True),  # x_lethal_male
        ("x_recessive", "female", "het", "plain", False),
    ],
)
def test_which_calls_are_told_with_numbers(mode: str, sex: str, call_: str, reads: str, said: bool) -> None:
    assert RULES.numbered({"mode": mode, "sex": sex, "call": call_, "reads": reads}) is said
