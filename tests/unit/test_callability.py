"""Stretches, gaps, what one record and one BED line say. Expected values: by hand from the rules in the
docstrings, the VCF specification, and the callers' field descriptions."""

import gzip
from pathlib import Path

import pytest

from hyperigm.core.callability import Callability, Level, Mark, Stretch, flatten
from hyperigm.core.callable_line import LineError, limits_of, mark, of_piece, place
from hyperigm.core.genotype import GenotypeError
from hyperigm.core.looked import GVCF, PLAIN, Looked, inside, joined
from hyperigm.core.record import parse_site
from hyperigm.core.record_evidence import Least, RecordEvidence
from hyperigm.edges.callable_bed import read_callable, states
from hyperigm.errors import InputError

NEEDED = Least(10, 20.0)


def reference(start: int, end: int, depth: int | None = None) -> Mark:
    return Mark(start, end, Level.REFERENCE, depth=depth)


def hole(start: int, end: int, reason: str = "no call") -> Mark:
    return Mark(start, end, Level.HOLE, reason)


def told(stretches: tuple[Stretch, ...]) -> list[tuple[int, int, str, int | None]]:
    return [(item.start, item.end, item.reason, item.depth) for item in stretches]


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], []),
        # neighbours are one, with the lower depth; a gap stays a gap
        ([reference(1, 5, 30), reference(6, 9, 20)], [(1, 9, "", 20)]),
        ([reference(1, 5, 30), reference(7, 9, 20)], [(1, 5, "", 30), (7, 9, "", 20)]),
        # a hole wins over what it overlaps, whichever came first
        ([reference(1, 9, 30), hole(4, 5)], [(1, 3, "", 30), (4, 5, "no call", None), (6, 9, "", 30)]),
        ([hole(4, 5), reference(1, 9)], [(1, 3, "", None), (4, 5, "no call", None), (6, 9, "", None)]),
        # a variant that is carried wins over the half-called line of a split record, a hole over both
        ([Mark(5, 5, Level.HALF, "no call"), Mark(5, 5, Level.CARRIED)], [(5, 5, "", None)]),
        ([hole(5, 5), Mark(5, 5, Level.CARRIED)], [(5, 5, "no call", None)]),
        # a deletion's bases and the block behind it
        ([Mark(10, 14, Level.CARRIED), reference(15, 20)], [(10, 20, "", None)]),
    ],
)
def test_marks_become_stretches(marks: list[Mark], expected: list[tuple[int, int, str, int | None]]) -> None:
    assert told(flatten("chr7", marks)) == expected
    assert told(flatten("chr7", marks[::-1])) == expected


def test_gaps_of_a_closed_and_of_an_open_source() -> None:
    stretches = flatten("chr7", [reference(11, 20), hole(15, 16)])
    closed, open_ = Callability("BED", True, stretches), Callability("VCF", False, stretches)
    assert [(gap.start, gap.end, gap.reason) for gap in closed.gaps("chr7", 8, 22)] == [
        (8, 10, "not covered"),
        (15, 16, "no call"),
        (21, 22, "not covered"),
    ]
    assert [(gap.start, gap.end) for gap in open_.gaps("chr7", 8, 22)] == [(15, 16)]
    assert [(gap.start, gap.end) for gap in closed.gaps("chrX", 11, 12)] == [(11, 12)]
    assert open_.covers("chr7", 11, 14)
    assert not open_.covers("chr7", 14, 15)
    assert not open_.covers("chr7", 10, 11)


def evidence(keys: str, column: str, alt: str = "<NON_REF>", filters: str = ".") -> Mark:
    site = parse_site(["chr7", "11", ".", "A", alt, ".", filters, "END=20", keys], "chr7")
    return RecordEvidence(site, NEEDED).mark(column, 11, 20)


