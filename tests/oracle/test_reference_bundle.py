"""The reference bundle against sources it was not made from: slices, proteins, tables, bcftools, ClinVar."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pysam
import pysam.bcftools
import pytest

from hyperigm.core import splice
from hyperigm.core.bundle import Sources, assembled, faults, missing
from hyperigm.core.panel import Transcript
from hyperigm.core.strand import reverse_complement
from hyperigm.core.variant import Build
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.errors import ResourceError
from hyperigm.steps.bundle import bundle, read_sources

BUILDS = pytest.mark.parametrize("build", list(Build))
GENES = {"AICDA", "CD40", "CD40LG", "IKBKG", "PMS2", "UNG"}


def fasta(path: Path) -> dict[str, str]:
    """Whole header line -> sequence."""
    records = path.read_text().split(">")[1:]
    parts = [record.split("\n", 1) for record in records]
    return {header: bases.replace("\n", "") for header, bases in parts}


def slices(shared: Path, build: Build) -> Iterator[tuple[str, int, str]]:
    """Chromosome, first position, bases of the independently built slices."""
    for header, bases in fasta(shared / "reference" / "slices" / f"six_genes.{build}.slices.fa").items():
        chrom, start = header.split()[0].split(":")
        yield chrom, int(start.split("-")[0]), bases


@BUILDS
def test_sequence_equals_the_slices_base_by_base(shared: Path, build: Build) -> None:
    """Read by htslib from the bundled file, so that the file and its indexes are held as well."""
    compared = 0
    with pysam.FastaFile(str(load_reference(build).fasta)) as genome:
        for chrom, start, bases in slices(shared, build):
            assert genome.fetch(chrom, start - 1, start - 1 + len(bases)) == bases
            compared += 1
    assert compared == 6


@BUILDS
def test_the_genome_has_bases_nowhere_else(shared: Path, build: Build) -> None:
    """Beside every slice the file is N up to the next one; oracle: the slices' own ends."""
    reference = load_reference(build)
    with pysam.FastaFile(str(reference.fasta)) as genome:
        assert list(genome.references) == ["chr7", "chr12", "chr20", "chrX"]
        assert list(genome.lengths) == [reference.assembly.length(chrom) for chrom in genome.references]
        for chrom, start, bases in slices(shared, build):
            assert genome.fetch(chrom, start - 1001, start - 1) == "N" * 1000
            after = start - 1 + len(bases)
            assert genome.fetch(chrom, after, after + 1000) == "N" * 1000


@BUILDS
def test_fetch_and_htslib_read_the_same(build: Build) -> None:
    reference = load_reference(build)
    with pysam.FastaFile(str(reference.fasta)) as genome:
        for region in reference.regions:
            start, end = region.start - 50, region.end + 50
            assert reference.fetch(region.chrom, start, end) == genome.fetch(region.chrom, start - 1, end)


@BUILDS
def test_all_45_introns_are_gt_ag(shared: Path, build: Build) -> None:
    """Exon ends from the loaded models, bases from the slices; 45 is the count of shared/README.md."""
    introns = []
    for model in load_reference(build).transcripts[:6]:
        chrom, first, bases = next(
            item
            for item in slices(shared, build)
            if item[0] == model.chrom and item[1] <= model.exons[0].start < item[1] + len(item[2])
        )
        assert chrom == model.chrom
        for before, after in pairwise(model.exons):
            low, high = min(before.end, after.end) + 1, max(before.start, after.start) - 1
            intron = bases[low - first : high - first + 1]
            introns.append(intron if model.strand == 1 else reverse_complement(intron))
    assert len(introns) == 45
    assert {(intron[:2], intron[-2:]) for intron in introns} == {("GT", "AG")}


@BUILDS
def test_each_coding_sequence_makes_the_known_protein(shared: Path, build: Build) -> None:
    """Oracle: the proteins of shared/reference/slices, and NP_000526.2's Lys541 of domain.md."""
    reference = load_reference(build)
    known = fasta(shared / "reference" / "slices" / "MANE_six_genes.protein.GRCh38.fa")
    proteins = {header.split()[0]: residues.rstrip("*") for header, residues in known.items()}
    models = [model for model in reference.transcripts if model.mane]
    assert {model.gene for model in models} == GENES
    for model in models:
        assert model.protein is not None
        spliced = "".join(splice.exon_sequences(model, reference.fetch))
        assert list(splice.coding_faults(model, spliced, proteins[model.protein])) == []
        assert reference.protein(model.protein) == proteins[model.protein]
    assert reference.protein("NP_000526.2")[540] == "K"
    assert reference.protein("NP_000526.1")[540] == "E"


