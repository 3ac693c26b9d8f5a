"""What `hyperigm panel` takes and what it refuses.

The gene is drawn from a seed (steps/panel_demo.py): that its frame is open and its introns are GT-AG is how
it was drawn, not what was read back.
"""

import gzip
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path

import pysam
import pytest
import yaml
from click.testing import CliRunner

from hyperigm.cli import main
from hyperigm.core.addition import AddedEntity, AddedGene, AddedRule, AddedTranscript
from hyperigm.core.assembly import Assembly, Chromosome
from hyperigm.core.blind_spots import BlindSpot
from hyperigm.core.extension import Ground, region_faults, screened
from hyperigm.core.locus import IntronException
from hyperigm.core.panel import CaveatRegion, Exon, Transcript
from hyperigm.core.strand import reverse_complement
from hyperigm.core.variant import Build
from hyperigm.edges.assemblies import every_chromosome, load_assemblies
from hyperigm.edges.foreign_gff import read_foreign
from hyperigm.edges.genome import write_genome
from hyperigm.edges.panel import load_panel
from hyperigm.edges.panel_build import Given
from hyperigm.edges.panel_folder import use_panel
from hyperigm.edges.reference import load_reference
from hyperigm.edges.resources import go_by, knowledge, shipped
from hyperigm.edges.user_genome import opened
from hyperigm.errors import InputError
from hyperigm.steps.panel import panel
from hyperigm.steps.panel_demo import EXONS, FIRST, SYMBOL, TRANSCRIPT, UTR, YAML, MadeUpGene, panel_demo

X38, X37 = 156_040_895, 155_270_560
"""Bases of chromosome X: NCBI assembly reports GCF_000001405.40 and .25."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    panel_demo(folder)
    return folder


@dataclass(frozen=True)
class Try:
    """A folder with a user's files, to be changed and tried."""

    folder: Path
    demo: Path

    def run(self, text: str = YAML, gff: str = "", genome: Path | None = None) -> str:
        """What the command says."""
        added, models = self.folder / "my_genes.yaml", self.folder / "genes.gff3"
        added.write_text(text)
        models.write_text(gff or self.gff)
        given = Given(Build.GRCH38, genome or self.demo / "genome.fa.gz", models)
        return panel(added, [given], self.folder / "my_panel")

    def refused(self, text: str = YAML, gff: str = "", genome: Path | None = None) -> str:
        """Its problems, a line each; nothing is written."""
        with pytest.raises(InputError) as caught:
            self.run(text, gff, genome)
        assert not (self.folder / "my_panel").exists()
        return str(caught.value)

    @property
    def gff(self) -> str:
        return (self.demo / "genes.gff3").read_text()


@pytest.fixture
def user(tmp_path: Path, demo: Path) -> Try:
    return Try(tmp_path, demo)


RECESSIVE = "autosomal recessive"
CAVEAT = "flag: f, first_exon: 1, last_exon: 1, grade: identical, assay: a, source: s"
INTRON = "number: 1, donor: AT, acceptor: AC, source: s"


def changed(**keys: object) -> str:
    """The YAML with keys of its gene changed."""
    value = yaml.safe_load(YAML)
    value["genes"][0].update(keys)
    return yaml.safe_dump(value)


def with_entity(**keys: object) -> str:
    """The YAML with keys of its disease changed."""
    value = yaml.safe_load(YAML)
    value["genes"][0]["entities"][0].update(keys)
    return yaml.safe_dump(value)


def with_rule(**keys: object) -> str:
    """The YAML with limits of its disease changed."""
    value = yaml.safe_load(YAML)
    value["genes"][0]["entities"][0]["acmg"].update(keys)
    return yaml.safe_dump(value)


# --- what is taken


