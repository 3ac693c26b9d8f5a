"""Reads ClinVar's own VCF (either build, any release) at the panel's regions, keyed by normalised allele.

Fields used: ID (VariationID), CLNSIG, CLNSIGCONF, CLNREVSTAT, CLNDN, CLNDISDB; `##fileDate` and `##reference`
of the header; of files of before October 2017 those that core/clinvar_codes.py has. A disease is read only
where it may be named. A file that says it is of the other build is left alone, so that both files may be
named in one config; of one build there is one file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.annotation import ClinVar
from hyperigm.core.clinvar import UnknownWordError, breakdown, classify, stars
from hyperigm.core.clinvar_codes import decoded, is_coded
from hyperigm.core.clinvar_conditions import NOTHING, Nameable, conditions
from hyperigm.core.panel import Region
from hyperigm.core.record import info_values
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.evidence_file import head, region_lines, text_lines
from hyperigm.edges.normalise import REF_MISMATCH, normalise
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.resources import shipped
from hyperigm.errors import Problem, ResourceError

MEND = "fetch the file again; where ClinVar has new words, update hyperigm"
NO_CLINVAR = (Path("none"),)
MAX_MISMATCHES = 0.1
"""Share of records whose REF is not the build's, from which the file is taken to be of another build."""


@dataclass(frozen=True, slots=True)
class ClinVarRecords:
    """All alleles of the regions by key (`Allele.key`, normalised), and the dates of the files read."""

    alleles: dict[str, ClinVar]
    releases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One ALT of one record: the allele as the file writes it, with the panel's name of the chromosome.

    alt: its number, from 1, of `alts`; gene: of the region it lies in.
    """

    allele: Allele
    id: str
    info: str
    alt: int
    alts: int
    gene: str


def bundled() -> tuple[Path, ...]:
    """The snapshots that come with the project, one per build."""
    return tuple(sorted((shipped("resources") / "evidence").glob("clinvar_*.vcf.gz")))


def read_clinvar(
    paths: tuple[Path, ...],
    build: Build,
    regions: tuple[Region, ...],
    may_name: Mapping[str, Nameable] | None = None,
) -> ClinVarRecords:
    """The records of the file of that build.

    Without paths, the bundled snapshots are read; the path `none` means no ClinVar at all. may_name: by gene,
    the diseases that are read; none without it. Raises ResourceError where a file can't be read, is of
    another build than it says, is not the only one of its build, or has a word that is not in the whitelist
    (all such records are named).
    """
    if paths == NO_CLINVAR:
        return ClinVarRecords({}, ())
    headers = {path: _header(path) for path in dict.fromkeys(paths or bundled())}
    mine = [path for path, said in headers.items() if said.get("reference", build.value) == build.value]
    if problems := several_of_a_build(mine):
        raise ResourceError(*problems)
    alleles: dict[str, ClinVar] = {}
    releases: list[str] = []
    for path in mine:
        date = _date(headers[path].get("fileDate", ""))
        alleles |= _records(
            path, regions, load_reference(build), _Reading(date, _criteria(path), may_name or {})
        )
        releases.append(date or f"{path.name} (undated)")
    return ClinVarRecords(alleles, tuple(releases))


def several_of_a_build(paths: Iterable[Path]) -> list[Problem]:
    """A problem for each build of which there are several files; one that names no build is of both."""
    builds = {path: _header(path).get("reference", "") for path in dict.fromkeys(paths)}
    found = []
    for build in Build:
        mine = [path for path, said in builds.items() if said in ("", build.value)]
        if len(mine) > 1:
            what = f"{len(mine)} ClinVar files of {build.value}: {', '.join(str(path) for path in mine)}"
            mend = "name one per build, the newest; a file must say its build (##reference=GRCh38)"
            found.append(Problem("config: clinvar", what, mend))
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """Of a file. criteria: its old review words speak of criteria; may_name: diseases, by gene."""

    date: str | None
    criteria: bool
    may_name: Mapping[str, Nameable]


def _criteria(path: Path) -> bool:
    return not any("Classified by" in line for line in head(path) if "ID=CLNREVSTAT," in line)


def _records(
    path: Path, regions: tuple[Region, ...], reference: Reference, reading: _Reading
) -> dict[str, ClinVar]:
    lines = list(_lines(path, regions, reference))
    placed = normalise((line.allele for line in lines), reference)
    strangers = sum(REF_MISMATCH in placed[line.allele].flags for line in lines)
    if strangers > MAX_MISMATCHES * len(lines):
        what = f"REF differs from {reference.build.value} in {strangers} of {len(lines)} records"
        mend = f"give ClinVar's file for {reference.build.value}"
        raise ResourceError(Problem(str(path), what, mend))
    found: dict[str, ClinVar] = {}
    problems: list[Problem] = []
    for line in lines:
        try:
            record = _record(line, reading)
        except UnknownWordError as error:
            problems.append(Problem(f"{path}: record {line.allele.key}", str(error), MEND))
            continue
        if record is not None and not placed[line.allele].flags:
            key = placed[line.allele].allele.key
            found[key] = _better(found.get(key), record)
    if problems:
        raise ResourceError(*problems)
    return found


def _record(line: _Line, reading: _Reading) -> ClinVar | None:
    """None where the record says nothing of the germline significance of this ALT."""
    info = info_values(line.info)
    significance, review = info.get("CLNSIG", ""), info.get("CLNREVSTAT", "")
    names, ids = info.get("CLNDN", ""), info.get("CLNDISDB", "")
    if is_coded(info):
        said = decoded(info, line.alt, line.alts, reading.criteria)
        if said is None:
            return None
        significance, review, names, ids = said.significance, said.review_status, said.names, said.ids
    if significance in ("", "."):
        return None
    classify(significance)
    return ClinVar(
        variation_id=line.id if line.id.isdigit() else "",
        significance=significance,
        review_status=review,
        stars=stars(review),
        conditions=conditions(names, ids, reading.may_name.get(line.gene, NOTHING)),
        release=reading.date or "",
        breakdown=breakdown(info.get("CLNSIGCONF", "")),
    )


def _better(known: ClinVar | None, new: ClinVar) -> ClinVar:
    """Of two records of one allele: more stars, then the one with a VariationID, then the first."""

    def rank(record: ClinVar) -> tuple[int, bool]:
        return (-1 if record.stars is None else record.stars, bool(record.variation_id))

    return known if known is not None and rank(known) >= rank(new) else new


def _header(path: Path) -> dict[str, str]:
    """`##key=value` lines, the first of each key; `reference` as the build's own word."""
    found: dict[str, str] = {}
    for text in text_lines(path):
        if not text.startswith("##"):
            break
        key, _, value = text[2:].rstrip("\r\n").partition("=")
        found.setdefault(key, value)
    if "fileformat" not in found:
        raise ResourceError(Problem(str(path), "is no VCF (no ##fileformat line)", "give ClinVar's VCF"))
    for build in Build:
        if build.value.lower() in found.get("reference", "").lower():
            found["reference"] = build.value
    if found.get("reference") not in set(Build):
        found.pop("reference", None)
    return found


def _date(text: str) -> str | None:
    """2018-06-01 from `2018-06-01` or `20180601`; None where it is neither."""
    match = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text.strip())
    return "-".join(match.groups()) if match else None


def _lines(path: Path, regions: tuple[Region, ...], reference: Reference) -> Iterator[_Line]:
    for text in region_lines(path, regions, reference):
        if text.startswith("#"):
            continue
        columns = text.rstrip("\r\n").split("\t")
        if len(columns) < 8 or not columns[1].isdigit():
            raise ResourceError(Problem(str(path), f"is cut off or no VCF at: {text[:80]!r}", MEND))
        chrom, pos = reference.canonical(columns[0]), int(columns[1])
        gene = next((r.gene for r in regions if r.chrom == chrom and r.start <= pos <= r.end), None)
        if chrom is None or gene is None:
            continue
        alts = columns[4].split(",")
        for number, alt in enumerate(alts, start=1):
            allele = Allele(chrom, pos, columns[3].upper(), alt.upper())
            if allele.is_sequence:
                yield _Line(allele, columns[2], columns[7], number, len(alts), gene)
