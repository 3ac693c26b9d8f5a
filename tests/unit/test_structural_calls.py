"""Structural calls from a file of their own; expectations follow from the rows written here, by hand."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.annotation import Annotated
from hyperigm.core.family import Person
from hyperigm.core.plan import Batch, Plan, SampleEntry
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Build
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_value, write_value
from hyperigm.steps.annotate import annotate
from hyperigm.steps.explain import explain
from hyperigm.steps.interpret import interpret
from hyperigm.steps.report import report
from hyperigm.steps.screen import screen

CHROM, START = "chr20", 46_118_320
BASES = load_reference(Build.GRCH38).fetch(CHROM, START, START + 60)
OTHER = {"A": "C", "C": "G", "G": "T", "T": "A"}
DELETION = "SVTYPE=DEL;END=46122000;CIPOS=-3,4"


def small(folder: Path) -> Path:
    """Six substitutions of CD40, which prove the build."""
    rows = [row(CHROM, START + at, BASES[at], OTHER[BASES[at]], "GT", "0/1") for at in range(0, 30, 5)]
    return write_vcf(folder / "small.vcf", header(["S1"]), rows)


def structural(folder: Path, sample: str = "S1") -> Path:
    """A deletion of CD40's exon 2 (46121820-46121898), heterozygous."""
    line = row(CHROM, 46_121_000, "N", "<DEL>", "GT", "0/1", info=DELETION)
    return write_vcf(folder / "sv.vcf", header([sample]), [line])


def screened(folder: Path, sv_vcf: Path | None, build: str = "auto") -> SampleScreen:
    entry = SampleEntry(Person("S1"), str(small(folder)), "S1", sv_vcf=str(sv_vcf) if sv_vcf else None)
    write_value(folder / "plan.json", Plan((Batch("b1", (entry,)),)))
    screen(folder / "plan.json", "b1", replace(Settings(), build=build), folder / "screen.json")
    return read_value(folder / "screen.json", Screened).samples[0]


def test_calls_of_both_files_in_genome_order(tmp_path: Path) -> None:
    found = screened(tmp_path, structural(tmp_path))
    assert found.error is None
    assert found.build is Build.GRCH38
    assert len(found.calls) == 7
    last = found.calls[-1]
    assert (last.allele.pos, last.allele.alt, last.allele.end) == (46_121_000, "<DEL>", 46_122_000)
    assert last.record.intervals == (-3, 4, 0, 0)
    assert found.records_read == 7
    assert [call.allele.pos for call in found.calls] == sorted(call.allele.pos for call in found.calls)


@pytest.mark.parametrize(
    ("declared", "kinds", "warned"),
    [
        # Manta, DELLY, GRIDSS, and a caller of small variants: lines of their headers
        (('##ALT=<ID=DEL,Description="Deletion">', "##INFO=<ID=MATEID,Number=.>"), (True, True), False),
        (('##ALT=<ID=DEL,Description="Deletion">', '##ALT=<ID=BND,Description="x">'), (True, True), False),
        (('##ALT=<ID=DUP:TANDEM,Description="x">',), (True, False), False),
        (("##INFO=<ID=MATEID,Number=1>",), (False, True), False),
        (('##ALT=<ID=NON_REF,Description="x">', "##INFO=<ID=AC,Number=A>"), (False, False), True),
    ],
)
def test_what_its_caller_writes_is_told_by_the_header(
    tmp_path: Path, declared: tuple[str, ...], kinds: tuple[bool, bool], warned: bool
) -> None:
    """VCF 4.5: ALT lines name symbolic alleles, MATEID is the key of a breakend's mate. No record at all."""
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1"
    genotype = '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">'
    contig = "##contig=<ID=chr20,length=64444167>"
    lines = ("##fileformat=VCFv4.2", genotype, contig, *declared, columns, "")
    (tmp_path / "sv.vcf").write_text("\n".join(lines))
    found = screened(tmp_path, tmp_path / "sv.vcf")
    assert found.error is None
    assert (found.structural, found.breakends) == kinds
    assert any("declares no structural alleles" in warning for warning in found.warnings) is warned


def test_without_such_a_file(tmp_path: Path) -> None:
    assert len(screened(tmp_path, None).calls) == 6


