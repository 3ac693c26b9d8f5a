"""Files of frequencies and scores that a user may give, written by hand.

Oracle: gnomAD's, SpliceAI's and AlphaMissense's own formats; positions from the reference slices.
"""

import gzip
from pathlib import Path

import pysam
import pytest

from hyperigm.core.annotation import ClinVar
from hyperigm.core.clinvar import UnknownWordError, breakdown
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.evidence import Evidence
from hyperigm.edges.gnomad import Frequencies, read_gnomad
from hyperigm.edges.insilico import Scores, read_insilico
from hyperigm.edges.reference import load_reference
from hyperigm.errors import ResourceError

REFERENCE = load_reference(Build.GRCH38)
POPULATIONS = load_acmg_rules().populations
MET36LYS = Allele("chrX", 136648355, "T", "A")
MET36ARG = Allele("chrX", 136648355, "T", "G")
COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
HEAD = f"##fileformat=VCFv4.2\n##reference=GRCh38\n{COLUMNS}\n"
NFE = "AC=2;AN=180000;AC_nfe=2;AN_nfe=80000;AC_XY=1"


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def gnomad(*paths: Path, wanted: tuple[Allele, ...] = (MET36LYS,)) -> Frequencies:
    return read_gnomad(paths, wanted, REFERENCE, POPULATIONS)


def test_a_gnomad_file_plain_zipped_or_indexed(tmp_path: Path) -> None:
    """2 / 80,000 = 2.5e-5; one XY person: X, outside the pseudoautosomal regions."""
    text = HEAD + f"chrX\t136648355\t.\tT\tA\t.\tPASS\t{NFE}\n"
    plain = write(tmp_path / "plain.vcf", text)
    zipped = tmp_path / "zipped.vcf.gz"
    zipped.write_bytes(gzip.compress(text.encode()))
    indexed = tmp_path / "indexed.vcf.gz"
    pysam.tabix_compress(str(plain), str(indexed))
    pysam.tabix_index(str(indexed), preset="vcf")
    for path in (plain, zipped, indexed):
        found = gnomad(path).of(MET36LYS)
        assert found is not None
        assert (found.af, found.group, found.hemizygotes) == (2.5e-5, "nfe", 1)
        assert gnomad(path).files == (path.name,)


def test_the_index_of_an_earlier_release_is_left_aside(tmp_path: Path) -> None:
    """The new release has the allele, the index beside it is the old one's; or is no index."""
    old, new = tmp_path / "old.vcf.gz", tmp_path / "new.vcf.gz"
    for path, records in ((old, ""), (new, f"chrX\t136648355\t.\tT\tA\t.\tPASS\t{NFE}\n")):
        earlier = "chrX\t136600000\t.\tT\tA\t.\tPASS\t.\n"
        pysam.tabix_compress(str(write(tmp_path / "plain.vcf", HEAD + earlier + records)), str(path))
        pysam.tabix_index(str(path), preset="vcf")
    assert gnomad(old).of(MET36LYS) is None
    for index in (Path(f"{old}.tbi").read_bytes(), b"none"):
        Path(f"{new}.tbi").write_bytes(index)
        found = gnomad(new).of(MET36LYS)
        assert found is not None
        assert found.hemizygotes == 1


def test_an_indel_is_found_by_its_normal_form(tmp_path: Path) -> None:
    """The bases at chrX:136648354-6 with one more base on the right are the same substitution."""
    around = REFERENCE.fetch("chrX", 136648354, 136648356)
    padded = f"chrX\t136648354\t.\t{around}\t{around[0]}A{around[2]}\t.\tPASS\t{NFE}\n"
    found = gnomad(write(tmp_path / "padded.vcf", HEAD + padded)).of(MET36LYS)
    assert found is not None
    assert found.af == 2.5e-5


def test_an_allele_that_is_not_listed_is_unknown_and_absent_only_beside_a_record(tmp_path: Path) -> None:
    """A record 25 bases away shows that people were looked at; one 26 bases away does not."""
    ref = REFERENCE.fetch("chrX", 136648380, 136648380)
    alt = "A" if ref != "A" else "C"
    path = write(tmp_path / "near.vcf", HEAD + f"chrX\t136648380\t.\t{ref}\t{alt}\t.\tPASS\t{NFE}\n")
    found = gnomad(path).of(MET36LYS)
    assert found is not None
    assert (found.af, found.absent, found.distance, found.an) == (None, True, 25, 180000)
    assert gnomad(path).of(Allele("chrX", 136648354, "A", "C")) is None


