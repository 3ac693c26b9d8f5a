"""Reads predictors' scores from the user's files, VCF or tab-separated (plain, gzip, bgzip; indexed or not).

Which field is which predictor: resources/acmg/score_fields.tsv. A tab-separated file has a header line with
chromosome, position (1-based), REF and ALT; a column `genome` (AlphaMissense) says the build, and a table
may have a position for each build (REVEL, dbNSFP). Of several scores of one allele the highest counts. Rows
are found by their normalised allele. Refused: a file whose REF does not fit the build, a row that is cut
short, a value outside the predictor's range.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from hyperigm.core.annotation import Score
from hyperigm.core.panel import Region
from hyperigm.core.record import info_values
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.evidence_file import head, region_lines, stated_build, text_lines
from hyperigm.edges.gnomad import MAX_MISMATCHES
from hyperigm.edges.normalise import normalise
from hyperigm.edges.reference import Reference
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows
from hyperigm.errors import Problem, ResourceError

PLACES = (("chrom", "chr"), ("pos", "position"), ("ref",), ("alt",))
POSITIONS = {
    Build.GRCH37: ("hg19_pos", "grch37_pos", "hg19_pos(1-based)"),
    Build.GRCH38: ("grch38_pos", "hg38_pos", "pos(1-based)"),
}
"""Columns that say their build, of tables that have both: REVEL's own, and dbNSFP's (from release 3 on)."""
MISSING = frozenset(("", ".", "-", "na", "nan"))
MANY = re.compile(r"[;&|]")
"""Between several scores of one allele: dbNSFP has `;`, and `&` or `|` once it is in a VCF."""
SHIFT = 1000
"""Bases within which another spelling of an insertion or a deletion is looked for."""
MEND = "the file needs a header line with chrom, pos, ref, alt and a score named in score_fields.tsv"


@dataclass(frozen=True, slots=True)
class ScoreField:
    """A field of a file and the predictor it belongs to. form: `number`, or SpliceAI's `delta` list; least,
    most: the predictor's range, both included."""

    tool: str
    field: str
    form: str
    least: float
    most: float
    source: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by allele key, and the names of the files used."""

    found: Mapping[str, tuple[Score, ...]]
    files: tuple[str, ...] = ()


@cache
def load_score_fields() -> Mapping[str, ScoreField]:
    """Fields by their name in lower case."""
    rows = read_rows(shipped("resources") / "acmg" / "score_fields.tsv", ScoreField)
    return {row.field: row for row in rows}


def read_insilico(paths: Iterable[Path], wanted: Iterable[Allele], reference: Reference) -> Scores:
    """The scores of the wanted (normalised) alleles; a file of the other build is left alone.

    Raises ResourceError where a file can't be read, has no score that is known, or one that can't be.
    """
    sought = _Sought(wanted)
    best: dict[str, dict[str, Score]] = {}
    used = []
    for path in paths:
        comments = head(path)
        is_vcf = any(line.startswith("##fileformat=VCF") for line in comments)
        if reference.build not in _builds(path, comments, is_vcf):
            continue
        used.append(path.name)
        read = _vcf if is_vcf else _table
        for key, score in _matched(read(path, sought, reference), sought, reference):
            known = best.setdefault(key, {}).get(score.tool)
            if known is None or score.value > known.value:
                best[key][score.tool] = score
    return Scores({key: tuple(tools.values()) for key, tools in best.items()}, tuple(used))


class _Sought:
    """The wanted alleles, and which rows may be another spelling of one of them."""

    def __init__(self, wanted: Iterable[Allele]) -> None:
        alleles = tuple(wanted)
        self.keys = frozenset(allele.key for allele in alleles)
        self._places: dict[tuple[str, int], list[int]] = {}
        for allele in alleles:
            self._places.setdefault(_change(allele), []).append(allele.pos)

    def may_be(self, allele: Allele) -> bool:
        """Whether the row's allele is wanted, or could be once it is normalised."""
        if allele.key in self.keys:
            return True
        if len(allele.ref) == len(allele.alt) == 1 or not allele.is_sequence:
            return False
        return any(abs(pos - allele.pos) <= SHIFT for pos in self._places.get(_change(allele), ()))


