"""What a report says of genes and transcripts of a user's panel, and where it must say it."""

from dataclasses import replace

import pytest

from hyperigm.core.acmg.trace import AcmgClass, Assessment, Criterion, Strength
from hyperigm.core.added_genes import added_warnings
from hyperigm.core.added_transcripts import effect_flags, own_coding, unseen
from hyperigm.core.annotation import OTHER_STRONGER, Annotation, ClinVar, Impact, Sources, TranscriptEffect
from hyperigm.core.callability import Callability, Stretch
from hyperigm.core.conclusion import conclude
from hyperigm.core.coverage import Assessed, ExonStatus, coding_parts, exon_statuses, site_statuses
from hyperigm.core.finding import Conclusion
from hyperigm.core.panel import Panel, Transcript
from hyperigm.core.tier import Evidence, evidence_of, evidence_phrase, weighed
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.panel import added_transcripts, load_panel
from hyperigm.edges.reference import load_reference
from hyperigm.edges.tiers import load_weighing
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


UNG1 = "NM_003362.3"
"""Its own first coding exon lies in the first intron of MANE Select (UNG2, NM_080911.3): RefSeq."""


def ung1(build: Build) -> tuple[Transcript, ...]:
    return tuple(model for model in load_reference(build).transcripts if model.gene == "UNG")


def test_a_stop_on_an_added_transcript_is_at_least_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    """UNG1 taken as added: its 7th codon, made TAA, lies in an intron of UNG2 by the reference itself."""
    model = next(model for model in ung1(Build.GRCH38) if model.accession == UNG1)
    reference = load_reference(Build.GRCH38)
    start = coding_parts(model)[0][1] + 18
    bases = reference.fetch("chr12", start, start + 2)
    stop = Allele("chr12", start, bases, "TAA")
    shipped = Annotator(reference, {}).annotation(stop)
    assert (shipped.effect.impact, OTHER_STRONGER in shipped.flags) == (Impact.MODIFIER, False)
    assert evidence_of(shipped, 0.01) is Evidence.MODIFIER
    monkeypatch.setattr("hyperigm.edges.annotator.added_transcripts", lambda: frozenset({UNG1}))
    found = Annotator(reference, {}).annotation(stop)
    assert OTHER_STRONGER in found.flags
    evidence = evidence_of(found, 0.01)
    assert evidence is Evidence.UNCERTAIN
    assert f"stop gained (high impact) on {UNG1}" in evidence_phrase(found, evidence)
    benign = replace(found, clinvar=ClinVar("1", "Benign", "", 3))
    assert evidence_of(benign, 0.01) is Evidence.BENIGN


@pytest.mark.parametrize(
    ("main", "other", "flagged"),
    [
        (Impact.MODIFIER, Impact.HIGH, True),
        (Impact.LOW, Impact.MODERATE, True),
        (Impact.MODERATE, Impact.HIGH, True),
        (Impact.MODERATE, Impact.MODERATE, False),
        (Impact.MODIFIER, Impact.LOW, False),
        (Impact.HIGH, Impact.HIGH, False),
    ],
)
def test_only_what_tells_more_is_flagged(main: Impact, other: Impact, flagged: bool) -> None:
    """VEP's order of impacts."""
    one, two = (
        TranscriptEffect(name, None, None, (), impact) for name, impact in (("A.1", main), ("B.1", other))
    )
    assert bool(effect_flags(one, (two,), {"B.1"})) is flagged
    assert effect_flags(one, (two,), {"C.1"}) == ()


def test_a_class_of_the_main_transcript_makes_no_such_allele_benign() -> None:
    """Likely benign as a missense of the main one, and a stop on the added one; the population counts."""
    main = TranscriptEffect("A.1", None, None, ("missense_variant",), Impact.MODERATE)
    other = TranscriptEffect("B.1", None, None, ("stop_gained",), Impact.HIGH)
    flagged = Annotation("k", "UNG", None, main, (other,), flags=(OTHER_STRONGER,))
    bp = Assessment("r", AcmgClass.LIKELY_BENIGN, -4, (Criterion("BS3", Strength.STRONG, "", points=-4),))
    ba = Assessment("r", AcmgClass.BENIGN, -8, (Criterion("BA1", Strength.VERY_STRONG, "", points=-8),))
    table = load_weighing()
    assert weighed(table, Evidence.MODERATE, replace(flagged, flags=()), bp) is Evidence.BENIGN
    assert weighed(table, Evidence.MODERATE, flagged, bp) is Evidence.UNCERTAIN
    assert weighed(table, Evidence.MODERATE, flagged, ba) is Evidence.BENIGN


def test_exons_of_an_added_transcript_must_have_been_read() -> None:
    """UNG1 has one coding part that is not in one of UNG2's: its first; the flanks are 20 bases."""
    models = ung1(Build.GRCH38)
    first = coding_parts(next(model for model in models if model.accession == UNG1))[0]
    (site,) = own_coding(models, {UNG1})
    assert (site.chrom, site.start, site.end) == ("chr12", first[1] - 20, first[2] + 20)
    whole = Callability("the BED", True, (Stretch("chr12", 1, 250_000_000, True),))
    gap = Callability(
        "x", True, (Stretch("chr12", 1, first[1], True), Stretch("chr12", first[2], 2**28, True))
    )
    for source, lacking in ((whole, ()), (gap, (f"UNG {UNG1} 1",))):
        statuses = site_statuses((site,), (), (source,))
        assert unseen(statuses, (), models, {UNG1}) == lacking
    assert unseen((), models, (), {UNG1}) == (f"UNG {UNG1}, which is there on GRCh38 alone",)


def test_an_added_transcript_that_was_not_read_is_never_none_found() -> None:
    exon = ExonStatus("UNG", 1, 1, 2, Assessed.ASSESSED, "read")
    assert conclude((), (exon,), True)[0] is Conclusion.NONE_FOUND
    conclusion, sentence = conclude((), (exon,), True, ("UNG NM_003362.3 1",))
    assert conclusion is Conclusion.NOT_ASSESSABLE
    assert "All coding exons of the main transcripts were assessed." in sentence
    assert sentence.endswith("Of added transcripts not shown to be read: UNG NM_003362.3 1.")


def test_the_shipped_transcripts_are_no_added_ones() -> None:
    assert added_transcripts() == frozenset()
