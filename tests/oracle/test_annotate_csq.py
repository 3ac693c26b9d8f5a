"""Consequences against bcftools csq (in pysam): single alleles, and pairs phased in cis."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pysam
import pysam.bcftools
import pytest
from tests.oracle.agreement import Agreement, annotation, annotator, clinvar_rows, gnomad_rows
from tests.oracle.direct import fits_protein_name, person

from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.edges.reference import Reference, load_reference

WORDS = {
    "missense": "missense_variant",
    "synonymous": "synonymous_variant",
    "frameshift": "frameshift_variant",
    "splice_region": "splice_region_variant",
    "splice_donor": "splice_donor_variant",
    "splice_acceptor": "splice_acceptor_variant",
    "intron": "intron_variant",
    "5_prime_utr": "5_prime_UTR_variant",
    "3_prime_utr": "3_prime_UTR_variant",
    "coding_sequence": "coding_sequence_variant",
    "start_retained": "start_retained_variant",
    "stop_retained": "stop_retained_variant",
}
COARSER = {
    # csq knows one term for the whole splice region
    "splice_donor_5th_base_variant": "splice_region_variant",
    "splice_donor_region_variant": "splice_region_variant",
}
EXPLAINED = {
    # c.1731_1732delinsAGT, two bases by three: csq adds feature_elongation to its frameshift
    "GC-ACT",
    # c.756_757del p.(Cys252Ter), c.741_742insTGTGTGAAGG p.(Pro248CysfsTer2): VEP says stop_gained where the
    # changed codons have a stop; csq has frameshift alone
    "TCA-T",
    "C-CCTTCACACAC",
}


def vcf(
    path: Path, reference: Reference, alleles: Sequence[Allele], carriers: Sequence[set[Allele]] = ()
) -> Path:
    """A VCF of the alleles; carriers: for each sample, the alleles on its second copy."""
    order = [item.name for item in reference.chromosomes]
    with path.open("w") as out:
        out.write('##fileformat=VCFv4.2\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n')
        for item in reference.chromosomes:
            out.write(f"##contig=<ID={item.name},length={item.length}>\n")
        head = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
        samples = [f"S{number}" for number in range(len(carriers))]
        out.write("\t".join([*head, *(["FORMAT", *samples] if samples else [])]) + "\n")
        for allele in sorted(alleles, key=lambda item: (order.index(item.chrom), item.pos)):
            genotypes = ["0|1" if allele in carried else "0|0" for carried in carriers]
            row = [allele.chrom, str(allele.pos), ".", allele.ref, allele.alt, ".", ".", "."]
            out.write("\t".join([*row, *(["GT", *genotypes] if genotypes else [])]) + "\n")
    return path


def csq(reference: Reference, source: Path, *options: str) -> pysam.VariantFile:
    """The file with BCSQ."""
    out = source.with_suffix(".csq.vcf")
    arguments = ["-f", str(reference.fasta), "-g", str(reference.gff), "-o", str(out), str(source)]
    pysam.bcftools.csq(*options, *arguments, catch_stdout=False)
    return pysam.VariantFile(str(out))


def single_terms(reference: Reference, alleles: Sequence[Allele], folder: Path) -> dict[str, set[str]]:
    """Allele key -> csq's terms in Sequence Ontology words, haplotypes left out."""
    found = {}
    for record in csq(reference, vcf(folder / "single.vcf", reference, alleles), "--local-csq"):
        values = record.info.get("BCSQ") or ()
        terms = {term for value in values for term in value.split("|")[0].split("&")}
        assert record.alts is not None
        key = f"{record.chrom}-{record.pos}-{record.ref}-{record.alts[0]}"
        found[key] = {WORDS.get(term, term) for term in terms}
    return found


def coarse(terms: Sequence[str]) -> set[str]:
    """Our terms as csq would say them: no polypyrimidine tract, no gene neighbourhood, and no
    intron_variant beside a splice term."""
    found = {COARSER.get(term, term) for term in terms}
    found -= {"splice_polypyrimidine_tract_variant", "upstream_gene_variant", "downstream_gene_variant"}
    return found - {"intron_variant"} if any("splice" in term for term in found) else found


