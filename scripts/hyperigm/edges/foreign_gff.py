"""Transcripts out of somebody's GFF3: Ensembl's, GENCODE's, RefSeq's, or `edges.gff`'s own.

| file | a transcript's ID | its version | its gene's symbol |
|---|---|---|---|
| Ensembl | `transcript:ENST00000308731` | attribute `version` | Name of the gene's line |
| GENCODE | `ENST00000308731.8` | in the ID | `gene_name` |
| RefSeq | `rna-NM_000061.3` | in the ID | `gene` |

One pass; of the file's lines only those are looked at that have a wanted accession or symbol in them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from hyperigm.core.foreign_model import ForeignModel
from hyperigm.edges.packing import unpacked
from hyperigm.errors import InputError, Problem, reason

COLUMNS = 9
PARTS = ("exon", "CDS")
_VERSION = re.compile(r"\.\d+$")
_PREFIX = re.compile(r"^(?:transcript:|rna-|gene:|gene-)")
_ENSEMBL_NAME = re.compile(r"-\d+$")
MEND = "give a GFF3 as Ensembl, GENCODE or RefSeq publish it, plain or gzipped"


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    kind: str
    contig: str
    start: int
    end: int
    strand: str
    named: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GffModels:
    """What a file has of the wanted. models: by accession as wanted, every place where it is.

    versions: wanted accession -> those of other versions; of_gene: symbol -> accessions of its transcripts,
    MANE Select first.
    """

    models: Mapping[str, tuple[ForeignModel, ...]] = field(default_factory=dict)
    versions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_gene: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_foreign(path: Path, wanted: Mapping[str, str]) -> GffModels:
    """wanted: accession -> symbol of its gene. Raises InputError where the file can't be read, or has lines
    that are no GFF3."""
    rows = list(_rows(path, wanted))
    genes = {row.named.get("ID", ""): _symbol_of_gene(row) for row in rows if row.kind.endswith("gene")}
    owners = [row for row in rows if row.kind not in PARTS and "ID" in row.named]
    parts: dict[str, list[_Row]] = {}
    for row in rows:
        for parent in row.named.get("Parent", "").split(",") if row.kind in PARTS else ():
            parts.setdefault(parent, []).append(row)
    models: dict[str, list[ForeignModel]] = {}
    for owner in owners:
        if owner.named["ID"] in parts:
            found = _model(owner, parts[owner.named["ID"]], genes)
            models.setdefault(_bare(found.accession), []).append(found)
    return GffModels(
        {name: tuple(_same(name, models.get(_bare(name), ()))) for name in wanted},
        {name: _others(name, models.get(_bare(name), ())) for name in wanted},
        _by_gene(owners, genes),
    )


def _same(name: str, models: Iterable[ForeignModel]) -> Iterator[ForeignModel]:
    """Those of the accession; a file without versions can't contradict one."""
    return (model for model in models if model.accession in (name, _bare(name)))


def _others(name: str, models: Iterable[ForeignModel]) -> tuple[str, ...]:
    found = dict.fromkeys(model.accession for model in models)
    return tuple(accession for accession in found if accession not in (name, _bare(name)))


def _by_gene(owners: Iterable[_Row], genes: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in sorted(owners, key=lambda row: not _is_mane(row)):
        if not row.kind.endswith("gene") and (symbol := _symbol(row, genes)):
            found.setdefault(symbol, []).append(_accession(row))
    return {symbol: tuple(dict.fromkeys(names)) for symbol, names in found.items()}


def _model(owner: _Row, parts: Iterable[_Row], genes: Mapping[str, str]) -> ForeignModel:
    mine = [row for row in parts if row.contig == owner.contig]
    coding = [row for row in mine if row.kind == "CDS"]
    return ForeignModel(
        accession=_accession(owner),
        gene=_symbol(owner, genes),
        contig=owner.contig,
        strand="/".join(dict.fromkeys(row.strand for row in (owner, *mine))),
        exons=tuple((row.start, row.end) for row in mine if row.kind == "exon"),
        coding=tuple((row.start, row.end) for row in coding),
        protein=next((name for row in coding if (name := _protein(row))), owner.named.get("protein_id")),
        mane=_is_mane(owner),
        line=owner.line,
    )


def _accession(row: _Row) -> str:
    name = row.named.get("transcript_id") or _PREFIX.sub("", row.named["ID"])
    version = row.named.get("version")
    return f"{name}.{version}" if version and not _VERSION.search(name) else name


def _protein(row: _Row) -> str | None:
    name, version = row.named.get("protein_id"), row.named.get("version")
    return f"{name}.{version}" if name and version and not _VERSION.search(name) else name


def _bare(accession: str) -> str:
    return _VERSION.sub("", accession)


def _is_mane(row: _Row) -> bool:
    return bool({"MANE_Select", "MANE Select"} & set(row.named.get("tag", "").split(",")))


def _symbol(row: _Row, genes: Mapping[str, str]) -> str:
    named, parent = row.named, row.named.get("Parent", "")
    said = named.get("gene_name") or named.get("gene") or genes.get(parent)
    if said:
        return said
    if parent.startswith("gene:ENS") and "Name" in named:
        return _ENSEMBL_NAME.sub("", named["Name"])
    return ""


def _symbol_of_gene(row: _Row) -> str:
    named = row.named
    return named.get("gene_name") or named.get("gene") or named.get("Name") or ""


def _rows(path: Path, wanted: Mapping[str, str]) -> Iterator[_Row]:
    words = {_bare(name) for name in wanted} | set(wanted.values())
    asked = re.compile("|".join(re.escape(word) for word in sorted(words)).encode())
    seen = 0
    for number, line in _lines(path):
        if line.startswith(b"##FASTA"):
            break
        if line[:1] in (b"#", b"\n", b"\r", b""):
            continue
        seen += 1
        if seen == 1 or asked.search(line):
            yield _row(path, number, line)
    if not seen:
        raise InputError(Problem(str(path), "has no line of a gene model", MEND))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with unpacked(path) as stream:
            yield from enumerate(stream, start=1)
    except OSError as error:
        what = f"can't be read: {reason(error)}"
        raise InputError(Problem(str(path), what, "check the path, or fetch the file again")) from error


def _row(path: Path, number: int, line: bytes) -> _Row:
    try:
        cells = line.decode("utf-8").rstrip("\r\n").split("\t")
        if len(cells) != COLUMNS:
            raise ValueError(f"{len(cells)} tab-separated columns, not {COLUMNS}")
        start, end = int(cells[3]), int(cells[4])
        if not 1 <= start <= end:
            raise ValueError(f"{start}-{end} is no place")
        pairs = (pair.strip().partition("=") for pair in cells[8].split(";"))
        named = {key: unquote(value) for key, equals, value in pairs if equals}
        if not named and cells[8] != ".":
            raise ValueError("its ninth column has no key=value pairs: is it GTF?")
    except ValueError as error:
        raise InputError(Problem(f"{path}:{number}", f"is no line of a GFF3: {error}", MEND)) from error
    return _Row(number, cells[2], unquote(cells[0]), start, end, cells[6], named)
