"""One command line per command, for the end of its `--help`. A command without one can't be added."""

EXAMPLES = {
    "run": "hyperigm run my.vcf.gz --cores 4",
    "check": "hyperigm check --samples samples.tsv",
    "screen": "hyperigm screen --plan out/work/plan.json --batch batch-0001 --out screen.json",
    "annotate": "hyperigm annotate --screen screen.json --clinvar clinvar.vcf.gz --out annotations.json",
    "interpret": (
        "hyperigm interpret --plan out/work/plan.json --batch batch-0001 --screen screen.json"
        " --annotations annotations.json --out interpret.json"
    ),
    "report": "hyperigm report --interpreted interpret.json --outdir out --out report.json",
    "cohort": "hyperigm cohort --plan out/work/plan.json --work out/work --outdir out",
    "provenance": (
        "hyperigm provenance --plan out/work/plan.json --config out/provenance/config.yaml --work out/work"
        " --summary out/cohort/summary.tsv --outdir out"
    ),
    "finish": "hyperigm finish --summary out/cohort/summary.tsv --out out/work/finished.txt",
    "bundle": "hyperigm bundle --lrg lrg --models mane --out resources/reference",
    "panel": "hyperigm panel --add my_genes.yaml --grch38 GRCh38.fa genes.gff3 --out my_panel",
    "snapshot": "hyperigm snapshot --table clinvar_alleles.tsv --out resources/evidence",
    "snapshot-gnomad": "hyperigm snapshot-gnomad --table PMS2.csv --gene PMS2 --out resources/evidence",
    "tally": "hyperigm tally --clinvar clinvar.vcf.gz --out tables",
    "schema": "hyperigm schema --out report.schema.json",
    "demo": "hyperigm demo",
    "update": "hyperigm update clinvar --out evidence",
    "diff": "hyperigm diff before out",
    "explain": "hyperigm explain P1 X-136648355-T-A --outdir out",
    "validate": "hyperigm validate --like my.vcf.gz --outdir validation",
    "verify": "hyperigm verify out",
    "lookup": "hyperigm lookup X-136648355-T-A --yes-send-this-allele",
}

COMPLETION = {
    "bash": 'eval "$(_HYPERIGM_COMPLETE=bash_source hyperigm)"  # in ~/.bashrc',
    "zsh": 'eval "$(_HYPERIGM_COMPLETE=zsh_source hyperigm)"  # in ~/.zshrc',
    "fish": "_HYPERIGM_COMPLETE=fish_source hyperigm | source  # in ~/.config/fish/completions/hyperigm.fish",
}
"""What makes a shell complete commands and options."""


def unwrapped(title: str, *lines: str) -> str:
    """A paragraph that click prints line by line."""
    return "\n".join(("\b", f"{title}:", *(f"  {line}" for line in lines)))