@pytest.mark.parametrize("build", list(Build))
def test_single_alleles(shared: Path, tmp_path: Path, build: Build) -> None:
    alleles = {row.allele(build) for row in clinvar_rows(shared)}
    if build is Build.GRCH37:
        alleles |= {row.allele for row in gnomad_rows(shared)}
    elif build is Build.GRCH38:
        alleles -= {Allele("chrX", 154563953, "T", "C")}  # the liftover trap: REF is not GRCh38's base
    theirs = single_terms(load_reference(build), sorted(alleles), tmp_path)
    table = Agreement(f"bcftools csq, single alleles on {build}")
    for allele in sorted(alleles):
        ours = coarse(annotation(build, allele).effect.consequence)
        said = theirs.get(allele.key, set())
        table.count(allele.key, sorted(ours), sorted(said), ours == said)
    table.show()
    assert {name.split("-", 2)[2] for name in table.left_over} == EXPLAINED
    assert table.share >= 0.994


SITES = {"splice_donor_variant", "splice_acceptor_variant"}
STARTS = {"start_lost", "start_retained_variant"}
STOPS = {"stop_lost", "stop_retained_variant"}
SHAPES = {"inframe_insertion", "protein_altering_variant"}
Rule = Callable[[set[str], set[str]], bool]
EDGE_RULES: dict[str, Rule] = {
    # why the two differ on indels; ours and theirs, first fitting rule counts
    "csq reads an indel at its leftmost place; GT or AG stands there still": (
        lambda ours, theirs: bool(theirs & SITES) and not ours & SITES
    ),
    "over a lost splice site no protein is predicted; csq reads the exon's part": (
        lambda ours, theirs: bool(ours & SITES) and bool(theirs & SITES or theirs == {"5_prime_UTR_variant"})
    ),
    "csq looks at the start codon beside an insertion, and adds the frame to a lost start": (
        lambda ours, theirs: bool((ours | theirs) & STARTS)
    ),
    "at the stop codon csq says the frame, or the stop, and not both": (
        lambda ours, theirs: bool((ours | theirs) & STOPS)
    ),
    "VEP says stop_gained where the changed codons have a stop, csq the frame alone": (
        lambda ours, theirs: ours - theirs - {"splice_region_variant"} == {"stop_gained"}
    ),
    "the splice region is counted from the most 3' place, by csq from the leftmost": (
        lambda ours, theirs: ours ^ theirs == {"splice_region_variant"}
    ),
    "Sequence Ontology: an insertion that changes a residue beside it is protein_altering": (
        lambda ours, theirs: (ours ^ theirs) - {"splice_region_variant"} == SHAPES
    ),
    "at the first and last base of the transcript the name is 3'-most, csq's place leftmost": (
        lambda ours, theirs: all("UTR" in term for term in ours ^ theirs)
    ),
}


def _edge_alleles(reference: Reference, dice: random.Random) -> list[Allele]:
    """A substitution, an insertion and a deletion at each base around exon edges, start and stop codons."""
    found: set[Allele] = set()
    for model in (item for item in reference.transcripts if item.mane and item.cds):
        assert model.cds is not None
        ends = {end for exon in model.exons for end in (exon.start, exon.end)}
        ends |= {model.cds[0], model.cds[0] + 2, model.cds[1] - 2, model.cds[1]}
        for pos in sorted({end + offset for end in ends for offset in range(-4, 4)}):
            size, base = dice.choice([1, 1, 2, 3, 5]), reference.fetch(model.chrom, pos, pos)
            made = (
                _substitution(reference, model.chrom, pos, dice),
                Allele(model.chrom, pos, base, base + "".join(dice.choices("ACGT", k=size))),
                Allele(model.chrom, pos, reference.fetch(model.chrom, pos, pos + size), base),
            )
            found |= {item for item in made if "N" not in item.ref}
    return sorted(item for item in found if len(item.ref) == len(item.alt) or _left_aligned(item))


