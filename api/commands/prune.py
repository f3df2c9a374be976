"""`incident-responder prune`: texts and vectors of problems that are long over go."""

import re
import time
from typing import Annotated

import typer

from api.console import console, with_store
from tools.errors import InvalidRequest

_AGE = re.compile(r"(\d{1,6})\s*([dhwm])")
_SECONDS = {"h": 3600.0, "d": 86_400.0, "w": 7 * 86_400.0, "m": 30 * 86_400.0}


def prune(
    older_than: Annotated[str, typer.Option(help="Least age of the resolve: 90d, 12w, 6m or 48h.")],
) -> None:
    """Drop texts and vectors of problems resolved long ago; tickets, counts, resolutions, merges and splits stay."""
    before = time.time() - _age(older_than)
    pruned = with_store(lambda store: store.prune(before))
    console.print(f"{pruned} problems pruned.")


def _age(text: str) -> float:
    found = _AGE.fullmatch(text.strip().lower())
    if not found:
        raise InvalidRequest("--older-than: write for example 90d, 12w, 6m or 48h")
    return int(found[1]) * _SECONDS[found[2]]
