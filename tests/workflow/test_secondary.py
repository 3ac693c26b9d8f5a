"""Without consent to secondary findings, no file of a run names the other disease of a PMS2 heterozygote.

PMS2 c.137G>T is chr7:6005918 C>A on GRCh38; one copy of it is Lynch syndrome 4, OMIM 614337, MONDO:0013699
(domain facts, and resources/panel/panel.yaml, where its entity is LYNCH4).
"""

import gzip
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.workflow.conftest import Cohort

PMS2 = "chr7\t6005918\t.\tC\tA\t50\tPASS\tCLNDN=Lynch_syndrome_4\tGT:AD:DP:GQ\t0/1:15,15:30:99\n"
DISEASE = "CLNDN=Lynch_syndrome_4;CLNDISDB=MONDO:MONDO:0013699,OMIM:614337"
CLINVAR = """\
##fileformat=VCFv4.1
##fileDate=2026-01-04
##source=ClinVar
##reference=GRCh38
##INFO=<ID=CLNSIG,Number=.,Type=String,Description="x">
##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="x">
##INFO=<ID=CLNDN,Number=.,Type=String,Description="x">
##INFO=<ID=CLNDISDB,Number=.,Type=String,Description="x">
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO
7	6005918	9245	C	A	.	.	CLNSIG=Pathogenic;CLNREVSTAT=reviewed_by_expert_panel;{disease}
"""
TRACE = re.compile(rb"lynch|614337|0013699|hnpcc|GN139|InSiGHT", re.IGNORECASE)


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """What a file holds, unpacked: name, bytes. Workbooks are ZIP archives."""
    data = path.read_bytes()
    if data.startswith(b"\x1f\x8b"):
        yield path.name, gzip.decompress(data)
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as archive:
            yield from ((f"{path.name}:{name}", archive.read(name)) for name in archive.namelist())
    else:
        yield path.name, data


def traces(folder: Path, least: int = 20) -> dict[str, set[bytes]]:
    """Every file below the folder, hidden ones too, that has a trace, in its name or inside it."""
    found: dict[str, set[bytes]] = {}
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        for name, text in (("its name", path.name.encode()), *contents(path)):
            if hits := {match[0].lower() for match in TRACE.finditer(text)}:
                found.setdefault(f"{path.relative_to(folder)}: {name}", set()).update(hits)
    assert len(files) > least, "a whole run was looked at"
    return found


def heterozygote(people: Cohort) -> None:
    people.vcf("carrier", PMS2)
    (people.folder / "samples.tsv").write_text(
        "sample\tvcf\tsex\taffected\thpo\ncarrier\tcarrier.vcf\tfemale\tyes\tHP:0003003\n"
    )
    (people.folder / "clinvar.vcf").write_text(CLINVAR.format(disease=DISEASE))


def test_no_file_of_a_run_has_a_trace_of_the_secondary_disease(people: Cohort) -> None:
    heterozygote(people)
    done = people.snakemake("--printshellcmds", config=["clinvar=[clinvar.vcf]"])
    assert done.code == 0, done.text
    assert TRACE.search(done.text.encode()) is None
    assert people.summary()["carrier"]["conclusion"] == "carrier"
    assert "NM_000535.7:c.137G>T" in (people.out / "samples/carrier/carrier.findings.tsv").read_text()
    assert traces(people.out) == {}
    assert traces(people.folder / ".snakemake", least=10) == {}


def test_consent_that_is_withdrawn_leaves_no_trace(people: Cohort) -> None:
    """The run with consent says it in many files, the next one in the same folder in none."""
    heterozygote(people)
    consented = people.snakemake(config=["clinvar=[clinvar.vcf]", "secondary_findings=True"])
    assert consented.code == 0, consented.text
    first_seen = people.out / "provenance" / "first_seen.tsv"
    before = first_seen.read_text().splitlines()
    assert any("LYNCH4" in line for line in before)
    withdrawn = people.snakemake(config=["clinvar=[clinvar.vcf]", "secondary_findings=False"])
    assert withdrawn.code == 0, withdrawn.text
    assert traces(people.out) == {}
    assert first_seen.read_text().splitlines() == [line for line in before if "LYNCH4" not in line]
    assert traces(people.folder / ".snakemake", least=10) == {}


def test_with_consent_it_is_there(people: Cohort) -> None:
    """The same search finds what it looks for, so that it is able to."""
    heterozygote(people)
    done = people.snakemake(config=["clinvar=[clinvar.vcf]", "secondary_findings=True"])
    assert done.code == 0, done.text
    found = traces(people.out)
    for name in ("findings.tsv", "report.json", "report.html", "calls.vcf.gz"):
        assert {b"lynch", b"614337"} & found[f"samples/carrier/carrier.{name}: carrier.{name}"]
