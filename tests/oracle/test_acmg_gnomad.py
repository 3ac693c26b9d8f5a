"""gnomAD r2 of PMS2 as a gnomAD v2 VCF: frequency and PM2, BS1, BA1, BS2 of 50 rows worked out by hand.

The table acmg_gnomad_by_hand.tsv was written from the browser export with pencil arithmetic:
- group, ac, an: of African, Latino, East Asian, non-Finnish European and South Asian (Ashkenazi, Finnish and
  Other are left out, as gnomAD's own group maximum does) the one with the highest ac / an among those with
  an >= 2000; `*` where no group has a copy;
- BA1 and BS1: the lowest frequency not excluded at 95 %, near enough (ac - 1.645 * sqrt(ac)) / an, against
  5 % (Ghosh 2018) and 1.4e-3 (Whiffin 2017 for a recessive disease); PM2: ac / an below 1.4e-4; BS2: more
  than 2 homozygotes;
- copy: the row lies in PMS2 exon 9, in exon 11 or 12, or from intron 12 to the 3' end, which PMS2CL copies
  (van der Klift 2010, PMID 20186688): nothing is met.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from hyperigm.core.acmg.population import population_criteria
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.evidence import Evidence
from hyperigm.edges.gnomad import read_gnomad
from hyperigm.edges.insilico import Scores
from hyperigm.edges.reference import load_reference

GROUPS = {
    "afr": "African",
    "amr": "Latino",
    "asj": "Ashkenazi Jewish",
    "eas": "East Asian",
    "fin": "European (Finnish)",
    "nfe": "European (Non-Finnish)",
    "oth": "Other",
    "sas": "South Asian",
}
TABLE = Path(__file__).parent / "acmg_gnomad_by_hand.tsv"


def by_hand() -> list[dict[str, str]]:
    with TABLE.open() as table:
        return list(csv.DictReader(table, delimiter="\t"))


def vcf_lines(shared: Path) -> Iterator[str]:
    """The export as gnomAD v2 writes it."""
    yield from ("##fileformat=VCFv4.2", "##contig=<ID=7,length=159138663>")
    yield "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
    with (shared / "truth" / "gnomad" / "gnomad_r2_PMS2.csv").open() as table:
        for row in csv.DictReader(table):
            info = [f"AC={row['Allele Count']}", f"AN={row['Allele Number']}"]
            info.append(f"nhomalt={row['Number of Homozygotes']}")
            for code, name in GROUPS.items():
                info += [
                    f"AC_{code}={row[f'Allele Count {name}']}",
                    f"AN_{code}={row[f'Allele Number {name}']}",
                ]
            place = (row["Chrom"], row["Position"], ".", row["Reference"], row["Alternate"], ".", "PASS")
            yield "\t".join((*place, ";".join(info)))


@pytest.fixture(scope="module")
def evidence(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    path = tmp_path_factory.mktemp("gnomad") / "gnomad.exomes.r2.vcf"
    path.write_text("\n".join(vcf_lines(shared)) + "\n")
    reference = load_reference(Build.GRCH37)
    wanted = [Allele("chr7", int(row["pos"]), row["ref"], row["alt"]) for row in by_hand()]
    found = read_gnomad((path,), wanted, reference, load_acmg_rules().populations)
    return Evidence(reference, {}, found, Scores({}))


def test_there_are_fifty_rows_of_every_outcome() -> None:
    words = {word for row in by_hand() for word in row["criteria"].split(";")}
    assert len(by_hand()) == 50
    assert words == {".", "BA1", "BS1", "BS2", "PM2_Supporting"}


@pytest.mark.parametrize("row", by_hand(), ids=lambda row: f"{row['pos']}-{row['ref']}-{row['alt']}")
def test_a_row_worked_out_by_hand(row: dict[str, str], evidence: Evidence) -> None:
    allele = Allele("chr7", int(row["pos"]), row["ref"], row["alt"])
    annotation = evidence.added(allele, Annotator(load_reference(Build.GRCH37), {}).annotation(allele))
    frequency = annotation.frequency
    assert frequency is not None
    assert frequency.af == pytest.approx(int(row["ac"]) / int(row["an"]))
    assert frequency.homozygotes == int(row["homozygotes"])
    if row["group"] != "*":
        assert (frequency.group, frequency.ac, frequency.an) == (row["group"], int(row["ac"]), int(row["an"]))
    in_copy = any(flag.startswith("pseudogene") for flag in annotation.flags)
    assert in_copy == (row["copy"] == "yes")
    rule = load_acmg_rules().entities["MMRCS4"]
    met = [item.word for item in population_criteria(annotation, rule) if item.strength]
    assert (";".join(met) or ".") == row["criteria"]
