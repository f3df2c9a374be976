"""`incident-responder silence add|list|remove`."""

import time
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, AsJson, Tenant, caller_of, console, print_json, with_store

app = typer.Typer(no_args_is_help=True, help="Hold back notifications about some tickets for a while.")
Glob = Annotated[str, typer.Option(help='A glob: "*" matches everything.')]
Labels = Annotated[list[str] | None, typer.Option("--label", help="name=glob; may be repeated.")]
Until = Annotated[str, typer.Option(help="A time from now (30m, 8h, 7d), or an RFC 3339 time.")]
Start = Annotated[str, typer.Option("--from", help="A time as in --until; the default is now.")]


@app.command()
def add(
    until: Until, reason: Annotated[str, typer.Option(help="The reason, which people see.")], service: Glob = "",
    environment: Glob = "", severity: Glob = "", incident: Glob = "", label: Labels = None, start: Start = "",
    tenant: Tenant = DEFAULT_TENANT,
) -> None:  # fmt: skip
    """Hold back notifications about tickets that match every option given."""
    from api.acts.silences import WantedSilence, add_silence
    from api.ages import later_moment_of
    from api.delivery_lines import label_glob

    now = time.time()
    wanted = WantedSilence(
        until=later_moment_of("--until", until, now), reason=reason, service=service, environment=environment,
        severity=severity, incident_id=incident, labels=dict(label_glob(each) for each in label or ()),
        starts_at=later_moment_of("--from", start, now) if start else None,
    )  # fmt: skip
    made = with_store(lambda store: add_silence(store.silences, store, caller_of(tenant), wanted, now))
    console.print(f"{made.silence_id} is created.", markup=False)


@app.command("list")
def list_silences(tenant: Tenant = DEFAULT_TENANT, as_json: AsJson = False) -> None:
    """List the silences, newest first."""
    from api.acts.silences import listed_silences
    from api.delivery_lines import print_silences, silences_json

    now, found = time.time(), with_store(lambda store: listed_silences(store.silences, caller_of(tenant)))
    if as_json:
        print_json(silences_json(found, now))
    else:
        print_silences(list(found), now)


@app.command()
def remove(silence_id: Annotated[str, typer.Argument(help="sil_…")], tenant: Tenant = DEFAULT_TENANT) -> None:
    """End a silence. Each of its tickets that is still live and not recovering is announced once."""
    from api.acts.silences import end_silence

    caller, now = caller_of(tenant), time.time()
    with_store(lambda store: end_silence(store.silences, store, caller, silence_id, now))
    console.print(f"{silence_id} is over.", markup=False)
