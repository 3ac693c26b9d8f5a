"""What a run was made of, for whoever has to repeat, cite or audit it: provenance/ and the RO-Crate."""

from collections import Counter
from pathlib import Path

from hyperigm.core.plan import Plan
from hyperigm.core.provenance import (
    INPUT_COLUMNS,
    KNOWLEDGE_COLUMNS,
    PROGRAM_COLUMNS,
    RunRecord,
)
from hyperigm.edges.config import read_config
from hyperigm.edges.methods import methods_text
from hyperigm.edges.panel import load_panel
from hyperigm.edges.panel_folder import use_panel
from hyperigm.edges.provenance import bundled, consulted, inputs, named_in_config, programs
from hyperigm.edges.ro_crate import write_crate
from hyperigm.edges.run_record import command_and_start, now
from hyperigm.edges.store import read_value, write_text
from hyperigm.edges.tables import read_table, write_table


def provenance(plan: Path, config: Path, work: Path, summary: Path, outdir: Path) -> None:
    """Writes versions, resources, inputs, command and methods to provenance/, and the crate's metadata.

    config: the merged one, as the check step writes it. These files have the run's time in them; no other
    result has. summary: cohort/summary.tsv, which says who was screened; a run is complete once it is there.
    """
    use_panel(read_config(config).get("panel"))
    record = _record(read_value(plan, Plan), config, work, summary)
    folder = outdir / "provenance"
    write_table(folder / "versions.tsv", PROGRAM_COLUMNS, record.programs)
    write_table(folder / "resources.tsv", KNOWLEDGE_COLUMNS, record.knowledge)
    write_table(folder / "inputs.tsv", INPUT_COLUMNS, record.inputs)
    write_text(folder / "command.txt", f"{record.started}\n{record.command or 'run by hand'}\n")
    write_text(folder / "methods.md", methods_text(record, load_panel()))
    write_crate(outdir, record)


def _record(plan: Plan, config: Path, work: Path, summary: Path) -> RunRecord:
    status = Counter(row["status"] for row in read_table(summary))
    merged = read_config(config)
    command, started = command_and_start()
    read = list(consulted(work, plan))
    of = {
        kind: tuple(dict.fromkeys(name for _, sources in read for name in getattr(sources, kind)))
        for kind in ("clinvar", "gnomad", "insilico")
    }
    return RunRecord(
        command=command,
        started=started,
        ended=now(),
        programs=programs(),
        knowledge=(*bundled(), *named_in_config(merged)),
        inputs=inputs(plan, merged),
        samples=status.total() - status["failed"],
        failed=status["failed"],
        builds=tuple(sorted({build for build, _ in read})),
        **of,
    )