def test_the_six_are_taken_over_unchanged_and_the_added_gene_is_as_it_was_drawn(user: Try) -> None:
    """The shipped panel and reference are the oracle."""
    said, gene, folder = user.run(), MadeUpGene(), user.folder / "my_panel"
    residues = (sum(EXONS) - 2 * UTR) // 3 - 1  # the last codon is the stop
    place = f"chrX:{gene.first}-{gene.last} -"
    assert f"{SYMBOL} {TRANSCRIPT} GRCh38 {place}: 4 exons, 4 coding, {residues} residues" in said
    assert load_panel(folder / "panel" / "panel.yaml").genes[:6] == load_panel().genes
    for build in Build:
        before, after = load_reference(build), load_reference(build, folder / "reference")
        assert set(before.transcripts) <= set(after.transcripts)
        assert set(before.regions) <= set(after.regions)
        for region in before.regions:
            place_of = (region.chrom, region.start, region.end)
            assert before.fetch(*place_of) == after.fetch(*place_of)
    after = load_reference(Build.GRCH38, folder / "reference")
    drawn = gene.sequence[gene.first - FIRST : gene.last - FIRST + 1]
    assert after.fetch("chrX", gene.first, gene.last) == drawn
    goes_before_what_is_shipped(folder)


def goes_before_what_is_shipped(folder: Path) -> None:
    try:
        use_panel(folder)
        assert knowledge("panel", "panel.yaml") == folder / "panel" / "panel.yaml"
        assert knowledge("panel", "tiers.tsv") == shipped("resources") / "panel" / "tiers.tsv"
        assert [gene.symbol for gene in load_panel().added] == [SYMBOL]
    finally:
        go_by(None)
    assert load_panel().added == ()
    (folder / "added.yaml").write_text("name: another")
    with pytest.raises(InputError, match="is not the file that SHA256SUMS lists"):
        use_panel(folder)


# Formats: the READMEs of Ensembl's and GENCODE's GFF3, and NCBI's "GFF3 files".
ENSEMBL = "X\t.\tmRNA\t1\t9\t.\t-\t.\tID=transcript:ENST01;Parent=gene:ENSG01;Name=GENE1-201;version=2"
GENCODE = "chrX\t.\ttranscript\t1\t9\t.\t-\t.\tID=ENST01.2;Parent=G;gene_name=GENE1;tag=basic,MANE_Select"
REFSEQ = "NC_000023.11\t.\tmRNA\t1\t9\t.\t-\t.\tID=rna-NM_01.2;Parent=gene-GENE1;gene=GENE1;tag=MANE Select"


