"""Results of made-up samples, for tests of what is made of results: tables, workbook, pages."""

from collections.abc import Sequence
from pathlib import Path

from hyperigm.core.annotation import Annotation, Frequency, Impact, TranscriptEffect
from hyperigm.core.coverage import exon_statuses
from hyperigm.core.family import Person, Sex
from hyperigm.core.finding import Conclusion, Finding, SampleResult, Tier
from hyperigm.core.plan import Batch, Plan, SampleEntry
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.core.verdict import Match, Mechanism, Verdict, Zygosity
from hyperigm.core.warning import WarningKind, about
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import write_results, write_value
from hyperigm.steps.cohort import cohort

PANEL = load_panel()
EXONS = exon_statuses(PANEL, load_reference(Build.GRCH38).transcripts, ())
EVIL = "<script>alert('x')</script>\"&=HYPERLINK(1)\u202e</script><!--"
SLOTS = {
    "1/1": (Slot.THIS, Slot.THIS),
    "0/1": (Slot.REF, Slot.THIS),
    "1": (Slot.THIS,),
    "./.": (Slot.MISSING,) * 2,
}


def finding(
    sample: str = "boy",
    pos: int = 136648355,
    tier: Tier = Tier.DIAGNOSTIC,
    gene: str = "CD40LG",
    genotype: str = "1",
    depth: int | None = 41,
    frequency: Frequency | None = None,
    text: str = "It fits; one X.",
    hgvs_c: str | None = "NM_000074.3:c.107T>A",
) -> Finding:
    """One finding; the gene's first entity, and not its real place."""
    of = PANEL.gene(gene)
    allele = Allele(of.chrom, pos, "T", "A")
    effect = TranscriptEffect("NM_1.1", hgvs_c, None, ("missense_variant",), Impact.MODERATE, exon="1")
    verdict = Verdict(
        allele.key, of.entities[0].id, Zygosity.HEMIZYGOUS, Match.YES, Mechanism.HEMIZYGOUS, text
    )
    call = Call(
        allele,
        Genotype(genotype, SLOTS[genotype], False),
        Record(of.chrom, pos, "T", ("A",), ("PASS",), "rs1"),
        depth,
        depth,
        1.0,
        99.0,
    )
    annotation = Annotation(allele.key, gene, None, effect, frequency=frequency)
    return Finding(sample, Build.GRCH38, of.chrom, of, of.entities[0], call, annotation, verdict, tier, text)


def result(
    sample: str,
    findings: Sequence[Finding] = (),
    conclusion: Conclusion = Conclusion.NOT_ASSESSABLE,
    warnings: Sequence[str] = (),
    declared: Sex = Sex.MALE,
    inferred: Sex = Sex.MALE,
    kind: WarningKind = WarningKind.OTHER,
) -> SampleResult:
    """A sample that was read. kind: of its warnings."""
    return SampleResult(
        sample=sample,
        conclusion=conclusion,
        conclusion_sentence="A sentence.",
        sex_declared=declared,
        sex_inferred=inferred,
        sex_reason="",
        build=Build.GRCH38,
        build_evidence="",
        n_calls=len(findings),
        findings=tuple(findings),
        warnings=about(kind, warnings),
        exons=EXONS,
    )


def failed(sample: str, what: str = "x.vcf can't be read", mend: str = "write it again") -> SampleResult:
    """A sample that failed."""
    return SampleResult(
        sample, Conclusion.FAILED, what, Sex.UNKNOWN, Sex.UNKNOWN, "", None, "", 0, (), error=what, mend=mend
    )  # fmt: skip


def cohort_of(outdir: Path, results: Sequence[SampleResult], batch_size: int = 50) -> Path:
    """Writes the batches of a run, does the cohort step on them, and gives cohort/."""
    batches = []
    for start in range(0, len(results), batch_size):
        part, name = results[start : start + batch_size], f"batch-{start // batch_size + 1:04d}"
        entries = tuple(
            SampleEntry(Person(one.sample, Sex(one.sex_declared)), "x.vcf", line=start + place + 2)
            for place, one in enumerate(part)
        )
        batches.append(Batch(name, entries))
        write_results(outdir / "work" / name / "interpret.json", part)
    write_value(outdir / "work" / "plan.json", Plan(tuple(batches)))
    cohort(outdir / "work" / "plan.json", outdir / "work", outdir)
    return outdir / "cohort"
