"""`incident-responder report`: reports one log text and prints verdict and advice, or follows a file."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.console import DEFAULT_TENANT, Api, AsJson, Tenant, print_json
from api.places.place import TypedReport, place_of

Key = Annotated[str | None, typer.Option("--idempotency-key", help="Reports with the same key count once.")]
Labels = Annotated[list[str], typer.Option("--label", help="name=value; may be repeated.")]
Log = Annotated[str | None, typer.Argument(help="The log line or alert text; - reads one report from standard input.")]
Follow = Annotated[
    Path | None,
    typer.Option("--follow", help="Report each line written to this file from now on; - reads a pipe."),
]
Match = Annotated[str | None, typer.Option("--match", help="Follow only lines that match, such as ERROR|FATAL.")]
FromStart = Annotated[bool, typer.Option("--from-start", help="Follow from the first line of the file.")]
Kept = Annotated[Path | None, typer.Option("--position", help="The file that stores how far it has read.")]


def report(
    service: Annotated[str, typer.Option(help="The service it came from.")],
    log: Log = None,
    environment: Annotated[str, typer.Option(help="For example, production.")] = "",
    severity: Annotated[str | None, typer.Option(help="LOW, MEDIUM, HIGH, CRITICAL, a syslog word or P1-P4.")] = None,
    labels: Labels = [],  # noqa: B006
    release: Annotated[str | None, typer.Option(help="The version that was running.")] = None,
    occurred_at: Annotated[str | None, typer.Option(help="When it happened, in RFC 3339.")] = None,
    key: Key = None,
    follow: Follow = None,
    match: Match = None,
    from_start: FromStart = False,
    position: Kept = None,
    tenant: Tenant = DEFAULT_TENANT,
    as_json: AsJson = False,
    api: Api = "",
) -> None:
    """Send one report and print its verdict: new, existing, regression, or recovered if it tells of an end."""
    if (log is None) == (follow is None):
        raise typer.BadParameter("give a text, or - for standard input, or --follow FILE")
    typed = TypedReport(
        log=sys.stdin.read() if log == "-" else log or "", service=service, environment=environment,
        labels=dict(label.partition("=")[::2] for label in labels), severity=severity, release=release,
        occurred_at=occurred_at,
    )  # fmt: skip
    if follow is not None:
        from api.follow.following import follow_until_stopped

        return follow_until_stopped(follow, typed, match, position, from_start=from_start, tenant=tenant, api=api)
    from api.incident_lines import print_verdict

    answer = place_of(api, tenant).report(typed, key)
    (print_json if as_json else print_verdict)(answer)
