"""Two real exome trios through the steps, against the text of their own files (ngs-bits test data, GRCh37).

Facts of the data: sexes by the PED; the child of trio2 has uniparental disomy of chromosome 16.
"""

import gzip
import re
from pathlib import Path

import pytest

from hyperigm.core.finding import SampleResult
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_results
from hyperigm.steps.annotate import annotate
from hyperigm.steps.check import check
from hyperigm.steps.interpret import interpret
from hyperigm.steps.screen import screen

HEADER = ("sample", "vcf", "vcf_sample", "sex", "family", "father", "mother", "affected")
TRIO = {"CHILD": "yes", "FATHER": "no", "MOTHER": "no"}


def results(
    folder: Path, vcf: Path, inside: dict[str, str], father: str, mother: str, sexes: dict[str, str]
) -> dict[str, SampleResult]:
    """What the steps say of CHILD with these parents. inside: sheet's name -> sample of the file."""
    lines = ["\t".join(HEADER)]
    for name, affected in TRIO.items():
        parents = (father, mother) if name == "CHILD" else ("", "")
        lines.append("\t".join((name, str(vcf), inside[name], sexes.get(name, ""), "F", *parents, affected)))
    sheet, plan, settings = folder / "samples.tsv", folder / "plan.json", Settings()
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (batch,) = check(sheet, None, settings, plan).batches
    screened, annotated, out = folder / "screen.json", folder / "annotations.json", folder / "out.json"
    screen(plan, batch.id, settings, screened)
    annotate(screened, settings, (), annotated)
    interpret(plan, batch.id, screened, annotated, settings, out)
    return {result.sample: result for result in read_results(out)}


AS_THEY_ARE = {name: name for name in TRIO}
SEXES = {"CHILD": "male", "FATHER": "male", "MOTHER": "female"}


@pytest.fixture(scope="module", params=["trio1", "trio2"])
def trio(request: pytest.FixtureRequest, shared: Path) -> tuple[str, Path]:
    return request.param, shared / "truth" / "vcf" / f"{request.param}_grch37.vcf.gz"


