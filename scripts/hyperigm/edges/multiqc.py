"""What MultiQC shows of a run (cohort/multiqc/*_mqc.tsv, its "custom content"): a table and a plot.

Numbers and words alone, no variant's name: these pages travel with the quality reports of a batch. They are
tables of text, for MultiQC takes what looks like a file's ending off the names in JSON (`P1.bam` and `P1`
become one row), and leaves those in a table as they are.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from hyperigm.core.columns import MISSING, SUMMARY_COLUMNS
from hyperigm.core.finding import Tier
from hyperigm.edges.store import write_text
from hyperigm.edges.tables import cell_text, read_table

TABLE, PLOT = "hyperigm_samples", "hyperigm_variants"
FILES = (f"{TABLE}_mqc.tsv", f"{PLOT}_mqc.tsv")
SHOWN = (
    "status",
    "conclusion",
    "sex_declared",
    "sex_inferred",
    "build",
    "n_calls",
    "n_diagnostic",
    "n_candidate",
    "n_carrier",
    "exons_not_assessed",
)
COLOURS = {
    Tier.DIAGNOSTIC: "#b2182b",
    Tier.CANDIDATE: "#ef8a62",
    Tier.CARRIER: "#4393c3",
    Tier.UNCERTAIN: "#b8b8b8",
    Tier.BACKGROUND: "#e3e3e3",
    Tier.SECONDARY: "#762a83",
}


def write_multiqc(cohort: Path, variants: Mapping[str, Mapping[Tier, int]], evidence: str) -> None:
    """Writes both files to `cohort`/multiqc/, from cohort/summary.tsv and the numbers of variants.

    evidence: the releases that the samples were held against; MultiQC takes a description as HTML."""
    folder = cohort / "multiqc"
    made = (samples_table(read_table(cohort / "summary.tsv")), variants_plot(variants))
    for name, content in zip(FILES, made, strict=True):
        held = escape(evidence).encode("ascii", "xmlcharrefreplace").decode("ascii")
        content["description"] += f" Held against {held}."
        write_text(folder / name, "".join(_lines(content)))


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    """MultiQC's settings as a comment (YAML, of which JSON is a part), then a line per sample."""
    settings = {key: value for key, value in content.items() if key != "data"}
    yield from (f"# {line}\n" for line in json.dumps(settings, indent=1).splitlines())
    names = content.get("headers") or content["categories"]
    yield "\t".join(("Sample", *names)) + "\n"
    for sample, cells in content["data"].items():
        yield "\t".join((sample, *(str(cells.get(name, MISSING)) for name in names))) + "\n"


def samples_table(rows: Iterable[dict[str, str]]) -> dict[str, Any]:
    """A line per sample."""
    columns = {column.name: column for column in SUMMARY_COLUMNS}
    whole = {"format": "{:,.0f}", "scale": False}
    headers = {
        name: {
            "title": name.replace("_", " "),
            "description": columns[name].meaning,
            **(whole if columns[name].type == "integer" else {"scale": False}),
        }
        for name in SHOWN
    }
    data = {
        row["sample"]: {
            name: int(row[name]) if columns[name].type == "integer" else row[name]
            for name in SHOWN
            if row[name] != MISSING
        }
        for row in rows
    }
    return {
        "id": TABLE,
        "section_name": "hyperigm: samples",
        "description": "What each sample comes to in the genes of hyper-IgM syndromes. For research use.",
        "plot_type": "table",
        "pconfig": {"id": f"{TABLE}_table", "title": "hyperigm: samples", "namespace": "hyperigm"},
        "headers": headers,
        "data": data,
    }


def variants_plot(counts: Mapping[str, Mapping[Tier, int]]) -> dict[str, Any]:
    """A bar per sample: its variants, each counted once, in each gene it reaches, under its best tier.

    counts: of each sample that has any, in the order of the bars.
    """
    used = [tier for tier in Tier if any(of_sample.get(tier) for of_sample in counts.values())]
    return {
        "id": PLOT,
        "section_name": "hyperigm: variants",
        "description": "Variants per sample in the genes of hyper-IgM syndromes, by tier. For research use.",
        "plot_type": "bargraph",
        "pconfig": {"id": f"{PLOT}_plot", "title": "hyperigm: variants by tier", "ylab": "Variants"},
        "categories": {tier: {"name": tier, "color": COLOURS[tier]} for tier in used},
        "data": {
            cell_text(name): {tier: of_sample.get(tier, 0) for tier in used}
            for name, of_sample in counts.items()
        },
    }