def test_filters_are_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "f.vcf", HEAD + f"chrX\t136648355\t.\tT\tA\t.\tAC0;RF\t{NFE}\n")
    found = gnomad(path).of(MET36LYS)
    assert found is not None
    assert found.filters == ("AC0", "RF")


def test_a_file_of_the_other_build_is_left_alone(tmp_path: Path) -> None:
    other = HEAD.replace("GRCh38", "GRCh37") + "X\t135730514\t.\tT\tA\t.\tPASS\t" + NFE + "\n"
    found = gnomad(write(tmp_path / "other.vcf", other))
    assert (found.of(MET36LYS), found.files) == (None, ())


def test_a_file_of_no_build_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    text = f"##fileformat=VCFv4.2\n{COLUMNS}\nchrX\t136648355\t.\tG\tA\t.\tPASS\t{NFE}\n"
    with pytest.raises(ResourceError, match="REF differs from GRCh38 in 1 of 1"):
        gnomad(write(tmp_path / "none.vcf", text))


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="cut off"):
        gnomad(write(tmp_path / "cut.vcf", f"{HEAD}chrX\t1366483"))


def test_none_means_no_frequencies() -> None:
    assert read_gnomad((Path("none"),), (MET36LYS,), REFERENCE, POPULATIONS).files == ()


def scores(path: Path) -> dict[str, float]:
    found = read_insilico((path,), (MET36LYS,), REFERENCE).found
    return {score.tool: score.value for score in found.get(MET36LYS.key, ())}


def test_scores_of_a_vcf(tmp_path: Path) -> None:
    """SpliceAI: the highest of the four delta scores of this ALT (0.31), not of the other one."""
    info = "SpliceAI=A|CD40LG|0.01|0.31|0.00|0.02|1|2|3|4,G|CD40LG|0.99|0|0|0|1|2|3|4;REVEL=0.7;CADD_PHRED=26"
    path = write(tmp_path / "s.vcf", f"{HEAD}X\t136648355\t.\tT\tA,G\t.\t.\t{info}\n")
    assert scores(path) == {"SpliceAI": 0.31, "REVEL": 0.7, "CADD": 26.0}


def test_only_the_splice_scores_of_the_gene_itself_count(tmp_path: Path) -> None:
    """SpliceAI writes one entry per gene at a place (ALLELE|SYMBOL|DS_AG|...): the neighbour's 0.99 is not
    CD40LG's, and an entry without a symbol is taken."""
    row = f"{HEAD}X\t136648355\t.\tT\tA\t.\t.\tSpliceAI="
    both = "A|ARHGEF6|0.99|0|0|0|1|2|3|4,A|CD40LG|0.01|0.02|0|0|1|2|3|4"
    assert scores(write(tmp_path / "both.vcf", f"{row}{both}\n")) == {"SpliceAI": 0.02}
    assert scores(write(tmp_path / "other.vcf", f"{row}A|ARHGEF6|0.99|0|0|0|1|2|3|4\n")) == {}
    assert scores(write(tmp_path / "none.vcf", f"{row}A|.|0.4|0|0|0|1|2|3|4\n")) == {"SpliceAI": 0.4}


def test_scores_of_tables(tmp_path: Path) -> None:
    """AlphaMissense has one line per transcript: the highest counts. A header may lack its `#`."""
    header = "#CHROM\tPOS\tREF\tALT\tgenome\tuniprot_id\ttranscript_id\tprotein_variant\tam_pathogenicity\n"
    line = "chrX\t136648355\tT\tA\thg38\tP29965\tENST1\tM36K\t{}\n"
    table = write(tmp_path / "am.tsv", header + line.format("0.5") + line.format("0.93"))
    assert scores(table) == {"AlphaMissense": 0.93}
    revel = write(tmp_path / "revel.tsv", "chr\tpos\tref\talt\tREVEL\nX\t136648355\tT\tA\t0.81\n")
    assert scores(revel) == {"REVEL": 0.81}
    missing = write(tmp_path / "missing.tsv", "chr\tpos\tref\talt\tREVEL\nX\t136648355\tT\tA\t.\n")
    assert scores(missing) == {}


