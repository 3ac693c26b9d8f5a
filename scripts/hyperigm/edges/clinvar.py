"""Reads ClinVar's own VCF (either build, any release) at the panel's regions, keyed by normalised allele.

Fields used: ID (VariationID), CLNSIG, CLNSIGCONF, CLNREVSTAT; `##fileDate` and `##reference` of the header.
CLNDN is not read: it names diseases that nobody asked for.
A file that says it is of the other build is left alone, so that both files may be named in one config.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.annotation import ClinVar
from hyperigm.core.clinvar import UnknownWordError, breakdown, classify, stars
from hyperigm.core.panel import Region
from hyperigm.core.record import info_values
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.evidence_file import region_lines, text_lines
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
    """One ALT of one record: the allele as the file writes it, with the panel's name of the chromosome."""

    allele: Allele
    variation_id: str
    info: str


def bundled() -> tuple[Path, ...]:
    """The snapshots that come with the project, one per build."""
    return tuple(sorted((shipped("resources") / "evidence").glob("clinvar_*.vcf.gz")))


def read_clinvar(paths: tuple[Path, ...], build: Build, regions: tuple[Region, ...]) -> ClinVarRecords:
    """The records of every file of that build; of one allele in several files, the last file's.

    Without paths, the bundled snapshots are read; the path `none` means no ClinVar at all. Raises
    ResourceError where a file can't be read, is of another build than it says, or has a word that is not in
    the whitelist (all such records are named).
    """
    if paths == NO_CLINVAR:
        return ClinVarRecords({}, ())
    alleles: dict[str, ClinVar] = {}
    releases: list[str] = []
    for path in paths or bundled():
        header = _header(path)
        if header.get("reference", build.value) != build.value:
            continue
        date = _date(header.get("fileDate", ""))
        found = _records(path, build, regions, date)
        releases.append(date or f"{path.name} (undated)")
        alleles |= found
    return ClinVarRecords(alleles, tuple(dict.fromkeys(releases)))


def _records(path: Path, build: Build, regions: tuple[Region, ...], date: str | None) -> dict[str, ClinVar]:
    reference = load_reference(build)
    lines = list(_lines(path, regions, reference))
    placed = normalise((line.allele for line in lines), reference)
    strangers = sum(REF_MISMATCH in placed[line.allele].flags for line in lines)
    if strangers > MAX_MISMATCHES * len(lines):
        what = f"REF differs from {build.value} in {strangers} of {len(lines)} records"
        raise ResourceError(Problem(str(path), what, f"give ClinVar's file for {build.value}"))
    found: dict[str, ClinVar] = {}
    problems: list[Problem] = []
    for line in lines:
        try:
            record = _record(line, date)
        except UnknownWordError as error:
            problems.append(Problem(f"{path}: record {line.allele.key}", str(error), MEND))
            continue
        if not placed[line.allele].flags:
            key = placed[line.allele].allele.key
            found[key] = _better(found.get(key), record)
    if problems:
        raise ResourceError(*problems)
    return found


def _record(line: _Line, date: str | None) -> ClinVar:
    info = info_values(line.info)
    significance, review = info.get("CLNSIG", ""), info.get("CLNREVSTAT", "")
    classify(significance)
    return ClinVar(
        variation_id=line.variation_id,
        significance=significance or "not_provided",
        review_status=review,
        stars=stars(review),
        release=date or "",
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
        if chrom is None or not any(r.chrom == chrom and r.start <= pos <= r.end for r in regions):
            continue
        for alt in columns[4].split(","):
            allele = Allele(chrom, pos, columns[3].upper(), alt.upper())
            if allele.is_sequence:
                yield _Line(allele, "" if columns[2] == "." else columns[2], columns[7])
