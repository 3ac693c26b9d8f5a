"""`hyperigm validate`: known pathogenic alleles in a lab's own style, and how many come out."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hyperigm.core.clinvar import Significance, classify
from hyperigm.core.family import Person, Sex
from hyperigm.core.finding import Tier
from hyperigm.core.plan import SampleEntry
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Settings
from hyperigm.core.spikes import (
    Carrier,
    Joint,
    Known,
    Spike,
    expected_fit,
    expected_in_a_woman,
    left_out,
    one_codon_pairs,
    people,
    planned,
)
from hyperigm.core.validation import (
    OUTCOME_COLUMNS,
    SENSITIVITY_COLUMNS,
    FoundRow,
    Outcome,
    Sensitivity,
    outcome,
    table,
)
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.clinvar import read_clinvar
from hyperigm.edges.header import Header, read_header
from hyperigm.edges.integrity import SUMS, sum_of, verify_resources
from hyperigm.edges.lab_file import LabFile, described, read_lab_file, write_spiked
from hyperigm.edges.panel import load_panel
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.resources import shipped
from hyperigm.edges.store import write_text
from hyperigm.edges.tables import read_table, table_text, write_table
from hyperigm.edges.terminal import working
from hyperigm.edges.validation_page import validation_html
from hyperigm.errors import InputError, Problem, reason
from hyperigm.steps.annotate import annotate
from hyperigm.steps.check import check
from hyperigm.steps.cohort import cohort
from hyperigm.steps.explain import explain
from hyperigm.steps.interpret import interpret
from hyperigm.steps.screen import screen, screen_samples

PATHOGENIC = (Significance.PATHOGENIC, Significance.LIKELY_PATHOGENIC)
SEX_SAMPLES = 20
"""Samples of a joint file that are looked at for the way a man's X is written."""
FEW_CALLS = 10
"""Calls below which the page says that the style rests on few of them."""
MARK = "made_by_validate.txt"
"""The file that tells a made-up run from a real one, in the folder run/."""
REAL = ("samples", "provenance/config.yaml")
"""What a real run leaves in its folder, and a made-up one never does."""


@dataclass(frozen=True, slots=True)
class Validation:
    """What came out: the table, each spike, and cautions that the page's headline has too."""

    rows: tuple[Sensitivity, ...]
    outcomes: tuple[Outcome, ...]
    cautions: tuple[str, ...] = ()

    def as_text(self) -> str:
        """The table as tab-separated text."""
        return table_text(SENSITIVITY_COLUMNS, self.rows)


def validate(like: Path, outdir: Path, settings: Settings, sample: str | None = None) -> Validation:
    """Writes validation.tsv, validation.spikes.tsv and validation.html to `outdir`, the made-up run to run/.

    like: the file whose style is taken. sample: whose column of it; the first one's where None. Raises
    InputError where the file can't be used, or the folder is not ours to write to.
    """
    with working("reading the file") as say:
        return _validated(like, outdir, settings, sample, say)


def _validated(
    like: Path, outdir: Path, settings: Settings, sample: str | None, say: Callable[[str], None]
) -> Validation:
    verify_resources()
    run = outdir / "run"
    _refuse_foreign(run)
    header = read_header(like)
    name = sample or next(iter(header.samples), None)
    build, lab, silent = _pattern(like, header, name, settings)
    say("naming the known alleles")
    spikes = _spikes(like, build, lab)
    carriers = people(spikes)
    cautions = _cautions(lab, spikes, silent)
    try:
        _write_run(run, lab, carriers)
        _steps(run, settings, say)
        outcomes = _outcomes(run, spikes, carriers, build)
        rows = table(outcomes)
        write_table(outdir / "validation.tsv", SENSITIVITY_COLUMNS, rows)
        write_table(outdir / "validation.spikes.tsv", OUTCOME_COLUMNS, outcomes)
        facts = {**_facts(like, str(name), build, lab, len(carriers)), **_limits(settings)}
        write_text(outdir / "validation.html", validation_html(facts, rows, outcomes, cautions))
    except OSError as error:
        raise _unwritable(outdir, error) from error
    return Validation(rows, outcomes, cautions)


def _refuse_foreign(run: Path) -> None:
    """Raises InputError where the folder holds anything that validate did not make."""
    try:
        held = sorted(item.name for item in run.iterdir()) if run.exists() else []
    except OSError as error:
        raise _unwritable(run, error) from error
    real = [name for name in REAL if (run / name).exists()]
    if held and (real or MARK not in held):
        shown = ", ".join((real or held)[:3])
        what = f"holds files that validate did not make ({shown}), and the made-up run would overwrite them"
        raise InputError(Problem(str(run), what, "choose another --outdir"))