@BUILDS
def test_mane_models_are_those_of_the_tables(shared: Path, build: Build) -> None:
    """Oracle: models.json, a second file of the same source."""
    models = json.loads((shared / "reference" / "models" / "models.json").read_text())
    for symbol in GENES:
        model = load_reference(build).mane(symbol)
        expected = models[symbol]["MANE"]
        assert sorted([exon.start, exon.end] for exon in model.exons) == sorted(expected[build]["exons"])
        assert list(model.cds or ()) == expected[build]["cds_from_LRG_t1"]
        assert (model.accession, model.protein) == (expected["refseq_nuc"], expected["refseq_prot"])
        assert (model.ensembl, model.ensembl_protein) == (expected["ensembl_nuc"], expected["ensembl_prot"])


@BUILDS
def test_older_transcripts_make_proteins_of_the_stated_length(shared: Path, build: Build) -> None:
    """Oracle: all_transcripts.tsv (aa_len), and the fixed proteins of the LRG records."""
    reference = load_reference(build)
    with (shared / "reference" / "models" / "all_transcripts.tsv").open() as handle:
        rows = [row for row in csv.DictReader(handle, delimiter="\t") if row["build"] == build]
    lengths = {row["transcript"]: int(row["aa_len"]) for row in rows if row["transcript"].startswith("NM_")}
    older = [model for model in reference.transcripts if not model.mane]
    assert {model.accession for model in older} == set(lengths)
    for model in older:
        assert model.protein is not None
        assert len(reference.protein(model.protein)) == lengths[model.accession]
    fixed = fasta(shared / "reference" / "slices" / "lrg_transcripts.protein.fa")
    proteins = {header.split()[1]: residues for header, residues in fixed.items()}
    # Oracle: the LRG records' own statement of which RefSeq transcript t1 is identical to.
    identical = {"PMS2": "NM_000535.5", "IKBKG": "NM_003639.3", "UNG": "NM_080911.1", "CD40LG": "NM_000074.2"}
    for symbol, accession in identical.items():
        protein = reference.transcript(accession).protein
        assert protein is not None
        assert reference.protein(protein) == proteins[symbol].rstrip("*")


def test_transcripts_have_the_bases_of_their_own_records(shared: Path) -> None:
    """Oracle: the fixed cDNA of the LRG records, which say what RefSeq transcript each is identical to."""
    cdnas = fasta(shared / "reference" / "slices" / "lrg_transcripts.cdna.fa")
    reference = load_reference(Build.GRCH38)
    compared = {}
    for header, bases in cdnas.items():
        stated = re.search(r"identical to the RefSeq transcript (NM_[0-9.]+)", header)
        if stated:
            compared[stated[1]] = reference.cdna(stated[1]) == bases
    assert compared == dict.fromkeys(("NM_003639.3", "NM_080911.1", "NM_000074.2", "NM_000535.5"), True)
    # domain.md: c.1621 of the old NM_000535.5 is G, both assemblies and later versions have A.
    for accession, base in (("NM_000535.5", "G"), ("NM_000535.7", "A")):
        coding = splice.coding_slice(reference.transcript(accession))
        assert reference.cdna(accession)[coding][1620] == base
    # shared/README.md: the last 314 bases of PMS2's 3'UTR have no sequence.
    assert reference.cdna("NM_000535.7").rstrip("N") + "N" * 314 == reference.cdna("NM_000535.7")


