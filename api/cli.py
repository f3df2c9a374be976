"""The command line: `incident-responder serve`, `report`, `ingest`, `user add` and more; the table says where each is.

Exit codes: 0 it is done; 1 it could not be done, or something was found wrong; 2 it was asked for wrongly.
"""

import os
import subprocess
import sys
from typing import Annotated

import typer

from api.command_table import LazyGroup
from api.starting import rarely_collected
from tools.env_file import export_for_libraries
from tools.errors import IncidentResponderError, InvalidRequest, Misconfigured, TooLarge

app = typer.Typer(no_args_is_help=True, cls=LazyGroup)
NOT_DONE, ASKED_WRONGLY = 1, 2


def _print_version(asked: bool) -> None:
    if asked:
        from api.version import product_version

        typer.echo(product_version())
        raise typer.Exit()


Version = Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")]


@app.callback()
def options(version: Version = False) -> None:
    """Report problems, and work on the incidents they become."""


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    options_metavar="[OPTIONS OF python -m evals]",
)
def evals(context: typer.Context) -> None:
    """Judge the golden incidents, offline; arguments go to `python -m evals`, `--help` too."""
    raise typer.Exit(subprocess.call([sys.executable, "-m", "evals", *context.args]))


def main(arguments: list[str] | None = None) -> None:
    """Run a command. An error that the user can fix is printed in one line, without a traceback."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it would look through all installed packages
    try:
        with rarely_collected():
            export_for_libraries()
            app(arguments)
    except IncidentResponderError as error:
        _tell(str(error))
        sys.exit(ASKED_WRONGLY if isinstance(error, InvalidRequest | TooLarge | Misconfigured) else NOT_DONE)
    except UnicodeDecodeError:
        _tell(".env is not UTF-8 text")
        sys.exit(ASKED_WRONGLY)
    except ValueError as error:
        for problem in _misfits(error):
            _tell(problem)
        sys.exit(ASKED_WRONGLY)


def _misfits(error: ValueError) -> list[str]:
    """Return one line per value that does not fit a model. Raises the error itself if it is of another kind."""
    from pydantic import ValidationError

    from tools.settings import Settings

    if not isinstance(error, ValidationError):
        raise error
    lines = []
    for problem in error.errors(include_input=False, include_url=False):
        name = ".".join(map(str, problem["loc"]))
        # A setting is called by its variable; other models hold what the command was given.
        shown = name.upper() if error.title == Settings.__name__ else name
        lines.append(f"{shown}: {problem['msg'].removeprefix('Value error, ')}")
    return lines


def _tell(message: str) -> None:
    typer.secho("error: ", fg=typer.colors.RED, nl=False, err=True)
    typer.echo(message, err=True)


if __name__ == "__main__":
    main()
