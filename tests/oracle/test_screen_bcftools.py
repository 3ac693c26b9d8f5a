"""The screen against bcftools on the real exomes, and normal forms against bcftools norm on whole files."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pysam
import pysam.bcftools
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.family import Person, Sex
from hyperigm.core.panel import Region
from hyperigm.core.plan import SampleEntry
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build, Call, Slot
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.steps.screen import screen_samples

PEOPLE = {
    "trio1 child": ("trio1_grch37.vcf.gz", "CHILD", Sex.MALE),
    "trio1 father": ("trio1_grch37.vcf.gz", "FATHER", Sex.MALE),
    "trio1 mother": ("trio1_grch37.vcf.gz", "MOTHER", Sex.FEMALE),
    "trio2 child": ("trio2_grch37.vcf.gz", "CHILD", Sex.MALE),
    "trio2 father": ("trio2_grch37.vcf.gz", "FATHER", Sex.MALE),
    "trio2 mother": ("trio2_grch37.vcf.gz", "MOTHER", Sex.FEMALE),
    "exome": ("exome_single_grch37.vcf.gz", "manuel", None),
}
"""File, name inside it, and sex as the PED files say; nothing is known of the single exome."""
B37 = Build.GRCH37


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(B37)


@pytest.fixture(scope="module")
def screens(shared: Path) -> dict[str, SampleScreen]:
    """All seven as one batch."""
    parents = {f"trio{n} child": (f"trio{n} father", f"trio{n} mother") for n in (1, 2)}
    entries = []
    for name, (file, inside, _) in PEOPLE.items():
        father, mother = parents.get(name, (None, None))
        person = Person(name, father=father, mother=mother)
        entries.append(SampleEntry(person, str(shared / "truth" / "vcf" / file), inside))
    return {sample.sample: sample for sample in screen_samples(entries, Settings())}


def theirs(shared: Path, name: str, reference: Reference) -> Iterator[tuple[Region, str, str, str, str]]:
    """(region, contig, pos, alleles, GT) of every record bcftools view shows at the panel's regions."""
    file, inside, _ = PEOPLE[name]
    path = str(shared / "truth" / "vcf" / file)
    bare = not file.startswith("trio")
    for region in reference.regions:
        contig = region.chrom.removeprefix("chr") if bare else region.chrom
        place = f"{contig}:{region.start}-{region.end}"
        text = pysam.bcftools.view("-H", "-s", inside, "-t", place, "--targets-overlap", "1", path)
        for line in str(text).splitlines():
            columns = line.split("\t")
            yield region, columns[0], columns[1], f"{columns[3]}>{columns[4]}", columns[9].split(":")[0]


def gene_of(call: Call, reference: Reference) -> str:
    return next(
        region.gene
        for region in reference.regions
        if region.chrom == call.allele.chrom and region.start <= call.record.pos <= region.end
    )


def test_every_call_bcftools_view_shows_is_there(
    shared: Path, screens: dict[str, SampleScreen], reference: Reference
) -> None:
    """Oracle: bcftools view. Carried and not-called genotypes, one by one; counts per gene are printed."""
    for name, sample in screens.items():
        expected: Counter[tuple[str, str, str, str]] = Counter()
        by_gene: Counter[str] = Counter()
        for region, contig, pos, alleles, genotype in theirs(shared, name, reference):
            copies = genotype.replace("|", "/").split("/")
            expected[contig, pos, alleles, genotype] += set(copies) != {"0"}
            by_gene[region.gene] += any(copy not in "0." for copy in copies)
        ours = Counter(
            (
                call.record.contig,
                str(call.record.pos),
                f"{call.record.ref}>{','.join(call.record.alts)}",
                call.genotype.text,
            )
            for call in sample.calls
        )
        assert ours == +expected, name
        carried = Counter(gene_of(call, reference) for call in sample.calls if call.genotype.copies)
        assert carried == +by_gene, name
        counts = "  ".join(f"{region.gene} {carried[region.gene]}" for region in reference.regions)
        print(f"{name:13} {counts}  (bcftools view: {sum(by_gene.values())}, here: {carried.total()})")


def test_the_build_is_known_and_proven(screens: dict[str, SampleScreen]) -> None:
    """Oracle: the files' provenance (GRCh37), and REF of every record they have in the regions."""
    for sample in screens.values():
        assert sample.build is B37
        assert sample.error is None
        count = sample.records_read
        assert f"REF agrees at {count} of {count} records" in sample.build_evidence


def test_sex_is_that_of_the_pedigree(screens: dict[str, SampleScreen]) -> None:
    """Oracle: the PED files. The counts behind it are printed."""
    for name, sample in screens.items():
        print(f"{name:13} {sample.sex.inferred:7} {sample.sex.reason}")
        declared = PEOPLE[name][2]
        assert declared is None or sample.sex.inferred is declared, name