@pytest.mark.parametrize(
    ("header", "row", "found"),
    [
        # REVEL's own table as VEP's plug-in has it made: both positions, `.` where one build has none
        (
            "#chr\thg19_pos\tgrch38_pos\tref\talt\taaref\taaalt\tREVEL",
            "X\t{b37}\t{b38}\tT\tA\tM\tK\t0.81",
            0.81,
        ),
        ("#chr\thg19_pos\tgrch38_pos\tref\talt\taaref\taaalt\tREVEL", "X\t{b38}\t.\tT\tA\tM\tK\t0.81", None),
        ("#chr\thg19_pos\tref\talt\tREVEL", "X\t{b37}\tT\tA\t0.81", None),
        # dbNSFP from release 3 on: pos(1-based) is GRCh38
        (
            "#chr\tpos(1-based)\tref\talt\thg19_chr\thg19_pos(1-based)\tREVEL_score",
            "X\t{b38}\tT\tA\tX\t{b37}\t0.81;.",
            0.81,
        ),
    ],
)
def test_tables_with_a_position_for_each_build(
    tmp_path: Path, header: str, row: str, found: float | None
) -> None:
    """CD40LG c.107T>A is chrX:135730514 on GRCh37 and chrX:136648355 on GRCh38 (ClinVar)."""
    text = f"{header}\n{row.format(b37=135730514, b38=136648355)}\n"
    path = write(tmp_path / "revel.tsv", text)
    assert scores(path).get("REVEL") == found
    old = load_reference(Build.GRCH37)
    allele = Allele("chrX", 135730514, "T", "A")
    if "{b37}" in row:
        assert [s.value for s in read_insilico((path,), (allele,), old).found[allele.key]] == [0.81]


def test_scores_of_the_other_build_are_left_alone_or_refused(tmp_path: Path) -> None:
    """AlphaMissense tables say hg19 or hg38 in `genome` and in no header; another table says nothing; its
    REF tells (chrX:136648355 is T on GRCh38, the annotation of ClinVar 26201)."""
    header = "# Copyright\n#\n#CHROM\tPOS\tREF\tALT\tgenome\tuniprot_id\ttranscript_id\tprotein_variant"
    row = "chrX\t136648355\tT\tA\t{}\tP29965\tENST1\tM36K\t0.93\tlikely_pathogenic\n"
    for genome, expected in (("hg19", {}), ("hg38", {"AlphaMissense": 0.93})):
        text = f"{header}\tam_pathogenicity\tam_class\n{row.format(genome)}"
        path = write(tmp_path / f"{genome}.tsv", text)
        assert scores(path) == expected
        used = read_insilico((path,), (MET36LYS,), REFERENCE).files
        assert used == ((path.name,) if expected else ())
    wrong = write(tmp_path / "wrong.tsv", "chr\tpos\tref\talt\tREVEL\nX\t136648355\tG\tA\t0.81\n")
    with pytest.raises(ResourceError, match="REF differs from GRCh38 in 1 of 1 rows"):
        scores(wrong)
    vcf = write(
        tmp_path / "w.vcf", f"##fileformat=VCFv4.2\n{COLUMNS}\nX\t136648355\t.\tG\tA\t.\t.\tREVEL=0.7\n"
    )
    with pytest.raises(ResourceError, match="REF differs from GRCh38 in 1 of 1 rows"):
        scores(vcf)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0.95;0.95;.", 0.95),
        (".;0.2;0.7", 0.7),
        ("0.4&0.6", 0.6),
        ("0.3,0.5", 0.5),
        (".;.", None),
        ("NA", None),
    ],
)
def test_of_several_values_in_one_cell_the_highest_counts(
    cell: str, expected: float | None, tmp_path: Path
) -> None:
    """dbNSFP's readme: several scores, one per transcript, are separated by `;`, and `.` is missing."""
    found = {} if expected is None else {"REVEL": expected}
    text = f"chrom\tpos\tref\talt\tREVEL_score\nX\t136648355\tT\tA\t{cell}\n"
    assert scores(write(tmp_path / "dbnsfp.tsv", text)) == found


def test_a_value_that_is_no_score_is_refused(tmp_path: Path) -> None:
    text = "chrom\tpos\tref\talt\tREVEL_score\nX\t136648355\tT\tA\t0.9;high\n"
    with pytest.raises(ResourceError, match=r"revel_score has '0\.9;high', which is no score"):
        scores(write(tmp_path / "dbnsfp.tsv", text))


