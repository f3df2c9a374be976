"""Pages of tickets: how long one is, and the cursor that leads to the next."""

import base64
from collections.abc import Callable
from typing import TypeVar

from tools.errors import InvalidRequest
from tools.nouns.incidents import IncidentQuery

MAX_PAGE = 500
Place = TypeVar("Place")


def limit_of(query: IncidentQuery) -> int:
    """How many tickets the page may hold."""
    return max(1, min(query.limit, MAX_PAGE))


def cursor_after(place: str) -> str:
    """The cursor of the page that begins behind this place."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_behind(cursor: str, read: Callable[[str], Place]) -> Place:
    """The place that `cursor_after` was given, as `read` reads it. Raises InvalidRequest for a made-up cursor."""
    try:
        return read(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
    except ValueError as error:
        raise InvalidRequest("cursor: not a cursor of this service: ask for the first page again") from error
