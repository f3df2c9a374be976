"""The command line: `incident-responder serve`, `report`, `ingest`, `user add` and more."""

import subprocess
import sys

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from api.commands import incidents, maintenance, reindexing, runbooks, serving, users
from tools.errors import IncidentResponderError
from tools.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Duplicates, regressions and new incidents.")
app.add_typer(users.app, name="user")
app.command()(serving.serve)
app.command()(incidents.report)
app.command()(incidents.resolve)
app.command("list")(incidents.list_incidents)
app.command()(incidents.show)
app.command()(incidents.explain)
app.command()(runbooks.ingest)
app.command()(reindexing.reindex)
app.command()(maintenance.verify)
app.command()(maintenance.reconcile)
app.command()(maintenance.prune)
app.command()(maintenance.export)
app.command("import")(maintenance.import_)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def evals(context: typer.Context) -> None:
    """Judge the golden incidents, offline; arguments go to `python -m evals`."""
    raise typer.Exit(subprocess.call([sys.executable, "-m", "evals", *context.args]))


def main(arguments: list[str] | None = None) -> None:
    """Run a command. What the user can mend is told in one line, without a traceback."""
    try:
        app(arguments)
    except IncidentResponderError as error:
        _tell(str(error))
        sys.exit(1)
    except ValidationError as error:
        for problem in error.errors(include_input=False, include_url=False):
            name = ".".join(map(str, problem["loc"]))
            # A setting is called by its variable; other models hold what the command was given.
            shown = name.upper() if error.title == Settings.__name__ else name
            _tell(f"{shown}: {problem['msg'].removeprefix('Value error, ')}")
        sys.exit(2)
    except UnicodeDecodeError:
        _tell(".env is not UTF-8 text")
        sys.exit(2)


def _tell(message: str) -> None:
    Console(stderr=True).print(f"[red]error:[/] {escape(message)}", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
