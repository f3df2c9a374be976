"""The `fields` parameter of lists, since a whole incident with advice is 5 kB."""

import difflib
from collections.abc import Mapping

from api.http.answers import IncidentAnswer
from tools.errors import InvalidRequest

LISTED = frozenset(IncidentAnswer.__annotations__) - {"timeline"}
ALWAYS = "incident_id"
_ANY = f"({'|'.join(sorted(LISTED))})"
FIELDS_PATTERN = f"^{_ANY}(,{_ANY})*$"
"""The parameter's values as a regular expression for the API's description."""


def chosen_fields(said: str | None) -> frozenset[str]:
    """Return the names in `a,b,c`, and the id; all if it is empty. Raises InvalidRequest, naming the nearest field."""
    if not said:
        return LISTED
    names = {name.strip() for name in said.split(",")} - {""}
    for name in sorted(names - LISTED):
        near = difflib.get_close_matches(name, LISTED, 1)
        cure = f"did you mean {near[0]}?" if near else f"use {', '.join(sorted(LISTED))}"
        raise InvalidRequest(f"fields: incidents of a list have no {name[:64]!r}: {cure}")
    return frozenset(names | {ALWAYS})


def narrowed(shown: IncidentAnswer, chosen: frozenset[str]) -> Mapping[str, object]:
    """Return only the chosen fields of an incident."""
    return shown if chosen is LISTED else {name: value for name, value in shown.items() if name in chosen}
