"""The transcript tables the reference bundle is built from: MANE Select and what else is still quoted."""

from itertools import groupby
from pathlib import Path

from hyperigm.core.gene_model import ManeExon, ManeSummary, TranscriptRow, legacy_transcript
from hyperigm.core.variant import Build
from hyperigm.edges.rows import read_rows
from hyperigm.errors import Problem, ResourceError


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
    """The coding RefSeq transcripts of the table of all transcripts, both builds, in its order.

    Raises ResourceError naming every row that makes no transcript.
    """
    path = folder / "all_transcripts.tsv"
    rows = tuple(row for row in read_rows(path, TranscriptRow) if row.transcript.startswith("NM_"))
    problems = []
    for row in rows:
        try:
            legacy_transcript(row)
        except ValueError as error:
            where = f"{path}: {row.transcript} on {row.build}"
            problems.append(Problem(where, str(error), "correct this line of the table"))
    if problems:
        raise ResourceError(*problems)
    return rows
