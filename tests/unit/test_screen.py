"""The step as a whole, on small files: expectations follow from the rows written here, by hand.

Bases are the bundled reference's (held against the LRG records by tests/oracle/test_reference_bundle.py).
"""

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.vcf_files import contain, header, row, write_vcf

from hyperigm.core.family import Person, Sex
from hyperigm.core.plan import Batch, Plan, SampleEntry
from hyperigm.core.screened import SampleScreen, Screened
from hyperigm.core.settings import Settings
from hyperigm.core.sites import Wanted
from hyperigm.core.variant import Build, Slot
from hyperigm.edges.file_screen import FileScreen, read_file
from hyperigm.edges.header import Header
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_value, write_value
from hyperigm.steps import screen as step
from hyperigm.steps.screen import screen, screen_samples

CHROM, START = "chr20", 46_118_320
START_37 = 44_746_959  # CD40 lies 1,371,361 bases further up on GRCh37 (LRG_40's two mappings)
BASES = load_reference(Build.GRCH38).fetch(CHROM, START, START + 60)
OTHER = {"A": "C", "C": "G", "G": "T", "T": "A"}


def snv(at: int, *columns: str, keys: str = "GT", chrom: str = CHROM, start: int = START) -> str:
    """A substitution `at` bases into the stretch."""
    return row(chrom, start + at, BASES[at], OTHER[BASES[at]], keys, *columns)


def entry(path: Path, sample: str = "S1", **ties: str) -> SampleEntry:
    return SampleEntry(
        Person(sample, father=ties.get("father"), mother=ties.get("mother")), str(path), sample
    )


def screened(path: Path, samples: Sequence[str] = ("S1",), build: str = "auto") -> tuple[SampleScreen, ...]:
    return screen_samples([entry(path, sample) for sample in samples], replace(Settings(), build=build))


def good(tmp_path: Path) -> Path:
    return write_vcf(tmp_path / "good.vcf", header(["good"]), [snv(0, "0/1"), snv(9, "1/1")])


def test_plan_in_screen_out(tmp_path: Path) -> None:
    path = write_vcf(
        tmp_path / "a.vcf", header(["S1"]), [snv(3, "0/1:30", keys="GT:DP"), snv(5, "./.:0", keys="GT:DP")]
    )
    plan = Plan((Batch("b1", (entry(path),)), Batch("b2", ())))
    write_value(tmp_path / "plan.json", plan)
    screen(tmp_path / "plan.json", "b1", Settings(), tmp_path / "screen.json")
    found = read_value(tmp_path / "screen.json", Screened)
    (sample,) = found.samples
    assert (found.batch, sample.sample, sample.build) == ("b1", "S1", Build.GRCH38)
    assert sample.build_evidence == "contig lengths in the header: GRCh38; REF agrees at 2 of 2 records"
    assert [(call.allele.pos, call.depth, call.genotype.missing) for call in sample.calls] == [
        (START + 3, 30, 0),
        (START + 5, 0, 2),
    ]
    assert (sample.records_read, sample.warnings, sample.error) == (2, (), None)


def test_a_file_of_many_samples_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["S1", "S2", "S3"]
    path = write_vcf(tmp_path / "a.vcf", header(names), [snv(3, "0/1", "0/0", "1/1")])
    link = tmp_path / "link.vcf"
    link.symlink_to(path)
    read: list[Path] = []

    def counted(path: Path, head: Header, wanted: Wanted, configured: str) -> FileScreen:
        read.append(path)
        return read_file(path, head, wanted, configured)

    monkeypatch.setattr(step, "read_file", counted)
    found = screen_samples([entry(path, "S1"), entry(link, "S3"), entry(path, "S2")], Settings())
    assert len(read) == 1
    assert [len(sample.calls) for sample in found] == [1, 1, 0]


