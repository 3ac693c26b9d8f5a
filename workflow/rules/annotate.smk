# Reads the distinct alleles of a batch, and ClinVar where the config names it (else the bundled snapshot).
# Gives HGVS names, consequence, ClinVar and caveat regions of each allele. The patients' VCFs are not read.


rule annotate:
    input:
        screen="<results>/work/{batch}/screen.json",
        clinvar=config["clinvar"] or [],
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
        settings=settings(),
        clinvar=lambda wildcards, input: [f"--clinvar={path}" for path in input.clinvar],
    shell:
        "hyperigm annotate --screen {input.screen:q} {params.clinvar:q} --settings {params.settings:q}"
        " --out {output:q} > {log:q} 2>&1"
