"""A sample sheet made of VCFs given without one: all samples inside, with room for what a person knows."""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from hyperigm.core.sample_names import folder_names
from hyperigm.edges.header import read_header
from hyperigm.edges.outdir import SHEET
from hyperigm.edges.store import write_text
from hyperigm.errors import InputError, Problem

ENDINGS = (".vcf", ".vcf.gz", ".vcf.bgz", ".gvcf", ".gvcf.gz", ".gvcf.bgz", ".bcf")
INDEXES = (".tbi", ".csi", ".idx")
COLUMNS = (
    *("sample", "vcf", "vcf_sample", "sex", "family", "father", "mother", "affected", "hpo", "callable"),
    "sv_vcf",
)
NOTHING_GIVEN = (
    "give VCFs: hyperigm run my.vcf.gz; or a sheet: hyperigm run --samples samples.tsv; "
    "or try it on made-up people: hyperigm demo"
)


@dataclass(frozen=True, slots=True)
class MadeSheet:
    """rows: name of the sample, file, and name inside the file where the sheet has to say it."""

    rows: tuple[tuple[str, Path, str | None], ...]
    renamed: tuple[Problem, ...]

    @property
    def text(self) -> str:
        """The sheet, tab-separated; paths are absolute."""
        blank = "\t".join("." for _ in COLUMNS[3:])
        lines = [f"{name}\t{path}\t{inside or '.'}\t{blank}" for name, path, inside in self.rows]
        return "\n".join(["\t".join(COLUMNS), *lines]) + "\n"


def is_vcf_name(text: str) -> bool:
    """Whether a word of the command line ends as the name of a VCF does."""
    return text.lower().endswith(ENDINGS)


def is_index_name(text: str) -> bool:
    """Whether it ends as the index of a VCF does: `*.vcf*` names them too."""
    return text.endswith(INDEXES) and is_vcf_name(text[: -len(INDEXES[0])])


def nothing_given(args: Sequence[str]) -> Iterator[Problem]:
    """Why there is neither a VCF nor a sheet: of each word that stands in a VCF's place, else of all."""
    words = tuple(takewhile(lambda arg: not arg.startswith("-"), args))
    for word in words:
        if is_index_name(word):
            there = (
                "is the index of a VCF" if Path(word).exists() else "no such file, and the name of an index"
            )
            yield Problem(
                word, there, f"give the VCF: hyperigm run {shlex.quote(str(Path(word).with_suffix('')))}"
            )
        else:
            what = "no such file; nor does it end as a VCF does (.vcf, .vcf.gz, .bcf)"
            yield Problem(word, what, NOTHING_GIVEN)
    if not words:
        yield Problem("hyperigm run", "no VCF and no sheet is given", NOTHING_GIVEN)


def sheet_of(files: Sequence[str]) -> tuple[MadeSheet | None, tuple[Problem, ...]]:
    """The sheet of all samples in `files`, in their order; or every problem of the files."""
    paths = list({Path(file).resolve(): Path(file) for file in reversed(files)}.values())[::-1]
    found: list[tuple[Path, str, bool]] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            samples = _samples(path)
        except InputError as error:
            problems.extend(error.problems)
            continue
        found.extend((path, name, len(samples) > 1) for name in samples)
    if problems:
        return None, tuple(problems)
    names = folder_names([(_stem(path), name) for path, name, _ in found])
    rows = tuple(
        (name, path.absolute(), inside if many else None)
        for name, (path, inside, many) in zip(names, found, strict=True)
    )
    return MadeSheet(rows, tuple(_renamed(names, found))), ()


def _stem(path: Path) -> str:
    name = path.name
    ending = max((end for end in ENDINGS if name.lower().endswith(end)), key=len, default="")
    return name[: len(name) - len(ending)]


def _samples(path: Path) -> tuple[str, ...]:
    """Names in the file. Raises InputError where there is none, or one that no sheet can hold."""
    samples = read_header(path).samples
    problems = []
    if not samples:
        problems.append(Problem(str(path), "holds no samples", "give a VCF with genotypes"))
    if _unwritable(str(path.absolute())):
        what = "its path has control characters, which no sheet can hold"
        problems.append(Problem(str(path), what, "rename it"))
    if len(samples) > 1:
        problems.extend(
            Problem(str(path), f"the sample name {name!r} can't stand in a sheet", "bcftools reheader it")
            for name in samples
            if name in ("", ".") or _unwritable(name)
        )
    if problems:
        raise InputError(*problems)
    return samples


def _unwritable(text: str) -> bool:
    return text != text.strip() or not text.isprintable()


def _renamed(names: Sequence[str], found: Sequence[tuple[Path, str, bool]]) -> list[Problem]:
    return [
        Problem(str(path), f"its sample {inside!r} is called {name!r} in this run", "")
        for name, (path, inside, _) in zip(names, found, strict=True)
        if name != inside
    ]


def keep_sheet(outdir: Path, made: MadeSheet) -> Path:
    """Writes the sheet into the folder of results. Raises InputError rather than write over another one."""
    path = outdir / SHEET
    text = made.text.encode("utf-8")
    if path.exists() and path.read_bytes() == text:
        return path
    if path.exists():
        again = shlex.join(["hyperigm", "run", "--samples", str(path), "--outdir", str(outdir)])
        mend = f"to run it as it is: {again}; else give another --outdir, or remove it"
        raise InputError(Problem(str(path), "is there, and of other files or edited since", mend))
    write_text(path, made.text)
    return path