@pytest.mark.parametrize(
    ("keys", "column", "alt", "filters", "level", "reason"),
    [
        ("GT:DP:GQ:MIN_DP:PL", "0/0:34:90:31:0,90,1350", "<NON_REF>", ".", "REFERENCE", ""),
        ("GT:DP:GQ:MIN_DP:PL", "0/0:34:90:9:0,90,1350", "<NON_REF>", ".", "HOLE", "depth below 10"),
        ("GT:DP:GQ:MIN_DP:PL", "0/0:10:20:10:0,20,300", "<NON_REF>", ".", "REFERENCE", ""),
        ("GT:GQ:MIN_DP:PL", "0/0:19:31:0,19,989", "<*>", ".", "HOLE", "quality below 20"),
        ("GT:GQ:MIN_DP:PL", "./.:0:0:0,0,0", "<*>", ".", "HOLE", "no call"),
        ("GT:GQX:DP:DPF:MIN_DP", "0/0:30:12:0:12", ".", "PASS", "REFERENCE", ""),
        ("GT:GQX:DP:DPF:MIN_DP", "0:30:12:0:12", ".", "PASS", "REFERENCE", ""),
        ("GT:GQX:DP:DPF:MIN_DP", "0/0:30:12:0:12", ".", "LowGQX", "HOLE", "filter LowGQX"),
        ("GT:DP:RGQ", "0/0:12:15", ".", ".", "HOLE", "quality below 20"),
        # half of a gVCF block, an unnamed allele, no field that says how well
        ("GT:DP:GQ", "./0:30:90", "<NON_REF>", ".", "HALF", "no call"),
        ("GT:DP:GQ", "0/1:30:90", "<NON_REF>", ".", "HOLE", "no call"),
        ("GT", "0/0", "<NON_REF>", ".", "HOLE", "neither depth nor quality is stated"),
        # at a variant: FILTER is about the ALT, FT about the sample; DeepVariant's RefCall is no failure
        ("GT:DP:GQ", "0/0:30:90", "C", "VQSRTrancheSNP99.90to100.00", "REFERENCE", ""),
        ("GT:DP:GQ", "0/0:30:40", "C,<*>", "RefCall", "REFERENCE", ""),
        ("GT:DP:GQ:FT", "0/0:30:90:LowDepth", "C", ".", "HOLE", "filter LowDepth"),
        ("GT:DP:GQ:FT", "./.:.:.:LowDepth", "C", ".", "HOLE", "no call (LowDepth)"),
        # a variant that was read badly leaves its base open, by the same limits as reference
        ("GT:DP:GQ", "0/1:3:5", "C", ".", "HOLE", "depth below 10"),
        ("GT:DP:GQ", "0/1:30:5", "C", ".", "HOLE", "quality below 20"),
        ("GT:DP:GQ", "0/1:10:20", "C", ".", "CARRIED", ""),
        ("GT:DP:GQ:FT", "0/1:30:90:LowGQ", "C", ".", "HOLE", "filter LowGQ"),
        ("GT", "0/1", "C", ".", "CARRIED", ""),
        ("GT:DP:GQ", "./1:30:90", "C", ".", "CARRIED", ""),
        # GLnexus: why there is no call, one code per copy
        ("GT:DP:AD:GQ:PL:RNC", "./.:2:2,0:0:0,0,0:II", "C", ".", "HOLE", "no call (not called in the gVCF)"),
        ("GT:RNC", "./.:MM", "C", ".", "HOLE", "no call (missing data)"),
        ("GT:RNC", "0/.:.D", "C", ".", "HALF", "no call (insufficient depth)"),
        ("GT:DP:GQ:RNC", "0/0:30:50:..", "C", ".", "REFERENCE", ""),
    ],
)
def test_what_a_record_says(keys: str, column: str, alt: str, filters: str, level: str, reason: str) -> None:
    found = evidence(keys, column, alt, filters)
    assert (found.level, found.reason) == (Level[level], reason)


