"""Deliveries, silences and the shadow report, formatted for the console."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Column, Table

from api.acts.shadow import ShadowReport
from api.console import console, print_rows
from api.http.delivery_answers import silence_answer
from tools.errors import InvalidRequest
from tools.nouns.deliveries import DeliveryRow
from tools.nouns.incidents import Page
from tools.nouns.json_types import Json
from tools.nouns.silences import Silence
from tools.times import rfc3339


def print_deliveries(page: Page[DeliveryRow]) -> None:
    """Print one line per delivery, and their number."""
    table = Table(Column("delivery", no_wrap=True), "to", "kind", "incident", "state", "tries", "last error")
    for row in page.items:
        error = row.last_error or (f"by {row.silenced_by or row.replaced_by}" if row.state == "silenced" else "")
        table.add_row(
            row.delivery_id, escape(row.destination), row.message.kind.value, row.message.incident_id or "-",
            row.state.value, str(row.tries), escape(error),
        )  # fmt: skip
    print_rows(table)
    if page.next_cursor:
        console.print(f"{len(page.items)} of {page.count}; more with --cursor {page.next_cursor}", markup=False)


def print_silences(silences: Sequence[Silence], now: float) -> None:
    """Print one line per silence."""
    table = Table(Column("silence", no_wrap=True), "state", "of", "until", "by", "reason")
    for each in silences:
        table.add_row(
            each.silence_id, each.state(now), escape(matched(each)), rfc3339(each.ends_at), escape(each.by),
            escape(each.reason),
        )  # fmt: skip
    print_rows(table)


def silences_json(silences: Sequence[Silence], now: float) -> Json:
    """Return the silences as `GET /silences` lists them."""
    return {"silences": [silence_answer(each, now) for each in silences], "count": len(silences), "next_cursor": None}


def label_glob(text: str) -> tuple[str, str]:
    """Parse `name=glob`. Raises InvalidRequest."""
    name, sign, glob = text.partition("=")
    if sign:
        return name, glob
    raise InvalidRequest(f"--label {text}: write name=glob")


def matched(silence: Silence) -> str:
    """Return what a silence covers, in one line."""
    return " ".join(f"{name}={glob}" for name, glob in silence.match.conditions)


def print_shadow(report: ShadowReport) -> None:
    """Print one line per destination, and how many alerts came in."""
    table = Table("destination", "messages", "fewer than alerts", "kept by silences", "told", "kinds")
    for each in report.destinations:
        kinds = ", ".join(f"{count} {kind}" for kind, count in each.kinds.items())
        counts = (each.messages, report.fewer(each), each.kept_by_silences, each.told)
        table.add_row(escape(each.name), *map(str, counts), kinds)
    console.print(f"Since {rfc3339(report.since)}: {report.alerts} alerts became {report.incidents} incidents.")
    print_rows(table)