def _sites_stand(build: Build, allele: Allele) -> bool:
    """Whether each intron's first and last two bases stand where they stood, counted from either side."""
    gene = annotation(build, allele).gene
    old, new = person(build, gene), person(build, gene, allele).genome()
    first, before = min(old.bases), old.genome()
    spans = sorted((exon.start, exon.end) for exon in old.transcript.exons)
    sites = [site for left, right in pairwise(spans) for site in (left[1] + 1, right[0] - 2)]
    return all(
        new.startswith(before[: site + 2 - first]) or new.endswith(before[site - first :]) for site in sites
    )


def test_exon_edges_start_and_stop(tmp_path: Path) -> None:
    """Every difference is of a written class; a substitution has none. Where a splice site is at stake, the
    changed chromosome decides, base by base."""
    build = Build.GRCH38
    alleles = _edge_alleles(load_reference(build), random.Random(2006))
    theirs = single_terms(load_reference(build), alleles, tmp_path)
    table = Agreement(f"bcftools csq, alleles at exon edges, start and stop, on {build}")
    classes: dict[str, int] = dict.fromkeys(EDGE_RULES, 0)
    for allele in alleles:
        effect, said = annotation(build, allele).effect, theirs.get(allele.key, set())
        ours = coarse(effect.consequence)
        indel = len(allele.ref) != len(allele.alt)
        if indel and (ours | said) & SITES:
            assert _sites_stand(build, allele) == (not ours & SITES), allele.key
        if ours == said:
            table.agree += 1
            continue
        why = next((why for why, fits in EDGE_RULES.items() if indel and fits(ours, said)), None)
        if why is None:
            table.count(f"{allele.key} {effect.hgvs_c}", sorted(ours), sorted(said), same=False)
        else:
            classes[why] += 1
    table.show()
    for why, number in classes.items():
        print(f"    {number}: {why}")
    assert table.left_over == {}
    assert table.agree >= 2000
    assert sum(classes.values()) < len(alleles) / 6


