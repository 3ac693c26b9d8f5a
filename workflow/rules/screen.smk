# Reads the VCFs of a batch, at the six genes only.
# Gives normalised calls and no-calls, evidence of sex and build, and what was assessable.


rule screen:
    input:
        plan=ancient("<results>/work/plan.json"),
        vcfs=as_inputs(files_of_batch),
        panel=panel_sums,
    output:
        "<results>/work/{batch}/screen.json",
    log:
        "<logs>/{batch}/screen.log",
    benchmark:
        "<benchmarks>/{batch}/screen.tsv"
    conda:
        "../envs/hyperigm.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 500 * attempt,
        runtime=60,
        disk_mb=500,
    params:
        samples=read_by_screen,
        settings=settings(
            "build",
            "panel",
            "thresholds.min_depth",
            "thresholds.min_gq",
            "thresholds.sex_min_sites",
            "thresholds.sex_male_max_het",
            "thresholds.sex_female_min_het",
        ),
    shell:
        "hyperigm screen --plan {input.plan:q} --batch {wildcards.batch:q} --settings {params.settings:q}"
        " --out {output:q} > {log:q} 2>&1"
