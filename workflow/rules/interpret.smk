# Reads calls, annotations and family of a batch.
# Gives findings: zygosity, phase, inheritance match per disease entity, tier, and a sentence for each.


rule interpret:
    input:
        plan=ancient("<results>/work/plan.json"),
        screen="<results>/work/{batch}/screen.json",
        annotations="<results>/work/{batch}/annotations.json",
        panel=panel_sums,
    output:
        "<results>/work/{batch}/interpret.json",
    log:
        "<logs>/{batch}/interpret.log",
    benchmark:
        "<benchmarks>/{batch}/interpret.tsv"
    conda:
        "../envs/hyperigm.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 500 * attempt,
        runtime=30,
        disk_mb=500,
    params:
        people=read_by_interpret,
        settings=settings(
            "panel",
            "secondary_findings",
            "thresholds.min_depth",
            "thresholds.min_gq",
            "thresholds.mosaic_max_fraction",
            "thresholds.hemizygous_min_fraction",
            "thresholds.parent_max_fraction",
            "thresholds.common_af",
        ),
    shell:
        "hyperigm interpret --plan {input.plan:q} --batch {wildcards.batch:q} --screen {input.screen:q}"
        " --annotations {input.annotations:q} --settings {params.settings:q} --out {output:q} > {log:q} 2>&1"
