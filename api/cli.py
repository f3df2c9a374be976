"""The command line: `incident-responder serve`, `report`, `ingest`, `user add` and more."""

import subprocess
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from api.commands import (
    acts,
    analytics,
    audit,
    backup,
    consume,
    destinations,
    doctor,
    explain,
    incident_list,
    ingest,
    jwt,
    key,
    mcp,
    postmortem,
    prune,
    queue,
    reconcile,
    regrouping,
    reindex,
    report,
    resolutions,
    resolve,
    routes,
    runbooks,
    scrub,
    senders,
    serve,
    set_up,
    severity,
    show,
    tenant,
    tenant_endings,
    transfer,
    user,
    user_changes,
    verify,
)
from api.commands.deliveries import app as deliveries
from api.commands.held_deliveries import hold, release
from api.commands.shadow import shadow
from api.commands.silence import app as silence
from tools.errors import IncidentResponderError

app = typer.Typer(no_args_is_help=True)
app.add_typer(user.app, name="user")
user.app.command()(user_changes.role)
user.app.command()(user_changes.delete)
user.app.command()(user_changes.logout)
user.app.command()(user_changes.sessions)
user.app.command("list")(user_changes.list_users)
app.add_typer(tenant.app, name="tenant")
tenant.app.command("list")(tenant_endings.list_tenants)
tenant.app.command()(tenant_endings.export)
tenant.app.command()(tenant_endings.delete)
tenant.app.command()(tenant_endings.restore)
app.add_typer(key.app, name="key")
app.add_typer(audit.app, name="audit")
app.add_typer(jwt.app, name="jwt")
app.add_typer(senders.app, name="senders")
app.add_typer(destinations.app, name="destinations")
app.add_typer(routes.app, name="routes")
app.add_typer(queue.app, name="queue")
app.command()(serve.serve)
app.command("set-up")(set_up.set_up)
app.command()(consume.consume)
app.command()(report.report)
app.command()(resolve.resolve)
app.command()(resolutions.amend)
app.command()(resolutions.reopen)
app.command()(acts.acknowledge)
app.command()(severity.severity)
app.command()(acts.comment)
app.command()(acts.feedback)
app.command()(regrouping.merge)
app.command()(regrouping.split)
app.add_typer(runbooks.app, name="runbooks")
app.command("list")(incident_list.list_incidents)
app.command()(show.show)
app.command()(explain.explain)
app.command()(postmortem.postmortem)
app.command()(ingest.ingest)
app.command()(analytics.analytics)
app.command()(reindex.reindex)
app.command()(verify.verify)
app.command()(doctor.doctor)
app.command()(reconcile.reconcile)
app.command()(prune.prune)
app.command()(scrub.scrub)
app.command()(mcp.mcp)
app.command()(transfer.export)
app.command()(backup.backup)
app.command()(backup.restore)
app.command("import")(transfer.import_)
app.add_typer(deliveries, name="deliveries")
deliveries.command()(hold)
deliveries.command()(release)
app.add_typer(silence, name="silence")
app.command()(shadow)


def _print_version(asked: bool) -> None:
    if asked:
        from api.version import product_version

        typer.echo(product_version())
        raise typer.Exit()


Version = Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")]


@app.callback()
def options(version: Version = False) -> None:
    """Report problems, and work on the incidents they become."""


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
    except UnicodeDecodeError:
        _tell(".env is not UTF-8 text")
        sys.exit(2)
    except ValueError as error:
        for problem in _misfits(error):
            _tell(problem)
        sys.exit(2)


def _misfits(error: ValueError) -> list[str]:
    """What does not fit a model, a line each. Raises the error itself if it is another one."""
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
    Console(stderr=True).print(f"[red]error:[/] {escape(message)}", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