def _codon_pairs(reference: Reference, gene: str, dice: random.Random) -> Iterator[tuple[Allele, Allele]]:
    """Two substitutions of one codon."""
    transcript = reference.mane(gene)
    assert transcript.cds is not None
    low, high = transcript.cds
    exonic = (pos for exon in transcript.exons for pos in range(exon.start, exon.end + 1))
    coding = sorted((pos for pos in exonic if low <= pos <= high), reverse=transcript.strand < 0)
    for _ in range(25):
        codon = dice.randrange(1, len(coding) // 3 - 1)
        places = sorted(coding[3 * codon + at] for at in dice.sample(range(3), 2))
        left, right = (_substitution(reference, transcript.chrom, pos, dice) for pos in places)
        yield left, right


def _substitution(reference: Reference, chrom: str, pos: int, dice: random.Random) -> Allele:
    ref = reference.fetch(chrom, pos, pos)
    return Allele(chrom, pos, ref, dice.choice([base for base in "ACGT" if base != ref]))


def _indel_pairs(reference: Reference, gene: str, dice: random.Random) -> Iterator[tuple[Allele, Allele]]:
    """A deletion and an insertion, or two deletions, that restore the frame together."""
    transcript = reference.mane(gene)
    assert transcript.cds is not None
    low, high = transcript.cds
    chrom, spans = transcript.chrom, [(max(e.start, low), min(e.end, high)) for e in transcript.exons]
    roomy = [(start, end) for start, end in spans if end - start > 80]
    for _ in range(40):
        start, end = dice.choice(roomy)
        pos, size = dice.randint(start + 15, end - 50), dice.choice([1, 2])
        deletion = Allele(
            chrom, pos, reference.fetch(chrom, pos, pos + size), reference.fetch(chrom, pos, pos)
        )
        at = pos + dice.randint(4, 25)
        base = reference.fetch(chrom, at, at)
        other = Allele(chrom, at, reference.fetch(chrom, at, at + 3 - size), base)
        if dice.random() < 0.5:
            other = Allele(chrom, at, base, base + "".join(dice.choices("ACGT", k=size)))
        if _left_aligned(deletion) and _left_aligned(other):
            yield deletion, other


def _left_aligned(indel: Allele) -> bool:
    """As the screen hands them on, and as csq reads them right: the anchor is not the last base moved."""
    longer = indel.ref if len(indel.ref) > len(indel.alt) else indel.alt
    return longer[-1] != longer[0]


def joint(reference: Reference, pairs: Sequence[tuple[Allele, Allele]], folder: Path) -> list[set[str]]:
    """csq's joint consequences of each pair, from the bits of FORMAT/BCSQ."""
    alleles = sorted({allele for pair in pairs for allele in pair})
    source = vcf(folder / "pairs.vcf", reference, alleles, [set(pair) for pair in pairs])
    found: dict[int, set[str]] = defaultdict(set)
    for record in csq(reference, source, "--phase", "a"):
        values = record.info.get("BCSQ") or ()
        for number in range(len(pairs)):
            for index in _bits(record.samples[f"S{number}"].get("BCSQ")):
                if "+" in values[index].split("|")[-1]:
                    found[number].add(values[index])
    return [found[number] for number in range(len(pairs))]


def _bits(mask: object) -> list[int]:
    """Indexes of the consequences of a sample: two bits each (one per copy), 15 to an integer."""
    masks = mask if isinstance(mask, tuple) else (mask,)
    return [
        15 * word + bit // 2
        for word, value in enumerate(masks)
        if isinstance(value, int)
        for bit in range(30)
        if value >> bit & 1
    ]


def phased(allele: Allele) -> Call:
    """A call on the second copy."""
    record = Record(allele.chrom, allele.pos, allele.ref, (allele.alt,), (), ".")
    return Call(allele, Genotype("0|1", (Slot.REF, Slot.THIS), True), record, phase_set="1")


@pytest.mark.parametrize("kind", ["codon", "indels"])
def test_phased_pairs(tmp_path: Path, kind: str) -> None:
    """Our joint p. must be what splicing and translating the changed copy gives; csq's too where it can."""
    build = Build.GRCH38
    reference, dice = load_reference(build), random.Random(2005)
    genes = [item.gene for item in reference.transcripts if item.mane]
    make = _codon_pairs if kind == "codon" else _indel_pairs
    named = [(gene, pair) for gene in genes for pair in make(reference, gene, dice)]
    theirs = joint(reference, [pair for _, pair in named], tmp_path)
    ours_by_truth = Agreement(f"joint p. and the translated copy, {kind}")
    csq_by_truth = Agreement(f"bcftools csq and the translated copy, {kind}")
    early_stops = 0
    for (gene, pair), said in zip(named, theirs, strict=True):
        singles = {allele.key: annotation(build, allele) for allele in pair}
        found = annotator(build).haplotypes([phased(allele) for allele in pair], singles)
        old, new = person(build, gene).protein(), person(build, gene, *pair).protein()
        name = "+".join(allele.key for allele in pair)
        if not found:
            # the frame is not restored: a stop comes first, in csq's reading too
            assert kind == "indels"
            assert len(new) < len(old) - 3
            assert all("stop_gained" in value for value in said)
            early_stops += 1
            continue
        protein = (found[0].effect.hgvs_p or "").rsplit(":", 1)[-1]
        ours_by_truth.count(name, protein, new, fits_protein_name(protein, old, new))
        csq_by_truth.count(name, said, new, all(_fits(value, new) for value in said) and bool(said))
    ours_by_truth.show()
    csq_by_truth.show()
    print(f"    and {early_stops} pairs whose first indel meets a stop before the second")
    assert ours_by_truth.left_over == {}
    assert ours_by_truth.agree >= 90
    assert csq_by_truth.left_over == {}


def _fits(value: str, new: str) -> bool:
    """csq's `82LL>82LA` against the new protein; `82L` where it says synonymous."""
    change = value.split("|")[5].split(">")[-1]
    digits = "".join(character for character in change if character.isdigit())
    residues = change.removeprefix(digits)
    return new[int(digits) - 1 :].startswith(residues)
