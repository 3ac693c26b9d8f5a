"""What all commands share: how an error ends them, the example of each, and what `hyperigm` itself says."""

import errno
import sys
import tempfile
from typing import TYPE_CHECKING, NoReturn

import click

from hyperigm.errors import HyperigmError, Problem, cannot_write
from hyperigm.examples import COMPLETION, EXAMPLES, unwrapped

if TYPE_CHECKING:
    from hyperigm.core.settings import Settings

CANNOT_WRITE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
FIRST_STEPS = "\n\n".join(
    (
        unwrapped("First steps", "hyperigm demo", "hyperigm run my.vcf.gz"),
        unwrapped("Completion", *COMPLETION.values()),
    )
)
"""The end of `hyperigm --help`."""


def settings_in_force(text: str) -> "Settings":
    """What a step's `--settings` says; this process goes by its panel. Raises InputError."""
    from hyperigm.edges.config import read_settings
    from hyperigm.edges.panel_folder import use_panel

    settings = read_settings(text)
    use_panel(settings.panel)
    return settings


class Commands(click.Group):
    """Ends every error of the family with its problems, one a line, and the exit code of its kind.

    Each command's help ends with its example.
    """

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        cmd.epilog = unwrapped("Example", EXAMPLES[name or cmd.name or ""])
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except HyperigmError as error:
            _end(error)
        except OSError as error:
            if error.errno not in CANNOT_WRITE:
                raise
            _end(cannot_write(error.filename or tempfile.gettempdir(), error))


def _end(error: HyperigmError) -> NoReturn:
    say("error", *error.problems)
    sys.exit(error.exit_code)


def say(kind: str, *problems: Problem) -> None:
    """Prints problems on standard error: where and what, then how to mend."""
    for problem in problems:
        click.echo(f"{kind}: {problem.where}: {problem.what}", err=True)
        if problem.mend:
            click.echo(f"  mend: {problem.mend}", err=True)


def _say_versions(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from hyperigm.steps.version import versions

        click.echo(versions())
        ctx.exit()


version_option = click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_say_versions,
    help="Versions of package, workflow, report schema, panel and resources.",
)
