"""Genes taken out of the six and added back as a user would: the findings must be those of the shipped panel.

The oracle is the shipped path, which LRG records, bcftools csq and published names prove elsewhere. CD40LG,
IKBKG (four diseases, classes of alleles, exons with a copy elsewhere), AICDA (minus strand, two diseases) and
UNG leave a copy of the project, and come back by `hyperigm panel`, from the shipped genome and models as if
those were a user's own. Every ClinVar allele of the four is then judged, on both builds, in a heterozygote
and in a boy who has it on every copy.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.finding import Finding, SampleResult
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.clinvar import read_clinvar
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_results

GENES = ("CD40LG", "IKBKG", "AICDA", "UNG")
RULE = (
    *("rules", "loss_of_function", "decrease", "decrease_reason", "pm2_below", "bs1_from", "ba1_from"),
    *("bs1_hemizygotes", "hemizygotes_above", "homozygotes_above", "source"),
)
STEPS = """
import sys
from pathlib import Path
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.panel_build import Given
from hyperigm.edges.panel_folder import use_panel
from hyperigm.edges.resources import shipped
from hyperigm.steps.annotate import annotate
from hyperigm.steps.check import check
from hyperigm.steps.interpret import interpret
from hyperigm.steps.panel import panel
from hyperigm.steps.screen import screen

folder, genome = map(Path, sys.argv[1:])
assert shipped("resources").is_relative_to(folder)
given = [Given(build, genome / build / "genome.fa.gz", folder / f"{build}.gff3") for build in Build]
print(panel(folder / "added.yaml", given, folder / "my_panel"))
use_panel(folder / "my_panel")
work = folder / "work"
(batch,) = check(folder / "samples.tsv", None, Settings(), work / "plan.json").batches
screen(work / "plan.json", batch.id, Settings(), work / "screen.json")
annotate(work / "screen.json", Settings(), (), work / "annotations.json")
last = (work / "screen.json", work / "annotations.json", Settings(), work / "interpret.json")
interpret(work / "plan.json", batch.id, *last)
"""


def rule_of(path: Path, entity: str) -> dict[str, Any]:
    """A row of entities.tsv as a user writes it."""
    names, *rows = [line.split("\t") for line in path.read_text().splitlines()]
    cells = dict(zip(names, next(row for row in rows if row[0] == entity), strict=True))
    texts = ("rules", "decrease_reason", "source")
    return {name: cells[name] if name in texts else value(cells[name]) for name in RULE if cells[name] != "-"}


def value(text: str) -> bool | int | float:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdecimal() else float(text)


def written(root: Path) -> str:
    """The four genes of the shipped panel as a user's file, their caveats too."""
    panel = yaml.safe_load((root / "resources/panel/panel.yaml").read_text())
    genes = []
    for gene in (gene for gene in panel["genes"] if gene["symbol"] in GENES):
        entities = gene["entities"]
        for entity in entities:
            entity["acmg"] = rule_of(root / "resources/acmg/entities.tsv", entity["id"])
        kept = {
            key: gene[key] for key in ("symbol", "name", "hgnc", "mim", "source", "context", "context_source")
        }
        others = [name for name in older(root, gene["symbol"]) if name != gene["refseq"]]
        own = {"transcript": gene["refseq"], "other_transcripts": others, "entities": entities}
        genes.append({**kept, **own})
    caveats = [row for row in panel["caveats"] if row["gene"] in GENES]
    other = [{"gene": "CD40", "transcript": "NM_999999.1", "source": "CD40's own under another accession"}]
    added = {"name": "oracle", "version": "1", "genes": genes, "transcripts": other, "caveats": caveats}
    return yaml.safe_dump(added, sort_keys=False)


def older(root: Path, gene: str) -> list[str]:
    """Accessions of the gene's older transcripts, as the shipped models have them."""
    models = (root / "resources/reference/GRCh38/legacy.gff3").read_text()
    return re.findall(rf"ID=transcript:([^;]+);Parent=gene:{gene};", models)


def take_out(resources: Path) -> None:
    """The four genes leave panel, rules, gene models and regions; the sums are made anew."""
    path = resources / "panel/panel.yaml"
    panel = yaml.safe_load(path.read_text())
    panel["genes"] = [gene for gene in panel["genes"] if gene["symbol"] not in GENES]
    panel["caveats"] = [row for row in panel["caveats"] if row["gene"] not in GENES]
    path.write_text(yaml.safe_dump(panel, sort_keys=False))
    diseases = ("HIGM1", "EDAID1", "IMD33", "IP", "SAIDX", "HIGM2", "HIGM2_AD", "HIGM5")
    without(resources / "acmg/entities.tsv", tuple(f"{name}\t" for name in diseases))
    names = (
        *GENES,
        "NM_000074",
        "NM_003639",
        "NM_001099",
        "NM_001145255",
        "NM_020661",
        "NM_080911",
        "NM_003362",
    )
    for build in Build:
        for name in ("mane.gff3", "legacy.gff3", "regions.bed"):
            without(resources / "reference" / build / name, names)
    for folder, parts in (
        (resources, ("acmg", "consequences", "demo", "evidence", "panel")),
        (resources / "reference", ("",)),
    ):
        files = sorted(
            p for part in parts for p in (folder / part).rglob("*") if p.is_file() and p.name != "SHA256SUMS"
        )
        sums = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder)}\n" for p in files]
        (folder / "SHA256SUMS").write_text("".join(sums))


