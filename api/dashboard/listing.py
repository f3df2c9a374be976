"""The filters of the list page: read from its address, shown in its form, and passed to the store."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from api.ages import moment_of
from api.queries import incident_query
from tools.errors import InvalidRequest
from tools.nouns.incidents import IncidentQuery

LIVE = "live"
"""The filter for tickets that are open or acknowledged."""
ROWS = {"": 50, "100": 100}
"""The number of rows, by the value in the address."""
MOST_CHARACTERS = 300
"""The longest value of a field; longer ones are cut, since nothing stored is that long."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The filters as entered. An empty one does not filter."""

    q: str = ""
    status: str = ""
    severity: str = ""
    service: str = ""
    environment: str = ""
    label: str = ""
    since: str = ""
    """An age such as `24h`, or a time in RFC 3339."""
    until: str = ""
    recovering: str = ""
    sort: str = ""
    rows: str = ""

    @classmethod
    def of(cls, asked: QueryParams) -> "Listing":
        """Read the filters from the page's query parameters."""
        return cls(**{each.name: asked.get(each.name, "").strip()[:MOST_CHARACTERS] for each in fields(cls)})

    def query(self, now: float, *, cursor: str = "") -> IncidentQuery:
        """The query for the store. Raises InvalidRequest, which names the field and its valid values."""
        live = self.status.lower() == LIVE
        asked = incident_query(
            status="" if live else self.status,
            service=self.service,
            severity=self.severity,
            environment=self.environment,
            recovering={"yes": True, "no": False}.get(self.recovering),
            text=self.q,
            label=self.label,
            since=moment_of("since", self.since, now) if self.since else None,
            until=moment_of("until", self.until, now) if self.until else None,
            sort=self.sort,
            limit=self._limit(),
            cursor=cursor[:MOST_CHARACTERS],
        )
        return replace(asked, live=live)

    def address(self, **more: str) -> str:
        """The address of the list with these filters."""
        said = {name: value for name, value in {**dict(self._said()), **more}.items() if value}
        return "/ui/" + (f"?{urlencode(said)}" if said else "")

    @property
    def filtered(self) -> bool:
        """True if a filter is set."""
        return any(value for name, value in self._said() if name not in ("sort", "rows"))

    @property
    def narrowed(self) -> bool:
        """True if a filter is set that narrow screens hide at first."""
        return any((self.service, self.environment, self.label, self.since, self.until, self.recovering))

    def _limit(self) -> int:
        if self.rows not in ROWS:
            raise InvalidRequest(f"rows: use {', '.join(filter(None, ROWS))}, or leave it out for {ROWS['']}")
        return ROWS[self.rows]

    def _said(self) -> Iterator[tuple[str, str]]:
        for each in fields(self):
            yield each.name, getattr(self, each.name)
