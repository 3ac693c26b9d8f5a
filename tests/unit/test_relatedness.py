"""Mendelian errors and kinship: by hand, by every gamete, and from made-up files with and without index."""

from itertools import product
from pathlib import Path
from random import Random

import pysam
import pytest

from hyperigm.core.family import Person, Sex
from hyperigm.core.plan import SampleEntry
from hyperigm.core.relatedness import (
    MIN_SITES,
    Fingerprint,
    Fingerprints,
    kinship,
    kinship_warnings,
    mendelian_errors,
    proven_parents,
    role_warnings,
)
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Settings
from hyperigm.edges.fingerprint import autosome, read_fingerprints
from hyperigm.steps.family_checks import with_family_warnings

FORMATS = (("GT", "String"), ("DP", "Integer"))
GAMETES = {0: {0}, 1: {0, 1}, 2: {1}}


def printed(copies: list[int]) -> Fingerprint:
    """A sample's copies of the ALT at each site as sets of bits."""
    sets = [0, 0, 0]
    for site, number in enumerate(copies):
        sets[number] |= 1 << site
    return Fingerprint(*sets)


@pytest.mark.parametrize(("child", "father", "mother"), list(product((0, 1, 2), repeat=3)))
def test_a_site_is_an_error_where_no_gametes_make_the_child(child: int, father: int, mother: int) -> None:
    """Oracle: every pair of gametes."""
    possible = {a + b for a, b in product(GAMETES[father], GAMETES[mother])}
    found = mendelian_errors(printed([child]), printed([father]), printed([mother]))
    assert (found.wrong, found.sites) == (0 if child in possible else 1, 1)


def test_a_site_that_one_was_not_called_at_is_not_counted() -> None:
    found = mendelian_errors(Fingerprint(), printed([0]), printed([0]))
    assert (found.wrong, found.sites) == (0, 0)


def test_kinship_by_hand() -> None:
    """Manichaikul 2010: (both het - 2 opposite homozygotes) / all hets = (100 - 2 x 50) / (150 + 150)."""
    one = printed([1] * 100 + [1] * 50 + [0] * 50 + [0] * 150)
    other = printed([1] * 100 + [0] * 50 + [2] * 50 + [1] * 50 + [0] * 100)
    assert kinship(one, other) == pytest.approx(0.0)
    assert kinship(one, one) == pytest.approx(0.5)
    few = printed([1] * (MIN_SITES - 1))
    assert kinship(few, few) is None
    plain = printed([0] * MIN_SITES)
    assert kinship(plain, plain) is None


def gamete(chance: Random, copies: list[int]) -> list[int]:
    return [chance.choice(sorted(GAMETES[number])) for number in copies]


def child_of(chance: Random, one: list[int], other: list[int]) -> list[int]:
    return [a + b for a, b in zip(gamete(chance, one), gamete(chance, other), strict=True)]


def stranger(chance: Random, sites: int = 2000) -> list[int]:
    return [(chance.random() < 0.4) + (chance.random() < 0.4) for _ in range(sites)]


@pytest.fixture
def people() -> dict[str, list[int]]:
    chance = Random("a family")
    father, mother = stranger(chance), stranger(chance)
    return {
        "father": father,
        "mother": mother,
        "child": child_of(chance, father, mother),
        "sister": child_of(chance, father, mother),
        "other": stranger(chance),
    }


