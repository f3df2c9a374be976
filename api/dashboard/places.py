"""The navigation of the pages: one entry per line."""

from typing import NamedTuple


class Place(NamedTuple):
    """A link at the top of every page. `name` is the value of `active` on its own page."""

    name: str
    address: str
    word: str


PLACES = (
    Place("incidents", "/ui/", "Incidents"),
    Place("analytics", "/ui/analytics", "Analytics"),
    Place("runbooks", "/ui/runbooks", "Runbooks"),
    Place("signals", "/ui/signals", "Signals"),
    Place("deliveries", "/ui/deliveries", "Deliveries"),
    Place("settings", "/ui/settings", "Settings"),
)