@pytest.mark.parametrize(
    ("row", "parent", "accession", "mane"),
    [
        (ENSEMBL, "transcript:ENST01", "ENST01.2", False),
        (GENCODE, "ENST01.2", "ENST01.2", True),
        (REFSEQ, "rna-NM_01.2", "NM_01.2", True),
    ],
    ids=["ensembl", "gencode", "refseq"],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_three_flavours_of_gff(
    row: str, parent: str, accession: str, mane: bool, zipped: bool, tmp_path: Path
) -> None:
    contig = row.split("\t")[0]
    parts = [
        f"{contig}\t.\texon\t1\t4\t.\t-\t.\tParent={parent}",
        f"{contig}\t.\texon\t7\t9\t.\t-\t.\tID=exon:x;Parent={parent}",
        f"{contig}\t.\tCDS\t2\t4\t.\t-\t0\tID=CDS:ENSP01;Parent={parent};protein_id=NP_01.1",
        f"{contig}\t.\tfive_prime_UTR\t7\t9\t.\t-\t.\tParent={parent}",
    ]
    text = "\n".join(("##gff-version 3", "#!a comment", row, *parts, "###", "##FASTA", ">X", "ACGT")) + "\n"
    path = tmp_path / "genes.gff3"
    path.write_bytes(gzip.compress(text.encode()) if zipped else text.encode())
    found = read_foreign(path, {accession: "GENE1"}).models[accession]
    assert [(m.accession, m.gene, m.contig, m.strand, m.mane) for m in found] == [
        (accession, "GENE1", contig, "-", mane)
    ]
    assert found[0].exons == ((1, 4), (7, 9))
    assert found[0].coding == ((2, 4),)
    assert found[0].protein == "NP_01.1"


@pytest.mark.parametrize("name", ["chrX", "X", "NC_000023.11", "23", "the_X_of_our_lab"])
@pytest.mark.parametrize("zipped", [False, True])
def test_a_contig_may_have_any_name(name: str, zipped: bool, tmp_path: Path) -> None:
    """A known one, or any other: then its length tells. No index, lower case, and what is no base."""
    x = Chromosome("chrX", 12, "NC_000023.11", None, None, ("chrX", "X", "23", "NC_000023.11"), "")
    path, text = tmp_path / "genome.fa", f">other\nAC\n>{name} our X\nacgtRYac\nGGGG\n"
    path.write_text(text)
    if zipped:
        path = tmp_path / "genome.fa.gz"
        with pysam.BGZFile(str(path), "wb", None) as file:
            file.write(text.encode())
    with opened(path, Assembly("GRCh38", True, (), (x,), (), "")) as genome:
        assert genome.lengths == {"chrX": 12}
        assert genome.fetch("chrX", 2, 9) == "CGTNNACG"
        assert genome.fetch("chrX", 11, 14) == "GGNN"
        assert genome.fetch("chr7", 1, 3) == "NNN"
        assert genome.canonical(name) == "chrX"


# --- what is refused


def test_every_wrong_key_and_value_is_told_at_once(user: Try) -> None:
    text = """
name: lab
version: 1
genes:
  - symbol: ABC1
    mim: 300300
    transcipt: NM_1.1
    source: x
    entities:
      - {id: A, name: a, inheritance: X-linked recessive, source: x}
      - id: B
        name: b
        inheritance: X-linked
        source: x
        acmg: {loss_of_function: true, pm2_below: 2e-7, bs1_from: 0.1, source: x, limit: 3}
"""
    said = user.refused(text)
    for line in (
        "version: 1 is not text | write it in quotes",
        "genes[0] ABC1: mim: 300300 is not text | write it in quotes",
        "genes[0] ABC1: 'transcipt' is no key of it | did you mean 'transcript'?",
        "'transcript' is a required property",
        "entities[0] A: inheritance: 'X-linked recessive' is no word for it | write one of: ",
        "acmg: pm2_below: '2e-7' is text to YAML, not a number | write it with a point: 2.0e-7",
        "acmg: 'limit' is no key of it",
    ):
        assert line in said


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a: [", "no valid YAML"),
        ("- a\n- b", "the file: ['a', 'b'] is of another kind"),
        ("", "the file: None is of another kind"),
        ("a: &x [1]\nb: *x", "an alias"),
        ("name: lab\nversion: '1'", "neither a gene nor a transcript is added"),
        (changed(symbol="UNG"), "gene UNG: is a shipped gene, which stays as it is"),
        (changed(symbol="../x"), "is no gene symbol"),
        (changed(entities=[]), f"gene {SYMBOL}: no disease entity"),
        (changed(source=" "), f"gene {SYMBOL}: no source"),
        (with_entity(id="HIGM1"), "entity HIGM1: declared more than once"),
        (with_entity(id="a b"), "its id has other letters"),
        (with_entity(dominance=""), "is X-linked: say `dominance: recessive` or `dominance: dominant`"),
        (with_entity(dominance="semi"), "is X-linked: say `dominance: recessive`"),
        (with_entity(inheritance="autosomal dominant"), "`dominance` is for X-linked diseases alone"),
        (with_entity(inheritance=RECESSIVE, dominance=""), "lies on chrX, and MADEUP1D is autosomal"),
        (with_entity(inheritance="mitochondrial"), "'mitochondrial' is no word for it"),
        (with_entity(variants="most"), "variants 'most' is no word of allele_classes"),
        (with_entity(affects="some"), "affects 'some' is none of"),
        (YAML.replace("2.0e-6", "1.0e-9"), "frequencies must rise"),
        (f"{YAML}caveats:\n  - {{gene: XYZ, {CAVEAT}}}", "gene XYZ is not in the panel"),
        (f"{YAML}caveats:\n  - {{gene: {SYMBOL}, {CAVEAT.replace('identical', 'bad')}}}", "grade 'bad' is"),
        (f"{YAML}transcripts:\n  - {{gene: CD40LG, transcript: NM_000074.3, source: s}}", "in the shipped"),
        (f"{YAML}introns:\n  - {{transcript: NM_9.1, {INTRON}}}", "is of no transcript that is added"),
        (changed(hgnc="1133"), "hgnc '1133' is no such number"),
        (with_entity(mim="OMIM:300755"), "mim 'OMIM:300755' is no such number"),
        (with_entity(mondo="0010421"), "mondo '0010421' is no such number"),
        (with_entity(secondary=True), "has secondary diseases alone"),
        (f"{YAML}caveats:\n  - {{gene: {SYMBOL}, {CAVEAT.replace('flag: f', 'flag: a;b')}}}", "its flag has"),
        (f"{YAML}caveats:\n  - {{gene: CD40LG, {CAVEAT}}}", "CD40LG is a shipped gene, which"),
        (f"{YAML}caveats:\n  - {{gene: {SYMBOL}, {CAVEAT.replace('exon: 1, g', 'exon: 5, g')}}}", "1 has 4"),
        (changed(transcript="a b"), "is no accession"),
        (f"{YAML}genes: []", "the key 'genes' is given twice, in line 4 and line 20"),
        (YAML.replace("symbol:", "symbol: AB1\n    symbol:"), "the key 'symbol' is given twice"),
        (with_rule(decrease=-1), "decrease -1: PVS1 can be lowered by 0 to 4 steps"),
        (with_rule(decrease=5), "decrease 5: PVS1 can be lowered by 0 to 4 steps"),
        (with_rule(homozygotes_above=-1), "homozygotes_above -1: people can't be fewer than 0"),
        (with_rule(hemizygotes_above=-1), "hemizygotes_above -1: people can't be fewer than 0"),
        (with_rule(bs1_hemizygotes=-1), "bs1_hemizygotes -1: people can't be fewer than 0"),
        (with_rule(pm2_below=-1.0e-7), "frequencies must rise"),
        (with_rule(ba1_from=1.5), "frequencies must rise"),
        (YAML + YAML[YAML.index("  - symbol") :].replace(SYMBOL, "Madeup1"), "is there in other capitals"),
        (YAML.replace("made-up lab", "<b>"), "has letters that a report can't carry"),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense(text: str, what: str, user: Try) -> None:
    assert what in user.refused(text)


def moved(by: int) -> Callable[[str], str]:
    """Every place of a GFF some bases on, as in a file of another build."""

    def line(text: str) -> str:
        cells = text.split("\t")
        if len(cells) < 9:
            return text
        return "\t".join((*cells[:3], str(int(cells[3]) + by), str(int(cells[4]) + by), *cells[5:]))

    return lambda gff: "\n".join(map(line, gff.splitlines())) + "\n"


def renamed(old: str, new: str) -> Callable[[str], str]:
    return lambda gff: gff.replace(old, new)


def without(word: str) -> Callable[[str], str]:
    return lambda gff: "\n".join(line for line in gff.splitlines() if word not in line)


def other_strand(gff: str) -> str:
    """The last exon on the other strand."""
    at = gff.rindex("\texon\t")
    return gff[:at] + gff[at:].replace("\t-\t", "\t+\t", 1)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (moved(1), ["the intron between them is", "not GT-AG", "translates to *, expected a sense codon"]),
        (moved(5_000_000), ["bases from", "have no sequence"]),
        (renamed("version=1", "version=4"), [f"{TRANSCRIPT}: is not there, but ENST09999999991.4 is"]),
        (renamed("ENST09999999991", "ENST07"), [f"is not there; of {SYMBOL} the GFF has ENST07.1"]),
        (renamed("99991", "99992"), ["is not there"]),
        (renamed(SYMBOL, "OTHER"), ["is of the gene OTHER there"]),
        (lambda gff: gff.replace("99991", "07").replace(SYMBOL, "OTHER"), ["nor is any gene of that symbol"]),
        (renamed("\nX\t", "\n7\t"), [f"genome.fa.gz: has no chr7, on which {SYMBOL}"]),
        (renamed("\nX\t", "\nKI270728.1\t"), ["lies on KI270728.1, which is no chromosome of GRCh38"]),
        (lambda gff: gff + gff.replace("\nX\t", "\nY\t"), ["is there more than once: chrX"]),
        (without("\tCDS\t"), ["has no CDS in the GFF"]),
        (without("rank=2"), ["has coding parts that leave out, or reach beyond"]),
        (renamed("=", ' "'), ["is it GTF?"]),
        (renamed("\t", " "), ["tab-separated columns, not 9"]),
        (without("\t"), ["has no line of a gene model"]),
        (other_strand, ["has the strand '-/+', not + or - for itself and all its parts"]),
    ],
)
def test_models_that_are_not_of_the_genome(change: Callable[[str], str], what: list[str], user: Try) -> None:
    said = user.refused(gff=change(user.gff))
    assert [word for word in what if word not in said] == []


