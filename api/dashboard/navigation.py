"""The navigation of the pages: one entry per line."""

from typing import NamedTuple


class Entry(NamedTuple):
    """A link at the top of every page. `name` is the value of `active` on its own page."""

    name: str
    address: str
    word: str


NAVIGATION = (
    Entry("incidents", "/ui/", "Incidents"),
    Entry("analytics", "/ui/analytics", "Analytics"),
    Entry("runbooks", "/ui/runbooks", "Runbooks"),
    Entry("signals", "/ui/signals", "Signals"),
    Entry("deliveries", "/ui/deliveries", "Deliveries"),
    Entry("settings", "/ui/settings", "Settings"),
)