def _change(allele: Allele) -> tuple[str, int]:
    """Chromosome, and by how many bases the allele is longer than the reference."""
    return allele.chrom, len(allele.alt) - len(allele.ref)


def _matched(cells: "Iterable[_Cell]", sought: _Sought, reference: Reference) -> Iterator[tuple[str, Score]]:
    """The scores of the wanted alleles, by the key of the normalised allele."""
    rows = list(cells)
    others = {cell.allele for cell in rows if cell.allele.key not in sought.keys}
    placed = normalise(others, reference)
    for cell in rows:
        found = placed.get(cell.allele)
        key = cell.allele.key if found is None or found.flags else found.allele.key
        if key in sought.keys:
            yield from ((key, score) for score in _scores(cell))


def _builds(path: Path, comments: tuple[str, ...], is_vcf: bool) -> tuple[Build, ...]:
    """The builds that a file may be of, by its columns, its comments or its rows; all where nothing says."""
    names = [] if is_vcf else _header(path)
    by_column = tuple(build for build, columns in POSITIONS.items() if not set(columns).isdisjoint(names))
    said = stated_build(tuple(line for line in comments if is_vcf or "\t" not in line)) or _build_by_row(path)
    return by_column or ((said,) if said else tuple(Build))


def _build_by_row(path: Path) -> Build | None:
    """The build that the column `genome` of the first row says, as AlphaMissense's tables have it."""
    names = _header(path)
    if "genome" not in names:
        return None
    rows = (text for text in text_lines(path) if not text.startswith("#"))
    cells = (text.rstrip("\r\n").split("\t") for text in rows)
    said = (row[names.index("genome")] for row in cells if len(row) == len(names))
    return stated_build((next((word for word in said if word.lower() != "genome"), ""),))


@dataclass(slots=True)
class _Places:
    """Alleles of a file's rows, with a count of those whose REF is not the reference's."""

    path: Path
    reference: Reference
    rows: int = 0
    strangers: int = 0
    bases: dict[Region, str] = field(default_factory=dict)

    def allele(self, contig: str, pos: str, ref: str, alt: str) -> Allele | None:
        """pos: 1-based. None where the line is a header, or lies outside the panel's regions."""
        chrom = self.reference.canonical(contig)
        if chrom is None or not pos.isdigit():
            return None
        allele = Allele(chrom, int(pos), ref.upper(), alt.upper())
        expected = self._expected(allele)
        if expected is None:
            return None
        self.rows += 1
        self.strangers += expected != allele.ref
        return allele

    def _expected(self, allele: Allele) -> str | None:
        for region in self.reference.regions:
            if region.chrom == allele.chrom and region.start <= allele.pos <= allele.last <= region.end:
                if region not in self.bases:
                    self.bases[region] = self.reference.fetch(region.chrom, region.start, region.end)
                first = allele.pos - region.start
                return self.bases[region][first : first + len(allele.ref)]
        return None

    def gene(self, contig: str, pos: str) -> frozenset[str]:
        """Symbols of the panel's genes at a place. pos: 1-based."""
        chrom, at = self.reference.canonical(contig), int(pos)
        regions = self.reference.regions
        return frozenset(r.gene for r in regions if r.chrom == chrom and r.start <= at <= r.end)

    def check(self) -> None:
        """Raises ResourceError where more rows than MAX_MISMATCHES have another REF."""
        if self.strangers > MAX_MISMATCHES * self.rows:
            build = self.reference.build
            what = f"REF differs from {build} in {self.strangers} of {self.rows} rows"
            mend = f"give the scores of {build}, or name the file's build in a comment (##reference=GRCh37)"
            raise ResourceError(Problem(str(self.path), what, mend))


def _vcf(path: Path, sought: _Sought, reference: Reference) -> "Iterator[_Cell]":
    places = _Places(path, reference)
    for columns in _rows(path, reference, 8):
        alts = columns[4].split(",")
        for index, alt in enumerate(alts):
            allele = places.allele(columns[0], columns[1], columns[3], alt)
            if allele is not None and sought.may_be(allele):
                genes = places.gene(columns[0], columns[1])
                for name, text in info_values(columns[7]).items():
                    yield _Cell(path, name, text, allele, alt, index, len(alts), genes)
    places.check()


