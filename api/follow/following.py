"""`report --follow` as a process: what it opens, how it stops, and its summary."""

import re
import signal
import sys
import threading
from contextlib import closing, suppress
from pathlib import Path

import typer

from api.console import caller_of
from api.follow.follower import Follower
from api.follow.position import PositionFile, usual_place
from api.follow.sending import Sender, Sink, Stopped
from api.places.client import checked_address, client_of
from api.places.place import TypedReport, checked_tenant
from tools.errors import InvalidRequest


def follow_until_stopped(
    path: Path, typed: TypedReport, match: str | None, position: Path | None, *, from_start: bool, tenant: str, api: str
) -> None:
    """Follow until SIGTERM or SIGINT, or the end of a pipe. Raises InvalidRequest if `path` cannot be followed."""
    wanted, stop = _pattern(match), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    where = checked_address(api) if api else f"tenant {tenant}"
    with closing(_sink(typed, tenant, api)) as sink:
        sender = Sender(sink, stop, _say)
        follower = Follower(sender, stop, _say, wanted)
        with suppress(Stopped):
            if str(path) == "-":
                follower.pipe(sys.stdin.fileno())
            else:
                follower.file(path, PositionFile(position or usual_place(path, where)), from_start=from_start)
    counts = ", ".join(f"{count} {status}" for status, count in sorted(sender.counts.items()))
    _say(f"stopped: {counts or 'nothing was reported'}")


def _sink(typed: TypedReport, tenant: str, api: str) -> Sink:
    from api.follow.sinks import ServerSink, StoreSink

    if not api:
        return StoreSink(caller_of(tenant), typed)
    checked_tenant(tenant)
    return ServerSink(client_of(api), typed)


def _pattern(match: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(match) if match else None
    except re.error as error:
        raise InvalidRequest(f"--match: this is not a regular expression: {error}") from error


def _say(text: str) -> None:
    """Write to standard error, since standard output may be piped on."""
    typer.echo(text, err=True)
