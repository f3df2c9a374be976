"""A page of incidents on a console: a line each."""

import typer
from rich.markup import escape
from rich.table import Column, Table

from api.console import console
from tools.ids import short_ids
from tools.nouns.incidents import Incident, Page
from tools.times import age

STATES = {"OPEN": "open", "ACKNOWLEDGED": "ack", "RESOLVED": "done", "MERGED": "merged"}
"""Short words for a line of 80 columns; `again` is an open ticket whose problem had been fixed before."""


def print_table(page: Page[Incident], now: float) -> None:
    """One line a ticket in 80 columns: the title gets what the others leave."""
    whole = (Column(name, no_wrap=True) for name in ("id", "state", "severity"))
    numbers = (Column(name, no_wrap=True, justify="right") for name in ("seen", "age"))
    words = Column("service", no_wrap=True, max_width=14), Column("title", no_wrap=True, overflow="ellipsis", ratio=1)
    table = Table(*whole, *numbers, *words, box=None, pad_edge=False, expand=True)
    for ticket, short in zip(page.items, short_ids([each.incident_id for each in page.items]), strict=True):
        state = "again" if ticket.regression_of and ticket.status == "OPEN" else STATES[ticket.status.value]
        facts = (short, state, ticket.severity.name, f"{ticket.occurrences}", age(now - ticket.last_seen))
        table.add_row(*facts, escape(ticket.service), escape(ticket.title))
    console.print(table)
    console.print(f"{len(page.items)} of {page.count}")


def print_lines(page: Page[Incident]) -> None:
    """For programs: whole ids, and nothing cut."""
    for ticket in page.items:
        facts = (ticket.incident_id, ticket.status.value, ticket.severity.name, str(ticket.occurrences), ticket.service)
        typer.echo("\t".join((*facts, ticket.title)))
