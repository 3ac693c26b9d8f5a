"""The VCF files of hts-specs (4.1 to 4.3, those its validators pass and fail), each beside a good file.

What must become of a file is read from its bytes by the few lines here, not by the code under test: where
the specification's own first requirements fail, in that order, it is refused in those words; else processed.
"""

import csv
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import Run
from tests.vcf_files import header, row

from hyperigm.core.family import Person
from hyperigm.core.plan import SampleEntry
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference
from hyperigm.steps.screen import screen_samples

VERSIONS = ("4.1", "4.2", "4.3")
COUNTS = {"4.1": (25, 193), "4.2": (25, 190), "4.3": (25, 224)}
"""Files that the validators pass and fail, by `ls`."""
FIXED = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
CANT_TELL = "the assembly can't be told"
NO_CONTIG = "has no contig of the panel's"
CONTIG = r"##contig=<(?:.*?,)??ID=[^,>]"
CD40 = 46_118_320
OTHER = {"A": "C", "C": "G", "G": "T", "T": "A"}


def files_of(shared: Path, version: str) -> list[Path]:
    return sorted((shared / "truth" / "hts-specs" / version).glob("*/*.vcf"))


def lines_of(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").split("\n")


def sample_of(path: Path) -> str | None:
    """The first sample that the #CHROM line names."""
    names = next((line for line in lines_of(path) if line.startswith("#CHROM")), "").split("\t")[9:]
    return names[0] if names and names[0].strip() else None


def refusal(path: Path, build: str) -> str | None:
    """The words that must stand in the refusal of a file; None where it must be processed."""
    lines = lines_of(path)
    end = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head, records = lines[:end], [line.split("\t") for line in lines[end:] if line]
    title = next((line for line in head if line.startswith("#CHROM")), "")
    columns = title.split("\t")
    keys = records[0][8].split(":") if records and len(records[0]) > 8 else []
    declared = any(re.match(r"##FORMAT=<(?:.*,)?ID=GT[,>]", line) for line in head)
    found = {
        "is empty": lines == [""],
        "no ##fileformat line": not lines[0].startswith("##fileformat=VCF"),
        "no #CHROM line": not title,
        "#CHROM line has other columns": columns[:8] != FIXED or columns[8:9] not in ([], ["FORMAT"]),
        "holds no samples": len(columns) < 10,
        "declares no GT": not declared and "GT" not in keys,
        "holds two samples": bool(set(columns[9:10]) & set(columns[10:])),
        NO_CONTIG: build == "auto" and any(re.match(CONTIG, line) for line in head),
        CANT_TELL: build == "auto",
    }
    return next((words for words, holds in found.items() if holds), None)


def good(path: Path, name: str) -> None:
    bases = load_reference(Build.GRCH37).fetch("chr20", 44_746_959, 44_746_968)
    rows = [row("chr20", 44_746_959 + at, base, OTHER[base], "GT", "0/1") for at, base in enumerate(bases)]
    path.write_text(header([name], Build.GRCH37) + "\n".join(rows) + "\n")


def summary_of(outdir: Path) -> dict[str, dict[str, str]]:
    with (outdir / "cohort" / "summary.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {line["sample"]: line for line in rows}


@pytest.mark.parametrize("build", ["auto", "GRCh37"])
@pytest.mark.parametrize("version", VERSIONS)
def test_every_file_beside_a_good_one(
    version: str, build: str, shared: Path, tmp_path: Path, run_steps: Run
) -> None:
    """With `build: auto` no file can be placed, for none says its assembly: each is refused for that, unless
    for something before it. With `build: GRCh37` the rest is processed."""
    files = files_of(shared, version)
    kinds = Counter(path.parent.name for path in files)
    assert (kinds["passed"], kinds["failed"]) == COUNTS[version]
    rows = ["sample\tvcf\tvcf_sample"]
    for number, path in enumerate(files):
        good(tmp_path / f"G{number}.vcf", f"G{number}")
        rows += [f"F{number}\t{path}\t{sample_of(path) or '.'}", f"G{number}\tG{number}.vcf\t."]
    sheet = tmp_path / "samples.tsv"
    sheet.write_text("\n".join(rows) + "\n")
    run_steps(sheet, tmp_path / "out", replace(Settings(), build=build, batch_size=40))
    summary = summary_of(tmp_path / "out")
    told: Counter[tuple[str, str, str]] = Counter()
    for number, path in enumerate(files):
        name = f"{path.parent.name}/{path.name}"
        assert summary[f"G{number}"]["status"] == "ok", name
        assert (tmp_path / "out" / "samples" / f"G{number}" / f"G{number}.report.html").is_file(), name
        line, words = summary[f"F{number}"], refusal(path, build)
        if words is None:
            assert line["status"] == "ok", (name, line["error"])
        else:
            assert line["status"] == "failed", name
            assert words in line["error"], (name, line["error"])
            assert str(path) in line["error"], name
        told[path.parent.name, line["status"], words or "-"] += 1
    for (kind, status, words), count in sorted(told.items()):
        print(f"VCF {version}, build {build}: {count:4} {kind}: {status} ({words})")


def moved(path: Path, sample: str) -> tuple[list[str], int]:
    """The file's records as records in CD40, each where the genome has its REF; and how many that are.

    Only the first sample's column is kept, where there is one.
    """
    bases = load_reference(Build.GRCH38).fetch("chr20", CD40, CD40 + 11_000)
    title = next((line for line in lines_of(path) if line.startswith("#CHROM")), "").split("\t")
    records = [line.split("\t") for line in lines_of(path) if line and not line.startswith("#")]
    found, start = [], 100
    for columns in records:
        if len(columns) < 10 or len(title) < 10:
            continue
        at = bases.find(columns[3].upper(), start) if columns[3] else -1
        start = at + len(columns[3]) if at >= 0 else start + 10
        kept = columns[:10] if len(columns) == len(title) else [*columns[:9], *columns[9:], "0|0"]
        found.append("\t".join(["chr20", str(CD40 + (at if at >= 0 else start)), *kept[2:]]))
    return [*header([sample]).rstrip("\n").split("\n"), *found], len(found)


@pytest.mark.parametrize("version", VERSIONS)
def test_records_moved_into_a_gene(version: str, shared: Path, tmp_path: Path) -> None:
    """A passed file whose records all have genotypes is read, with each ALT that its first sample carries.

    What is refused of another is refused with file and record."""
    outcomes: Counter[tuple[str, str]] = Counter()
    for path in files_of(shared, version):
        lines, count = moved(path, "S")
        if not count:
            continue
        bases = load_reference(Build.GRCH38).fetch("chr20", CD40, CD40 + 80)
        rows = [row("chr20", CD40 + at, base, OTHER[base], "GT", "0/1") for at, base in enumerate(bases)]
        file = tmp_path / path.name
        file.write_text("\n".join([*lines, *rows]) + "\n")
        (screen,) = screen_samples([SampleEntry(Person("S"), str(file), "S")], Settings())
        name = f"{path.parent.name}/{path.name}"
        if screen.error:
            assert screen.error.startswith(f"{file}: record chr20:"), (name, screen.error)
            reason = re.sub(r"'.*?'|\d+", "…", screen.error.split(": ", 2)[2])
            outcomes[path.parent.name, f"refused: {reason}"] += 1
        else:
            outcomes[path.parent.name, "read"] += 1
        records = [line.split("\t") for line in lines if line.startswith("chr20\t")]
        if path.parent.name == "passed" and all("GT" in record[8].split(":") for record in records):
            assert screen.error is None, (name, screen.error)
            carried = {key for record in records for key in carried_by(record)}
            called = {
                (call.record.pos, call.record.alts[number - 1])
                for call in screen.calls
                for number in {int(n) for n in re.findall(r"\d+", call.genotype.text)}
                if number
            }
            assert carried <= called, name
    for (kind, outcome), count in sorted(outcomes.items()):
        print(f"VCF {version}, moved into CD40: {count:4} {kind}: {outcome}")


def carried_by(record: list[str]) -> set[tuple[int, str]]:
    """Place and text of each ALT that is no `*` and no `<*>` and that the genotype names."""
    alts = record[4].split(",")
    genotype = record[9].split(":")[record[8].split(":").index("GT")]
    named = {alts[int(n) - 1] for n in re.findall(r"\d+", genotype) if int(n)}
    return {(int(record[1]), alt) for alt in named - {"*", "<*>", "<NON_REF>"}}


@pytest.mark.parametrize(
    "name", ["passed/complexfile_passed_000", "passed/passed_ploidy_001", "failed/failed_body_pos_000"]
)
def test_the_command_itself_ends_in_words(name: str, shared: Path, tmp_path: Path) -> None:
    """`hyperigm check` on a file of each kind: an exit code of its own, no traceback, no hang."""
    path = shared / "truth" / "hts-specs" / "4.3" / f"{name}.vcf"
    (tmp_path / "s.tsv").write_text(f"sample\tvcf\tvcf_sample\nF\t{path}\t{sample_of(path) or '.'}\n")
    args = [sys.executable, "-m", "hyperigm", "check", "--samples", str(tmp_path / "s.tsv")]
    done = subprocess.run(args, capture_output=True, text=True, check=False, timeout=120)
    words = refusal(path, "auto") or ""
    assert "Traceback" not in done.stderr
    assert done.returncode == (3 if words and words != CANT_TELL else 0)
    assert (words if words != CANT_TELL else "REF must tell the assembly") in done.stderr