@pytest.mark.parametrize(
    ("column", "cell"),
    [("REVEL", "-1"), ("REVEL", "95"), ("REVEL", "inf"), ("CADD_phred", "-0.2"), ("ds_max", "1.01")],
)
def test_a_value_that_the_predictor_never_gives_is_refused_with_its_record(
    tmp_path: Path, column: str, cell: str
) -> None:
    """REVEL, AlphaMissense and SpliceAI's deltas are 0 to 1 (their papers), CADD's PHRED 0 to 99; -1 is a
    common mark for a missing score, and would be BP4 Very Strong."""
    text = f"chrom\tpos\tref\talt\t{column}\nX\t136648355\tT\tA\t{cell}\n"
    with pytest.raises(ResourceError, match=r"x\.tsv: record chrX-136648355-T-A.* no score: .* gives 0 to"):
        scores(write(tmp_path / "x.tsv", text))


def test_a_splice_score_that_is_none_is_refused(tmp_path: Path) -> None:
    row = f"{HEAD}X\t136648355\t.\tT\tA\t.\t.\tSpliceAI="
    with pytest.raises(ResourceError, match="SpliceAI gives 0 to 1"):
        scores(write(tmp_path / "s.vcf", f"{row}A|CD40LG|0.01|-1|0|0|1|2|3|4\n"))
    assert scores(write(tmp_path / "none.vcf", f"{row}A|CD40LG|.|.|.|.|.|.|.|.\n")) == {}


def test_a_row_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    """A table that ends within a row has lost what came after it, too."""
    text = "chrom\tpos\tref\talt\tREVEL\nX\t136648355\tT\tA\t0.9\nX\t136648355\tT\n"
    with pytest.raises(ResourceError, match=r"cut\.tsv row 3.*3 cells where the header has 5"):
        scores(write(tmp_path / "cut.tsv", text))


def test_a_score_is_found_by_the_normal_form_of_its_allele(tmp_path: Path) -> None:
    """chrX:136648354 is A, so AT to AA is T to A one base on; a deletion within a repeat is the same one
    wherever it is written (VCF 4.3, left-aligned and parsimonious: Tan 2015, PMID 25701572)."""
    around = REFERENCE.fetch("chrX", 136648354, 136648355)
    row = f"X\t136648354\t{around}\t{around[0]}A\t0.9\n"
    assert scores(write(tmp_path / "p.tsv", f"chrom\tpos\tref\talt\tREVEL\n{row}")) == {"REVEL": 0.9}
    start = 136644000
    bases = REFERENCE.fetch("chrX", start, start + 4000)
    at = next(i for i in range(1, 3900) if bases[i] == bases[i + 1] == bases[i + 2] != bases[i - 1])
    left = Allele("chrX", start + at - 1, bases[at - 1 : at + 1], bases[at - 1])
    right = f"X\t{start + at + 1}\t{bases[at + 1 : at + 3]}\t{bases[at + 1]}\t0.8\n"
    path = write(tmp_path / "d.tsv", f"chrom\tpos\tref\talt\tds_max\n{right}")
    assert [s.value for s in read_insilico((path,), (left,), REFERENCE).found[left.key]] == [0.8]


def test_several_bases_exchanged_at_once_are_unknown_not_absent(tmp_path: Path) -> None:
    """gnomAD lists the two substitutions apart, with AF 0.3 here: 30,000 of 100,000."""
    ref = REFERENCE.fetch("chrX", 136648355, 136648356)
    alt = "".join("C" if base != "C" else "G" for base in ref)
    common = "AC=30000;AN=100000;AC_nfe=30000;AN_nfe=100000"
    rows = [f"chrX\t{136648355 + i}\t.\t{ref[i]}\t{alt[i]}\t.\tPASS\t{common}\n" for i in (0, 1)]
    path = write(tmp_path / "m.vcf", HEAD + "".join(rows))
    assert gnomad(path).of(Allele("chrX", 136648355, ref, alt)) is None
    deletion = gnomad(path).of(Allele("chrX", 136648354, "A" + ref[0], "A"))
    assert deletion is not None
    assert deletion.absent


def one_release(folder: Path, *names: str) -> Frequencies:
    infos = {
        "exomes": "AC=6;AN=100000;AC_nfe=4;AN_nfe=60000;nhomalt=1;AC_XY=2;faf95_nfe=0.5;AC_afr=2;AN_afr=9000",
        "genomes": "AC=2;AN=20000;AC_nfe=2;AN_nfe=20000;nhomalt=1;AC_XY=1",
        "joint": "AC_joint=8;AN_joint=125000;AC_joint_nfe=6;AN_joint_nfe=85000;nhomalt_joint=2;AC_joint_XY=3",
    }
    row = "chrX\t136648355\t.\tT\tA\t.\tPASS\t"
    paths = [
        write(folder / name, f"{HEAD}{row}{next(text for part, text in infos.items() if part in name)}\n")
        for name in names
    ]
    return gnomad(*paths)


