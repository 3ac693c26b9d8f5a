"""Geometry of the pictures: genes to scale, copies as the verdict says, pedigrees in rows."""

from dataclasses import replace
from itertools import pairwise

import pytest
from tests.unit.test_report_files import finding

from hyperigm.core.coverage import exon_statuses
from hyperigm.core.family import Person, Sex
from hyperigm.core.finding import Finding, Tier
from hyperigm.core.pictures.copies import Kind, copies_picture
from hyperigm.core.pictures.gene import GenePicture, cut, domain_bars, gene_picture, scale_of
from hyperigm.core.pictures.pedigree import pedigree
from hyperigm.core.variant import Allele, Build
from hyperigm.core.verdict import Mechanism, Origin, Phase, Zygosity
from hyperigm.edges.domains import load_domains
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import load_reference

REFERENCE = load_reference(Build.GRCH38)
PANEL = load_panel()
SCALES = {gene.symbol: scale_of(REFERENCE.mane(gene.symbol)) for gene in PANEL.genes}


@pytest.mark.parametrize("symbol", SCALES)
def test_exons_stand_side_by_side_and_end_with_the_protein(symbol: str) -> None:
    """Oracle: the length of the bundled protein record."""
    scale = SCALES[symbol]
    for left, right in pairwise(scale.parts):
        assert right.x == pytest.approx(left.x + left.width + 1.1, abs=0.02)
    assert scale.parts[0].x == 1.5
    assert scale.parts[-1].x + scale.parts[-1].width == pytest.approx(98.5, abs=0.1)
    assert scale.residues == len(REFERENCE.protein(REFERENCE.mane(symbol).protein or ""))


@pytest.mark.parametrize("symbol", SCALES)
def test_a_base_is_drawn_where_its_residue_is(symbol: str) -> None:
    """By arithmetic: the first base of codon n lies within the drawn residue n, on either strand."""
    scale = SCALES[symbol]
    for part in scale.parts:
        number = (part.before + 2) // 3 + 1
        within = 3 * (number - 1) - part.before
        pos = part.first + within if scale.strand == 1 else part.last - within
        assert scale.residue(number) <= scale.base(pos) <= part.x + part.width


def test_what_lies_outside_the_exons_is_beside_or_between_them() -> None:
    """CD40LG is on the plus strand, AICDA on the minus strand."""
    scale = SCALES["CD40LG"]
    one, two = scale.parts[:2]
    assert scale.base(one.first - 100) < one.x
    assert one.x + one.width <= scale.base(one.last + 1) < scale.base(two.first - 1) <= two.x
    assert scale.base(scale.parts[-1].last + 9) > 98.5
    minus = SCALES["AICDA"]
    assert minus.base(minus.parts[0].last + 1) < minus.parts[0].x
    assert minus.base(minus.parts[-1].first - 1) > minus.parts[-1].x + minus.parts[-1].width


RESIDUES = [
    ("IKBKG", 397, "C"),
    ("IKBKG", 400, "C"),
    ("IKBKG", 413, "H"),
    ("IKBKG", 417, "C"),
    ("AICDA", 56, "H"),
    ("AICDA", 58, "E"),
    ("UNG", 154, "D"),
    ("CD40LG", 128, "S"),
]


@pytest.mark.parametrize(("symbol", "residue", "letter"), RESIDUES)
def test_each_domain_holds_the_residues_it_is_known_by(symbol: str, residue: int, letter: str) -> None:
    """Oracle: UniProt Q9Y6K9 (CCHC), Q9GZX7 (active site), P13051 (active site), P29965 (variant S128)."""
    assert REFERENCE.protein(REFERENCE.mane(symbol).protein or "")[residue - 1] == letter
    assert any(row.gene == symbol and row.first <= residue <= row.last for row in load_domains())


def test_domains_lie_on_the_protein_and_say_their_uniprot_entry() -> None:
    """Oracle: lengths of the bundled proteins; motif of PMID 16873062; membrane helices."""
    for row in load_domains():
        protein = REFERENCE.protein(REFERENCE.mane(row.gene).protein or "")
        assert row.last <= len(protein)
        assert row.source.startswith("UniProt ")
        stretch = protein[row.first - 1 : row.last]
        if row.short == "TM":
            assert sum(letter in "AVLIMFCGTSYW" for letter in stretch) >= 0.85 * len(stretch)
        if row.short == "endo":
            assert (stretch[:4], stretch[6], stretch[11]) == ("DQHA", "E", "E")
    assert {row.gene for row in load_domains()} == set(SCALES)


