"""Nothing in the folder of results leads elsewhere."""

import os
from pathlib import Path

import pytest

from hyperigm.edges.outdir import links_out, make_private
from hyperigm.errors import InputError
from hyperigm.steps.check import gate


@pytest.mark.parametrize(
    "link",
    ["samples", "samples/S", "samples/S/S.findings.tsv", "logs/check.log", ".snakemake", ".snakemake/log"],
)
def test_a_link_out_is_told(tmp_path: Path, link: str) -> None:
    outside, out = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    path = out / link
    path.parent.mkdir(parents=True)
    path.symlink_to(outside)
    assert [problem.where for problem in links_out(out)] == [str(path)]


def test_links_that_stay_inside_and_the_folder_itself_are_the_users_own(tmp_path: Path) -> None:
    real, out = tmp_path / "real", tmp_path / "out"
    (real / "samples" / "S").mkdir(parents=True)
    out.symlink_to(real)
    (real / "samples" / "T").symlink_to(real / "samples" / "S")
    assert links_out(out) == ()


def test_the_gate_refuses_before_anything_is_written(tmp_path: Path, root: Path) -> None:
    outside, out = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    out.mkdir()
    (out / "samples").symlink_to(outside)
    settings = f'{{"outdir": "{out}"}}'
    plan = out / "work" / "plan.json"
    with pytest.raises(InputError, match="is a link out of the folder of results"):
        gate(root / "resources" / "demo" / "samples.tsv", None, settings, plan, None)
    assert not plan.exists()
    assert not any(outside.iterdir())


def test_private_is_0700_and_what_follows_0600(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        make_private(tmp_path / "out")
        (tmp_path / "out" / "file").touch()
        assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700
        assert (tmp_path / "out" / "file").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


def test_what_an_open_run_left_becomes_private(tmp_path: Path) -> None:
    """The sheet it made and Snakemake's records have names of patients too; programs stay executable."""
    program, record, sheet = (
        tmp_path / name for name in (".snakemake/conda/env/bin/python", ".snakemake/log/a.log", "samples.tsv")
    )
    for path in (program, record, sheet):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        path.chmod(0o755)
    before = os.umask(0o022)
    try:
        make_private(tmp_path)
    finally:
        os.umask(before)
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / ".snakemake", record, sheet, program)]
    assert modes == [0o700, 0o600, 0o600, 0o755]


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "loop").symlink_to("loop")
    assert [problem.what for problem in links_out(tmp_path)] == ["is a link that leads nowhere"]
