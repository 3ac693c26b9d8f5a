"""The command line: one command per step, each in the module of its name, imported when it runs."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from hyperigm.command_group import FIRST_STEPS, Commands, say, settings_in_force, version_option
from hyperigm.errors import ExitCode, Problem

Function = TypeVar("Function", bound=Callable[..., object])
File = click.Path(path_type=Path)

option = partial(click.option, type=File, required=True)
settings_option = click.option(
    "--settings", default="{}", metavar="JSON|FILE", help="Config keys as JSON, or a config file."
)
panel_option = option("--panel", required=False, help="A folder of `hyperigm panel`: its genes too.")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=FIRST_STEPS)
@version_option
def main() -> None:
    """Screens patient VCFs for hyper-IgM syndromes in six genes. Research use only.

    `hyperigm run` does all of it; the steps also run by hand, on the same files.
    """


@main.command(context_settings={"ignore_unknown_options": True})
@click.option("--samples", metavar="SHEET", help="Sample sheet.")
@click.option("--outdir", metavar="FOLDER", help="Folder for the results.")
@click.option("--pedigree", metavar="PED", help="PED file, in place of the sheet's family columns.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[VCF]... [SNAKEMAKE OPTIONS]")
def run(samples: str | None, outdir: str | None, pedigree: str | None, arguments: tuple[str, ...]) -> None:
    """Run the whole workflow on VCFs or on a sheet, from any folder.

    VCFs (.vcf, .vcf.gz, .gvcf, .bcf; single or joint) stand before the options: `hyperigm run my.vcf.gz`. A
    sheet of all samples in them is kept in OUTDIR/samples.tsv, to be edited and run again.

    `--config KEY=VALUE` and `--configfile FILE` set anything of config/README.md. Other options are
    Snakemake's: `hyperigm run --samples s.tsv --outdir out --cores 4 --dry-run`.

    At a terminal a bar shows how far it is, and Snakemake's own lines go to logs/run.log; `-v` shows them.
    """
    from hyperigm.steps.run import run as step

    given = {"samples": samples, "outdir": outdir, "pedigree": pedigree}
    code, closing = step({key: value for key, value in given.items() if value is not None}, arguments)
    if closing:
        click.echo(closing)
    sys.exit(code)


@main.command()
@option("--samples", help="Sample sheet.")
@option("--pedigree", required=False, help="PED file.")
@settings_option
@option("--out", required=False, help="Write the plan here; samples refused are then marked in it.")
@option("--merged", required=False, help="Write the config, with defaults, here as YAML.")
def check(samples: Path, pedigree: Path | None, settings: str, out: Path | None, merged: Path | None) -> None:
    """Check sheet, config and every file; say all problems at once.

    Ends with 3 where there is a problem. With --out, samples whose files can't be read do not end it: they
    are marked in the plan, and the others go on.
    """
    from hyperigm.steps.check import cautions, gate, refusals

    plan = gate(samples, pedigree, settings, out, merged)
    say("warning", *cautions(plan, samples))
    refused = refusals(plan, samples)
    say("warning" if out else "error", *refused)
    sys.exit(ExitCode.BAD_INPUT if refused and not out else ExitCode.OK)


@main.command()
@option("--plan", help="The check step's plan.json.")
@click.option("--batch", required=True, help="Batch of the plan.")
@settings_option
@option("--out", help="Write the calls here (screen.json).")
def screen(plan: Path, batch: str, settings: str, out: Path) -> None:
    """Read the VCFs of a batch at the six genes."""
    from hyperigm.steps.screen import screen as step

    step(plan, batch, settings_in_force(settings), out)


@main.command()
@option("--screen", help="The screen step's file.")
@option("--clinvar", multiple=True, required=False, help="ClinVar VCF, once per build; `none`: no ClinVar.")
@option("--gnomad", multiple=True, required=False, help="gnomAD VCF; may be given more than once.")
@option("--insilico", multiple=True, required=False, help="Predictors' scores, VCF or TSV; more than once.")
@settings_option
@option("--out", help="Write the annotations here (annotations.json).")
def annotate(
    screen: Path,
    clinvar: tuple[Path, ...],
    gnomad: tuple[Path, ...],
    insilico: tuple[Path, ...],
    settings: str,
    out: Path,
) -> None:
    """Name each distinct allele, and look up what is known of it."""
    from hyperigm.steps.annotate import annotate as step

    step(screen, settings_in_force(settings), clinvar, out, gnomad, insilico)


@main.command()
@option("--plan", help="The check step's plan.json.")
@click.option("--batch", required=True, help="Batch of the plan.")
@option("--screen", help="The screen step's file.")
@option("--annotations", help="The annotate step's file.")
@settings_option
@option("--out", help="Write the findings here (interpret.json).")
def interpret(plan: Path, batch: str, screen: Path, annotations: Path, settings: str, out: Path) -> None:
    """Decide what the genotypes of a batch mean."""
    from hyperigm.steps.interpret import interpret as step

    step(plan, batch, screen, annotations, settings_in_force(settings), out)


@main.command()
@option("--interpreted", help="The interpret step's file.")
@settings_option
@option("--outdir", help="Folder of the results; files go to samples/S/ in it.")
@option("--out", help="Write the manifest of the files here (report.json).")
def report(interpreted: Path, settings: str, outdir: Path, out: Path) -> None:
    """Write the report of each sample of a batch."""
    from hyperigm.steps.report import report as step

    step(interpreted, settings_in_force(settings), outdir, out)


@main.command()
@option("--plan", help="The check step's plan.json.")
@option("--work", help="Folder with the batches' files.")
@settings_option
@option("--outdir", help="Folder of the results; files go to cohort/ in it.")
def cohort(plan: Path, work: Path, settings: str, outdir: Path) -> None:
    """Write the page, the workbook and the tables of all samples."""
    from hyperigm.steps.cohort import cohort as step

    step(plan, work, outdir, secondary_findings=settings_in_force(settings).secondary_findings)


@main.command()
@option("--plan", help="The check step's plan.json.")
@option("--config", help="The merged config, provenance/config.yaml.")
@option("--work", help="Folder with the batches' files.")
@option("--summary", help="cohort/summary.tsv of the run.")
@option("--outdir", help="Folder of the results.")
def provenance(plan: Path, config: Path, work: Path, summary: Path, outdir: Path) -> None:
    """Write what the run was made of: versions, sums, inputs, methods, RO-Crate."""
    from hyperigm.steps.provenance import provenance as step

    step(plan, config, work, summary, outdir)


@main.command()
@option("--summary", help="cohort/summary.tsv of the run.")
@settings_option
@option("--out", help="Write the closing line here.")
def finish(summary: Path, settings: str, out: Path) -> None:
    """Say what came out, and which samples failed; end with 5 if there are any (`on_failed_sample`)."""
    from hyperigm.edges.terminal import conclusions
    from hyperigm.steps.finish import finish as step

    click.echo(conclusions(summary, named=False))
    click.echo(f"{step(summary, settings_in_force(settings), out, reasons=False)}: {summary}")


@main.command()
@option("--lrg", help="Folder with the genes' LRG records.")
@option("--models", help="Folder with the MANE tables.")
@option("--out", help="Folder for the reference bundle.")
def bundle(lrg: Path, models: Path, out: Path) -> None:
    """Build the reference bundle from LRG records and MANE tables, and prove it."""
    from hyperigm.steps.bundle import bundle as step

    step(lrg, models, out)


@main.command()
@option("--add", "added", help="YAML of your genes and transcripts (docs/panel.md).")
@click.option("--grch38", type=(File, File), metavar="FASTA GFF3", help="Genome and gene models of GRCh38.")
@click.option("--grch37", type=(File, File), metavar="FASTA GFF3", help="The same of GRCh37.")
@option("--out", help="Folder for the panel.")
def panel(added: Path, grch38: tuple[Path, Path] | None, grch37: tuple[Path, Path] | None, out: Path) -> None:
    """Add genes or transcripts of your own to the six, proved, without a change of this program.

    Makes a folder that `hyperigm run --config panel=FOLDER` goes by. Each transcript must make its protein on
    the genome given: start, stop, splice sites, reading frame. Keys of the YAML, * where one is needed:

    \b
    name*, version*, and the lists genes, transcripts, caveats, introns, blind_spots
    genes:       symbol* transcript* entities* source* name hgnc mim other_transcripts
                 mane_select context context_source
    entities:    id* name* inheritance* source* dominance mim mondo validity curated
                 variants affects secondary male_lethal note unverified acmg
    acmg:        loss_of_function* pm2_below* bs1_from* source* ba1_from
                 bs1_hemizygotes hemizygotes_above homozygotes_above decrease (0 to 4)
                 decrease_reason rules
    transcripts: gene* transcript* source*
    caveats:     gene* flag* first_exon* last_exon* grade* assay* source* note
    introns:     transcript* number* donor* acceptor* source*
    blind_spots: id* condition* gene* sentence* source*
    """
    from hyperigm.core.variant import Build
    from hyperigm.edges.panel_build import Given
    from hyperigm.steps.panel import panel as step

    builds = ((Build.GRCH38, grch38), (Build.GRCH37, grch37))
    click.echo(step(added, [Given(build, *files) for build, files in builds if files], out))


@main.command()
@option("--table", help="Table of ClinVar alleles.")
@option("--out", help="Folder for the snapshot.")
def snapshot(table: Path, out: Path) -> None:
    """Build the bundled ClinVar snapshot from a table of alleles."""
    from hyperigm.steps.snapshot import snapshot as step

    step(table, out)


@main.command("snapshot-gnomad")
@option("--table", help="gnomAD r2 browser export of one gene, CSV, GRCh37.")
@click.option("--gene", required=True, help="Its symbol.")
@option("--out", help="Folder for the snapshot.")
def snapshot_gnomad(table: Path, gene: str, out: Path) -> None:
    """Build the bundled population frequencies from a gnomAD browser table."""
    from hyperigm.steps.snapshot_gnomad import snapshot_gnomad as step

    step(table, gene, out)


@main.command()
@option("--clinvar", multiple=True, required=False, help="ClinVar VCF; without it the snapshot.")
@option("--out", help="Folder for the tables.")
def tally(clinvar: tuple[Path, ...], out: Path) -> None:
    """Count the published pathogenic alleles by gene, exon and class."""
    from hyperigm.steps.tally import tally as step

    step(out, clinvar)


@main.command()
@option("--out", help="Write the schema here.")
def schema(out: Path) -> None:
    """Write the JSON Schema of S.report.json, from the types that write it."""
    from hyperigm.steps.schema import schema as step

    step(out)


@main.command()
@option("--out", default="hyperigm-demo", show_default=True, help="Folder for the demo batch.")
@click.option("--panel", is_flag=True, help="A made-up genome with a gene to add, and people for it.")
def demo(out: Path, panel: bool) -> None:
    """Make a batch to play with: made-up people who carry published variants.

    With --panel, what docs/panel.md works through: a gene that nobody has, on a genome that nobody has.
    """
    if panel:
        from hyperigm.steps.panel_demo import panel_demo

        click.echo(panel_demo(out))
        return
    from hyperigm.steps.demo import demo as step

    click.echo(step(out))


@main.command()
@click.argument("what", type=click.Choice(["clinvar", "gnomad"]))
@option("--out", default="evidence", show_default=True, help="Folder for the files.")
@click.option(
    "--build", "builds", multiple=True, type=click.Choice(["GRCh37", "GRCh38"]), help="One build, not both."
)
@click.option("--base-url", default="", metavar="URL", help="A mirror, in place of the public archive.")
@click.option("--silence", default=60.0, show_default=True, help="Seconds without a byte: stalled.")
@click.option("--attempts", default=6, show_default=True, help="Attempts that may fail in a row.")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched; write nothing.")
@click.option("--force", is_flag=True, help="Take an older release, or one with far fewer records.")
@panel_option
def update(
    what: str,
    out: Path,
    builds: tuple[str, ...],
    base_url: str,
    silence: float,
    attempts: int,
    dry_run: bool,
    force: bool,
    panel: Path | None,
) -> None:
    """Fetch current ClinVar or gnomAD for the six genes, and those of your panel.

    What is there is replaced only by a file that is whole and proved, and kept as `.previous`. Nothing of a
    patient is sent.
    """
    from hyperigm.core.variant import Build
    from hyperigm.edges.download import Patience, Server
    from hyperigm.edges.panel_folder import use_panel
    from hyperigm.steps.update import Wish, progress
    from hyperigm.steps.update import update as step

    use_panel(panel)
    wish = Wish(what, out, tuple(map(Build, builds)), base_url, dry_run, force)
    with progress() as watch:
        step(wish, Server(Patience(attempts=attempts, silence=silence), watch=watch), click.echo)


@main.command()
@click.argument("old", type=File)
@click.argument("new", type=File)
@option("--out", required=False, help="Write the changes here as a table.")
@click.option("--plain", is_flag=True, help="Print the table's text also at a terminal.")
def diff(old: Path, new: Path, out: Path | None, plain: bool) -> None:
    """Say what changed between two runs, and which piece of evidence did it.

    OLD and NEW are folders of results. Prints a table for reading, or tab-separated text into a pipe.
    """
    from hyperigm.steps.diff import diff as step
    from hyperigm.steps.diff import show

    click.echo(show(step(old, new, out), plain), nl=False)


@main.command()
@click.argument("sample")
@click.argument("allele", metavar="CHROM-POS-REF-ALT")
@option("--outdir", help="Folder of the run's results.")
@click.option("--json", "as_json", is_flag=True, help="JSON, for a machine.")
def explain(sample: str, allele: str, outdir: Path, as_json: bool) -> None:
    """Say what each step made of one allele in one sample.

    Also of an allele that was never called. Any spelling will do: other contig names, not left-aligned. Reads
    the run's files, not the patient's VCF.
    """
    from hyperigm.steps.explain import explain as step
    from hyperigm.steps.explain import show

    click.echo(show(step(sample, allele, outdir), as_json), nl=False)


@main.command()
@option("--like", help="A VCF of your own: its style is taken.")
@click.option("--sample", metavar="NAME", help="Whose column of it; by default the first.")
@settings_option
@option("--outdir", help="Folder for the tables, the page and the made-up run.")
def validate(like: Path, sample: str | None, settings: str, outdir: Path) -> None:
    """Measure what is found of known pathogenic alleles in a file like yours.

    The bundled pathogenic alleles are put into made-up people, in every zygosity that fits, written as your
    caller writes. Prints the sensitivity per gene, class and zygosity; the page says what was missed and why.
    """
    from hyperigm.steps.validate import validate as step

    found = step(like, outdir, settings_in_force(settings), sample)
    say("warning", *(Problem(str(like), caution, "") for caution in found.cautions))
    click.echo(found.as_text(), nl=False)


@main.command()
@click.argument("outdir", type=File)
def verify(outdir: Path) -> None:
    """Hold a run's results against its inputs, byte by byte.

    Runs the workflow again, elsewhere, on the inputs that OUTDIR's config names, and ends with 6 where a
    result is not what they give. Nothing in OUTDIR is changed.
    """
    from hyperigm.steps.verify import verify as step

    done = step(outdir)
    click.echo(f"{done.files} files of {done.samples} samples are what the inputs give")


@main.command()
@click.argument("allele", metavar="CHROM-POS-REF-ALT")
@click.option("--build", type=click.Choice(["GRCh37", "GRCh38"]), default="GRCh38", show_default=True)
@click.option("--base-url", default="", metavar="URL", help="A VEP REST server of your own.")
@click.option("--yes-send-this-allele", "consent", is_flag=True, help="Without it, nothing is sent.")
def lookup(allele: str, build: str, base_url: str, consent: bool) -> None:
    """Ask Ensembl VEP about one allele: it leaves this machine.

    A rare allele can identify the person who carries it, so this is sent only if you say so, one allele at a
    time, without any name; no other command sends anything of a patient.
    """
    from hyperigm.core.variant import Build
    from hyperigm.edges.download import Server
    from hyperigm.steps.lookup import lookup as step

    click.echo(step(allele, Build(build), base_url, consent, Server()))