@pytest.mark.parametrize(
    ("names", "af", "ac", "homozygotes", "hemizygotes"),
    [
        # 2 of 9,000 Africans are 2.2e-4, above 6 of 80,000; carriers 1 + 1 and 2 + 1
        (("gnomad.exomes.v4.1.sites.chrX.vcf", "gnomad.genomes.v4.1.sites.chrX.vcf"), 2 / 9000, 2, 2, 3),
        (("gnomad_exomes_v2.1.1.GRCh38.vcf", "gnomad_genomes_v2.1.1.GRCh38.vcf"), 2 / 9000, 2, 2, 3),
        # of two releases, or beside the joint file of this one, nothing is added: 1 and 2, or 2 and 3
        (("gnomad.exomes.v4.1.sites.chrX.vcf", "gnomad.genomes.v3.1.2.sites.chrX.vcf"), 2 / 9000, 2, 1, 2),
        (
            (
                "gnomad.exomes.v4.1.sites.chrX.vcf",
                "gnomad.genomes.v4.1.sites.chrX.vcf",
                "gnomad.joint.v4.1.sites.chrX.vcf",
            ),
            2 / 9000,
            2,
            2,
            3,
        ),
    ],
)
def test_exomes_and_genomes_of_one_release_are_added_up(
    tmp_path: Path, names: tuple[str, ...], af: float, ac: int, homozygotes: int, hemizygotes: int
) -> None:
    """They are other people (gnomAD, v4.1 joint: exomes and genomes combined), releases share theirs."""
    found = one_release(tmp_path, *names).of(MET36LYS)
    assert found is not None
    assert (found.af, found.ac) == (af, ac)
    assert (found.homozygotes, found.hemizygotes) == (homozygotes, hemizygotes)


def test_the_frequency_of_two_parts_is_that_of_all_their_people(tmp_path: Path) -> None:
    """4 of 60,000 and 2 of 20,000 are 6 of 80,000: 7.5e-5, where 2 of 20,000 alone would be 1e-4."""
    row = "chrX\t136648355\t.\tT\tA\t.\tPASS\t"
    exomes = write(tmp_path / "gnomad.exomes.v4.1.vcf", f"{HEAD}{row}AC=4;AN=60000;AC_nfe=4;AN_nfe=60000\n")
    genomes = write(tmp_path / "gnomad.genomes.v4.1.vcf", f"{HEAD}{row}AC=2;AN=20000;AC_nfe=2;AN_nfe=20000\n")
    found = gnomad(exomes, genomes).of(MET36LYS)
    assert found is not None
    assert (found.af, found.ac, found.an, found.group) == (7.5e-5, 6, 80000, "nfe")
    again = gnomad(exomes, exomes).of(MET36LYS)
    assert again is not None
    assert again.ac == 4, "a file that is named twice has its people once"


def test_a_table_without_a_score_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="header is chr pos ref alt other"):
        scores(write(tmp_path / "x.tsv", "chr\tpos\tref\talt\tother\n"))


def known(significance: str, stars: int | None = 2) -> ClinVar:
    return ClinVar("26201", significance, "", stars)


def test_the_neighbours_of_a_residue_leave_the_allele_itself_out() -> None:
    """p.Met36Lys and p.Met36Arg are alleles of one base (ClinVar 26201); a benign one is no neighbour."""
    annotated = Annotator(REFERENCE, {}).annotation(MET36LYS)
    for significance, expected in (("Pathogenic", [(MET36ARG.key, False)]), ("Benign", [])):
        records = {MET36ARG.key: known(significance), MET36LYS.key: known("Pathogenic")}
        evidence = Evidence(REFERENCE, records, Frequencies(), Scores({}))
        found = evidence.added(MET36LYS, annotated).neighbours
        assert [(near.key, near.same_change) for near in found] == expected


def test_the_breakdown_of_conflicting_submissions() -> None:
    """CLNSIGCONF, as releases before and after 2022 write it; an unknown word fails as it does in CLNSIG."""
    old = "Likely_benign(1),_Uncertain_significance(2)"
    assert breakdown(old) == ("Likely_benign(1)", "Uncertain_significance(2)")
    assert breakdown("Pathogenic(1)|Uncertain_significance(3)") == (
        "Pathogenic(1)",
        "Uncertain_significance(3)",
    )
    assert breakdown("") == ()
    with pytest.raises(UnknownWordError):
        breakdown("Pathogenicish(1)")
