"""The bundled reference as other steps see it: names, lengths, regions, bases, models."""

import subprocess
import sys
from pathlib import Path

import pytest

from hyperigm.core.variant import Build
from hyperigm.edges.assemblies import load_assemblies
from hyperigm.edges.reference import load_reference
from hyperigm.errors import ResourceError

GRCH37 = load_reference(Build.GRCH37)
GRCH38 = load_reference(Build.GRCH38)


@pytest.mark.parametrize(
    ("build", "contig", "expected"),
    [
        # Oracle: NCBI assembly reports of GRCh38 and GRCh37 (accessions of the chromosomes).
        (Build.GRCH38, "7", "chr7"),
        (Build.GRCH38, "chr12", "chr12"),
        (Build.GRCH38, "NC_000020.11", "chr20"),
        (Build.GRCH38, "CM000685.2", "chrX"),
        (Build.GRCH38, "23", "chrX"),
        (Build.GRCH38, "x", "chrX"),
        (Build.GRCH37, "NC_000023.10", "chrX"),
        (Build.GRCH37, "Y", "chrY"),
        (Build.GRCH38, "NC_000023.10", None),
        (Build.GRCH37, "NC_000007.14", None),
        (Build.GRCH38, "1", None),
        (Build.GRCH38, "chrX_KI270880v1_alt", None),
    ],
)
def test_contig_names_become_the_panels(build: Build, contig: str, expected: str | None) -> None:
    assert load_reference(build).canonical(contig) == expected


# Oracle: chromosome lengths of UCSC's hg38, hg19, hg18 and hs1 chrom.sizes, in the order 7, 12, 20, X, Y.
LENGTHS = {
    "GRCh38": (159345973, 133275309, 64444167, 156040895, 57227415),
    "GRCh37": (159138663, 133851895, 63025520, 155270560, 59373566),
    "NCBI36": (158821424, 132349534, 62435964, 154913754, 57772954),
    "T2T-CHM13v2.0": (160567428, 133324548, 66210255, 154259566, 62460029),
}


def test_every_assembly_that_a_header_may_name_has_its_lengths() -> None:
    found = {item.name: tuple(chrom.length for chrom in item.chromosomes) for item in load_assemblies()}
    assert found == LENGTHS
    assert [item.name for item in load_assemblies() if item.supported] == ["GRCh38", "GRCh37"]


def test_grch38_refget_accessions_are_the_published_ones() -> None:
    """Oracle: domain.md, GRCh38 refget accessions."""
    assert {item.name: item.refget for item in GRCH38.chromosomes if item.name != "chrY"} == {
        "chr7": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
        "chr12": "SQ.6wlJpONE3oNb4D69ULmEXhqyDZ4vwNfl",
        "chr20": "SQ.-A1QmD_MatoqxvgVxBLZTONHz9-c7nQo",
        "chrX": "SQ.w0WZEvgJF0zf_P4yyTzjjv9oW1z61HHP",
    }


def test_pseudoautosomal_regions_of_x_hold_no_gene_of_the_panel() -> None:
    """Oracle: domain.md, PAR of both builds, and that none of the six genes lies in one."""
    expected = {
        Build.GRCH38: {(10001, 2781479), (155701383, 156030895)},
        Build.GRCH37: {(60001, 2699520), (154931044, 155260560)},
    }
    for build, spans in expected.items():
        reference = load_reference(build)
        assert {(item.start, item.end) for item in reference.pseudoautosomal if item.chrom == "chrX"} == spans
        for region in (item for item in reference.regions if item.chrom == "chrX"):
            assert all(region.end < start or region.start > end for start, end in spans)


