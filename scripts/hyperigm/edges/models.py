"""The transcript tables the reference bundle is built from: MANE Select and what else is still quoted."""

from itertools import groupby
from pathlib import Path

from hyperigm.core.gene_model import ManeExon, ManeSummary, TranscriptRow
from hyperigm.core.variant import Build
from hyperigm.edges.rows import read_rows


def read_mane(folder: Path, build: Build) -> dict[str, tuple[ManeExon, ...]]:
    """Gene symbol -> its rows in the table's order."""
    rows = read_rows(folder / f"MANE_six_genes.{build}.tsv", ManeExon)
    ordered = sorted(rows, key=lambda row: row.gene)
    return {gene: tuple(group) for gene, group in groupby(ordered, key=lambda row: row.gene)}


def read_summary(folder: Path) -> dict[str, ManeSummary]:
    """Gene symbol -> its line of the MANE summary; the one file whose name has that word."""
    (path,) = sorted(folder.glob("MANE.*.summary.tsv"))[:1] or [folder / "MANE.summary.tsv"]
    return {row.symbol: row for row in read_rows(path, ManeSummary)}


def read_refseq(folder: Path) -> tuple[TranscriptRow, ...]:
    """The coding RefSeq transcripts of the table of all transcripts, both builds, in its order."""
    rows = read_rows(folder / "all_transcripts.tsv", TranscriptRow)
    return tuple(row for row in rows if row.transcript.startswith("NM_"))
