"""The page of run times. Oracle: benchmark files as Snakemake 9 writes them, summed by hand."""

from pathlib import Path

from hyperigm.edges.run_times import write_run_times

HEADER = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


def benchmark(path: Path, wall: str, memory: str, cpu: str) -> None:
    """A benchmark file with one run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEADER}{wall}\t0:00:01\t{memory}\t1\t1\t1\t0\t0\t0\t{cpu}\n", encoding="utf-8")


def page(outdir: Path) -> str:
    """The page of two batches."""
    write_run_times(outdir, ["batch-0001", "batch-0002"])
    return (outdir / "provenance" / "run_times.html").read_text(encoding="utf-8")


def test_jobs_of_a_step_are_summed(tmp_path: Path) -> None:
    benchmark(tmp_path / "benchmarks" / "check.tsv", "0.5", "-", "-")
    benchmark(tmp_path / "benchmarks" / "batch-0001" / "screen.tsv", "1.25", "40", "0.5")
    benchmark(tmp_path / "benchmarks" / "batch-0002" / "screen.tsv", "2.5", "30", "1.0")
    (tmp_path / "benchmarks" / "batch-0002" / "report.tsv").write_text("cut off")
    text = page(tmp_path)
    screen = text[text.index(">screen<") : text.index("</tr>", text.index(">screen<"))]
    for figure in (">2<", ">3.8<", ">1.5<", "2.5 <small>batch-0002", ">40<"):
        assert figure in screen
    assert ">check<" in text
    assert ">report<" not in text


def test_without_figures_it_says_so(tmp_path: Path) -> None:
    assert "No figures" in page(tmp_path)