@pytest.mark.parametrize("content", ["", "no VCF at all\n"])
def test_a_file_that_is_no_vcf_fails_the_sample(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.vcf"
    path.write_text(content)
    found = screened(tmp_path, path)
    assert found.build is None
    assert found.error is not None
    assert "sv_vcf" in found.error
    assert found.mend
    assert found.calls == ()


def test_another_persons_file_fails_the_sample(tmp_path: Path) -> None:
    path = write_vcf(tmp_path / "two.vcf", header(["S7", "S8"]), [])
    found = screened(tmp_path, path)
    assert found.error is not None
    assert "sv_vcf" in found.error


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_what_alt_does_not_tell_is_each_patients_own(order: tuple[str, str], tmp_path: Path) -> None:
    """VCF 4.5, section 1.4.5: `<CNV>` is of either kind. A has a duplication by SVTYPE, B a deletion, in one
    batch; the names are HGVS's, `dup` and `del`."""
    entries = []
    for name in order:
        svtype = {"A": "DUP", "B": "DEL"}[name]
        line = row(CHROM, 46_121_000, "N", "<CNV>", "GT", "1/1", info=f"SVTYPE={svtype};END=46122000")
        path = write_vcf(tmp_path / f"{name}.vcf", header([name]), [line])
        entries.append(SampleEntry(Person(name), str(path), name))
    write_value(tmp_path / "plan.json", Plan((Batch("b1", tuple(entries)),)))
    settings = replace(Settings(), build="GRCh38")
    screen(tmp_path / "plan.json", "b1", settings, tmp_path / "screen.json")
    annotate(tmp_path / "screen.json", settings, (), tmp_path / "annotations.json")
    known = read_value(tmp_path / "annotations.json", Annotated).alleles[Build.GRCH38]
    for sample in read_value(tmp_path / "screen.json", Screened).samples:
        (call,) = sample.calls
        named = known[call.allele.key].effect.hgvs_c or ""
        assert named.endswith({"A": "dup", "B": "del"}[sample.sample])


UNSURE = {"A": "CIPOS=-9,9;CIEND=-5,5;", "B": "CIPOS=-2,1;", "C": ""}
KINDS = {"<DEL>": "DEL", "<DUP>": "DUP", "<INS>": "INS", "<CNV>": "DUP", "<CN0>": "DEL"}


def files_of(folder: Path, *batches: str) -> dict[str, bytes]:
    """samples/ of people who share each kind of allele and not what their records are sure of."""
    folder.mkdir()
    plan = []
    for number, names in enumerate(batches):
        entries = []
        for name in names:
            lines = [
                row(CHROM, 46_121_000 + at, "N", alt, "GT", "0/1", info=f"{UNSURE[name]}SVTYPE={kind};{end}")
                for at, (alt, kind) in enumerate(KINDS.items())
                for end in ("END=46122000" if kind != "INS" else f"END={46_121_000 + at}",)
            ]
            path = write_vcf(folder / f"{name}.vcf", header([name]), lines)
            entries.append(SampleEntry(Person(name), str(path), name))
        plan.append(Batch(f"b{number}", tuple(entries)))
    work, settings = folder / "work", replace(Settings(), build="GRCh38")
    write_value(work / "plan.json", Plan(tuple(plan)))
    for batch in plan:
        steps = ("screen", "annotations", "interpret", "report")
        screened, annotated, told, done = (work / batch.id / f"{step}.json" for step in steps)
        screen(work / "plan.json", batch.id, settings, screened)
        annotate(screened, settings, (), annotated)
        interpret(work / "plan.json", batch.id, screened, annotated, settings, told)
        report(told, settings, folder, done)
    found = (path for path in (folder / "samples").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_what_a_record_is_sure_of_is_each_patients_own(tmp_path: Path) -> None:
    """Whoever is in the batch, and in whatever order. The names are HGVS's for what is not exact: of
    POS 46121000 with CIPOS -9,9 and END 46122000 with CIEND -5,5 the bases lost are (46120992_46121010) to
    (46121995_46122005), by VCF 4.5 from the one behind POS on."""
    batches = {"alone": "ABC", "one": ("ABC",), "other": ("CBA",), "two": ("BA", "C")}
    alone, *others = (files_of(tmp_path / name, *names) for name, names in batches.items())
    for other in others:
        assert other.keys() == alone.keys()
        assert [name for name, content in other.items() if content != alone[name]] == []
    for name, bases in {
        "A": "(46120992_46121010)_(46121995_46122005)",
        "B": "(46120999_46121002)_46122000",
        "C": "46121001_46122000",
    }.items():
        assert f":g.{bases}del" in alone[f"samples/{name}/{name}.findings.tsv"].decode()
        word = explain(name, "chr20-46121000-N-<DEL>-46122000", tmp_path / "one").steps[2]
        assert f":g.{bases}del" in str(word)