def test_a_genotype_that_is_none_is_refused() -> None:
    with pytest.raises(GenotypeError):
        evidence("GT", "x/y")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("chr7 10 20", ""),
        ("chr7 10 20 PMS2_ex1", ""),
        ("chr7 10 20 0:1", "depth below 10"),
        ("chr7 10 20 4:150", "depth below 10"),
        ("chr7 10 20 10:150", ""),
        ("chr7 10 20 150:inf", ""),
        ("chr7 10 20 9.99", "mean depth below 10"),
        ("chr7 10 20 10.00", ""),
        ("chr7 10 20 7", "depth below 10"),
        ("chr7 10 20 ex1 9.99", "mean depth below 10"),
        ("chr7 10 20 ex1 0 +", ""),
        ("chr7 10 20 CALLABLE", ""),
        ("chr7 10 20 LOW_COVERAGE", "LOW_COVERAGE"),
        ("chr7 10 20 POOR_MAPPING_QUALITY", "POOR_MAPPING_QUALITY"),
        ("chr7 10 20 PASS 0 +", ""),
        ("chr7 10 20 FAIL", "FAIL"),
        ("chr7 10 20 FAIL 0 +", "FAIL"),
        ("chr7 10 20 uncallable", "UNCALLABLE"),
        ("chr7 10 20 LowCov", "LOWCOV"),
        ("chr7 10 20 not_covered", "NOT_COVERED"),
        ("chr7 10 20 PMS2_ex3_fail", "PMS2_EX3_FAIL"),
        ("chr7 10 20 PMS2|not|covered", "PMS2|NOT|COVERED"),
        # bedtools coverage: reads, bases with reads, length, fraction; one read at each base is not ten
        ("chr7 10 20 ex1 0 0 10 0.0000000", "depth below 10"),
        ("chr7 10 20 0 0 10 0.0000000", "depth below 10"),
        ("chr7 10 20 ex1 0 + 99 10 10 1.0000000", "depth below 10"),
        ("chr7 10 20 ex1 0 + 12.5000000", ""),
        ("chr7 10 20 ex1 0 + 10 20 255,0,0", ""),
    ],
)
def test_what_a_bed_line_says(line: str, reason: str) -> None:
    """BED: 0-based start, end exclusive, so 10-20 are the bases 11 to 20."""
    found = mark(line.split(), states(), NEEDED)
    assert (found.start, found.end, found.reason) == (11, 20, reason)


@pytest.mark.parametrize(
    ("line", "depth", "mean"),
    [
        ("chr7 10 20 30", 30, None),
        ("chr7 10 20 30.00", None, 30),
        ("chr7 10 20 ex1 41.53", None, 41),
        ("chr7 10 20 20:inf", 20, None),
    ],
)
def test_a_mean_is_no_depth_of_every_base(line: str, depth: int | None, mean: int | None) -> None:
    """mosdepth README: regions.bed.gz has the mean of each region, per-base.bed.gz whole numbers."""
    found = mark(line.split(), states(), NEEDED)
    assert (found.depth, found.mean) == (depth, mean)


@pytest.mark.parametrize(
    ("line", "piece", "reason"),
    [
        ("chr7 0 159345973 30.1", (5_990_000, 5_990_200), "a mean over 159345973 bases"),
        ("chr7 0 1001 30.1", (1, 200), "a mean over 1001 bases"),
        ("chr7 0 1000 30.1", (1, 200), ""),  # two windows of 500
        ("chr7 0 1800 30.1", (1, 900), ""),  # twice the exon
        ("chr7 0 159345973 30", (5_990_000, 5_990_200), ""),  # each base
    ],
)
def test_a_mean_over_much_more_than_the_exon_settles_nothing(
    line: str, piece: tuple[int, int], reason: str
) -> None:
    found = of_piece(mark(line.split(), states(), NEEDED), *piece)
    assert (found.start, found.end) == piece
    assert found.reason.startswith(reason)
    assert bool(found.reason) == bool(reason)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ("10 10 10 10", ""),
        ("10 10 10 9", ""),
        ("10 10 9 0", "depth below 10"),
        ("0 0 0 0", "depth below 10"),
    ],
)
def test_the_thresholds_of_mosdepth_are_read_by_their_header(counts: str, reason: str) -> None:
    """mosdepth README, --thresholds: bases of the region (10 here) at or above each depth of the header."""
    limits = limits_of("#chrom start end region 1X 5X 10X 30X")
    assert limits == (1, 5, 10, 30)
    assert mark(f"chr7 10 20 unknown {counts}".split(), states(), NEEDED, limits).reason == reason
    assert limits_of("#chrom start end name score strand") == ()


@pytest.mark.parametrize(
    "behind",
    [
        "ex1 0 0 0",
        "ex1 10 10 10 10",
        "ex1 35",
        "+ target_1",
        "ex1 1 35",
        "ex1 0 + 35",
        "ex1 FAIL",
        "CALLABLE low",
    ],
)
def test_columns_of_no_known_layout_are_refused(behind: str) -> None:
    """BED: score, strand, thick part. Counts without a header, a count behind a name, Picard's intervals."""
    with pytest.raises(LineError):
        mark(f"chr7 10 20 {behind}".split(), states(), NEEDED)