def vcf_of_missense(shared: Path, reference: Reference, path: Path) -> dict[str, str]:
    """Writes ClinVar's missense alleles as a VCF; gives ID -> one-letter change as csq writes it."""
    with (shared / "truth" / "clinvar" / "clinvar_2018.tsv").open() as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    letters = dict(zip(NAMES, LETTERS, strict=True))
    expected, records = {}, []
    for number, row in enumerate(rows):
        named = re.search(r"p\.\(?([A-Z][a-z]{2})([0-9]+)([A-Z][a-z]{2})\)?$", row["hgvs_p"])
        if named and {named[1], named[3]} <= set(NAMES) and len(row["ref"]) == len(row["alt"]) == 1:
            key = f"{row['gene']}:{number}"
            expected[key] = f"{named[2]}{letters[named[1]]}>{named[2]}{letters[named[3]]}"
            place = (f"chr{row['chrom']}", int(row[f"pos_{reference.build.lower()}"]))
            records.append((*place, key, row["ref"], row["alt"]))
    contigs = "".join(f"##contig=<ID={item.name},length={item.length}>\n" for item in reference.chromosomes)
    lines = ["\t".join(map(str, record)) + "\t.\t.\t.\n" for record in sorted(records)]
    header = f"##fileformat=VCFv4.3\n{contigs}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    path.write_text(header + "".join(lines))
    return expected


LETTERS = "ARNDCQEGHILKMFPSTWYV"
NAMES = re.findall("...", "AlaArgAsnAspCysGlnGluGlyHisIleLeuLysMetPheProSerThrTrpTyrVal")


@BUILDS
def test_bcftools_csq_takes_the_bundle_and_gives_clinvars_amino_acids(
    shared: Path, tmp_path: Path, build: Build
) -> None:
    """bcftools csq reads FASTA and GFF3; the oracle of each change is ClinVar's own p. name."""
    reference = load_reference(build)
    path = tmp_path / "missense.vcf"
    expected = vcf_of_missense(shared, reference, path)
    command = ("-f", str(reference.fasta), "-g", str(reference.gff), "-l", str(path))
    text = str(pysam.bcftools.csq(*command))
    found = {}
    for line in (line.split("\t") for line in text.splitlines() if not line.startswith("#")):
        change = re.search(r"\|([0-9]+[A-Z]>[0-9]+[A-Z])\|", line[7])
        found[line[2]] = change and change[1]
    assert {key.split(":")[0] for key in expected} == GENES
    assert found == expected


@BUILDS
def test_bcftools_norm_takes_the_bundle(tmp_path: Path, build: Build) -> None:
    """An A deleted from a run shifts to the run's left end; oracle: the bases of the slice around it."""
    reference = load_reference(build)
    model = reference.mane("CD40LG")
    bases = reference.fetch(model.chrom, model.exons[0].start, model.exons[-1].end)
    run = re.search("[CGT](A{6,})[CGT]", bases)
    assert run is not None
    first = model.exons[0].start + run.start()
    last = first + len(run[1])
    contig = f"##contig=<ID=chrX,length={reference.assembly.length('chrX')}>\n"
    columns = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    path = tmp_path / "deletion.vcf"
    path.write_text(f"##fileformat=VCFv4.3\n{contig}{columns}chrX\t{last - 1}\t.\tAA\tA\t.\t.\t.\n")
    text = str(pysam.bcftools.norm("-f", str(reference.fasta), "-c", "e", str(path)))
    (record,) = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert record[:5] == ["chrX", str(first), ".", f"{run[0][0]}A", run[0][0]]


@pytest.fixture(scope="module")
def sources(shared: Path) -> Sources:
    return read_sources(shared / "reference" / "lrg", shared / "reference" / "models")


def found_in(sources: Sources) -> list[tuple[str, str]]:
    """Everything wrong with a set of sources."""
    return list(missing(sources)) or list(
        faults(sources, {build: assembled(sources, build) for build in Build})
    )


def test_the_sources_as_they_are_pass(sources: Sources) -> None:
    assert found_in(sources) == []