BROKEN = {
    "few columns": "\t".join(snv(3, "0/1").split("\t")[:7]),
    "no sample column": "\t".join(snv(3, "0/1").split("\t")[:9]),
    "one sample too many": snv(3, "0/1", "0/1"),
    "REF is no bases": row(CHROM, START, "?", "C", "GT", "0/1"),
    "ALT is no allele": row(CHROM, START, BASES[0], "<DEL", "GT", "0/1"),
    "no GT": snv(3, "30", keys="DP"),
    "GT is none": snv(3, "0/x"),
    "an ALT that is not there": snv(3, "0/2"),
    "too many values": snv(3, "0/1:3:4", keys="GT:DP"),
    "empty GT": snv(3, ""),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_record_fails_its_file_with_its_name_and_no_other(what: str, tmp_path: Path) -> None:
    bad = write_vcf(tmp_path / "bad.vcf", header(["S1"]), [snv(1, "0/1"), BROKEN[what]])
    fine, failed = screen_samples([entry(good(tmp_path), "good"), entry(bad)], Settings())
    assert (len(fine.calls), fine.error) == (2, None)
    assert failed.error is not None
    assert str(bad) in failed.error
    assert f"{CHROM}:{BROKEN[what].split(chr(9))[1]}" in failed.error
    assert failed.mend
    assert failed.calls == ()


def test_a_broken_record_elsewhere_is_not_asked(tmp_path: Path) -> None:
    rows = ["chr1\tx", "chr20\t5\tbroken", snv(1, "0/1")]
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), rows))
    assert (len(sample.calls), sample.error) == (1, None)


def test_many_broken_records_are_counted(tmp_path: Path) -> None:
    rows = [row(CHROM, START + at, "?", "C", "GT", "0/1") for at in range(9)]
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), rows))
    assert f"{CHROM}:{START}" in (sample.error or "")
    assert "more records are broken" in (sample.error or "")


def test_one_broken_column_of_a_joint_file_fails_its_sample_alone(tmp_path: Path) -> None:
    rows = [snv(1, "0/1", "0/1", "0/1"), snv(3, "0/1:1", "0/9:1", "0/1:1:1", keys="GT:DP")]
    found = screened(write_vcf(tmp_path / "a.vcf", header(["S1", "S2", "S3"]), rows), ("S1", "S2", "S3"))
    assert [bool(sample.error) for sample in found] == [False, True, True]
    assert len(found[0].calls) == 2


def test_samples_that_cant_be_read_stay_in_the_result(tmp_path: Path) -> None:
    here = good(tmp_path)
    refused = replace(entry(here, "S9"), error="said by the gate", mend="so")
    asked = [entry(tmp_path / "none.vcf"), replace(entry(here, "S2"), vcf_sample="not there"), refused]
    found = screen_samples([*asked, entry(here, "good")], Settings())
    assert [sample.sample for sample in found] == ["S1", "S2", "S9", "good"]
    assert [bool(sample.error) for sample in found] == [True, True, True, False]
    assert (found[2].error, found[2].mend) == ("said by the gate", "so")


def test_a_header_of_the_wrong_build_is_caught(tmp_path: Path) -> None:
    """Rows of GRCh37 under a header of GRCh38: REF agrees at GRCh37's place of the gene, and nowhere else."""
    rows = [snv(at, "0/1", start=START_37) for at in range(8)]
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), rows))
    assert sample.build is None
    assert "GRCh38" in (sample.error or "")
    assert "agrees with GRCh37 at 8 of 8 records" in (sample.error or "")
    (sample,) = screened(write_vcf(tmp_path / "b.vcf", header(["S1"], Build.GRCH37), rows))
    assert (sample.build, len(sample.calls)) == (Build.GRCH37, 8)


def test_ref_that_disagrees_everywhere_is_refused_and_somewhere_is_flagged(tmp_path: Path) -> None:
    wrong = [row(CHROM, START + at, OTHER[BASES[at]], BASES[at], "GT", "0/1") for at in (1, 2, 3)]
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), wrong))
    assert "REF disagrees at 3 of 3 records" in (sample.error or "")
    rows = [snv(at, "0/1") for at in range(10, 20)]
    (sample,) = screened(write_vcf(tmp_path / "b.vcf", header(["S1"]), [wrong[0], *rows]))
    assert [call.flags for call in sample.calls] == [("ref_mismatch",), *[()] * 10]
    assert "REF disagrees with GRCh38 at 1 of 11 records" in sample.warnings


