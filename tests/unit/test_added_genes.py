"""What a report says of genes and transcripts of a user's panel, and where it must say it."""

from dataclasses import replace

import pytest

from hyperigm.core.added_genes import added_warnings
from hyperigm.core.annotation import Sources
from hyperigm.core.callability import Callability, Stretch
from hyperigm.core.conclusion import conclude
from hyperigm.core.coverage import Assessed, exon_statuses
from hyperigm.core.finding import Conclusion
from hyperigm.core.panel import Panel
from hyperigm.core.variant import Build
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import load_reference
from hyperigm.steps.annotate import without_records

HERE, THERE = (load_reference(build).transcripts for build in (Build.GRCH37, Build.GRCH38))
UNG = replace(load_panel().gene("UNG"), added_by="my lab 1")
ADDED = Panel("v", (load_panel().gene("CD40LG"), UNG), extension="my lab 1")
READ = Sources(clinvar=("2026-01-01",))


def said(sources: Sources = READ, ruled: tuple[str, ...] = ("HIGM5",), without: str = "") -> tuple[str, ...]:
    here = tuple(model for model in HERE if model.gene != without)
    return added_warnings(ADDED, ruled, sources, Build.GRCH37, here, THERE)


def test_the_shipped_panel_says_nothing_of_the_kind() -> None:
    assert added_warnings(load_panel(), (), Sources(), Build.GRCH37, HERE, THERE) == ()


@pytest.mark.parametrize(
    ("sources", "ruled", "there", "absent"),
    [
        (READ, ("HIGM5",), (), ("ClinVar", "ACMG")),
        (Sources(), ("HIGM5",), ("no ClinVar record of it was read",), ("ACMG",)),
        (
            replace(READ, without_clinvar=("UNG",)),
            ("HIGM5",),
            ("no ClinVar record of it was read",),
            ("ACMG",),
        ),
        (READ, (), ("no ACMG/AMP class is computed (HIGM5)",), ("ClinVar",)),
    ],
)
def test_what_is_lacking_is_said(
    sources: Sources, ruled: tuple[str, ...], there: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    (text,) = said(sources, ruled)
    assert text.startswith("UNG is a gene of the panel my lab 1, not of the shipped six: ")
    assert "its weight in the chance that is left" in text
    assert all(word in text for word in there)
    assert not any(word in text for word in absent)


def test_a_gene_of_the_other_build_was_not_looked_at() -> None:
    (text,) = said(without="UNG")
    assert text.endswith("the panel does not have it on GRCh37: it was not looked at in this sample.")


def test_a_transcript_of_the_other_build_is_said() -> None:
    other = replace(load_reference(Build.GRCH38).mane("CD40LG"), accession="NM_9.1", mane=False)
    *_, text = added_warnings(ADDED, ("HIGM5",), READ, Build.GRCH37, HERE, (*THERE, other))
    assert text.startswith(
        "The transcript NM_9.1 of CD40LG, which the panel my lab 1 adds, is not there on GRCh37"
    )


def test_such_a_gene_is_never_none_found() -> None:
    """All of both genes is read; where the build lacks UNG, its seven coding exons (MANE v1.5, NM_080911.3)
    are not assessed, without a place, and the conclusion is no negative."""
    whole = tuple(Stretch(chrom, 1, 250_000_000, True) for chrom in ("chr12", "chrX"))
    read = (Callability("the BED", True, whole),)
    full = exon_statuses(ADDED, HERE, (), read, THERE)
    assert {exon.status for exon in full} == {Assessed.ASSESSED}
    assert conclude((), full, True)[0] is Conclusion.NONE_FOUND
    part = exon_statuses(ADDED, tuple(m for m in HERE if m.gene != "UNG"), (), read, THERE)
    lacking = [exon for exon in part if exon.gene == "UNG"]
    assert [(exon.exon, exon.start, exon.end, exon.status) for exon in lacking] == [
        (number, None, None, Assessed.NOT_ASSESSED) for number in range(1, 8)
    ]
    assert "the panel my lab 1 has UNG on GRCh38 alone" in lacking[0].reason
    conclusion, sentence = conclude((), part, True)
    assert conclusion is Conclusion.NOT_ASSESSABLE
    assert "Not assessed: UNG 1-7." in sentence


def test_genes_without_a_record() -> None:
    """One allele on the first base of UNG's region, one beside CD40's, one beyond the X gene's."""
    regions = {item.gene: item for item in load_reference(Build.GRCH38).regions}
    first, last = regions["UNG"].start, regions["CD40LG"].end
    keys = (f"chr12-{first}-A-T", f"chr7-{regions['CD40'].start}-A-T", f"chrX-{last + 1}-A-T")
    wanted = [regions[gene] for gene in ("UNG", "CD40", "CD40LG")]
    assert without_records(keys, wanted) == ("CD40", "CD40LG")
