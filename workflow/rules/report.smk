# Reads the findings of a batch.
# Gives each sample its folder, samples/S/, and a manifest of the files written there.


rule report:
    input:
        interpreted="<results>/work/{batch}/interpret.json",
        panel=panel_sums,
    output:
        manifest="<results>/work/{batch}/report.json",
    log:
        "<logs>/{batch}/report.log",
    benchmark:
        "<benchmarks>/{batch}/report.tsv"
    conda:
        "../envs/hyperigm.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 500 * attempt,
        runtime=30,
        disk_mb=500,
    params:
        outdir=subpath(output.manifest, ancestor=3),
        settings=settings("panel", "thresholds.clinvar_max_age_days"),
    shell:
        "hyperigm report --interpreted {input.interpreted:q} --settings {params.settings:q}"
        " --outdir {params.outdir:q} --out {output.manifest:q} > {log:q} 2>&1"
