"""The scoreboard: its page says what the tools say now, its right answers are so, and its judge can say no.

The right answers' oracle is the changed chromosome, spliced and translated base by base (direct.py); that a
case asks what its source asks is for a reader to see.
"""

import difflib
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.conftest import ROOT
from tests.oracle.direct import Numbering, apply_coding_name, fits_protein_name, person

from hyperigm.core.variant import Allele, Build
from hyperigm.edges.reference import load_reference

BUILD = Build.GRCH38
FOLDER = ROOT / "benchmarks"
CASES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "scoreboard.yaml").read_text(encoding="utf-8"))[
    "cases"
]


def unversioned(page: str) -> list[str]:
    """The lines of the page without its date and the tools' versions."""
    rows = (re.sub(r"^(\| [\w ]+ \| )[^|]*\d+\.\d+[^|]*(\| `)", r"\1\2", line) for line in page.splitlines())
    return [re.sub(r"\d{4}-\d{2}-\d{2}", "", row) for row in rows]


def test_the_page_says_what_the_tools_say(tmp_path: Path) -> None:
    """If not: `python benchmarks/scoreboard.py --out docs/scoreboard.md`, and read what changed."""
    made = tmp_path / "scoreboard.md"
    command = [sys.executable, str(FOLDER / "scoreboard.py"), "--out", str(made)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    page = unversioned((ROOT / "docs" / "scoreboard.md").read_text(encoding="utf-8"))
    now = unversioned(made.read_text(encoding="utf-8"))
    assert page == now, "\n".join(
        difflib.unified_diff(page, now, "docs/scoreboard.md", "now", lineterm="", n=0)
    )


def alleles(case: dict[str, Any]) -> list[Allele]:
    """The alleles of a case that lie on one copy; none where they do not, or where one is symbolic."""
    genotypes = [str(text).partition("@")[0] for text in case["people"]["child"][2:]]
    carried = [
        record for record, text in zip(case["records"], genotypes, strict=True) if text not in ("0/0", "0|0")
    ]
    one_copy = len(carried) == 1 or set(genotypes) <= {"0|1", "1/1"}
    parts = [record.split("-") for record in carried]
    return (
        [Allele(c, int(pos), ref, alt) for c, pos, ref, alt in parts]
        if one_copy and len(parts[0]) == 4
        else []
    )


def gene(allele: Allele) -> str:
    regions = load_reference(BUILD).regions
    return next(r.gene for r in regions if r.chrom == allele.chrom and r.start <= allele.pos <= r.end)


def of_kind(*asks: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in CASES if case["asks"] in asks and alleles(case)]


@pytest.mark.parametrize("case", of_kind("name"))
def test_right_names_make_the_changed_gene(case: dict[str, Any]) -> None:
    """A c. name done literally is the allele; a p. name leads from the old protein to the new one."""
    (allele,) = alleles(case)
    before, after = person(BUILD, gene(allele)), person(BUILD, gene(allele), allele)
    if coding := case["right"].get("c"):
        named = person(BUILD, gene(allele))
        apply_coding_name(coding, named, Numbering(named.transcript))
        assert named.genome() == after.genome()
    if protein := case["right"].get("p"):
        assert fits_protein_name(protein, before.protein(), after.protein())


# A deletion over an exon's edge, and the same within the exon, where it can be spliced
WITHIN = {"E20": Allele("chr12", 109109828, "GAAG", "G")}
NO_PROTEIN = {"E19", "E22"}  # a lost site; contested


@pytest.mark.parametrize("case", [one for one in of_kind("effect") if one.id not in NO_PROTEIN])
def test_right_effects_fit_the_changed_protein(case: dict[str, Any]) -> None:
    """Sequence Ontology's definitions of the terms, held against the translated copy."""
    changed = alleles(case)
    before, after = person(BUILD, gene(changed[0])), person(BUILD, gene(changed[0]), *changed)
    if within := WITHIN.get(case["id"]):
        written, after = after.genome(), person(BUILD, gene(within), within)
        assert after.genome() == written
    old, new = before.protein(), after.protein()
    true = {
        "stop_gained": len(new) < len(old) - 20,
        "missense_variant": len(old) == len(new) and old != new,
        "synonymous_variant": old == new,
        "stop_retained_variant": old == new,
        "3_prime_UTR_variant": old == new,
        "5_prime_UTR_variant": after.spliced().endswith(before.coding()),
        "stop_lost": len(new) > len(old),
        "inframe_deletion": len(new) < len(old) and new[-30:] == old[-30:],
        "frameshift_variant": sum(len(a.alt) - len(a.ref) for a in changed) % 3 != 0 and old != new,
    }
    assert any(true[term] for term in case["right"]["says"] if term in true)


@pytest.fixture(scope="module")
def board() -> dict[str, Any]:
    """The names of benchmarks/scoreboard.py, which is a script and imports its neighbours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        return runpy.run_path(str(FOLDER / "scoreboard.py"))


@pytest.mark.parametrize(
    ("name", "words", "mark"),
    [
        ("E02", {"missense_variant"}, "right"),
        ("E02", {"missense_variant", "stop_gained"}, "wrong"),
        ("E01", {"missense_variant"}, "wrong"),
        ("E01", set(), "–"),
        ("E22", {"frameshift_variant"}, "open"),
        ("D01", {"no"}, "right"),
        ("D01", {"yes"}, "wrong"),
        ("N06", {"c.68_71dup", "p.Ala25fs"}, "right"),
        ("N06", {"c.68_71dup", "p.Thr24fs"}, "wrong"),
        ("N04", {"c.756_757del", "p.Cys252fs"}, "wrong"),
        ("X01", {"listed"}, "right"),
        ("X04", {"listed"}, "listed"),
        ("X04", {"fits"}, "wrong"),
        ("X07", {"listed"}, "wrong"),
        ("P10", {"may"}, "right"),
        ("A07", {"yes"}, "right"),
        ("A07", {"unknown"}, "wrong"),
        ("P09", {"fits"}, "open"),
        ("P09", {"no"}, "open"),
    ],
)
def test_the_judge(board: dict[str, Any], name: str, words: set[str], mark: str) -> None:
    """By the rules that the page states under "How to read it"."""
    case = next(case for case in board["load_cases"](board["CASES"]) if case.id == name)
    assert board["judged"](case, board["tools"].Answer(frozenset(words), "")) == mark
