"""Pages of tickets: their size, and the cursor of the next one."""

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
    """A ticket's position in a list: the value that the list is sorted by, then its place among all tickets."""

    value: float
    """0 in a list that is sorted by age alone."""

    place: Place


def limit_of(query: IncidentQuery) -> int:
    """Return how many tickets the page may contain."""
    return max(1, min(query.limit, MAX_PAGE))


def cursor_after(place: str) -> str:
    """Return the cursor of the page that begins after this place."""
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_behind(cursor: str, read: Callable[[str], Place]) -> Place:
    """Return the place that `cursor_after` was given, parsed by `read`. Raises InvalidRequest for an invalid cursor."""
    try:
        return read(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii"))
    except ValueError as error:
        raise InvalidRequest("cursor: not a cursor of this server: ask for the first page again") from error


def cursor_of(sort: Sort, rank: Rank[str]) -> str:
    """Return the cursor of the page that begins after this ticket."""
    return cursor_after(rank.place if sort is Sort.NEWEST else f"{sort.value} {rank.value!r} {rank.place}")


def rank_behind(query: IncidentQuery, read: Callable[[str], Place]) -> Rank[Place] | None:
    """Return where the previous page ended; None on the first page.

    Raises InvalidRequest for an invalid cursor, or for the cursor of a list in another order.
    """
    return None if query.cursor is None else place_behind(query.cursor, lambda text: _rank(query.sort, text, read))


def _rank(sort: Sort, text: str, read: Callable[[str], Place]) -> Rank[Place]:
    if sort is Sort.NEWEST:
        return Rank(0.0, read(text))
    word, value, place = text.split(" ")
    if word != sort.value:
        raise ValueError("this cursor belongs to a list in another order")
    return Rank(float(value), read(place))