def test_a_genome_of_another_build(user: Try) -> None:
    """By its length, which is GRCh37's, and by its bases: where CD40LG lies on GRCh38 there are others."""
    gene, path = MadeUpGene(), user.folder / "other.fa.gz"
    x37 = Chromosome("chrX", X37, "", None, None, (), "")
    write_genome(path, [x37], [("chrX", FIRST, gene.sequence)])
    assert f"chrX: has {X37} bases; GRCh38 has {X38}" in user.refused(genome=path)
    known = next(item for item in load_reference(Build.GRCH38).regions if item.gene == "CD40LG")
    bases = reverse_complement(load_reference(Build.GRCH38).fetch(known.chrom, known.start, known.end))
    x38 = replace(x37, length=X38)
    write_genome(path, [x38], [("chrX", FIRST, gene.sequence), ("chrX", known.start, bases)])
    assert "bases of CD40LG are not those of GRCh38" in user.refused(genome=path)


def test_a_genome_that_is_none(user: Try) -> None:
    missing = user.folder / "missing.fa"
    assert "no such file" in user.refused(genome=missing)
    zipped = user.folder / "plain.fa.gz"
    zipped.write_bytes(gzip.compress(b">chrX\nACGT\n"))
    assert "compressed by bgzip (not gzip)" in user.refused(genome=zipped)