def test_alleles_are_those_of_bcftools_norm(
    shared: Path, screens: dict[str, SampleScreen], reference: Reference, tmp_path: Path
) -> None:
    """Oracle: bcftools norm of each whole file, cut to the regions."""
    naming = tmp_path / "names.txt"
    naming.write_text("".join(f"{c.removeprefix('chr')} {c}\n" for c in ("chr7", "chr12", "chr20", "chrX")))
    regions = ",".join(f"{r.chrom}:{r.start}-{r.end}" for r in reference.regions)
    for file in sorted({person[0] for person in PEOPLE.values()}):
        step = [str(tmp_path / f"{number}.vcf") for number in range(3)]
        source = str(shared / "truth" / "vcf" / file)
        pysam.bcftools.annotate("--rename-chrs", str(naming), "-o", step[0], source, catch_stdout=False)
        pysam.bcftools.view("-t", regions, "-o", step[1], step[0], catch_stdout=False)
        pysam.bcftools.norm("-m", "-", "-f", str(reference.fasta), "-o", step[2], step[1], catch_stdout=False)
        rows = [line.split("\t") for line in Path(step[2]).read_text().splitlines() if line[0] != "#"]
        expected = {
            f"{r[0]}-{r[1]}-{r[3]}-{r[4]}" for r in rows if any("1" in c.split(":")[0] for c in r[9:])
        }
        names = [name for name, person in PEOPLE.items() if person[0] == file]
        calls = [call for name in names for call in screens[name].calls if call.genotype.copies]
        assert {call.allele.key for call in calls} == expected


def test_half_missing_genotypes_of_trio2_stay_as_they_are(screens: dict[str, SampleScreen]) -> None:
    """Oracle: the two lines at chr12:8757522 of the file itself."""
    found = {
        (name, call.allele.alt): (call.genotype.text, call.genotype.slots)
        for name, sample in screens.items()
        for call in sample.calls
        if call.record.pos == 8757522 and name.startswith("trio2")
    }
    this, missing = Slot.THIS, Slot.MISSING
    assert found == {
        ("trio2 child", "CAA"): ("1|1", (this, this)),
        ("trio2 child", "CA"): (".|.", (missing, missing)),
        ("trio2 father", "CAA"): (".|.", (missing, missing)),
        ("trio2 father", "CA"): ("1|1", (this, this)),
        ("trio2 mother", "CAA"): (".|1", (missing, this)),
        ("trio2 mother", "CA"): ("1|.", (this, missing)),
    }


def test_parents_reference_genotypes_are_those_of_the_file(
    shared: Path, screens: dict[str, SampleScreen], reference: Reference
) -> None:
    """Oracle: bcftools view. What the child carries and a parent does not is 0/0 in the parent's column."""
    for trio in ("trio1", "trio2"):
        genotypes = {
            parent: {
                (pos, alleles): gt for _, _, pos, alleles, gt in theirs(shared, f"{trio} {parent}", reference)
            }
            for parent in ("father", "mother")
        }
        for call in screens[f"{trio} child"].calls:
            key = (str(call.record.pos), f"{call.record.ref}>{','.join(call.record.alts)}")
            for parent, said in genotypes.items():
                reference_keys = {c.allele for c in screens[f"{trio} {parent}"].reference_calls}
                plain = said[key].replace("|", "/") == "0/0"
                assert (call.allele in reference_keys) == (plain and call.genotype.copies > 0)


GRCH38 = load_reference(Build.GRCH38)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, int, str, list[str]]:
    """A record of one to three ALTs, with needless bases at both ends: substitutions, deletions, repeats."""
    region = draw(st.sampled_from(GRCH38.regions))
    pos = draw(st.integers(region.start + 50, region.end - 50))
    ref = GRCH38.fetch(region.chrom, pos, pos + draw(st.integers(0, 12)))
    alts = []
    for _ in range(draw(st.integers(1, 3))):
        low = draw(st.integers(1, len(ref)))
        high = draw(st.integers(low, len(ref)))
        put = draw(
            st.one_of(st.text("ACGT", max_size=4), st.sampled_from([ref[low:high] * 2, ref[low:high] * 3]))
        )
        alts.append(ref[:low] + put + ref[high:])
    return region.chrom, pos, ref, sorted({alt for alt in alts if alt != ref})


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        spellings().filter(lambda made: bool(made[3]) and "N" not in made[2]), min_size=1, max_size=8
    )
)
def test_any_spelling_is_normalised_as_bcftools_does(
    rows: list[tuple[str, int, str, list[str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Oracle: bcftools norm -m - of the file as a whole; each ALT of a record finds its own place."""
    folder = tmp_path_factory.mktemp("norm")
    lines = [
        row(chrom, pos, ref, ",".join(alts), "GT", "/".join(str(n + 1) for n in range(len(alts))))
        for chrom, pos, ref, alts in rows
    ]
    path = write_vcf(folder / "a.vcf", header(["S"]), lines)
    out = str(folder / "n.vcf")
    pysam.bcftools.norm("-m", "-", "-f", str(GRCH38.fasta), "-o", out, str(path), catch_stdout=False)
    normal = [line.split("\t") for line in Path(out).read_text().splitlines() if line[0] != "#"]
    (sample,) = screen_samples([SampleEntry(Person("S"), str(path), "S")], Settings())
    assert sample.error is None
    assert {call.allele for call in sample.calls} == {Allele(r[0], int(r[1]), r[3], r[4]) for r in normal}
