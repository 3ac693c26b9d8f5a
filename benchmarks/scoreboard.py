"""Who gets which named case right: this project, genmod, bcftools csq and SnpEff on the same VCF, as a page.

    python benchmarks/scoreboard.py --out docs/scoreboard.md

The cases, their sources and the right answers are in scoreboard.yaml. Needs genmod (requirements-test.lock)
and SnpEff (Debian package `snpeff`), whose database is built from the bundled reference.
"""

import argparse
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path

import scoreboard_tools as tools
from scoreboard_cases import FAMILY, Ask, Case, load_cases

from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference

CASES = Path(__file__).with_name("scoreboard.yaml")
RUNS = (tools.hyperigm, tools.genmod, tools.csq, tools.snpeff)
KINDS = {
    "What alleles do": (Ask.EFFECT,),
    "Nonsense-mediated decay": (Ask.DECAY,),
    "HGVS names": (Ask.NAME,),
    "Families": FAMILY,
}


class Mark(StrEnum):
    """How an answer stands to the right one."""

    RIGHT = "right"
    WRONG = "wrong"
    LISTED = "listed"
    OPEN = "open"
    SILENT = "–"


def judged(case: Case, answer: tools.Answer | None) -> Mark:
    """The mark of a tool's answer, None where it has none."""
    if answer is None or not answer.words:
        return Mark.SILENT
    if case.right == "contested":
        return Mark.OPEN
    if case.ask is Ask.EFFECT:
        says, never = set(case.right["says"]), set(case.right.get("never", ()))
        return _mark(bool(answer.words & says) and not answer.words & never)
    if case.ask is Ask.NAME:
        return _mark(all(_named(name, answer.words) for name in case.right.values()))
    right = set(case.right) if isinstance(case.right, list) else {case.right}
    if answer.words == {"listed"}:
        return Mark.RIGHT if "fits" in right else Mark.LISTED if "may" in right else Mark.WRONG
    return _mark(answer.words <= right)


def _mark(right: bool) -> Mark:
    return Mark.RIGHT if right else Mark.WRONG


def _named(name: str, said: Iterable[str]) -> bool:
    """Whether a name is among those said; HGVS also allows the short form of a frameshift, p.Arg97fs."""
    wanted = tools.normal_name(name)
    short = re.sub(r"^(p\.[A-Z][a-z]{2}\d+)[A-Z][a-z]{2}fsTer.*", r"\1fs", wanted)
    return bool({wanted, short} & set(said))


def page(cases: Sequence[Case], found: Sequence[tools.Tool]) -> str:
    """The whole page in Markdown."""
    parts = [_opening(found), _sums(cases, found), _table(cases, found)]
    parts += [_details(title, kinds, cases, found) for title, kinds in KINDS.items()]
    return "\n\n".join(parts) + "\n"


OPENING = """# Scoreboard

The same VCF through four tools, and who gets which case right. Each case is one that somebody met in
public, in a thread, a paper or a specification, and has its link. Made by `python benchmarks/scoreboard.py
--out docs/scoreboard.md`, and made again by the tests, which fail where this page no longer says what comes
out.

This is no fair race. The cases were gathered by those who wrote hyperigm, which was written with many of
them in view. Because of the board hyperigm was mended in E10, E13, E24 to E26 and P17. It has A07 and X05
wrong: the threads call the allele new, and hyperigm says that nobody is called with it who could have given
it, but leaves the origin unknown, for a call that can't be so (one X heterozygous, the same mutation twice)
is rather an error in somebody's reads. The cases are traps, so the sums say nothing of how often a tool is
right on a plain variant, and some come from threads about these very tools, in which they were mended since.

Run on {date}:

{versions}

All are run on GRCh38, on the MANE Select transcripts of the six genes. A thread's genotypes are taken as
they are; its allele is one of the same shape in one of the six genes, because the bundled reference holds
no others. SnpEff is the version that Debian 12 has, not its newest. None of the genes lies in a
pseudoautosomal region, so no case does.

## How to read it

- **right**, **wrong**: by the source of the case, also where hyperigm's authors think otherwise.
- **listed**: genmod lists a model unless something excludes it, says [its issue
  55](https://github.com/Clinical-Genomics/genmod/issues/55). A listed model is right where the genotype
  fits. Where it only may fit it is *listed*: not excluded, which is true, but not told from a sure one.
- **open**: the sources disagree, or do not settle it, and nobody is counted.
- **–**: no answer. bcftools csq and SnpEff know no families, genmod no consequences, bcftools csq neither
  HGVS names nor decay: that is not their work.
- genmod is judged by its default, as pipelines use it; where its `--strict` would be right, the board says
  so.
- hyperigm and bcftools csq are judged by what they say of the alleles of one copy together, where they do.
  hyperigm does in S.report.json and in the explanation; the column `consequence` of its table has each
  allele alone, with the flag `mnv_part`. bcftools csq is right about a stop where its amino acids show it,
  whatever its term. SnpEff's short name of a frameshift counts as the full one."""