def test_a_gene_over_another_one_is_refused(user: Try) -> None:
    """A second transcript's gene at the same place: a base is read for one gene."""
    value = yaml.safe_load(YAML)
    second = yaml.safe_load(YAML)["genes"][0]
    second.update(symbol="MADEUP2", transcript="ENST09999999992.1")
    second["entities"][0]["id"] = "MADEUP2D"
    twice = user.gff + user.gff.replace("99991", "99992").replace("MADEUP1", "MADEUP2")
    said = user.refused(yaml.safe_dump({**value, "genes": [*value["genes"], second]}), twice)
    assert "reaches into the region of MADEUP" in said


def test_flanks_give_way_to_the_next_gene() -> None:
    """By arithmetic. RefSeqGene: 5,000 bases before a gene, 2,000 behind it; a region ends where the next
    begins, and at the chromosome's ends. Those of the shipped genes keep their ends."""
    reference = load_reference(Build.GRCH38)
    ground = Ground(
        Build.GRCH38, every_chromosome("GRCh38"), reference.transcripts, reference.regions, reference.fetch
    )
    known = next(item for item in reference.regions if item.gene == "UNG")

    def model(gene: str, chrom: str, start: int, end: int, strand: int) -> Transcript:
        return Transcript(
            f"{gene}.1", None, gene, Build.GRCH38, chrom, strand, (Exon(1, start, end),), None, True
        )

    models = (
        model("BEHIND", "chr12", known.end + 1001, known.end + 3000, 1),
        model("NEXT", "chr12", known.end + 4001, known.end + 6000, -1),
        model("FIRST", "chr2", 1001, 2000, 1),
        model("LAST", "chr2", 242_193_000, 242_193_500, -1),
    )
    found = {region.gene: (region.start, region.end) for region in screened(ground, models)}
    assert found["UNG"] == (known.start, known.end)
    assert found["BEHIND"] == (known.end + 1, known.end + 3000 + 1000)
    assert found["NEXT"] == (known.end + 4001, known.end + 6000 + 5000)
    assert found["FIRST"] == (1, 4000)
    assert found["LAST"] == (242_193_000 - 2000, 242_193_529)
    assert [region.chrom for region in screened(ground, models)][:3] == ["chr2", "chr2", "chr7"]