def test_a_domain_reaches_from_its_first_to_its_last_residue() -> None:
    """By arithmetic: the TNF homology domain of CD40LG is residues 122-261 of 261."""
    scale = SCALES["CD40LG"]
    bar = domain_bars(scale, [row for row in load_domains() if row.short == "TNF homology"])[0]
    assert bar.x == scale.residue(122)
    assert bar.x + bar.width == pytest.approx(scale.residue(261, end=True), abs=0.01)
    assert bar.x + bar.width < 98.5  # the stop codon is left


EXONS = [exon for exon in exon_statuses(PANEL, REFERENCE.transcripts, ()) if exon.gene == "CD40LG"]


def drawn_gene(*findings: Finding) -> GenePicture:
    """CD40LG with these findings."""
    return gene_picture("CD40LG", SCALES["CD40LG"], EXONS, (), findings)


def test_pins_are_one_per_variant_and_labels_never_touch() -> None:
    close = [finding(alt, pos=136648355 + shift) for shift, alt in enumerate("ACG")]
    made = drawn_gene(*close, close[0])
    assert [pin.level for pin in made.pins] == [0, 1, 2]
    assert made.levels == 3
    assert made.boxes[0].x < made.pins[0].x < made.boxes[0].x + made.boxes[0].width
    assert [box.exon.exon for box in made.boxes] == [1, 2, 3, 4, 5]


def test_background_is_marked_without_a_name_and_uncertain_without_a_label() -> None:
    made = drawn_gene(finding("A", Tier.UNCERTAIN), finding("C", Tier.BACKGROUND, pos=136648360))
    assert [pin.label for pin in made.pins] == [""]
    assert len(made.marks) == 1


def test_a_crowd_has_labels_for_the_first_pins_for_some_and_marks_for_all_else() -> None:
    crowd = [finding("A", pos=136648249 + shift) for shift in range(100)]
    made = drawn_gene(*crowd)
    assert len(made.pins) == 60
    assert sum(bool(pin.label) for pin in made.pins) == 12
    assert 3 < len(made.marks) < 40


def test_a_large_deletion_is_a_stretch() -> None:
    plain = finding()
    deletion = replace(plain.call, allele=Allele("chrX", 136648300, "N", "<DEL>", 136660000))
    (pin,) = drawn_gene(replace(plain, call=deletion)).pins
    assert pin.end is not None
    assert pin.end - pin.x > 80


def test_a_long_name_is_cut() -> None:
    assert cut("c.107T>A", 18) == "c.107T>A"
    assert cut("c.1_2ins" + "A" * 10_000, 18) == "c.1_2insAAAAAAAAA…"


def pair(phase: Phase) -> tuple[Finding, Finding]:
    """Two heterozygous hits of AICDA, minus strand: the second lies left of the first."""
    plain = finding(tier=Tier.CANDIDATE)
    gene, left, right = PANEL.gene("AICDA"), 8605226, 8605308
    made = []
    for pos, other, origin in ((left, right, Origin.PATERNAL), (right, left, Origin.MATERNAL)):
        allele = Allele("chr12", pos, "A", "G")
        effect = replace(plain.annotation.effect, hgvs_c=f"NM_020661.4:c.{pos}A>G")
        verdict = replace(
            plain.verdict,
            zygosity=Zygosity.HETEROZYGOUS,
            mechanism=Mechanism.COMPOUND_HETEROZYGOUS,
            partners=(f"chr12-{other}-A-G",),
            phase=phase,
            origin=origin,
        )
        made.append(
            replace(
                plain,
                gene=gene,
                entity=gene.entities[0],
                call=replace(plain.call, allele=allele),
                annotation=replace(plain.annotation, effect=effect),
                verdict=verdict,
            )
        )
    return made[0], made[1]


def drawn(phase: Phase) -> list[list[list[str]]]:
    """Ways, copies, labels left to right."""
    one, two = pair(phase)
    made = copies_picture(one, {item.call.allele.key: item for item in (one, two)})
    assert made is not None
    return [[[label for _, label in copy.hits] for copy in way.copies] for way in made.ways]


LEFT, RIGHT = "c.8605226A>G", "c.8605308A>G"


@pytest.mark.parametrize(
    ("phase", "ways"),
    [
        (Phase.TRANS, [[[LEFT], [RIGHT]]]),
        (Phase.CIS, [[[RIGHT, LEFT], []]]),
        (Phase.UNKNOWN, [[[LEFT], [RIGHT]], [[RIGHT, LEFT], []]]),
    ],
)
def test_a_pair_lies_as_its_phase_says(phase: Phase, ways: list[list[list[str]]]) -> None:
    """By Mendel: in trans one hit each; in cis both on one, minus strand 5' first; unknown is both."""
    assert drawn(phase) == ways


