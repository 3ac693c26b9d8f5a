"""`hyperigm explain`: where an allele went in a finished or broken-off run, step by step.

Reads the files in work/ (and, for the lines of the table, S.findings.tsv); never a patient's VCF.
"""

from pathlib import Path

from hyperigm.core.annotation import Annotated, Sources
from hyperigm.core.coverage import ExonStatus
from hyperigm.core.explanation import (
    Explanation,
    StepWord,
    annotate_word,
    as_text,
    check_word,
    merged_into,
    not_reached,
    screen_word,
)
from hyperigm.core.explanation_verdicts import Rules, interpret_word, report_word
from hyperigm.core.finding import SampleResult
from hyperigm.core.interpretation import Knowledge
from hyperigm.core.plan import Plan, SampleEntry
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.allele_name import on_other_build, parse_allele, placed_allele
from hyperigm.edges.config import read_config, settings_of, suggestion
from hyperigm.edges.inheritance_rules import load_rulebook
from hyperigm.edges.panel_folder import use_panel
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.store import ScreenFile, read_results, read_value
from hyperigm.edges.tiers import load_tiers, load_weighing
from hyperigm.errors import InputError, Problem

LATER = ("screen", "annotate", "interpret", "report")


def explain(sample: str, text: str, outdir: Path) -> Explanation:
    """Each step's verdict on one allele (CHROM-POS-REF-ALT, in any spelling) in one sample.

    Raises InputError for a sample that the run does not have, for what is no allele, for a contig of another
    build, for a REF that is not the build's, and where the run went by a panel that is no longer there.
    """
    parse_allele(text)
    use_panel(_settings(outdir).panel)
    entry, batch = _entry(sample, outdir)
    folder = outdir / "work" / batch
    words = [check_word(entry, batch)]
    screen = _screen(folder, sample)
    if entry.error or screen is None or screen.error or screen.build is None:
        return _cut_short(sample, text, words[0], entry, screen)
    reference = load_reference(screen.build)
    allele = _allele(text, reference, screen)
    result = _result(folder, sample)
    elsewhere = on_other_build(allele, reference)
    words.append(screen_word(allele, screen, reference.regions, _near(allele, result), elsewhere))
    whole = merged_into(allele, screen.calls)
    words += _later(whole.allele.key if whole else allele.key, sample, outdir, folder, screen, result)
    return Explanation(sample, text, allele.key, screen.build, tuple(words))


def show(explained: Explanation, as_json: bool) -> str:
    """The explanation as text, or as JSON for a machine."""
    if not as_json:
        return as_text(explained)
    import msgspec

    return msgspec.json.format(msgspec.json.encode(explained), indent=2).decode() + "\n"


def _entry(sample: str, outdir: Path) -> tuple[SampleEntry, str]:
    """The sample's entry in the plan, and its batch."""
    path = outdir / "work" / "plan.json"
    if not path.is_file():
        raise InputError(Problem(str(outdir), "has no work/plan.json", "give the --outdir of a run"))
    plan = read_value(path, Plan)
    entries = {entry.person.sample: (entry, batch.id) for batch in plan.batches for entry in batch.samples}
    if sample not in entries:
        what = f"the run in {outdir} has no such sample"
        raise InputError(Problem(f"sample {sample}", what, suggestion(sample, tuple(entries))))
    return entries[sample]


def _screen(folder: Path, sample: str) -> SampleScreen | None:
    path = folder / "screen.json"
    if not path.is_file():
        return None
    return ScreenFile(path).sample(sample)


def _result(folder: Path, sample: str) -> SampleResult | None:
    path = folder / "interpret.json"
    if not path.is_file():
        return None
    results = read_results(path)
    return next((one for one in results if one.sample == sample), None)


def _cut_short(
    sample: str, text: str, first: StepWord, entry: SampleEntry, screen: SampleScreen | None
) -> Explanation:
    """The explanation of a sample that was refused, failed, or was not screened yet."""
    if entry.error:
        words = not_reached(LATER, "the gate refused the sample")
    elif screen is None:
        words = not_reached(LATER, "there is no screen.json of this sample yet")
    else:
        failed = screen.error or screen.build_evidence
        words = (
            StepWord("screen", f"failed: {failed}", (f"mend: {screen.mend or '.'}",)),
            *not_reached(LATER[1:], "the sample failed"),
        )
    return Explanation(sample, text, text, "", (first, *words))