def without(path: Path, words: tuple[str, ...]) -> None:
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not any(word in line for word in words)))


def people(folder: Path) -> None:
    """Two to a build: every ClinVar allele of the four genes, and whose alleles they are."""
    lines = ["sample\tvcf\tsex\taffected"]
    for build in Build:
        regions = tuple(item for item in load_reference(build).regions if item.gene in GENES)
        order = [item.name for item in load_reference(build).chromosomes]
        alleles = sorted(
            (key.split("-") for key in read_clinvar((), build, regions).alleles),
            key=lambda parts: (order.index(parts[0]), int(parts[1])),
        )
        rows = [row(c, int(p), r, a, "GT", "0/1", "1" if c == "chrX" else "1/1") for c, p, r, a in alleles]
        girl, boy = f"girl_{build}", f"boy_{build}"
        write_vcf(folder / f"{build}.vcf", header([girl, boy], build), rows)
        lines += [f"{girl}\t{build}.vcf\tfemale\tyes", f"{boy}\t{build}.vcf\tmale\tyes"]
    (folder / "samples.tsv").write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory, root: Path) -> tuple[Path, tuple[SampleResult, ...]]:
    """The folder, and what the project without the four genes says once they are added back."""
    folder = tmp_path_factory.mktemp("without")
    for name in ("scripts", "workflow", "config", "resources"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    take_out(folder / "resources")
    (folder / "added.yaml").write_text(written(root))
    for build in Build:
        shipped = root / "resources/reference" / build
        mane, legacy = ((shipped / name).read_text() for name in ("mane.gff3", "legacy.gff3"))
        other = mane.replace("NM_001250.6", "NM_999999.1")
        twice = "\n".join(line for line in other.splitlines() if "NM_999999.1" in line)
        (folder / f"{build}.gff3").write_text(mane + legacy + twice)
    people(folder)
    command = [sys.executable, "-c", STEPS, str(folder), str(root / "resources/reference")]
    done = subprocess.run(
        command,
        env={"PYTHONPATH": str(folder / "scripts"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder, tuple(read_results(folder / "work/interpret.json"))


@pytest.fixture(scope="module")
def shipped_path(
    extended: tuple[Path, tuple[SampleResult, ...]], run_steps: Callable[..., None]
) -> tuple[SampleResult, ...]:
    folder = extended[0]
    run_steps(folder / "samples.tsv", folder / "shipped", Settings())
    (interpreted,) = (folder / "shipped/work").glob("*/interpret.json")
    return tuple(read_results(interpreted))


def of_genes(result: SampleResult) -> Iterator[Finding]:
    return (finding for finding in result.findings if finding.gene.symbol in GENES)


def test_the_findings_are_those_of_the_shipped_panel(
    extended: tuple[Path, tuple[SampleResult, ...]], shipped_path: tuple[SampleResult, ...]
) -> None:
    """Whole findings are compared: names, consequence, ClinVar, criteria, verdict, tier, sentence, caveats.

    Only the gene's own row differs: in what a user does not give (LRG, Ensembl), and in who added it.
    """
    compared = 0
    for ours, theirs in zip(extended[1], shipped_path, strict=True):
        assert ours.error is theirs.error is None
        expected = {(f.call.allele.key, f.entity.id): f for f in of_genes(theirs)}
        found = {(f.call.allele.key, f.entity.id): f for f in of_genes(ours)}
        assert found.keys() == expected.keys()
        for key, finding in found.items():
            assert finding.gene.added_by == "oracle 1"
            assert replace(finding, gene=expected[key].gene) == expected[key], key
        compared += len(found)
        assert sorted(map(repr, ours.exons)) == sorted(map(repr, theirs.exons))
    alleles = [line.split("\t")[0] for line in (extended[0] / "GRCh38.vcf").read_text().splitlines()]
    assert compared > 4 * sum(not line.startswith("#") for line in alleles), (
        "some genes have several diseases"
    )


def test_what_is_screened_is_what_an_lrg_record_has(
    extended: tuple[Path, tuple[SampleResult, ...]], root: Path
) -> None:
    """LRG and RefSeqGene records have 5,000 bases before a gene and 2,000 behind it, counted from the
    transcript of their day: MANE Select may start or end some bases from it."""
    for build in Build:
        made, shipped = (
            {row.split()[3]: row.split() for row in bed.read_text().splitlines()}
            for bed in (
                folder / "reference" / build / "regions.bed"
                for folder in (extended[0] / "my_panel", root / "resources")
            )
        )
        assert made.keys() == shipped.keys()
        for gene, (chrom, start, end, _) in shipped.items():
            assert made[gene][0] == chrom
            assert abs(int(made[gene][1]) - int(start)) <= 60, gene
            assert abs(int(made[gene][2]) - int(end)) <= 60, gene


def test_another_transcript_of_a_shipped_gene(
    extended: tuple[Path, tuple[SampleResult, ...]],
) -> None:
    """CD40's MANE Select model, given once more under another accession, is a transcript beside it."""
    for build in Build:
        after = load_reference(build, extended[0] / "my_panel" / "reference")
        mane, other = after.mane("CD40"), after.transcript("NM_999999.1")
        assert mane == load_reference(build).mane("CD40")
        assert (other.exons, other.cds, other.mane) == (mane.exons, mane.cds, False)