@pytest.mark.parametrize("kind", ["plain", "tbi"])
def test_a_file_without_calls_is_not_proven_and_says_so(kind: str, tmp_path: Path) -> None:
    path = contain(write_vcf(tmp_path / "a.vcf", header(["S1"]), []), kind)
    (sample,) = screened(path)
    assert (sample.build, sample.calls, sample.error) == (Build.GRCH38, (), None)
    assert "not proven by any call" in sample.build_evidence
    assert sample.warnings


@pytest.mark.parametrize("kind", ["tbi", "csi", "bcf.csi"])
@pytest.mark.parametrize("fault", ["older", "another file's"])
def test_an_index_that_must_not_be_trusted_loses_no_call(kind: str, fault: str, tmp_path: Path) -> None:
    """The file has two calls, whatever an index says that was made before it changed, or of another file."""
    path = contain(write_vcf(tmp_path / "a.vcf", header(["S1"]), [snv(0, "0/1"), snv(9, "1/1")]), kind)
    far = row("chrX", 60_000, "N", "A", "GT", "0/1")
    other = contain(write_vcf(tmp_path / "b.vcf", header(["S1"]), [far]), kind)
    ending = ".tbi" if kind == "tbi" else ".csi"
    shutil.copy(f"{other}{ending}", f"{path}{ending}")
    if fault == "older":
        os.utime(f"{path}{ending}", (1, 1))
    (found,) = screened(path)
    assert [call.allele.pos for call in found.calls] == [START, START + 9]
    (warning,) = (word for word in found.warnings if "index" in word)
    assert "the whole file was read" in warning


@pytest.mark.parametrize("kind", ["tbi", "csi"])
def test_a_chromosome_without_records_is_no_fault_of_the_index(kind: str, tmp_path: Path) -> None:
    """Tabix lists only contigs with records; without any in the panel there is nothing to warn of either."""
    rows = [[snv(0, "0/1")], [row("chr7", 1000, "N", "A", "GT", "0/1")]]
    for number, lines in enumerate(rows):
        path = contain(write_vcf(tmp_path / f"{number}.vcf", header(["S1"]), lines), kind)
        (found,) = screened(path)
        assert len(found.calls) == 1 - number
        assert not [word for word in found.warnings if "index" in word]


@pytest.mark.parametrize("kind", ["plain", "tbi"])
def test_without_lengths_the_bases_decide_or_nobody(kind: str, tmp_path: Path) -> None:
    head = "\n".join(line for line in header(["S1"]).split("\n") if not line.startswith("##contig"))
    few = contain(write_vcf(tmp_path / "few.vcf", head, [snv(at, "0/1") for at in range(3)]), kind)
    many = contain(write_vcf(tmp_path / "many.vcf", head, [snv(at, "0/1") for at in range(8)]), kind)
    (sample,) = screened(few)
    assert sample.build is None
    assert "build" in (sample.mend or "")
    (sample,) = screened(few, build="GRCh38")
    assert (sample.build, len(sample.calls)) == (Build.GRCH38, 3)
    (sample,) = screened(many)
    assert (sample.build, len(sample.calls)) == (Build.GRCH38, 8)
    assert any("inferred from REF alone" in warning for warning in sample.warnings)
    (sample,) = screened(many, build="GRCh37")
    assert sample.build is None
    assert sample.error


