"""The tables of published alleles agree with the truth table, and the command makes them again.

Oracle: ../shared/truth/clinvar (rows by gene), less the rows that the snapshot lists as left out.
"""

import csv
from collections import Counter
from pathlib import Path

from hyperigm.core.variant import Build
from hyperigm.edges.limits import COUNTS, SITES, allele_counts, known_sites
from hyperigm.steps.tally import tally

PATHOGENIC = {"Pathogenic", "P/LP", "Likely pathogenic"}


def test_the_command_makes_the_bundled_tables_byte_for_byte(tmp_path: Path, root: Path) -> None:
    tally(tmp_path)
    for name in (COUNTS, SITES):
        assert (tmp_path / name).read_bytes() == (root / "resources" / "evidence" / name).read_bytes()


def test_counts_are_the_tables_rows(shared: Path, root: Path) -> None:
    with (root / "resources" / "evidence" / "clinvar_2018-06.left_out.tsv").open() as handle:
        rows = csv.DictReader(handle, delimiter="\t")
        left_out = {int(row["line"]) for row in rows if row["build"] == "GRCh38"}
    with (shared / "truth" / "clinvar" / "clinvar_2018.tsv").open() as handle:
        numbered = list(enumerate(csv.DictReader(handle, delimiter="\t"), start=2))
    expected = Counter(
        row["gene"] for line, row in numbered if row["significance"] in PATHOGENIC and line not in left_out
    )
    counted: Counter[str] = Counter()
    for count in allele_counts():
        counted[count.gene] += count.alleles
    assert counted == expected


def test_known_alleles_are_counted_where_they_lie() -> None:
    """AICDA p.Arg112Cys is in exon 3, CD40LG p.Met36Lys in exon 1, IKBKG p.Cys417Arg and p.Glu391Ter in
    exon 10 (domain.md; MANE exons)."""
    found = {(count.gene, count.exon, count.allele_class): count.alleles for count in allele_counts()}
    assert found["AICDA", 3, "missense"] >= 2
    assert found["CD40LG", 1, "missense"] >= 1
    assert found["IKBKG", 10, "missense"] >= 1
    assert found["IKBKG", 10, "truncating"] >= 1


def test_the_known_site_is_that_of_both_builds() -> None:
    """NM_000535.7:c.23+21_23+28del: exon 1 ends with c.23 at GRCh38 chr7:6008997, minus strand, so c.23+21 is
    21 bases below; GRCh37 is 39,631 bases further (LRG_161 mapping)."""
    by_build = {build: known_sites(build) for build in Build}
    site = by_build[Build.GRCH38][0]
    assert site.name == "NM_000535.7:c.23+21_23+28del"
    assert site.start <= 6008997 - 28
    assert site.end >= 6008997 - 21
    assert by_build[Build.GRCH37][0].start - site.start == 39631