def _unwritable(folder: Path, error: OSError) -> InputError:
    what = f"can't be written: {reason(error)}"
    return InputError(Problem(str(folder), what, "choose another --outdir"))


def _spikes(like: Path, build: Build, lab: LabFile) -> tuple[Spike, ...]:
    """What is put in, and what is not because the file has no place for it.

    Raises InputError where that is all."""
    reference, panel = load_reference(build), load_panel()
    known, joint = _known(reference)
    lacking = {item.name: item.name for item in reference.chromosomes if item.name not in lab.contigs}
    reasons = {chrom: f"the header has no contig that is {chrom}" for chrom in lacking}
    spikes = left_out(planned(known, panel, lab.style, joint), lab.contigs, reasons)
    if not any(spike.tier for spike in spikes):
        what = f"has no contig of any of the genes ({', '.join(sorted(lacking))}), so none can be tried"
        raise InputError(Problem(str(like), what, "give a file whose header declares them"))
    return spikes


def _cautions(lab: LabFile, spikes: Sequence[Spike], silent: Sequence[str]) -> tuple[str, ...]:
    """What a reader must know before the figure. silent: chromosomes that the file has no record on."""
    tried = {spike.known.gene for spike in spikes if spike.known.allele.chrom in lab.contigs}
    untried = {s.known.gene: s.known.allele.chrom for s in spikes if s.known.gene not in tried}
    found = []
    if untried:
        genes = ", ".join(f"{gene} ({chrom})" for gene, chrom in untried.items())
        found.append(f"Not tried, for the file's header has no contig for them: {genes}")
    unseen = {s.known.gene: s.known.allele.chrom for s in spikes if s.known.allele.chrom in silent}
    if unseen:
        genes = ", ".join(f"{gene} ({chrom})" for gene, chrom in unseen.items())
        found.append(
            f"The file has no record at all on the chromosomes of {genes}: that its caller was run there was"
            " assumed, so the figures of these genes say nothing of the lab's own files"
        )
    if lab.style.learnt < FEW_CALLS:
        calls = "1 call" if lab.style.learnt == 1 else f"{lab.style.learnt} calls"
        found.append(f"The style rests on {calls} of the file: what it did not show was assumed")
    return tuple(found)


def _pattern(
    like: Path, header: Header, name: str | None, settings: Settings
) -> tuple[Build, LabFile, tuple[str, ...]]:
    """The build of the file, its pattern, and the genes' chromosomes that it has no record on."""
    if name is None or name not in header.samples:
        named = ", ".join(header.samples[:SEX_SAMPLES]) or "none"
        raise InputError(Problem(str(like), f"holds no sample {name!r}", f"its samples: {named}"))
    names = dict.fromkeys((name, *header.samples[:SEX_SAMPLES]))
    path = str(like.resolve())
    screens = screen_samples([SampleEntry(Person(one), path, one) for one in names], settings)
    mine = screens[0]
    if mine.error or mine.build is None:
        raise InputError(Problem(str(like), mine.error or mine.build_evidence, mine.mend or ""))
    number = header.samples.index(name)
    sex, haploid = _x_style(screens)
    reference = load_reference(mine.build)
    lab = read_lab_file(like, number, reference, sex, haploid, header.contigs)
    if not lab.style.learnt:
        what = f"shows no called variant of sample {name!r}, so there is no style to learn from it"
        mend = "give a file with called genotypes (GATK CombineGVCFs leaves none), or another --sample"
        raise InputError(Problem(str(like), what, mend))
    silences = (silence for source in mine.sources for silence in source.silences)
    return mine.build, lab, tuple(silence.chrom for silence in silences if not silence.left_out)


def _x_style(screens: Sequence[SampleScreen]) -> tuple[Sex, bool]:
    """Male where some sample's X calls say so, and whether one is written with one copy."""
    males = any(screen.sex.inferred is Sex.MALE for screen in screens)
    return Sex.MALE if males else Sex.UNKNOWN, any(screen.sex.haploid for screen in screens)


def _known(reference: Reference) -> tuple[tuple[Known, ...], Joint]:
    """The pathogenic and likely pathogenic alleles of the bundled ClinVar, named, in genome order; and those
    pairs of them that change one codon, as one allele."""
    records = read_clinvar((), reference.build, reference.regions).alleles
    annotator = Annotator(reference, records)
    found = []
    for key, record in records.items():
        if classify(record.significance) in PATHOGENIC:
            chrom, pos, ref, alt = key.split("-")
            found.append(_named(Allele(chrom, int(pos), ref, alt), annotator))
    known = tuple(sorted(found, key=lambda one: one.allele))
    pairs = ((one.allele, other.allele) for one, other in one_codon_pairs(known) if one.allele < other.allele)
    return known, {pair: _named(_joined(*pair, reference), annotator) for pair in pairs}


