# Reads the findings of all batches.
# Gives the cohort's page, workbook and tables, since when each finding is known (added to, not made anew), and what the
# run was made of; then it ends well, or non-zero with the names of the samples that failed.


localrules:
    cohort,
    provenance,
    finish,


rule cohort:
    input:
        plan=ancient("<results>/work/plan.json"),
        interpreted=lambda wildcards: expand(
            "<results>/work/{batch}/interpret.json", batch=batches()
        ),
        reports=lambda wildcards: expand(
            "<results>/work/{batch}/report.json", batch=batches()
        ),
        panel=panel_sums,
    output:
        summary=report(
            "<results>/cohort/summary.tsv",
            caption="../report/summary.rst",
            category="Cohort",
            labels={"table": "samples"},
        ),
        findings="<results>/cohort/findings.tsv",
        multiqc=multiext(
            "<results>/cohort/multiqc/hyperigm_",
            "samples_mqc.tsv",
            "variants_mqc.tsv",
        ),
        page=report(
            "<results>/cohort/index.html",
            caption="../report/page.rst",
            category="Cohort",
            labels={"table": "page"},
        ),
        workbook="<results>/cohort/hyperigm.xlsx",
        dictionary="<results>/cohort/data_dictionary.tsv",
        package="<results>/cohort/datapackage.json",
        run_times="<results>/provenance/run_times.html",
        first_seen=update("<results>/provenance/first_seen.tsv"),
    log:
        "<logs>/cohort.log",
    benchmark:
        "<benchmarks>/cohort.tsv"
    conda:
        "../envs/hyperigm.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=lambda wildcards, input: 30 + len(input.interpreted) // 2,
        disk_mb=lambda wildcards, input: 500 + 20 * len(input.interpreted),
    params:
        work=subpath(input.plan, parent=True),
        outdir=subpath(output.summary, ancestor=2),
        people=read_by_cohort,
        settings=settings("panel", "secondary_findings"),
    shell:
        "hyperigm cohort --plan {input.plan:q} --work {params.work:q} --settings {params.settings:q}"
        " --outdir {params.outdir:q} > {log:q} 2>&1"


# After the cohort, so that what it says of the run is true: who was screened, that it is complete, and when it ended.
rule provenance:
    input:
        summary="<results>/cohort/summary.tsv",
        plan=ancient("<results>/work/plan.json"),
        config="<results>/provenance/config.yaml",
        annotations=lambda wildcards: expand(
            "<results>/work/{batch}/annotations.json", batch=batches()
        ),
        reports=lambda wildcards: expand(
            "<results>/work/{batch}/report.json", batch=batches()
        ),
        panel=panel_sums,
    output:
        crate="<results>/ro-crate-metadata.json",
        methods=report(
            "<results>/provenance/methods.md",
            caption="../report/methods.rst",
            category="Provenance",
            labels={"table": "methods"},
        ),
        versions=report(
            "<results>/provenance/versions.tsv",
            caption="../report/versions.rst",
            category="Provenance",
            labels={"table": "versions"},
        ),
        resources=report(
            "<results>/provenance/resources.tsv",
            caption="../report/resources.rst",
            category="Provenance",
            labels={"table": "resources"},
        ),
        inputs="<results>/provenance/inputs.tsv",
        command="<results>/provenance/command.txt",
    log:
        "<logs>/provenance.log",
    benchmark:
        "<benchmarks>/provenance.tsv"
    conda:
        "../envs/hyperigm.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=30,
        disk_mb=10,
    params:
        work=subpath(input.plan, parent=True),
        outdir=subpath(output.crate, parent=True),
        judged=read_by_check,
    shell:
        "hyperigm provenance --plan {input.plan:q} --config {input.config:q} --work {params.work:q}"
        " --summary {input.summary:q} --outdir {params.outdir:q} > {log:q} 2>&1"


# The last rule: every report is on disk by now, and stays there whether this one fails or not. What came out is said at
# the terminal too: where this one fails, Snakemake shows its log.
rule finish:
    input:
        summary="<results>/cohort/summary.tsv",
        crate="<results>/ro-crate-metadata.json",
    output:
        "<results>/work/finished.txt",
    log:
        "<logs>/finish.log",
    benchmark:
        "<benchmarks>/finish.tsv"
    conda:
        "../envs/hyperigm.yaml"
    threads: 1
    resources:
        mem_mb=200,
        runtime=5,
        disk_mb=10,
    params:
        settings=settings("on_failed_sample"),
    shell:
        "hyperigm finish --summary {input.summary:q} --settings {params.settings:q} --out {output:q}"
        " > {log:q} 2>&1 && cat {log:q}"
