"""provenance/methods.md: a paragraph for a paper on what was run, on what, with which knowledge."""

from string import Template

from hyperigm.core.provenance import RunRecord
from hyperigm.edges.resources import PACKAGE


def methods_text(run: RunRecord, panel: str) -> str:
    """The paragraph, with its citations. panel: version of the panel."""
    text = (PACKAGE / "templates" / "methods.md").read_text(encoding="utf-8")
    return Template(text).substitute(
        samples=run.screened,
        failed=run.not_screened,
        builds=" and ".join(run.builds) or "no assembly that could be told",
        panel=panel,
        consulted=_consulted(run),
        **{name.lower(): run.version(name) for name in ("hyperigm", "snakemake", "Python", "pysam")},
    )


def _consulted(run: RunRecord) -> str:
    kinds = (("ClinVar", run.clinvar), ("gnomAD", run.gnomad), ("predictors", run.insilico))
    return (
        "; ".join(f"{what} ({', '.join(names)})" for what, names in kinds if names) or "no evidence of others"
    )