def _named(allele: Allele, annotator: Annotator) -> Known:
    panel, known = load_panel(), annotator.annotation(allele)
    gene = panel.gene(known.gene)
    fit = expected_fit(gene, known.effect, panel)
    one_x = expected_in_a_woman(gene, known.effect, panel)
    return Known(known.gene, allele, known.effect.hgvs_c or allele.key, fit, one_x)


def _joined(one: Allele, other: Allele, reference: Reference) -> Allele:
    """Two changes of single bases, the first one first, as one allele."""
    between = reference.fetch(one.chrom, one.pos, other.pos)[1:-1]
    return Allele(one.chrom, one.pos, f"{one.ref}{between}{other.ref}", f"{one.alt}{between}{other.alt}")


def _write_run(run: Path, lab: LabFile, carriers: Sequence[Carrier]) -> None:
    write_text(run / MARK, "Made-up people with known alleles, by hyperigm validate. No patients.\n")
    write_spiked(run / "spiked.vcf.gz", lab, carriers)
    lines = [f"{person.sample}\tspiked.vcf.gz\t{person.sex}\tyes\n" for person in carriers]
    write_text(run / "samples.tsv", "sample\tvcf\tsex\taffected\n" + "".join(lines))


def _steps(run: Path, settings: Settings, say: Callable[[str], None]) -> None:
    """The steps of a run, in this process, up to the tables. say: is told how far they are."""
    plan = run / "work" / "plan.json"
    batches = check(run / "samples.tsv", None, settings, plan).batches
    for number, batch in enumerate(batches, 1):
        say(f"reading made-up people: part {number} of {len(batches)}")
        folder = run / "work" / batch.id
        screened, annotated = folder / "screen.json", folder / "annotations.json"
        screen(plan, batch.id, settings, screened)
        annotate(screened, settings, (), annotated)
        interpret(plan, batch.id, screened, annotated, settings, folder / "interpret.json")
    say("writing their tables")
    cohort(plan, run / "work", run)


def _outcomes(
    run: Path, spikes: Sequence[Spike], carriers: Sequence[Carrier], build: Build
) -> tuple[Outcome, ...]:
    """Each spike with what findings.tsv has of it."""
    rows = _rows(run, build)
    carrier = {spike: person.sample for person in carriers for spike in person.spikes}
    found = []
    for spike in spikes:
        sample = carrier.get(spike, "")
        mine = rows.get((sample, spike.known.allele.key), ())
        absent = "" if mine or spike.tier is None else _absent(run, sample, spike)
        found.append(outcome(spike, sample, mine, absent))
    return tuple(found)


def _absent(run: Path, sample: str, spike: Spike) -> str:
    """Why a spike has no row: the last step that was reached."""
    words = explain(sample, spike.known.allele.key, run).steps
    reached = [word for word in words if not word.verdict.startswith("not reached")]
    return f"{reached[-1].step}: {reached[-1].verdict}"


def _rows(run: Path, build: Build) -> Mapping[tuple[str, str], Sequence[FoundRow]]:
    """Rows of cohort/findings.tsv by sample and allele, under the panel's names."""
    reference = load_reference(build)
    found: dict[tuple[str, str], list[FoundRow]] = {}
    for row in read_table(run / "cohort" / "findings.tsv"):
        chrom = reference.canonical(row["chrom"]) or row["chrom"]
        allele = Allele(chrom, int(row["pos"]), row["ref"], row["alt"])
        flags = tuple(row["flags"].split(";"))
        line = FoundRow(Tier(row["tier"]), row["zygosity"], row["explanation"], flags)
        found.setdefault((row["sample"], allele.key), []).append(line)
    return found


def _facts(like: Path, name: str, build: Build, lab: LabFile, carriers: int) -> dict[str, str]:
    """What the page says of the file."""
    reference = load_reference(build)
    releases = read_clinvar((), build, reference.regions).releases
    return {
        "File": like.name,
        "SHA-256 of it": sum_of(like),
        "Sample whose style was taken": name,
        "Build": build.value,
        "Name of X": lab.contigs.get("chrX", "chrX"),
        **dict(described(lab.style)),
        "Records beside the spikes": str(len(lab.background)),
        "Made-up people": str(carriers),
        "Known alleles": f"ClinVar {', '.join(releases)}, pathogenic and likely pathogenic",
    }


def _limits(settings: Settings) -> dict[str, str]:
    """What the page says of the limits and the knowledge that the figure holds for."""
    limits = settings.thresholds
    sums = sorted(shipped("resources").rglob(SUMS))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sums)).hexdigest()
    return {
        "Limits of a call": f"{limits.min_depth} reads, quality {limits.min_gq:g}",
        "SHA-256 of the shipped tables' checksums": digest,
    }
