"""Large families: each member's word on an allele is asked once, whoever hears it. Counts by arithmetic."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.finding import SampleResult
from hyperigm.core.inheritance import engine, segregation
from hyperigm.core.inheritance.facts import Situation
from hyperigm.core.plan import Batch, Plan, SampleEntry
from hyperigm.core.relatives import Family
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.core.verdict import Verdict
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import ScreenFile, read_results, write_value
from hyperigm.steps.annotate import annotate
from hyperigm.steps.interpret import interpret
from hyperigm.steps.screen import screen

CHROM, START = "chr20", 46_118_320
BASES = load_reference(Build.GRCH38).fetch(CHROM, START, START + 60)
OTHER = {"A": "C", "C": "G", "G": "T", "T": "A"}
ALLELES = 6


def interpreted(folder: Path, people: list[Person], lacks: str = "") -> list[SampleResult]:
    """One file in which everybody is homozygous for six substitutions of CD40, a recessive disease's gene;
    lacks: who is not at the first of them."""
    names = [person.sample for person in people]
    lines = [
        row(
            CHROM,
            START + at,
            BASES[at],
            OTHER[BASES[at]],
            "GT",
            *("0/0" if name == lacks and not at else "1/1" for name in names),
        )
        for at in range(0, 5 * ALLELES, 5)
    ]
    path = str(write_vcf(folder / "joint.vcf", header(names), lines))
    entries = tuple(SampleEntry(person, path, person.sample) for person in people)
    files = [folder / f"{name}.json" for name in ("plan", "screen", "annotations", "interpret")]
    write_value(files[0], Plan((Batch("b", entries),)))
    settings = replace(Settings(), build="GRCh38")
    screen(files[0], "b", settings, files[1])
    annotate(files[1], settings, (), files[2])
    interpret(files[0], "b", files[1], files[2], settings, files[3])
    return list(read_results(files[3]))


def test_each_member_is_read_and_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """40 people, so that asking each of every other would be 1,560 times for an allele, and 40 is enough. A
    sample is read for itself and for its family. Of 39 relatives 20 are named, 19 are left."""
    asked: Counter[str] = Counter()
    of_relative: Any = segregation._of_relative
    sample = ScreenFile.sample

    def counted(*words: object) -> object:
        asked["words"] += 1
        return of_relative(*words)

    def read(self: ScreenFile, name: str) -> object:
        asked["read"] += 1
        return sample(self, name)

    monkeypatch.setattr(segregation, "_of_relative", counted)
    monkeypatch.setattr(ScreenFile, "sample", read)
    people = [Person(f"P{n}", Sex.FEMALE, "F", affected=Affected.NO) for n in range(40)]
    found = interpreted(tmp_path, people)
    assert 40 <= asked["words"] <= 40 * ALLELES
    assert asked["read"] <= 2 * 40
    for result in found:
        (told, *_) = [finding.explanation for finding in result.findings]
        assert told.count("who is unaffected, has the same genotype (1/1)") == 20
        assert "and 19 more relatives like them" in told
        assert f"{result.sample}," not in told


def test_alleles_at_which_all_were_called_alike_are_judged_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six alleles, one of which the mother lacks: child and father ask of two kinds, she of her one. By
    Mendel she has no copy to give of that one alone."""
    judged: Counter[str] = Counter()
    weighed = engine._weighed

    def counted(situation: Situation) -> Verdict:
        judged[situation.case.proband.sample] += 1
        return weighed(situation)

    monkeypatch.setattr(engine, "_weighed", counted)
    parents = [Person("dad", Sex.MALE, "F"), Person("mum", Sex.FEMALE, "F")]
    people = [Person("child", Sex.FEMALE, "F", "dad", "mum"), *parents]
    child, *_ = interpreted(tmp_path, people, lacks="mum")
    assert judged == {"child": 2, "dad": 2, "mum": 1}
    told = {
        f.call.allele.pos: "the mother has no copy to give (0/0)" in f.explanation for f in child.findings
    }
    assert told == {START + at: not at for at in range(0, 5 * ALLELES, 5)}


def test_ancestors_who_are_married_to_relatives_are_counted_once() -> None:
    """60 generations of brother and sister: 2 to the 60th paths lead to the first couple, two people."""
    people = [Person("m0", Sex.MALE), Person("f0", Sex.FEMALE)]
    for n in range(1, 60):
        parents = (f"m{n - 1}", f"f{n - 1}")
        people += [Person(f"{sex[0]}{n}", Sex(sex), "", *parents) for sex in ("male", "female")]
    family = Family(people)
    assert family.may_share(people[-1], people[0], False)
    assert family.may_share(people[-2], people[0], True)
    assert not family.may_share(people[2], people[0], True)