def prints_of(people: dict[str, list[int]]) -> Fingerprints:
    sites = len(people["father"])
    half = (1 << sites // 2) - 1
    chromosomes = {"1": half, "2": ((1 << sites) - 1) ^ half}
    return Fingerprints({name: printed(copies) for name, copies in people.items()}, chromosomes)


SHEET = [
    Person("child", family="F", father="father", mother="mother"),
    Person("sister", family="F", father="father", mother="mother"),
    Person("father", family="F"),
    Person("mother", family="F"),
    Person("other"),
]


def test_a_right_sheet_is_not_doubted(people: dict[str, list[int]]) -> None:
    assert kinship_warnings(SHEET, prints_of(people)) == {}


def test_parents_are_proven_by_both_of_them(people: dict[str, list[int]]) -> None:
    """The made-up children are drawn from father and mother; a stranger, one parent alone or few sites prove
    nothing."""
    assert proven_parents(SHEET, prints_of(people)) == {"child", "sister"}
    few = {name: copies[: MIN_SITES - 1] for name, copies in people.items()}
    assert proven_parents(SHEET, prints_of(few)) == set()
    alone = {name: copies for name, copies in people.items() if name != "mother"}
    assert proven_parents(SHEET, prints_of(alone)) == set()
    people["father"], people["other"] = people["other"], people["father"]
    assert proven_parents(SHEET, prints_of(people)) == set()


def test_the_screen_hands_proven_parents_on(people: dict[str, list[int]], tmp_path: Path) -> None:
    """A file of four people, 20 sites in each stretch of 2 Mb: those whose parents are in it are
    proven, and a wrong father proves nobody."""
    names = ["child", "sister", "father", "mother"]
    for father, expected in (("father", {"child", "sister"}), ("other", set())):
        columns = [people[father if name == "father" else name] for name in names]
        path = tmp_path / f"{father}.vcf"
        calls = (
            "\t".join(f"{('0/0', '0/1', '1/1')[copies]}:40" for copies in row)
            for row in zip(*columns, strict=True)
        )
        places = (2_000_000 * (n // 20) + 100 * (n % 20) + 1 for n in range(len(people["child"])))
        rows = zip(places, calls, strict=True)
        lines = [f"1\t{at}\t.\tA\tC\t50\tPASS\t.\tGT:DP\t{row}" for at, row in rows]
        head = ["##fileformat=VCFv4.2", "##contig=<ID=1,length=249250621>"]
        head += [f'##FORMAT=<ID={name},Number=1,Type={kind},Description="x">' for name, kind in FORMATS]
        head.append("\t".join(["#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT", *names]))
        path.write_text("\n".join([*head, *lines]) + "\n")
        entries = [SampleEntry(person, str(path)) for person in SHEET if person.sample in names]
        screens = [SampleScreen(entry.person.sample, None, "") for entry in entries]
        found = with_family_warnings(entries, screens, Settings())
        assert {screen.sample for screen in found if screen.parents_proven} == expected


def test_a_wrong_father_is_noticed(people: dict[str, list[int]]) -> None:
    people["father"], people["other"] = people["other"], people["father"]
    said = kinship_warnings(SHEET, prints_of(people))
    assert "father is not the father of child" in said["child"][0]
    assert "contradict father and mother as parents" in said["child"][1]
    assert any("closely related to child" in text for text in said["other"])


def test_one_sample_twice_is_noticed(people: dict[str, list[int]]) -> None:
    people["other"] = people["child"]
    said = kinship_warnings(SHEET, prints_of(people))
    assert any("the same genotypes as other" in text for text in said["child"])
    assert any("the same genotypes as child" in text for text in said["other"])


def test_disomy_of_one_chromosome_is_told_from_a_wrong_parent(people: dict[str, list[int]]) -> None:
    """The second chromosome twice from the mother (heterodisomy: both of hers)."""
    half = len(people["child"]) // 2
    people["child"] = people["child"][:half] + people["mother"][half:]
    said = kinship_warnings(SHEET[:1] + SHEET[2:], prints_of(people))
    (text,) = [text for text in said["child"] if "disomy" in text]
    assert "on chromosome 2 contradict" in text


def test_with_few_sites_nothing_is_said(people: dict[str, list[int]]) -> None:
    people["father"], people["other"] = people["other"], people["father"]
    few = {name: copies[: MIN_SITES - 1] for name, copies in people.items()}
    assert kinship_warnings(SHEET, prints_of(few)) == {}


def test_parents_of_the_other_sex_are_noticed() -> None:
    seen = {"father": Sex.FEMALE, "mother": Sex.MALE}
    said = role_warnings(SHEET, seen)
    assert set(said) == {"child", "sister"}
    assert "father is the father in the sheet" in said["child"][0]
    assert "mother is the mother in the sheet" in said["child"][0]
    assert role_warnings(SHEET, {"father": Sex.MALE}) == {}


@pytest.mark.parametrize(
    ("contig", "expected"),
    [
        ("chr16", "16"),
        ("16", "16"),
        ("NC_000016.10", "16"),
        ("NC_000007.13", "7"),
        ("chrX", None),
        ("23", None),
        ("chr16_random", None),
        ("GL000220.1", None),
    ],
)
def test_names_of_autosomes(contig: str, expected: str | None) -> None:
    assert autosome(contig) == expected


HEADER = (
    '##fileformat=VCFv4.2\n##contig=<ID={0}>\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
)
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\n"
RECORDS = (
    ("1", "A", "C", "PASS", "GT:DP", "0/1:30", "0/0:30"),
    ("100", "A", "C", ".", "GT:DP", "1|1:30", "./.:0"),
    ("200", "A", "C", "LowQual", "GT:DP", "0/1:30", "0/1:30"),
    ("300", "A", "AC", "PASS", "GT:DP", "0/1:30", "0/1:30"),
    ("400", "A", "C,G", "PASS", "GT:DP", "0/1:30", "0/1:30"),
    ("500", "A", "C", "PASS", "GT:DP", "0/0:30", "0/0:30"),
    ("600", "A", "C", "PASS", "GT:DP", "0/1:9", "1/1:30"),
    ("700", "A", "C", "PASS", "GT", "0/1", "1"),
    ("300000", "A", "C", "PASS", "GT:DP", "0/1:30", "0/1:30"),
    ("2000001", "A", "C", "PASS", "GT:DP", "0/0:30", "0/1:30"),
)


def written(folder: Path, contig: str) -> Path:
    lines = [
        "\t".join((contig, pos, ".", ref, alt, "50", passed, ".", *rest))
        for pos, ref, alt, passed, *rest in RECORDS
    ]
    path = folder / f"{contig}.vcf"
    path.write_text(HEADER.format(contig) + COLUMNS + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def of(path: Path, contig: str) -> Fingerprints:
    return read_fingerprints(path, (contig,), {"a": 0, "b": 1}, 2, 10)


def test_sites_of_a_fingerprint(tmp_path: Path) -> None:
    """By hand: passing SNVs of one ALT in the windows 1-250,000 and 2,000,001-2,250,000 that somebody
    carries; a has hets at the 1st and 4th, two copies at the 2nd, and nine reads at the 3rd."""
    found = of(written(tmp_path, "chr1"), "chr1")
    assert found.samples["a"] == Fingerprint(reference=0b10000, het=0b01001, hom=0b00010)
    assert found.samples["b"] == Fingerprint(reference=0b00001, het=0b10000, hom=0b00100)
    assert found.chromosomes == {"1": 0b11111}


def test_index_and_names_change_nothing(tmp_path: Path) -> None:
    plain = written(tmp_path, "chr1")
    expected = of(plain, "chr1")
    packed = tmp_path / "packed.vcf.gz"
    pysam.tabix_compress(str(plain), str(packed))
    assert of(packed, "chr1") == expected
    pysam.tabix_index(str(packed), preset="vcf")
    assert of(packed, "chr1") == expected
    assert of(written(tmp_path, "NC_000001.11"), "NC_000001.11") == expected