def test_genes_head_to_head_have_their_flanks_between_them() -> None:
    """By arithmetic: a gene on the minus strand has 5,000 bases above it and 2,000 below, on the plus
    strand 2,000 above and 5,000 below. 700 bases part them: the upper one's flank begins first."""
    reference = load_reference(Build.GRCH38)
    ground = Ground(
        Build.GRCH38, every_chromosome("GRCh38"), reference.transcripts, reference.regions, reference.fetch
    )
    lower, upper = (20_100_000, 20_100_299), (20_101_000, 20_118_899)
    models = tuple(
        Transcript(f"{gene}.1", None, gene, Build.GRCH38, "chr21", strand, (Exon(1, *span),), None, True)
        for gene, strand, span in (("GAMMA1", -1, lower), ("BETA1", 1, upper))
    )
    regions = screened(ground, models)
    assert list(region_faults(regions, models)) == []
    found = {region.gene: (region.start, region.end) for region in regions}
    assert found["GAMMA1"][0] == lower[0] - 2000
    assert found["BETA1"][1] == upper[1] + 2000
    assert lower[1] <= found["GAMMA1"][1] == found["BETA1"][0] - 1 < upper[0]


def test_a_gff_without_versions_is_said(user: Try) -> None:
    """It can't contradict the version of the YAML, and does not confirm it."""
    told = "not known to be MANE Select"
    assert f"{told}: proved" in user.run()
    assert f"{told}, the GFF has no versions: proved" in user.run(gff=user.gff.replace("version=1", "x=1"))


def test_the_help_names_each_key() -> None:
    """The fields of what the YAML becomes are the oracle; * where a field has no default."""
    said = CliRunner().invoke(main, ["panel", "--help"]).output.partition("  name*")[2]
    rows = (AddedGene, AddedEntity, AddedRule, AddedTranscript, CaveatRegion, IntronException, BlindSpot)
    for field in (field for row in rows for field in fields(row)):
        needed = field.default is MISSING and field.default_factory is MISSING
        assert f" {field.name}{'*' if needed else ''} " in f" {' '.join(said.split())} "


def test_the_command_ends_with_3_and_no_traceback(user: Try) -> None:
    (user.folder / "y.yaml").write_text(changed(symbol="UNG", transcript="ENST1.1"))
    genome = [str(user.demo / "genome.fa.gz"), str(user.demo / "genes.gff3")]
    arguments = [
        "panel",
        "--add",
        str(user.folder / "y.yaml"),
        "--grch38",
        *genome,
        "--out",
        str(user.folder / "o"),
    ]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 3
    assert "is a shipped gene" in done.output
    assert "nor is any gene of that symbol" in done.output
    assert "Traceback" not in done.output
    done = CliRunner().invoke(main, [*arguments[:3], "--out", str(user.demo)])
    assert done.exit_code == 3
    assert "is there, and is no panel folder" in done.output


@pytest.mark.parametrize("name", ["GRCh38", "GRCh37"])
def test_every_chromosome_is_known_once(name: str) -> None:
    """Sums of the lengths of 1-22, X and Y: 3,088,269,832 and 3,095,677,412 (NCBI assembly reports, and the
    sums of UCSC's chromosome sizes)."""
    chromosomes = every_chromosome(name).chromosomes
    assert [item.name for item in chromosomes] == [f"chr{n}" for n in (*range(1, 23), "X", "Y")]
    assert (
        sum(item.length for item in chromosomes) == {"GRCh38": 3_088_269_832, "GRCh37": 3_095_677_412}[name]
    )
    own = next(item for item in load_assemblies() if item.name == name)
    assert set(own.chromosomes) <= set(chromosomes)
    for item in chromosomes:
        number = {"X": 23, "Y": 24}.get(item.name[3:]) or int(item.name[3:])
        assert item.refseq is not None
        assert item.genbank is not None
        assert item.refseq.startswith(f"NC_{number:06d}.")
        assert item.genbank.startswith(f"CM{662 + number:06d}.")