def test_config_against_header_is_refused(tmp_path: Path) -> None:
    (sample,) = screened(good(tmp_path), ("good",), build="GRCh37")
    assert "the config says GRCh37" in (sample.error or "")


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ({"chr20": "20", "chrX": "X", "chr7": "7"}, "tbi"),
        ({"chr20": "20", "chrX": "23"}, "plain"),
        ({"chr20": "NC_000020.11", "chrX": "NC_000023.11"}, "bcf.csi"),
        ({"chr20": "CM000682.2"}, "gzip"),
    ],
)
def test_contigs_by_any_name(names: dict[str, str], kind: str, tmp_path: Path) -> None:
    head = header(["S1"], names=names)
    path = contain(write_vcf(tmp_path / "a.vcf", head, [snv(1, "0/1", chrom=names["chr20"])]), kind)
    (sample,) = screened(path)
    assert [(call.allele.chrom, call.record.contig) for call in sample.calls] == [("chr20", names["chr20"])]
    assert sample.contigs["chr20"] == names["chr20"]
    assert sample.contigs["chr12"] == "chr12"


def test_relatives_reference_genotypes_come_from_joint_and_from_single_files(tmp_path: Path) -> None:
    """The child has two alleles: in the mother's file one is called 0/0, the other has no record."""
    child = write_vcf(tmp_path / "c.vcf", header(["child"]), [snv(1, "0/1"), snv(5, "0/1")])
    mother = write_vcf(tmp_path / "m.vcf", header(["mum"]), [snv(1, "0/0:31", keys="GT:DP")])
    father = write_vcf(
        tmp_path / "f.vcf",
        header(["dad"]),
        [
            row(
                CHROM,
                START,
                BASES[0],
                "<NON_REF>",
                "GT:DP:GQ:MIN_DP",
                "0/0:40:99:28",
                info=f"END={START + 3}",
            )
        ],
    )
    stranger = write_vcf(tmp_path / "s.vcf", header(["other"]), [snv(1, "0/0")])
    found = screen_samples(
        [
            entry(child, "child", father="dad", mother="mum"),
            entry(mother, "mum"),
            entry(father, "dad"),
            entry(stranger, "other"),
        ],
        Settings(),
    )
    said = [[(c.allele.pos, c.genotype.slots, c.depth) for c in s.reference_calls] for s in found]
    reference = (Slot.REF, Slot.REF)
    assert said == [[], [(START + 1, reference, 31)], [(START + 1, reference, 28)], []]
    joint = write_vcf(tmp_path / "j.vcf", header(["child", "mum", "other"]), [snv(1, "0/1", "0|0", "0/0")])
    found = screen_samples(
        [entry(joint, "child", mother="mum"), entry(joint, "mum"), entry(joint, "other")], Settings()
    )
    assert [len(sample.reference_calls) for sample in found] == [0, 1, 0]


def test_what_is_not_spelled_in_bases_is_kept(tmp_path: Path) -> None:
    region = load_reference(Build.GRCH38).regions
    cd40 = next(item for item in region if item.gene == "CD40")
    rows = [
        row(CHROM, cd40.start - 500, "N", "<DEL>", "GT", "0/1", info=f"SVTYPE=DEL;END={cd40.start + 100}"),
        row(CHROM, cd40.start - 5, "ACGTACGTAC", "A", "GT", "0/1"),
        row(CHROM, START, BASES[0], f"{BASES[0]}[chr7:6000000[", "GT", "0/1", info="SVTYPE=BND"),
        snv(7, "0/1"),
        row(CHROM, START + 9, BASES[9], "*,<NON_REF>", "GT", "0/1"),
    ]
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), rows))
    assert [(call.allele.alt, call.allele.end) for call in sample.calls] == [
        ("<DEL>", cd40.start + 100),
        ("A", 0),
        (f"{BASES[0]}[chr7:6000000[", START),
        (OTHER[BASES[7]], 0),
    ]


def test_where_the_bundle_has_no_sequence_the_call_is_kept_and_flagged(tmp_path: Path) -> None:
    """The last 314 bases of PMS2's 3'UTR, chr7:5970925-5971238, are in no LRG record."""
    rows = [row("chr7", 5_971_000, "A", "AC", "GT", "0/1"), snv(1, "0/1")]
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), rows))
    assert [(call.allele.key, call.flags) for call in sample.calls] == [
        ("chr7-5971000-A-AC", ("reference_unavailable",)),
        (f"{CHROM}-{START + 1}-{BASES[1]}-{OTHER[BASES[1]]}", ()),
    ]