def _table(path: Path, sought: _Sought, reference: Reference) -> "Iterator[_Cell]":
    names = _header(path)
    places_of = (PLACES[0], (*POSITIONS[reference.build], *PLACES[1]), *PLACES[2:])
    at = [next((names.index(word) for word in place if word in names), -1) for place in places_of]
    scored = [(index, name) for index, name in enumerate(names) if name in load_score_fields()]
    if -1 in at or not scored:
        raise ResourceError(Problem(str(path), f"header is {' '.join(names[:8]) or 'missing'}", MEND))
    places = _Places(path, reference)
    for columns in _rows(path, reference, len(names)):
        chrom, pos, ref, alt = (columns[index] for index in at)
        allele = places.allele(chrom, pos, ref, alt)
        if allele is not None and sought.may_be(allele):
            for index, name in scored:
                yield _Cell(path, name, columns[index], allele, "", 0, 1, places.gene(chrom, pos))
    places.check()


def _header(path: Path) -> list[str]:
    """The names of the columns: the last comment line, or the first line where there is none."""
    comments = [line for line in head(path) if not line.startswith("##")]
    line = comments[-1] if comments else next(iter(text_lines(path)), "")
    return [name.strip().lower() for name in line.rstrip("\r\n").lstrip("#").split("\t")]


def _rows(path: Path, reference: Reference, width: int) -> Iterator[list[str]]:
    """The rows' cells. Raises ResourceError where a row has fewer than the header."""
    for number, text in enumerate(region_lines(path, reference.regions, reference), start=1):
        columns = text.rstrip("\r\n").split("\t")
        if text.startswith("#") or not text.strip():
            continue
        if len(columns) < width:
            what = f"{len(columns)} cells where the header has {width}: {text.rstrip()[:60]!r}"
            raise ResourceError(
                Problem(f"{path} row {number}", what, "the file may be cut off: fetch it again")
            )
        yield columns


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a row. alt, index: of the row's ALT (no ALT in a table), of `alts`; genes: here."""

    path: Path
    name: str
    text: str
    allele: Allele
    alt: str
    index: int
    alts: int
    genes: frozenset[str]


def _scores(cell: _Cell) -> Iterator[Score]:
    known = load_score_fields().get(cell.name.lower())
    if known is None:
        return
    if known.form == "delta":
        words = [word for entry in cell.text.split(",") for word in _deltas(entry, cell)]
    else:
        words = _plain(cell)
    values = [_number(word, known, cell) for word in words if word.lower() not in MISSING]
    if values:
        yield Score(known.tool, max(values), cell.path.name)


def _plain(cell: _Cell) -> list[str]:
    """The words of a field that may have several, one per transcript (dbNSFP: `0.95;0.95;.`); in a VCF one
    per ALT where there are as many."""
    parts = cell.text.split(",")
    if cell.alts > 1 and len(parts) == cell.alts:
        parts = [parts[cell.index]]
    return [word.strip() for part in parts for word in MANY.split(part)]


def _deltas(entry: str, cell: _Cell) -> list[str]:
    """The four delta scores of one SpliceAI entry (ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|...), where it is of
    this ALT and of a gene of the panel at this place, or does not say of which."""
    parts = entry.split("|")
    of_alt = cell.alt in ("", parts[0])
    of_gene = len(parts) > 1 and parts[1].upper() in {*cell.genes, "", "."}
    return parts[2:6] if of_alt and of_gene else []


def _number(word: str, known: ScoreField, cell: _Cell) -> float:
    """The score. Raises ResourceError where it is no number, or none that the predictor gives: a mark for a
    missing score (-1) must not pass for the mildest one."""
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if known.least <= value <= known.most:
        return value
    given = f"{known.tool} gives {known.least:g} to {known.most:g}"
    what = f"column {cell.name} has {cell.text[:40]!r}, which is no score: {given}"
    mend = "write the predictor's own numbers, with ; between several, . for none"
    raise ResourceError(Problem(f"{cell.path}: record {cell.allele.key}", what, mend))