@BUILDS
@pytest.mark.parametrize("field", ["exon_start", "exon_end", "cds_start", "cds_end"])
def test_a_table_with_one_end_moved_by_one_base_is_refused_naming_the_exon(
    sources: Sources, build: Build, field: str
) -> None:
    """Every exon of every gene, moved either way: the MANE table of one build alone is wrong."""
    tried = 0
    for gene in sources.genes:
        rows = sources.mane[build][gene.symbol]
        for index, row in enumerate(rows):
            for step in (-1, 1):
                value = getattr(row, field)
                if value is None:
                    continue
                moved = (*rows[:index], replace(row, **{field: value + step}), *rows[index + 1 :])
                table = {**sources.mane, build: {**sources.mane[build], gene.symbol: moved}}
                told = found_in(replace(sources, genes=(gene,), mane=table))
                assert any(re.search(rf"exon {row.exon_number}\b", where) for where, _ in told), (row, told)
                tried += 1
    # 51 exons (45 introns and 6 genes), of which IKBKG's first has no coding part; both ways.
    assert tried == (2 * 51 if field.startswith("exon") else 2 * 50)


def test_a_record_with_one_exonic_base_changed_is_refused_naming_the_exon(sources: Sources) -> None:
    for gene in sources.genes:
        locus = sources.loci[gene.symbol]
        for number, (start, end) in enumerate(locus.exons, start=1):
            middle = (start + end) // 2
            base = "A" if locus.sequence[middle - 1] != "A" else "C"
            changed = replace(locus, sequence=locus.sequence[: middle - 1] + base + locus.sequence[middle:])
            told = found_in(replace(sources, genes=(gene,), loci={gene.symbol: changed}))
            assert any(where == f"{locus.id} exon {number}" for where, _ in told)


def test_a_record_with_one_intronic_base_changed_is_refused(sources: Sources) -> None:
    """Only the digest of the fixed sequence can tell; LRG sequences never change."""
    for gene in sources.genes:
        locus = sources.loci[gene.symbol]
        place = (locus.exons[0][1] + locus.exons[1][0]) // 2
        base = "A" if locus.sequence[place - 1] != "A" else "C"
        changed = replace(locus, sequence=locus.sequence[: place - 1] + base + locus.sequence[place:])
        told = found_in(replace(sources, genes=(gene,), loci={gene.symbol: changed}))
        assert [where for where, what in told if "digest" in what] == [locus.id]


def test_an_unlisted_gap_or_protein_difference_is_refused(sources: Sources) -> None:
    """Taking PMS2's two known exceptions off the list must bring both up, on both builds."""
    bare = replace(sources.exceptions, gaps=(), proteins=())
    told = found_in(replace(sources, exceptions=bare))
    assert sorted(where for where, _ in told) == [
        "PMS2 NM_000535.7 GRCh37 exon 11",
        "PMS2 NM_000535.7 GRCh37 exon 15",
        "PMS2 NM_000535.7 GRCh38 exon 11",
        "PMS2 NM_000535.7 GRCh38 exon 15",
    ]


def test_a_listed_protein_difference_that_does_not_fit_is_refused(sources: Sources) -> None:
    """domain.md: residue 541 of PMS2 is Glu in the LRG record, so a list that says Gln is wrong."""
    (row,) = sources.exceptions.proteins
    for wrong, found in ((replace(row, lrg="Q"), "E"), (replace(row, position=900), "nothing")):
        told = found_in(replace(sources, exceptions=replace(sources.exceptions, proteins=(wrong,))))
        assert any(where == "LRG_161" and what.startswith(f"has {found} at") for where, what in told)


def test_a_coding_part_outside_the_exons_of_a_record_is_refused(sources: Sources) -> None:
    locus = sources.loci["CD40"]
    changed = replace(locus, cds=(1, locus.cds[1]))
    told = found_in(replace(sources, genes=(sources.genes[3],), loci={"CD40": changed}))
    assert ("LRG_40 exon 1", "cDNA and protein differ at codon 1") in told


def test_a_chromosome_without_length_is_refused(sources: Sources) -> None:
    told = found_in(replace(sources, chromosomes=dict.fromkeys(Build, ())))
    assert [what for _, what in told].count("chromosomes.tsv has no chrX") == 2 * 2


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("MANE_six_genes.GRCh37.tsv", "\t+\t", "\t1\t", "strand"),
        ("MANE_six_genes.GRCh38.tsv", "\t154547620\t", "\tstart\t", "exon_start"),
        ("all_transcripts.tsv", "8604337,8604922,", "8604337,", "zip"),
        ("MANE.GRCh38.v1.5.six_genes.summary.tsv", "chr_end", "chr_stop", "no column chr_end"),
    ],
)
def test_a_table_that_can_t_be_read_is_told_by_line_or_transcript(
    shared: Path, tmp_path: Path, name: str, old: str, new: str, expected: str
) -> None:
    models = tmp_path / "models"
    shutil.copytree(shared / "reference" / "models", models, copy_function=shutil.copyfile)
    models.chmod(0o755)
    text = (models / name).read_text()
    assert old in text
    (models / name).write_text(text.replace(old, new))
    with pytest.raises(ResourceError) as caught:
        read_sources(shared / "reference" / "lrg", models)
    assert name in str(caught.value)
    assert expected in str(caught.value)


