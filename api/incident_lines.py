"""Prints a page of incidents on the console, one per line."""

from datetime import datetime
from typing import TYPE_CHECKING

from api.console import say, shows_tables
from tools.times import age

if TYPE_CHECKING:
    from api.http.answers import IncidentList
    from api.http.report_answers import ReportAnswer

STATES = {"OPEN": "open", "ACKNOWLEDGED": "ack", "RESOLVED": "done", "MERGED": "merged"}
"""Short words for a line of 80 columns; `again` is an open ticket whose problem had been fixed before."""


def print_table(page: "IncidentList", now: float) -> None:
    """Print one line of 80 columns per ticket: the title gets the room that the other columns leave."""
    from rich.markup import escape
    from rich.table import Column, Table

    from api.console import console
    from tools.ids import short_ids

    whole = (Column(name, no_wrap=True) for name in ("id", "state", "severity"))
    numbers = (Column(name, no_wrap=True, justify="right") for name in ("seen", "age"))
    words = Column("service", no_wrap=True, max_width=14), Column("title", no_wrap=True, overflow="ellipsis", ratio=1)
    table = Table(*whole, *numbers, *words, box=None, pad_edge=False, expand=True)
    tickets = page["incidents"]
    for ticket, short in zip(tickets, short_ids([each["incident_id"] for each in tickets]), strict=True):
        state = "again" if ticket["regression_of"] and ticket["status"] == "OPEN" else STATES[ticket["status"]]
        seen = age(now - datetime.fromisoformat(ticket["last_seen"]).timestamp())
        facts = (short, state, ticket["severity"], f"{ticket['occurrences']}", seen)
        table.add_row(*facts, escape(ticket["service"]), escape(ticket["title"]))
    console.print(table)
    console.print(f"{len(tickets)} of {page['count']}")


def print_lines(page: "IncidentList") -> None:
    """Print lines for programs: whole ids, and nothing cut."""
    for ticket in page["incidents"]:
        facts = (ticket["incident_id"], ticket["status"], ticket["severity"], str(ticket["occurrences"]))
        say("\t".join((*facts, ticket["service"], ticket["title"])))


def verdict_line(answer: "ReportAnswer") -> str:
    """Return the verdict on a report in one line."""
    ticket = answer["incident_id"] or "no live ticket"
    return f"{answer['status']} · {ticket} · {answer['severity']} · seen {answer['occurrences']}×"


def print_verdict(answer: "ReportAnswer") -> None:
    """Print the verdict, then the advice: rendered for a person, as Markdown for a program."""
    if shows_tables():
        from api.incident_details import show_verdict

        show_verdict(answer)
        return
    say(verdict_line(answer))
    for each in answer.get("also", ()):
        say(f"also {each['status']} · {each.get('incident_id') or 'no live ticket'}")
    if advice := answer.get("recommendations"):
        say(f"\n{advice}")
