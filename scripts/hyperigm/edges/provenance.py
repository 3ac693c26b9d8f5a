"""Collects what a run was made of: versions, sums of files, dates, the command."""

import platform
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from hyperigm import __version__
from hyperigm.core.annotation import Sources
from hyperigm.core.plan import Plan
from hyperigm.core.provenance import InputFile, KnowledgeFile, Program
from hyperigm.edges.integrity import SUMS
from hyperigm.edges.panel import load_panel
from hyperigm.edges.panel_folder import made_in_force
from hyperigm.edges.report_json import SCHEMA_VERSION
from hyperigm.edges.resources import panel_in_force, shipped
from hyperigm.edges.store import read_value

LIBRARIES = ("snakemake", "pysam", "msgspec", "jinja2", "pandas", "phenopackets", "rocrate", "xlsxwriter")
KNOWLEDGE = ("acmg", "consequences", "evidence", "panel", "reference")
WHOLE = 1024 * 1024
"""Files up to that many bytes are hashed whole; of larger ones only FIRST bytes are."""
FIRST = 65536


@dataclass(frozen=True, slots=True)
class Consulted:
    """What the annotate step says it read; the rest of its file is passed over."""

    sources: dict[str, Sources] = field(default_factory=dict)


def own_parts() -> tuple[Program, ...]:
    """The package, the workflow's files by their sum, the reports' schema, and the knowledge shipped."""
    sums = (shipped("resources") / name for name in ("SHA256SUMS", "reference/SHA256SUMS"))
    return (
        Program("hyperigm", __version__),
        Program("hyperigm workflow (SHA-256)", _sum_of_tree(shipped("workflow"))),
        Program("S.report.json schema", SCHEMA_VERSION),
        Program("panel", load_panel().version),
        Program("resources (SHA-256)", sha256(b"".join(path.read_bytes() for path in sums)).hexdigest()),
        *_added_panel(),
    )


def _added_panel() -> Iterator[Program]:
    """The user's panel, by its name and by the sum of its list of sums."""
    folder, extension = panel_in_force(), load_panel().extension
    if folder:
        total = sha256((folder / SUMS).read_bytes()).hexdigest()
        yield Program("panel of the user (SHA-256)", f"{extension}: {total}")


def programs() -> tuple[Program, ...]:
    """Our parts, Python, the system and the libraries."""
    found = [
        *own_parts(),
        Program("Python", platform.python_version()),
        Program("system", f"{platform.system()} {platform.release()} {platform.machine()}"),
    ]
    for name in LIBRARIES:
        try:
            found.append(Program(name, version(name)))
        except PackageNotFoundError:
            continue
    return tuple(found)


def _sum_of_tree(folder: Path) -> str:
    total = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def bundled() -> tuple[KnowledgeFile, ...]:
    """Every bundled file of knowledge, with what resources/README.md says of it; and the files of a
    user's panel, which stand in front of some."""
    root = shipped("resources")
    page = _page(root / "README.md")
    found = (path for name in KNOWLEDGE for path in sorted((root / name).rglob("*")))
    paths = [path for path in found if path.is_file() and path.name != "SHA256SUMS"]
    ours = tuple(
        _knowledge(path, path.relative_to(root).as_posix(), *_said(page, path.relative_to(root)))
        for path in paths
    )
    return (*ours, *_of_panel())


def _of_panel() -> Iterator[KnowledgeFile]:
    """The panel's files, as `panel: reference/GRCh38/mane.gff3`, and what they were made from."""
    folder, made = panel_in_force(), made_in_force()
    if folder is None or made is None:
        return
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield _knowledge(path, f"panel: {path.relative_to(folder).as_posix()}", made.version, "the user's")
    for source in made.sources:
        name = f"panel: made from {source.name} ({source.role})"
        yield KnowledgeFile(name, made.version, "the user's", 0, source.sha256)


def named_in_config(config: Mapping[str, Any]) -> tuple[KnowledgeFile, ...]:
    """The files of evidence that the config names, by base name; their dates are in `Consulted`."""
    paths = [Path(path) for key in ("clinvar", "gnomad", "insilico") for path in config[key] or ()]
    return tuple(_knowledge(path, path.name, "", "the user's") for path in paths if str(path) != "none")


def _knowledge(path: Path, name: str, date: str, licence: str) -> KnowledgeFile:
    total = sha256()
    with path.open("rb") as stream:
        while block := stream.read(WHOLE):
            total.update(block)
    return KnowledgeFile(name, date, licence, path.stat().st_size, total.hexdigest())


def _page(path: Path) -> list[tuple[str, str, str, str]]:
    """Rows of the page's tables of files: folder, files, date, licence."""
    rows: list[tuple[str, str, str, str]] = []
    folder = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## (\w+)/", line):
            folder = heading[1]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if folder and len(cells) == 6:
            rows.append((folder, cells[0], cells[4], cells[3]))
    return rows


def _said(page: Iterable[tuple[str, str, str, str]], path: Path) -> tuple[str, str]:
    """Date and licence of the row that names the file (of an index, its file); `as above` is resolved."""
    name = re.sub(r"\.(tbi|fai|gzi)$", "", path.name)
    date = licence = ""
    for folder, files, its_date, its_licence in page:
        date = date if its_date == "as above" else its_date
        licence = licence if its_licence == "as above" else its_licence
        if folder == path.parts[0] and name in files:
            return date, licence
    return "", ""


def inputs(plan: Plan, config: Mapping[str, Any]) -> tuple[InputFile, ...]:
    """Every distinct file that the plan names, sheet and PED too; one that can't be read has no sum."""
    roles: Counter[tuple[Path, str]] = Counter()
    for entry in (entry for batch in plan.batches for entry in batch.samples):
        named = ((entry.vcf, "calls"), (entry.callable_bed, "callable"), (entry.sv_vcf, "structural calls"))
        roles.update((Path(path), role) for path, role in named if path)
    own = ((config["samples"], "sheet"), (config["pedigree"], "pedigree"))
    roles.update((Path(path), role) for path, role in own if path)
    return tuple(_input(path, role, number) for (path, role), number in sorted(roles.items()))


def _input(path: Path, role: str, samples: int) -> InputFile:
    try:
        stat = path.stat()
        size = stat.st_size
        with path.open("rb") as stream:
            start = stream.read(size if size <= WHOLE else FIRST)
    except OSError:
        return InputFile(path.name, role, samples, 0, "", 0, "")
    changed = datetime.fromtimestamp(stat.st_mtime, UTC).isoformat(timespec="seconds")
    return InputFile(path.name, role, samples, size, changed, len(start), sha256(start).hexdigest())


def consulted(work: Path, plan: Plan) -> Iterator[tuple[str, Sources]]:
    """Build and sources of every batch that got as far."""
    for batch in plan.batches:
        path = work / batch.id / "annotations.json"
        if path.exists():
            yield from read_value(path, Consulted).sources.items()