def _allele(text: str, reference: Reference, screen: SampleScreen) -> Allele:
    """The normal form; an allele that the sample's file has with a wrong REF is taken as the file has it."""
    written = parse_allele(text)
    chrom = reference.canonical(written.chrom) or written.chrom
    for call in screen.calls:
        same = (call.allele.pos, call.allele.ref, call.allele.alt) == (written.pos, written.ref, written.alt)
        if same and call.allele.chrom == chrom and written.end in (0, call.allele.end):
            return call.allele
    return placed_allele(text, reference)


def _near(allele: Allele, result: SampleResult | None) -> tuple[ExonStatus, ...]:
    """The sample's exons of the genes on the allele's chromosome."""
    if result is None or result.build is None:
        return ()
    genes = {model.gene for model in load_reference(result.build).transcripts if model.chrom == allele.chrom}
    return tuple(exon for exon in result.exons if exon.gene in genes)


def _later(
    key: str, sample: str, outdir: Path, folder: Path, screen: SampleScreen, result: SampleResult | None
) -> tuple[StepWord, ...]:
    """annotate, interpret and report."""
    path = folder / "annotations.json"
    call = next((call for call in screen.calls if call.allele.key == key), None)
    if call is None:
        return not_reached(LATER[1:], "the sample has no call at this allele")
    if not path.is_file() or screen.build is None:
        return not_reached(LATER[1:], "there is no annotations.json yet")
    annotated = read_value(path, Annotated)
    known = annotated.of_call(screen.build, call)
    read = annotated.sources.get(screen.build, Sources())
    together, has_gene = annotated.haplotypes.get(sample, ()), known.gene not in read.without_clinvar
    first = annotate_word(key, known, together, bool(read.clinvar), has_gene)
    if result is None:
        return (first, *not_reached(LATER[2:], "there is no interpret.json yet"))
    if result.error:
        return (first, StepWord("interpret", f"failed: {result.error}"), *not_reached(LATER[3:], "it failed"))
    rules = _rules(_settings(outdir), annotated, screen.build)
    rows, tiers = _rows(outdir, result, key)
    return first, interpret_word(key, result, rules), report_word(sample, rows, tiers)


def _settings(outdir: Path) -> Settings:
    """The run's own settings; the defaults where it kept none."""
    path = outdir / "provenance" / "config.yaml"
    return settings_of(read_config(path)) if path.is_file() else Settings()


def _rules(settings: Settings, annotated: Annotated, build: str) -> Rules:
    knowledge = Knowledge(
        annotated.alleles.get(build, {}),
        load_tiers(),
        settings.thresholds.common_af,
        settings.secondary_findings,
        load_acmg_rules(),
        load_weighing(),
        without_clinvar=annotated.sources.get(build, Sources()).without_clinvar,
    )
    return Rules(load_rulebook(), knowledge)


def _rows(outdir: Path, result: SampleResult, key: str) -> tuple[tuple[int, ...] | None, tuple[str, ...]]:
    """Line numbers of S.findings.tsv with the allele, and their tiers; rows are in the findings' order."""
    path = outdir / "samples" / result.sample / f"{result.sample}.findings.tsv"
    if not path.is_file():
        return None, ()
    places = {
        (f.contig, str(f.call.allele.pos), f.call.allele.ref, f.call.allele.alt)
        for f in result.findings
        if f.call.allele.key == key
    }
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    names = lines[0]
    at = [names.index(name) for name in ("chrom", "pos", "ref", "alt")]
    tier = names.index("tier")
    found = [
        (number, cells[tier])
        for number, cells in enumerate(lines[1:], start=2)
        if tuple(cells[column] for column in at) in places
    ]
    return tuple(number for number, _ in found), tuple(word for _, word in found)