def _opening(found: Sequence[tools.Tool]) -> str:
    rows = ((tool.name, tool.version, tool.how) for tool in found)
    return OPENING.format(date=date.today(), versions=_rows(("tool", "version", "run as"), rows))


def _sums(cases: Sequence[Case], found: Sequence[tools.Tool]) -> str:
    def cell(kinds: Sequence[Ask], tool: tools.Tool) -> str:
        marks = [judged(case, tool.answers.get(case.id)) for case in cases if case.ask in kinds]
        asked = [mark for mark in marks if mark not in (Mark.SILENT, Mark.OPEN)]
        listed = asked.count(Mark.LISTED)
        return (
            f"{asked.count(Mark.RIGHT)} of {len(asked)}" + (f", {listed} listed" if listed else "")
            if asked
            else "–"
        )

    head = ("right", *(tool.name for tool in found))
    rows = ((title, *(cell(kinds, tool) for tool in found)) for title, kinds in KINDS.items())
    return "## Sums\n\n" + _rows(head, rows)


def _table(cases: Sequence[Case], found: Sequence[tools.Tool]) -> str:
    head = ("case", "what", "source", *(tool.name for tool in found))
    rows = (
        (case.id, _plain(case.title), _sources(case), *(_mark_cell(case, tool) for tool in found))
        for case in cases
    )
    return "## The cases\n\n" + _rows(head, rows)


def _mark_cell(case: Case, tool: tools.Tool) -> str:
    mark = judged(case, tool.answers.get(case.id))
    if tool.other and mark is not Mark.RIGHT and judged(case, tool.other.get(case.id)) is Mark.RIGHT:
        return f"{mark}, right with {tool.option}"
    return mark


def _details(title: str, kinds: Sequence[Ask], cases: Sequence[Case], found: Sequence[tools.Tool]) -> str:
    """What each tool said, of one kind of case; only the tools that answer it."""
    some = [case for case in cases if case.ask in kinds]
    able = [tool for tool in found if any(case.id in tool.answers for case in some)]
    head = ("case", "records and genotypes", "right", *(tool.name for tool in able))
    rows = (
        (case.id, _people(case), _right(case), *(_code(tool.answers[case.id].said) for tool in able))
        for case in some
    )
    return f"## What each said: {title[0].lower() + title[1:] if title[1].islower() else title}\n\n" + _rows(
        head, rows
    )


def _people(case: Case) -> str:
    sites = (
        f"{site.chrom}-{site.pos}-{_cut(site.ref)}-{','.join(map(_cut, site.alts))}" for site in case.sites
    )
    alone = len(case.people) == 1
    people = (
        ("" if alone else f"{role}, {person.status}: ")
        + f"{person.sex} " * (role == "child")
        + _code(" ".join(person.genotypes))
        for role, person in case.people.items()
    )
    return "<br>".join([_code(" ".join(sites)), *people])


def _cut(bases: str) -> str:
    return bases if len(bases) <= 12 else f"{bases[:5]}…{bases[-5:]}"


def _right(case: Case) -> str:
    asked = {Ask.PAIR: "two hits: ", Ask.NEW: "new: ", Ask.DECAY: "decay: "}.get(case.ask, "")
    if isinstance(case.right, str):
        return asked + case.right
    if isinstance(case.right, list):
        return asked + " or ".join(case.right)
    if case.ask is Ask.NAME:
        return " ".join(map(_code, case.right.values()))
    never = case.right.get("never", ())
    return " or ".join(case.right["says"]) + (f", not {' or '.join(never)}" if never else "")


def _sources(case: Case) -> str:
    return ", ".join(f"[{source.label}]({source.url})" for source in case.sources)


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*").replace(">", "&gt;")


def _code(text: str) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`"


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ask_all(cases: Sequence[Case], runs: Sequence[Callable[..., tools.Tool]] = RUNS) -> list[tools.Tool]:
    """Every tool on the cases, each in a folder of its own that is removed."""
    reference = load_reference(Build.GRCH38)
    found = []
    for run in runs:
        with tempfile.TemporaryDirectory() as folder:
            found.append(run(cases, Path(folder), reference))
    return found


def main() -> None:
    """Runs everything and writes the page."""
    options = argparse.ArgumentParser(description="The scoreboard, as Markdown")
    options.add_argument("--out", type=Path, required=True, help="the page, docs/scoreboard.md")
    out = options.parse_args().out
    cases = load_cases(CASES)
    out.write_text(page(cases, ask_all(cases)), encoding="utf-8")


if __name__ == "__main__":
    main()
