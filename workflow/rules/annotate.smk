# Reads the distinct alleles of a batch, ClinVar where the config names it (else the bundled snapshot), and what it
# names of gnomAD and of predictors. Gives HGVS names, consequence, evidence and caveat regions of each allele. The
# patients' VCFs are not read.


rule annotate:
    input:
        screen="<results>/work/{batch}/screen.json",
        clinvar=[path for path in config["clinvar"] or [] if path != "none"],
        gnomad=[path for path in config["gnomad"] or [] if path != "none"],
        insilico=config["insilico"] or [],
        panel=panel_sums,
    output:
        "<results>/work/{batch}/annotations.json",
    log:
        "<logs>/{batch}/annotate.log",
    benchmark:
        "<benchmarks>/{batch}/annotate.tsv"
    conda:
        "../envs/hyperigm.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 500 * attempt,
        runtime=30,
        disk_mb=500,
    params:
        files=read_by_annotate,
        settings=settings("panel", "secondary_findings"),
        evidence=[
            f"--{kind}={path}"
            for kind in ("clinvar", "gnomad", "insilico")
            for path in config[kind] or []
        ],
    shell:
        "hyperigm annotate --screen {input.screen:q} {params.evidence:q} --settings {params.settings:q}"
        " --out {output:q} > {log:q} 2>&1"
