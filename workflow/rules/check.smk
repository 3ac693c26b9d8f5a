# Reads the sample sheet, the PED if there is one, and the header of each VCF; looks at indexes and BEDs.
# Gives the plan (batches of samples; a sample that can't be read is marked in it) and the merged config.
# The plan is updated, not made anew: samples stay in their batches, new ones open new batches.


localrules:
    check,


checkpoint check:
    input:
        sheet=config["samples"],
        pedigree=config["pedigree"] or [],
        vcfs=as_inputs(files_of_sheet),
        panel=panel_sums,
    output:
        plan=update("<results>/work/plan.json"),
        config="<results>/provenance/config.yaml",
    log:
        "<logs>/check.log",
    benchmark:
        "<benchmarks>/check.tsv"
    conda:
        "../envs/hyperigm.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
        disk_mb=100,
    params:
        judged=read_by_check,
        settings=json.dumps(config, sort_keys=True),
        pedigree=[f"--pedigree={config['pedigree']}"] if config["pedigree"] else [],
    shell:
        "hyperigm check --samples {input.sheet:q} {params.pedigree:q}"
        " --settings {params.settings:q} --merged {output.config:q} --out {output.plan:q} > {log:q} 2>&1"
