"""`incident-responder prune`: drops texts and vectors of long-resolved problems."""

import time
from typing import Annotated

import typer

from api.ages import age_of
from api.console import DEFAULT_TENANT, caller_of, console, with_store


def prune(
    older_than: Annotated[str, typer.Option(help="Resolved at least this long ago: 90d, 12w, 6m or 48h.")],
) -> None:
    """Drop texts and vectors of problems resolved long ago. Tickets, counts and resolutions stay."""
    from api.acts.upkeep import prune_store

    before = time.time() - age_of("--older-than", older_than)
    pruned = with_store(lambda store: prune_store(store, caller_of(DEFAULT_TENANT), before))
    console.print(f"{pruned} problems pruned.")