def test_regions_unite_the_lrg_slice_and_the_mane_span() -> None:
    """Oracle: slice headers of shared/reference, MANE spans of domain.md; PMS2 alone reaches further."""
    found = {item.gene: (item.chrom, item.start, item.end) for item in GRCH38.regions}
    assert found == {
        "PMS2": ("chr7", 5970925, 6014106),
        "AICDA": ("chr12", 8600166, 8617846),
        "UNG": ("chr12", 109092610, 109112993),
        "CD40": ("chr20", 46113267, 46131745),
        "CD40LG": ("chrX", 136643177, 136662390),
        "IKBKG": ("chrX", 154537244, 154567044),
    }


def test_bases_are_those_of_known_variants() -> None:
    """Oracle: domain.md, known-answer variants and the liftover trap at GRCh37 chrX:153792168."""
    assert GRCH38.fetch("chrX", 136648355, 136648355) == "T"
    assert GRCH38.fetch("chrX", 154564450, 154564450) == "T"
    assert GRCH38.fetch("chrX", 154564372, 154564372) == "G"
    assert GRCH37.fetch("chrX", 153792168, 153792168) == "T"
    assert GRCH38.fetch("chrX", 154563953, 154563953) == "C"


def test_where_there_is_no_sequence_there_is_n() -> None:
    """Oracle: README of shared, the slice headers: PMS2's last 314 bases end where the slice starts."""
    around = GRCH38.fetch("chr7", 5970925, 5971240)
    assert around[:314] == "N" * 314
    assert set(around[314:]) <= set("ACGT")
    assert GRCH38.fetch("chr20", 1, 10) == "N" * 10
    # By hand: from the last ten bases of CD40LG's slice to the first ten of IKBKG's on the same chromosome.
    both = GRCH38.fetch("chrX", 136662381, 154537253)
    assert len(both) == 154537253 - 136662381 + 1
    assert "N" not in both[:10] + both[-10:]
    assert both.count("N") == len(both) - 20


@pytest.mark.parametrize(("start", "end"), [(0, 5), (10, 8), (159345970, 159345974)])
def test_a_place_outside_the_chromosome_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is no place on GRCh38"):
        GRCH38.fetch("chr7", start, end)


def test_mane_select_comes_first_and_older_transcripts_follow() -> None:
    """Oracle: domain.md, MANE Select v1.5 and the other transcripts still seen in reports."""
    accessions = [model.accession for model in GRCH38.transcripts]
    assert [model.mane for model in GRCH38.transcripts] == [True] * 6 + [False] * (len(accessions) - 6)
    assert {"NM_003639.4", "NM_001099856.3", "NM_003362.3", "NM_152854.2"} <= set(accessions[6:])
    model = GRCH38.mane("UNG")
    assert (model.accession, model.ensembl, model.protein) == (
        "NM_080911.3",
        "ENST00000242576.7",
        "NP_550433.1",
    )
    with pytest.raises(KeyError):
        GRCH38.mane("BTK")


def test_what_is_not_bundled_is_a_key_error() -> None:
    for look in (GRCH38.cdna, GRCH38.protein, GRCH38.transcript, GRCH38.chromosome):
        with pytest.raises(KeyError):
            look("NM_000000.1")


def test_loading_needs_no_htslib_and_no_data_frames() -> None:
    """A step that only asks for names must not pay for them; said by a fresh interpreter's modules."""
    code = (
        "import sys\n"
        "from hyperigm.core.variant import Build\n"
        "from hyperigm.edges.reference import load_reference\n"
        "load_reference(Build.GRCH38)\n"
        "print(sorted({'pysam', 'pandas', 'cyvcf2', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_broken_gene_model_file_is_a_resource_error(tmp_path: Path, root: Path) -> None:
    for name in ("assemblies.tsv", "chromosomes.tsv", "pseudoautosomal.tsv"):
        (tmp_path / name).write_bytes((root / "resources" / "reference" / name).read_bytes())
    (tmp_path / "GRCh38").mkdir()
    (tmp_path / "GRCh38" / "mane.gff3").write_text("chrX\tMANE\texon\tone\n")
    with pytest.raises(ResourceError, match="not a readable gene model file"):
        load_reference(Build.GRCH38, tmp_path)
