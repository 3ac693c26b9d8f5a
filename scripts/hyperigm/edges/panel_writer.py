"""Writes a panel folder: whole, beside its place, and then renamed; the same input gives the same bytes."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from pathlib import Path

from hyperigm.core.acmg.rules import EntityRule
from hyperigm.core.addition import Addition
from hyperigm.core.blind_spots import BlindSpot
from hyperigm.core.extension import Extended, unknowns
from hyperigm.core.panel import Panel
from hyperigm.core.variant import Build
from hyperigm.edges.addition import tsv_row
from hyperigm.edges.assemblies import TABLES, chromosome_rows
from hyperigm.edges.genome import write_genome
from hyperigm.edges.gff import gff_text
from hyperigm.edges.integrity import SUMS, sum_of
from hyperigm.edges.panel_folder import ADDED, MADE, Made
from hyperigm.edges.reference import CDNA, FASTA, LEGACY, MANE, PROTEIN, REGIONS, region_line
from hyperigm.edges.resources import shipped
from hyperigm.edges.store import write_text
from hyperigm.errors import InputError, Problem, cannot_write


def refuse_foreign(out: Path) -> None:
    """Raises InputError where something else than a panel folder is in the way."""
    if out.is_dir() and any(out.iterdir()) and not (out / MADE).is_file():
        raise InputError(Problem(str(out), "is there, and is no panel folder", "give another --out"))
    if out.exists() and not out.is_dir():
        raise InputError(Problem(str(out), "is there, and is no folder", "give another --out"))


def write_panel(
    out: Path, panel: Panel, addition: Addition, builds: Mapping[Build, Extended], made: Made, added: bytes
) -> None:
    """Writes the folder in place of one that was there. added: the user's file as it is.

    Raises OutputError where it can't be written.
    """
    import msgspec
    import yaml

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as name:
            folder = Path(name) / "panel"
            write_text(folder / "panel" / "panel.yaml", _yaml(msgspec.to_builtins(panel)))
            _write_rows(folder, addition)
            _write_reference(folder / "reference", builds, [gene.chrom for gene in panel.genes])
            write_text(folder / MADE, _yaml(msgspec.to_builtins(made)))
            (folder / ADDED).write_bytes(added)
            write_text(folder / SUMS, _sums(folder))
            if out.exists():
                out.rename(Path(name) / "before")
            folder.rename(out)
    except (OSError, yaml.YAMLError) as error:
        if isinstance(error, OSError):
            raise cannot_write(out, error) from error
        raise


def _yaml(value: object) -> str:
    import yaml

    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)


def _write_rows(folder: Path, addition: Addition) -> None:
    """The shipped tables with the added rows behind theirs."""
    rules = [entity.acmg.of(entity.id) for gene in addition.genes for entity in gene.entities if entity.acmg]
    for name, kind, rows in (
        ("acmg/entities.tsv", EntityRule, rules),
        ("panel/blind_spots.tsv", BlindSpot, unknowns(addition)),
    ):
        header = [field.name for field in fields(kind)]
        before = (shipped("resources") / name).read_text(encoding="utf-8")
        write_text(folder / name, before + "".join(tsv_row(asdict(row), header) for row in rows))


def _write_reference(folder: Path, builds: Mapping[Build, Extended], chroms: Iterable[str]) -> None:
    """A build without added genes is as it is shipped."""
    before = shipped("resources") / "reference"
    for build in Build:
        if build in builds:
            _write_build(folder / build, builds[build])
        else:
            shutil.copytree(before / build, folder / build)
    for name in (*TABLES, CDNA, PROTEIN, "exceptions.yaml"):
        shutil.copyfile(before / name, folder / name)
    write_text(folder / TABLES[1], chromosome_rows(frozenset(chroms)))


def _write_build(folder: Path, build: Extended) -> None:
    write_genome(folder / FASTA, build.chromosomes, build.stretches)
    write_text(folder / MANE, gff_text(build.mane, build.chromosomes, "MANE"))
    write_text(folder / LEGACY, gff_text(build.others, build.chromosomes, "RefSeq"))
    write_text(folder / REGIONS, "".join(map(region_line, build.regions)))


def _sums(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return "".join(f"{sum_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