def test_panel_and_tables_that_name_different_transcripts_are_refused(sources: Sources) -> None:
    wrong = replace(sources.genes[0], refseq="NM_000074.2")
    told = found_in(replace(sources, genes=(wrong,)))
    assert "CD40LG MANE summary" in [where for where, _ in told]


def test_a_gene_without_record_or_rows_is_refused_before_anything_else(sources: Sources) -> None:
    empty = replace(sources, loci={}, summary={})
    assert len(found_in(empty)) == 2 * 6


def test_the_bundle_is_the_shipped_one_and_the_same_twice(shared: Path, root: Path, tmp_path: Path) -> None:
    """Two runs give the same bytes; text files equal what is shipped, and so does the unpacked genome."""
    lrg, models = shared / "reference" / "lrg", shared / "reference" / "models"
    once, twice, shipped = tmp_path / "once", tmp_path / "twice", root / "resources" / "reference"
    bundle(lrg, models, once)
    bundle(lrg, models, twice)
    files = sorted(path.relative_to(once) for path in once.rglob("*") if path.is_file())
    assert [(once / name).read_bytes() == (twice / name).read_bytes() for name in files] == [True] * len(
        files
    )
    assert len(files) == 2 * 6 + 2 + 5 + 1
    for name in files:
        if ".fa.gz" not in name.name and name.name != "SHA256SUMS":
            assert (once / name).read_bytes() == (shipped / name).read_bytes(), name


def test_a_refused_bundle_writes_nothing(shared: Path, tmp_path: Path) -> None:
    """One shifted boundary in the table file and one changed base in a record file, both told by one run."""
    lrg, models, out = tmp_path / "lrg", tmp_path / "models", tmp_path / "out"
    shutil.copytree(shared / "reference" / "lrg", lrg, copy_function=shutil.copyfile)
    shutil.copytree(shared / "reference" / "models", models, copy_function=shutil.copyfile)
    for folder in (lrg, models):
        folder.chmod(0o755)
    table = models / "MANE_six_genes.GRCh38.tsv"
    text = table.read_text()
    # Exon 3 of CD40LG ends at 136654430, and so does its coding part.
    assert text.count("136654430") == 2
    table.write_text(text.replace("136654430", "136654431"))
    record = lrg / "LRG_17.xml"
    xml = record.read_text()
    # The start codon of AICDA in its genomic sequence and cDNA: the first of the two is the genomic one.
    record.write_text(xml.replace("ATGGACAGCCTCTTGATG", "ATCGACAGCCTCTTGATG", 1))
    with pytest.raises(ResourceError) as caught:
        bundle(lrg, models, out)
    told = str(caught.value)
    assert "CD40LG NM_000074.3 GRCh38 exon 3" in told
    assert "LRG_17 exon 1" in told
    assert not out.exists()


def test_unreadable_inputs_are_resource_errors(shared: Path, tmp_path: Path) -> None:
    with pytest.raises(ResourceError) as caught:
        bundle(tmp_path, shared / "reference" / "models", tmp_path / "out")
    assert len(caught.value.problems) == 6
    with pytest.raises(ResourceError, match="can't be read"):
        bundle(shared / "reference" / "lrg", tmp_path, tmp_path / "out")


def test_models_of_both_builds_have_the_same_shape() -> None:
    """Hand arithmetic: no exon of the six genes gains or loses a base between the builds."""

    def lengths(model: Transcript) -> list[int]:
        return [exon.end - exon.start + 1 for exon in model.exons]

    for older, newer in zip(*(load_reference(build).transcripts for build in Build), strict=True):
        assert (older.accession, lengths(older)) == (newer.accession, lengths(newer))