def test_pieces_of_phase_without_a_name_are_not_used_and_that_is_said(tmp_path: Path) -> None:
    whole = write_vcf(tmp_path / "w.vcf", header(["S1"]), [snv(1, "0|1"), snv(5, "1|0"), snv(7, "1/1")])
    (sample,) = screened(whole)
    assert [call.phase_set for call in sample.calls] == [CHROM, CHROM, None]
    assert sample.warnings == ()
    mixed = write_vcf(tmp_path / "m.vcf", header(["S1"]), [snv(1, "0|1"), snv(5, "1|0"), snv(7, "0/1")])
    (sample,) = screened(mixed)
    assert [call.phase_set for call in sample.calls] == [None, None, None]
    assert any("phase" in warning for warning in sample.warnings)


def test_one_allele_in_two_records_is_told(tmp_path: Path) -> None:
    rows = [snv(1, "0/1:9", keys="GT:DP"), snv(1, "0/1:30", keys="GT:DP")]
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), rows))
    assert [(call.depth, call.flags) for call in sample.calls] == [(30, ("duplicate_record",))]
    assert any("stands in 2 records" in warning for warning in sample.warnings)


def test_lower_case_is_read_as_bases(tmp_path: Path) -> None:
    line = row(CHROM, START, BASES[0].lower(), OTHER[BASES[0]].lower(), "GT", "0/1")
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), [line]))
    assert [(call.allele.ref, call.allele.alt) for call in sample.calls] == [(BASES[0], OTHER[BASES[0]])]
    assert sample.calls[0].record.ref == BASES[0].lower()


def x_sites(genotype: str, count: int, first: int, step: int, filters: str = "PASS") -> list[str]:
    return [
        row("chrX", first + number * step, "A", "C", "GT", genotype, filters=filters)
        for number in range(count)
    ]


@pytest.mark.parametrize("kind", ["plain", "tbi", "bcf.csi"])
def test_x_is_sampled_outside_the_pseudoautosomal_regions(kind: str, tmp_path: Path) -> None:
    """Heterozygotes lie in PAR1 (before X:2,781,479) or failed a filter, homozygotes all over X."""
    rows = x_sites("0/1", 300, 1_000_000, 5_000) + x_sites("1/1", 700, 3_000_000, 150_000)
    rows += x_sites("0/1", 300, 120_000_000, 1_000, "q10")
    rows.sort(key=lambda line: int(line.split("\t")[1]))
    path = contain(write_vcf(tmp_path / "a.vcf", header(["S1"]), [snv(1, "0/1"), *rows]), kind)
    (sample,) = screened(path)
    assert sample.sex.inferred is Sex.MALE
    assert sample.sex.het == 0
    assert 100 <= sample.sex.sites <= 8 * 60  # at most sixty from each of eight places


def test_haploid_calls_are_no_evidence_of_sex(tmp_path: Path) -> None:
    rows = [snv(1, "0/1"), *x_sites("1", 400, 10_000_000, 300_000)]
    (sample,) = screened(write_vcf(tmp_path / "a.vcf", header(["S1"]), rows))
    assert (sample.sex.inferred, sample.sex.assumed) == (Sex.UNKNOWN, Sex.MALE)
    assert "one copy" in sample.sex.reason


@pytest.mark.parametrize("kind", ["plain", "tbi"])
def test_records_under_no_chromosomes_name_are_told(kind: str, tmp_path: Path) -> None:
    """Oracle: VCF 4.5, section 1.4.7: contigs are those of the header; no source has such a name."""
    rows = [snv(0, "0/1"), snv(9, "1/1", chrom="chromosome20")]
    plain = write_vcf(tmp_path / "a.vcf", header(["S1"]), rows)
    (sample,) = screened(contain(plain, kind))
    assert len(sample.calls) == 1
    assert any("'chromosome20'; what is called there was not read" in text for text in sample.warnings)