def test_the_copies_of_a_pair_say_whose_they_are() -> None:
    one, two = pair(Phase.TRANS)
    made = copies_picture(one, {two.call.allele.key: two})
    assert made is not None
    assert [copy.side for copy in made.ways[0].copies] == ["from the father", "from the mother"]


def test_a_boy_has_one_x_and_a_y_and_a_mosaic_has_no_picture() -> None:
    boy = finding()
    made = copies_picture(boy, {}, male=True)
    assert made is not None
    assert [copy.kind for copy in made.ways[0].copies] == [Kind.COPY, Kind.Y]
    unsure_of_sex = copies_picture(boy, {})
    assert unsure_of_sex is not None
    assert [copy.kind for copy in unsure_of_sex.ways[0].copies] == [Kind.COPY]
    for zygosity in (
        Zygosity.MOSAIC,
        Zygosity.HETEROZYGOUS_MALE_X,
        Zygosity.HALF_CALLED,
        Zygosity.NO_CALL,
    ):
        unsure = replace(boy, verdict=replace(boy.verdict, zygosity=zygosity))
        assert copies_picture(unsure, {}) is None


def test_a_pair_whose_other_half_is_not_at_hand_is_not_drawn_as_one_hit() -> None:
    one, _ = pair(Phase.TRANS)
    assert copies_picture(one, {}) is None


def test_a_deletion_is_a_lost_copy() -> None:
    one, two = pair(Phase.TRANS)
    allele = Allele("chr12", 8600000, "N", "<DEL>", 8610000)
    gone = replace(two, call=replace(two.call, allele=allele))
    paired = replace(one, verdict=replace(one.verdict, partners=(allele.key,)))
    made = copies_picture(paired, {allele.key: gone})
    assert made is not None
    assert [copy.kind for copy in made.ways[0].copies] == [Kind.COPY, Kind.LOST]


def person(name: str, father: str | None = None, mother: str | None = None) -> Person:
    return Person(name, Sex.UNKNOWN, "F", father, mother)


def test_a_trio_is_two_over_one() -> None:
    made = pedigree([person("kid", "dad", "mum"), person("mum"), person("dad")])
    assert made is not None
    assert [(s.person.sample, s.x, s.row, s.proband) for s in made.symbols] == [
        ("dad", 0.0, 0, False),
        ("mum", 1.0, 0, False),
        ("kid", 0.5, 1, True),
    ]
    (sibship,) = made.sibships
    assert (sibship.parents, sibship.children, sibship.related) == ((0.0, 1.0), (0.5,), False)


def test_three_generations_keep_the_fathers_side_left_and_nobody_stands_on_another() -> None:
    people = [
        person("kid", "dad", "mum"),
        person("dad", "pgf", "pgm"),
        person("mum", "mgf", "mgm"),
        *(person(name) for name in ("mgm", "mgf", "pgm", "pgf")),
        person("sister", "dad", "mum"),
        person("aunt", "mgf", "mgm"),
        person("stranger"),
    ]
    made = pedigree(people)
    assert made is not None
    rows = [[s.person.sample for s in made.symbols if s.row == row] for row in range(made.rows)]
    assert rows == [["pgf", "pgm", "mgf", "mgm"], ["dad", "mum", "aunt"], ["kid", "sister"]]
    for row in range(made.rows):
        places = [s.x for s in made.symbols if s.row == row]
        assert all(right - left >= 1 for left, right in pairwise(places))
    assert [other.sample for other in made.apart] == ["stranger"]
    assert made.width == 4


def test_half_siblings_hang_on_their_own_parents_and_cousins_who_marry_are_marked() -> None:
    half = pedigree([person("kid", None, "mum"), person("mum"), person("half", "dad", "mum"), person("dad")])
    assert half is not None
    assert sorted(len(sibship.parents) for sibship in half.sibships) == [1, 2]
    related = pedigree(
        [
            person("kid", "dad", "mum"),
            person("dad", "gf", "gm"),
            person("mum", "gf", "gm"),
            person("gf"),
            person("gm"),
        ]
    )
    assert related is not None
    assert [s.related for s in related.sibships] == [True, False]


def test_nobody_tied_to_the_person_is_no_pedigree() -> None:
    assert pedigree([]) is None
    assert pedigree([person("kid"), person("other")]) is None
