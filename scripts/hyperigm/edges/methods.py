"""provenance/methods.md: a paragraph for a paper on what was run, on what, with which knowledge."""

from string import Template

from hyperigm.core.panel import Panel
from hyperigm.core.provenance import RunRecord
from hyperigm.edges.resources import PACKAGE


def methods_text(run: RunRecord, panel: Panel) -> str:
    """The paragraph, with its citations."""
    text = (PACKAGE / "templates" / "methods.md").read_text(encoding="utf-8")
    return Template(text).substitute(
        samples=run.screened,
        failed=run.not_screened,
        builds=" and ".join(run.builds) or "no assembly that could be told",
        panel=panel.version,
        added=_added(panel),
        consulted=_consulted(run),
        **{name.lower(): run.version(name) for name in ("hyperigm", "snakemake", "Python", "pysam")},
    )


def _added(panel: Panel) -> str:
    """What a user's panel added, as the end of the list of genes."""
    if not panel.extension:
        return ""
    genes = ", ".join(f"{gene.symbol} ({gene.refseq})" for gene in panel.added)
    return f"; by the user's panel {panel.extension}: {genes or 'further transcripts'}"


def _consulted(run: RunRecord) -> str:
    kinds = (("ClinVar", run.clinvar), ("gnomAD", run.gnomad), ("predictors", run.insilico))
    return (
        "; ".join(f"{what} ({', '.join(names)})" for what, names in kinds if names) or "no evidence of others"
    )