def columns(vcf: Path) -> list[dict[str, str]]:
    """The records at the six genes, by column name."""
    regions = [(region.chrom, region.start, region.end) for region in load_reference(Build.GRCH37).regions]
    found, names = [], [""]
    with gzip.open(vcf, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#CHROM"):
                names = line.rstrip("\n").split("\t")
            fields = line.rstrip("\n").split("\t", 2)
            if any(fields[0] == chrom and start <= int(fields[1]) <= end for chrom, start, end in regions):
                found.append(dict(zip(names, line.rstrip("\n").split("\t"), strict=True)))
    return found


def alleles(text: str) -> set[str]:
    return set(re.split(r"[/|]", text.partition(":")[0]))


def test_no_de_novo_is_invented(trio: tuple[str, Path], tmp_path: Path) -> None:
    """New is what the file calls in the child, and reference on ten reads in both parents: nothing here."""
    name, vcf = trio
    records = columns(vcf)
    assert len(records) > 10
    new = [
        record
        for record in records
        if "1" in alleles(record["CHILD"])
        and all(
            alleles(record[parent]) == {"0"} and int(record[parent].split(":")[1]) >= 10
            for parent in ("FATHER", "MOTHER")
        )
    ]
    assert new == [], name
    found = results(tmp_path, vcf, AS_THEY_ARE, "FATHER", "MOTHER", SEXES)
    origins = {finding.verdict.origin for result in found.values() for finding in result.findings}
    assert "de_novo" not in origins
    assert {"maternal", "paternal", "biparental"} <= origins


def test_right_parents_are_not_doubted(trio: tuple[str, Path], tmp_path: Path) -> None:
    found = results(tmp_path, trio[1], AS_THEY_ARE, "FATHER", "MOTHER", SEXES)
    doubts = [text for result in found.values() for text in result.warnings if "check" in text]
    assert doubts == []


def test_uniparental_disomy_is_seen_on_its_chromosome_alone(trio: tuple[str, Path], tmp_path: Path) -> None:
    """README of the data: trio2 has uniparental disomy of chromosome 16, and trio1 has none."""
    name, vcf = trio
    found = results(tmp_path, vcf, AS_THEY_ARE, "FATHER", "MOTHER", SEXES)
    told = [text for text in found["CHILD"].warnings if "disomy" in text]
    assert [re.findall(r"chromosome (\w+)", text) for text in told] == ([["16"]] if name == "trio2" else [])


@pytest.mark.parametrize("sexes", [{}, {"CHILD": "male", "FATHER": "female", "MOTHER": "male"}])
def test_swapped_parents_are_noticed(trio: tuple[str, Path], tmp_path: Path, sexes: dict[str, str]) -> None:
    """The sheet takes the father for the mother, with no sexes, or with sexes to match."""
    found = results(tmp_path, trio[1], AS_THEY_ARE, "MOTHER", "FATHER", sexes)
    (told,) = [text for text in found["CHILD"].warnings if "swapped parents" in text]
    assert "MOTHER is the father" in told
    assert "FATHER is the mother" in told


def test_swapped_samples_of_the_same_sex_are_noticed(trio: tuple[str, Path], tmp_path: Path) -> None:
    """Child and father, both male, stand for each other: then the mother is unrelated to the "child"."""
    swapped = {"CHILD": "FATHER", "FATHER": "CHILD", "MOTHER": "MOTHER"}
    found = results(tmp_path, trio[1], swapped, "FATHER", "MOTHER", SEXES)
    told = " ".join(found["CHILD"].warnings)
    assert "MOTHER is not the mother of CHILD" in told
    assert "contradict FATHER and MOTHER as parents" in told


def test_half_missing_genotypes_are_kept_as_they_are(shared: Path, tmp_path: Path) -> None:
    """trio2, chr12:8757522, split by its caller: `zgrep -P 'chr12\\t8757522'` shows these genotypes."""
    vcf = shared / "truth" / "vcf" / "trio2_grch37.vcf.gz"
    found = results(tmp_path, vcf, AS_THEY_ARE, "FATHER", "MOTHER", SEXES)
    seen = {
        (name, finding.call.allele.alt): (finding.call.genotype.text, finding.verdict.zygosity.value)
        for name, result in found.items()
        for finding in result.findings
        if finding.call.allele.pos == 8757522 and finding.entity.id == "HIGM2"
    }
    assert seen == {
        ("CHILD", "CAA"): ("1|1", "homozygous"),
        ("CHILD", "CA"): (".|.", "no_call"),
        ("FATHER", "CAA"): (".|.", "no_call"),
        ("FATHER", "CA"): ("1|1", "homozygous"),
        ("MOTHER", "CAA"): (".|1", "half_called"),
        ("MOTHER", "CA"): ("1|.", "half_called"),
    }


def rewritten(vcf: Path, out: Path, prefix: str, order: tuple[int, ...], extra: bool) -> Path:
    """The same calls with other contig names, its samples in another order, perhaps a stranger between."""
    with gzip.open(vcf, "rt", encoding="utf-8") as lines, gzip.open(out, "wt", encoding="utf-8") as file:
        for line in lines:
            if line.startswith("##"):
                file.write(line.replace("<ID=chr", f"<ID={prefix}") if "contig" in line else line)
                continue
            fields = line.rstrip("\n").split("\t")
            samples = [fields[9 + column] for column in order]
            stranger = ["STRANGER" if line.startswith("#") else "0/1:40"] if extra else []
            name = fields[0] if line.startswith("#") else fields[0].replace("chr", prefix, 1)
            file.write("\t".join([name, *fields[1:9], samples[0], *stranger, *samples[1:]]) + "\n")
    return out


@pytest.mark.parametrize(
    ("prefix", "order", "extra"),
    [("", (0, 1, 2), False), ("chr", (2, 0, 1), False), ("chr", (0, 1, 2), True)],
)
def test_names_order_and_strangers_change_no_verdict(
    trio: tuple[str, Path], tmp_path: Path, prefix: str, order: tuple[int, ...], extra: bool
) -> None:
    """Oracle: the same file as it is. The stranger carries every allele of the file."""
    verdicts = []
    for folder, vcf in (
        (tmp_path / "as_it_is", trio[1]),
        (tmp_path / "other", rewritten(trio[1], tmp_path / "other.vcf.gz", prefix, order, extra)),
    ):
        folder.mkdir()
        found = results(folder, vcf, AS_THEY_ARE, "FATHER", "MOTHER", SEXES)
        verdicts.append({name: [f.verdict for f in result.findings] for name, result in found.items()})
    assert verdicts[0] == verdicts[1]
    assert all(verdicts[0].values())