@pytest.mark.parametrize("line", ["chr7 10", "chr7 ten 20", "chr7 20 10", "chr7 -1 10"])
def test_what_is_no_bed_line(line: str) -> None:
    with pytest.raises(LineError):
        place(line.split())


def name(contig: str) -> str | None:
    return {"7": "chr7", "chr7": "chr7"}.get(contig)


@pytest.mark.parametrize("zipped", [False, True])
def test_a_bed_is_read_at_the_wanted_places(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "a.bed"
    text = b"browser x\ntrack y\n#z\n\n7\t0\t15\r\n7\t90\t99\nGL1\tx\n7\t15\t30\ttarget_12\n"
    path.write_bytes(gzip.compress(text) if zipped else text)
    found, warnings = read_callable(path, joined([("chr7", 11, 20)]), name, NEEDED)
    assert found.closed
    assert told(found.stretches) == [(11, 20, "", None)]
    assert "target_12" in warnings[0]


def fourth(folder: Path, *words: str) -> tuple[str, ...]:
    """The warnings of a BED with a line of one base for each word."""
    lines = (f"7\t{at}\t{at + 1}\t{word}\n" for at, word in enumerate(words))
    (folder / "a.bed").write_text("".join(lines))
    return read_callable(folder / "a.bed", joined([("chr7", 1, 99)]), name, NEEDED)[1]


@pytest.mark.parametrize(
    "words",
    [
        ("exon1", "exon2", "exon1"),
        ("NM_000535.7", "NM_000535.7"),
        ("PMS2", "PMS2"),
        ("ref|PMS2,ens|ENST00000265849", "ref|PMS2,ens|ENST00000265849"),
        ("target_1", "target_2"),
        ("CD40_ex3", "CD40_exon3a", "CD40 exon 3"),
        ("NM_000535.7_cds_0_0_chr7_5973377_r",),
        ("ref|AIMP2,ref|PMS2,ccds|CCDS5343",),
    ],
)
def test_names_of_targets_are_no_states(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Genes of the panel and beside it, accessions, exon numbers, and numbered words of target lists."""
    (warning,) = fourth(tmp_path, *words)
    assert "taken for names" in warning


@pytest.mark.parametrize(
    ("words", "line", "named"),
    [
        (("weak", "weak"), 1, "weak"),
        (("exon1", "thin"), 2, "thin"),
        (("Q10", "Q10"), 1, "Q10"),
        (("CALLABLE", "DP5"), 2, "DP5"),
        (("35", "below20"), 2, "below20"),
        (("not_passed",), 1, "not_passed"),
        (("CD40_ex3_0x",), 1, "CD40_ex3_0x"),
        (("CD40_ex2", "CD40_ex3_below20x"), 2, "CD40_ex3_below20x"),
        (("CD40 exon 3 not sequenced",), 1, "CD40 exon 3 not sequenced"),
        (("CD40_exon3_gap1",), 1, "CD40_exon3_gap1"),
        (("hole_1", "hole_2"), 1, "hole_1"),
        (("PMS2_ex3_N",), 1, "PMS2_ex3_N"),
    ],
)
def test_a_word_that_may_be_a_state_is_refused(
    tmp_path: Path, words: tuple[str, ...], line: int, named: str
) -> None:
    """A negative must not rest on a word that nobody has read: the line and the word are told."""
    with pytest.raises(InputError) as told_of:
        fourth(tmp_path, *words)
    (problem,) = told_of.value.problems
    assert problem.where.endswith(f"a.bed:{line}")
    assert repr(named) in problem.what
    assert "callable_states.tsv" in problem.mend


def test_a_bed_of_elsewhere_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "a.bed").write_text("chr1\t0\t15\n")
    found, warnings = read_callable(tmp_path / "a.bed", joined([("chr7", 11, 20)]), name, NEEDED)
    assert not found.stretches
    assert "build" in warnings[0]


@pytest.mark.parametrize(
    "content", [b"7\t5\n", b"7 1 2\n7\tx\t2\n", gzip.compress(b"7\t1\t2\n" * 99, mtime=0)[:-20]]
)
def test_a_broken_bed_is_told_by_its_place(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.bed").write_bytes(content)
    with pytest.raises(InputError) as told_of:
        read_callable(tmp_path / "a.bed", joined([("chr7", 1, 20)]), name, NEEDED)
    assert "a.bed" in told_of.value.problems[0].where
    assert told_of.value.problems[0].mend


def test_places_are_joined_and_cut() -> None:
    places = joined([("chr7", 30, 40), ("chr7", 1, 10), ("chr7", 11, 12), ("chrX", 5, 5)])
    assert places == {"chr7": [(1, 12), (30, 40)], "chrX": [(5, 5)]}
    assert inside(places, "chr7", 12, 30) == [(12, 12), (30, 30)]
    assert inside(places, "chr7", 13, 29) == []
    assert inside(places, "chr1", 1, 9) == []


def take(looked: Looked, pos: int, alt: str, info: str, *columns: str) -> None:
    site = parse_site(["7", str(pos), ".", "A", alt, ".", ".", info, "GT:DP"], "chr7")
    looked.take(site, info, columns)


def test_a_file_with_blocks_is_closed_and_a_plain_one_keeps_its_holes_alone() -> None:
    gvcf = Looked(joined([("chr7", 11, 20)]), (0, 1), NEEDED)
    take(gvcf, 5, ".", "END=14", "0/0:30", "0/0:4")
    take(gvcf, 15, "C", ".", "0/0:30", "0/1:30")
    assert gvcf.of(0) == Callability(GVCF, True, (Stretch("chr7", 11, 15, True, "", 30),))
    assert told(gvcf.of(1).stretches) == [(11, 14, "depth below 10", 4), (15, 15, "", 30)]
    plain = Looked(joined([("chr7", 11, 20)]), (0, 1), NEEDED)
    take(plain, 15, "C", ".", "0/0:30", "./.:0")
    take(plain, 16, "C", ".", "0/1:30", "0/0:3")
    assert plain.of(0) == Callability(PLAIN, False, ())
    assert told(plain.of(1).stretches) == [(15, 15, "no call", 0), (16, 16, "depth below 10", 3)]


def test_sites_of_reference_alone_can_fill_an_exon_without_closing_the_file() -> None:
    """An all-sites VCF: every base its own record, and nothing said of the rest."""
    looked = Looked(joined([("chr7", 11, 13)]), (0,), NEEDED)
    for pos in (11, 12, 13):
        take(looked, pos, ".", ".", "0/0:30")
    found = looked.of(0)
    assert not found.closed
    assert found.covers("chr7", 11, 13)


def test_a_structural_record_says_nothing_of_the_bases_inside() -> None:
    looked = Looked(joined([("chr7", 11, 20)]), (0,), NEEDED)
    take(looked, 5, "<DEL>", "END=30", "0/0:30")
    take(looked, 5, "<DEL>", "END=30", "./.:0")
    assert looked.of(0) == Callability(PLAIN, False, ())


@pytest.mark.parametrize(
    ("records", "gvcf"),
    [
        ([(15, "CA", ".", ".")], False),  # bcftools view -s MOTHER -a of a deletion of the child
        ([(15, "C", "<*>", ".")], False),  # one record of bcftools mpileup
        ([(15, "C", "<*>", "."), (17, "C", "<*>", ".")], False),
        ([(15, "C", "<NON_REF>", "."), (16, "C", "<NON_REF>", ".")], True),  # GATK -ERC BP_RESOLUTION
        ([(15, "C", ".", "END=16")], True),
        ([(15, "CA", ".", "END=16")], False),  # END says no more than REF
        ([(15, "CA", ".", "END=18")], True),
    ],
)
def test_a_record_of_its_own_bases_makes_no_gvcf(
    records: list[tuple[int, str, str, str]], gvcf: bool
) -> None:
    """VCF 4.5: a block reaches to END; bcftools manual: `view -a` trims ALT alleles that nobody left has."""
    looked = Looked(joined([("chr7", 11, 20)]), (0,), NEEDED)
    for pos, ref, alt, info in records:
        site = parse_site(["7", str(pos), ".", ref, alt, ".", ".", info, "GT:DP"], "chr7")
        looked.take(site, info, ["0/0:30"])
    assert looked.of(0).closed is gvcf
