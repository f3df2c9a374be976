"""Pages of tickets: their size, and the cursor to the next."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tools.errors import InvalidRequest
from tools.nouns.incidents import IncidentQuery, Sort

MAX_PAGE = 500
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Rank(Generic[Place]):
    """Where a ticket stands in a list: by what the list is sorted by, then by its place among all tickets."""

    value: float
    """0 in a list that is sorted by nothing else than age."""

    place: Place


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
        raise InvalidRequest("cursor: not a cursor of this server: ask for the first page again") from error


def cursor_of(sort: Sort, rank: Rank[str]) -> str:
    """The cursor of the page that begins behind this ticket."""
    return cursor_after(rank.place if sort is Sort.NEWEST else f"{sort.value} {rank.value!r} {rank.place}")


def rank_behind(query: IncidentQuery, read: Callable[[str], Place]) -> Rank[Place] | None:
    """Where the page before ended; None on the first page. Raises InvalidRequest for a made-up cursor.

    So does the cursor of a list in another order.
    """
    return None if query.cursor is None else place_behind(query.cursor, lambda text: _rank(query.sort, text, read))


def _rank(sort: Sort, text: str, read: Callable[[str], Place]) -> Rank[Place]:
    if sort is Sort.NEWEST:
        return Rank(0.0, read(text))
    word, value, place = text.split(" ")
    if word != sort.value:
        raise ValueError("this cursor belongs to a list in another order")
    return Rank(float(value), read(place))
